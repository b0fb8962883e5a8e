// How operators, aggregates and counts are written: what the printer prints, plans and errors
// show, and the parser reads.
//
// Cost: O(1).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "query/syntax.h"

namespace cambium {

// In the order of AggregateKind.
inline constexpr std::array<std::string_view, 11> kAggregateNames = {
    "COUNT", "SUM",  "AVG",    "MIN",      "MAX",   "LIST",
    "FIRST", "LAST", "STDDEV", "VARIANCE", "MEDIAN"};

constexpr std::string_view AggregateName(AggregateKind kind) {
  return kAggregateNames[static_cast<std::size_t>(kind)];
}
static_assert(AggregateName(AggregateKind::kMedian) == "MEDIAN");

// "1 row", "2 rows".
std::string Counted(std::uint64_t count, std::string_view one);

// Of an operator between two operands; empty of all else.
std::string_view OperatorSymbol(ExprKind kind);

}  // namespace cambium
