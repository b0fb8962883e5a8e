// A row: an immutable, shared sequence of values.
//
// Copying a row copies a pointer. Rows order lexicographically, a prefix first; equal
// rows have equal hashes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "dataflow/stable_hash.h"
#include "dataflow/value.h"

namespace cambium {

class Row {
 public:
  Row() = default;
  explicit Row(std::vector<Value> values);
  Row(std::initializer_list<Value> values) : Row(std::vector<Value>(values)) {}

  std::size_t size() const { return block_ == nullptr ? 0 : block_->values.size(); }
  const Value& operator[](std::size_t i) const { return block_->values[i]; }
  std::span<const Value> values() const {
    return block_ == nullptr ? std::span<const Value>() : block_->values;
  }
  std::uint64_t hash() const { return block_ == nullptr ? 0 : block_->hash; }
  Row Slice(std::size_t begin, std::size_t end) const {
    return Row(std::vector<Value>(values().begin() + static_cast<std::ptrdiff_t>(begin),
                                  values().begin() + static_cast<std::ptrdiff_t>(end)));
  }

  friend bool operator==(const Row& left, const Row& right);
  friend std::strong_ordering operator<=>(const Row& left, const Row& right);
  template <typename H>
  friend H AbslHashValue(H state, const Row& row) {
    return H::combine(std::move(state), row.hash());
  }

 private:
  struct Block {
    std::vector<Value> values;
    std::uint64_t hash;
  };
  std::shared_ptr<const Block> block_;  // Null for the empty row.
};

}  // namespace cambium
