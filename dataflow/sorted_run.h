// Elements with weights in one block of memory: what a group of a few rows is made of, and
// a leaf of a tree.
//
//     size 3   capacity 4   total 3   | ann | bob | cyd | · |          all weights are one
//     size 3   capacity 4   total 6   | ann | bob | cyd | · | 1 | 4 | 1 | · |      a byte each
//
// Nearly all weights are one, so a weight takes no memory until some element has another,
// then a byte, and eight where that is too little.
// The run knows nothing of order: who inserts says where.
//
// Cost: O(size) element moves to insert or erase; nothing to be empty but one pointer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/weight.h"

namespace cambium {

template <typename T>
class SortedRun {
 public:
  SortedRun() = default;
  SortedRun(SortedRun&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  SortedRun& operator=(SortedRun&& other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  SortedRun(const SortedRun& other) { Append(other); }
  SortedRun& operator=(const SortedRun& other) { return *this = SortedRun(other); }
  ~SortedRun() {
    if (block_ == nullptr) return;
    std::destroy_n(elements(), size());
    Free(block_);
  }

  std::size_t size() const { return block_ == nullptr ? 0 : block_->size; }
  bool empty() const { return size() == 0; }
  std::size_t capacity() const { return block_ == nullptr ? 0 : block_->capacity; }
  // The sum of all weights.
  Weight total() const { return block_ == nullptr ? 0 : block_->total; }

  const T& operator[](std::size_t at) const { return elements()[at]; }
  const T* begin() const { return elements(); }
  const T* end() const { return elements() + size(); }
  Weight weight(std::size_t at) const {
    const Width width = this->width();
    if (width == kOne) return 1;
    return width == kByte ? bytes()[at] : words()[at];
  }

  // How many places the first `end` elements fill in a list: as many each as it weighs, and
  // none below zero.
  Weight PlacesBefore(std::size_t end) const {
    if (width() == kOne) return static_cast<Weight>(end);
    Weight places = 0;  // No more than the places of the whole, which whoever adds them checks.
    for (std::size_t i = 0; i < end; ++i) places += std::max<Weight>(weight(i), 0);
    return places;
  }
  // The element that fills this place, and what is left of the place before it.
  std::size_t AtPlace(Weight& place) const {
    std::size_t at = 0;
    if (width() == kOne) {
      at = static_cast<std::size_t>(std::exchange(place, 0));
    } else {
      for (; place >= std::max<Weight>(weight(at), 0); ++at) {
        place -= std::max<Weight>(weight(at), 0);
      }
    }
    return at;
  }

  // The first element that is not less than this one; size() when there is none.
  template <typename Less>
  std::size_t LowerBound(const T& element, const Less& less) const {
    // Without branches that nobody can foresee: the smaller half is left behind, or is not.
    std::size_t from = 0;
    std::size_t left = size();
    while (left > 1) {
      const std::size_t half = left / 2;
      from += less(elements()[from + half - 1], element) ? half : 0;
      left -= half;
    }
    return left == 1 && less(elements()[from], element) ? from + 1 : from;
  }

  void Reserve(std::size_t capacity) {
    if (capacity > this->capacity()) Move(capacity, width());
  }
  void Insert(std::size_t at, T element, Weight weight) {
    if (size() == capacity()) Move(Grown(capacity()), width());
    Widen(weight);
    OpenGap(at, std::move(element));
    const auto insert = [&](auto* weights) {
      std::copy_backward(weights + at, weights + size(), weights + size() + 1);
    };
    if (width() == kByte) insert(bytes());
    if (width() == kWord) insert(words());
    PutWeight(at, weight);
    ++block_->size;
    block_->total = AddWeights(block_->total, weight);
  }
  void PushBack(T element, Weight weight) {
    if (weight != 1 || width() != kOne || size() == capacity()) {
      return Insert(size(), std::move(element), weight);
    }
    new (elements() + size()) T(std::move(element));
    ++block_->size;
    ++block_->total;  // In memory, elements end before numbers do.
  }
  void Append(const SortedRun& other) {
    Reserve(size() + other.size());
    for (std::size_t i = 0; i < other.size(); ++i) PushBack(other[i], other.weight(i));
  }

  void Erase(std::size_t at) {
    block_->total = AddWeights(block_->total, NegateWeight(weight(at)));
    CloseGap(at);
    const auto erase = [&](auto* weights) {
      std::copy(weights + at + 1, weights + size(), weights + at);
    };
    if (width() == kByte) erase(bytes());
    if (width() == kWord) erase(words());
    --block_->size;
  }
  void Replace(std::size_t at, T element) { elements()[at] = std::move(element); }
  void SetWeight(std::size_t at, Weight weight) {
    Widen(weight);
    block_->total = AddWeights(block_->total, weight - this->weight(at));
    PutWeight(at, weight);
  }

  // Everything from `at` on, which this run gives up.
  SortedRun SplitOff(std::size_t at, std::size_t capacity) {
    SortedRun upper;
    upper.Reserve(capacity);
    for (std::size_t i = at; i < size(); ++i) {
      upper.PushBack(std::move(elements()[i]), weight(i));
    }
    std::destroy(elements() + at, elements() + size());
    block_->size = static_cast<std::uint32_t>(at);
    block_->total = AddWeights(block_->total, NegateWeight(upper.total()));
    return upper;
  }

  // The block itself: null, or where loading begins.
  const void* block() const { return block_; }
  std::size_t heap_bytes() const {
    return block_ == nullptr ? 0 : BytesOf(block_->capacity, width());
  }

 private:
  // How much memory a weight takes.
  enum Width : std::uint8_t { kOne, kByte, kWord };
  struct Block {
    std::uint32_t size;
    std::uint32_t capacity : 24;
    std::uint32_t width : 8;
    Weight total;
  };
  static constexpr std::uint32_t kMaxCapacity = 0xffffff;
  static constexpr std::size_t kAlignment = std::max(alignof(Block), alignof(T));
  static constexpr std::size_t RoundUp(std::size_t bytes, std::size_t unit) {
    return (bytes + unit - 1) / unit * unit;
  }
  static constexpr std::size_t kElementsAt = RoundUp(sizeof(Block), alignof(T));
  // Moving such elements is copying their bytes.
  static constexpr bool kTrivial = std::is_trivially_copyable_v<T>;

  static std::size_t WeightsAt(std::size_t capacity) {
    return RoundUp(kElementsAt + capacity * sizeof(T), alignof(Weight));
  }
  static std::size_t BytesOf(std::size_t capacity, Width width) {
    const std::size_t weight = width == kOne ? 0 : width == kByte ? 1 : sizeof(Weight);
    return WeightsAt(capacity) + capacity * weight;
  }
  // Two at first; the blocks of groups that grow one by one are then three quarters full.
  static std::size_t Grown(std::size_t capacity) {
    return capacity < 2 ? 2 : capacity + (capacity + 1) / 2;
  }

  Width width() const { return block_ == nullptr ? kOne : static_cast<Width>(block_->width); }
  T* elements() const {
    return reinterpret_cast<T*>(reinterpret_cast<std::byte*>(block_) + kElementsAt);
  }
  std::int8_t* bytes() const {
    return reinterpret_cast<std::int8_t*>(block_) + WeightsAt(block_->capacity);
  }
  Weight* words() const { return reinterpret_cast<Weight*>(bytes()); }

  void PutWeight(std::size_t at, Weight weight) {
    if (width() == kByte) bytes()[at] = static_cast<std::int8_t>(weight);
    if (width() == kWord) words()[at] = weight;
  }
  // To where a weight like this has room.
  void Widen(Weight weight) {
    const Width needed = weight == 1                                ? kOne
                         : weight >= INT8_MIN && weight <= INT8_MAX ? kByte
                                                                    : kWord;
    if (needed > width()) Move(std::max<std::size_t>(capacity(), 2), needed);
  }

  static Block* Allocate(std::size_t capacity, Width width) {
    CAMBIUM_CHECK(capacity <= kMaxCapacity, "a run is too long");
    const std::size_t bytes = BytesOf(capacity, width);
    void* memory = kAlignment > __STDCPP_DEFAULT_NEW_ALIGNMENT__
                       ? ::operator new (bytes, std::align_val_t{kAlignment})
                       : ::operator new(bytes);
    return new (memory) Block{0, static_cast<std::uint32_t>(capacity) & kMaxCapacity, width, 0};
  }
  static void Free(Block* block) {
    if constexpr (kAlignment > __STDCPP_DEFAULT_NEW_ALIGNMENT__) {
      ::operator delete (block, std::align_val_t{kAlignment});
    } else {
      ::operator delete(block);
    }
  }

  // To a block of another shape.
  void Move(std::size_t capacity, Width width) {
    SortedRun moved;
    moved.block_ = Allocate(capacity, width);
    const std::size_t count = size();
    if (count > 0) {
      std::uninitialized_move_n(elements(), count, moved.elements());
      for (std::size_t i = 0; i < count; ++i) moved.PutWeight(i, weight(i));
      moved.block_->size = static_cast<std::uint32_t>(count);
      moved.block_->total = total();
    }
    *this = std::move(moved);
  }

  // One place more, with this element in it; `size` is not yet that.
  void OpenGap(std::size_t at, T element) {
    T* const place = elements() + at;
    const std::size_t behind = size() - at;
    if constexpr (kTrivial) {
      std::memmove(static_cast<void*>(place + 1), place, behind * sizeof(T));
      new (place) T(std::move(element));
    } else if (behind == 0) {
      new (place) T(std::move(element));
    } else {
      new (place + behind) T(std::move(place[behind - 1]));
      std::move_backward(place, place + behind - 1, place + behind);
      *place = std::move(element);
    }
  }
  void CloseGap(std::size_t at) {
    T* const place = elements() + at;
    const std::size_t behind = size() - at - 1;
    if constexpr (kTrivial) {
      std::memmove(static_cast<void*>(place), place + 1, behind * sizeof(T));
    } else {
      std::move(place + 1, place + 1 + behind, place);
      std::destroy_at(place + behind);
    }
  }

  Block* block_ = nullptr;
};

}  // namespace cambium
