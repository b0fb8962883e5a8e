// The fields that every candidate builds its rows from: made once, equal on every machine.
//
//     integers   tier, customer, order (unique), item, cents, created_us, paid (nullable bool)
//     texts      team, state, key (unique, 12 bytes), title (24-40 bytes), body (110-130 bytes)
//
// The first two columns repeat, so that an order compare often has to look further.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/generator/random.h"
#include "bench/row_layout/value_view.h"

namespace cambium::bench {

inline std::vector<std::uint32_t> ShuffledPositions(std::size_t size) {
  std::vector<std::uint32_t> positions(size);
  for (std::size_t i = 0; i < size; ++i) positions[i] = static_cast<std::uint32_t>(i);
  Random random(7);
  for (std::size_t i = size; i > 1; --i)
    std::swap(positions[i - 1], positions[random.Below(i)]);
  return positions;
}

// Rows of fields; `Row(i)` stays valid for as long as the table.
class FieldTable {
 public:
  static FieldTable Integers(std::size_t rows) {
    FieldTable table(7, 0);
    Random random(1);
    for (std::size_t i = 0; i < rows; ++i) {
      for (const std::uint64_t number :
           {random.Below(64), random.Below(1000), Unique(i), random.Below(10'000),
            random.Below(100'000), 1'700'000'000'000'000 + random.Below(1'000'000'000'000)}) {
        table.fields_.push_back(ValueView::Int64(static_cast<std::int64_t>(number)));
      }
      const std::uint64_t paid = random.Below(3);
      table.fields_.push_back(paid == 2 ? ValueView::Null() : ValueView::Bool(paid == 1));
    }
    return table;
  }

  static FieldTable Texts(std::size_t rows) {
    constexpr std::array<std::string_view, 6> kStates = {"open",    "closed",   "blocked",
                                                         "waiting", "reviewed", "in progress"};
    FieldTable table(5, rows * kTextBytesPerRow);
    Random random(2);
    for (std::size_t i = 0; i < rows; ++i) {
      const std::int64_t team = static_cast<std::int64_t>(random.Below(1000));
      table.fields_.push_back(ValueView::Int64(team));
      table.AddText(kStates[random.Below(kStates.size())]);
      table.AddText(Key(Unique(i)));
      table.AddText(Prose(random, 24 + random.Below(17)));
      table.AddText(Prose(random, 110 + random.Below(21)));
    }
    return table;
  }

  // The first `rows` rows, each with another last field of the same size.
  FieldTable WithOtherLastField(std::size_t rows) const {
    FieldTable table(columns_, rows * kTextBytesPerRow);
    for (std::size_t i = 0; i < rows; ++i) {
      const auto row = Row(i);
      table.fields_.insert(table.fields_.end(), row.begin(), row.end() - 1);
      if (row.back().type() != Type::kText) {
        table.fields_.push_back(row.back() == ValueView::Bool(true) ? ValueView::Null()
                                                                    : ValueView::Bool(true));
        continue;
      }
      std::string text(row.back().text());
      text.back() = text.back() == 'z' ? 'y' : 'z';
      table.AddText(text);
    }
    return table;
  }

  std::size_t size() const { return fields_.size() / columns_; }
  std::span<const ValueView> Row(std::size_t row) const {
    return std::span(fields_).subspan(row * columns_, columns_);
  }

 private:
  static constexpr std::size_t kTextBytesPerRow = 200;

  FieldTable(std::size_t columns, std::size_t text_bytes)
      : columns_(columns), text_(std::make_unique<char[]>(text_bytes)) {}

  // An odd factor permutes the 32-bit numbers.
  static std::uint64_t Unique(std::size_t row) { return row * 0x9e3779b1U & 0xffffffffU; }

  static std::string Key(std::uint64_t number) {
    std::string key = "key-";
    for (unsigned shift = 32; shift > 0; shift -= 4) {
      key += "0123456789abcdef"[number >> (shift - 4) & 15U];
    }
    return key;
  }

  static std::string Prose(Random& random, std::size_t size) {
    std::string prose;
    while (prose.size() < size) prose += "etaoin shrdlu cmfwyp vbgkqjxz"[random.Below(29)];
    return prose;
  }

  void AddText(std::string_view text) {
    char* const start = text_.get() + text_size_;
    text.copy(start, text.size());
    text_size_ += text.size();
    fields_.push_back(ValueView::Text(start, text.size()));
  }

  std::size_t columns_;
  std::vector<ValueView> fields_;
  std::unique_ptr<char[]> text_;  // at most kTextBytesPerRow each
  std::size_t text_size_ = 0;
};

}  // namespace cambium::bench
