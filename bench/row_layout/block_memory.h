// Where the blocks of rows come from: malloc, or free lists of our own.
//
// The second shows how much of building a row is the allocator's part.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

namespace cambium::bench {

struct HeapMemory {
  static constexpr bool kIsPooled = false;

  static void* Allocate(std::size_t bytes) { return ::operator new(bytes); }
  static void Free(void* block, std::size_t) { ::operator delete(block); }
};

// One list of free blocks for each multiple of 16 bytes, cut from chunks, one pool for each
// thread. Enough for a benchmark: blocks must not outlive the thread that allocated them.
class PoolMemory {
 public:
  static constexpr bool kIsPooled = true;

  static void* Allocate(std::size_t bytes) {
    const std::size_t units = (bytes + kUnit - 1) / kUnit;
    if (units >= kLists) return ::operator new(bytes);
    PoolMemory& pool = Mine();
    if (Link* const block = pool.free_[units]) {
      pool.free_[units] = block->next;
      return block;
    }
    return pool.Cut(units * kUnit);
  }

  static void Free(void* block, std::size_t bytes) {
    const std::size_t units = (bytes + kUnit - 1) / kUnit;
    if (units >= kLists) return ::operator delete(block);
    PoolMemory& pool = Mine();
    pool.free_[units] = new (block) Link{pool.free_[units]};
  }

 private:
  struct Link {
    Link* next;
  };
  static constexpr std::size_t kUnit = 16;
  static constexpr std::size_t kLists = 64;
  static constexpr std::size_t kChunk = std::size_t{1} << 20U;

  static PoolMemory& Mine() {
    thread_local PoolMemory pool;
    return pool;
  }

  void* Cut(std::size_t bytes) {
    if (left_ < bytes) {
      chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(kChunk));
      next_ = chunks_.back().get();
      left_ = kChunk;
    }
    std::byte* const block = next_;
    next_ += bytes;
    left_ -= bytes;
    return block;
  }

  std::array<Link*, kLists> free_{};
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::byte* next_ = nullptr;  // the uncut rest of the last chunk
  std::size_t left_ = 0;
};

}  // namespace cambium::bench
