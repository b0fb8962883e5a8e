// Which keys a wire has, before the step and after it: what semi, anti and outer joins ask.
//
// A key is present while its elements weigh more than nothing together. Several entries of
// one key in a step are one change of presence, or none:
//
//     total before   entries of the step   total after   flip
//          1              -1, +1                1          .
//          1              -1                    0        vanished
//          0              +1, +1                2        appeared
//
// A key that is NULL is never present.
//
// Cost: O(delta) to make; questions are one probe of the index and one of the delta.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "dataflow/key_index.h"

namespace cambium {

template <Element T, typename KeyOf>
class Presence {
 public:
  using Key = typename HashIndex<T, KeyOf>::key_type;

  Presence(const HashIndex<T, KeyOf>& index, const Delta<T>& delta) : index_(index) {
    for (const auto& [element, weight] : delta) {
      Change& change = ChangeOf(index.KeyOfElement(element));
      change.weight = AddWeights(change.weight, weight);
    }
  }

  bool Before(const Key& key) const { return Total(key) > 0; }
  bool After(const Key& key) const {
    if (MatchesNothing(key)) return false;
    const Change* change = Find(key);
    return change == nullptr ? Before(key) : AddWeights(Total(key), change->weight) > 0;
  }

  // Calls `visit(key, appeared)` for each key whose presence changes.
  template <typename Visit>
  void ForEachFlip(Visit visit) const {
    for (const Change& change : changes_) {
      if (MatchesNothing(change.key)) continue;
      const Weight before = Total(change.key);
      const bool after = AddWeights(before, change.weight) > 0;
      if ((before > 0) != after) visit(change.key, after);
    }
  }

 private:
  static constexpr std::size_t kFew = 8;
  struct Change {
    Key key;
    Weight weight = 0;
  };

  Weight Total(const Key& key) const {
    if (MatchesNothing(key)) return 0;
    const Group<T>* group = index_.At(key);
    return group == nullptr ? 0 : group->total();
  }
  const Change* Find(const Key& key) const {
    if (changes_.size() <= kFew) {
      for (const Change& change : changes_) {
        if (change.key == key) return &change;
      }
      return nullptr;
    }
    const auto found = positions_.find(key);
    return found == positions_.end() ? nullptr : &changes_[found->second];
  }
  Change& ChangeOf(Key key) {
    if (const Change* found = Find(key)) return const_cast<Change&>(*found);
    changes_.push_back(Change{std::move(key), 0});
    if (changes_.size() == kFew + 1) {
      for (std::size_t i = 0; i < changes_.size(); ++i) positions_.emplace(changes_[i].key, i);
    } else if (changes_.size() > kFew) {
      positions_.emplace(changes_.back().key, changes_.size() - 1);
    }
    return changes_.back();
  }

  const HashIndex<T, KeyOf>& index_;
  absl::InlinedVector<Change, 2> changes_;  // In the order of the delta.
  // Where a key stands in `changes_`, once there are too many to look through.
  absl::flat_hash_map<Key, std::size_t> positions_;
};

}  // namespace cambium
