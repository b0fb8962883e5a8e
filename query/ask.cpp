// Reading tables through a transaction's changes.
// SPDX-License-Identifier: Apache-2.0
#include "query/ask.h"

#include <string>
#include <utility>
#include <variant>

#include "dataflow/status.h"
#include "query/assembler.h"
#include "query/entity.h"
#include "query/lowering.h"
#include "query/parser.h"

namespace cambium {

absl::StatusOr<Query> ParseOneShot(std::string_view text) {
  CAMBIUM_ASSIGN_OR_RETURN(Statement statement, ParseStatement(text));
  auto* query = std::get_if<Query>(&statement);
  if (query == nullptr) return absl::InvalidArgumentError("not a query");
  if (query->live) {
    return absl::InvalidArgumentError("a LIVE query needs a subscriber: Subscribe() it");
  }
  return std::move(*query);
}

absl::StatusOr<TreeList> AskAt(const SelectPlan& plan, const Schema& schema, const Store& store,
                               std::uint64_t version, const Changes* changes,
                               const QueryLimits& limits) {
  absl::Status status;
  LimitCheck check(limits);
  const ReadTable read = [&](TypeId type, const std::vector<std::size_t>& fields,
                             Delta<Row>& out) {
    const TableChanges none;
    const TableChanges* changed = &none;
    if (changes != nullptr) {
      const auto found = changes->tables.find(type);
      if (found != changes->tables.end()) changed = &found->second;
    }
    const Table& table = *schema.FindById(type);
    status.Update(ScanEntities(
        store, table, fields,
        [&](const std::string& subject, const Row& row) {
          if (check.AddRow() && changed->entities.count(subject) == 0) out.Add(row, 1);
        },
        version));
    for (const auto& [subject, change] : changed->entities) {
      if (change.after.has_value() && check.AddRow()) out.Add(change.after->Project(fields), 1);
    }
  };
  Graph graph;
  std::vector<ZSet<Row>> contents;
  // A question has its time in its plan.
  const LoweredQuery nodes = Lower(plan, graph, nullptr, read, contents);
  CAMBIUM_RETURN_IF_ERROR(status);
  CAMBIUM_RETURN_IF_ERROR(check.status());
  CAMBIUM_RETURN_IF_ERROR(nodes.parts->error);
  Assembler assembler(plan);
  assembler.Apply(contents);
  CAMBIUM_RETURN_IF_ERROR(assembler.status());
  TreeList tree = assembler.Snapshot();
  CAMBIUM_RETURN_IF_ERROR(assembler.status());
  return tree;
}

}  // namespace cambium
