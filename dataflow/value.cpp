// Making values, and the blocks of long texts.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/value.h"

#include <atomic>
#include <cmath>
#include <cstring>
#include <limits>
#include <new>

#include "dataflow/check.h"

namespace cambium {

// The bytes follow the header.
struct Value::Block {
  std::atomic<uint64_t> references;
};

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
  auto* const memory = static_cast<char*>(::operator new(kBlockHeader + bytes.size()));
  ::new (memory) Block{1};
  char* const copy = memory + kBlockHeader;
  std::memcpy(copy, bytes.data(), bytes.size());
  Value value(reinterpret_cast<uintptr_t>(copy), type);
  value.words_[1] |= kBlockBit | bytes.size();
  return value;
}

Value Value::OfView(const ValueView& view) {
  if (view.type() == ValueType::kUuid) return OfBlock(view.bytes(), ValueType::kUuid);
  return OfText(view.bytes(), view.type());
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

}  // namespace cambium
