// Candidate C, "packed": the row is one handle to one counted block that holds everything.
//
//     handle ──► [ hash | holders | bytes | size | tags … | slots, 8 bytes each | texts ]
//            byte  0      8         12      16     18       multiple of 8
//
// A slot is the value, or offset and size of a text in the tail. There is never a second
// block. Rows of equal tags are equal when their bytes from `size` on are: one memcmp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include "bench/row_layout/block_memory.h"
#include "bench/row_layout/ref_count.h"
#include "bench/row_layout/row_hash.h"
#include "bench/row_layout/value_view.h"

namespace cambium::bench {

template <typename Count, typename Memory = HeapMemory>
class PackedRow {
 public:
  using Projection = PackedRow;
  static constexpr bool kIsPooled = Memory::kIsPooled;
  static constexpr bool kThreadSafe = Count::kThreadSafe;

  explicit PackedRow(std::span<const ValueView> fields)
      : block_(Build(fields.size(), [&](std::size_t i) { return fields[i]; })) {}
  PackedRow(const PackedRow& row, std::span<const std::uint32_t> columns)
      : block_(Build(columns.size(), [&](std::size_t i) { return row[columns[i]]; })) {}
  PackedRow(const PackedRow& other) : block_(other.block_) { block_->count.Add(); }
  PackedRow(PackedRow&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  PackedRow& operator=(PackedRow other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~PackedRow() {
    if (block_ == nullptr || !block_->count.Drop()) return;
    const std::size_t freed = block_->bytes;
    block_->~Block();
    Memory::Free(block_, freed);
  }

  std::size_t size() const { return block_->size; }
  ValueView operator[](std::size_t column) const {
    const auto type = static_cast<Type>(bytes()[kTagsAt + column]);
    const std::uint64_t slot = LoadWord<std::uint64_t>(bytes() + SlotsAt(size()) + 8 * column);
    if (type != Type::kText) return ValueView::FromWord(type, slot);
    return ValueView::Text(bytes() + (slot >> 32U), slot & 0xffffffffU);
  }
  std::int64_t Int64At(std::size_t column) const { return (*this)[column].int64(); }
  std::string_view TextAt(std::size_t column) const { return (*this)[column].text(); }

  std::uint64_t Hash() const {
    const std::uint64_t known = block_->hash.load(std::memory_order_relaxed);
    return known != 0 ? known : HashNow();
  }

  friend bool operator==(const PackedRow& left, const PackedRow& right) {
    if (left.block_ == right.block_) return true;
    const std::uint64_t left_hash = left.block_->hash.load(std::memory_order_relaxed);
    const std::uint64_t right_hash = right.block_->hash.load(std::memory_order_relaxed);
    if (left_hash != right_hash && left_hash != 0 && right_hash != 0) return false;
    const std::size_t end = left.block_->bytes;
    if (end == right.block_->bytes &&
        std::memcmp(left.bytes() + kSizeAt, right.bytes() + kSizeAt, end - kSizeAt) == 0) {
      return true;
    }
    // Different bytes can still be equal, but only where an int64 meets a float64.
    if (left.size() != right.size()) return false;
    if (std::memcmp(left.bytes() + kTagsAt, right.bytes() + kTagsAt, left.size()) == 0) {
      return false;
    }
    return (left <=> right) == 0;
  }
  friend std::strong_ordering operator<=>(const PackedRow& left, const PackedRow& right) {
    if (left.block_ == right.block_) return std::strong_ordering::equal;
    return CompareFields(left, right);
  }

 private:
  struct Block {
    // 0 until known. Threads that race to fill it store the same value.
    std::atomic<std::uint64_t> hash = 0;
    Count count;
    std::uint32_t bytes;     // of the whole block
    std::uint16_t size;      // columns
    std::uint8_t tags[6]{};  // the first six; more follow, up to the slots
  };
  static constexpr std::size_t kSizeAt = offsetof(Block, size);
  static constexpr std::size_t kTagsAt = offsetof(Block, tags);
  static_assert(sizeof(Block) == 24 && kTagsAt == 18);

  static constexpr std::size_t SlotsAt(std::size_t size) {
    return (kTagsAt + size + 7) / 8 * 8;
  }

  // `field(i)` is called twice for each column: to size the tail and to fill it.
  template <typename Field>
  static Block* Build(std::size_t size, Field field) {
    const std::size_t slots_at = SlotsAt(size);
    std::size_t text_at = slots_at + 8 * size;
    std::size_t end = text_at;
    for (std::size_t i = 0; i < size; ++i) end += field(i).size();

    char* const bytes = static_cast<char*>(Memory::Allocate(end));
    Block* const block = new (bytes) Block{.count = {},
                                           .bytes = static_cast<std::uint32_t>(end),
                                           .size = static_cast<std::uint16_t>(size)};
    // Between tags and slots every byte is zero, for memcmp.
    if (slots_at > sizeof(Block)) std::memset(bytes + slots_at - 8, 0, 8);
    for (std::size_t i = 0; i < size; ++i) {
      const ValueView value = field(i);
      std::uint64_t slot = value.word();
      if (value.type() == Type::kText) {
        slot = std::uint64_t{text_at} << 32U | value.size();
        std::memcpy(bytes + text_at, value.data(), value.size());
        text_at += value.size();
      }
      bytes[kTagsAt + i] = static_cast<char>(value.type());
      std::memcpy(bytes + slots_at + 8 * i, &slot, sizeof(slot));
    }
    return block;
  }

  std::uint64_t HashNow() const {
    const std::uint64_t hash = HashFields(*this);
    block_->hash.store(hash, std::memory_order_relaxed);
    return hash;
  }

  const char* bytes() const { return reinterpret_cast<const char*>(block_); }

  // Null only after a move.
  Block* block_;
};

}  // namespace cambium::bench
