// The rows of a flow as columns: what a one-shot query computes with.
//
// Columns are shared where they pass a flow unchanged, so adding one to a million rows, or
// leaving one out, copies nothing. Texts lie where the query keeps them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "dataflow/value.h"
#include "query/batch.h"
#include "query/flow.h"

namespace cambium {

class ColumnRows {
 public:
  using Values = std::vector<ValueView>;

  ColumnRows() = default;
  explicit ColumnRows(std::size_t size) : size_(size) {}

  std::size_t size() const { return size_; }
  const std::vector<ColumnId>& layout() const { return layout_; }

  bool Has(ColumnId column) const;
  // Aborts for a column that is not there.
  const ValueView* Of(ColumnId column) const {
    return values_[PlaceOf(column, layout_)]->data();
  }
  std::vector<const ValueView*> Of(std::span<const ColumnId> columns) const;
  ColumnsView View() const { return {size_, Of(layout_)}; }

  // As many values as there are rows.
  void Add(ColumnId column, Values values) {
    Add(column, std::make_shared<const Values>(std::move(values)));
  }
  // Some of the columns of rows that are as many.
  void Share(const ColumnRows& from, ColumnId column) {
    Add(column, from.values_[PlaceOf(column, from.layout_)]);
  }
  // A column of other rows, one for each of `rows`; of kNobody NULL.
  static constexpr std::uint32_t kNobody = UINT32_MAX;
  void Gather(const ColumnRows& from, ColumnId column, std::span<const std::uint32_t> rows);
  // These rows of it, with all columns.
  ColumnRows Pick(std::span<const std::uint32_t> rows) const;

 private:
  void Add(ColumnId column, std::shared_ptr<const Values> values) {
    layout_.push_back(column);
    values_.push_back(std::move(values));
  }

  std::size_t size_ = 0;
  std::vector<ColumnId> layout_;
  std::vector<std::shared_ptr<const Values>> values_;  // By place in the layout.
};

}  // namespace cambium
