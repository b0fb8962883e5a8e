// A value: what a field of a row holds. 16 bytes, regular, with one total order over all.
//
//     byte       0       8              14      15
//     NULL       0       0               0      kNull
//     Int        the integer       0     0      kInt         likewise bool, float, date, time
//     Decimal    unscaled          0     scale  kDecimal
//     Text       up to 14 bytes, then 0  size   kText        likewise bytes and json
//     Text       pointer  its size       0x80   kText        above 14 bytes, and every uuid
//
// Short texts, which are most texts, are part of the value: copying one is copying two words.
// A longer text lives in an immutable block that all its copies share and count.
//
// Order: NULL < Bool < number < Date < Time < Uuid < Text < Bytes < Json. Int, Float and
// Decimal are one kind, compared by exact numeric value: Int 1, Float 1.0 and Decimal 1.00 are
// equal, have equal hashes and equal keys (dataflow/key_encoding.h), though type() differs.
// -0.0 is 0.0; all NaN are one value, the greatest number. Texts, bytes and json compare as
// unsigned bytes; a text need not be UTF-8 here.
//
// Law: == is the equality of <=>, and equal values have equal hashes.
//
// Cost: copies touch no other memory, except of blocks, which cost an atomic increment.
// Comparing and hashing look at one or two words, or at the block.
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

class Value {
 public:
  static constexpr size_t kMaxInlineText = 14;

  // NULL.
  constexpr Value() noexcept : words_{0, 0} {}

  static Value Bool(bool truth) { return {uint64_t{truth}, ValueType::kBool}; }
  static Value Int(int64_t integer) { return {AsBits(integer), ValueType::kInt}; }
  static Value Float(double number);
  static Value Of(const Decimal& decimal);
  // Days since 1970-01-01.
  static Value Date(int32_t days) { return {AsBits(days), ValueType::kDate}; }
  // Microseconds since 1970-01-01T00:00:00Z.
  static Value Time(int64_t micros) { return {AsBits(micros), ValueType::kTime}; }
  static Value Uuid(const UuidBytes& uuid);
  static Value Text(std::string_view text) { return OfText(text, ValueType::kText); }
  static Value Bytes(std::string_view bytes) { return OfText(bytes, ValueType::kBytes); }
  // `json` is canonical: texts of equal documents are equal.
  static Value Json(std::string_view json) { return OfText(json, ValueType::kJson); }

  // The word that is looked at is loaded first and alone. Loading both at once, as a vector,
  // is what compilers do otherwise: it stalls on a value that was written just now, as words.
  Value(const Value& other) noexcept {
    words_[1] = other.words_[1];
    if (has_block()) other.ShareBlock();
    words_[0] = other.words_[0];
  }
  Value(Value&& other) noexcept
      : words_{std::exchange(other.words_[0], 0), std::exchange(other.words_[1], 0)} {}
  Value& operator=(const Value& other) noexcept {
    const uint64_t header = other.words_[1];
    if (other.has_block()) other.ShareBlock();  // First: `other` may be *this.
    const uint64_t payload = other.words_[0];
    if (has_block()) ReleaseBlock();
    words_[1] = header;
    words_[0] = payload;
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    const uint64_t header = std::exchange(other.words_[1], 0);  // First: `other` may be *this.
    const uint64_t payload = std::exchange(other.words_[0], 0);
    if (has_block()) ReleaseBlock();
    words_[1] = header;
    words_[0] = payload;
    return *this;
  }
  ~Value() {
    if (has_block()) ReleaseBlock();
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
  // Of Text, Bytes and Json. Valid while this value lives and is not assigned or moved.
  std::string_view AsText() const {
    if (type() < ValueType::kText) FailType(ValueType::kText);
    return bytes();
  }

  // The form in which all numbers compare; aborts unless is_number().
  ExactNumber AsExactNumber() const;

  friend bool operator==(const Value& left, const Value& right) {
    if (left.words_[1] == right.words_[1]) {
      return left.words_[0] == right.words_[0] || (left.has_block() && left.SameBlock(right));
    }
    return left.is_number() && right.is_number() && Compare(left, right) == 0;
  }
  friend std::strong_ordering operator<=>(const Value& left, const Value& right) {
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
  friend H AbslHashValue(H state, const Value& value) {
    return H::combine(std::move(state), value.Hash());
  }

  // Bytes outside of this object: those of the whole block, though others may share it.
  size_t heap_bytes() const { return has_block() ? kBlockHeader + block_size() : 0; }

 private:
  struct Block;

  static constexpr int kTypeShift = 56;
  static constexpr int kFormShift = 48;
  static constexpr uint64_t kBlockBit = uint64_t{0x80} << kFormShift;
  static constexpr uint64_t kSizeMask = (uint64_t{1} << kFormShift) - 1;
  static constexpr size_t kBlockHeader = 8;

  Value(uint64_t payload, ValueType type, uint64_t form = 0)
      : words_{payload,
               uint64_t{static_cast<uint8_t>(type)} << kTypeShift | form << kFormShift} {}

  static Value OfText(std::string_view text, ValueType type);
  static Value OfBlock(std::string_view bytes, ValueType type);
  static std::strong_ordering Compare(const Value& left, const Value& right);
  static constexpr uint64_t AsBits(int64_t integer) { return static_cast<uint64_t>(integer); }

  bool has_block() const { return (words_[1] & kBlockBit) != 0; }
  bool is_signed_word() const {
    constexpr unsigned kTypes =
        1U << static_cast<int>(ValueType::kNull) | 1U << static_cast<int>(ValueType::kBool) |
        1U << static_cast<int>(ValueType::kInt) | 1U << static_cast<int>(ValueType::kDate) |
        1U << static_cast<int>(ValueType::kTime);
    return (kTypes >> static_cast<int>(type()) & 1U) != 0;
  }
  uint64_t form() const { return words_[1] >> kFormShift & 0xFF; }
  size_t block_size() const { return words_[1] & kSizeMask; }
  // Where the bytes of a text are, and how many.
  std::string_view bytes() const {
    if (has_block()) return {BlockBytes(), block_size()};
    return {reinterpret_cast<const char*>(words_), form()};
  }

  uint64_t Checked(ValueType expected) const {
    if (type() != expected) FailType(expected);
    return words_[0];
  }
  [[noreturn]] void FailType(ValueType expected) const;

  Block* block() const { return std::bit_cast<Block*>(words_[0]); }
  const char* BlockBytes() const;
  // Cold, so that the code of values without a block, which are most, runs straight through.
  [[gnu::cold]] void ShareBlock() const noexcept;
  [[gnu::cold]] void ReleaseBlock() noexcept;
  // Of two values with blocks, equal in type and size.
  bool SameBlock(const Value& other) const;
  uint64_t HashOther() const;

  // Canonical: unused bytes are zero, -0.0 and NaN have one form, a text has a block exactly
  // when it does not fit. Values of one type other than Decimal that have no block are
  // therefore equal exactly when these words are.
  uint64_t words_[2];
};

static_assert(sizeof(Value) == 16);
// On a big-endian machine the type would stand among the bytes of a short text.
static_assert(std::endian::native == std::endian::little);

}  // namespace cambium
