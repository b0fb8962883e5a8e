// The indexes of a stream, shared by all who need the same one: by a key, or by element.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "dataflow/hash_index.h"
#include "dataflow/shared_index.h"
#include "dataflow/weight_index.h"

namespace cambium {

template <Element T, typename KeyOf>
using KeyIndex = IndexHandle<HashIndex<T, KeyOf>>;

template <Element T, typename KeyOf>
KeyIndex<T, KeyOf> IndexBy(const Stream<T>& stream, KeyOf key_of) {
  return KeyIndex<T, KeyOf>::Find(stream, FunctionIdentity(key_of),
                                  [&] { return HashIndex<T, KeyOf>(key_of); });
}

// The weight of each element of a stream, shared likewise.
template <Element T>
IndexHandle<WeightIndex<T>> IndexWeights(const Stream<T>& stream) {
  return IndexHandle<WeightIndex<T>>::Find(stream, "weights", [] { return WeightIndex<T>(); });
}

// What a key must be able to do, in the words of the one who reads the error. `auto`, so that
// compilers come here before they stumble over what follows from a wrong key.
template <typename KeyOf, typename T>
constexpr auto CheckKey() {
  static_assert(std::is_invocable_v<const KeyOf&, const T&>,
                "cambium: a key is a member of the element, or a function of it");
  using Key = ImageOf<KeyOf, T>;
  static_assert(std::regular<Key> && std::totally_ordered<Key>,
                "cambium: a key must have == and <");
  static_assert(kHashable<Key>,
                "cambium: a key must have an AbslHashValue, as numbers, texts and tuples do");
}

// A key may say that it is NULL, which equals nothing: such an element finds no partner.
template <typename Key>
bool MatchesNothing(const Key& key) {
  if constexpr (requires {
                  { key.MatchesNothing() } -> std::same_as<bool>;
                }) {
    return key.MatchesNothing();
  } else if constexpr (requires {
                         { key.has_value() } -> std::same_as<bool>;
                       }) {
    return !key.has_value();
  } else {
    return false;
  }
}

}  // namespace cambium
