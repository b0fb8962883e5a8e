// The values of an expression for many rows at once, as a scan has them.
//
// Node by node instead of row by row: what to do is decided once for a node and some thousand
// rows, and the loop over the rows is short. An operand that AND, OR or BETWEEN may not need is
// computed for the rows alone that are undecided. Choices, functions and texts are computed row
// by row, as Evaluate does.
//
// Law: the values are those of Evaluate for each row. When a row has an error, `error` is that
// of the first, and the values do not matter.
//
// Cost: per row one step per node, without a call for comparisons, logic and arithmetic of Int;
// bench/expression_bench.cpp. After an error, Evaluate for each row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "query/expression.h"

namespace cambium {

// Appends a value for each row.
void EvaluateBatch(const PlanExpr& expr, std::span<const Row> rows, std::vector<Value>& out,
                   absl::Status& error);

// For WHERE: appends the positions of the rows, fewer than 2^32, for which it is true.
void SelectTrue(const PlanExpr& where, std::span<const Row> rows,
                std::vector<std::uint32_t>& out, absl::Status& error);

}  // namespace cambium
