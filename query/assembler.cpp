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

const Bucket* Assembler::FindBucket(std::size_t select, const Row& bucket) const {
  const auto found = states_[select].buckets.find(bucket);
  return found == states_[select].buckets.end() ? nullptr : &found->second;
}

std::vector<TreeOp> Assembler::Apply(const std::vector<ZSet<Row>>& deltas) {
  for (std::size_t i = 0; i < states_.size(); ++i) KeepOld(i, deltas[i]);
  for (std::size_t i = 0; i < states_.size(); ++i) Fold(i, deltas[i]);
  for (std::size_t i = 0; i < states_.size(); ++i) {
    for (const auto& [bucket, change] : touched_[i].changes) MarkOuter(i, bucket);
  }
  std::vector<TreeOp> ops;
  Path path;
  const SelectPlan& root = *states_[0].plan;
  const bool is_slot = root.is_one && !root.is_roots;
  if (is_slot && IsReplaced(0, Row())) {
    EmitSlot(0, Row(), path, ops);
  } else {
    Emit(0, Row(), path, ops);
  }
  for (Touched& touched : touched_) touched = {};
  return ops;
}

void Assembler::Fold(std::size_t select, const ZSet<Row>& delta) {
  SelectState& state = states_[select];
  std::map<Row, std::vector<ZSet<Row>::Entry>> by_bucket;
  for (const auto& entry : delta.entries()) {
    by_bucket[state.plan->BucketOf(entry.element)].push_back(entry);
  }
  for (const auto& [bucket, entries] : by_bucket) {
    const auto standing = state.buckets.try_emplace(bucket, *state.plan).first;
    touched_[select].changes[bucket] = standing->second.Apply(entries);
    if (standing->second.rows().empty()) state.buckets.erase(standing);
  }
  for (const std::size_t inner : state.inner) {
    for (const auto& [row, weight] : delta.entries()) FoldHolder(inner, row, weight);
  }
}

// An outer row of `select` comes or goes.
void Assembler::FoldHolder(std::size_t select, const Row& row, Weight weight) {
  SelectState& state = states_[select];
  const Row link = row.Project(state.plan->link);
  if (weight > 0) {
    state.holders[link].insert(row);
    return;
  }
  const auto found = state.holders.find(link);
  found->second.erase(row);
  if (found->second.empty()) state.holders.erase(found);
}

void Assembler::MarkOuter(std::size_t select, const Row& bucket) {
  const std::size_t outer = states_[select].outer;
  if (outer == SIZE_MAX) return;
  // Where no outer row shows it, whole subtrees are gone, and nothing below needs saying.
  const auto holders = states_[select].holders.find(bucket);
  if (holders == states_[select].holders.end()) return;
  const SelectPlan& plan = *states_[outer].plan;
  for (const Row& row : holders->second) {
    const Row outer_bucket = plan.BucketOf(row);
    RowsByKey& marked = touched_[outer].rows[outer_bucket];
    const bool is_first = marked.empty();
    marked.try_emplace(plan.KeyOf(row), row);
    if (is_first) MarkOuter(outer, outer_bucket);
  }
}

void Assembler::Emit(std::size_t select, const Row& bucket, Path& path,
                     std::vector<TreeOp>& ops) {
  const Touched& touched = touched_[select];
  const auto found = touched.changes.find(bucket);
  const BucketChange* change = found == touched.changes.end() ? nullptr : &found->second;
  if (change != nullptr && !states_[select].plan->is_one) {
    EmitList(select, change, path, ops);
  }
  EmitRows(select, bucket, change, path, ops);
}

void Assembler::EmitList(std::size_t select, const BucketChange* change, Path& path,
                         std::vector<TreeOp>& ops) {
  const SelectPlan* plan = states_[select].plan;
  const auto add = [&](TreeOpKind kind, const Row& key, std::size_t at) -> TreeOp& {
    TreeOp op;
    op.kind = kind;
    op.path = path;
    op.key = {plan, key};
    op.at = at;
    return ops.emplace_back(std::move(op));
  };
  for (const Row& key : change->removed) add(TreeOpKind::kErase, key, 0);
  for (const auto& [key, at] : change->moved) add(TreeOpKind::kMove, key, at);
  for (const auto& [row, at] : change->added) {
    add(TreeOpKind::kInsert, plan->KeyOf(row), at).node = BuildNode(select, row);
  }
}

bool Assembler::IsReplaced(std::size_t select, const Row& bucket) const {
  const auto found = touched_[select].changes.find(bucket);
  if (found == touched_[select].changes.end()) return false;
  return !found->second.added.empty() || !found->second.removed.empty();
}

void Assembler::EmitSlot(std::size_t select, const Row& bucket, const Path& path,
                         std::vector<TreeOp>& ops) {
  TreeOp op;
  op.kind = TreeOpKind::kReplace;
  op.path = path;
  TreeList rows = BuildList(select, bucket);
  if (!rows.empty()) op.node = std::move(rows.front());
  ops.push_back(std::move(op));
}

void Assembler::EmitRows(std::size_t select, const Row& bucket, const BucketChange* change,
                         Path& path, std::vector<TreeOp>& ops) {
  const SelectPlan& plan = *states_[select].plan;
  struct News {
    Row row;
    const Row* before = nullptr;
  };
  std::map<Row, News> news;  // by row key
  const auto marked = touched_[select].rows.find(bucket);
  if (marked != touched_[select].rows.end()) {
    for (const auto& [key, row] : marked->second) news[key] = {row, nullptr};
  }
  if (change != nullptr) {
    for (const auto& [before, after] : change->changed) {
      news[plan.KeyOf(after)] = {after, &before};
    }
    // An inserted row came with its subtree.
    for (const auto& [row, at] : change->added) news.erase(plan.KeyOf(row));
  }
  std::vector<News> in_order;
  in_order.reserve(news.size());
  for (auto& [key, item] : news) in_order.push_back(std::move(item));
  std::sort(in_order.begin(), in_order.end(), [&plan](const News& left, const News& right) {
    return plan.order(left.row, right.row);
  });
  for (const News& item : in_order) {
    const bool has_key = !plan.is_one && !plan.is_roots;
    if (has_key) path.emplace_back(PathKey{&plan, plan.KeyOf(item.row)});
    EmitRow(select, item.row, item.before, path, ops);
    if (has_key) path.pop_back();
  }
}

void Assembler::EmitRow(std::size_t select, const Row& row, const Row* before, Path& path,
                        std::vector<TreeOp>& ops) {
  const SelectState& state = states_[select];
  if (before != nullptr) {
    TreeOp set;
    set.path = path;
    for (const PlanColumn& scalar : state.plan->scalars) {
      const ValueView value = row[scalar.column];
      if (value != (*before)[scalar.column]) set.fields.emplace_back(scalar, Value(value));
    }
    if (!set.fields.empty()) ops.push_back(std::move(set));
  }
  // Slots whose row was replaced belong to the row itself; what is inside of others comes
  // with the lists.
  for (const bool slots : {true, false}) {
    for (const std::size_t inner : state.inner) {
      const SelectPlan& plan = *states_[inner].plan;
      const Row bucket = row.Project(plan.link);
      path.emplace_back(plan.label);
      EmitInner(inner, before == nullptr ? bucket : before->Project(plan.link), bucket, slots,
                path, ops);
      path.pop_back();
    }
  }
}

void Assembler::EmitInner(std::size_t select, const Row& old_bucket, const Row& bucket,
                          bool slots, Path& path, std::vector<TreeOp>& ops) {
  const SelectPlan& plan = *states_[select].plan;
  if (old_bucket != bucket && !plan.is_one) {
    if (!slots) EmitMoved(select, old_bucket, bucket, path, ops);
    return;
  }
  if (!plan.is_one) {
    if (!slots) Emit(select, bucket, path, ops);
    return;
  }
  if (old_bucket == bucket) {
    const bool replaced = IsReplaced(select, bucket);
    if (replaced && slots) EmitSlot(select, bucket, path, ops);
    if (!replaced && !slots) Emit(select, bucket, path, ops);
    return;
  }
  const std::vector<Row>& old = touched_[select].old.at(old_bucket);
  const Bucket* now = FindBucket(select, bucket);
  if (old.empty() && now == nullptr) return;
  const bool same = !old.empty() && now != nullptr &&
                    plan.KeyOf(old.front()) == plan.KeyOf(now->rows().front());
  if (!same && slots) EmitSlot(select, bucket, path, ops);
  if (same && !slots) EmitRow(select, now->rows().front(), &old.front(), path, ops);
}

void Assembler::EmitMoved(std::size_t select, const Row& old_bucket, const Row& bucket,
                          Path& path, std::vector<TreeOp>& ops) {
  const SelectPlan& plan = *states_[select].plan;
  // The old list, turned into the new one.
  Bucket list(plan);
  std::vector<ZSet<Row>::Entry> rows;
  for (const Row& row : touched_[select].old.at(old_bucket)) rows.push_back({row, 1});
  list.Apply(rows);
  std::map<Row, const Row*> old_rows;
  for (const ZSet<Row>::Entry& entry : rows)
    old_rows[plan.KeyOf(entry.element)] = &entry.element;
  std::vector<ZSet<Row>::Entry> delta;
  for (const ZSet<Row>::Entry& entry : rows) delta.push_back({entry.element, -1});
  const Bucket* now = FindBucket(select, bucket);
  if (now != nullptr) {
    for (const Row& row : now->rows()) delta.push_back({row, 1});
  }
  const BucketChange change = list.Apply(delta);
  EmitList(select, &change, path, ops);
  if (now == nullptr) return;
  for (const Row& row : now->rows()) {
    const auto old = old_rows.find(plan.KeyOf(row));
    if (old == old_rows.end()) continue;
    path.emplace_back(PathKey{&plan, plan.KeyOf(row)});
    EmitRow(select, row, old->second, path, ops);
    path.pop_back();
  }
}

void Assembler::KeepOld(std::size_t select, const ZSet<Row>& delta) {
  const SelectState& state = states_[select];
  if (state.inner.empty()) return;
  std::map<std::pair<Row, Row>, Row> gone;  // by bucket and key
  for (const auto& [row, weight] : delta.entries()) {
    if (weight < 0)
      gone.emplace(std::pair(state.plan->BucketOf(row), state.plan->KeyOf(row)), row);
  }
  if (gone.empty()) return;
  for (const auto& [row, weight] : delta.entries()) {
    if (weight < 0) continue;
    const auto old = gone.find({state.plan->BucketOf(row), state.plan->KeyOf(row)});
    if (old == gone.end()) continue;
    for (const std::size_t inner : state.inner) {
      const Row link = old->second.Project(states_[inner].plan->link);
      if (link != row.Project(states_[inner].plan->link)) KeepOldBucket(inner, link);
    }
  }
}

void Assembler::KeepOldBucket(std::size_t select, const Row& bucket) {
  const auto [kept, is_new] = touched_[select].old.try_emplace(bucket);
  const Bucket* standing = FindBucket(select, bucket);
  if (!is_new || standing == nullptr) return;
  kept->second = standing->rows();
  for (const Row& row : standing->rows()) {
    for (const std::size_t inner : states_[select].inner) {
      KeepOldBucket(inner, row.Project(states_[inner].plan->link));
    }
  }
}

std::size_t Assembler::held_count() const {
  std::size_t held = 0;
  for (const SelectState& state : states_) {
    for (const auto& [link, rows] : state.holders) held += rows.size();
    for (const auto& [key, bucket] : state.buckets) held += bucket.rows().size();
  }
  return held;
}

TreeList Assembler::Snapshot() const { return BuildList(0, Row()); }

std::vector<ZSet<Row>> Assembler::Contents() const {
  std::vector<ZSet<Row>> contents;
  for (const SelectState& state : states_) {
    std::vector<ZSet<Row>::Entry> rows;
    for (const auto& [value, bucket] : state.buckets) {
      for (const Row& row : bucket.rows()) rows.push_back({row, 1});
    }
    contents.emplace_back(std::move(rows));
  }
  return contents;
}

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
    node.lists.push_back(BuildList(inner, row.Project(states_[inner].plan->link)));
  }
  return node;
}

}  // namespace cambium
