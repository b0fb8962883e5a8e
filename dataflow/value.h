// A value: what a field of a row holds. 16 bytes, regular; dataflow/value_view.h says what is
// in them, and how values compare and hash.
//
// Short texts, which are most texts, are part of the value: copying one is copying two words.
// A longer text, and every uuid, lives in an immutable block that all its copies share and
// count. A value is a ValueView of itself, which is how functions that only read take one.
//
// Cost: copies touch no other memory, except of blocks, which cost an atomic increment.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "dataflow/value_view.h"

namespace cambium {

class Value : public ValueView {
 public:
  // NULL.
  constexpr Value() noexcept = default;
  // The same value with a text of its own.
  explicit Value(const ValueView& view)
      : Value(view.has_bytes() ? OfView(view) : Value(view.word(), view.type(), view.scale())) {
  }

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
  Value(const Value& other) noexcept : Value(other.words_[1], other) {}
  Value(Value&& other) noexcept {
    words_[0] = std::exchange(other.words_[0], 0);
    words_[1] = std::exchange(other.words_[1], 0);
  }
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

  // Bytes outside of this object: those of the whole block, though others may share it.
  size_t heap_bytes() const { return has_block() ? kBlockHeader + block_size() : 0; }

 private:
  struct Block;

  static constexpr size_t kBlockHeader = 8;

  using ValueView::ValueView;

  Value(uint64_t header, const Value& other) noexcept {
    words_[1] = header;
    if (has_block()) other.ShareBlock();
    words_[0] = other.words_[0];
  }

  static Value OfView(const ValueView& view);
  static Value OfText(std::string_view text, ValueType type);
  static Value OfBlock(std::string_view bytes, ValueType type);
  static constexpr uint64_t AsBits(int64_t integer) { return static_cast<uint64_t>(integer); }

  // In front of the bytes.
  Block* block() const { return std::bit_cast<Block*>(words_[0] - kBlockHeader); }
  // Cold, so that the code of values without a block, which are most, runs straight through.
  [[gnu::cold]] void ShareBlock() const noexcept;
  [[gnu::cold]] void ReleaseBlock() noexcept;
};

// Has a block exactly when its text does not fit.
static_assert(sizeof(Value) == 16);

}  // namespace cambium
