// Stores whose process is killed at any moment: 200 times, or with CAMBIUM_ROUNDS=50 as many
// times 200.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "doctest/doctest.h"
#include "lsm/catalog.h"
#include "lsm/store.h"
#include "tests/support/child_process.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

using testing::Triples;

#if defined(__SANITIZE_ADDRESS__)
constexpr int kCycles = 40;
#else
constexpr int kCycles = 200;
#endif

int Cycles() {
  const char* const rounds = std::getenv("CAMBIUM_ROUNDS");
  return kCycles * (rounds == nullptr ? 1 : std::atoi(rounds));
}

// What the commit of a version writes: a text that tells the version, in one of seven places,
// and a delete in another. Long enough that memtables are flushed now and then, and that some
// go to files at once. The first makes an index.
Batch BatchOf(std::uint64_t version) {
  if (version == 1) {
    return {{{kCatalogType, kIndexAttribute, CatalogSubject(1, 1)}, Value::Int(1)}};
  }
  const auto subject = [&](std::uint64_t offset) {
    return std::string(1, static_cast<char>('a' + (version + offset) % 7));
  };
  const std::size_t dots = version % 29 == 0 ? 20'000 : version * 631 % 8000;
  const std::string text = std::to_string(version) + std::string(dots, '.');
  return {{{1, 1, subject(0)}, Value::Text(text)}, {{1, 1, subject(3)}, Value()}};
}

// Commits, telling of each, until it is killed.
void CommitForEver(const std::string& folder, testing::Pipe& to_parent) {
  const auto files = MakeRealFileSystem();
  StoreOptions options;
  options.shape.memtable_bytes = 32 << 10;
  options.shape.level0_files = 2;
  options.shape.block.rows = 4;
  const auto store = Store::Open(*files, folder, options);
  if (!store.ok()) return;
  to_parent.Write((*store)->version());
  for (;;) {
    const std::uint64_t next = (*store)->version() + 1;
    const bool durable = next % 16 == 0;
    const auto version = next == 1
                             ? (*store)->CreateIndex(1, 1, IndexKind::kPlain)
                             : (*store)->Apply(BatchOf(next), durable ? Durability::kDurable
                                                                      : Durability::kRelaxed);
    if (!version.ok()) return;
    to_parent.Write(*version);
  }
}

TEST_SUITE("Store of a killed process") {
  TEST_CASE("holds every commit that was acknowledged and at most one more") {
    testing::Random random(1);
    const testing::TemporaryFolder folder;
    const auto files = MakeRealFileSystem();
    Triples expected;
    std::uint64_t version = 0;
    const int cycles = Cycles();
    for (int cycle = 0; cycle < cycles; ++cycle) {
      CAPTURE(cycle);
      testing::ChildProcess child(
          [&](testing::Pipe& to_parent) { CommitForEver(folder.path(), to_parent); });
      // Meanwhile the child runs ahead, so that it dies anywhere: in a write, a sync, or,
      // when nothing is waited for, while it recovers.
      std::uint64_t acknowledged = version;
      for (std::uint64_t heard = random.Below(30); heard > 0; --heard) {
        const auto next = child.Read();
        REQUIRE(next.has_value());
        acknowledged = *next;
      }
      child.Kill();
      while (const auto next = child.Read()) acknowledged = *next;

      const auto store = Store::Open(*files, folder.path());
      REQUIRE_MESSAGE(store.ok(), store.status().ToString());
      REQUIRE((*store)->version() >= acknowledged);
      REQUIRE((*store)->version() <= acknowledged + 1);
      while (version < (*store)->version()) expected.Apply(BatchOf(++version));
      REQUIRE(testing::TriplesOf(**store) == expected);
      REQUIRE(testing::CheckIndexes(**store).ok());
    }
    CHECK(version > 100);
    const auto store = Store::Open(*files, folder.path());
    CHECK((*store)->Statistics().file_rows > 0);
    CHECK((*store)->Verify().ok());
  }
}

}  // namespace
}  // namespace cambium
