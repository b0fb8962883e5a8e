// The arena: aligned blocks that do not overlap, chunks that are used again.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/arena.h"

#include <cstdint>
#include <cstring>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

constexpr std::size_t kKiB = 1024;

TEST_SUITE("Arena") {
  TEST_CASE("hands out aligned blocks that do not overlap") {
    struct Block {
      unsigned char* place;
      std::size_t bytes;
      std::size_t alignment;
    };
    testing::ForSeeds(20, [](testing::Random& random) {
      Arena arena;
      std::vector<Block> blocks;
      for (std::size_t i = 0; i < 200; ++i) {
        const std::size_t bytes = 1 + random.Below(random.OneIn(10) ? 100 * kKiB : 300);
        const std::size_t alignment = std::size_t{1} << random.Below(7);
        auto* place = static_cast<unsigned char*>(arena.Allocate(bytes, alignment));
        CHECK(reinterpret_cast<std::uintptr_t>(place) % alignment == 0);
        std::memset(place, static_cast<int>(i), bytes);
        blocks.push_back({place, bytes, alignment});
      }
      for (std::size_t i = 0; i < blocks.size(); ++i) {
        const auto& [place, bytes, alignment] = blocks[i];
        CHECK(place[0] == static_cast<unsigned char>(i));
        CHECK(std::memcmp(place, place + 1, bytes - 1) == 0);
        arena.Deallocate(place, bytes, alignment);
      }
    });
  }

  TEST_CASE("a step of the same size needs no more after Reset") {
    Arena arena;
    CHECK(arena.chunk_bytes() == 0);
    std::size_t after_first = 0;
    for (int step = 0; step < 10; ++step) {
      const void* first = arena.Allocate(8, 8);
      for (int i = 0; i < 100; ++i) arena.Allocate(10 * kKiB, 8);
      if (step == 0) after_first = arena.chunk_bytes();
      CHECK(arena.chunk_bytes() == after_first);
      arena.Reset();
      CHECK(arena.Allocate(8, 8) == first);
      arena.Reset();
    }
    CHECK(after_first >= 1000 * kKiB);
    CHECK(after_first <= 1280 * kKiB);
  }

  TEST_CASE("a block above 64 KiB is the system's and goes back to it") {
    Arena arena;
    void* large = arena.Allocate(64 * kKiB + 1, 64);
    std::memset(large, 1, 64 * kKiB + 1);
    CHECK(arena.chunk_bytes() == 0);
    arena.Reset();  // It is no part of the chunks.
    std::memset(large, 2, 64 * kKiB + 1);
    arena.Deallocate(large, 64 * kKiB + 1, 64);
    arena.Allocate(64 * kKiB, 64);
    CHECK(arena.chunk_bytes() == 256 * kKiB);
  }

  TEST_CASE("containers live in an arena or in the heap") {
    Arena arena;
    std::vector<int, ArenaAllocator<int>> in_heap;
    in_heap.assign(100, 7);
    CHECK(arena.chunk_bytes() == 0);
    std::vector<int, ArenaAllocator<int>> in_arena{ArenaAllocator<int>(&arena)};
    in_arena.assign(100, 7);
    CHECK(arena.chunk_bytes() > 0);
    CHECK(in_arena.get_allocator() != in_heap.get_allocator());
    const auto copy = in_arena;
    CHECK(copy.get_allocator().arena() == nullptr);
  }
}

}  // namespace
}  // namespace cambium
