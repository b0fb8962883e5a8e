// What RECURSE repeats: one bucket, and another list of it at each place.
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <utility>

#include "query/assembler.h"

namespace cambium {

bool Assembler::Chain::Has(const Row& row_key) const {
  for (const Chain* at = this; at != nullptr; at = at->above) {
    if (at->key == row_key) return true;
  }
  return false;
}

void Assembler::LinkRepeats(std::size_t block) {
  for (const Inner& recursion : states_[block].inner) {
    if (recursion.select == SIZE_MAX) return;  // Rows of a RECURSE: the block is further out.
    SelectState& state = states_[recursion.select];
    if (!state.plan->recurses) continue;
    for (std::size_t i = 0; i < state.inner.size(); ++i) {
      const SelectPlan& nested = state.plan->selects[i];
      for (const Inner& again : states_[block].inner) {
        const bool same = nested.repeats && states_[again.select].plan->label == nested.label;
        if (same) state.inner[i].select = again.select;
      }
    }
  }
}

std::optional<Assembler::Chain> Assembler::Below(std::size_t select, const Row& row,
                                                 const Inner& inner, const Row& bucket,
                                                 const Chain* chain) const {
  if (!states_[inner.select].plan->recurses) return std::nullopt;
  const SelectPlan& plan = *states_[select].plan;
  const std::int64_t total = chain == nullptr ? 0 : chain->total + 1;
  if (plan.recurses) return Chain{chain, plan.KeyOf(row), bucket, chain->level + 1, total};
  return Chain{nullptr, plan.KeyOf(row), bucket, 0, total};
}

bool Assembler::Ends(std::size_t select, const Chain* chain) const {
  const std::optional<std::int64_t>& depth = states_[select].plan->depth;
  return depth.has_value() && chain->level >= *depth;
}

bool Assembler::IsLeftOut(std::size_t select, const Row& row, const Chain* chain) const {
  const SelectPlan& plan = *states_[select].plan;
  return plan.recurses && chain->Has(plan.KeyOf(row));
}

std::optional<BucketChange> Assembler::ChangeHere(std::size_t select, const Row& bucket,
                                                  const Chain& chain) const {
  const SelectPlan& plan = *states_[select].plan;
  const std::vector<ZSet<Row>::Entry>& delta = touched_[select].deltas.at(bucket);
  bool leaves_out = false;
  for (const auto& [row, weight] : delta) {
    leaves_out = leaves_out || chain.Has(plan.KeyOf(row));
  }
  // A row of the chain that stands in this bucket shows a bucket of the chain.
  for (const Chain* at = &chain; at != nullptr && !leaves_out; at = at->above) {
    const auto shown_by = states_[select].holders.find(at->bucket);
    if (shown_by == states_[select].holders.end()) continue;
    for (const auto& [holder, row] : shown_by->second) {
      leaves_out = leaves_out || (holder == select && plan.BucketOf(row) == bucket);
    }
  }
  if (!leaves_out) return std::nullopt;
  // The list as it stood here, and what became of it.
  std::map<Row, Weight> before;
  const Bucket* now = FindBucket(select, bucket);
  if (now != nullptr) {
    now->ForEach([&before](const Row& row) { ++before[row]; });
  }
  for (const auto& [row, weight] : delta) before[row] -= weight;
  std::vector<ZSet<Row>::Entry> rows;
  for (const auto& [row, weight] : before) {
    if (weight > 0 && !chain.Has(plan.KeyOf(row))) rows.push_back({row, 1});
  }
  std::vector<ZSet<Row>::Entry> change;
  for (const auto& entry : delta) {
    if (!chain.Has(plan.KeyOf(entry.element))) change.push_back(entry);
  }
  Bucket list(plan);
  list.Fold(rows);
  return list.Apply(change);
}

bool Assembler::Spend(const Chain* chain) {
  ++spent_;
  if (spent_ > row_budget_) {
    status_ = absl::ResourceExhaustedError("RECURSE repeats more than " +
                                           std::to_string(row_budget_) +
                                           " rows; give it a DEPTH, or a LIMIT");
  } else if (chain->total >= kMaxLevels) {
    status_ = absl::ResourceExhaustedError(
        "RECURSE is deeper than " + std::to_string(kMaxLevels) + " levels; give it a DEPTH");
  }
  return status_.ok();
}

}  // namespace cambium
