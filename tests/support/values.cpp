// Lists of boundaries, and generators that come back to them often.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/values.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <limits>
#include <string>

namespace cambium::testing {
namespace {

constexpr int64_t kIntMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kIntMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kTwoTo53 = int64_t{1} << 53;
constexpr int64_t kTenTo18 = 1'000'000'000'000'000'000;

std::vector<Value> Others() {
  constexpr int32_t kDayMin = std::numeric_limits<int32_t>::min();
  constexpr int32_t kDayMax = std::numeric_limits<int32_t>::max();
  std::vector<Value> values = {Value(), Value::Bool(false), Value::Bool(true)};
  for (const int32_t days : {kDayMin, -1, 0, 1, 20'778, kDayMax}) {
    values.push_back(Value::Date(days));
  }
  for (const int64_t micros : {kIntMin, int64_t{-1}, int64_t{0}, int64_t{1}, kIntMax}) {
    values.push_back(Value::Time(micros));
  }
  UuidBytes uuid{};
  values.push_back(Value::Uuid(uuid));
  uuid[15] = 1;
  values.push_back(Value::Uuid(uuid));
  uuid[0] = 0x80;
  values.push_back(Value::Uuid(uuid));
  std::vector<std::string> texts = {"",
                                    "a",
                                    "b",
                                    "ab",
                                    "a\x01",
                                    "\x7F",
                                    "\x80",
                                    "\xFF",
                                    "\xFF\xFF",
                                    "\xC3\x28",
                                    std::string(1, '\0'),
                                    std::string(2, '\0'),
                                    std::string("a\0", 2),
                                    std::string("a\0b", 3),
                                    std::string("\0\xFF", 2),
                                    std::string("a\0\x01", 3)};
  for (const size_t size : {7U, 8U, 9U, 13U, 14U, 15U, 16U, 17U, 32U, 33U, 1000U}) {
    texts.emplace_back(size, 'a');
    texts.push_back(std::string(size - 1, 'a') + 'b');
    texts.push_back(std::string(size - 1, 'a') + '\0');
    texts.emplace_back(size, '\0');
    texts.emplace_back(size, '\xFF');
  }
  for (const std::string& text : texts) {
    values.push_back(Value::Text(text));
    values.push_back(Value::Bytes(text));
    values.push_back(Value::Json(text));
  }
  return values;
}

}  // namespace

const std::vector<int64_t>& BoundaryInts() {
  static const std::vector<int64_t> ints = [] {
    std::vector<int64_t> all = {kIntMin, kIntMin + 1, kIntMax - 1, kIntMax,
                                // Where a decimal of a high scale ends.
                                -10, -9, 9, 10, 100, kTenTo18, -kTenTo18,
                                // What Float(2^63) must not be taken for.
                                kIntMax - 511, kIntMax - 512, kIntMax - 1023};
    for (int bits = 8; bits < 63; bits += bits == 48 ? 5 : 8) {  // 8, 16, … 48, 53, 61
      const int64_t power = int64_t{1} << bits;
      for (const int64_t near : {power - 1, power, power + 1}) {
        all.push_back(near);
        all.push_back(-near);
      }
    }
    for (int64_t small = -3; small <= 3; ++small) all.push_back(small);
    return all;
  }();
  return ints;
}

const std::vector<double>& BoundaryFloats() {
  static const std::vector<double> floats = [] {
    using Limits = std::numeric_limits<double>;
    std::vector<double> all = {Limits::quiet_NaN(), 0.0};
    const double two_to_53 = static_cast<double>(kTwoTo53);
    for (const double size : {1.0,
                              2.0,
                              0.1,
                              0.25,
                              0.5,
                              0.75,
                              1.5,
                              0.3,
                              1e-17,
                              1e-18,
                              1e-19,
                              1e-300,
                              1e18,
                              1e19,
                              1e300,
                              123456789.125,
                              255.0,
                              256.0,
                              1.0 / (1 << 18),
                              1.0 / (1 << 19),
                              35184372088831.0 + 1.0 / 256,
                              8589934591.0 + 1.0 / (1 << 18),
                              two_to_53 - 1,
                              two_to_53,
                              two_to_53 + 2,
                              std::ldexp(1, 63),
                              std::ldexp(1, 64),
                              std::nextafter(std::ldexp(1, 63), 0.0),
                              std::ldexp(1, -53),
                              std::ldexp(1, -60),
                              std::ldexp(1, -75),
                              Limits::denorm_min(),
                              Limits::min(),
                              Limits::max(),
                              Limits::infinity(),
                              std::nextafter(0.5, 1.0),
                              std::nextafter(1.0, 0.0),
                              std::nextafter(1.0, 2.0),
                              9.223372036854775,
                              0.1 + 0.2}) {
      all.push_back(size);
      all.push_back(-size);
    }
    return all;
  }();
  return floats;
}

const std::vector<Decimal>& BoundaryDecimals() {
  static const std::vector<Decimal> decimals = [] {
    std::vector<Decimal> all;
    for (const int64_t unscaled :
         {int64_t{0}, int64_t{1}, int64_t{3}, int64_t{5}, int64_t{10}, int64_t{25},
          int64_t{100}, int64_t{255}, int64_t{256}, kTwoTo53 + 1, kTenTo18 - 1, kTenTo18,
          kTenTo18 + 1, kTenTo18 / 10, kTenTo18 / 2, kIntMax - 1, kIntMax}) {
      for (const int scale : {0, 1, 2, 9, 17, 18}) {
        all.push_back({unscaled, static_cast<uint8_t>(scale)});
        all.push_back({-unscaled, static_cast<uint8_t>(scale)});
      }
    }
    for (const int scale : {0, 1, 18}) all.push_back({kIntMin, static_cast<uint8_t>(scale)});
    // Decimals around the double 0.1, which is 0.1000000000000000055…
    all.push_back({100'000'000'000'000'005, 18});
    all.push_back({100'000'000'000'000'006, 18});
    return all;
  }();
  return decimals;
}

std::vector<Value> BoundaryNumbers() {
  std::vector<Value> values;
  for (const int64_t integer : BoundaryInts()) values.push_back(Value::Int(integer));
  for (const double number : BoundaryFloats()) values.push_back(Value::Float(number));
  for (const Decimal& decimal : BoundaryDecimals()) values.push_back(Value::Of(decimal));
  return values;
}

const std::vector<Value>& BoundaryValues() {
  static const std::vector<Value> values = [] {
    std::vector<Value> all = BoundaryNumbers();
    std::ranges::copy(Others(), std::back_inserter(all));
    return all;
  }();
  return values;
}

int64_t RandomInt(Random& random) {
  return random.OneIn(4) ? random.Pick(BoundaryInts()) : random.Integer();
}

double RandomFloat(Random& random) {
  // One by one, as the order in which arguments are evaluated differs by compiler.
  const auto integer = static_cast<double>(random.Integer());
  const uint64_t choice = random.Below(5);
  switch (choice) {
    case 0:
      return random.Pick(BoundaryFloats());
    case 1:
      return std::bit_cast<double>(random.Next());
    case 2:  // Few digits after the binary point.
      return std::ldexp(integer, -static_cast<int>(random.Below(25)));
    case 3:  // Few digits after the decimal point.
      return integer / std::pow(10.0, static_cast<double>(random.Below(7)));
    default:
      return std::ldexp(integer, static_cast<int>(random.Between(-1130, 960)));
  }
}

Decimal RandomDecimal(Random& random) {
  if (random.OneIn(4)) return random.Pick(BoundaryDecimals());
  return {RandomInt(random), static_cast<uint8_t>(random.Below(Decimal::kMaxScale + 1))};
}

Value RandomNumber(Random& random) {
  switch (random.Below(3)) {
    case 0:
      return Value::Int(RandomInt(random));
    case 1:
      return Value::Float(RandomFloat(random));
    default:
      return Value::Of(RandomDecimal(random));
  }
}

Value RandomValue(Random& random) {
  switch (random.Below(8)) {
    case 0:
      return random.Pick(BoundaryValues());
    case 1:
      return Value::Date(static_cast<int32_t>(RandomInt(random)));
    case 2:
      return Value::Time(RandomInt(random));
    case 3:
      return Value::Text(random.Text(random.Below(20)));
    case 4:
      return Value::Bytes(random.Text(random.Below(20)));
    case 5: {
      UuidBytes uuid;
      for (uint8_t& byte : uuid) byte = static_cast<uint8_t>(random.Below(3) * 0x7F);
      return Value::Uuid(uuid);
    }
    default:
      return RandomNumber(random);
  }
}

Value Neighbour(const Value& value, Random& random) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const double step = random.OneIn(2) ? kInfinity : -kInfinity;
  switch (value.type()) {
    case ValueType::kInt: {
      const auto near = static_cast<double>(value.AsInt());
      return Value::Float(random.OneIn(2) ? near : std::nextafter(near, step));
    }
    case ValueType::kDecimal: {
      const Decimal decimal = value.AsDecimal();
      if (random.OneIn(2)) {
        const uint8_t scale = static_cast<uint8_t>(random.Below(Decimal::kMaxScale + 1));
        return Value::Of(Round(decimal, scale).value_or(decimal));
      }
      const double near = ToDouble(decimal);
      return Value::Float(random.OneIn(2) ? near : std::nextafter(near, step));
    }
    default: {
      const double number = value.AsFloat();
      if (!(std::fabs(number) < 9e18)) return Value::Int(number < 0 ? kIntMin : kIntMax);
      const auto whole = static_cast<int64_t>(number);
      if (random.OneIn(2)) return Value::Int(whole);
      // The number in units of a scale at which it fits.
      uint8_t scale = 0;
      double scaled = number;
      for (; scale < Decimal::kMaxScale && std::fabs(scaled * 10) < 9e18; ++scale) scaled *= 10;
      return Value::Of({static_cast<int64_t>(scaled) + random.Between(-1, 1), scale});
    }
  }
}

}  // namespace cambium::testing
