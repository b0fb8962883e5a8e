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

#include <concepts>
#include <utility>
#include <vector>

#include "dataflow/zset.h"

namespace cambium {

template <typename F, typename T>
concept Predicate = std::predicate<const F&, const T&>;

template <Element T, Predicate<T> Keep>
class Filter {
 public:
  explicit Filter(Keep keep) : keep_(std::move(keep)) {}

  ZSet<T> Step(const ZSet<T>& delta) const {
    std::vector<typename ZSet<T>::Entry> kept;
    for (const auto& entry : delta.entries()) {
      if (keep_(entry.element)) kept.push_back(entry);
    }
    return ZSet<T>(std::move(kept));
  }

 private:
  Keep keep_;
};

}  // namespace cambium
