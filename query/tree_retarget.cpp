// Two plans side by side, then every pointer.
// SPDX-License-Identifier: Apache-2.0
#include "query/tree_retarget.h"

#include <map>
#include <variant>

namespace cambium {
namespace {

using Targets = std::map<const SelectPlan*, const SelectPlan*>;  // looked up only

void Pair(const SelectPlan& from, const SelectPlan& to, Targets& targets) {
  targets[&from] = &to;
  for (std::size_t i = 0; i < from.selects.size(); ++i) {
    Pair(from.selects[i], to.selects[i], targets);
  }
}

void Retarget(const Targets& targets, TreeNode& node) {
  node.plan = targets.at(node.plan);
  for (TreeList& list : node.lists) {
    for (TreeNode& row : list) Retarget(targets, row);
  }
}

}  // namespace

void Retarget(const SelectPlan& from, const SelectPlan& to, std::vector<TreeOp>& ops) {
  Targets targets;
  Pair(from, to, targets);
  for (TreeOp& op : ops) {
    for (PathStep& step : op.path) {
      if (auto* key = std::get_if<PathKey>(&step)) key->plan = targets.at(key->plan);
    }
    if (op.key.plan != nullptr) op.key.plan = targets.at(op.key.plan);
    if (op.node.has_value()) Retarget(targets, *op.node);
  }
}

}  // namespace cambium
