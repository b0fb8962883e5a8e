// Folding deltas into buckets, and walking down what they touched.
// SPDX-License-Identifier: Apache-2.0
#include "query/assembler.h"

#include <algorithm>
#include <utility>

namespace cambium {

Assembler::Assembler(const SelectPlan& root) {
  AddState(root, SIZE_MAX);
  touched_.resize(states_.size());
}

void Assembler::AddState(const SelectPlan& plan, std::size_t outer) {
  const std::size_t self = states_.size();
  states_.push_back({&plan, outer, {}, {}, {}});
  for (const SelectPlan& nested : plan.selects) {
    states_[self].inner.push_back(states_.size());
    AddState(nested, self);
  }
}

Row Assembler::BucketOf(std::size_t select, const Row& row) const {
  return states_[select].plan->has_bucket ? row.Slice(0, 1) : Row();
}

Row Assembler::KeyOf(std::size_t select, const Row& row) const {
  const SelectPlan& plan = *states_[select].plan;
  return row.Slice(plan.key_begin, plan.key_end);
}

const Bucket* Assembler::FindBucket(std::size_t select, const Row& bucket) const {
  const auto found = states_[select].buckets.find(bucket);
  return found == states_[select].buckets.end() ? nullptr : &found->second;
}

std::vector<TreeOp> Assembler::Apply(const std::vector<ZSet<Row>>& deltas) {
  for (std::size_t i = 0; i < states_.size(); ++i) Fold(i, deltas[i]);
  for (std::size_t i = 0; i < states_.size(); ++i) {
    for (const auto& [bucket, change] : touched_[i].changes) MarkOuter(i, bucket);
  }
  std::vector<TreeOp> ops;
  Path path;
  EmitList(0, Row(), path, ops);
  for (Touched& touched : touched_) touched = {};
  return ops;
}

void Assembler::Fold(std::size_t select, const ZSet<Row>& delta) {
  SelectState& state = states_[select];
  std::map<Row, std::vector<ZSet<Row>::Entry>> by_bucket;
  for (const auto& entry : delta.entries()) {
    by_bucket[BucketOf(select, entry.element)].push_back(entry);
  }
  for (const auto& [bucket, entries] : by_bucket) {
    const auto standing = state.buckets.try_emplace(bucket, *state.plan).first;
    touched_[select].changes[bucket] = standing->second.Apply(entries);
    if (standing->second.rows().empty()) state.buckets.erase(standing);
  }
  if (state.inner.empty()) return;
  // Removals first: a row that changed is both removed and added under one key.
  for (const auto& [row, weight] : delta.entries()) {
    if (weight < 0) state.by_key.erase(KeyOf(select, row));
  }
  for (const auto& [row, weight] : delta.entries()) {
    if (weight > 0) state.by_key.insert_or_assign(KeyOf(select, row), row);
  }
}

void Assembler::MarkOuter(std::size_t select, const Row& bucket) {
  const std::size_t outer = states_[select].outer;
  if (outer == SIZE_MAX) return;
  // The bucket of a nested row is the key of its outer row. When that is gone, so is the
  // whole subtree, and nothing below it needs saying.
  const auto row = states_[outer].by_key.find(bucket);
  if (row == states_[outer].by_key.end()) return;
  const Row outer_bucket = BucketOf(outer, row->second);
  if (touched_[outer].rows[outer_bucket].insert(bucket).second) MarkOuter(outer, outer_bucket);
}

void Assembler::EmitList(std::size_t select, const Row& bucket, Path& path,
                         std::vector<TreeOp>& ops) {
  const Touched& touched = touched_[select];
  const auto found = touched.changes.find(bucket);
  const BucketChange* change = found == touched.changes.end() ? nullptr : &found->second;
  const SelectPlan* plan = states_[select].plan;
  const auto add = [&](TreeOpKind kind, const Row& key, std::size_t at) -> TreeOp& {
    TreeOp op;
    op.kind = kind;
    op.path = path;
    op.key = {plan, key};
    op.at = at;
    return ops.emplace_back(std::move(op));
  };
  if (change != nullptr) {
    for (const Row& key : change->removed) add(TreeOpKind::kErase, key, 0);
    for (const auto& [key, at] : change->moved) add(TreeOpKind::kMove, key, at);
    for (const auto& [row, at] : change->added) {
      add(TreeOpKind::kInsert, KeyOf(select, row), at).node = BuildNode(select, row);
    }
  }
  EmitRows(select, bucket, change, path, ops);
}

void Assembler::EmitRows(std::size_t select, const Row& bucket, const BucketChange* change,
                         Path& path, std::vector<TreeOp>& ops) {
  const SelectState& state = states_[select];
  struct News {
    Row row;
    const Row* before = nullptr;  // Its old version, if its own fields may have changed.
  };
  std::map<Row, News> news;  // by row key
  const auto marked = touched_[select].rows.find(bucket);
  if (marked != touched_[select].rows.end()) {
    for (const Row& key : marked->second) news[key] = {state.by_key.at(key), nullptr};
  }
  if (change != nullptr) {
    for (const auto& [before, after] : change->changed) {
      news[KeyOf(select, after)] = {after, &before};
    }
    // An inserted row came with its subtree.
    for (const auto& [row, at] : change->added) news.erase(KeyOf(select, row));
  }
  std::vector<News> in_order;
  in_order.reserve(news.size());
  for (auto& [key, item] : news) in_order.push_back(std::move(item));
  std::sort(in_order.begin(), in_order.end(), [&state](const News& left, const News& right) {
    return state.plan->order(left.row, right.row);
  });
  for (const News& item : in_order) {
    const Row key = KeyOf(select, item.row);
    path.emplace_back(PathKey{state.plan, key});
    if (item.before != nullptr) {
      TreeOp set;
      set.path = path;
      for (const PlanColumn& scalar : state.plan->scalars) {
        const ValueView value = item.row[scalar.column];
        if (value != (*item.before)[scalar.column])
          set.fields.emplace_back(scalar, Value(value));
      }
      if (!set.fields.empty()) ops.push_back(std::move(set));
    }
    for (const std::size_t inner : state.inner) {
      path.emplace_back(states_[inner].plan->label);
      EmitList(inner, key, path, ops);
      path.pop_back();
    }
    path.pop_back();
  }
}

std::size_t Assembler::held_count() const {
  std::size_t held = 0;
  for (const SelectState& state : states_) {
    held += state.by_key.size();
    for (const auto& [key, bucket] : state.buckets) held += bucket.rows().size();
  }
  return held;
}

TreeList Assembler::Snapshot() const { return BuildList(0, Row()); }

TreeList Assembler::BuildList(std::size_t select, const Row& bucket) const {
  TreeList list;
  const Bucket* standing = FindBucket(select, bucket);
  if (standing == nullptr) return list;
  list.reserve(standing->rows().size());
  for (const Row& row : standing->rows()) list.push_back(BuildNode(select, row));
  return list;
}

TreeNode Assembler::BuildNode(std::size_t select, const Row& row) const {
  TreeNode node{states_[select].plan, row, {}};
  node.lists.reserve(states_[select].inner.size());
  for (const std::size_t inner : states_[select].inner) {
    node.lists.push_back(BuildList(inner, KeyOf(select, row)));
  }
  return node;
}

}  // namespace cambium
