// Blocks that wait for the next who asks.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/spare_blocks.h"

#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "dataflow/row.h"
#include "doctest/doctest.h"
#include "tests/support/allocations.h"

namespace cambium {
namespace {

std::vector<void*> Take(std::size_t count, std::size_t bytes) {
  std::vector<void*> blocks;
  for (std::size_t i = 0; i < count; ++i) {
    blocks.push_back(TakeBlock(bytes));
    std::memset(blocks.back(), 0xAB, bytes);
  }
  return blocks;
}
void Give(const std::vector<void*>& blocks, std::size_t bytes) {
  for (void* block : blocks) GiveBlock(block, bytes);
}

TEST_SUITE("SpareBlocks") {
  TEST_CASE("what was given back is taken next: of its size alone") {
    for (const std::size_t bytes : {1U, 8U, 9U, 40U, 41U, 248U}) {
      CAPTURE(bytes);
      void* const block = TakeBlock(bytes);
      CHECK(reinterpret_cast<std::uintptr_t>(block) % 16 == 0);
      GiveBlock(block, bytes);
      void* const other = TakeBlock(bytes + 16);
      CHECK(other != block);
      void* const again = TakeBlock(bytes);
      CHECK(again == block);
      GiveBlock(again, bytes);
      GiveBlock(other, bytes + 16);
    }
  }

  TEST_CASE("a commit's worth of blocks asks the system for nothing") {
    Give(Take(30, 56), 56);
    std::vector<void*> blocks(30);
    CHECK(testing::AllocationsOf([&] {
            for (void*& block : blocks) block = TakeBlock(50);  // Of the same size.
          }) == 0);
    Give(blocks, 50);
  }

  TEST_CASE("more than a few do not wait; nor do large ones") {
    Give(Take(1000, 72), 72);
    std::vector<void*> blocks(1000);
    const std::size_t asked = testing::AllocationsOf([&] {
      for (void*& block : blocks) block = TakeBlock(72);
    });
    CHECK(asked > 900);
    CHECK(asked < 1000);
    Give(blocks, 72);
    Give(Take(1, 249), 249);
    void* large = nullptr;
    CHECK(testing::AllocationsOf([&] { large = TakeBlock(249); }) == 1);
    GiveBlock(large, 249);
  }

  TEST_CASE("blocks may be given back by another thread: and what waits there goes with it") {
    const std::int64_t before = testing::LiveBlocks();
    {
      const std::vector<void*> blocks = Take(100, 104);
      std::thread([&blocks] { Give(blocks, 104); }).join();
    }
    CHECK(testing::LiveBlocks() == before);
  }

  TEST_CASE("a thread that ends after its blocks did") {
    const std::int64_t before = testing::LiveBlocks();
    std::thread([] {
      thread_local Row last;  // Goes behind what waits, which it comes before.
      last = Row();
      Give(Take(3, 48), 48);
      last = Row{Value::Int(1), Value::Int(2), Value::Int(3)};
    }).join();
    CHECK(testing::LiveBlocks() == before);
  }
}

}  // namespace
}  // namespace cambium
