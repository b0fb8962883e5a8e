// Rows from outside into a table, as one commit: Database::Import().
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <vector>

#include "dataflow/status.h"
#include "query/database.h"
#include "query/diagnostic.h"
#include "query/entity.h"
#include "query/import/row_check.h"
#include "query/import/staged_rows.h"
#include "query/live_queries.h"

namespace cambium {
namespace {

constexpr std::uint64_t kRowsPerReport = 8192;

// Calls `add(subject, row)` for each row that is right; hands on those that are wrong, or stops
// at the first.
template <typename Add>
absl::StatusOr<Imported> TakeRows(RowSource& rows, const Table& table,
                                  const ImportOptions& options, RowCheck& check, Add add) {
  Imported imported;
  SourceRow row;
  for (;;) {
    CAMBIUM_ASSIGN_OR_RETURN(const bool more, rows.Next(row));
    if (!more) break;
    std::string subject;
    if (!row.bad.has_value()) {
      subject = SubjectOf(table, std::span<const Value>(row.values));
      CAMBIUM_ASSIGN_OR_RETURN(row.bad, check.Check(subject, row));
    }
    if (!row.bad.has_value()) {
      CAMBIUM_RETURN_IF_ERROR(add(subject, row));
      ++imported.rows;
    } else if (options.on_bad_row) {
      options.on_bad_row(*row.bad);
      ++imported.skipped;
    } else {
      return absl::InvalidArgumentError(BadRowText(rows.name(), *row.bad));
    }
    const std::uint64_t count = imported.rows + imported.skipped;
    if (options.on_progress && count % kRowsPerReport == 0) {
      options.on_progress(rows.bytes(), count);
    }
  }
  return imported;
}

}  // namespace

absl::StatusOr<Imported> Database::Import(RowSource& rows, std::string_view table,
                                          const ImportOptions& options) {
  absl::StatusOr<Imported> imported = Imported();
  {
    const std::lock_guard lock(mutex_);
    const cambium::Table* const found = schema_.Find(table);
    if (found == nullptr) {
      return absl::NotFoundError("no table '" + std::string(table) + "'" +
                                 DidYouMean(table, schema_.TableNames()));
    }
    CAMBIUM_RETURN_IF_ERROR(CheckWritable());
    CAMBIUM_RETURN_IF_ERROR(rows.Bind(*found));
    imported = NeedsDelta(found->id) ? ImportLive(rows, *found, options)
                                     : ImportStaged(rows, *found, options);
  }
  Deliver();
  return imported;
}

bool Database::NeedsDelta(TypeId table) const {
  const std::set<TypeId> tables{table};
  const auto& assertions = schema_.assertions();
  return live_->typed().Reads(table) ||
         std::any_of(assertions.begin(), assertions.end(), [&](const auto& assertion) {
           return live_->AssertionReads(assertion.first, tables);
         });
}

absl::StatusOr<Imported> Database::ImportStaged(RowSource& rows, const cambium::Table& table,
                                                const ImportOptions& options) {
  StagedRows staged(table, *files_, folder_, options.staged_bytes);
  CAMBIUM_ASSIGN_OR_RETURN(RowCheck check,
                           RowCheck::Make(table, *store_, [&staged](const auto& visit) {
                             return staged.ForEachSubject(visit);
                           }));
  // While they are few enough for a delta, if anybody would get one.
  const std::size_t max_few = live_->empty() ? 0 : options.delta_rows;
  std::vector<Row> few;
  std::size_t count = 0;
  CAMBIUM_ASSIGN_OR_RETURN(Imported imported,
                           TakeRows(rows, table, options, check,
                                    [&](const std::string& subject, const SourceRow& row) {
                                      if (++count <= max_few) {
                                        few.emplace_back(row.values);
                                      } else {
                                        few = {};
                                      }
                                      return staged.Add(subject, row.values);
                                    }));
  imported.commit = store_->version();
  if (imported.rows == 0) return imported;
  if (imported.rows <= max_few) {
    MutationPlanner planner(schema_, *store_, Value::Time(TakeTime()));
    for (const Row& row : few) CAMBIUM_RETURN_IF_ERROR(planner.Add(table, row));
    CAMBIUM_ASSIGN_OR_RETURN(const Committed committed, Mutate(planner));
    imported.commit = committed.commit;
    return imported;
  }
  CAMBIUM_RETURN_IF_ERROR(staged.Finish());
  TakeTime();
  AdvanceLive();
  CAMBIUM_ASSIGN_OR_RETURN(imported.commit, store_->Ingest([&staged](Triple& triple) {
    return staged.Next(triple);
  }));
  live_->ShareNoMore({table.id});
  ResetQueries(live_->QueriesOf({table.id}), "import");
  return imported;
}

absl::StatusOr<Imported> Database::ImportLive(RowSource& rows, const cambium::Table& table,
                                              const ImportOptions& options) {
  MutationPlanner planner(schema_, *store_, Value::Time(TakeTime()));
  CAMBIUM_ASSIGN_OR_RETURN(
      RowCheck check, RowCheck::Make(table, *store_, [&planner, &table](const auto& visit) {
        const auto changed = planner.changes().tables.find(table.id);
        if (changed == planner.changes().tables.end()) return absl::OkStatus();
        for (const auto& [subject, change] : changed->second.entities) visit(subject);
        return absl::OkStatus();
      }));
  CAMBIUM_ASSIGN_OR_RETURN(
      Imported imported,
      TakeRows(rows, table, options, check, [&](const std::string&, const SourceRow& row) {
        return planner.Add(table, Row(row.values));
      }));
  CAMBIUM_ASSIGN_OR_RETURN(const Committed committed, Mutate(planner));
  imported.commit = committed.commit;
  return imported;
}

}  // namespace cambium
