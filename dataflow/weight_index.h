// The sum of every delta that a wire has carried, by element.
//
// During COMPUTE an index stands as it was before the step, so any number of operators
// may read it, in any order and on any thread. COMMIT folds the step's delta in.
//
// Elements that can be hashed (those with an AbslHashValue, and all that Abseil knows) are
// found by one probe; others by their order, in O(log n).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/delta.h"
#include "dataflow/group.h"
#include "dataflow/look_ahead.h"
#include "dataflow/positions_by_hash.h"
#include "dataflow/split_map.h"

namespace cambium {

template <typename T>
constexpr bool kHashable = std::is_default_constructible_v<absl::Hash<T>>;

template <Element T>
class WeightIndex {
 public:
  using element_type = T;
  using Entry = typename Delta<T>::Entry;
  static constexpr char kName[] = "weights";

  Weight Of(const T& element) const {
    if constexpr (kHashable<T>) {
      const Weight* found = weights_.Find(element);
      return found == nullptr ? 0 : *found;
    } else {
      return weights_.Of(element);
    }
  }

  std::size_t row_count() const { return weights_.size(); }

  // COMMIT only, or while nobody else can see the index.
  void Fold(const Delta<T>& delta) {
    if constexpr (kHashable<T>) {
      if (delta.size() >= kBulk) return FoldBulk(delta);
      LookAhead(*this, delta.entries(), std::identity(),
                [this](const T&, const Entry& entry) { AddTo(weights_, entry); });
    } else {
      for (const Entry& entry : delta) AddTo(weights_, entry);
    }
  }
  // Before many look-ups: dataflow/look_ahead.h.
  void Prefetch(const T& element) const { weights_.Prefetch(element); }
  void PrefetchFound(const T&) const {}

  // Adds all that the wire has carried to `out`, in no order.
  void AppendContents(Delta<T>& out) const {
    out.Reserve(out.size() + row_count());
    weights_.ForEach([&out](const T& element, Weight weight) { out.Add(element, weight); });
  }

 private:
  // From this many entries on, it pays to put them in the order of the table first.
  static constexpr std::size_t kBulk = std::size_t{1} << 14;

  template <typename Sums>
  static void AddTo(Sums& weights, const Entry& entry) {
    const auto& [element, weight] = entry;
    if constexpr (kHashable<T>) {
      Weight& total = weights[element];
      total = AddWeights(total, weight);
      // State is O(live elements), not O(history). Negative totals are legal: with
      // out-of-order inputs a deletion may arrive before its insertion.
      if (total == 0) weights.Erase(element);
    } else {
      weights.Add(element, weight);
    }
  }
  void FoldBulk(const Delta<T>& delta) {
    if constexpr (kHashable<T>) {
      constexpr std::size_t kAhead = 16;
      const auto entries = delta.entries();
      const auto hash_of = [](const Entry& entry) {
        return SplitMap<T, Weight>::Hash(entry.element);
      };
      const unsigned bits = PartBits(entries.size());
      const std::vector<std::uint32_t> order = PositionsByHash(entries, bits, hash_of, nullptr);
      // Where all is new, the table is cut for it beforehand, and need not be split on the way;
      // two parts to a shard, which is then more than half full.
      const unsigned cut = weights_.empty() && delta.is_consolidated() ? bits - 1 : 0;
      auto parts = weights_.Cut(cut);
      for (std::size_t i = 0; i < order.size(); ++i) {
        if (i + kAhead < order.size()) __builtin_prefetch(&entries[order[i + kAhead]]);
        const Entry& entry = entries[order[i]];
        AddTo(parts[cut == 0 ? 0 : hash_of(entry) >> (64 - cut)], entry);
      }
      weights_.Join(std::move(parts));
    }
  }

  std::conditional_t<kHashable<T>, SplitMap<T, Weight>, Group<T>> weights_;
};

}  // namespace cambium
