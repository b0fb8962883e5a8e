// What a group-by is: the rows listed group by group, and a value computed from the list.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <type_traits>

#include "dataflow/grouped.h"
#include "tests/support/bag.h"

namespace cambium::testing {

// A group exists while its rows weigh something together, more or less than nothing.
// value_of(rows, weight) of the group's rows and their weight together.
template <typename T, typename KeyOf, typename ValueOf>
auto GroupsOf(const Bag<T>& rows, KeyOf key_of, ValueOf value_of) {
  using Key = std::decay_t<std::invoke_result_t<KeyOf, const T&>>;
  using Value = std::invoke_result_t<ValueOf, const Bag<T>&, std::int64_t>;
  std::map<Key, Bag<T>> groups;
  for (const auto& [row, weight] : rows) groups[key_of(row)].Add(row, weight);
  Bag<Grouped<Key, Value>> values;
  for (const auto& [key, group] : groups) {
    std::int64_t total = 0;
    for (const auto& [row, weight] : group) total += weight;
    if (total != 0) values.Add({key, value_of(group, total)}, 1);
  }
  return values;
}

}  // namespace cambium::testing
