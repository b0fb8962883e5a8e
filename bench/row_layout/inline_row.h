// Candidate A, "inline": the row is its values, up to kSlots of them without a heap block.
//
//     [ count | value | value | value | value ]        count <= kSlots
//     [ count | values ──► [ value | value | … ] ]     count >  kSlots
//
// A copy copies every value; equality, order and hash walk the values every time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include "bench/row_layout/row_hash.h"
#include "bench/row_layout/tagged_value.h"
#include "bench/row_layout/value_view.h"

namespace cambium::bench {

template <std::size_t kSlots>
class InlineRow {
 public:
  using Value = TaggedValue<AtomicCount>;
  using Projection = InlineRow;
  static constexpr bool kThreadSafe = true;

  explicit InlineRow(std::span<const ValueView> fields) : size_(fields.size()) {
    Value* slot = Allocate();
    for (const ValueView& field : fields) new (slot++) Value(field);
  }
  InlineRow(const InlineRow& row, std::span<const std::uint32_t> columns)
      : size_(columns.size()) {
    Value* slot = Allocate();
    for (const std::uint32_t column : columns) new (slot++) Value(row.values()[column]);
  }
  InlineRow(const InlineRow& other) : size_(other.size_) {
    std::uninitialized_copy_n(other.values(), size_, Allocate());
  }
  InlineRow(InlineRow&& other) noexcept : size_(std::exchange(other.size_, 0)) {
    std::memcpy(bytes_, other.bytes_, sizeof(bytes_));
  }
  InlineRow& operator=(InlineRow other) noexcept {
    std::swap(size_, other.size_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~InlineRow() {
    std::destroy_n(values(), size_);
    if (size_ > kSlots) ::operator delete(values());
  }

  std::size_t size() const { return size_; }
  ValueView operator[](std::size_t column) const { return values()[column].view(); }
  std::int64_t Int64At(std::size_t column) const { return (*this)[column].int64(); }
  std::string_view TextAt(std::size_t column) const { return (*this)[column].text(); }
  std::uint64_t Hash() const { return HashFields(*this); }

  friend bool operator==(const InlineRow& left, const InlineRow& right) {
    return std::equal(left.values(), left.values() + left.size_, right.values(),
                      right.values() + right.size_);
  }
  friend std::strong_ordering operator<=>(const InlineRow& left, const InlineRow& right) {
    return CompareFields(left, right);
  }

 private:
  // Returns room for size_ values.
  Value* Allocate() {
    if (size_ > kSlots) {
      void* const block = ::operator new(size_ * sizeof(Value));
      std::memcpy(bytes_, &block, sizeof(block));
    }
    return values();
  }

  const Value* values() const { return const_cast<InlineRow*>(this)->values(); }
  Value* values() {
    if (size_ <= kSlots) return std::launder(reinterpret_cast<Value*>(bytes_));
    void* block = nullptr;
    std::memcpy(&block, bytes_, sizeof(block));
    return static_cast<Value*>(block);
  }

  std::size_t size_;
  // The values, or the address of their block. Either may be moved byte by byte.
  alignas(Value) std::byte bytes_[kSlots * sizeof(Value)];
};

}  // namespace cambium::bench
