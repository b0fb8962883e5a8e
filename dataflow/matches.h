// The entries of one delta by key: what the other side of a join meets in the same step.
//
// Short deltas are searched from end to end, which beats any table; long ones are put
// into a hash table once.
//
// Cost: O(delta) to make, nothing while it is empty; a look-up O(matches), or O(delta)
// while that is at most 8.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "dataflow/hash_index.h"

namespace cambium {

template <Element T, typename KeyOf>
class Matches {
 public:
  using Index = HashIndex<T, KeyOf>;
  using Key = typename Index::key_type;

  Matches(const Index& index, const Delta<T>& delta) : index_(index), delta_(delta) {
    if (delta.size() <= kFew) return;
    table_.reserve(delta.size());
    for (const auto& entry : delta) table_[index.KeyOfElement(entry.element)].push_back(&entry);
  }

  // Calls `visit(element, weight)` for each entry with this key, in the delta's order.
  template <typename Visit>
  void ForEach(const Key& key, Visit visit) const {
    if (delta_.size() <= kFew) {
      for (const auto& entry : delta_) {
        if (index_.KeyOfElement(entry.element) == key) visit(entry.element, entry.weight);
      }
      return;
    }
    const auto found = table_.find(key);
    if (found == table_.end()) return;
    for (const auto* entry : found->second) visit(entry->element, entry->weight);
  }

  // How many entries ForEach() visits.
  std::size_t Count(const Key& key) const {
    if (delta_.size() > kFew) {
      const auto found = table_.find(key);
      return found == table_.end() ? 0 : found->second.size();
    }
    std::size_t count = 0;
    for (const auto& entry : delta_) count += index_.KeyOfElement(entry.element) == key;
    return count;
  }

 private:
  static constexpr std::size_t kFew = 8;
  using Entry = typename Delta<T>::Entry;

  const Index& index_;
  const Delta<T>& delta_;
  absl::flat_hash_map<Key, absl::InlinedVector<const Entry*, 1>> table_;
};

}  // namespace cambium
