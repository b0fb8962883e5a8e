// The values of an expression for many rows at once, as a scan has them: rows as columns.
//
// Node by node instead of row by row: what to do is decided once for a node and some thousand
// rows, and the loop over the rows is short. An operand that AND, OR, BETWEEN, IN, CASE or ??
// may not need is computed for the rows alone that are undecided. Functions and texts that are
// put together are computed row by row, as Evaluate does.
//
// Law: the values are those of Evaluate for each row. When a row has an error, `error` is that
// of the first, and the values do not matter.
//
// Cost: per row one step per node, without a call for comparisons, logic and arithmetic of Int;
// bench/expression_bench.cpp. After an error, Evaluate for each row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "lsm/byte_arena.h"
#include "query/expression.h"

namespace cambium {

// A view of columns of `size` values each, by their place in a row.
struct ColumnsView {
  std::size_t size = 0;
  std::vector<const ValueView*> columns;
};

// Appends a value for each row. A text is that of a field or a literal, or lies in `texts`.
void EvaluateBatch(const PlanExpr& expr, const ColumnsView& rows, std::vector<ValueView>& out,
                   ByteArena& texts, absl::Status& error);

// For WHERE: keeps those of the places `at`, which ascend, for which it is true.
void KeepTrue(const PlanExpr& where, const ColumnsView& rows, std::vector<std::uint32_t>& at,
              absl::Status& error);

}  // namespace cambium
