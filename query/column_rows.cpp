// Columns by number, and rows by position.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_rows.h"

#include <algorithm>

#include "dataflow/check.h"

namespace cambium {

bool ColumnRows::Has(ColumnId column) const {
  return std::find(layout_.begin(), layout_.end(), column) != layout_.end();
}

std::size_t ColumnRows::PlaceOf(ColumnId column) const {
  const auto found = std::find(layout_.begin(), layout_.end(), column);
  CAMBIUM_CHECK(found != layout_.end(), "a plan reads a column that its input lacks: ", column);
  return static_cast<std::size_t>(found - layout_.begin());
}

std::vector<const ValueView*> ColumnRows::Of(std::span<const ColumnId> columns) const {
  std::vector<const ValueView*> values;
  values.reserve(columns.size());
  for (const ColumnId column : columns) values.push_back(Of(column));
  return values;
}

void ColumnRows::Gather(const ColumnRows& from, ColumnId column,
                        std::span<const std::uint32_t> rows) {
  const ValueView* values = from.Of(column);
  Values gathered;
  gathered.reserve(rows.size());
  for (const std::uint32_t row : rows) {
    gathered.push_back(row == kNobody ? ValueView() : values[row]);
  }
  Add(column, std::move(gathered));
}

ColumnRows ColumnRows::Pick(std::span<const std::uint32_t> rows) const {
  ColumnRows picked(rows.size());
  for (const ColumnId column : layout_) picked.Gather(*this, column, rows);
  return picked;
}

PlanExpr PlacedIn(PlanExpr expr, const ColumnRows& rows) {
  if (expr.kind == ExprKind::kPath) expr.column = rows.PlaceOf(expr.column);
  for (PlanExpr& arg : expr.args) arg = PlacedIn(std::move(arg), rows);
  return expr;
}

}  // namespace cambium
