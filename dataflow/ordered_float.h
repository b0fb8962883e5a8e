// A double that a Z-set can hold whatever it is: one total order, NaN included.
//
//     -inf < … < -1.0 < 0.0 == -0.0 < 1.0 < … < +inf < NaN        NaN == NaN
//
// A plain double that is NaN equals nothing, itself included, so a retraction of it cancels
// nothing, and sorting it is undefined. Aggregates of floats give this type therefore, since
// sums can be NaN where no number is; elements whose doubles may be NaN hold it too. It is the
// order of Value (dataflow/value.h).
//
// It converts from a double and back. Compared with a plain number it keeps its own order.
//
// Cost: a comparison is a few integer operations.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <concepts>
#include <type_traits>
#include <utility>

#include "dataflow/exact_number.h"

namespace cambium {

class OrderedFloat {
 public:
  constexpr OrderedFloat() = default;
  // Implicit in both directions: it is a double with another order.
  constexpr explicit(false) OrderedFloat(double number) : number_(number) {}
  constexpr explicit(false) operator double() const { return number_; }

  friend bool operator==(OrderedFloat left, OrderedFloat right) {
    return OrderedBits(left.number_) == OrderedBits(right.number_);
  }
  friend std::strong_ordering operator<=>(OrderedFloat left, OrderedFloat right) {
    return OrderedBits(left.number_) <=> OrderedBits(right.number_);
  }
  // Templates, so that these are a better match than a conversion to double.
  template <typename T>
  requires std::is_arithmetic_v<T>
  friend bool operator==(OrderedFloat left, T right) {
    return left == OrderedFloat(static_cast<double>(right));
  }
  template <typename T>
  requires std::is_arithmetic_v<T>
  friend std::strong_ordering operator<=>(OrderedFloat left, T right) {
    return left <=> OrderedFloat(static_cast<double>(right));
  }

  template <typename H>
  friend H AbslHashValue(H state, OrderedFloat number) {
    return H::combine(std::move(state), OrderedBits(number.number_));
  }

 private:
  double number_ = 0;
};

}  // namespace cambium
