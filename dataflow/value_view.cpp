// The parts of ValueView that are not worth inlining: everything across types.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/value_view.h"

#include <cstring>
#include <limits>

#include "dataflow/check.h"

namespace cambium {
namespace {

// Keeps the hashes of equal payloads of different types apart.
constexpr uint64_t TypeSalt(ValueType type) {
  return (uint64_t{static_cast<uint8_t>(type)} + 1) * internal::kHashC;
}

// Doubles are a sign and a magnitude; as two's complement they compare as integers. Here -0.0
// and other NaN do not occur.
int64_t OrderedFloat(uint64_t bits) {
  const auto word = static_cast<int64_t>(bits);
  return word < 0 ? word ^ std::numeric_limits<int64_t>::max() : word;
}

}  // namespace

std::string_view TypeName(ValueType type) {
  static constexpr std::string_view kNames[] = {"Null",    "Bool",  "Int",  "Float",
                                                "Decimal", "Date",  "Time", "Uuid",
                                                "Text",    "Bytes", "Json"};
  return kNames[static_cast<size_t>(type)];
}

bool ValueView::SameBytes(const ValueView& other) const {
  return std::memcmp(block_bytes(), other.block_bytes(), block_size()) == 0;
}

UuidBytes ValueView::AsUuid() const {
  Checked(ValueType::kUuid);
  UuidBytes uuid;
  std::memcpy(uuid.data(), block_bytes(), uuid.size());
  return uuid;
}

ExactNumber ValueView::AsExactNumber() const {
  switch (type()) {
    case ValueType::kInt:
      return ExactNumber::Of(AsInt());
    case ValueType::kFloat:
      return ExactNumber::Of(AsFloat());
    default:
      return ExactNumber::Of(AsDecimal());
  }
}

void ValueView::FailType(ValueType expected) const {
  CAMBIUM_CHECK(type() == expected, "wanted ", TypeName(expected), " of a ", TypeName(type()));
  __builtin_unreachable();
}

std::strong_ordering ValueView::Compare(const ValueView& left, const ValueView& right) {
  const ValueType type = left.type();
  if (left.is_number() && right.is_number()) {
    if (type != right.type()) return left.AsExactNumber() <=> right.AsExactNumber();
    if (type == ValueType::kInt) return left.AsInt() <=> right.AsInt();
    if (type == ValueType::kDecimal) return left.AsDecimal() <=> right.AsDecimal();
    return OrderedFloat(left.words_[0]) <=> OrderedFloat(right.words_[0]);
  }
  if (type != right.type()) return type <=> right.type();
  if (left.is_signed_word()) {
    return static_cast<int64_t>(left.words_[0]) <=> static_cast<int64_t>(right.words_[0]);
  }
  if (left.has_block() || right.has_block()) return left.bytes() <=> right.bytes();
  // Short texts as big-endian words. Where one ends, zeros follow; when those leave a tie, the
  // size, which comes next, breaks it.
  if (left.words_[0] != right.words_[0]) {
    return __builtin_bswap64(left.words_[0]) <=> __builtin_bswap64(right.words_[0]);
  }
  return __builtin_bswap64(left.words_[1]) <=> __builtin_bswap64(right.words_[1]);
}

uint64_t ValueView::HashOther() const {
  const uint64_t salt = TypeSalt(type());
  if (type() >= ValueType::kUuid) {
    if (has_block()) return StableHashBytes(bytes(), salt);
    return StableHashShort(words_[0], words_[1] & kSizeMask, form(), salt);
  }
  if (!is_number()) return StableHash(words_[0] ^ salt);
  const ExactNumber number = AsExactNumber();
  if (number.tail != 0) return StableHash(number.tail ^ TypeSalt(ValueType::kFloat));
  const uint64_t floor_hash = StableHash(static_cast<uint64_t>(number.floor));
  if (number.fraction == 0) return floor_hash;
  return StableCombine(floor_hash, StableHash(number.fraction));
}

}  // namespace cambium
