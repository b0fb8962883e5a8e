// Walking paths, and applying one operation after another.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_tree.h"

#include <utility>
#include <vector>

#include "dataflow/check.h"

namespace cambium {
namespace {

std::size_t Find(const TreeList& list, const Row& key) {
  std::size_t position = 0;
  while (position < list.size() && list[position].key() != key) ++position;
  CAMBIUM_CHECK(position < list.size(), "an operation names a row that is not there");
  return position;
}

bool IsSlot(const SelectPlan& plan, const std::string& label) {
  for (const SelectPlan& select : plan.selects) {
    if (select.label == label) return select.is_one;
  }
  return false;
}

TreeList& ListAt(TreeNode& node, const std::string& label) {
  return const_cast<TreeList&>(node.List(label));
}

// The list or slot that a path leads to, and the row if it ends in a key or at a slot that has
// one.
std::pair<TreeList*, TreeNode*> Walk(TreeList& root, bool root_is_slot, const Path& path) {
  TreeList* list = &root;
  const auto in_slot = [&list] { return list->empty() ? nullptr : list->data(); };
  TreeNode* node = root_is_slot ? in_slot() : nullptr;
  for (const PathStep& step : path) {
    if (const auto* key = std::get_if<PathKey>(&step)) {
      node = &(*list)[Find(*list, key->key)];
      continue;
    }
    const auto& label = std::get<std::string>(step);
    const bool is_slot = IsSlot(*node->plan, label);
    list = &ListAt(*node, label);
    node = is_slot ? in_slot() : nullptr;
  }
  return {list, node};
}

void SetFields(TreeNode& node, const TreeOp& op) {
  std::vector<ValueView> values;
  values.reserve(node.row.size());
  for (std::size_t i = 0; i < node.row.size(); ++i) values.push_back(node.row[i]);
  for (const auto& [scalar, value] : op.fields) values[scalar.column] = value;
  node.row = Row(values);
}

void ApplyOp(TreeList& root, bool root_is_slot, const TreeOp& op) {
  const auto [list, node] = Walk(root, root_is_slot, op.path);
  const auto at = [list = list](std::size_t position) {
    return list->begin() + static_cast<std::ptrdiff_t>(position);
  };
  switch (op.kind) {
    case TreeOpKind::kSet:
      SetFields(*node, op);
      break;
    case TreeOpKind::kInsert:
      list->insert(at(op.at), *op.node);
      break;
    case TreeOpKind::kErase:
      list->erase(at(Find(*list, op.key.key)));
      break;
    case TreeOpKind::kMove: {
      const std::size_t from = Find(*list, op.key.key);
      TreeNode moved = std::move((*list)[from]);
      list->erase(at(from));
      list->insert(at(op.at), std::move(moved));
      break;
    }
    case TreeOpKind::kReplace:
      list->clear();
      if (op.node.has_value()) list->push_back(*op.node);
      break;
  }
}

}  // namespace

void LiveTree::Apply(const Frame& frame) {
  if (frame.kind == FrameKind::kPreview) return;
  if (IsWhole(frame)) {
    plan_ = frame.plan;
    root_ = frame.data;
  }
  if (frame.kind == FrameKind::kDelta) {
    CAMBIUM_CHECK(frame.from == version_, "a frame is missing");
    const bool is_slot = plan_ != nullptr && (plan_->is_one || plan_->is_roots);
    for (const TreeOp& op : frame.ops) ApplyOp(root_, is_slot, op);
  }
  version_ = frame.to;
}

}  // namespace cambium
