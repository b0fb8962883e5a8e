// The store by example.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/store.h"

#include <memory>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "lsm/triple.h"
#include "tests/support/aborts.h"
#include "tests/support/dump.h"
#include "tests/support/manual_clock.h"
#include "tests/support/store_history.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

using testing::IntegerKey;
using testing::One;
using testing::StoreHistory;
using testing::Triples;

constexpr Durability kRelaxed = Durability::kRelaxed;
constexpr Durability kDurable = Durability::kDurable;

std::unique_ptr<Store> Open(FileSystem& files, const StoreOptions& options = {},
                            const std::string& folder = "db") {
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(files, folder, options);
  REQUIRE_MESSAGE(store.ok(), store.status().ToString());
  return *std::move(store);
}

std::uint64_t Apply(Store& store, const Batch& batch) {
  const absl::StatusOr<std::uint64_t> version = store.Apply(batch, kRelaxed);
  REQUIRE_MESSAGE(version.ok(), version.status().ToString());
  return *version;
}

using Found = std::vector<std::pair<std::string, Row>>;

Found Scan(const Store& store, TypeId type, std::vector<AttributeId> attributes) {
  Found found;
  const absl::Status status =
      store.Scan(type, attributes, [&](const std::string& subject, auto values) {
        found.emplace_back(subject, Row(values));
      });
  REQUIRE_MESSAGE(status.ok(), status.ToString());
  return found;
}

Value Get(const Store& store, const TripleKey& key, std::uint64_t version = Store::kNow) {
  const auto value = store.Get(key, version);
  REQUIRE_MESSAGE(value.ok(), value.status().ToString());
  return *value;
}

const Value kNull;
const Value kOne = Value::Int(1);
const Value kTwo = Value::Int(2);

TEST_SUITE("Store") {
  TEST_CASE("gives back what was committed") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files);
    Apply(*store, {{{7, 1, "ada"}, Value::Text("Ada")}, {{7, 2, "ada"}, Value::Int(36)}});
    CHECK(Get(*store, {7, 1, "ada"}) == Value::Text("Ada"));
    CHECK(Get(*store, {7, 2, "ada"}) == Value::Int(36));
  }

  TEST_CASE("what is absent is NULL whichever part of its key differs") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::TinyStore());
    Apply(*store, {{{7, 1, "ada"}, kOne}});
    for (int attempt = 0; attempt < 2; ++attempt) {  // From memory and from a file.
      CHECK(Get(*store, {7, 1, "bob"}).is_null());
      CHECK(Get(*store, {7, 2, "ada"}).is_null());
      CHECK(Get(*store, {8, 1, "ada"}).is_null());
      CHECK(Get(*store, {7, 1, "ada"}) == kOne);
      REQUIRE(store->Compact().ok());
    }
  }

  TEST_CASE("writing NULL deletes") {
    const auto files = MakeMemoryFileSystem();
    auto store = Open(*files);
    Apply(*store, One(1, "a", kOne));
    Apply(*store, One(1, "a", kNull));
    Apply(*store, One(1, "never there", kNull));
    CHECK(Get(*store, {1, 1, "a"}).is_null());
    CHECK(Scan(*store, 1, {1}).empty());
    store.reset();
    store = Open(*files);
    CHECK(Scan(*store, 1, {1}).empty());
    REQUIRE(store->Compact().ok());
    CHECK(store->Statistics().file_rows == 0);
  }

  TEST_CASE("a later triple of one batch wins") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files);
    Apply(*store, {{{1, 1, "a"}, kOne}, {{1, 1, "a"}, kTwo}});
    CHECK(Get(*store, {1, 1, "a"}) == kTwo);
    Apply(*store, {{{1, 1, "a"}, kNull}, {{1, 1, "a"}, kOne}});
    CHECK(Get(*store, {1, 1, "a"}) == kOne);
    Apply(*store, {{{1, 1, "a"}, kTwo}, {{1, 1, "a"}, kNull}});
    CHECK(Get(*store, {1, 1, "a"}).is_null());
  }

  TEST_CASE("versions count commits from one and go on after reopening") {
    const auto files = MakeMemoryFileSystem();
    auto store = Open(*files);
    CHECK(store->version() == 0);
    CHECK(Apply(*store, One(1, "a", kOne)) == 1);
    CHECK(Apply(*store, {}) == 2);
    CHECK(store->version() == 2);
    store.reset();
    store = Open(*files);
    CHECK(store->version() == 2);
    CHECK(Apply(*store, One(1, "a", kTwo)) == 3);
  }

  TEST_CASE("a scan visits the subjects that have its first attribute and fills gaps") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::TinyStore());
    const Value text = Value::Text("t");
    Apply(*store, {{{1, 1, "b"}, kOne}, {{1, 1, "d"}, kTwo}, {{1, 1, "a"}, kTwo}});
    Apply(*store, {{{1, 2, "a"}, text}, {{1, 2, "c"}, text}, {{1, 2, "d"}, text}});
    Apply(*store, {{{1, 3, "d"}, kOne}, {{2, 1, "z"}, kOne}, {{0, 3, "y"}, kOne}});
    CHECK(Scan(*store, 1, {1}) == Found{{"a", {kTwo}}, {"b", {kOne}}, {"d", {kTwo}}});
    CHECK(Scan(*store, 1, {1, 2, 3}) == Found{{"a", {kTwo, text, kNull}},
                                              {"b", {kOne, kNull, kNull}},
                                              {"d", {kTwo, text, kOne}}});
    CHECK(Scan(*store, 1, {2, 1}) ==
          Found{{"a", {text, kTwo}}, {"c", {text, kNull}}, {"d", {text, kTwo}}});
    CHECK(Scan(*store, 1, {3, 3, 9}) == Found{{"d", {kOne, kOne, kNull}}});
    CHECK(Scan(*store, 1, {9, 1}).empty());
    CHECK(Scan(*store, 3, {1}).empty());
  }

  TEST_CASE("integer subjects come in their order before all others") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files);
    Batch batch;
    for (const std::int64_t key :
         {INT64_MAX, std::int64_t{300}, std::int64_t{0}, std::int64_t{-1}, INT64_MIN}) {
      batch.push_back({{1, 1, IntegerKey(key)}, Value::Int(key)});
    }
    batch.push_back({{1, 1, ""}, kOne});
    Apply(*store, batch);
    std::vector<std::string> subjects;
    for (const auto& [subject, row] : Scan(*store, 1, {1})) subjects.push_back(subject);
    CHECK(subjects == std::vector<std::string>{IntegerKey(INT64_MIN), IntegerKey(-1),
                                               IntegerKey(0), IntegerKey(300),
                                               IntegerKey(INT64_MAX), ""});
  }

  TEST_CASE("an entity is read attribute by attribute") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files);
    Apply(*store, {{{1, 1, "a"}, kOne}, {{1, 3, "a"}, kTwo}, {{1, 2, "b"}, kTwo}});
    const std::vector<AttributeId> attributes{3, 2, 1};
    std::vector<Value> values(3, kOne);
    REQUIRE(store->GetEntity(1, "a", attributes, values).ok());
    CHECK(values == std::vector<Value>{kTwo, kNull, kOne});
  }

  TEST_CASE("a scan without attributes is a mistake of the program") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::InlineStore());
    CHECK(testing::LastWords([&] {
            store->Scan(1, {}, [](const std::string&, auto) {}).IgnoreError();
          }).find("scan names no attribute") != std::string::npos);
  }

  TEST_CASE("the number of scans is counted") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files);
    Scan(*store, 1, {1});
    Scan(*store, 1, {1, 2});
    CHECK(store->scan_count() == 2);
  }

  TEST_CASE("a folder of the operating system is made and opened again") {
    const testing::TemporaryFolder parent;
    const auto files = MakeRealFileSystem();
    const std::string folder = parent.path() + "/db";
    auto store = Open(*files, {}, folder);
    Apply(*store, One(1, "a", kOne));
    REQUIRE(store->Apply(One(1, "b", kTwo), kDurable).ok());
    REQUIRE(store->Flush().ok());
    store.reset();
    store = Open(*files, {}, folder);
    CHECK(Scan(*store, 1, {1}) == Found{{"a", {kOne}}, {"b", {kTwo}}});
  }

  TEST_CASE("a folder in a folder that is missing cannot be made") {
    const testing::TemporaryFolder parent;
    const auto files = MakeRealFileSystem();
    const auto store = Store::Open(*files, parent.path() + "/missing/db");
    CHECK(absl::IsNotFound(store.status()));
    CHECK(store.status().message().find("/missing/db'") != std::string::npos);
  }

  TEST_CASE("a second opening is refused and says of which folder") {
    const testing::TemporaryFolder folder;
    const std::unique_ptr<FileSystem> kinds[] = {MakeRealFileSystem(), MakeMemoryFileSystem()};
    for (const auto& files : kinds) {
      auto store = Open(*files, {}, folder.path());
      const auto second = Store::Open(*files, folder.path());
      CHECK(absl::IsFailedPrecondition(second.status()));
      CHECK(second.status().message() == "database is open already: " + folder.path());
      Apply(*store, One(1, "a", kOne));
      store.reset();
      CHECK(Open(*files, {}, folder.path())->version() == 1);
    }
  }

  TEST_CASE("a read-only opening sees the log too and changes nothing") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::InlineStore());
    Apply(*store, One(1, "a", kOne));
    const auto before = *files->List("db");
    StoreOptions options;
    options.read_only = true;
    {
      const auto reader = Open(*files, options);
      CHECK(Get(*reader, {1, 1, "a"}) == kOne);
      CHECK(absl::IsFailedPrecondition(reader->Apply(One(1, "a", kTwo), kRelaxed).status()));
      CHECK(absl::IsFailedPrecondition(reader->Compact()));
      CHECK(reader->Flush().ok());
    }
    const auto after = *files->List("db");
    REQUIRE(after.size() == before.size());
    for (std::size_t i = 0; i < after.size(); ++i) CHECK(after[i].size == before[i].size);
    CHECK(absl::IsNotFound(Store::Open(*files, "nothing", options).status()));
  }

  TEST_CASE("an opening says what it has found in logs and how far it is") {
    const auto files = MakeMemoryFileSystem();
    const auto crashed = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::InlineStore());
    for (int i = 0; i < 5; ++i) Apply(*store, One(1, "a", Value::Int(i)));
    std::uint64_t size = 0;
    const std::vector<FileEntry> entries = *files->List("db");
    for (const FileEntry& entry : entries) {
      const std::string bytes = *files->Read("db/" + entry.name);
      REQUIRE((*crashed->Create("db/" + entry.name))->Append(bytes).ok());
      if (entry.name.starts_with("log-")) size += entry.size;
    }
    std::vector<std::uint64_t> told;
    testing::ManualClock clock;
    StoreOptions options = testing::InlineStore();
    options.clock = &clock;
    options.on_recovery = [&](std::uint64_t done, std::uint64_t all) {
      told.push_back(done);
      CHECK(all == size);
      clock.micros += 7;
    };
    const auto again = Open(*crashed, options);
    CHECK(told == std::vector<std::uint64_t>{size});
    CHECK(again->Statistics().recovered_commits == 5);
    CHECK(again->Statistics().recovery_micros == 7);
    CHECK(store->Statistics().recovered_commits == 0);
  }

  TEST_CASE("closing leaves no log to be read") {
    const auto files = MakeMemoryFileSystem();
    auto store = Open(*files);
    Apply(*store, One(1, "a", kOne));
    store.reset();
    const std::vector<FileEntry> entries = *files->List("db");
    for (const FileEntry& entry : entries) {
      if (entry.name.starts_with("log-")) CHECK(entry.size == 0);
    }
    CHECK(Get(*Open(*files), {1, 1, "a"}) == kOne);
  }

  TEST_CASE("files that nothing names are removed by opening") {
    const auto files = MakeMemoryFileSystem();
    auto store = Open(*files);
    Apply(*store, One(1, "a", kOne));
    store.reset();
    for (const char* name : {"db/sorted-900", "db/manifest-901"}) {
      REQUIRE((*files->Create(name))->Append("left by a crash").ok());
    }
    store = Open(*files);
    CHECK(absl::IsNotFound(files->Read("db/sorted-900").status()));
    CHECK(absl::IsNotFound(files->Read("db/manifest-901").status()));
    CHECK(Get(*store, {1, 1, "a"}) == kOne);
  }

  TEST_CASE("an ingestion is one commit and must ascend") {
    const auto files = MakeMemoryFileSystem();
    StoreHistory history;
    auto store = Open(*files, testing::TinyStore());
    Batch batch;
    for (int i = 0; i < 50; ++i) batch.push_back({{1, 1, IntegerKey(i)}, Value::Int(i * i)});
    REQUIRE(history.Ingest(*store, batch).ok());
    CHECK(store->Statistics().level_files[kLevels - 1] > 1);
    history.CheckHoldsAll(*store);
    // Over what stands, and with a deletion.
    REQUIRE(history.Apply(*store, One(1, IntegerKey(7), kNull), kRelaxed).ok());
    REQUIRE(
        history.Ingest(*store, {{{1, 1, IntegerKey(3)}, kNull}, {{1, 1, IntegerKey(7)}, kOne}})
            .ok());
    history.CheckHoldsAll(*store);
    for (const Batch& wrong : {Batch{{{1, 1, "b"}, kOne}, {{1, 1, "a"}, kOne}},
                               Batch{{{1, 1, "a"}, kOne}, {{1, 1, "a"}, kOne}},
                               Batch{{{2, 1, "a"}, kOne}, {{1, 1, "b"}, kOne}}}) {
      const absl::Status refused = history.Ingest(*store, wrong);
      CHECK(absl::IsInvalidArgument(refused));
      CHECK(refused.message() == "triples do not ascend, at number 1");
      history.CheckHoldsAll(*store);
    }
    store.reset();
    store = Open(*files);
    history.CheckHoldsAll(*store);
  }

  TEST_CASE("all that it keeps in memory fits into its budget") {
    const auto files = MakeMemoryFileSystem();
    StoreOptions options = testing::InlineStore();
    options.memory_bytes = 400'000;
    options.shape.block.rows = 20;
    options.shape.file_bytes = 20'000;
    const auto store = Open(*files, options);
    const Value text = Value::Text(std::string(50, 'x'));
    for (int i = 0; i < 200; ++i) {
      Batch batch;
      for (int j = 0; j < 50; ++j) {
        const std::string subject = "subject " + std::to_string(i * 977 % 200 * 50 + j);
        batch.push_back({{1, 1, subject}, text});
      }
      Apply(*store, batch);
      if (i % 20 == 0)
        CHECK(testing::TriplesOf(*store).values.size() == static_cast<std::size_t>(i + 1) * 50);
      const StoreStatistics statistics = store->Statistics();
      const std::uint64_t taken =
          statistics.memtable_bytes + statistics.cached_bytes + statistics.directory_bytes;
      CHECK(taken <= options.memory_bytes + 20'000);  // A commit comes on top.
    }
    CHECK(store->Statistics().directory_bytes > 10'000);
  }

  TEST_CASE("a backup is a store of its own") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::TinyStore());
    for (int i = 0; i < 20; ++i) Apply(*store, One(1, IntegerKey(i % 7), Value::Int(i)));
    REQUIRE(store->Backup("copy").ok());
    const Triples then = testing::TriplesOf(*store);
    for (int i = 0; i < 20; ++i) Apply(*store, One(1, IntegerKey(i % 5), kNull));
    REQUIRE(store->Compact().ok());
    const auto copy = Open(*files, {}, "copy");
    CHECK(copy->version() == 20);
    CHECK(testing::TriplesOf(*copy) == then);
    CHECK(copy->Verify().ok());
    Apply(*copy, One(1, "a", kOne));
    CHECK(absl::IsFailedPrecondition(store->Backup("copy")));
  }
}

TEST_SUITE("Store and its past") {
  TEST_CASE("a snapshot sees its version while it lives") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::TinyStore());
    Apply(*store, One(1, "a", kOne));
    Snapshot snapshot = store->TakeSnapshot();
    CHECK(snapshot.version() == 1);
    for (int i = 0; i < 8; ++i) Apply(*store, One(1, "a", Value::Int(100 + i)));
    Apply(*store, One(1, "a", kNull));
    REQUIRE(store->Compact().ok());
    CHECK(Get(*store, {1, 1, "a"}).is_null());
    CHECK(Get(*store, {1, 1, "a"}, 1) == kOne);
    snapshot = Snapshot();
    Apply(*store, One(1, "b", kOne));
    REQUIRE(store->Compact().ok());
    CHECK(store->Get({1, 1, "a"}, 1).status().message() == "version is not kept any more: 1");
    CHECK(store->Statistics().file_rows == 1);
  }

  TEST_CASE("a snapshot of now is one of the newest version") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::TinyStore());
    Apply(*store, One(1, "a", kOne));
    const auto snapshot = store->SnapshotAt(Store::kNow);
    REQUIRE(snapshot.ok());
    CHECK(snapshot->version() == 1);
    Apply(*store, One(1, "a", kTwo));
    REQUIRE(store->Compact().ok());
    CHECK(Get(*store, {1, 1, "a"}, 1) == kOne);
  }

  TEST_CASE("a version that is not there yet is refused") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files);
    CHECK(store->Get({1, 1, "a"}, 1).status().message() == "version is not committed yet: 1");
    CHECK_FALSE(store->SnapshotAt(1).ok());
  }

  TEST_CASE("what was kept for a snapshot goes soon after the snapshot") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::TinyStore());
    for (int i = 0; i < 8; ++i) Apply(*store, One(1, IntegerKey(i), kOne));
    {
      const Snapshot snapshot = store->TakeSnapshot();
      for (int i = 0; i < 8; ++i) Apply(*store, One(1, IntegerKey(i), kTwo));
      REQUIRE(store->Compact().ok());
      CHECK(store->Statistics().file_rows == 16);
    }
    Apply(*store, One(1, IntegerKey(0), kOne));
    Apply(*store, One(1, IntegerKey(0), kOne));
    CHECK(store->Statistics().file_rows < 12);
  }

  TEST_CASE("a window of versions can be looked back on") {
    const auto files = MakeMemoryFileSystem();
    StoreOptions options = testing::TinyStore();
    options.history.versions = 3;
    auto store = Open(*files, options);
    for (int i = 1; i <= 10; ++i) Apply(*store, One(1, "a", Value::Int(i)));
    REQUIRE(store->Compact().ok());
    for (int attempt = 0; attempt < 2; ++attempt) {
      for (int i = 7; i <= 10; ++i) {
        CHECK(Get(*store, {1, 1, "a"}, static_cast<std::uint64_t>(i)) == Value::Int(i));
      }
      CHECK_FALSE(store->Get({1, 1, "a"}, 6).ok());
      CHECK(store->Statistics().file_rows == 4);
      store.reset();
      store = Open(*files, options);
    }
  }

  // With commits that go to the log, and with such that go to files at once.
  TEST_CASE("a window of time can be looked back on") {
    for (const std::size_t large : {1U << 20U, 1U}) {
      constexpr std::int64_t kSecond = 1'000'000;
      const auto files = MakeMemoryFileSystem();
      testing::ManualClock clock;
      StoreOptions options = testing::TinyStore();
      options.clock = &clock;
      options.shape.large_commit_bytes = large;
      options.history.micros = 5 * kSecond;
      auto store = Open(*files, options);
      CHECK_FALSE(store->VersionAt(0).ok());
      for (int i = 1; i <= 20; ++i) {
        clock.micros = i * kSecond;
        Apply(*store, One(1, "a", Value::Int(i)));
      }
      REQUIRE(store->Compact().ok());
      for (int attempt = 0; attempt < 2; ++attempt) {
        for (int i = 15; i <= 20; ++i) {
          const auto version = store->VersionAt(i * kSecond + 1);
          REQUIRE(version.ok());
          CHECK(*version == static_cast<std::uint64_t>(i));
          CHECK(Get(*store, {1, 1, "a"}, *version) == Value::Int(i));
        }
        CHECK_FALSE(store->Get({1, 1, "a"}, 14).ok());
        store.reset();
        store = Open(*files, options);
      }
      clock.micros = 0;  // A clock that jumps back takes nothing away.
      Apply(*store, One(1, "a", kOne));
      CHECK(*store->VersionAt(20 * kSecond) == 20);
    }
  }

  TEST_CASE("changes since a version are those and no others") {
    const auto files = MakeMemoryFileSystem();
    StoreOptions options = testing::TinyStore();
    options.history.versions = 100;
    const auto store = Open(*files, options);
    Apply(*store, {{{1, 1, "a"}, kOne}, {{1, 1, "b"}, kOne}, {{1, 2, IntegerKey(4)}, kOne}});
    Apply(*store, {{{1, 1, "a"}, kTwo}});
    Apply(*store, {{{1, 1, "b"}, kNull}, {{2, 1, "x"}, kTwo}});
    const auto changes = [&](std::uint64_t since) {
      Triples found;
      std::vector<std::uint64_t> versions;
      const absl::Status status = store->ChangesSince(
          since, [&](const TripleKey& key, std::uint64_t version, const Value& value) {
            found.values[key] = value;
            versions.push_back(version);
          });
      REQUIRE_MESSAGE(status.ok(), status.ToString());
      return std::pair(found, versions);
    };
    const Triples last{{{{1, 1, "b"}, kNull}, {{2, 1, "x"}, kTwo}}};
    for (int attempt = 0; attempt < 2; ++attempt) {
      CHECK((changes(2) == std::pair(last, std::vector<std::uint64_t>{3, 3})));
      CHECK(changes(1).first.values.size() == 3);
      CHECK(changes(3).first.values.empty());
      REQUIRE(store->Compact().ok());
    }
  }
}

}  // namespace
}  // namespace cambium
