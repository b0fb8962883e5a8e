// Zipf's law with exponent 1: rank r of n is drawn with probability proportional to 1/(r+1).
//
// Cost: one table of n doubles; a draw is a binary search in it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "bench/generator/random.h"

namespace cambium::bench {

class Zipf {
 public:
  explicit Zipf(int32_t ranks) {
    cumulative_.reserve(static_cast<size_t>(ranks));
    double total = 0;
    // Division and not pow: it is rounded exactly, so every machine draws the same.
    for (int32_t rank = 0; rank < ranks; ++rank) {
      total += 1.0 / (rank + 1.0);
      cumulative_.push_back(total);
    }
    for (double& share : cumulative_) share /= total;
  }

  int32_t Draw(Random& random) const {
    const auto found = std::lower_bound(cumulative_.begin(), cumulative_.end(), random.Unit());
    return static_cast<int32_t>(found - cumulative_.begin());
  }

 private:
  // Ascending; the last is exactly 1.
  std::vector<double> cumulative_;
};

}  // namespace cambium::bench
