// How many times an element is present: a signed integer that never wraps in silence.
//
// Weights add up along a history, so they are the one place where an engine that is
// right on every step can still be wrong in the end. Overflow is a bug in the program
// (2^63 copies of one row do not come from data), hence a check and not a status.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "dataflow/check.h"

namespace cambium {

using Weight = std::int64_t;

inline Weight AddWeights(Weight left, Weight right) {
  Weight sum = 0;
  CAMBIUM_CHECK(!__builtin_add_overflow(left, right, &sum), "weight overflow");
  return sum;
}

inline Weight MultiplyWeights(Weight left, Weight right) {
  Weight product = 0;
  CAMBIUM_CHECK(!__builtin_mul_overflow(left, right, &product), "weight overflow");
  return product;
}

inline Weight NegateWeight(Weight weight) { return MultiplyWeights(weight, -1); }

}  // namespace cambium
