// Candidate B, "shared": the row is one handle to an immutable, counted block of values.
//
//     handle ──► [ hash | holders | count | value | value | … ]
//                                              └──► [ holders | long text ]
//
// A copy counts one more holder. The hash is computed when first asked for and then kept;
// rows that never reach an index never pay for it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include "bench/row_layout/row_hash.h"
#include "bench/row_layout/tagged_value.h"
#include "bench/row_layout/value_view.h"

namespace cambium::bench {

template <typename Count>
class SharedRow {
 public:
  using Value = TaggedValue<Count>;
  using Projection = SharedRow;
  static constexpr bool kThreadSafe = Count::kThreadSafe;

  explicit SharedRow(std::span<const ValueView> fields) : block_(Allocate(fields.size())) {
    Value* slot = values();
    for (const ValueView& field : fields) new (slot++) Value(field);
  }
  SharedRow(const SharedRow& row, std::span<const std::uint32_t> columns)
      : block_(Allocate(columns.size())) {
    Value* slot = values();
    for (const std::uint32_t column : columns) new (slot++) Value(row.values()[column]);
  }
  SharedRow(const SharedRow& other) : block_(other.block_) { block_->count.Add(); }
  SharedRow(SharedRow&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  SharedRow& operator=(SharedRow other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~SharedRow() {
    if (block_ == nullptr || !block_->count.Drop()) return;
    std::destroy_n(values(), block_->size);
    block_->~Block();
    ::operator delete(block_);
  }

  std::size_t size() const { return block_->size; }
  ValueView operator[](std::size_t column) const { return values()[column].view(); }
  std::int64_t Int64At(std::size_t column) const { return (*this)[column].int64(); }
  std::string_view TextAt(std::size_t column) const { return (*this)[column].text(); }

  std::uint64_t Hash() const {
    const std::uint64_t known = block_->hash.load(std::memory_order_relaxed);
    return known != 0 ? known : HashNow();
  }

  friend bool operator==(const SharedRow& left, const SharedRow& right) {
    if (left.block_ == right.block_) return true;
    const std::uint64_t left_hash = left.block_->hash.load(std::memory_order_relaxed);
    const std::uint64_t right_hash = right.block_->hash.load(std::memory_order_relaxed);
    if (left_hash != right_hash && left_hash != 0 && right_hash != 0) return false;
    return std::equal(left.values(), left.values() + left.size(), right.values(),
                      right.values() + right.size());
  }
  friend std::strong_ordering operator<=>(const SharedRow& left, const SharedRow& right) {
    if (left.block_ == right.block_) return std::strong_ordering::equal;
    return CompareFields(left, right);
  }

 private:
  struct Block {
    // 0 until known. Threads that race to fill it store the same value.
    std::atomic<std::uint64_t> hash = 0;
    Count count;
    std::uint32_t size;
  };
  static_assert(sizeof(Block) == 16);

  static Block* Allocate(std::size_t size) {
    void* const bytes = ::operator new(sizeof(Block) + size * sizeof(Value));
    return new (bytes) Block{.count = {}, .size = static_cast<std::uint32_t>(size)};
  }

  std::uint64_t HashNow() const {
    const std::uint64_t hash = HashFields(*this);
    block_->hash.store(hash, std::memory_order_relaxed);
    return hash;
  }

  Value* values() const { return reinterpret_cast<Value*>(block_ + 1); }

  // Null only after a move.
  Block* block_;
};

}  // namespace cambium::bench
