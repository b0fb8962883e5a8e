// Stores that lose power after every single change, and come up with whatever of the rest the
// disk has kept.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <memory>

#include "doctest/doctest.h"
#include "lsm/store.h"
#include "tests/support/power_cut_file_system.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"

namespace cambium {
namespace {

using testing::One;
using testing::PowerCutFileSystem;
using testing::StoreHistory;
using testing::Survival;

// Opens what a power cut has left, and goes on: recovery must leave a store that works.
void CheckRecovers(PowerCutFileSystem& files, Survival survival, const StoreOptions& options,
                   StoreHistory& history) {
  auto store = Store::Open(files, "db", options);
  REQUIRE_MESSAGE(store.ok(), store.status().ToString());
  if (survival == Survival::kEverything) {
    history.CheckHoldsAllOrOneMore(**store);
  } else {
    history.CheckHoldsPrefix(**store);
  }
  const Batch next = One(2, "next", Value::Int(7));
  REQUIRE(history.Apply(**store, next, Durability::kDurable).ok());
  store->reset();
  store = Store::Open(files, "db", options);
  REQUIRE_MESSAGE(store.ok(), store.status().ToString());
  history.CheckHoldsAll(**store);
}

// Cuts the power of the scenario after each change; the number of them.
uint64_t CutEverywhere(Survival survival, const StoreOptions& options,
                       testing::Random& random) {
  for (uint64_t changes = 1;; ++changes) {
    CAPTURE(changes);
    PowerCutFileSystem files;
    StoreHistory history;
    files.CutAfter(changes);
    const absl::Status status = testing::RunScenario(files, options, history);
    CHECK((status.ok() || !files.has_power()));
    if (files.has_power()) return changes;
    files.PowerOn(survival, random);
    CheckRecovers(files, survival, options, history);
  }
}

// Commits, and now and then flushes or opens the store again; whether there was power.
bool CommitOnce(FileSystem& files, const StoreOptions& options, StoreHistory& history,
                testing::Random& random, std::unique_ptr<Store>& store) {
  const Durability durability = random.OneIn(4) ? Durability::kDurable : Durability::kRelaxed;
  if (!history.Apply(*store, testing::RandomBatch(random), durability).ok()) return false;
  if (random.OneIn(6) && !history.Flush(*store).ok()) return false;
  if (!random.OneIn(5)) return true;
  store.reset();
  auto opened = Store::Open(files, "db", options);
  if (!opened.ok()) return false;
  store = *std::move(opened);
  return history.HoldsAll(*store).ok();
}

TEST_SUITE("Store under power cuts") {
  TEST_CASE("all that was synced is there when nothing else survives") {
    testing::Random random(1);
    CHECK(CutEverywhere(Survival::kNothing, testing::InlineStore(), random) > 60);
    CHECK(CutEverywhere(Survival::kNothing, testing::TinyStore(), random) > 120);
    CHECK(CutEverywhere(Survival::kNothing, testing::LargeCommitStore(), random) > 100);
  }

  TEST_CASE("all that was committed is there when everything survives") {
    testing::Random random(1);
    CHECK(CutEverywhere(Survival::kEverything, testing::InlineStore(), random) > 60);
    CHECK(CutEverywhere(Survival::kEverything, testing::TinyStore(), random) > 120);
  }

  TEST_CASE("a prefix with all that was synced is there when anything survives") {
    testing::ForSeeds(4, [](testing::Random& random) {
      CutEverywhere(Survival::kAnything, testing::InlineStore(), random);
      CutEverywhere(Survival::kAnything, testing::TinyStore(), random);
      CutEverywhere(Survival::kAnything, testing::LargeCommitStore(), random);
    });
  }

  TEST_CASE("random histories survive one cut after the other") {
    testing::ForSeeds(100, [](testing::Random& random) {
      PowerCutFileSystem files;
      StoreHistory history;
      const StoreOptions options =
          random.OneIn(2) ? testing::TinyStore() : testing::InlineStore();
      for (int life = 0; life < 6; ++life) {
        CAPTURE(life);
        if (random.OneIn(3)) files.CutAfter(1 + random.Below(12));  // While it recovers.
        auto store = Store::Open(files, "db", options);
        CHECK((store.ok() || !files.has_power()));
        if (store.ok() && files.has_power()) {
          history.CheckHoldsPrefix(**store);
          files.CutAfter(1 + random.Below(40));
          while (CommitOnce(files, options, history, random, *store)) continue;
          CHECK_FALSE(files.has_power());
        }
        if (store.ok()) store->reset();  // While the power is out.
        files.CutAfter(0);
        files.PowerOn(Survival::kAnything, random);
      }
      CheckRecovers(files, Survival::kAnything, options, history);
    });
  }
}

}  // namespace
}  // namespace cambium
