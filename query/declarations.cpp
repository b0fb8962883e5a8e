// A scan, and the order of kinds.
// SPDX-License-Identifier: Apache-2.0
#include "query/declarations.h"

#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "query/parser.h"

namespace cambium {
namespace {

int RankOf(const Statement& statement) {
  if (std::holds_alternative<EnumDeclaration>(statement)) return 0;
  if (std::holds_alternative<TableDeclaration>(statement)) return 1;
  return std::holds_alternative<FragmentDeclaration>(statement) ? 2 : 3;
}

}  // namespace

absl::StatusOr<std::vector<Statement>> ReadDeclarations(const Store& store) {
  std::vector<Statement> declarations;
  absl::Status parsed;
  const AttributeId attribute = kDeclaration;
  CAMBIUM_RETURN_IF_ERROR(
      store.Scan(kCatalog, {&attribute, 1}, [&](const std::string&, auto values) {
        absl::StatusOr<Statement> statement = ParseStatement(values[0].AsText());
        parsed.Update(statement.status());
        if (statement.ok()) declarations.push_back(*std::move(statement));
      }));
  CAMBIUM_RETURN_IF_ERROR(parsed);
  std::stable_sort(
      declarations.begin(), declarations.end(),
      [](const Statement& a, const Statement& b) { return RankOf(a) < RankOf(b); });
  return declarations;
}

}  // namespace cambium
