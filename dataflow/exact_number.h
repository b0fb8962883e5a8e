// One form for every number, so that integers, decimals and doubles meet without rounding.
//
// 0.1 as a decimal and 0.1 as a double are different numbers, and 2^53 + 1 is an integer that
// no double can hold; converting one type to another would lose that. Instead, each number is
// split, by integer arithmetic alone:
//
//     number                        range    floor   fraction · 10^18      tail
//     -1.25                           0        -2    750000000000000000     0
//     decimal 0.1                     0         0    100000000000000000     0
//     double 0.1 (a little more)      0         0    100000000000000005     bits of the double
//     2^63 and above, +inf, NaN      +1         0     0                     bits of the double
//     below -2^63, -inf              -1         0     0                     bits of the double
//
// The fraction, in [0, 1), is rounded down to 18 digits. When something remains, which only a
// double can cause, the tail has the whole double in its ordered form; otherwise it is zero.
//
// Law: the order of these, member by member, is the order of the numbers, and equal numbers
// have equal forms. Comparing, hashing and key encoding all rest on this one form.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>

#include "dataflow/decimal.h"

namespace cambium {

struct ExactNumber {
  int8_t range = 0;
  int64_t floor = 0;
  uint64_t fraction = 0;
  uint64_t tail = 0;

  static constexpr uint64_t kUnit = 1'000'000'000'000'000'000;  // of the fraction, 10^18

  static ExactNumber Of(int64_t integer) { return {.floor = integer}; }
  static ExactNumber Of(const Decimal& decimal);
  static ExactNumber Of(double number);

  bool is_integer() const { return range == 0 && fraction == 0 && tail == 0; }

  std::strong_ordering operator<=>(const ExactNumber&) const = default;
};

// The bits of a double, such that unsigned order is -inf < finite < +inf < NaN. All NaN have
// the same bits, and -0.0 those of 0.0. Never zero.
uint64_t OrderedBits(double number);

// The inverse. Not all bits are canonical: see OrderedBits(FromOrderedBits(bits)) == bits.
double FromOrderedBits(uint64_t bits);

// What has exactly this form, if anything: a decimal of the smallest scale, or a double. If
// both have it they are equal. A form that no number has may be given, too, and gives nothing.
std::optional<Decimal> ExactDecimal(const ExactNumber& number);
std::optional<double> ExactFloat(const ExactNumber& number);

}  // namespace cambium
