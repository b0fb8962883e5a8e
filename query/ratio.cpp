// Euclid there, and back.
// SPDX-License-Identifier: Apache-2.0
#include "query/ratio.h"

#include <cmath>
#include <limits>
#include <vector>

#include "dataflow/check.h"
#include "dataflow/power_of_ten.h"

namespace cambium {
namespace {

constexpr std::uint8_t kFrontBase = 0x80;
constexpr std::uint8_t kLong = 0xE0;
constexpr std::uint8_t kEnd = 0xFF;

void Complement(std::string& bytes, std::size_t from) {
  for (std::size_t i = from; i < bytes.size(); ++i) bytes[i] = static_cast<char>(~bytes[i]);
}

void AppendPart(UInt128 part, std::uint8_t base, std::string& bytes) {
  if (part < static_cast<UInt128>(kLong - base)) {
    bytes += static_cast<char>(base + static_cast<std::uint8_t>(part));
    return;
  }
  int size = 1;
  while (size < 16 && part >> (8 * size) != 0) ++size;
  bytes += static_cast<char>(kLong + size - 1);
  while (size-- > 0) bytes += static_cast<char>(static_cast<std::uint8_t>(part >> (8 * size)));
}

class PartReader {
 public:
  explicit PartReader(std::string_view bytes) : bytes_(bytes) {}

  // The complement of what follows, from here on or no more.
  void Turn() { mask_ = static_cast<std::uint8_t>(~mask_); }
  std::uint8_t Peek() const {
    CAMBIUM_CHECK(at_ < bytes_.size(), "a ratio has no end: ", bytes_.size());
    return static_cast<std::uint8_t>(static_cast<std::uint8_t>(bytes_[at_]) ^ mask_);
  }
  UInt128 Read(std::uint8_t base) {
    const std::uint8_t first = Next();
    if (first < kLong) return static_cast<UInt128>(first - base);
    UInt128 part = 0;
    for (int size = first - kLong + 1; size > 0; --size) part = part << 8 | Next();
    return part;
  }

 private:
  std::uint8_t Next() {
    const std::uint8_t byte = Peek();
    ++at_;
    return byte;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::uint8_t mask_ = 0;
};

UInt128 Magnitude(Int128 number) {
  return number < 0 ? -static_cast<UInt128>(number) : static_cast<UInt128>(number);
}

}  // namespace

std::string EncodeRatio(Int128 numerator, Int128 denominator) {
  CAMBIUM_CHECK(denominator > 0 && denominator <= Ratio::kMostDenominator,
                "the denominator of a ratio is out of range");
  Int128 whole = numerator / denominator;
  Int128 rest = numerator % denominator;
  if (rest < 0) {
    whole -= 1;
    rest += denominator;
  }
  std::string bytes;
  AppendPart(static_cast<UInt128>(whole < 0 ? ~whole : whole), kFrontBase, bytes);
  if (whole < 0) Complement(bytes, 0);
  bool is_odd = true;
  for (; rest != 0; is_odd = !is_odd) {
    const std::size_t from = bytes.size();
    AppendPart(static_cast<UInt128>(denominator / rest), 0, bytes);
    if (is_odd) Complement(bytes, from);
    const Int128 next = denominator % rest;
    denominator = rest;
    rest = next;
  }
  bytes += static_cast<char>(is_odd ? static_cast<std::uint8_t>(~kEnd) : kEnd);
  return bytes;
}

Ratio DecodeRatio(std::string_view bytes) {
  PartReader reader(bytes);
  const bool is_negative = reader.Peek() < kFrontBase;
  if (is_negative) reader.Turn();
  const UInt128 front = reader.Read(kFrontBase);
  if (is_negative) reader.Turn();
  std::vector<UInt128> parts{is_negative ? ~front : front};
  for (reader.Turn(); reader.Peek() != kEnd; reader.Turn()) parts.push_back(reader.Read(0));
  // What is above the range on the way to a number in it is so modulo 2^128 only.
  UInt128 numerator = 1;
  UInt128 denominator = 0;
  for (std::size_t i = parts.size(); i-- > 0;) {
    const UInt128 next = parts[i] * numerator + denominator;
    denominator = numerator;
    numerator = next;
  }
  return {static_cast<Int128>(numerator), static_cast<Int128>(denominator)};
}

std::string RatioOf(const Decimal& decimal) {
  return EncodeRatio(decimal.unscaled, static_cast<Int128>(PowerOfTen(decimal.scale)));
}

std::optional<Decimal> RoundRatio(std::string_view bytes, std::uint8_t scale) {
  const Ratio ratio = DecodeRatio(bytes);
  const bool is_negative = ratio.numerator < 0;
  const auto divisor = static_cast<UInt128>(ratio.denominator);
  const UInt128 magnitude = Magnitude(ratio.numerator);
  constexpr UInt128 kMost = std::numeric_limits<std::int64_t>::max();
  UInt128 digits = magnitude / divisor;
  UInt128 rest = magnitude % divisor;
  if (digits > kMost + 1) return std::nullopt;
  // By school: 10 · 2^63 · 10^18 is below 2^127, and so are 2^63 · 10^18 digits.
  for (int i = 0; i < scale; ++i) {
    rest *= 10;
    digits = digits * 10 + rest / divisor;
    rest %= divisor;
  }
  if (2 * rest >= divisor) ++digits;
  if (digits > (is_negative ? kMost + 1 : kMost)) return std::nullopt;
  const auto unscaled = static_cast<Int128>(digits);
  return Decimal{static_cast<std::int64_t>(is_negative ? -unscaled : unscaled), scale};
}

double RatioToDouble(std::string_view bytes) {
  const Ratio ratio = DecodeRatio(bytes);
  if (ratio.numerator == 0) return 0;
  const auto divisor = static_cast<UInt128>(ratio.denominator);
  const UInt128 magnitude = Magnitude(ratio.numerator);
  UInt128 bits = magnitude / divisor;
  UInt128 rest = magnitude % divisor;
  int exponent = 0;
  // More bits than a double has, of which the last says whether more would come: then the
  // conversion rounds as of all of them.
  for (; bits >> 63 == 0; --exponent) {
    rest *= 2;
    bits = bits << 1 | static_cast<UInt128>(rest >= divisor);
    if (rest >= divisor) rest -= divisor;
  }
  if (rest != 0) bits |= 1;
  const double number = std::ldexp(static_cast<double>(bits), exponent);
  return ratio.numerator < 0 ? -number : number;
}

}  // namespace cambium
