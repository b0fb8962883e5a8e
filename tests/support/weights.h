// What tests of containers compare with: a plain map from elements to weights; and what they
// put in: deltas made at random, and texts that are more than their bytes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>

#include "dataflow/delta.h"
#include "tests/support/random.h"

namespace cambium::testing {

// Without zero weights, so that equal Z-sets are equal maps.
template <typename T>
using Weights = std::map<T, Weight>;

template <typename T>
void AddWeight(Weights<T>& weights, const T& element, Weight weight) {
  if ((weights[element] += weight) == 0) weights.erase(element);
}

template <Element T>
void AddWeights(Weights<T>& weights, const Delta<T>& delta) {
  for (const auto& [element, weight] : delta) AddWeight(weights, element, weight);
}

template <Element T>
Weights<T> WeightsOf(const Delta<T>& delta) {
  Weights<T> weights;
  AddWeights(weights, delta);
  return weights;
}

// What an index or a node says that it has carried.
template <Element T, typename Source>
Weights<T> ContentsOf(const Source& source) {
  Delta<T> contents;
  source.AppendContents(contents);
  return WeightsOf(contents);
}

template <Element T>
Delta<T> DeltaOf(std::initializer_list<typename Delta<T>::Entry> entries) {
  Delta<T> delta;
  for (const auto& [element, weight] : entries) delta.Add(element, weight);
  return delta;
}

// Entries of small elements as they come: repeated, of both signs, cancelling.
template <Element T, typename MakeElement>
Delta<T> RandomEntries(Random& random, std::size_t max_size, MakeElement make) {
  Delta<T> delta;
  for (std::uint64_t size = random.Below(max_size + 1); size > 0; --size) {
    delta.Add(make(random), random.Between(-2, 3));
  }
  return delta;
}

// In the order of the numbers, and too long for a text object: a move is no copy of bytes.
inline std::string LongText(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  return std::string(30 - digits.size(), '0') + digits;
}

}  // namespace cambium::testing
