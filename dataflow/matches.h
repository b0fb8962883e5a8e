// The entries of one delta by key: what the other side of a join meets in the same step.
//
// Short deltas are searched from end to end, which beats any table; long ones get a table of
// chains, two numbers for each entry.
//
// Cost: O(delta) to make, nothing while it is empty; a look-up O(matches), or O(delta)
// while that is at most 8.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
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
    CAMBIUM_CHECK(delta.size() < kNone, "a delta is too long");
    heads_.assign(std::bit_ceil(delta.size()), kNone);
    next_.resize(delta.size());
    // From the end, so that chains are in the delta's order.
    for (std::size_t i = delta.size(); i-- > 0;) {
      std::uint32_t& head = HeadOf(index.KeyOfElement(delta.entries()[i].element));
      next_[i] = head;
      head = static_cast<std::uint32_t>(i);
    }
  }

  // Before many look-ups: dataflow/look_ahead.h.
  void Prefetch(const Key& key) const {
    if (!heads_.empty()) __builtin_prefetch(&heads_[SlotOf(key)]);
  }
  void PrefetchFound(const Key& key) const {
    if (heads_.empty()) return;
    const std::uint32_t head = heads_[SlotOf(key)];
    if (head != kNone) __builtin_prefetch(&delta_.entries()[head]);
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
    for (std::uint32_t i = heads_[SlotOf(key)]; i != kNone; i = next_[i]) {
      const auto& entry = delta_.entries()[i];
      if (index_.KeyOfElement(entry.element) == key) visit(entry.element, entry.weight);
    }
  }

  // How many entries ForEach() visits.
  std::size_t Count(const Key& key) const {
    std::size_t count = 0;
    ForEach(key, [&count](const T&, Weight) { ++count; });
    return count;
  }

 private:
  static constexpr std::size_t kFew = 8;
  static constexpr std::uint32_t kNone = UINT32_MAX;

  std::size_t SlotOf(const Key& key) const {
    return absl::Hash<Key>()(key) & (heads_.size() - 1);
  }
  std::uint32_t& HeadOf(const Key& key) { return heads_[SlotOf(key)]; }

  const Index& index_;
  const Delta<T>& delta_;
  std::vector<std::uint32_t> heads_;  // By hash, the first entry of a chain.
  std::vector<std::uint32_t> next_;   // By entry, the next one of its chain.
};

}  // namespace cambium
