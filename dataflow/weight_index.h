// The sum of every delta that a wire has carried, by element.
//
// During COMPUTE an index stands as it was before the step, so any number of operators
// may read it, in any order and on any thread. COMMIT folds the step's delta in.
//
// Elements that can be hashed (those with an AbslHashValue, and all that Abseil knows) are
// found by one probe; others by their order, in O(log n).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <type_traits>

#include "dataflow/delta.h"
#include "dataflow/group.h"
#include "dataflow/look_ahead.h"
#include "dataflow/split_map.h"

namespace cambium {

template <typename T>
constexpr bool kHashable = std::is_default_constructible_v<absl::Hash<T>>;

template <Element T>
class WeightIndex {
 public:
  using element_type = T;
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
      LookAhead(*this, delta.entries(), std::identity(), [this](const T&, const auto& entry) {
        Weight& total = weights_[entry.element];
        total = AddWeights(total, entry.weight);
        // State is O(live elements), not O(history). Negative totals are legal: with
        // out-of-order inputs a deletion may arrive before its insertion.
        if (total == 0) weights_.Erase(entry.element);
      });
    } else {
      for (const auto& [element, weight] : delta) weights_.Add(element, weight);
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
  std::conditional_t<kHashable<T>, SplitMap<T, Weight>, Group<T>> weights_;
};

}  // namespace cambium
