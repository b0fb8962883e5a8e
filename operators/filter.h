// FILTER: of the delta of a wire, what satisfies a predicate.
//
//     delta  {3:+1, 8:-1, 9:+2}   keep x > 5   →   {8:-1, 9:+2}
//
// Law: linear. The filter of a sum is the sum of the filters, so the query on deltas is
// the query itself. The predicate must be pure: a retraction asks it again.
//
// State: none. Cost: one call per entry of the delta.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <type_traits>
#include <utility>

#include "dataflow/stream.h"

namespace cambium {

template <Element T, typename Keep>
class FilterOperator {
 public:
  using Out = T;
  static constexpr char kName[] = "filter";

  explicit FilterOperator(Keep keep) : keep_(std::move(keep)) {}

  void Step(const Delta<T>& delta, Delta<T>& out) const {
    for (const auto& [element, weight] : delta) {
      if (std::invoke(keep_, element)) out.Add(element, weight);
    }
  }

 private:
  Keep keep_;
};

template <Element T>
template <typename Keep>
Stream<T> Stream<T>::Filter(Keep keep) const {
  static_assert(std::is_invocable_r_v<bool, const Keep&, const T&>,
                "cambium: Filter needs a function from an element of the stream to bool");
  return internal::AddOperator(FilterOperator<T, Keep>(std::move(keep)), *this);
}

}  // namespace cambium
