// Comparisons: what they say of two values, and of each other.
//
// NULL compares with nothing, so that the answer is NULL.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataflow/value.h"
#include "query/syntax.h"

namespace cambium {

// NULL, or the truth of `left <kind> right`: = != < <= > or >=.
inline Value Compare(ExprKind kind, const ValueView& left, const ValueView& right) {
  if (left.is_null() || right.is_null()) return Value();
  switch (kind) {
    case ExprKind::kEqual:
      return Value::Bool(left == right);
    case ExprKind::kNotEqual:
      return Value::Bool(left != right);
    case ExprKind::kLess:
      return Value::Bool(left < right);
    case ExprKind::kLessEqual:
      return Value::Bool(left <= right);
    case ExprKind::kGreater:
      return Value::Bool(left > right);
    default:
      return Value::Bool(left >= right);
  }
}

// a < b is b > a; what is no ordering stays as it is.
inline ExprKind Mirrored(ExprKind comparison) {
  switch (comparison) {
    case ExprKind::kLess:
      return ExprKind::kGreater;
    case ExprKind::kLessEqual:
      return ExprKind::kGreaterEqual;
    case ExprKind::kGreater:
      return ExprKind::kLess;
    case ExprKind::kGreaterEqual:
      return ExprKind::kLessEqual;
    default:
      return comparison;
  }
}

// < <= > >=
inline bool IsOrder(ExprKind comparison) { return Mirrored(comparison) != comparison; }

// > >=: the right operand bounds the left one from below.
inline bool IsLowerBound(ExprKind comparison) {
  return comparison == ExprKind::kGreater || comparison == ExprKind::kGreaterEqual;
}

}  // namespace cambium
