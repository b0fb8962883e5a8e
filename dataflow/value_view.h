// A value as a reader sees it: 16 bytes, borrowed from whoever holds it. One total order over
// all values.
//
//     byte       0       8              14      15
//     NULL       0       0               0      kNull
//     Int        the integer       0     0      kInt         likewise bool, float, date, time
//     Decimal    unscaled          0     scale  kDecimal
//     Text       up to 14 bytes, then 0  size   kText        likewise bytes and json
//     Text       pointer  its size       0x80   kText        any text, and every uuid
//
// A `Value` (dataflow/value.h) is a view that owns its long text, and holds a short one. A
// field of a `Row` (dataflow/row.h) is read as a view that points to its text, short or long,
// in the row. A view is valid as long as what it was read from; copying it copies two words.
//
// Order: NULL < Bool < number < Date < Time < Uuid < Text < Bytes < Json. Int, Float and
// Decimal are one kind, compared by exact numeric value: Int 1, Float 1.0 and Decimal 1.00 are
// equal, have equal hashes and equal keys (dataflow/key_encoding.h), though type() differs.
// -0.0 is 0.0; all NaN are one value, the greatest number. Texts, bytes and json compare as
// unsigned bytes; a text need not be UTF-8 here.
//
// Law: == is the equality of <=>, and equal values have equal hashes.
//
// Cost: comparing and hashing look at one or two words, or at the long text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "dataflow/decimal.h"
#include "dataflow/exact_number.h"
#include "dataflow/stable_hash.h"

namespace cambium {

// In the order of values, where the three kinds of number are one.
enum class ValueType : uint8_t {
  kNull,
  kBool,
  kInt,
  kFloat,
  kDecimal,
  kDate,
  kTime,
  kUuid,
  kText,
  kBytes,
  kJson,
};

// As TreeQL spells it: "Null", "Bool", …
std::string_view TypeName(ValueType type);

using UuidBytes = std::array<uint8_t, 16>;

class ValueView {
 public:
  static constexpr size_t kMaxInlineText = 14;

  // NULL.
  constexpr ValueView() noexcept : words_{0, 0} {}

  // The value of this type in a word, as word() gives it; not of a text or uuid.
  static ValueView OfWord(ValueType type, uint64_t word, uint8_t scale = 0) {
    return {word, type, scale};
  }
  // Of Text, Bytes, Json or Uuid: points to the bytes, which are fewer than 2^48.
  static ValueView OfBytes(ValueType type, std::string_view bytes) {
    ValueView view(reinterpret_cast<uintptr_t>(bytes.data()), type);
    view.words_[1] |= kBlockBit | bytes.size();
    return view;
  }

  ValueType type() const { return static_cast<ValueType>(words_[1] >> kTypeShift); }
  bool is_null() const { return words_[1] == 0; }
  bool is_number() const { return type() >= ValueType::kInt && type() <= ValueType::kDecimal; }

  // Each aborts unless the type is the one that it names.
  bool AsBool() const { return Checked(ValueType::kBool) != 0; }
  int64_t AsInt() const { return static_cast<int64_t>(Checked(ValueType::kInt)); }
  double AsFloat() const { return std::bit_cast<double>(Checked(ValueType::kFloat)); }
  Decimal AsDecimal() const {
    return {static_cast<int64_t>(Checked(ValueType::kDecimal)), static_cast<uint8_t>(form())};
  }
  int32_t AsDate() const { return static_cast<int32_t>(Checked(ValueType::kDate)); }
  int64_t AsTime() const { return static_cast<int64_t>(Checked(ValueType::kTime)); }
  UuidBytes AsUuid() const;
  // Of Text, Bytes and Json. Of a field of a row, valid as long as the row; of a Value, while
  // that lives and is not assigned or moved.
  std::string_view AsText() const {
    if (type() < ValueType::kText) FailType(ValueType::kText);
    return bytes();
  }

  // Null, bool, number, date or time, as bits; the same bits are the same value of a type.
  uint64_t word() const { return words_[0]; }
  uint8_t scale() const { return static_cast<uint8_t>(form()); }  // Of a Decimal.
  // Whether two values of this type compare as their words, signed.
  static constexpr bool ComparesAsWord(ValueType type) {
    constexpr unsigned kTypes =
        1U << static_cast<int>(ValueType::kNull) | 1U << static_cast<int>(ValueType::kBool) |
        1U << static_cast<int>(ValueType::kInt) | 1U << static_cast<int>(ValueType::kDate) |
        1U << static_cast<int>(ValueType::kTime);
    return (kTypes >> static_cast<int>(type) & 1U) != 0;
  }

  bool has_bytes() const { return type() >= ValueType::kUuid; }
  // Of Text, Bytes, Json and Uuid; else empty. Valid like AsText().
  std::string_view bytes() const {
    if (!has_bytes()) return {};
    if (has_block()) return {block_bytes(), block_size()};
    return {reinterpret_cast<const char*>(words_), form()};
  }

  // The form in which all numbers compare; aborts unless is_number().
  ExactNumber AsExactNumber() const;

  friend bool operator==(const ValueView& left, const ValueView& right) {
    if (left.words_[1] == right.words_[1]) {
      return left.words_[0] == right.words_[0] || (left.has_block() && left.SameBytes(right));
    }
    const bool may_be_equal =
        (left.is_number() && right.is_number()) || left.has_block() != right.has_block();
    return may_be_equal && Compare(left, right) == 0;
  }
  friend std::strong_ordering operator<=>(const ValueView& left, const ValueView& right) {
    // Of equal types that are compared as signed words: nearly all keys.
    if (left.words_[1] == right.words_[1] && left.is_signed_word()) {
      return static_cast<int64_t>(left.words_[0]) <=> static_cast<int64_t>(right.words_[0]);
    }
    return Compare(left, right);
  }

  // Stable, as all of dataflow/stable_hash.h: may be written to disk.
  uint64_t Hash() const {
    if (type() == ValueType::kInt) return StableHash(words_[0]);
    return HashOther();
  }
  template <typename H>
  friend H AbslHashValue(H state, const ValueView& value) {
    return H::combine(std::move(state), value.Hash());
  }

 protected:
  static constexpr int kTypeShift = 56;
  static constexpr int kFormShift = 48;
  static constexpr uint64_t kBlockBit = uint64_t{0x80} << kFormShift;
  static constexpr uint64_t kSizeMask = (uint64_t{1} << kFormShift) - 1;

  ValueView(uint64_t payload, ValueType type, uint64_t form = 0)
      : words_{payload,
               uint64_t{static_cast<uint8_t>(type)} << kTypeShift | form << kFormShift} {}

  bool has_block() const { return (words_[1] & kBlockBit) != 0; }
  size_t block_size() const { return words_[1] & kSizeMask; }
  const char* block_bytes() const { return std::bit_cast<const char*>(words_[0]); }

  // Unused bytes are zero, -0.0 and NaN have one form. Values of one type other than Decimal
  // that have no block are therefore equal exactly when these words are.
  uint64_t words_[2];

 private:
  static std::strong_ordering Compare(const ValueView& left, const ValueView& right);

  bool is_signed_word() const { return ComparesAsWord(type()); }
  uint64_t form() const { return words_[1] >> kFormShift & 0xFF; }

  uint64_t Checked(ValueType expected) const {
    if (type() != expected) FailType(expected);
    return words_[0];
  }
  [[noreturn]] void FailType(ValueType expected) const;
  // Of two values with blocks, equal in type and size.
  bool SameBytes(const ValueView& other) const;
  uint64_t HashOther() const;
};

static_assert(sizeof(ValueView) == 16);
// On a big-endian machine the type would stand among the bytes of a short text.
static_assert(std::endian::native == std::endian::little);

}  // namespace cambium
