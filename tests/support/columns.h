// Rows as columns and back, for tests of what one-shot queries compute with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include "dataflow/row.h"
#include "query/column_rows.h"
#include "tests/support/random.h"

namespace cambium::testing {

// The texts of the rows must be short.
inline ColumnRows MakeColumns(const std::vector<ColumnId>& layout,
                              const std::vector<Row>& rows) {
  ColumnRows columns(rows.size());
  for (std::size_t i = 0; i < layout.size(); ++i) {
    ColumnRows::Values values;
    for (const Row& row : rows) values.push_back(Value(row[i]));
    columns.Add(layout[i], std::move(values));
  }
  return columns;
}

// In the order of rows.
inline std::vector<Row> SortedRows(const ColumnRows& columns,
                                   const std::vector<ColumnId>& layout) {
  std::vector<Row> rows;
  for (std::size_t row = 0; row < columns.size(); ++row) {
    std::vector<ValueView> values;
    for (const ColumnId column : layout) values.push_back(columns.Of(column)[row]);
    rows.emplace_back(std::span<const ValueView>(values));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

// A few small numbers, among them NULL and equal ones of two types.
inline Value SmallValue(Random& random) {
  const std::int64_t number = random.Between(0, 3);
  if (random.OneIn(5)) return Value();
  return random.OneIn(3) ? Value::Float(static_cast<double>(number)) : Value::Int(number);
}

inline std::vector<Row> SmallRows(Random& random, std::size_t fields) {
  std::vector<Row> rows;
  for (std::uint64_t i = random.Below(9); i > 0; --i) {
    std::vector<Value> values;
    for (std::size_t field = 0; field < fields; ++field) values.push_back(SmallValue(random));
    rows.emplace_back(std::span<const Value>(values));
  }
  return rows;
}

}  // namespace cambium::testing
