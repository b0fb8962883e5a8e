// Everything that a wire has carried so far, grouped by key, in an order of one's own.
//
// During COMPUTE an index stands as it was before the step, so any number of operators
// may read it, in any order and on any thread. COMMIT folds the step's delta in.
//
//     wire so far  {(7,ann):+1, (7,bob):+1, (9,cyd):+2}     key = first column
//     At(7)        ann:+1, bob:+1
//     At(8)        nothing
//
// Cost: one hash look-up to find a group; O(log group) to fold one entry, or a sort of many and
// O(group) for each group that they change.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/changes_by_group.h"
#include "dataflow/delta.h"
#include "dataflow/ordered_tree.h"
#include "dataflow/split_map.h"

namespace cambium {

// `KeyOf` maps an element to the key of its group: a function object or a member pointer.
// `Less` orders the elements of a group and must be total: it distinguishes whatever ==
// distinguishes.
template <Element T, typename KeyOf, typename Less = std::less<T>>
class OrderedGroups {
 public:
  using element_type = T;
  using key_type = std::decay_t<std::invoke_result_t<const KeyOf&, const T&>>;
  using Group = OrderedTree<T, Less>;
  static constexpr char kName[] = "ordered index";

  explicit OrderedGroups(KeyOf key_of, Less less = {})
      : key_of_(std::move(key_of)), empty_(std::move(less)) {}

  // The elements with this key, in the order of `Less`. Valid until the next COMMIT.
  const Group& At(const key_type& key) const {
    const Group* found = groups_.Find(key);
    return found == nullptr ? empty_ : *found;
  }
  // Calls visit(key, group), in no order.
  template <typename Visit>
  void ForEachGroup(Visit visit) const {
    groups_.ForEach(visit);
  }
  key_type KeyOfElement(const T& element) const { return std::invoke(key_of_, element); }
  Less less() const { return empty_.less(); }
  std::size_t group_count() const { return groups_.size(); }
  std::size_t row_count() const { return row_count_; }

  // COMMIT only; the graph calls it once per step.
  void Fold(const Delta<T>& delta) {
    constexpr std::size_t kFew = 8;
    if (delta.size() > Delta<T>::kShort && delta.size() * kFew > row_count_) {
      return FoldMany(delta);
    }
    for (const auto& [element, weight] : delta) {
      const key_type key = KeyOfElement(element);
      Group* group = groups_.Find(key);
      if (group == nullptr) group = &groups_.Insert(key, empty_);
      row_count_ -= group->size();
      group->Add(element, weight);
      row_count_ += group->size();
      if (group->empty()) groups_.Erase(key);
    }
  }

  // Adds all that the wire has carried to `out`, in no order.
  void AppendContents(Delta<T>& out) const {
    out.Reserve(out.size() + row_count_);
    groups_.ForEach([&out](const key_type&, const Group& group) {
      group.ForEach([&out](const T& element, Weight weight) { out.Add(element, weight); });
    });
  }

 private:
  // Group by group, each in order.
  void FoldMany(const Delta<T>& delta) {
    const ChangesByGroup<OrderedGroups> changed(*this, delta);
    std::vector<typename Group::Entry> entries;
    changed.ForEach([&](const key_type& key, const auto& changes) {
      entries.clear();
      for (const auto& change : changes) {
        if (!entries.empty() && entries.back().element == *change.element) {
          entries.back().weight = AddWeights(entries.back().weight, change.weight);
        } else {
          entries.push_back({*change.element, change.weight});
        }
      }
      Group* group = groups_.Find(key);
      if (group == nullptr) group = &groups_.Insert(key, empty_);
      row_count_ -= group->size();
      group->Merge(entries);
      row_count_ += group->size();
      if (group->empty()) groups_.Erase(key);
    });
  }

  KeyOf key_of_;
  Group empty_;  // Always empty: what At() answers for a key that is absent.
  // No empty groups and no zero weights: state is O(live elements), not O(history).
  SplitMap<key_type, Group> groups_;
  std::size_t row_count_ = 0;
};

}  // namespace cambium
