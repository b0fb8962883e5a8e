// Stores on a disk whose n-th call fails, for every n.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "lsm/store.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/power_cut_file_system.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"

namespace cambium {
namespace {

using testing::Fault;
using testing::FaultFileSystem;
using testing::One;
using testing::PowerCutFileSystem;
using testing::StoreHistory;
using testing::Survival;

bool Says(const absl::Status& status, const std::string& text) {
  return status.message().find(text) != std::string::npos;
}

constexpr const char* kReadOnly = "store is read-only until it is opened again, after: ";
constexpr const char* kMayStand = "; the commit may stand when the store is opened again";

// Breaks the scenario at each call; the number of them.
uint64_t FailEverywhere(Fault fault, const StoreOptions& options) {
  for (fault.call = 1;; ++fault.call) {
    CAPTURE(fault.call);
    const auto disk = MakeMemoryFileSystem();
    FaultFileSystem files(*disk);
    StoreHistory history;
    files.Plan(fault);
    const absl::Status status = testing::RunScenario(files, options, history);
    INFO(status.ToString());
    if (files.failed_path().empty()) {
      REQUIRE(status.ok());
      return fault.call;
    }
    // What fails behind a commit may show at the next one only, or in no way that matters.
    if (!status.ok()) CHECK(Says(status, "the disk has a fault: "));
    files.Repair();
    const auto store = Store::Open(files, "db", options);
    REQUIRE_MESSAGE(store.ok(), store.status().ToString());
    if (Says(status, kMayStand)) {
      history.CheckHoldsAllOrOneMore(**store);
    } else {
      history.CheckHoldsAll(**store);
    }
    CHECK(history.Apply(**store, One(1, "next", Value::Int(5)), Durability::kDurable).ok());
    history.CheckHoldsAll(**store);
  }
}

// Does something once, when it is asked next: a commit asks while it is being written.
struct InterruptingClock final : Clock {
  std::int64_t NowMicros() override {
    if (then != nullptr) std::exchange(then, nullptr)();
    return 0;
  }
  std::function<void()> then;
};

// A store on a disk that can fail, with one commit.
struct Broken {
  PowerCutFileSystem disk;
  FaultFileSystem files{disk};
  StoreHistory history;
  std::unique_ptr<Store> store;

  explicit Broken(const StoreOptions& options = testing::InlineStore()) {
    auto opened = Store::Open(files, "db", options);
    REQUIRE(opened.ok());
    store = *std::move(opened);
    CHECK(history.Apply(*store, One(1, "a", Value::Int(1)), Durability::kDurable).ok());
  }
  absl::Status Apply(const Fault& fault) {
    files.Plan(fault);
    return history.Apply(*store, One(1, "a", Value::Int(2)), Durability::kDurable);
  }
  void Reopen() {
    store.reset();
    files.Repair();
    auto opened = Store::Open(files, "db", testing::InlineStore());
    REQUIRE_MESSAGE(opened.ok(), opened.status().ToString());
    store = *std::move(opened);
  }
};

// The calls of a durable commit.
constexpr uint64_t kAppend = 1;
constexpr uint64_t kSync = 2;

TEST_SUITE("Store on a failing disk") {
  TEST_CASE("one failing call loses nothing and lets no failed commit through") {
    CHECK(FailEverywhere({.written_halves = 2}, testing::InlineStore()) > 80);
    CHECK(FailEverywhere({.written_halves = 1}, testing::TinyStore()) > 200);
    CHECK(FailEverywhere({.written_halves = 1}, testing::LargeCommitStore()) > 100);
  }

  TEST_CASE("a disk that fails for good loses nothing") {
    for (const unsigned halves : {0U, 1U, 2U}) {
      const Fault fault{.for_good = true, .written_halves = halves};
      CHECK(FailEverywhere(fault, testing::InlineStore()) > 80);
      CHECK(FailEverywhere(fault, testing::TinyStore()) > 200);
    }
    CHECK(FailEverywhere({.for_good = true}, testing::LargeCommitStore()) > 100);
  }

  TEST_CASE("after a failed call the store reads and refuses to write") {
    for (const Fault& fault :
         {Fault{.call = kAppend, .written_halves = 0},
          Fault{.call = kAppend, .written_halves = 1},
          Fault{.call = kAppend, .written_halves = 2}, Fault{.call = kSync}}) {
      CAPTURE(fault.call);
      CAPTURE(fault.written_halves);
      Broken broken;
      CHECK(Says(broken.Apply(fault), "the disk has a fault: db/log-1"));
      for (int attempt = 0; attempt < 2; ++attempt) {
        for (const absl::Status& refused :
             {broken.Apply({}), broken.history.Flush(*broken.store)}) {
          CHECK(absl::IsFailedPrecondition(refused));
          CHECK(refused.message() == kReadOnly + std::string("the disk has a fault: db/log-1"));
        }
        broken.history.CheckHoldsAll(*broken.store);
      }
      broken.Reopen();
      broken.history.CheckHoldsAll(*broken.store);
      CHECK(broken.Apply({}).ok());
    }
  }

  TEST_CASE("a failed flush makes the store refuse to write and takes back nothing") {
    Broken broken;
    const Batch relaxed = One(1, "b", Value::Int(2));
    CHECK(broken.history.Apply(*broken.store, relaxed, Durability::kRelaxed).ok());
    broken.files.Plan({.call = 1});
    CHECK(Says(broken.history.Flush(*broken.store), "the disk has a fault: db/log-1"));
    CHECK(Says(broken.Apply({}), kReadOnly));
    CHECK(Says(broken.history.Flush(*broken.store), kReadOnly));
    broken.history.CheckHoldsAll(*broken.store);
    broken.Reopen();
    broken.history.CheckHoldsAll(*broken.store);
  }

  TEST_CASE("a commit that is being written when the store breaks is taken back") {
    InterruptingClock clock;
    StoreOptions options = testing::InlineStore();
    options.clock = &clock;
    Broken broken(options);
    const Batch relaxed = One(1, "b", Value::Int(2));
    CHECK(broken.history.Apply(*broken.store, relaxed, Durability::kRelaxed).ok());
    clock.then = [&] {
      broken.files.Plan({.call = 1});
      CHECK(Says(broken.store->Flush(), "the disk has a fault: db/log-1"));
    };
    const Batch durable = One(1, "a", Value::Int(2));
    CHECK(Says(broken.history.Apply(*broken.store, durable, Durability::kDurable), kReadOnly));
    broken.history.CheckHoldsAll(*broken.store);
    broken.Reopen();
    broken.history.CheckHoldsAll(*broken.store);
  }

  TEST_CASE("a failed commit stays away after a power cut too") {
    for (const Survival survival : {Survival::kNothing, Survival::kEverything}) {
      for (const uint64_t call : {kAppend, kSync}) {
        Broken broken;
        CHECK_FALSE(broken.Apply({.call = call, .written_halves = 2}).ok());
        testing::Random random(1);
        broken.store.reset();
        broken.disk.PowerOn(survival, random);
        broken.Reopen();
        broken.history.CheckHoldsAll(*broken.store);
      }
    }
    testing::ForSeeds(100, [](testing::Random& random) {
      Broken broken;
      const uint64_t call = 1 + random.Below(2);
      CHECK_FALSE(broken.Apply({.call = call, .written_halves = 2}).ok());
      broken.store.reset();
      broken.disk.PowerOn(Survival::kAnything, random);
      broken.Reopen();
      broken.history.CheckHoldsAll(*broken.store);
    });
  }

  TEST_CASE("a commit that could not be taken back may stand and the error says so") {
    Broken broken;
    const absl::Status status = broken.Apply({.call = kSync, .for_good = true});
    CHECK(
        status.message() ==
        "the disk has a fault: db/log-1; the commit may stand when the store is opened again, "
        "after: the disk has a fault: db/log-1");
    CHECK(broken.store->version() == 1);
    broken.Reopen();
    CHECK(broken.store->version() == 2);
    broken.history.CheckHoldsAllOrOneMore(*broken.store);
  }
}

}  // namespace
}  // namespace cambium
