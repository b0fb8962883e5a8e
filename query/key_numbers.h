// Numbers for keys: of rows as columns, each distinct combination of values gets the next
// number, in the order in which combinations first appear.
//
//     status   open   done   open   NULL            equal as values are: NULL is one of them,
//     number     0      1      0      2             and 1 is 1.00
//
// What joins, groups and distinct rows of a one-shot query stand on.
//
// Law: two rows have one number exactly when their values are equal, column by column.
//
// Cost: a hash and about one comparison for each row; 16 bytes for each distinct key.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "dataflow/value.h"

namespace cambium {

// Columns of one length; views of what others hold.
using KeyColumns = std::vector<const ValueView*>;

class KeyNumbers {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;

  // Of `size` rows, fewer than 2^32 - 1; what the columns view outlives this.
  KeyNumbers(KeyColumns columns, std::size_t size);

  // How many distinct keys there are.
  std::size_t size() const { return first_.size(); }
  // The number of each row.
  const std::vector<std::uint32_t>& numbers() const { return numbers_; }
  // By number: the first row that has it.
  const std::vector<std::uint32_t>& first() const { return first_; }
  // The number of a key that stands at `row` of as many other columns, or kNone.
  std::uint32_t Find(const KeyColumns& columns, std::size_t row) const;

  // Rows by number: those of number n are rows[begin[n]] up to rows[begin[n + 1]].
  struct Groups {
    std::vector<std::uint32_t> rows;   // within a number ascending
    std::vector<std::uint32_t> begin;  // One more than there are numbers.
  };
  Groups GroupRows() const;

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kNone;
  };

  // Where the key is, or an empty slot where it would be.
  std::size_t Probe(std::uint32_t hash, const KeyColumns& columns, std::size_t row) const;
  bool IsSame(std::size_t mine, const KeyColumns& columns, std::size_t row) const;
  void Grow();

  const KeyColumns columns_;
  std::vector<Slot> slots_;  // A power of two of them, at most half of them taken.
  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint32_t> first_;
};

}  // namespace cambium
