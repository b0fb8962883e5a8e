// Packed keys, a table of places, and an open hash table of numbers.
// SPDX-License-Identifier: Apache-2.0
#include "query/key_numbers.h"

#include <algorithm>
#include <bit>
#include <string>
#include <string_view>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/key_encoding.h"
#include "dataflow/stable_hash.h"

namespace cambium {
namespace {

// Packed keys stay below it, so that their product is known not to overflow.
constexpr std::uint64_t kMostKeys = std::uint64_t{1} << 62;
// A table of places may be so many times as large as the rows.
constexpr std::size_t kPlacesPerRow = 4;
constexpr std::size_t kFewPlaces = 1024;

std::uint64_t HashOf(const KeyColumns& columns, std::size_t row) {
  std::uint64_t hash = 0;
  for (const ValueView* column : columns) {
    hash = (hash ^ column[row].Hash()) * 0x9E3779B97F4A7C15;
    hash ^= hash >> 32U;
  }
  return hash;
}

std::int64_t Word(const ValueView& value) { return static_cast<std::int64_t>(value.word()); }

// The Int that the number is equal to, if there is one.
std::optional<ValueView> AsWholeNumber(const ValueView& number) {
  std::string key;
  AppendKey(number, key);
  std::string_view bytes = key;
  const absl::StatusOr<Value> canonical = TakeKey(bytes);
  if (!canonical.ok() || canonical->type() != ValueType::kInt) return std::nullopt;
  return *canonical;
}

}  // namespace

KeyNumbers::KeyNumbers(KeyColumns columns, std::size_t size) : columns_(std::move(columns)) {
  CAMBIUM_CHECK(size < kNone, "a one-shot query has too many rows: ", size);
  is_packed_ = Pack(size);
  numbers_.reserve(size);
  if (is_packed_ && !places_.empty()) {
    NumberByPlace(size);
  } else {
    slots_.resize(16);
    Number(size);
  }
}

bool KeyNumbers::FindDigit(const ValueView* column, std::size_t size, Digit& digit) {
  std::int64_t least = 0;
  std::int64_t greatest = 0;
  for (std::size_t row = 0; row < size; ++row) {
    const ValueView& value = column[row];
    if (value.is_null()) continue;
    if (digit.type == ValueType::kNull) {
      if (!ValueView::ComparesAsWord(value.type())) return false;
      digit.type = value.type();
      least = greatest = Word(value);
    }
    if (value.type() != digit.type) return false;
    least = std::min(least, Word(value));
    greatest = std::max(greatest, Word(value));
  }
  digit.least = least;
  const std::uint64_t span =
      static_cast<std::uint64_t>(greatest) - static_cast<std::uint64_t>(least);
  if (span >= kMostKeys) return false;
  digit.radix = digit.type == ValueType::kNull ? 1 : span + 2;
  return true;
}

bool KeyNumbers::Pack(std::size_t size) {
  std::uint64_t keys = 1;
  for (const ValueView* column : columns_) {
    Digit& digit = digits_.emplace_back();
    if (!FindDigit(column, size, digit) || digit.radix > kMostKeys / keys) return false;
    keys *= digit.radix;
  }
  if (keys <= kPlacesPerRow * size + kFewPlaces) places_.assign(keys, kNone);
  return true;
}

std::uint64_t KeyNumbers::PackOwn(std::size_t row) const {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < digits_.size(); ++i) {
    const ValueView& value = columns_[i][row];
    key *= digits_[i].radix;
    if (!value.is_null())
      key += value.word() - static_cast<std::uint64_t>(digits_[i].least) + 1;
  }
  return key;
}

std::optional<std::uint64_t> KeyNumbers::PackOther(const KeyColumns& columns,
                                                   std::size_t row) const {
  std::uint64_t key = 0;
  for (std::size_t i = 0; i < digits_.size(); ++i) {
    const Digit& digit = digits_[i];
    ValueView value = columns[i][row];
    key *= digit.radix;
    if (value.is_null()) continue;
    if (value.type() != digit.type) {
      if (!value.is_number() || digit.type != ValueType::kInt) return std::nullopt;
      const std::optional<ValueView> whole = AsWholeNumber(value);
      if (!whole.has_value()) return std::nullopt;
      value = *whole;
    }
    if (Word(value) < digit.least) return std::nullopt;
    const std::uint64_t above = value.word() - static_cast<std::uint64_t>(digit.least);
    if (above + 1 >= digit.radix || above >= kMostKeys) return std::nullopt;
    key += above + 1;
  }
  return key;
}

void KeyNumbers::NumberByPlace(std::size_t size) {
  for (std::size_t row = 0; row < size; ++row) {
    std::uint32_t& number = places_[PackOwn(row)];
    if (number == kNone) AddNew(number, row);
    numbers_.push_back(number);
  }
}

void KeyNumbers::Number(std::size_t size) {
  for (std::size_t row = 0; row < size; ++row) {
    const std::uint64_t key = is_packed_ ? PackOwn(row) : HashOf(columns_, row);
    Slot& slot = slots_[Probe(key, columns_, row)];
    const bool is_new = slot.number == kNone;
    if (is_new) {
      slot.key = key;
      AddNew(slot.number, row);
    }
    numbers_.push_back(slot.number);
    if (is_new && 2 * first_.size() > slots_.size()) Grow();
  }
}

std::uint32_t KeyNumbers::Find(const KeyColumns& columns, std::size_t row) const {
  if (!is_packed_) return slots_[Probe(HashOf(columns, row), columns, row)].number;
  const std::optional<std::uint64_t> key = PackOther(columns, row);
  if (!key.has_value()) return kNone;
  return places_.empty() ? slots_[Probe(*key, columns, row)].number : places_[*key];
}

std::size_t KeyNumbers::Probe(std::uint64_t key, const KeyColumns& columns,
                              std::size_t row) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = StableHash(key) & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.number == kNone) return at;
    if (slot.key != key) continue;
    if (is_packed_ || IsSame(first_[slot.number], columns, row)) return at;
  }
}

bool KeyNumbers::IsSame(std::size_t mine, const KeyColumns& columns, std::size_t row) const {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i][mine] != columns[i][row]) return false;
  }
  return true;
}

void KeyNumbers::Grow() {
  std::vector<Slot> old(4 * slots_.size());
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number == kNone) continue;
    std::size_t at = StableHash(slot.key) & mask;
    while (slots_[at].number != kNone) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

KeyNumbers::Groups KeyNumbers::GroupRows() const {
  Groups groups;
  groups.begin.assign(size() + 1, 0);
  for (const std::uint32_t number : numbers_) ++groups.begin[number + 1];
  for (std::size_t i = 0; i < size(); ++i) groups.begin[i + 1] += groups.begin[i];
  std::vector<std::uint32_t> next(groups.begin.begin(), groups.begin.end() - 1);
  groups.rows.resize(numbers_.size());
  for (std::size_t row = 0; row < numbers_.size(); ++row) {
    groups.rows[next[numbers_[row]]++] = static_cast<std::uint32_t>(row);
  }
  return groups;
}

}  // namespace cambium
