// What a user interface does with edits: one after the other, to a plain vector.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "dataflow/list_edits.h"
#include "doctest/doctest.h"

namespace cambium::testing {

template <typename T>
std::vector<T> EditList(std::vector<T> list, const std::vector<ListEdit<T>>& edits) {
  using Kind = typename ListEdit<T>::Kind;
  const auto at = [&list](std::size_t position) {
    return list.begin() + static_cast<std::ptrdiff_t>(position);
  };
  for (const auto& [kind, from, to, element] : edits) {
    if (kind == Kind::kRemove || kind == Kind::kMove) {
      REQUIRE(from < list.size());
      if (kind == Kind::kRemove) REQUIRE(list[from] == element);
      list.erase(at(from));
    }
    if (kind == Kind::kInsert || kind == Kind::kMove) {
      REQUIRE(to <= list.size());
      list.insert(at(to), element);
    }
    if (kind == Kind::kSet) {
      REQUIRE(to < list.size());
      list[to] = element;
    }
  }
  return list;
}

}  // namespace cambium::testing
