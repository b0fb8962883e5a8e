// PLUS: the sum of two wires, the union of bags.
//
//     left {a:+1}   right {a:+1, b:-1}   →   {a:+2, b:-1}
//
// Law: linear in both. With Negate it makes the difference of bags.
//
// State: none. Cost: one copy per entry of either delta.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <type_traits>

#include "dataflow/stream.h"

namespace cambium {

template <Element T>
class PlusOperator {
 public:
  using Out = T;
  static constexpr char kName[] = "plus";

  void Step(const Delta<T>& left, const Delta<T>& right, Delta<T>& out) const {
    out.Reserve(left.size() + right.size());
    out.Append(left);
    out.Append(right);
  }
};

template <Element T>
template <typename U>
Stream<T> Stream<T>::Plus(const Stream<U>& other) const {
  static_assert(std::is_same_v<T, U>, "cambium: Plus needs two streams of the same elements");
  return internal::AddOperator(PlusOperator<T>(), *this, other);
}

}  // namespace cambium
