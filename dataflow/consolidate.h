// Entries, an element and its weight each, become a Z-set: in order, each element once, no
// weight zero.
//
//     (b,1) (a,1) (b,2) (a,-1)   →   (b,3)
//
// Cost: a look at each when they are in order already, else one sort.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include "dataflow/radix_sort.h"
#include "dataflow/weight.h"

namespace cambium {

// An element may be known to be in the order of an integer: integers are, and those that say
// so. RadixKey() of two elements compares as they do.
template <typename T>
concept HasRadixKey = requires(const T& element) {
  { element.RadixKey() } -> std::integral;
};

template <typename Entry>
void SortByElement(std::span<Entry> entries) {
  using T = decltype(Entry::element);
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    // Digits against comparisons that nobody can foresee: a fifth of the time.
    if (entries.size() >= 256) {
      return RadixSort(entries, [](const Entry& entry) { return entry.element; });
    }
  }
  if constexpr (HasRadixKey<T>) {
    if (entries.size() >= 256) {
      return RadixSort(entries, [](const Entry& entry) { return entry.element.RadixKey(); });
    }
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& left, const Entry& right) { return left.element < right.element; });
}

// Returns how many are left, at the front of `entries`.
template <typename Entry>
std::size_t ConsolidateEntries(std::span<Entry> entries) {
  const auto less = [](const Entry& left, const Entry& right) {
    return left.element < right.element;
  };
  // Most deltas are two entries long or sorted already.
  if (!std::is_sorted(entries.begin(), entries.end(), less)) SortByElement(entries);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries.size();) {
    Weight weight = entries[i].weight;
    std::size_t next = i + 1;
    while (next < entries.size() && entries[next].element == entries[i].element) {
      weight = AddWeights(weight, entries[next++].weight);
    }
    if (weight != 0) {
      if (kept != i) entries[kept].element = std::move(entries[i].element);
      entries[kept++].weight = weight;
    }
    i = next;
  }
  return kept;
}

}  // namespace cambium
