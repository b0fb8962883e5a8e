// Memory that lasts one step: deltas are written into it, and it is reset, not freed.
//
// Allocating is moving a pointer; giving back is nothing. Once the chunks have grown to
// what a step of usual size needs, a step allocates nothing from the system. Blocks above
// 64 KiB, those of bulk loads, come from the system and go back to it when their delta is
// cleared, so that a large step leaves no large arena behind.
//
// Cost: a few instructions an allocation. Not safe for concurrent use.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace cambium {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* Allocate(std::size_t bytes, std::size_t alignment);
  void Deallocate(void* block, std::size_t bytes, std::size_t alignment);

  // Everything allocated so far is given up; the chunks are kept.
  void Reset() {
    chunk_ = 0;
    used_ = 0;
  }

  std::size_t chunk_bytes() const { return chunks_.size() * kChunkBytes; }

 private:
  static constexpr std::size_t kChunkBytes = std::size_t{256} << 10;
  static constexpr std::size_t kLargeBytes = std::size_t{64} << 10;

  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::size_t chunk_ = 0;  // The one in use; those before it are full.
  std::size_t used_ = 0;   // Bytes of that one.
};

// Lets a container live in an arena; without one, in the heap.
template <typename T>
class ArenaAllocator {
 public:
  using value_type = T;

  ArenaAllocator() = default;
  explicit ArenaAllocator(Arena* arena) : arena_(arena) {}
  template <typename U>
  explicit ArenaAllocator(const ArenaAllocator<U>& other) : arena_(other.arena()) {}

  T* allocate(std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (arena_ == nullptr) return static_cast<T*>(::operator new(bytes, Alignment()));
    return static_cast<T*>(arena_->Allocate(bytes, alignof(T)));
  }
  void deallocate(T* block, std::size_t count) {
    const std::size_t bytes = count * sizeof(T);
    if (arena_ == nullptr) return ::operator delete(block, Alignment());
    arena_->Deallocate(block, bytes, alignof(T));
  }

  Arena* arena() const { return arena_; }
  // A copy of a delta outlives the step, so it does not live in the step's arena.
  ArenaAllocator select_on_container_copy_construction() const { return ArenaAllocator(); }
  bool operator==(const ArenaAllocator&) const = default;

 private:
  static constexpr std::align_val_t Alignment() { return std::align_val_t{alignof(T)}; }

  Arena* arena_ = nullptr;
};

}  // namespace cambium
