// Two files that each have, in their unnamed namespaces, a key of the same name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <functional>

#include "dataflow/stream.h"

namespace cambium::testing {

struct Row {
  int id = 0;
  int group = 0;
  auto operator<=>(const Row&) const = default;
  template <typename H>
  friend H AbslHashValue(H state, const Row& row) {
    return H::combine(std::move(state), row.id, row.group);
  }
};

// An index by the other file's SameName, as a function from keys to numbers of rows.
std::function<std::size_t(int)> IndexBySameName(const Stream<Row>& stream);

}  // namespace cambium::testing
