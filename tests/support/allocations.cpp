// Global operator new and delete, which count.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/allocations.h"

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t allocation_count = 0;
std::atomic<std::int64_t> live_blocks = 0;

void* Allocate(std::size_t bytes, std::size_t alignment) {
  ++allocation_count;
  ++live_blocks;
  // The size must be a multiple of the alignment.
  void* block = std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
  return block == nullptr ? throw std::bad_alloc() : block;
}

void Free(void* block) {
  if (block != nullptr) --live_blocks;
  std::free(block);
}

}  // namespace

namespace cambium::testing {

std::size_t AllocationCount() { return allocation_count; }
std::int64_t LiveBlocks() { return live_blocks; }

}  // namespace cambium::testing

void* operator new(std::size_t bytes) { return Allocate(bytes, alignof(std::max_align_t)); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  return Allocate(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* block) noexcept { Free(block); }
void operator delete(void* block, std::size_t) noexcept { Free(block); }
void operator delete(void* block, std::align_val_t) noexcept { Free(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { Free(block); }
