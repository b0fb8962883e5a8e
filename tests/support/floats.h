// Random doubles: of every magnitude, and those at which sums go wrong.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "tests/support/random.h"

namespace cambium::testing {

struct WeightedFloat {
  double number;
  int64_t weight;
};

inline double RandomFiniteFloat(Random& random) {
  constexpr double kGreatest = std::numeric_limits<double>::max();
  constexpr double kSpecial[] = {0.0,      -0.0,       1.0,       -1.0,      0.5,      0.1,
                                 5e-324,   -5e-324,    1e-310,    0x1p-1022, 0x1p-16,  0x1p48,
                                 0x1p-80,  -0x1p112,   1e308,     -1e308,    0x1p1023, 0x1p53,
                                 -0x1p-17, 0x1.8p-537, kGreatest, -kGreatest};
  const double sign = random.OneIn(2) ? -1 : 1;
  switch (random.Below(6)) {
    case 0:
      return random.Pick(kSpecial);
    case 1:  // Cents.
      return static_cast<double>(random.Between(-1'000'000, 1'000'000)) / 100;
    case 2:
      return static_cast<double>(random.Integer());
    case 3:  // Subnormal, or nearly.
      return sign * std::bit_cast<double>(random.Next() >> (11 + random.Below(53)));
    case 4:  // Huge.
      return sign * std::ldexp(static_cast<double>(random.Next() >> 11), 960);
    default: {
      const double number = std::bit_cast<double>(random.Next());
      return std::isfinite(number) ? number : sign;
    }
  }
}

// Small ones mostly, so that they cancel; all sizes up to 2^40 otherwise.
inline int64_t RandomWeight(Random& random) {
  if (!random.OneIn(4)) return random.Between(-3, 3);
  const int64_t power = int64_t{1} << random.Below(41);
  const int64_t sign = random.OneIn(2) ? -1 : 1;
  return sign * power + random.Between(-1, 1);
}

// Up to `most` numbers of a few magnitudes, many of them equal.
inline std::vector<WeightedFloat> RandomFloats(size_t most, Random& random) {
  std::vector<double> pool;
  for (uint64_t i = random.Below(5) + 1; i > 0; --i) pool.push_back(RandomFiniteFloat(random));
  std::vector<WeightedFloat> floats;
  for (uint64_t i = random.Below(most + 1); i > 0; --i) {
    const double number = random.OneIn(3) ? RandomFiniteFloat(random) : random.Pick(pool);
    floats.push_back({number, RandomWeight(random)});
  }
  return floats;
}

template <typename T>
void Shuffle(std::vector<T>& elements, Random& random) {
  for (size_t i = elements.size(); i > 1; --i) {
    std::swap(elements[i - 1], elements[static_cast<size_t>(random.Below(i))]);
  }
}

}  // namespace cambium::testing
