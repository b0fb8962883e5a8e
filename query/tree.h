// An answer and how it changes: trees, and operations on trees.
//
// A path leads from the root to a list or a row: in a list the next step is a row key,
// in a row the next step is a label.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "dataflow/row.h"
#include "query/plan.h"

namespace cambium {

// A row of the answer with everything below it.
struct TreeNode {
  const SelectPlan* plan = nullptr;  // Labels and types; outlives the tree.
  Row row;                           // Shaped as the plan says.
  // One for each select of the plan; that of a ONE holds its row, if there is one.
  std::vector<std::vector<TreeNode>> lists;

  Row key() const { return row.Slice(plan->key_begin, plan->key_end); }
  // By label; one that the block does not have is a mistake in the program.
  // Valid as long as some holder of the row.
  ValueView Get(std::string_view label) const;
  const std::vector<TreeNode>& List(std::string_view label) const;
};

struct PathKey {
  const SelectPlan* plan = nullptr;  // Whose rows the key names.
  Row key;
};
using PathStep = std::variant<PathKey, std::string>;
using Path = std::vector<PathStep>;

enum class TreeOpKind { kInsert, kErase, kSet, kMove, kReplace };

// The letters of the delta protocol (docs/treeql.md): + - = ^ *
struct TreeOp {
  TreeOpKind kind = TreeOpKind::kSet;
  Path path;                     // The list; of kSet the row itself, of kReplace the slot.
  PathKey key{};                 // kInsert, kErase, kMove
  std::size_t at = 0;            // kInsert, kMove: position once the operations before are done
  std::optional<TreeNode> node;  // kInsert; kReplace if there is a row
  std::vector<std::pair<PlanColumn, Value>> fields;  // kSet: what is new
};

using TreeList = std::vector<TreeNode>;

}  // namespace cambium
