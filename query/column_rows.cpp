// Columns by number, and rows by position.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_rows.h"

#include <algorithm>

namespace cambium {

bool ColumnRows::Has(ColumnId column) const {
  return std::find(layout_.begin(), layout_.end(), column) != layout_.end();
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

}  // namespace cambium
