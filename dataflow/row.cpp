// Rows: building, comparing, hashing.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/row.h"

#include <algorithm>
#include <new>

#include "dataflow/check.h"
#include "dataflow/spare_blocks.h"
#include "dataflow/stable_hash.h"

namespace cambium {
namespace {

bool TagComparesAsWord(std::uint8_t tag) {
  return tag < static_cast<std::uint8_t>(ValueType::kUuid) &&
         ValueView::ComparesAsWord(static_cast<ValueType>(tag));
}

// Whether these are all fields of a row of this size, in their order.
bool AreAll(std::span<const std::size_t> fields, std::size_t size) {
  if (fields.size() != size) return false;
  for (std::size_t i = 0; i < size; ++i) {
    if (fields[i] != i) return false;
  }
  return true;
}

}  // namespace

Row::Block* Row::Allocate(std::size_t size, std::size_t bytes) {
  CAMBIUM_CHECK(bytes < kMaxSize, "row is too long: ", bytes);
  auto* const memory = static_cast<char*>(TakeBlock(bytes));
  auto* const block = ::new (memory) Block{.bytes = static_cast<std::uint32_t>(bytes),
                                           .size = static_cast<std::uint32_t>(size)};
  // Between tags and slots every byte is zero, for memcmp.
  const std::size_t slots_at = SlotsAt(size);
  if (slots_at > sizeof(Block)) std::memset(memory + slots_at - 8, 0, 8);
  return block;
}

template <typename Field>
Row::Block* Row::Build(std::size_t size, const Field& field) {
  if (size == 0) return nullptr;
  const std::size_t slots_at = SlotsAt(size);
  std::size_t text_at = slots_at + 8 * size;
  std::size_t end = text_at;
  for (std::size_t i = 0; i < size; ++i) end += field(i).bytes().size();
  Block* const block = Allocate(size, end);
  char* const bytes = reinterpret_cast<char*>(block);
  for (std::size_t i = 0; i < size; ++i) {
    const ValueView& value = field(i);
    std::uint64_t slot = value.word();
    if (value.has_bytes()) {
      const std::string_view text = value.bytes();
      slot = std::uint64_t{text_at} << 32U | text.size();
      if (!text.empty()) std::memcpy(bytes + text_at, text.data(), text.size());
      text_at += text.size();
    }
    bytes[kTagsAt + i] = static_cast<char>(TagOf(value));
    std::memcpy(bytes + slots_at + 8 * i, &slot, sizeof slot);
  }
  return block;
}

Row::Row(std::span<const Value> values)
    : block_(
          Build(values.size(), [&](std::size_t i) -> const ValueView& { return values[i]; })) {}
Row::Row(std::span<const ValueView> values)
    : block_(
          Build(values.size(), [&](std::size_t i) -> const ValueView& { return values[i]; })) {}

Row Row::Slice(std::size_t begin, std::size_t end) const {
  CAMBIUM_CHECK(begin <= end && end <= size(), "a slice ends behind its row: ", end);
  if (end - begin == size()) return *this;
  return Row(Build(end - begin, [&](std::size_t i) { return (*this)[begin + i]; }));
}

Row Row::Project(std::span<const std::size_t> fields) const {
  if (AreAll(fields, size())) return *this;
  return Row(Build(fields.size(), [&](std::size_t i) { return (*this)[fields[i]]; }));
}

void Row::Release() noexcept {
  // The last holder sees 1 and needs no atomic decrement: nobody else can be copying.
  if (block_->holders.load(std::memory_order_acquire) != 1 &&
      block_->holders.fetch_sub(1, std::memory_order_acq_rel) != 1) {
    return;
  }
  const std::size_t bytes = block_->bytes;
  block_->~Block();
  GiveBlock(block_, bytes);
}

std::uint64_t Row::HashNow() const {
  std::uint64_t hash = StableHash(size());
  for (std::size_t i = 0; i < size(); ++i) hash = StableCombine(hash, (*this)[i].Hash());
  if (hash == 0) hash = 1;
  block_->hash.store(hash, std::memory_order_relaxed);
  return hash;
}

bool Row::SameValues(const Row& left, const Row& right) {
  const std::size_t end = left.block_->bytes;
  if (end == right.block_->bytes &&
      std::memcmp(left.bytes() + kSizeAt, right.bytes() + kSizeAt, end - kSizeAt) == 0) {
    return true;
  }
  // Different bytes can still be equal, but only where two types of number meet.
  if (std::memcmp(left.bytes() + kTagsAt, right.bytes() + kTagsAt, left.size()) == 0) {
    return false;
  }
  return (left <=> right) == 0;
}

std::strong_ordering operator<=>(const Row& left, const Row& right) {
  if (left.block_ == right.block_) return std::strong_ordering::equal;
  const std::size_t shared = std::min(left.size(), right.size());
  if (shared == 0) return left.size() <=> right.size();
  const char* const left_slots = left.bytes() + Row::SlotsAt(left.size());
  const char* const right_slots = right.bytes() + Row::SlotsAt(right.size());
  for (std::size_t i = 0; i < shared; ++i) {
    // Mostly numbers of one type, and equal in front.
    const std::uint8_t tag = left.tag(i);
    if (tag == right.tag(i) && TagComparesAsWord(tag)) {
      const auto left_word = static_cast<std::int64_t>(Row::LoadWord(left_slots + 8 * i));
      const auto right_word = static_cast<std::int64_t>(Row::LoadWord(right_slots + 8 * i));
      if (left_word != right_word) return left_word <=> right_word;
      continue;
    }
    const std::strong_ordering order = left[i] <=> right[i];
    if (order != 0) return order;
  }
  return left.size() <=> right.size();
}

}  // namespace cambium
