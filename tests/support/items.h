// What the streams of operator tests carry: a few small types, drawn from small domains.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "tests/support/random.h"

namespace cambium::testing {

// How large the domains of a history are, and how long its deltas.
struct Shape {
  int keys;
  int values;
  int longest;
  int steps;
};

// Tiny and dense, so that collisions and cancellations are the norm.
inline constexpr Shape kTiny{3, 2, 4, 10};
// Few elements that come again and again within one long delta.
inline constexpr Shape kRepeating{3, 3, 150, 5};
// More keys than one looks through: tables.
inline constexpr Shape kManyKeys{40, 3, 100, 5};
// Groups beyond 64 elements: B-trees, which then shrink again.
inline constexpr Shape kLargeGroups{2, 80, 150, 4};

inline const Shape& AnyShape(Random& random) {
  switch (random.Below(12)) {
    case 0:
      return kRepeating;
    case 1:
      return kManyKeys;
    case 2:
      return kLargeGroups;
    default:
      return kTiny;
  }
}

struct Item {
  int key = 0;
  int value = 0;
  auto operator<=>(const Item&) const = default;
};

// Its key may be NULL, and its value too.
struct LooseItem {
  std::optional<int> key;
  std::optional<int> value;
  auto operator<=>(const LooseItem&) const = default;
};

inline int BelowOf(Random& random, int bound) {
  return static_cast<int>(random.Below(static_cast<std::uint64_t>(bound)));
}

inline int SmallInt(Random& random, const Shape& shape) {
  return BelowOf(random, shape.keys * shape.values);
}
inline Item SmallItem(Random& random, const Shape& shape) {
  return {BelowOf(random, shape.keys), BelowOf(random, shape.values) - 1};
}
inline LooseItem SmallLooseItem(Random& random, const Shape& shape) {
  LooseItem item;
  if (!random.OneIn(3)) item.key = BelowOf(random, shape.keys);
  if (!random.OneIn(3)) item.value = BelowOf(random, shape.values) - 1;
  return item;
}

}  // namespace cambium::testing
