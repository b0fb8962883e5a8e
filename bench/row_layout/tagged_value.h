// An owning value in 16 bytes, what a row of candidates A and B is made of.
//
//     byte   0        8     12    14    15
//            [ word         |  .  |  .  | tag ]   null, bool, int64, float64
//            [ up to 14 bytes     |size | tag ]   short text
//            [ block | size |  .  |  .  | tag ]   long text: a counted, immutable heap block
//
// Unused bytes are zero, so values without a block are equal when their 16 bytes are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

#include "bench/row_layout/ref_count.h"
#include "bench/row_layout/value_view.h"

namespace cambium::bench {

template <typename Count>
class TaggedValue {
 public:
  static constexpr std::size_t kShortTextBytes = 14;

  explicit TaggedValue(const ValueView& view) {
    if (view.type() != Type::kText) {
      words_[0] = view.word();
      words_[1] = Tagged(static_cast<std::uint8_t>(view.type()));
    } else if (view.size() <= kShortTextBytes) {
      words_[1] = Tagged(kShortText) | std::uint64_t{view.size()} << 48U;
      std::memcpy(words_, view.data(), view.size());
    } else {
      auto* block = new (::operator new(sizeof(Block) + view.size())) Block;
      std::memcpy(static_cast<void*>(block + 1), view.data(), view.size());
      words_[0] = reinterpret_cast<std::uintptr_t>(block);
      words_[1] = Tagged(kLongText) | view.size();
    }
  }
  TaggedValue(const TaggedValue& other) : words_{other.words_[0], other.words_[1]} {
    if (tag() == kLongText) block()->count.Add();
  }
  TaggedValue& operator=(const TaggedValue&) = delete;
  ~TaggedValue() {
    if (tag() == kLongText && block()->count.Drop()) {
      block()->~Block();
      ::operator delete(block());
    }
  }

  // Valid while this value lives and stays where it is: a short text is read in place.
  ValueView view() const {
    if (tag() == kLongText) {
      return ValueView::Text(reinterpret_cast<const char*>(block() + 1),
                             static_cast<std::uint32_t>(words_[1]));
    }
    if (tag() == kShortText) {
      return ValueView::Text(reinterpret_cast<const char*>(words_), words_[1] >> 48U & 0xffU);
    }
    return ValueView::FromWord(static_cast<Type>(tag()), words_[0]);
  }

  friend bool operator==(const TaggedValue& left, const TaggedValue& right) {
    if (left.words_[0] == right.words_[0] && left.words_[1] == right.words_[1]) return true;
    return left.view() == right.view();
  }

 private:
  struct Block {
    Count count;
  };

  static constexpr std::uint8_t kShortText = static_cast<std::uint8_t>(Type::kText);
  static constexpr std::uint8_t kLongText = kShortText + 1;

  static std::uint64_t Tagged(std::uint8_t tag) { return std::uint64_t{tag} << 56U; }
  std::uint8_t tag() const { return static_cast<std::uint8_t>(words_[1] >> 56U); }
  Block* block() const { return reinterpret_cast<Block*>(words_[0]); }

  std::uint64_t words_[2] = {0, 0};
};

}  // namespace cambium::bench
