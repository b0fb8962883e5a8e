// NEGATE: every weight with the other sign.
//
//     delta {a:+1, b:-2}   →   {a:-1, b:+2}
//
// Law: linear, and its own inverse; a.Plus(a.Negate()) is empty.
//
// State: none. Cost: one copy per entry of the delta.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataflow/stream.h"

namespace cambium {

template <Element T>
class NegateOperator {
 public:
  using Out = T;
  static constexpr char kName[] = "negate";

  void Step(const Delta<T>& delta, Delta<T>& out) const {
    out.Reserve(delta.size());
    for (const auto& [element, weight] : delta) out.Add(element, NegateWeight(weight));
  }
};

template <Element T>
Stream<T> Stream<T>::Negate() const {
  return internal::AddOperator(NegateOperator<T>(), *this);
}

}  // namespace cambium
