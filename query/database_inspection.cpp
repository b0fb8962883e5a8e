// What a database tells of itself: declarations, tables, statistics, its graph.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dataflow/status.h"
#include "query/database.h"
#include "query/live_queries.h"
#include "query/parser.h"
#include "query/printer.h"

namespace cambium {
namespace {

// Where the catalog keeps declarations; see database.cpp.
constexpr TypeId kCatalog = 0;
constexpr AttributeId kDeclaration = 1;

// What is declared comes before what names it.
int RankOf(const Statement& statement) {
  if (std::holds_alternative<EnumDeclaration>(statement)) return 0;
  if (std::holds_alternative<TableDeclaration>(statement)) return 1;
  return std::holds_alternative<FragmentDeclaration>(statement) ? 2 : 3;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> Database::Declarations() const {
  const std::lock_guard lock(mutex_);
  std::vector<Statement> statements;
  absl::Status parsed;
  const AttributeId attribute = kDeclaration;
  CAMBIUM_RETURN_IF_ERROR(
      store_->Scan(kCatalog, {&attribute, 1}, [&](const std::string&, auto values) {
        absl::StatusOr<Statement> statement = ParseStatement(values[0].AsText());
        parsed.Update(statement.status());
        if (statement.ok()) statements.push_back(*std::move(statement));
      }));
  CAMBIUM_RETURN_IF_ERROR(parsed);
  std::stable_sort(statements.begin(), statements.end(),
                   [](const Statement& left, const Statement& right) {
                     return RankOf(left) < RankOf(right);
                   });
  std::vector<std::string> texts;
  texts.reserve(statements.size());
  for (const Statement& statement : statements) texts.push_back(FormatStatement(statement));
  return texts;
}

std::vector<Table> Database::SchemaTables() const {
  const std::lock_guard lock(mutex_);
  std::vector<Table> tables;
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

std::string Database::Dot() const {
  const std::lock_guard lock(mutex_);
  return live_->graph().Dot();
}

}  // namespace cambium
