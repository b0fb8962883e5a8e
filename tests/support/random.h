// Randomness that can be replayed: a seeded generator and the loop over seeds.
//
//     testing::ForSeeds(200, [](testing::Random& random) {
//       const int64_t left = random.Integer();
//       …
//     });
//
// When a check fails, the message has the seed; CAMBIUM_SEED=17 runs that one alone. The
// numbers are the same on every platform: no distribution of the standard library is used.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "doctest/doctest.h"

namespace cambium::testing {

// SplitMix64.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  // 64 random bits.
  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15;
    uint64_t word = state_;
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
    return word ^ (word >> 31);
  }

  // From 0 up to, and without, `bound`, which is not zero.
  uint64_t Below(uint64_t bound) { return Next() % bound; }

  // From `least` to `greatest`, both included.
  int64_t Between(int64_t least, int64_t greatest) {
    const uint64_t span = static_cast<uint64_t>(greatest) - static_cast<uint64_t>(least) + 1;
    const uint64_t offset = span == 0 ? Next() : Below(span);
    return static_cast<int64_t>(static_cast<uint64_t>(least) + offset);
  }

  bool OneIn(uint64_t chances) { return Below(chances) == 0; }

  // Any integer; every number of digits is as likely as any other.
  int64_t Integer() { return static_cast<int64_t>(Next()) >> Below(64); }

  template <typename Container>
  const auto& Pick(const Container& choices) {
    return choices[static_cast<size_t>(Below(std::size(choices)))];
  }

  // `size` random bytes, of an alphabet of a few that are special somewhere.
  std::string Text(size_t size) {
    constexpr char kSpecial[] = {'\x00', '\x01', 'a', 'b', '\x7F', '\x80', '\xFE', '\xFF'};
    std::string text;
    while (text.size() < size) text += Pick(kSpecial);
    return text;
  }

 private:
  uint64_t state_;
};

// Runs `body` with a fresh generator for the seeds 1 to `count`, or for CAMBIUM_SEED alone.
template <typename Body>
void ForSeeds(uint64_t count, Body body) {
  const auto run = [&body](uint64_t seed) {
    INFO("CAMBIUM_SEED=", seed);
    Random random(seed);
    body(random);
  };
  if (const char* const only = std::getenv("CAMBIUM_SEED")) {
    return run(std::strtoull(only, nullptr, 10));
  }
  for (uint64_t seed = 1; seed <= count; ++seed) run(seed);
}

}  // namespace cambium::testing
