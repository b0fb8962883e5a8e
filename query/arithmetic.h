// Arithmetic: numbers, times and dates.
//
//     Int and Int           Int; / truncates
//     Decimal, or with Int  Decimal: + - % the greater scale, * the sum, / max(scale, 4) + 2
//     with Float            Float
//     Time ± Int            Time, by seconds      Time - Time   Decimal(6) seconds
//     Date ± Int            Date, by days         Date - Date   Int days
//
// x % y has the sign of x. Division by zero is NULL, and so is a Float that is no number.
// Scales above 18 are 18. Results are exact or rounded half away from zero to their scale;
// what does not fit is an overflow, which is an error.
//
// Law: Arithmetic gives values of the type that TypeArithmetic set.
//
// Cost: a few integer operations; dataflow/decimal.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/status.h"
#include "query/expression.h"

namespace cambium {

// Checks and adapts the operands of `+ - * / %` and of a negation, and sets the type.
absl::Status TypeArithmetic(PlanExpr& operation);

// `left <operation> right`; of a negation, 0 - right.
Value Arithmetic(const PlanExpr& operation, const ValueView& left, const ValueView& right,
                 absl::Status& error);

// The number as a double or as a decimal, which an Int or a Decimal is exactly.
double AsDouble(const ValueView& value);
Decimal AsExact(const ValueView& value);

}  // namespace cambium
