// How many of the first n are marked: a Fenwick tree.
//
//     marks    . x . x x .        Before(4) is 2
//
// Cost: O(log size) to mark and to count.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cambium {

class PrefixCounts {
 public:
  explicit PrefixCounts(std::size_t size) : counts_(size + 1) {}

  void Add(std::ptrdiff_t at) {
    for (auto i = static_cast<std::size_t>(at) + 1; i < counts_.size(); i += i & (~i + 1)) {
      ++counts_[i];
    }
  }
  std::int64_t Before(std::ptrdiff_t end) const {
    std::int64_t count = 0;
    for (auto i = static_cast<std::size_t>(end); i > 0; i &= i - 1) count += counts_[i];
    return count;
  }

 private:
  // counts_[i]: of the marks before i, the last so many as the lowest bit of i says.
  std::vector<std::int64_t> counts_;
};

}  // namespace cambium
