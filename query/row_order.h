// The order of rows that an ORDER BY asks for, completed by the row key.
//
// NULL is the lowest value, so it comes first in ascending order and last in descending,
// unless NULLS FIRST or LAST says otherwise.
//
// Cost of a comparison: up to the first column that differs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <memory>
#include <utility>
#include <vector>

#include "dataflow/row.h"

namespace cambium {

struct OrderColumn {
  std::size_t column = 0;
  bool descending = false;
  bool nulls_first = true;
};

class RowOrder {
 public:
  RowOrder() : RowOrder(std::vector<OrderColumn>()) {}
  explicit RowOrder(std::vector<OrderColumn> columns)
      : columns_(std::make_shared<const std::vector<OrderColumn>>(std::move(columns))) {}

  const std::vector<OrderColumn>& columns() const { return *columns_; }

  std::strong_ordering Compare(const Row& left, const Row& right) const {
    for (const OrderColumn& order : *columns_) {
      const ValueView a = left[order.column];
      const ValueView b = right[order.column];
      if (a.is_null() != b.is_null()) {
        return a.is_null() == order.nulls_first ? std::strong_ordering::less
                                                : std::strong_ordering::greater;
      }
      const std::strong_ordering result = order.descending ? b <=> a : a <=> b;
      if (result != 0) return result;
    }
    return std::strong_ordering::equal;
  }
  bool operator()(const Row& left, const Row& right) const { return Compare(left, right) < 0; }

 private:
  // Shared, so that copies cannot fail: ordered containers ask that of an order.
  std::shared_ptr<const std::vector<OrderColumn>> columns_;
};

}  // namespace cambium
