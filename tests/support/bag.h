// A Z-set for those who check the engine: a std::map of weights, and nothing of ours in it.
//
//     const Bag<int> expected{{7, 2}, {8, -1}};
//     CHECK(ToBag(zset) == expected);
//
// It prints itself, whatever it holds: numbers, texts, optionals, pairs, tuples, lists,
// groups.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <ostream>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>

#include "dataflow/zset.h"

namespace cambium::testing {

template <typename T>
void PrintElement(std::ostream& out, const T& element) {
  if constexpr (requires { out << element; }) {
    out << element;
  } else if constexpr (requires {
                         element.has_value();
                         *element;
                       }) {
    if (!element.has_value()) {
      out << "NULL";
    } else {
      PrintElement(out, *element);
    }
  } else if constexpr (requires {
                         element.key;
                         element.value;
                       }) {
    PrintElement(out, element.key);
    out << " -> ";
    PrintElement(out, element.value);
  } else if constexpr (requires { element.begin() != element.end(); }) {
    out << "[";
    for (const auto& part : element) {
      PrintElement(out, part);
      out << ";";
    }
    out << "]";
  } else {
    out << "(";
    std::apply(
        [&out](const auto&... parts) {
          bool first = true;
          ((out << (first ? "" : ", "), PrintElement(out, parts), first = false), ...);
        },
        element);
    out << ")";
  }
}

// Invariant of those who fill it by Add(): no weight is zero.
template <typename T>
struct Bag : std::map<T, std::int64_t> {
  using std::map<T, std::int64_t>::map;

  void Add(const T& element, std::int64_t weight) {
    if (weight == 0) return;
    const auto [at, added] = this->try_emplace(element, weight);
    if (added) return;
    at->second += weight;
    if (at->second == 0) this->erase(at);
  }
  void AddAll(const Bag& other, std::int64_t times = 1) {
    for (const auto& [element, weight] : other) Add(element, times * weight);
  }
  friend Bag operator+(Bag left, const Bag& right) {
    left.AddAll(right);
    return left;
  }
  friend Bag operator-(Bag left, const Bag& right) {
    left.AddAll(right, -1);
    return left;
  }
  friend std::ostream& operator<<(std::ostream& out, const Bag& bag) {
    out << "{";
    bool first = true;
    for (const auto& [element, weight] : bag) {
      out << (first ? "" : ", ");
      PrintElement(out, element);
      out << (weight < 0 ? ":" : ":+") << weight;
      first = false;
    }
    return out << "}";
  }
};

// Of a Z-set, or of a delta: entries in any order, also repeated.
template <typename Entries>
auto ToBag(const Entries& entries) {
  Bag<typename Entries::element_type> bag;
  if constexpr (requires { entries.entries(); }) {
    for (const auto& [element, weight] : entries.entries()) bag.Add(element, weight);
  }
  return bag;
}

}  // namespace cambium::testing
