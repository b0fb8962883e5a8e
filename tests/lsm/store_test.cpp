// The store by example, and against a std::map on random histories.
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
#include "tests/support/random.h"
#include "tests/support/store_history.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

using testing::One;
using testing::StoreHistory;

constexpr Durability kRelaxed = Durability::kRelaxed;
constexpr Durability kDurable = Durability::kDurable;

std::unique_ptr<Store> Open(FileSystem& files, const std::string& folder = "db") {
  absl::StatusOr<std::unique_ptr<Store>> store = Store::Open(files, folder);
  REQUIRE_MESSAGE(store.ok(), store.status().ToString());
  return *std::move(store);
}

std::uint64_t Apply(Store& store, Batch batch) {
  const absl::StatusOr<std::uint64_t> version = store.Apply(std::move(batch), kRelaxed);
  REQUIRE_MESSAGE(version.ok(), version.status().ToString());
  return *version;
}

using Found = std::vector<std::pair<std::string, Row>>;

Found Scan(const Store& store, TypeId type, std::vector<AttributeId> attributes) {
  Found found;
  store.Scan(type, attributes, [&](const std::string& subject, auto values) {
    found.emplace_back(subject, Row(values));
  });
  return found;
}

const Value kNull;
const Value kOne = Value::Int(1);
const Value kTwo = Value::Int(2);

TEST_SUITE("Store") {
  TEST_CASE("gives back what was committed") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files);
    Apply(*store, {{{7, 1, "ada"}, Value::Text("Ada")}, {{7, 2, "ada"}, Value::Int(36)}});
    CHECK(store->Get({7, 1, "ada"}) == Value::Text("Ada"));
    CHECK(store->Get({7, 2, "ada"}) == Value::Int(36));
    CHECK(store->triple_count() == 2);
  }

  TEST_CASE("what is absent is NULL whichever part of its key differs") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files);
    Apply(*store, {{{7, 1, "ada"}, kOne}});
    CHECK(store->Get({7, 1, "bob"}).is_null());
    CHECK(store->Get({7, 2, "ada"}).is_null());
    CHECK(store->Get({8, 1, "ada"}).is_null());
  }

  TEST_CASE("writing NULL deletes") {
    const auto files = MakeMemoryFileSystem();
    auto store = Open(*files);
    Apply(*store, One(1, "a", kOne));
    Apply(*store, One(1, "a", kNull));
    Apply(*store, One(1, "never there", kNull));
    CHECK(store->Get({1, 1, "a"}).is_null());
    CHECK(store->triple_count() == 0);
    store.reset();
    CHECK(Open(*files)->triple_count() == 0);
  }

  TEST_CASE("a later triple of one batch wins") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files);
    Apply(*store, {{{1, 1, "a"}, kOne}, {{1, 1, "a"}, kTwo}});
    CHECK(store->Get({1, 1, "a"}) == kTwo);
    Apply(*store, {{{1, 1, "a"}, kNull}, {{1, 1, "a"}, kOne}});
    CHECK(store->Get({1, 1, "a"}) == kOne);
    Apply(*store, {{{1, 1, "a"}, kTwo}, {{1, 1, "a"}, kNull}});
    CHECK(store->Get({1, 1, "a"}).is_null());
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
    const auto store = Open(*files);
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

  TEST_CASE("a scan without attributes is a mistake of the program") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files);
    CHECK(testing::LastWords([&] {
            store->Scan(1, {}, [](const std::string&, auto) {});
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
    auto store = Open(*files, folder);
    Apply(*store, One(1, "a", kOne));
    REQUIRE(store->Apply(One(1, "b", kTwo), kDurable).ok());
    REQUIRE(store->Flush().ok());
    store.reset();
    store = Open(*files, folder);
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
      auto store = Open(*files, folder.path());
      const auto second = Store::Open(*files, folder.path());
      CHECK(absl::IsFailedPrecondition(second.status()));
      CHECK(second.status().message() == "database is open already: " + folder.path());
      Apply(*store, One(1, "a", kOne));
      store.reset();
      CHECK(Open(*files, folder.path())->version() == 1);
    }
  }

  TEST_CASE("the sorted file is written anew once the log has outgrown it") {
    const auto files = MakeMemoryFileSystem();
    const auto size_of = [&](const char* path) {
      return files->Read(path).value_or("").size();
    };
    auto store = Open(*files);
    Apply(*store, One(1, "a", kOne));
    store.reset();
    store = Open(*files);
    CHECK(absl::IsNotFound(files->Read("db/triples").status()));  // A small log may stay.
    Apply(*store, One(2, "a", testing::LargeText()));
    Apply(*store, One(3, "a", kTwo));
    Apply(*store, One(1, "a", kNull));
    store.reset();

    store = Open(*files);
    CHECK(size_of("db/triples") > 1 << 20);
    CHECK(size_of("db/log") == 0);
    CHECK(absl::IsNotFound(files->Read("db/triples.new").status()));
    const Found everything{{"a", {testing::LargeText(), kTwo, kNull}}};
    CHECK((Scan(*store, 1, {2, 3, 1}) == everything));
    Apply(*store, One(2, "a", testing::LargeText()));
    store.reset();

    store = Open(*files);
    CHECK(size_of("db/log") > 1 << 20);  // Larger than small, but not than the sorted file.
    Apply(*store, One(2, "a", kOne));
    store.reset();

    store = Open(*files);
    CHECK(size_of("db/triples") < 100);
    CHECK(size_of("db/log") == 0);
    CHECK(Scan(*store, 1, {2, 3}) == Found{{"a", {kOne, kTwo}}});
    CHECK(store->version() == 6);
  }

  TEST_CASE("random histories with reopenings equal a map") {
    testing::ForSeeds(200, [](testing::Random& random) {
      const auto files = MakeMemoryFileSystem();
      StoreHistory history;
      auto store = Open(*files);
      for (int step = 0; step < 40; ++step) {
        CAPTURE(step);
        if (random.OneIn(6)) {
          store.reset();
          store = Open(*files);
          history.CheckHoldsAll(*store);
        }
        Batch batch = testing::RandomBatch(random);
        if (random.OneIn(100)) batch = One(1, "a", testing::LargeText());
        REQUIRE(history.Apply(*store, batch, random.OneIn(2) ? kRelaxed : kDurable).ok());
        if (random.OneIn(10)) REQUIRE(history.Flush(*store).ok());
        if (random.OneIn(4)) history.CheckHoldsAll(*store);
      }
      history.CheckHoldsAll(*store);
    });
  }
}

TEST_SUITE("Store with damaged files") {
  // The bytes of a store with a sorted file and a log.
  struct Files {
    std::string triples;
    std::string log;
  };

  Files SoundFiles() {
    const auto files = MakeMemoryFileSystem();
    auto store = Open(*files);
    Apply(*store, One(1, "a", testing::LargeText()));
    Apply(*store, One(1, "a", kOne));
    store.reset();
    store = Open(*files);
    Apply(*store, One(1, "b", kTwo));
    Apply(*store, One(1, "c", kTwo));
    return {*files->Read("db/triples"), *files->Read("db/log")};
  }

  absl::Status OpenStatus(const Files& contents) {
    const auto files = MakeMemoryFileSystem();
    REQUIRE((*files->Create("db/triples"))->Append(contents.triples).ok());
    REQUIRE((*files->Create("db/log"))->Append(contents.log).ok());
    return Store::Open(*files, "db").status();
  }

  TEST_CASE("undamaged they open") { CHECK(OpenStatus(SoundFiles()).ok()); }

  TEST_CASE("any byte of the sorted file that is damaged or missing is an error") {
    const Files sound = SoundFiles();
    REQUIRE(sound.triples.size() > 16);
    REQUIRE(sound.triples.size() < 100);
    for (size_t at = 0; at < sound.triples.size(); ++at) {
      CAPTURE(at);
      Files damaged = sound;
      damaged.triples[at] = static_cast<char>(damaged.triples[at] ^ 0x10);
      const absl::Status flipped = OpenStatus(damaged);
      CHECK(absl::IsDataLoss(flipped));
      CHECK(flipped.message() == "sorted file is damaged: db/triples");
      damaged.triples = sound.triples.substr(0, at);
      CHECK(OpenStatus(damaged).message() == "sorted file is damaged: db/triples");
    }
  }

  TEST_CASE("bytes behind the end of the sorted file are an error") {
    Files damaged = SoundFiles();
    damaged.triples += 'x';
    CHECK(OpenStatus(damaged).message() == "sorted file is damaged: db/triples");
  }

  TEST_CASE("a log whose sorted file is gone is an error") {
    const Files sound = SoundFiles();
    const auto files = MakeMemoryFileSystem();
    REQUIRE((*files->Create("db/log"))->Append(sound.log).ok());
    const absl::Status gone = Store::Open(*files, "db").status();
    CHECK(absl::IsDataLoss(gone));
    CHECK(gone.message() == "commit 1 is missing from the log: db/log");
  }

  TEST_CASE("a log that is damaged before its end is an error which names the place") {
    Files damaged = SoundFiles();
    damaged.log[20] = static_cast<char>(damaged.log[20] ^ 1);
    const absl::Status flipped = OpenStatus(damaged);
    CHECK(absl::IsDataLoss(flipped));
    CHECK(flipped.message() == "record is damaged: db/log at byte 0");
  }
}

}  // namespace
}  // namespace cambium
