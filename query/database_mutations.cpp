// Committing what mutations come to: rows, and assertions that begin or end with them.
// SPDX-License-Identifier: Apache-2.0
#include <utility>

#include "dataflow/status.h"
#include "query/catalog.h"
#include "query/database.h"
#include "query/dependents.h"
#include "query/lax_fields.h"
#include "query/live_queries.h"
#include "query/printer.h"

namespace cambium {

// What a transaction says of assertions, while nothing of it stands.
struct Database::MadeAssertions {
  std::map<std::string, LiveQueries::NewAssertion> made;
  std::set<std::string> ending;  // or replaced
  Batch batch;
};

absl::Status Database::AddUnknownFields(const std::vector<Mutation>& mutations) {
  for (const auto& [type, names] : UnknownNames(schema_, mutations)) {
    Declaration change{schema_, {}, {}, {}, Span()};
    change.schema.Add(WithUnknown(*schema_.FindById(type), names, change.batch));
    CAMBIUM_RETURN_IF_ERROR(Adopt(std::move(change)).status());
  }
  return absl::OkStatus();
}

absl::StatusOr<Committed> Database::RunMutations(const std::vector<Mutation>& mutations,
                                                 bool is_preview) {
  if (!is_preview) CAMBIUM_RETURN_IF_ERROR(AddUnknownFields(mutations));
  MutationPlanner planner(schema_, *store_, Value::Time(TakeTime()));
  AssertionChanges assertions;
  for (const Mutation& mutation : mutations) {
    if (const auto* insert = std::get_if<Insert>(&mutation)) {
      CAMBIUM_RETURN_IF_ERROR(planner.Add(*insert));
    } else if (const auto* update = std::get_if<Update>(&mutation)) {
      CAMBIUM_RETURN_IF_ERROR(planner.Add(*update));
    } else if (const auto* erase = std::get_if<Delete>(&mutation)) {
      CAMBIUM_RETURN_IF_ERROR(planner.Add(*erase));
    } else if (const auto* assertion = std::get_if<AssertDeclaration>(&mutation)) {
      assertions[assertion->name.text] = *assertion;
    } else {
      const auto& drop = std::get<Drop>(mutation);
      const std::string& name = drop.name.text;
      if (drop.kind != DropKind::kAssert) {
        return ErrorAt(drop.name.span, "a TX ends assertions alone; drop it outside: " + name);
      }
      const auto known = assertions.find(name);
      const bool stands = known != assertions.end() ? known->second.has_value()
                                                    : schema_.assertions().count(name) != 0;
      if (!stands) return ErrorAt(drop.name.span, "no assertion '" + name + "'");
      assertions[name] = std::nullopt;
    }
  }
  return is_preview ? Preview(planner, assertions) : Mutate(planner, assertions);
}

auto Database::MakeAssertions(const AssertionChanges& changes, MutationPlanner& planner)
    -> absl::StatusOr<MadeAssertions> {
  MadeAssertions result;
  for (const auto& [name, declaration] : changes) {
    const auto standing = schema_.assertions().find(name);
    const bool stands = standing != schema_.assertions().end();
    Value text;
    if (declaration.has_value()) {
      const bool is_same =
          stands && PrintExpr(standing->second.condition) == PrintExpr(declaration->condition);
      if (is_same) continue;
      CAMBIUM_ASSIGN_OR_RETURN(auto plan, PlanAssertion(schema_, *declaration));
      CAMBIUM_ASSIGN_OR_RETURN(auto made,
                               live_->MakeAssertion(name, std::move(plan), planner.rows()));
      result.made.emplace(name, std::move(made));
      text = Value::Text(PrintStatement(*declaration));
    } else if (!stands) {
      continue;
    }
    result.ending.insert(name);
    result.batch.push_back({KeyOfDeclared("assert", name), std::move(text)});
  }
  return result;
}

absl::StatusOr<Committed> Database::Preview(MutationPlanner& planner,
                                            const AssertionChanges& assertions) {
  CAMBIUM_RETURN_IF_ERROR(planner.Check());
  CAMBIUM_ASSIGN_OR_RETURN(const MadeAssertions made, MakeAssertions(assertions, planner));
  live_->Compute(planner.changes(), time_);
  const absl::Status holds = live_->CheckAssertions(made.ending);
  if (holds.ok()) Post(live_->Preview());
  live_->Abandon();
  CAMBIUM_RETURN_IF_ERROR(holds);
  return Committed{store_->version(), planner.changes().rows, "", ""};
}

absl::StatusOr<Committed> Database::Mutate(MutationPlanner& planner,
                                           const AssertionChanges& assertions) {
  CAMBIUM_RETURN_IF_ERROR(planner.Check());
  CAMBIUM_ASSIGN_OR_RETURN(MadeAssertions made, MakeAssertions(assertions, planner));
  const Changes& changes = planner.changes();
  Committed result{store_->version(), changes.rows, "", ""};
  if (changes.rows == 0 && made.batch.empty()) return result;
  CAMBIUM_RETURN_IF_ERROR(CheckWritable());
  if (options_.limits.rows > 0 && changes.rows > options_.limits.rows) {
    return absl::ResourceExhaustedError("transaction changes too many rows, the limit is " +
                                        std::to_string(options_.limits.rows));
  }
  Batch batch = std::move(made.batch);
  for (const auto& [type, table] : changes.tables) {
    if (table.entities.size() == 1) batch.reserve(batch.size() + table.table->fields.size());
    for (const auto& [subject, change] : table.entities) {
      AppendTriples(*table.table, subject, change, batch);
    }
  }
  live_->Compute(changes, time_);
  const absl::Status holds = live_->CheckAssertions(made.ending);
  if (!holds.ok()) {
    live_->Abandon();
    return holds;
  }
  absl::StatusOr<std::uint64_t> version = Append(batch);
  if (!version.ok()) {
    live_->Abandon();
    return version.status();
  }
  result.commit = *version;
  recent_.Add(*version, changes);
  Post(live_->Commit(*version, schema_, *store_));
  for (const std::string& name : made.ending) {
    live_->RemoveAssertion(name);
    schema_.RemoveAssertion(name);
  }
  for (auto& [name, assertion] : made.made) {
    live_->KeepAssertion(name, std::move(assertion), schema_, *store_);
    schema_.AddAssertion(*assertions.at(name));
  }
  live_->typed().Deliver();  // Last, since what it calls may throw.
  return result;
}

}  // namespace cambium
