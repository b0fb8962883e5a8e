// Folding deltas into buckets, and walking down what they touched.
// SPDX-License-Identifier: Apache-2.0
#include "query/assembler.h"

#include <algorithm>
#include <set>
#include <utility>

namespace cambium {

Assembler::Assembler(const SelectPlan& root, std::size_t row_budget) : row_budget_(row_budget) {
  AddState(root);
  touched_.resize(states_.size());
}

void Assembler::AddState(const SelectPlan& plan) {
  const std::size_t self = states_.size();
  states_.push_back({&plan, {}, {}, {}});
  for (const SelectPlan& nested : plan.selects) {
    states_[self].inner.push_back({nested.repeats ? SIZE_MAX : states_.size(), &nested.link});
    if (!nested.repeats) AddState(nested);
  }
  LinkRepeats(self);
}

const Bucket* Assembler::FindBucket(std::size_t select, const Row& bucket) const {
  const auto found = states_[select].buckets.find(bucket);
  return found == states_[select].buckets.end() ? nullptr : &found->second;
}

std::map<Row, std::vector<TreeOp>> Assembler::ApplyEach(const std::vector<ZSet<Row>>& deltas) {
  spent_ = 0;
  for (std::size_t i = 0; i < states_.size(); ++i) KeepOld(i, deltas[i]);
  for (std::size_t i = 0; i < states_.size(); ++i) Fold(i, deltas[i]);
  for (std::size_t i = 0; i < states_.size(); ++i) {
    for (const auto& [bucket, change] : touched_[i].changes) MarkOuter(i, bucket);
  }
  std::map<Row, std::vector<TreeOp>> ops;
  for (const auto& [bucket, change] : touched_[0].changes) ops[bucket];
  for (const auto& [bucket, rows] : touched_[0].rows) ops[bucket];
  for (auto& [bucket, list] : ops) EmitRoot(bucket, list);
  for (Touched& touched : touched_) touched = {};
  return ops;
}

void Assembler::EmitRoot(const Row& bucket, std::vector<TreeOp>& ops) {
  Path path;
  const SelectPlan& root = *states_[0].plan;
  const bool is_slot = root.is_one && !root.is_roots;
  if (is_slot && IsReplaced(0, bucket)) {
    EmitSlot(0, bucket, nullptr, path, ops);
  } else {
    Emit(0, bucket, nullptr, path, ops);
  }
}

void Assembler::Load(const std::vector<ZSet<Row>>& deltas) {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    FoldBuckets(i, deltas[i],
                [](const Row& /*bucket*/, Bucket& rows, auto entries) { rows.Fold(entries); });
  }
}

void Assembler::Fold(std::size_t select, const ZSet<Row>& delta) {
  Touched& touched = touched_[select];
  const bool recurses = states_[select].plan->recurses;
  FoldBuckets(select, delta, [&](const Row& bucket, Bucket& rows, auto entries) {
    touched.changes[bucket] = rows.Apply(entries);
    if (recurses) touched.deltas[bucket].assign(entries.begin(), entries.end());
  });
}

// The rows of a bucket stand together in a delta, which is in order.
template <typename Visit>
void Assembler::FoldBuckets(std::size_t select, const ZSet<Row>& delta, Visit visit) {
  SelectState& state = states_[select];
  const std::span<const ZSet<Row>::Entry> entries(delta.entries());
  const auto is_of = [&state](const Row& left, const Row& right) {
    for (std::size_t i = 0; i < state.plan->bucket_size; ++i) {
      if (left[i] != right[i]) return false;
    }
    return true;
  };
  for (std::size_t begin = 0, end = 0; begin < entries.size(); begin = end) {
    const Row& first = entries[begin].element;
    for (end = begin; end < entries.size() && is_of(first, entries[end].element); ++end) {
      row_count_ += static_cast<std::size_t>(entries[end].weight);
    }
    const Row bucket = state.plan->BucketOf(first);
    const auto standing = state.buckets.try_emplace(bucket, *state.plan).first;
    visit(bucket, standing->second, entries.subspan(begin, end - begin));
    if (standing->second.empty()) state.buckets.erase(standing);
  }
  for (const Inner& inner : state.inner) {
    for (const auto& [row, weight] : entries) {
      FoldHolder(inner.select, row.Project(*inner.link), {select, row}, weight);
    }
  }
}

void Assembler::FoldHolder(std::size_t select, const Row& bucket, const Holder& holder,
                           Weight weight) {
  auto& holders = states_[select].holders;
  if (weight > 0) {
    holders[bucket].insert(holder);
    return;
  }
  const auto found = holders.find(bucket);
  found->second.erase(holder);
  if (found->second.empty()) holders.erase(found);
}

void Assembler::MarkOuter(std::size_t select, const Row& bucket) {
  std::vector<std::pair<std::size_t, Row>> buckets{{select, bucket}};
  while (!buckets.empty()) {
    const auto [shown, value] = std::move(buckets.back());
    buckets.pop_back();
    // Where no outer row shows it, whole subtrees are gone, and nothing below needs saying.
    const auto holders = states_[shown].holders.find(value);
    if (holders == states_[shown].holders.end()) continue;
    for (const auto& [outer, row] : holders->second) {
      const SelectPlan& plan = *states_[outer].plan;
      Row outer_bucket = plan.BucketOf(row);
      RowsByKey& marked = touched_[outer].rows[outer_bucket];
      const bool is_first = marked.empty();
      marked.try_emplace(plan.KeyOf(row), row);
      if (is_first) buckets.emplace_back(outer, std::move(outer_bucket));
    }
  }
}

void Assembler::Emit(std::size_t select, const Row& bucket, const Chain* chain, Path& path,
                     std::vector<TreeOp>& ops) {
  if (Ends(select, chain)) return;
  const Touched& touched = touched_[select];
  const auto found = touched.changes.find(bucket);
  const BucketChange* change = found == touched.changes.end() ? nullptr : &found->second;
  std::optional<BucketChange> here;
  if (change != nullptr && states_[select].plan->recurses) {
    here = ChangeHere(select, bucket, *chain);
    if (here.has_value()) change = &*here;
  }
  if (change != nullptr && !states_[select].plan->is_one) {
    EmitList(select, change, chain, path, ops);
  }
  EmitRows(select, bucket, change, chain, path, ops);
}

void Assembler::EmitList(std::size_t select, const BucketChange* change, const Chain* chain,
                         Path& path, std::vector<TreeOp>& ops) {
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
    if (chain != nullptr && !Spend(chain)) return;
    add(TreeOpKind::kInsert, plan->KeyOf(row), at).node = BuildNode(select, row, chain);
  }
}

bool Assembler::IsReplaced(std::size_t select, const Row& bucket) const {
  const auto found = touched_[select].changes.find(bucket);
  if (found == touched_[select].changes.end()) return false;
  return !found->second.added.empty() || !found->second.removed.empty();
}

void Assembler::EmitSlot(std::size_t select, const Row& bucket, const Chain* chain,
                         const Path& path, std::vector<TreeOp>& ops) {
  TreeOp op;
  op.kind = TreeOpKind::kReplace;
  op.path = path;
  TreeList rows = BuildList(select, bucket, chain);
  if (!rows.empty()) op.node = std::move(rows.front());
  ops.push_back(std::move(op));
}

void Assembler::EmitRows(std::size_t select, const Row& bucket, const BucketChange* change,
                         const Chain* chain, Path& path, std::vector<TreeOp>& ops) {
  const SelectPlan& plan = *states_[select].plan;
  for (const News& item : NewsOf(select, bucket, change, chain)) {
    if (plan.recurses && !Spend(chain)) return;
    const bool has_key = !plan.is_one && !plan.is_roots;
    if (has_key) path.emplace_back(PathKey{&plan, plan.KeyOf(*item.row)});
    EmitRow(select, *item.row, item.before, chain, path, ops);
    if (has_key) path.pop_back();
  }
}

auto Assembler::NewsOf(std::size_t select, const Row& bucket, const BucketChange* change,
                       const Chain* chain) const -> std::vector<News> {
  const SelectPlan& plan = *states_[select].plan;
  std::vector<News> news;
  const auto marked = touched_[select].rows.find(bucket);
  const bool is_marked = marked != touched_[select].rows.end();
  if (!is_marked && (change == nullptr || change->added.empty())) {  // No row is told twice.
    if (change == nullptr) return news;
    for (const auto& [before, after] : change->changed) news.push_back({&after, &before});
  } else {
    std::map<Row, News> by_key;
    if (is_marked) {
      for (const auto& [key, row] : marked->second) {
        if (!IsLeftOut(select, row, chain)) by_key[key] = {&row, nullptr};
      }
    }
    if (change != nullptr) {
      for (const auto& [before, after] : change->changed) {
        by_key[plan.KeyOf(after)] = {&after, &before};
      }
      // An inserted row came with its subtree.
      for (const auto& [row, at] : change->added) by_key.erase(plan.KeyOf(row));
    }
    for (const auto& [key, item] : by_key) news.push_back(item);
  }
  std::sort(news.begin(), news.end(), [&plan](const News& left, const News& right) {
    return plan.order(*left.row, *right.row);
  });
  return news;
}

void Assembler::EmitRow(std::size_t select, const Row& row, const Row* before,
                        const Chain* chain, Path& path, std::vector<TreeOp>& ops) {
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
    for (const Inner& inner : state.inner) {
      const Row bucket = row.Project(*inner.link);
      const Row old_bucket = before == nullptr ? bucket : before->Project(*inner.link);
      const std::optional<Chain> below = Below(select, row, inner, bucket, chain);
      path.emplace_back(states_[inner.select].plan->label);
      EmitInner(inner.select, old_bucket, bucket, slots, below.has_value() ? &*below : chain,
                path, ops);
      path.pop_back();
    }
  }
}

void Assembler::EmitInner(std::size_t select, const Row& old_bucket, const Row& bucket,
                          bool slots, const Chain* chain, Path& path,
                          std::vector<TreeOp>& ops) {
  const SelectPlan& plan = *states_[select].plan;
  if (old_bucket != bucket && !plan.is_one) {
    if (!slots) EmitMoved(select, old_bucket, bucket, chain, path, ops);
    return;
  }
  if (!plan.is_one) {
    if (!slots) Emit(select, bucket, chain, path, ops);
    return;
  }
  if (old_bucket == bucket) {
    const bool replaced = IsReplaced(select, bucket);
    if (replaced && slots) EmitSlot(select, bucket, chain, path, ops);
    if (!replaced && !slots) Emit(select, bucket, chain, path, ops);
    return;
  }
  const std::vector<Row>& old = touched_[select].old.at(old_bucket);
  const Bucket* now = FindBucket(select, bucket);
  if (old.empty() && now == nullptr) return;
  const bool same =
      !old.empty() && now != nullptr && plan.KeyOf(old.front()) == plan.KeyOf(now->front());
  if (!same && slots) EmitSlot(select, bucket, chain, path, ops);
  if (same && !slots) EmitRow(select, now->front(), &old.front(), chain, path, ops);
}

void Assembler::EmitMoved(std::size_t select, const Row& old_bucket, const Row& bucket,
                          const Chain* chain, Path& path, std::vector<TreeOp>& ops) {
  if (Ends(select, chain)) return;
  const SelectPlan& plan = *states_[select].plan;
  // The old list, turned into the new one.
  Bucket list(plan);
  std::vector<ZSet<Row>::Entry> rows;
  for (const Row& row : touched_[select].old.at(old_bucket)) {
    if (!IsLeftOut(select, row, chain)) rows.push_back({row, 1});
  }
  list.Fold(rows);
  std::map<Row, const Row*> old_rows;
  for (const ZSet<Row>::Entry& entry : rows)
    old_rows[plan.KeyOf(entry.element)] = &entry.element;
  std::vector<ZSet<Row>::Entry> delta;
  delta.reserve(rows.size());
  for (const ZSet<Row>::Entry& entry : rows) delta.push_back({entry.element, -1});
  const Bucket* now = FindBucket(select, bucket);
  if (now != nullptr) {
    now->ForEach([&](const Row& row) {
      if (!IsLeftOut(select, row, chain)) delta.push_back({row, 1});
    });
  }
  const BucketChange change = list.Apply(delta);
  EmitList(select, &change, chain, path, ops);
  if (now == nullptr) return;
  now->ForEach([&](const Row& row) {
    const auto old = old_rows.find(plan.KeyOf(row));
    if (old == old_rows.end()) return;
    if (plan.recurses && (!status_.ok() || !Spend(chain))) return;
    path.emplace_back(PathKey{&plan, plan.KeyOf(row)});
    EmitRow(select, row, old->second, chain, path, ops);
    path.pop_back();
  });
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
    for (const Inner& inner : state.inner) {
      const Row link = old->second.Project(*inner.link);
      if (link != row.Project(*inner.link)) KeepOldBucket(inner.select, link);
    }
  }
}

void Assembler::KeepOldBucket(std::size_t select, const Row& bucket) {
  std::vector<std::pair<std::size_t, Row>> buckets{{select, bucket}};
  while (!buckets.empty()) {
    const auto [shown, value] = std::move(buckets.back());
    buckets.pop_back();
    const auto [kept, is_new] = touched_[shown].old.try_emplace(value);
    const Bucket* standing = FindBucket(shown, value);
    if (!is_new || standing == nullptr) continue;
    kept->second = standing->ToVector();
    for (const Row& row : kept->second) {
      for (const Inner& inner : states_[shown].inner) {
        buckets.emplace_back(inner.select, row.Project(*inner.link));
      }
    }
  }
}

std::size_t Assembler::held_count() const {
  std::size_t held = 0;
  for (const SelectState& state : states_) {
    for (const auto& [link, rows] : state.holders) held += rows.size();
    for (const auto& [key, bucket] : state.buckets) held += bucket.size();
  }
  return held;
}

TreeList Assembler::Snapshot(const Row& bucket) {
  spent_ = 0;
  return BuildList(0, bucket, nullptr);
}

std::vector<ZSet<Row>> Assembler::Contents() const {
  std::vector<ZSet<Row>> contents;
  for (const SelectState& state : states_) {
    std::vector<ZSet<Row>::Entry> rows;
    for (const auto& [value, bucket] : state.buckets) {
      bucket.ForEach([&rows](const Row& row) { rows.push_back({row, 1}); });
    }
    contents.emplace_back(std::move(rows));
  }
  return contents;
}

std::vector<ZSet<Row>> Assembler::ContentsOf(const Row& bucket) const {
  std::vector<std::vector<ZSet<Row>::Entry>> rows(states_.size());
  std::set<std::pair<std::size_t, Row>> seen{{0, bucket}};
  std::vector<std::pair<std::size_t, Row>> open{{0, bucket}};
  while (!open.empty()) {
    const std::pair<std::size_t, Row> at = std::move(open.back());
    open.pop_back();
    const std::size_t shown = at.first;
    const Bucket* standing = FindBucket(shown, at.second);
    if (standing == nullptr) continue;
    standing->ForEach([&](const Row& row) {
      rows[shown].push_back({row, 1});
      for (const Inner& inner : states_[shown].inner) {
        std::pair<std::size_t, Row> below{inner.select, row.Project(*inner.link)};
        if (seen.insert(below).second) open.push_back(std::move(below));
      }
    });
  }
  std::vector<ZSet<Row>> contents;
  contents.reserve(rows.size());
  for (auto& entries : rows) contents.emplace_back(std::move(entries));
  return contents;
}

TreeList Assembler::BuildList(std::size_t select, const Row& bucket, const Chain* chain) {
  TreeList list;
  const Bucket* standing = FindBucket(select, bucket);
  if (standing == nullptr || Ends(select, chain)) return list;
  list.reserve(standing->size());
  standing->ForEach([&](const Row& row) {
    if (IsLeftOut(select, row, chain)) return;
    if (chain != nullptr && (!status_.ok() || !Spend(chain))) return;
    list.push_back(BuildNode(select, row, chain));
  });
  return list;
}

TreeNode Assembler::BuildNode(std::size_t select, const Row& row, const Chain* chain) {
  TreeNode node{states_[select].plan, row, {}};
  node.lists.reserve(states_[select].inner.size());
  for (const Inner& inner : states_[select].inner) {
    const Row bucket = row.Project(*inner.link);
    const std::optional<Chain> below = Below(select, row, inner, bucket, chain);
    node.lists.push_back(BuildList(inner.select, bucket, below.has_value() ? &*below : chain));
  }
  return node;
}

}  // namespace cambium
