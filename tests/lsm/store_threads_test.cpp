// One store and many threads: readers see whole commits in order, durable writers share syncs,
// and flushes and compactions go on below all of it.
// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "lsm/store.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/store_history.h"

namespace cambium {
namespace {

using testing::IntegerKey;

constexpr int kSubjects = 50;

StoreOptions BusyStore() {
  StoreOptions options;
  options.memory_bytes = 64 << 10;
  options.shape.memtable_bytes = 20'000;
  options.shape.block.rows = 8;
  options.shape.file_bytes = 2000;
  options.shape.base_level_bytes = 4000;
  options.shape.level0_files = 2;
  return options;
}

// Each commit writes its number to every subject, so a reader must find one number everywhere.
Batch Everywhere(std::int64_t number) {
  Batch batch;
  for (int i = 0; i < kSubjects; ++i) {
    batch.push_back({{1, 1, IntegerKey(i)}, Value::Int(number)});
  }
  return batch;
}

// What a reader finds wrong: checks run on one thread only.
struct Faults {
  std::atomic<int> failed = 0;
  std::atomic<int> torn = 0;
  std::atomic<int> backwards = 0;
};

void ReadUntil(const Store& store, const std::atomic<bool>& done, Faults& faults) {
  std::int64_t before = 0;
  while (!done) {
    const AttributeId attribute = 1;
    std::int64_t number = -1;
    int count = 0;
    const absl::Status status =
        store.Scan(1, {&attribute, 1}, [&](const std::string&, auto values) {
          if (count++ == 0) number = values[0].AsInt();
          if (values[0].AsInt() != number) ++faults.torn;
        });
    if (!status.ok()) ++faults.failed;
    if (count != 0 && count != kSubjects) ++faults.torn;
    if (count != 0 && number < before) ++faults.backwards;
    before = number;
    if (!store.Get({1, 1, IntegerKey(number % kSubjects)}).ok()) ++faults.failed;
  }
}

TEST_SUITE("Store with threads") {
  TEST_CASE("readers see whole commits in order while files come and go") {
    const auto files = MakeMemoryFileSystem();
    const auto store = *Store::Open(*files, "db", BusyStore());
    std::atomic<bool> done = false;
    Faults faults;
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) {
      readers.emplace_back([&] { ReadUntil(*store, done, faults); });
    }
    bool all_ok = true;
    for (std::int64_t number = 1; number <= 400; ++number) {
      all_ok = all_ok && store->Apply(Everywhere(number), Durability::kRelaxed).ok();
      if (number % 100 == 0) all_ok = all_ok && store->Compact().ok();
    }
    done = true;
    for (std::thread& reader : readers) reader.join();
    CHECK(all_ok);
    CHECK(faults.failed == 0);
    CHECK(faults.torn == 0);
    CHECK(faults.backwards == 0);
    CHECK(store->Statistics().flushes > 2);
    CHECK(store->Statistics().compactions > 2);
  }

  TEST_CASE("a snapshot stays as it is while others write") {
    const auto files = MakeMemoryFileSystem();
    const auto store = *Store::Open(*files, "db", BusyStore());
    REQUIRE(store->Apply(Everywhere(1), Durability::kRelaxed).ok());
    std::atomic<bool> done = false;
    std::atomic<int> wrong = 0;
    const Snapshot snapshot = store->TakeSnapshot();
    std::thread reader([&] {
      for (std::int64_t i = 0; !done; ++i) {
        const auto value = store->Get({1, 1, IntegerKey(i % kSubjects)}, snapshot.version());
        if (!value.ok() || *value != Value::Int(1)) ++wrong;
      }
    });
    bool all_ok = true;
    for (std::int64_t number = 2; number <= 300; ++number) {
      all_ok = all_ok && store->Apply(Everywhere(number), Durability::kRelaxed).ok();
    }
    done = true;
    reader.join();
    CHECK(all_ok);
    CHECK(wrong == 0);
  }

  TEST_CASE("durable and relaxed writers and flushers get versions of their own") {
    const auto files = MakeMemoryFileSystem();
    constexpr int kWriters = 4;
    constexpr int kCommits = 100;
    {
      const auto store = *Store::Open(*files, "db", BusyStore());
      std::atomic<int> failed = 0;
      std::vector<std::thread> writers;
      for (int writer = 0; writer < kWriters; ++writer) {
        writers.emplace_back([&, writer] {
          for (int i = 0; i < kCommits; ++i) {
            const Batch batch = testing::One(1, IntegerKey(writer * kCommits + i),
                                             Value::Text(std::string(100, 'x')));
            const bool durable = (i + writer) % 3 == 0;
            const auto version =
                store->Apply(batch, durable ? Durability::kDurable : Durability::kRelaxed);
            if (!version.ok() || store->version() < *version) ++failed;
            if (i % 20 == 0 && !store->Flush().ok()) ++failed;
          }
        });
      }
      for (std::thread& writer : writers) writer.join();
      CHECK(failed == 0);
      CHECK(store->version() == kWriters * kCommits);
    }
    const auto store = *Store::Open(*files, "db", BusyStore());
    CHECK(testing::TriplesOf(*store).values.size() == kWriters * kCommits);
  }

  TEST_CASE("when the log fails below many writers what was refused is not there later") {
    constexpr int kWriters = 4;
    for (std::uint64_t call = 1; call <= 60; ++call) {
      CAPTURE(call);
      const auto disk = MakeMemoryFileSystem();
      testing::FaultFileSystem files(*disk);
      std::vector<std::int64_t> acknowledged(kWriters);
      {
        const auto store = *Store::Open(files, "db", BusyStore());
        files.Plan({.call = call, .written_halves = 2, .paths = "log-"});
        std::vector<std::thread> writers;
        for (int writer = 0; writer < kWriters; ++writer) {
          writers.emplace_back([&, writer] {
            const bool durable = writer % 2 == 0;
            for (std::int64_t number = 1; number <= 20; ++number) {
              const Batch batch = testing::One(1, IntegerKey(writer), Value::Int(number));
              const auto version =
                  store->Apply(batch, durable ? Durability::kDurable : Durability::kRelaxed);
              if (!version.ok()) return;
              acknowledged[static_cast<std::size_t>(writer)] = number;
            }
          });
        }
        for (std::thread& writer : writers) writer.join();
      }
      files.Repair();
      const auto store = *Store::Open(files, "db", BusyStore());
      for (int writer = 0; writer < kWriters; ++writer) {
        const std::int64_t number = acknowledged[static_cast<std::size_t>(writer)];
        CHECK(*store->Get({1, 1, IntegerKey(writer)}) ==
              (number == 0 ? Value() : Value::Int(number)));
      }
    }
  }
}

}  // namespace
}  // namespace cambium
