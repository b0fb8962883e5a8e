// The values of a block in the smallest of six forms, any of which can be read by itself:
//
//     0 constant    all the same: that value (lsm/stored_value.h)
//     1 words       numbers of one type: type, scale, then their words packed
//                   (lsm/packed_integers.h), Bool and Date too, decimals of one scale
//     2 texts       of one type: type, ends, size, bytes. Ends are where each text ends,
//                   packed; it begins where the one before ends
//     3 dictionary  texts of one type of which few are distinct: type, count of the distinct
//                   as a varint, their ends, size and bytes; codes of all, packed
//     4 uuids       16 bytes each
//     5 mixed       values of several types: ends, size and bytes of the values
//
// Type and scale are a byte each, a size is a varint. A deleted triple has a place too, with
// whatever value takes least room; the block knows that it is deleted.
//
// Cost: a value is O(1). Take looks at every element once, so that nothing needs to be checked
// later.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "lsm/packed_integers.h"
#include "lsm/stored_value.h"

namespace cambium {

// NULLs are those of deleted triples.
void AppendValues(std::span<const StoredValue> values, std::string& out);

class ValueColumn {
 public:
  // Fails the reader when the bytes are not a column of `count` values.
  static ValueColumn Take(ByteReader& reader, std::uint32_t count);

  StoredValue At(std::uint32_t i) const;
  void Copy(std::uint32_t begin, std::uint32_t end, StoredValue* out) const;

 private:
  enum class Form : std::uint8_t { kConstant, kWords, kTexts, kDictionary, kUuids, kMixed };

  void TakeForm(ByteReader& reader, std::uint32_t count);
  void TakeWords(ByteReader& reader, std::uint32_t count);
  void TakeTexts(ByteReader& reader, std::uint64_t count);
  void TakeTextType(ByteReader& reader);
  std::string_view TextAt(std::uint64_t i) const {
    const std::uint64_t begin = i == 0 ? 0 : packed_.At(i - 1);
    return text_.substr(begin, packed_.At(i) - begin);
  }
  StoredValue MixedAt(std::uint32_t i) const;

  Form form_ = Form::kConstant;
  ValueType type_ = ValueType::kNull;
  std::uint8_t scale_ = 0;
  StoredValue constant_;
  PackedIntegers packed_;  // Words, or the ends of texts.
  PackedIntegers codes_;
  std::string_view text_;
};

}  // namespace cambium
