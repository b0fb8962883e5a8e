// An open hash table of numbers.
// SPDX-License-Identifier: Apache-2.0
#include "query/key_numbers.h"

#include <utility>

#include "dataflow/check.h"

namespace cambium {
namespace {

std::uint32_t HashOf(const KeyColumns& columns, std::size_t row) {
  std::uint64_t hash = 0;
  for (const ValueView* column : columns) {
    hash = (hash ^ column[row].Hash()) * 0x9E3779B97F4A7C15;
    hash ^= hash >> 32U;
  }
  return static_cast<std::uint32_t>(hash);
}

}  // namespace

KeyNumbers::KeyNumbers(KeyColumns columns, std::size_t size)
    : columns_(std::move(columns)), slots_(16) {
  CAMBIUM_CHECK(size < kNone, "a one-shot query has too many rows: ", size);
  numbers_.reserve(size);
  for (std::size_t row = 0; row < size; ++row) {
    const std::uint32_t hash = HashOf(columns_, row);
    Slot* slot = &slots_[Probe(hash, columns_, row)];
    if (slot->number == kNone) {
      *slot = {hash, static_cast<std::uint32_t>(first_.size())};
      first_.push_back(static_cast<std::uint32_t>(row));
      numbers_.push_back(slot->number);
      if (2 * first_.size() > slots_.size()) Grow();
      continue;
    }
    numbers_.push_back(slot->number);
  }
}

std::uint32_t KeyNumbers::Find(const KeyColumns& columns, std::size_t row) const {
  return slots_[Probe(HashOf(columns, row), columns, row)].number;
}

std::size_t KeyNumbers::Probe(std::uint32_t hash, const KeyColumns& columns,
                              std::size_t row) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.number == kNone) return at;
    if (slot.hash == hash && IsSame(first_[slot.number], columns, row)) return at;
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
    std::size_t at = slot.hash & mask;
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
