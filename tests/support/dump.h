// Z-sets and rows as text, so that a failed check shows what it compared.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "dataflow/row.h"
#include "dataflow/value_dump.h"
#include "dataflow/zset.h"

namespace cambium {

inline std::ostream& operator<<(std::ostream& out, const Row& row) {
  out << "(";
  for (std::size_t i = 0; i < row.size(); ++i) out << (i == 0 ? "" : ", ") << row[i];
  return out << ")";
}

template <typename A, typename B>
std::ostream& operator<<(std::ostream& out, const std::pair<A, B>& pair) {
  return out << "(" << pair.first << ", " << pair.second << ")";
}

template <Element T>
std::ostream& operator<<(std::ostream& out, const ZSet<T>& zset) {
  out << "{";
  for (std::size_t i = 0; i < zset.size(); ++i) {
    const auto& [element, weight] = zset.entries()[i];
    out << (i == 0 ? "" : ", ") << element << (weight < 0 ? ":" : ":+") << weight;
  }
  return out << "}";
}

}  // namespace cambium
