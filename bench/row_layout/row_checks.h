// Does a row keep the order of its fields? Called for every layout before any is timed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "bench/row_layout/comparison.h"
#include "bench/row_layout/value_view.h"

namespace cambium::bench {

// Values of every type in ascending order, some neighbours equal. Rows that differ in one of
// them must agree with it, for every pair: in order, equality and hash.
template <typename Row>
void CheckOrder() {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr std::string_view kProse = "a text of more than fourteen bytes";
  const std::vector<ValueView> values = {
      ValueView::Null(),
      ValueView::Bool(false),
      ValueView::Bool(true),
      ValueView::Float64(-kInfinity),
      ValueView::Int64(std::numeric_limits<std::int64_t>::min()),
      ValueView::Float64(-0x1p63),
      ValueView::Int64(-1),
      ValueView::Float64(-0.5),
      ValueView::Float64(-0.0),
      ValueView::Int64(0),
      ValueView::Float64(0.5),
      ValueView::Int64(1),
      ValueView::Float64(1),
      ValueView::Float64(0x1p53),
      ValueView::Int64((1LL << 53) + 1),
      ValueView::Int64(std::numeric_limits<std::int64_t>::max()),
      ValueView::Float64(0x1p63),
      ValueView::Float64(kInfinity),
      ValueView::Float64(std::numeric_limits<double>::quiet_NaN()),
      ValueView::Text(""),
      ValueView::Text(kProse.substr(0, 1)),
      ValueView::Text(kProse.substr(0, 14)),
      ValueView::Text(kProse.substr(0, 15)),
      ValueView::Text(kProse),
      ValueView::Text("\xff")};
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < values.size(); ++j) {
      const auto order = values[i] <=> values[j];
      MustHold(i > j || order <= 0, "values ascend");
      // Nine columns: more than any candidate holds inline.
      std::vector<ValueView> fields(9, ValueView::Int64(5));
      fields.back() = values[i];
      const Row left(fields);
      fields.back() = values[j];
      const Row right(fields);
      MustHold((left <=> right) == order, "rows order as their fields");
      MustHold((left == right) == (order == 0), "rows of equal order are equal");
      MustHold((left.Hash() == right.Hash()) == (order == 0), "equal rows hash alike");
      MustHold((left == right) == (order == 0), "hashed rows compare as before");
      MustHold(left[8] == values[i] && left[0] == ValueView::Int64(5), "fields read back");
    }
  }
}

}  // namespace cambium::bench
