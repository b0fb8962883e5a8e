// A row of the benchmarks of the graph and of operators: small, with a key that rows share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <utility>

namespace cambium::bench {

struct KeyedRow {
  int32_t id = 0;
  int32_t key = 0;
  int32_t amount = 0;
  auto operator<=>(const KeyedRow&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const KeyedRow& row) {
    return H::combine(std::move(state), row.id, row.key, row.amount);
  }
};

}  // namespace cambium::bench
