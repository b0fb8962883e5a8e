// A row: an immutable sequence of values in one shared block.
//
//     handle ──► [ hash | holders | bytes | size | tags … | slots, 8 bytes each | texts ]
//            byte  0      8         12      16     20       multiple of 8
//
// A slot is the value's word, or offset and size of a text (bytes, json, uuid) in the tail.
// There is never a second block. A tag is the type, and of a Decimal the scale: rows of equal
// tags are equal exactly when their bytes from `size` on are. Copying a row copies the handle
// and counts a holder; a row may be held, read and dropped by several threads at once.
// decisions/001 has the measurements.
//
// Law: rows order lexicographically by their values, a prefix first; == is the equality of that
// order, and equal rows have equal hashes.
//
// Cost: a field, a copy, a known hash O(1); the first hash, order and building O(bytes);
// equality one memcmp, or nothing if two known hashes differ.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <span>
#include <utility>

#include "dataflow/value.h"

namespace cambium {

class Row {
 public:
  // Fewer fields than this, and fewer bytes.
  static constexpr std::uint64_t kMaxSize = std::uint64_t{1} << 32U;

  // Without fields.
  Row() noexcept = default;
  explicit Row(std::span<const Value> values);
  explicit Row(std::span<const ValueView> values);
  Row(std::initializer_list<Value> values)
      : Row(std::span<const Value>(values.begin(), values.size())) {}

  Row(const Row& other) noexcept : block_(other.block_) {
    if (block_ != nullptr) block_->holders.fetch_add(1, std::memory_order_relaxed);
  }
  Row(Row&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  Row& operator=(Row other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~Row() {
    if (block_ != nullptr) Release();
  }

  std::size_t size() const { return block_ == nullptr ? 0 : block_->size; }
  // Valid as long as some holder of this row, and so is a text of it.
  ValueView operator[](std::size_t i) const {
    const std::uint8_t tagged = tag(i);
    const std::uint64_t word = slot(i);
    if (tagged < kFirstText) return ValueView::OfWord(static_cast<ValueType>(tagged), word);
    if (tagged >= kFirstDecimal) {
      return ValueView::OfWord(ValueType::kDecimal, word,
                               static_cast<std::uint8_t>(tagged - kFirstDecimal));
    }
    return ValueView::OfBytes(static_cast<ValueType>(tagged),
                              {bytes() + (word >> 32U), word & kLow});
  }
  // The fields from `begin` up to `end`, as a row.
  Row Slice(std::size_t begin, std::size_t end) const;
  // The fields at these positions, in this order, as a row.
  Row Project(std::span<const std::size_t> fields) const;

  // Stable, as all of dataflow/stable_hash.h.
  std::uint64_t hash() const {
    if (block_ == nullptr) return kEmptyHash;
    const std::uint64_t known = block_->hash.load(std::memory_order_relaxed);
    return known != 0 ? known : HashNow();
  }

  friend bool operator==(const Row& left, const Row& right) {
    if (left.block_ == right.block_) return true;
    if (left.size() != right.size()) return false;
    const std::uint64_t left_hash = left.block_->hash.load(std::memory_order_relaxed);
    const std::uint64_t right_hash = right.block_->hash.load(std::memory_order_relaxed);
    const bool differ = left_hash != right_hash && left_hash != 0 && right_hash != 0;
    return !differ && SameValues(left, right);
  }
  friend std::strong_ordering operator<=>(const Row& left, const Row& right);
  template <typename H>
  friend H AbslHashValue(H state, const Row& row) {
    return H::combine(std::move(state), row.hash());
  }

  // Bytes outside of this object: those of the whole block, though others may share it.
  std::size_t heap_bytes() const { return block_ == nullptr ? 0 : block_->bytes; }

 private:
  struct Block {
    // 0 until known. Threads that race to fill it store the same value.
    std::atomic<std::uint64_t> hash = 0;
    std::atomic<std::uint32_t> holders = 1;
    std::uint32_t bytes;     // of the whole block
    std::uint32_t size;      // fields
    std::uint8_t tags[4]{};  // the first four; more follow, up to the slots
  };
  static constexpr std::size_t kSizeAt = offsetof(Block, size);
  static constexpr std::size_t kTagsAt = offsetof(Block, tags);
  static constexpr std::uint64_t kLow = 0xFFFFFFFF;
  static constexpr std::uint64_t kEmptyHash = 1;
  // Tags below are types with a word; from here on types with bytes, then decimals by scale.
  static constexpr auto kFirstText = static_cast<std::uint8_t>(ValueType::kUuid);
  static constexpr std::uint8_t kFirstDecimal = static_cast<std::uint8_t>(ValueType::kJson) + 1;
  static_assert(sizeof(Block) == 24 && kTagsAt == 20);

  static constexpr std::size_t SlotsAt(std::size_t size) {
    return (kTagsAt + size + 7) / 8 * 8;
  }
  static std::uint64_t LoadWord(const char* bytes) {
    std::uint64_t word;
    std::memcpy(&word, bytes, sizeof word);
    return word;
  }
  static std::uint8_t TagOf(const ValueView& value) {
    return value.type() == ValueType::kDecimal
               ? static_cast<std::uint8_t>(kFirstDecimal + value.scale())
               : static_cast<std::uint8_t>(value.type());
  }
  // `field(i)` is asked twice for each: to size the block and to fill it.
  template <typename Field>
  static Block* Build(std::size_t size, const Field& field);
  static Block* Allocate(std::size_t size, std::size_t bytes);
  // Of two rows of one size.
  static bool SameValues(const Row& left, const Row& right);

  explicit Row(Block* block) : block_(block) {}
  const char* bytes() const { return reinterpret_cast<const char*>(block_); }
  std::uint8_t tag(std::size_t i) const {
    return static_cast<std::uint8_t>(bytes()[kTagsAt + i]);
  }
  std::uint64_t slot(std::size_t i) const {
    return LoadWord(bytes() + SlotsAt(block_->size) + 8 * i);
  }
  std::uint64_t HashNow() const;
  void Release() noexcept;

  Block* block_ = nullptr;  // Null of the row without fields.
};

}  // namespace cambium
