// DISTINCT: from deltas of a bag, the deltas of the set of elements present in it.
//
// An element is present while its total weight is positive. A step emits only the
// changes of presence, so most deltas leave no trace downstream:
//
//     total before   delta   total after   emitted
//          0          +2          2           +1     appeared
//          2          -1          1            .     still present
//          1          -1          0           -1     gone
//
// Law: the outputs so far sum to the elements of positive total weight, once each.
//
// State: none of its own; the weights of the input, an index that is shared. Cost: one
// look-up per element of the delta, and never a scan of the bag.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "dataflow/key_index.h"
#include "dataflow/stream.h"

namespace cambium {

template <Element T>
class DistinctOperator {
 public:
  using Out = T;
  static constexpr bool kConsolidated = true;
  static constexpr char kName[] = "distinct";

  explicit DistinctOperator(IndexHandle<WeightIndex<T>> totals) : totals_(std::move(totals)) {}

  void Step(const Delta<T>& delta, Delta<T>& out) const {
    for (const auto& [element, weight] : delta) {
      const Weight before = totals_->Of(element);
      const bool was_present = before > 0;
      const bool is_present = AddWeights(before, weight) > 0;
      if (was_present != is_present) out.Add(element, is_present ? 1 : -1);
    }
  }

  void AppendContents(Delta<T>& out) const {
    Delta<T> totals;
    totals_->AppendContents(totals);
    for (const auto& [element, weight] : totals) {
      if (weight > 0) out.Add(element, 1);
    }
  }

 private:
  IndexHandle<WeightIndex<T>> totals_;
};

template <Element T>
Stream<T> Stream<T>::Distinct() const {
  return internal::AddOperator(DistinctOperator<T>(IndexWeights(*this)), *this);
}

}  // namespace cambium
