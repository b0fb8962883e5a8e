// What a group-by emits: one element for each group, its key and its value.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <functional>
#include <ostream>
#include <type_traits>

namespace cambium {

template <typename Key, typename Value>
struct Grouped {
  using key_type = Key;
  using value_type = Value;

  Key key;
  Value value;

  auto operator<=>(const Grouped&) const = default;
  bool operator==(const Grouped&) const = default;
};

template <typename T>
inline constexpr bool kIsGrouped = false;
template <typename Key, typename Value>
inline constexpr bool kIsGrouped<Grouped<Key, Value>> = true;

struct GroupKey {
  template <typename Key, typename Value>
  const Key& operator()(const Grouped<Key, Value>& group) const {
    return group.key;
  }
};

}  // namespace cambium
