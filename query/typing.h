// How types meet: what compares, what a text literal becomes, and what one type several
// values can share.
//
//     meets        Int        Decimal(b)           ratio(b)          Float   a reference
//     Int          Int        Decimal(b)           ratio(b)          Float   as its key
//     Decimal(a)   Decimal(a) Decimal(max(a, b))   ratio(max(a, b))  Float   as its key
//     ratio(a)     ratio(a)   ratio(max(a, b))     ratio(max(a, b))  Float   as its key
//
// Every other type shares only with itself and with NULL. Int, Decimal and Float are compared
// as they are; what is compared with a ratio becomes one, but beside a Float the ratio becomes
// a Float. All other operations see a ratio rounded.
//
// Law: ShareType gives all values the type that it returns, changing none but a number that
// becomes a Float.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "query/expression.h"

namespace cambium {

// Gives the text literals that `expr` is made of this type, or says why they are none: those
// that it chooses among, too. Anything else stays as it is.
absl::Status AdaptText(PlanExpr& expr, const FieldType& type);

// AdaptText both ways, and a ratio on one side made comparable with a number on the other; then
// whether values of the two compare. The error is at `right`.
absl::Status MakeComparable(PlanExpr& left, PlanExpr& right);

// The one type that all of these are given: literals adapt, numbers are converted.
absl::StatusOr<FieldType> ShareType(const std::vector<PlanExpr*>& exprs);

// Makes a number one of another type, where that is needed.
void ConvertNumber(PlanExpr& expr, const FieldType& type);

// A ratio becomes the Decimal that it is printed as; anything else stays as it is.
void RoundAsPrinted(PlanExpr& expr);

// "expected Text, found Int", at `expr`.
absl::Status Unexpected(const PlanExpr& expr, const std::string& expected);
// NULL fits all of these.
absl::Status ExpectTruth(const PlanExpr& expr);
absl::Status ExpectNumber(const PlanExpr& expr);
absl::Status ExpectText(const PlanExpr& expr);
absl::Status ExpectKind(const PlanExpr& expr, TypeKind kind, const std::string& expected);

FieldType TypeOf(TypeKind kind, int scale = 0);

}  // namespace cambium
