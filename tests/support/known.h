// Elements of any type as numbers: what looks at them need then be compiled only once.
//
//     Numbering<Sale> numbers;
//     numbers.Of(sales)          a stream of sales, or a bag of them, as one of Known
//
// Equal elements have equal numbers, and others have others. A number is given when its element
// is first seen, and takes the element's text along for messages.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <map>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "dataflow/stream.h"
#include "operators/map.h"
#include "tests/support/bag.h"

namespace cambium::testing {

struct Known {
  int number = 0;
  std::string_view text;  // Kept by the numbering.

  bool operator==(const Known& other) const { return number == other.number; }
  auto operator<=>(const Known& other) const { return number <=> other.number; }
  template <typename H>
  friend H AbslHashValue(H hash, const Known& known) {
    return H::combine(std::move(hash), known.number);
  }
  friend std::ostream& operator<<(std::ostream& out, const Known& known) {
    return out << known.text;
  }
};

// Outlives what it has given out.
template <Element T>
class Numbering {
 public:
  Known Of(const T& element) {
    auto at = texts_.find(element);
    if (at == texts_.end()) {
      std::ostringstream text;
      PrintElement(text, element);
      at = texts_.emplace(element, Numbered{static_cast<int>(texts_.size()), text.str()}).first;
    }
    return {at->second.number, at->second.text};
  }
  Stream<Known> Of(const Stream<T>& stream) {
    return stream.Map([this](const T& element) { return Of(element); });
  }
  Bag<Known> Of(const Bag<T>& bag) {
    Bag<Known> numbered;
    for (const auto& [element, weight] : bag) numbered.Add(Of(element), weight);
    return numbered;
  }

 private:
  struct Numbered {
    int number;
    std::string text;
  };
  std::map<T, Numbered> texts_;
};

}  // namespace cambium::testing
