// What an ordered list is, and a window of it: copies written out one by one and counted off.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <ostream>
#include <vector>

#include "dataflow/window.h"
#include "tests/support/bag.h"
#include "tests/support/random.h"

namespace cambium::testing {

// Each group's rows in order, as many copies as a row weighs; groups without any are left out.
template <typename Row, typename Less>
std::map<int, std::vector<Row>> ListsOf(const Bag<Row>& rows, Less less) {
  std::map<int, std::vector<Row>> lists;
  for (const auto& [row, weight] : rows) {
    for (std::int64_t i = 0; i < weight; ++i) lists[row.key].push_back(row);
  }
  for (auto& list : lists) std::sort(list.second.begin(), list.second.end(), less);
  return lists;
}

template <typename Row, typename Less>
std::vector<Row> WindowOf(std::vector<Row> list, const Window<Row>& window, Less less) {
  if (window.start.has_value()) {
    std::erase_if(list, [&](const Row& row) {
      return window.from == Window<Row>::From::kAt ? less(row, *window.start)
                                                   : !less(*window.start, row);
    });
  }
  const bool from_back = window.end == Window<Row>::End::kBack;
  if (from_back) std::reverse(list.begin(), list.end());
  std::vector<Row> shown;
  std::int64_t number = 0;
  for (const Row& row : list) {
    const std::int64_t behind = number++ - window.offset;
    if (behind >= 0 && behind < window.limit) shown.push_back(row);
  }
  if (from_back) std::reverse(shown.begin(), shown.end());
  return shown;
}

// All windows together, as a bag.
template <typename Row, typename Less>
Bag<Row> WindowsOf(const Bag<Row>& rows, const Window<Row>& window, Less less) {
  Bag<Row> all;
  for (const auto& [key, list] : ListsOf(rows, less)) {
    for (const Row& row : WindowOf(list, window, less)) all.Add(row, 1);
  }
  return all;
}

// With small numbers, now and then none or no limit at all; `make` makes the cursor.
template <typename Row, typename Make>
Window<Row> RandomWindow(Random& random, const Make& make) {
  Window<Row> window;
  if (random.OneIn(2)) window.offset = random.Between(0, 4);
  if (!random.OneIn(4)) window.limit = random.OneIn(8) ? 40 : random.Between(0, 5);
  if (random.OneIn(3)) window.start = make(random);
  if (random.OneIn(2)) window.from = Window<Row>::From::kAfter;
  if (random.OneIn(3)) window.end = Window<Row>::End::kBack;
  return window;
}

template <typename Row>
std::ostream& operator<<(std::ostream& out, const Window<Row>& window) {
  out << "offset " << window.offset << " limit " << window.limit;
  if (window.start.has_value()) {
    out << (window.from == Window<Row>::From::kAt ? " at " : " after ");
    PrintElement(out, *window.start);
  }
  return out << (window.end == Window<Row>::End::kBack ? " from the back" : "");
}

}  // namespace cambium::testing
