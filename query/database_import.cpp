// Rows from outside into a table, as one commit: Database::Import().
// SPDX-License-Identifier: Apache-2.0
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
      subject = SubjectOf(table, Row(row.values));
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
    if (options_.read_only) {
      return absl::FailedPreconditionError("database was opened read-only");
    }
    CAMBIUM_RETURN_IF_ERROR(rows.Bind(*found));
    const bool is_live = !live_->empty();
    imported =
        is_live ? ImportLive(rows, *found, options) : ImportStaged(rows, *found, options);
  }
  Deliver();
  return imported;
}

absl::StatusOr<Imported> Database::ImportStaged(RowSource& rows, const cambium::Table& table,
                                                const ImportOptions& options) {
  StagedRows staged(table, *files_, folder_, options.staged_bytes);
  CAMBIUM_ASSIGN_OR_RETURN(RowCheck check,
                           RowCheck::Make(table, *store_, [&staged](const auto& visit) {
                             return staged.ForEachSubject(visit);
                           }));
  CAMBIUM_ASSIGN_OR_RETURN(
      Imported imported, TakeRows(rows, table, options, check,
                                  [&staged](const std::string& subject, const SourceRow& row) {
                                    return staged.Add(subject, row.values);
                                  }));
  imported.commit = store_->version();
  if (imported.rows == 0) return imported;
  CAMBIUM_RETURN_IF_ERROR(staged.Finish());
  CAMBIUM_ASSIGN_OR_RETURN(imported.commit, store_->Ingest([&staged](Triple& triple) {
    return staged.Next(triple);
  }));
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
