// A value that lives elsewhere: what blocks, the memtable and scans hand out. 16 bytes.
//
//     type               word                            size   scale
//     NULL               0                               0      0
//     Bool Int Date Time the number                      0      0
//     Float              its bits                        0      0
//     Decimal            unscaled                        0      scale
//     Uuid               where its 16 bytes are          16     0
//     Text Bytes Json    where the bytes are             size   0
//
// NULL stands for a deleted triple.
//
// As bytes (in the log, and where a column has no better form) a value is the number of its
// type, then: one byte for a Bool; a zigzag varint for Int, Date and Time; 8 bytes for a Float;
// the scale and a zigzag varint for a Decimal; 16 bytes for a Uuid; the size as a varint and
// the bytes for the rest. Types are kept, other than in keys: Float 1.0 comes back as one.
//
// Law: TakeValue accepts just what AppendValue writes, and every accepted view can be made a
// Value.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "dataflow/value.h"
#include "lsm/byte_arena.h"
#include "lsm/bytes.h"

namespace cambium {

class StoredValue {
 public:
  constexpr StoredValue() = default;
  static StoredValue Word(ValueType type, std::uint64_t word, std::uint8_t scale = 0) {
    StoredValue view;
    view.word_ = word;
    view.type_ = type;
    view.scale_ = scale;
    return view;
  }
  // Of Uuid, Text, Bytes and Json.
  static StoredValue Text(ValueType type, std::string_view text) {
    StoredValue view;
    view.word_ = std::bit_cast<std::uint64_t>(text.data());
    view.size_ = static_cast<std::uint32_t>(text.size());
    view.type_ = type;
    return view;
  }

  ValueType type() const { return type_; }
  bool is_null() const { return type_ == ValueType::kNull; }
  // Whether it is bytes that lie elsewhere.
  bool is_text() const { return type_ >= ValueType::kUuid; }
  std::uint64_t word() const { return word_; }
  std::uint8_t scale() const { return scale_; }
  std::string_view text() const { return {std::bit_cast<const char*>(word_), size_}; }

  // Valid as long as the bytes.
  ValueView View() const {
    return is_text() ? ValueView::OfBytes(type_, text())
                     : ValueView::OfWord(type_, word_, scale_);
  }
  Value ToValue() const;

  // Of equal type and bits; Int 1 is not Float 1.0 here.
  friend bool operator==(const StoredValue& left, const StoredValue& right) {
    if (left.type_ != right.type_ || left.scale_ != right.scale_) return false;
    return left.is_text() ? left.text() == right.text() : left.word_ == right.word_;
  }

 private:
  std::uint64_t word_ = 0;
  std::uint32_t size_ = 0;
  ValueType type_ = ValueType::kNull;
  std::uint8_t scale_ = 0;
};

static_assert(sizeof(StoredValue) == 16);

// Views `value`, or `uuid`, which receives the bytes of a Uuid.
StoredValue StoredViewOf(const Value& value, UuidBytes& uuid);

// The same in an arena.
StoredValue CopyTo(ByteArena& arena, const StoredValue& view);

// Whether a word can be the value of this type, which is not that of a text.
bool IsSoundWord(ValueType type, std::uint64_t word, std::uint8_t scale);

void AppendValue(const StoredValue& view, std::string& out);
StoredValue TakeValue(ByteReader& reader);

}  // namespace cambium
