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

std::vector<cambium::Table> Database::SchemaTables() const {
  const std::lock_guard lock(mutex_);
  std::vector<cambium::Table> tables;
  for (const auto& table : schema_.tables()) tables.push_back(*table);
  return tables;
}

StoreStatistics Database::Statistics() const {
  const std::lock_guard lock(mutex_);
  return store_->Statistics();
}

absl::Status Database::Verify() const {
  const std::lock_guard lock(mutex_);
  return store_->Verify();
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
