// A partial sort for each group.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_top.h"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <limits>
#include <vector>

#include "query/key_numbers.h"

namespace cambium {
namespace {

struct OrderedBy {
  const ValueView* values;
  bool descending;
  bool nulls_first;

  std::strong_ordering Compare(std::uint32_t left, std::uint32_t right) const {
    const ValueView& a = values[left];
    const ValueView& b = values[right];
    if (a.is_null() != b.is_null()) {
      return a.is_null() == nulls_first ? std::strong_ordering::less
                                        : std::strong_ordering::greater;
    }
    return descending ? b <=> a : a <=> b;
  }
};

}  // namespace

ColumnRows TopColumns(const Flow& top, const ColumnRows& rows) {
  std::vector<OrderedBy> order;
  for (const FlowOrder& by : top.order) {
    order.push_back({rows.Of(by.column), by.descending, by.nulls_first});
  }
  for (const ColumnId column : rows.layout()) order.push_back({rows.Of(column), false, true});
  const auto is_before = [&order](std::uint32_t left, std::uint32_t right) {
    for (const OrderedBy& by : order) {
      const std::strong_ordering result = by.Compare(left, right);
      if (result != 0) return result < 0;
    }
    return false;
  };
  constexpr std::int64_t kAll = std::numeric_limits<std::int64_t>::max();
  const std::int64_t limit = top.limit.value_or(kAll);
  const std::int64_t end = limit > kAll - top.offset ? kAll : top.offset + limit;
  const KeyNumbers groups(rows.Of(top.columns), rows.size());
  KeyNumbers::Groups grouped = groups.GroupRows();
  std::vector<std::uint32_t> kept;
  for (std::size_t group = 0; group < groups.size(); ++group) {
    const auto first = grouped.rows.begin() + grouped.begin[group];
    const auto last = grouped.rows.begin() + grouped.begin[group + 1];
    const auto size = static_cast<std::int64_t>(last - first);
    const std::int64_t until = std::min(end, size);
    if (top.offset >= until) continue;
    std::partial_sort(first, first + until, last, is_before);
    kept.insert(kept.end(), first + top.offset, first + until);
  }
  return rows.Pick(kept);
}

}  // namespace cambium
