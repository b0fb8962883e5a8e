// A borrowed field of a row, and the one total order over fields.
//
//     null  <  false < true  <  numbers, by value  <  texts, by bytes
//
// An int64 and a float64 of the same number are equal; NaN equals itself and follows every
// number. Every candidate reads its fields as views, so all of them agree on what order,
// equality and hash mean, and the benchmark compares layouts and nothing else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

namespace cambium::bench {

enum class Type : std::uint8_t { kNull, kBool, kInt64, kFloat64, kText };

// 16 bytes. A text is borrowed: the view is valid as long as the row it was read from.
class ValueView {
 public:
  ValueView() = default;
  static ValueView Null() { return {}; }
  static ValueView Bool(bool value) { return {Type::kBool, value ? 1U : 0U, 0}; }
  static ValueView Int64(std::int64_t value) {
    return {Type::kInt64, static_cast<std::uint64_t>(value), 0};
  }
  // One zero and one NaN: equal numbers of one type have equal bytes.
  static ValueView Float64(double value) {
    if (value == 0) value = 0;
    if (std::isnan(value)) value = std::numeric_limits<double>::quiet_NaN();
    return {Type::kFloat64, std::bit_cast<std::uint64_t>(value), 0};
  }
  static ValueView Text(std::string_view text) { return Text(text.data(), text.size()); }
  static ValueView Text(const char* data, std::size_t size) {
    return {Type::kText, reinterpret_cast<std::uintptr_t>(data),
            static_cast<std::uint32_t>(size)};
  }
  // A value whose 8 bytes were stored by `word()`; not for texts.
  static ValueView FromWord(Type type, std::uint64_t word) { return {type, word, 0}; }

  Type type() const { return type_; }
  std::uint64_t word() const { return word_; }
  std::uint32_t size() const { return size_; }
  bool boolean() const { return word_ != 0; }
  std::int64_t int64() const { return static_cast<std::int64_t>(word_); }
  double float64() const { return std::bit_cast<double>(word_); }
  const char* data() const { return reinterpret_cast<const char*>(word_); }
  std::string_view text() const { return {data(), size_}; }

 private:
  ValueView(Type type, std::uint64_t word, std::uint32_t size)
      : word_(word), size_(size), type_(type) {}

  std::uint64_t word_ = 0;
  std::uint32_t size_ = 0;
  Type type_ = Type::kNull;
};
static_assert(sizeof(ValueView) == 16);

inline std::strong_ordering CompareFloats(double left, double right) {
  if (std::isnan(left) || std::isnan(right)) return std::isnan(left) <=> std::isnan(right);
  if (left == right) return std::strong_ordering::equal;
  return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

// Exact: a double rounds an int64 beyond 2^53, so neither side may be converted blindly.
inline std::strong_ordering CompareNumbers(std::int64_t left, double right) {
  if (std::isnan(right) || right >= 0x1p63) return std::strong_ordering::less;
  if (right < -0x1p63) return std::strong_ordering::greater;
  const double whole = std::trunc(right);
  const auto order = left <=> static_cast<std::int64_t>(whole);
  return order != 0 ? order : CompareFloats(whole, right);
}

inline std::strong_ordering operator<=>(const ValueView& left, const ValueView& right) {
  if (left.type() == right.type()) {
    switch (left.type()) {
      case Type::kNull:
        return std::strong_ordering::equal;
      case Type::kBool:
        return left.word() <=> right.word();
      case Type::kInt64:
        return left.int64() <=> right.int64();
      case Type::kFloat64:
        return CompareFloats(left.float64(), right.float64());
      case Type::kText:
        return left.text() <=> right.text();
    }
  }
  if (left.type() == Type::kInt64 && right.type() == Type::kFloat64) {
    return CompareNumbers(left.int64(), right.float64());
  }
  if (left.type() == Type::kFloat64 && right.type() == Type::kInt64) {
    return 0 <=> CompareNumbers(right.int64(), left.float64());
  }
  return left.type() <=> right.type();
}

inline bool operator==(const ValueView& left, const ValueView& right) {
  if (left.type() == Type::kText && right.type() == Type::kText) {
    return left.text() == right.text();
  }
  if (left.type() == right.type()) return left.word() == right.word();
  return (left <=> right) == 0;
}

// The order of any two rows that read fields by position: by the first field that differs,
// then the shorter row first.
template <typename Row>
std::strong_ordering CompareFields(const Row& left, const Row& right) {
  const std::size_t shared = std::min(left.size(), right.size());
  for (std::size_t i = 0; i < shared; ++i) {
    const ValueView a = left[i];
    const ValueView b = right[i];
    // Most fields are numbers: they skip the switch over types.
    if (a.type() == Type::kInt64 && b.type() == Type::kInt64) {
      if (a.int64() != b.int64()) return a.int64() <=> b.int64();
    } else if (const auto order = a <=> b; order != 0) {
      return order;
    }
  }
  return left.size() <=> right.size();
}

}  // namespace cambium::bench
