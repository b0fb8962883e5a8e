// The parts of Value that are not worth inlining: blocks, and everything across types.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/value.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>

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

std::strong_ordering CompareBytes(std::string_view left, std::string_view right) {
  const size_t shared = std::min(left.size(), right.size());
  // memcmp wants no null pointers, which an empty text may have.
  const int order = shared == 0 ? 0 : std::memcmp(left.data(), right.data(), shared);
  return order != 0 ? order <=> 0 : left.size() <=> right.size();
}

}  // namespace

// The bytes follow the header.
struct Value::Block {
  std::atomic<uint64_t> references;
};

std::string_view TypeName(ValueType type) {
  static constexpr std::string_view kNames[] = {"Null",    "Bool",  "Int",  "Float",
                                                "Decimal", "Date",  "Time", "Uuid",
                                                "Text",    "Bytes", "Json"};
  return kNames[static_cast<size_t>(type)];
}

Value Value::Float(double number) {
  if (std::isnan(number)) number = std::numeric_limits<double>::quiet_NaN();
  if (number == 0) number = 0;  // Of -0.0, too.
  return {std::bit_cast<uint64_t>(number), ValueType::kFloat};
}

Value Value::Of(const Decimal& decimal) {
  CAMBIUM_CHECK(decimal.scale <= Decimal::kMaxScale, "scale is out of range: ", decimal.scale);
  return {AsBits(decimal.unscaled), ValueType::kDecimal, decimal.scale};
}

Value Value::Uuid(const UuidBytes& uuid) {
  return OfBlock({reinterpret_cast<const char*>(uuid.data()), uuid.size()}, ValueType::kUuid);
}

Value Value::OfText(std::string_view text, ValueType type) {
  if (text.size() > kMaxInlineText) return OfBlock(text, type);
  Value value(0, type, text.size());
  if (!text.empty()) std::memcpy(value.words_, text.data(), text.size());
  return value;
}

Value Value::OfBlock(std::string_view bytes, ValueType type) {
  static_assert(sizeof(Block) == kBlockHeader);
  CAMBIUM_CHECK(bytes.size() <= kSizeMask, "text is too long: ", bytes.size());
  void* const memory = ::operator new(kBlockHeader + bytes.size());
  Block* const block = ::new (memory) Block{1};
  std::memcpy(static_cast<char*>(memory) + kBlockHeader, bytes.data(), bytes.size());
  Value value(reinterpret_cast<uintptr_t>(block), type);
  value.words_[1] |= kBlockBit | bytes.size();
  return value;
}

const char* Value::BlockBytes() const {
  return std::bit_cast<const char*>(words_[0]) + kBlockHeader;
}

void Value::ShareBlock() const noexcept {
  block()->references.fetch_add(1, std::memory_order_relaxed);
}

void Value::ReleaseBlock() noexcept {
  Block* const released = block();
  // The last owner sees 1 and needs no atomic decrement: nobody else can be copying.
  if (released->references.load(std::memory_order_acquire) != 1 &&
      released->references.fetch_sub(1, std::memory_order_acq_rel) != 1) {
    return;
  }
  released->~Block();
  ::operator delete(released);
}

bool Value::SameBlock(const Value& other) const {
  return std::memcmp(BlockBytes(), other.BlockBytes(), block_size()) == 0;
}

UuidBytes Value::AsUuid() const {
  Checked(ValueType::kUuid);
  UuidBytes uuid;
  std::memcpy(uuid.data(), BlockBytes(), uuid.size());
  return uuid;
}

ExactNumber Value::AsExactNumber() const {
  switch (type()) {
    case ValueType::kInt:
      return ExactNumber::Of(AsInt());
    case ValueType::kFloat:
      return ExactNumber::Of(AsFloat());
    default:
      return ExactNumber::Of(AsDecimal());
  }
}

void Value::FailType(ValueType expected) const {
  CAMBIUM_CHECK(type() == expected, "wanted ", TypeName(expected), " of a ", TypeName(type()));
  __builtin_unreachable();
}

std::strong_ordering Value::Compare(const Value& left, const Value& right) {
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
  if (left.has_block() || right.has_block()) return CompareBytes(left.bytes(), right.bytes());
  // Short texts as big-endian words. Where one ends, zeros follow; when those leave a tie, the
  // size, which comes next, breaks it.
  if (left.words_[0] != right.words_[0]) {
    return __builtin_bswap64(left.words_[0]) <=> __builtin_bswap64(right.words_[0]);
  }
  return __builtin_bswap64(left.words_[1]) <=> __builtin_bswap64(right.words_[1]);
}

uint64_t Value::HashOther() const {
  const uint64_t salt = TypeSalt(type());
  if (type() >= ValueType::kUuid) {
    if (has_block()) return StableHashBytes(bytes(), salt);
    return StableHashShort(words_[0], words_[1] & kSizeMask, form(), salt);
  }
  if (!is_number()) return StableHash(words_[0] ^ salt);
  const ExactNumber number = AsExactNumber();
  if (number.tail != 0) return StableHash(number.tail ^ TypeSalt(ValueType::kFloat));
  const uint64_t floor_hash = StableHash(AsBits(number.floor));
  if (number.fraction == 0) return floor_hash;
  return StableCombine(floor_hash, StableHash(number.fraction));
}

}  // namespace cambium
