// The random numbers of the generators: splitmix64, one seed for each workload.
//
// Law: the same seed gives the same numbers everywhere. Only integer arithmetic, and
// floating-point operations that IEEE 754 rounds exactly, may decide a row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "bench/checksum.h"

namespace cambium::bench {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += kGoldenGamma;
    return Finalise(state_);
  }

  // Uniform in [0, bound): the high word of the product, with no rejection.
  uint64_t Below(uint64_t bound) {
    // __extension__: ISO C++ has no 128-bit type, and every compiler we use does.
    __extension__ using Wide = unsigned __int128;
    return static_cast<uint64_t>((static_cast<Wide>(Next()) * bound) >> 64);
  }

  int32_t Int32Below(int64_t bound) {
    return static_cast<int32_t>(Below(static_cast<uint64_t>(bound)));
  }

  // A position in a container of that size, which is not empty.
  size_t Position(size_t size) { return static_cast<size_t>(Below(size)); }

  // Uniform in [0, 1), 53 bits.
  double Unit() { return static_cast<double>(Next() >> 11) * 0x1p-53; }

 private:
  uint64_t state_;
};

}  // namespace cambium::bench
