// Numbers for keys: of rows as columns, each distinct combination of values gets the next
// number, in the order in which combinations first appear.
//
//     status   open   done   open   NULL            equal as values are: NULL is one of them,
//     number     0      1      0      2             and 1 is 1.00
//
// What joins, groups and distinct rows of a one-shot query stand on.
//
// Keys of numbers, dates and times that are whole words make one number together, a digit for
// each column: where there are few such numbers they are places in a table, else they are
// hashed, and one that is found needs no comparison. All other keys are hashed and compared.
//
// Law: two rows have one number exactly when their values are equal, column by column.
//
// Cost: for each row a look into a table, of 4 bytes for each possible key or of 16 for each
// distinct one, and for other keys a comparison.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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
  // Of one column: 0 is NULL, then come the values from the least to the greatest.
  struct Digit {
    ValueType type = ValueType::kNull;  // Of all values but NULL.
    std::int64_t least = 0;
    std::uint64_t radix = 1;
  };
  // A key as one number: packed, or a hash.
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t number = kNone;
  };

  static bool FindDigit(const ValueView* column, std::size_t size, Digit& digit);
  bool Pack(std::size_t size);
  std::uint64_t PackOwn(std::size_t row) const;
  // None if no key of these rows can be equal.
  std::optional<std::uint64_t> PackOther(const KeyColumns& columns, std::size_t row) const;

  void Number(std::size_t size);
  void NumberByPlace(std::size_t size);
  void AddNew(std::uint32_t& number, std::size_t row) {
    number = static_cast<std::uint32_t>(first_.size());
    first_.push_back(static_cast<std::uint32_t>(row));
  }
  // Where the key is, or an empty slot where it would be.
  std::size_t Probe(std::uint64_t key, const KeyColumns& columns, std::size_t row) const;
  bool IsSame(std::size_t mine, const KeyColumns& columns, std::size_t row) const;
  void Grow();

  const KeyColumns columns_;
  bool is_packed_ = false;
  std::vector<Digit> digits_;          // Of packed keys, by column.
  std::vector<std::uint32_t> places_;  // By packed key, if there are few; then no slots.
  std::vector<Slot> slots_;            // A power of two of them, at most half of them taken.
  std::vector<std::uint32_t> numbers_;
  std::vector<std::uint32_t> first_;
};

}  // namespace cambium
