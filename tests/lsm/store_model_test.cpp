// The store against a map of every version, on random histories with all that a store does.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "doctest/doctest.h"
#include "lsm/dropped_types.h"
#include "lsm/file_system.h"
#include "lsm/store.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"

namespace cambium {
namespace {

using testing::IntegerKey;
using testing::StoreHistory;

constexpr Durability kRelaxed = Durability::kRelaxed;
constexpr Durability kDurable = Durability::kDurable;

std::unique_ptr<Store> Open(FileSystem& files, const StoreOptions& options) {
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(files, "db", options);
  REQUIRE_MESSAGE(store.ok(), store.status().ToString());
  return *std::move(store);
}

// One random life of a store, compared with the map of every version at every step.
void RunHistory(testing::Random& random) {
  const auto files = MakeMemoryFileSystem();
  StoreOptions options = random.OneIn(4) ? testing::InlineStore() : testing::TinyStore();
  options.shape.block.rows = 1 + static_cast<std::uint32_t>(random.Below(4));
  options.shape.level0_files = 1 + static_cast<std::uint32_t>(random.Below(4));
  options.shape.file_bytes = 200 + random.Below(1000);
  options.shape.base_level_bytes = 200 + random.Below(2000);
  if (options.shape.memtable_bytes != 0 && random.OneIn(2)) {
    options.shape.memtable_bytes = 17'000 + random.Below(3000);
  }
  if (random.OneIn(3)) options.shape.large_commit_bytes = 1 + random.Below(300);
  if (random.OneIn(2)) options.history.versions = random.Below(10);
  StoreHistory history;
  auto store = Open(*files, options);
  std::vector<Snapshot> snapshots;
  std::optional<TypeId> dropped;
  const auto without_dropped = [&dropped](Batch batch) {
    std::erase_if(batch, [&](const Triple& triple) { return triple.key.type == dropped; });
    return batch;
  };
  for (int step = 0; step < 60; ++step) {
    CAPTURE(step);
    if (random.OneIn(10)) {
      snapshots.clear();
      store.reset();
      store = Open(*files, options);
      history.CheckHoldsAll(*store);
    }
    Batch written = without_dropped(testing::RandomBatch(random));
    if (!dropped.has_value() && random.OneIn(40)) {
      dropped = 1;
      written.push_back(DropOfType(*dropped));
    }
    REQUIRE(history.Apply(*store, written, random.OneIn(2) ? kRelaxed : kDurable).ok());
    if (random.OneIn(12)) REQUIRE(store->Compact().ok());
    if (random.OneIn(12)) {
      Batch batch = without_dropped(testing::RandomBatch(random));
      batch.resize(std::min<std::size_t>(batch.size(), 1));
      REQUIRE(history.Ingest(*store, batch).ok());
    }
    if (random.OneIn(6)) snapshots.push_back(store->TakeSnapshot());
    if (random.OneIn(6) && !snapshots.empty()) {
      snapshots.erase(snapshots.begin() +
                      static_cast<std::ptrdiff_t>(random.Below(snapshots.size())));
    }
    for (const Snapshot& snapshot : snapshots) {
      if (!random.OneIn(4)) continue;
      REQUIRE(testing::TriplesOf(*store, snapshot.version()) == history.At(snapshot.version()));
    }
    const std::uint64_t past =
        store->version() -
        random.Below(std::min(store->version(), options.history.versions) + 1);
    REQUIRE(testing::TriplesOf(*store, past) == history.At(past));
  }
  REQUIRE(store->Verify().ok());
  history.CheckHoldsAll(*store);
}

TEST_SUITE("Store against a map") {
  TEST_CASE("random histories with all that a store does equal a map of every version") {
    testing::ForSeeds(150, RunHistory);
  }

  TEST_CASE("large random histories equal a map") {
    testing::ForSeeds(3, [](testing::Random& random) {
      const auto files = MakeMemoryFileSystem();
      StoreOptions options = testing::InlineStore();
      options.shape.memtable_bytes = 40'000;
      options.shape.base_level_bytes = 4000;
      options.shape.file_bytes = 8000;
      options.shape.block.rows = 64;
      StoreHistory history;
      const auto store = Open(*files, options);
      std::vector<Snapshot> snapshots;
      for (int step = 0; step < 200; ++step) {
        Batch batch(random.Below(60));
        for (Triple& triple : batch) {
          triple.key = {1, static_cast<AttributeId>(random.Below(3)),
                        IntegerKey(static_cast<std::int64_t>(random.Below(3000)))};
          if (!random.OneIn(5)) triple.value = Value::Int(random.Between(0, 1000));
        }
        REQUIRE(history.Apply(*store, batch, kRelaxed).ok());
        if (step % 70 == 0) snapshots.push_back(store->TakeSnapshot());
      }
      history.CheckHoldsAll(*store);
      for (const Snapshot& snapshot : snapshots) {
        CHECK(testing::TriplesOf(*store, snapshot.version()) == history.At(snapshot.version()));
      }
      CHECK(store->Statistics().compactions >= 2);
      CHECK(store->Verify().ok());
    });
  }
}

}  // namespace
}  // namespace cambium
