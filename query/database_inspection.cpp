// What a database tells of itself: declarations, tables, statistics, its graph.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/status.h"
#include "query/catalog.h"
#include "query/database.h"
#include "query/live_queries.h"
#include "query/printer.h"

namespace cambium {

absl::StatusOr<std::vector<std::string>> Database::Declarations() const {
  const std::lock_guard lock(mutex_);
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<Statement> statements, ReadDeclarations(*store_));
  std::vector<std::string> texts;
  texts.reserve(statements.size());
  for (const Statement& statement : statements) texts.push_back(FormatStatement(statement));
  return texts;
}

std::map<std::string, std::string> Database::NamedQueries() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, std::string> texts;
  for (const auto& [name, query] : schema_.queries()) texts.emplace(name, query.text);
  return texts;
}

std::vector<TableDescription> Database::Tables() const {
  const std::lock_guard lock(mutex_);
  return DescribeTables(schema_);
}

StoreStatistics Database::Statistics() const {
  const std::lock_guard lock(mutex_);
  return store_->Statistics();
}

absl::Status Database::Verify() const {
  const std::lock_guard lock(mutex_);
  return store_->Verify();
}

absl::StatusOr<CommitChanges> Database::Why(std::uint64_t commit) const {
  const std::lock_guard lock(mutex_);
  const CommitReason* reason = live_->ReasonOf(commit);
  if (reason == nullptr) {
    return absl::NotFoundError("commit is none of the last that live queries heard of: " +
                               std::to_string(commit));
  }
  CommitChanges result{commit, {}, reason->frames, reason->ops};
  for (const CommitReason::ChangedTable& changed : reason->tables) {
    const cambium::Table* table = schema_.FindById(changed.table);
    if (table == nullptr) continue;  // It has been dropped since.
    CommitChanges::Table named{
        table->name, changed.inserted, changed.updated, changed.deleted, {}};
    for (const std::string& subject : changed.subjects) {
      named.keys.push_back(KeyText(*table, subject));
    }
    result.tables.push_back(std::move(named));
  }
  return result;
}

LiveQueryStatistics Database::LiveStatistics() const {
  const std::lock_guard lock(mutex_);
  return live_->Statistics();
}

std::string Database::Dot() const {
  const std::lock_guard lock(mutex_);
  return live_->graph().Dot();
}

}  // namespace cambium
