// Exact ratios as values: an AVG is compared, sorted and grouped by before it is rounded.
//
// A ratio is written as its continued fraction, in bytes whose order is that of the numbers:
//
//      7/3  =   2 + 1 / 3                [2; 3]
//      9/4  =   2 + 1 / 4                [2; 4]       less: a place of odd number
//                                                     counts down
//     16/7  =   2 + 1 / (3 + 1 / 2)      [2; 3, 2]    less than 7/3, which goes on with ∞
//     -1/2  =  -1 + 1 / 2                [-1; 2]
//
//     part  >= 0   < 0xE0 - base: one byte, base + part; else 0xE0 + (bytes - 1), then
//                  its bytes, the greatest first. The base is 0x80 at the front and 0
//                  behind it
//     front < 0    the complement of the code of -1 - part
//     end          0xFF, as a part that nothing exceeds
//     odd places   complemented
//
// Euclid finds one continued fraction for each number, so equal numbers are equal bytes, and
// indexes, joins and DISTINCT need to know nothing of ratios.
//
// Law: the order of the bytes is the order of the numbers; decoding gives the ratio in lowest
// terms.
//
// Size: one byte for each part but the large ones; of a ratio of n bits up to 1.44 n parts, and
// mostly 0.6 n. Cost: a division for each part.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dataflow/decimal.h"
#include "dataflow/int128.h"

namespace cambium {

struct Ratio {
  // As many Decimals as there can be, of as many digits as there can be.
  static constexpr Int128 kMostDenominator = static_cast<Int128>(1'000'000'000'000'000'000)
                                             << 63;

  Int128 numerator = 0;
  Int128 denominator = 1;  // 1..kMostDenominator
};

std::string EncodeRatio(Int128 numerator, Int128 denominator);

// Of bytes that EncodeRatio has made; aborts for others.
Ratio DecodeRatio(std::string_view bytes);

std::string RatioOf(const Decimal& decimal);

// Half away from zero; nothing on overflow.
std::optional<Decimal> RoundRatio(std::string_view bytes, std::uint8_t scale);

// The nearest double.
double RatioToDouble(std::string_view bytes);

}  // namespace cambium
