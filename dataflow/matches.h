// The entries of one delta by key: what the other side of a join meets in the same step.
//
// Short deltas are searched from end to end, which beats any table; long ones are put in the
// order of their keys' hashes, with the place where each hash begins.
//
//     starts   0     2  2        5 …      by hash
//     items    a  a  ·  b  b  c  …        entries; large ones by address
//
// Cost: O(delta) to make, nothing while it is empty; a look-up O(matches), or O(delta)
// while that is at most 8; how many there are O(1).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <type_traits>
#include <vector>

#include "absl/hash/hash.h"
#include "dataflow/hash_index.h"

namespace cambium {

template <Element T, typename KeyOf>
class Matches {
 public:
  using Index = HashIndex<T, KeyOf>;
  using Key = typename Index::key_type;

  Matches(const Index& index, const Delta<T>& delta) : index_(index), delta_(delta) {
    if (delta.size() <= kFew) return;
    CAMBIUM_CHECK(delta.size() < UINT32_MAX, "a delta is too long");
    const std::size_t slot_count = std::bit_ceil(delta.size());
    mask_ = slot_count - 1;
    starts_.assign(slot_count + 1, 0);
    std::vector<std::uint32_t> slots;
    slots.reserve(delta.size());
    for (const Entry& entry : delta) {
      slots.push_back(static_cast<std::uint32_t>(SlotOf(index.KeyOfElement(entry.element))));
      ++starts_[slots.back()];
    }
    // Each slot's end, and then, filled from the end, its start.
    std::inclusive_scan(starts_.begin(), starts_.end(), starts_.begin());
    items_.resize(delta.size());
    for (std::size_t i = delta.size(); i-- > 0;) {
      items_[--starts_[slots[i]]] = ItemOf(delta.entries()[i]);
    }
  }

  // Before many look-ups: dataflow/look_ahead.h.
  void Prefetch(const Key& key) const {
    if (!items_.empty()) __builtin_prefetch(&starts_[SlotOf(key)]);
  }
  void PrefetchFound(const Key& key) const {
    if (!items_.empty()) __builtin_prefetch(items_.data() + starts_[SlotOf(key)]);
  }

  // Calls `visit(element, weight)` for each entry with this key, in the delta's order.
  template <typename Visit>
  void ForEach(const Key& key, Visit visit) const {
    if (items_.empty()) {
      for (const Entry& entry : delta_) {
        if (index_.KeyOfElement(entry.element) == key) visit(entry.element, entry.weight);
      }
      return;
    }
    const std::size_t slot = SlotOf(key);
    for (std::uint32_t i = starts_[slot]; i < starts_[slot + 1]; ++i) {
      const Entry& entry = EntryOf(items_[i]);
      if (index_.KeyOfElement(entry.element) == key) visit(entry.element, entry.weight);
    }
  }

  // At least as many as ForEach() visits, and zero only if it visits none.
  std::size_t AtMost(const Key& key) const {
    if (items_.empty()) return delta_.size();
    const std::size_t slot = SlotOf(key);
    return starts_[slot + 1] - starts_[slot];
  }

 private:
  using Entry = typename Delta<T>::Entry;
  // Small entries are copied, so that those of a key are read one after the other.
  static constexpr bool kCopies = std::is_trivially_copy_constructible_v<T> &&
                                  std::is_trivially_destructible_v<T> && sizeof(Entry) <= 32;
  using Item = std::conditional_t<kCopies, Entry, const Entry*>;

  static constexpr std::size_t kFew = 8;

  static Item ItemOf(const Entry& entry) {
    if constexpr (kCopies) {
      return entry;
    } else {
      return &entry;
    }
  }
  static const Entry& EntryOf(const Item& item) {
    if constexpr (kCopies) {
      return item;
    } else {
      return *item;
    }
  }
  std::size_t SlotOf(const Key& key) const { return absl::Hash<Key>()(key) & mask_; }

  const Index& index_;
  const Delta<T>& delta_;
  std::size_t mask_ = 0;
  std::vector<std::uint32_t> starts_;  // By slot, and one more.
  std::vector<Item> items_;            // Empty for short deltas.
};

}  // namespace cambium
