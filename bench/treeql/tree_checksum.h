// Rows of answers in checksums.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "bench/checksum.h"
#include "query/cambium.h"

namespace cambium::bench {

// The integers under these labels, as a row of a view.
inline void AddIntegers(const TreeNode& row, std::initializer_list<std::string_view> labels,
                        Checksum& view) {
  std::uint64_t hash = 0;
  for (const std::string_view label : labels) {
    hash = Mix(hash ^ static_cast<std::uint64_t>(row.Get(label).AsInt()));
  }
  view.hash += hash;
  ++view.rows;
}

}  // namespace cambium::bench
