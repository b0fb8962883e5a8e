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
void CheckRecovers(PowerCutFileSystem& files, Survival survival, StoreHistory& history) {
  auto store = Store::Open(files, "db");
  REQUIRE_MESSAGE(store.ok(), store.status().ToString());
  if (survival == Survival::kEverything) {
    history.CheckHoldsAllOrOneMore(**store);
  } else {
    history.CheckHoldsPrefix(**store);
  }
  const Batch next = One(2, "next", Value::Int(7));
  REQUIRE(history.Apply(**store, next, Durability::kDurable).ok());
  store->reset();
  store = Store::Open(files, "db");
  REQUIRE_MESSAGE(store.ok(), store.status().ToString());
  history.CheckHoldsAll(**store);
}

// Cuts the power of the scenario after each change; the number of them.
uint64_t CutEverywhere(Survival survival, testing::Random& random) {
  for (uint64_t changes = 1;; ++changes) {
    CAPTURE(changes);
    PowerCutFileSystem files;
    StoreHistory history;
    files.CutAfter(changes);
    const absl::Status status = testing::RunScenario(files, history);
    CHECK((status.ok() || !files.has_power()));
    if (files.has_power()) return changes;
    files.PowerOn(survival, random);
    CheckRecovers(files, survival, history);
  }
}

// Commits, and now and then flushes or opens the store again; whether there was power.
bool CommitOnce(FileSystem& files, StoreHistory& history, testing::Random& random,
                std::unique_ptr<Store>& store) {
  const Durability durability = random.OneIn(4) ? Durability::kDurable : Durability::kRelaxed;
  if (!history.Apply(*store, testing::RandomBatch(random), durability).ok()) return false;
  if (random.OneIn(6) && !history.Flush(*store).ok()) return false;
  if (!random.OneIn(5)) return true;
  store.reset();
  auto opened = Store::Open(files, "db");
  if (!opened.ok()) return false;
  store = *std::move(opened);
  history.CheckHoldsAll(*store);
  return true;
}

TEST_SUITE("Store under power cuts") {
  TEST_CASE("all that was synced is there when nothing else survives") {
    testing::Random random(1);
    CHECK(CutEverywhere(Survival::kNothing, random) > 30);
  }

  TEST_CASE("all that was committed is there when everything survives") {
    testing::Random random(1);
    CHECK(CutEverywhere(Survival::kEverything, random) > 30);
  }

  TEST_CASE("a prefix with all that was synced is there when anything survives") {
    testing::ForSeeds(
        2, [](testing::Random& random) { CutEverywhere(Survival::kAnything, random); });
  }

  TEST_CASE("random histories survive one cut after the other") {
    testing::ForSeeds(100, [](testing::Random& random) {
      PowerCutFileSystem files;
      StoreHistory history;
      for (int life = 0; life < 6; ++life) {
        CAPTURE(life);
        if (random.OneIn(3)) files.CutAfter(1 + random.Below(8));  // While it recovers.
        if (auto store = Store::Open(files, "db"); store.ok()) {
          history.CheckHoldsPrefix(**store);
          files.CutAfter(1 + random.Below(20));
          while (CommitOnce(files, history, random, *store)) continue;
        }
        REQUIRE_FALSE(files.has_power());
        files.PowerOn(Survival::kAnything, random);
      }
      CheckRecovers(files, Survival::kAnything, history);
    });
  }
}

}  // namespace
}  // namespace cambium
