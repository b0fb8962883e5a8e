// Operations: expressions typed from their operands.
//
// What each kind demands, and gives:
//
//     NOT AND OR            truths                             Bool
//     = != < <= > >= IS     types that compare                 Bool
//     IN BETWEEN            the same, with the first operand   Bool
//     IS NULL               anything                           Bool
//     LIKE ILIKE            Texts                              Bool
//     ?? CASE               values of one type                 that type
//     + - * / % -x          numbers, times, dates              query/arithmetic.h
//     ||                    Texts                              Text
//     f(…)                  query/function.h
//     (1, 2)                anything                           a tuple, as of a composite key
//
// Comparisons and choices take a ratio (query/ratio.h) as exact as it is, all others rounded.
//
// A text literal takes the type of what it meets, and NULL has every type. query/typing.h has
// the rules by which types meet.
//
// Law: an error has the place of the operand that is wrong, or of the expression where no
// single one is.
//
// Cost: one visit of each operand; of a CASE, ?? or tuple also of what they choose among.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "query/expression.h"

namespace cambium {

absl::StatusOr<PlanExpr> PlanLiteral(const Expr& expr);

// `args` are the operands, planned: args[i] is expr.args[i]. For every kind with operands that
// is not about relations or parameters.
absl::StatusOr<PlanExpr> PlanOperation(const Expr& expr, std::vector<PlanExpr> args);

}  // namespace cambium
