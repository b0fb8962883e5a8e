// A type goes at once, stays for those who look back, and leaves the files when they are gone.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/dropped_types.h"

#include <memory>
#include <string>
#include <utility>

#include "doctest/doctest.h"
#include "lsm/store.h"
#include "tests/support/store_history.h"

namespace cambium {
namespace {

using testing::IntegerKey;

constexpr Durability kRelaxed = Durability::kRelaxed;
constexpr std::int64_t kRows = 200;

// Two types of so many rows, the first with an index.
struct TwoTypes {
  explicit TwoTypes(const StoreOptions& store_options) : options(store_options) {
    Open();
    for (std::int64_t i = 0; i < kRows; ++i) {
      Batch batch;
      for (const TypeId type : {7U, 8U}) {
        batch.push_back({{type, 1, IntegerKey(i)}, Value::Int(i % 10)});
      }
      REQUIRE(store->Apply(batch, kRelaxed).ok());
    }
    REQUIRE(store->CreateIndex(7, 1, IndexKind::kPlain).ok());
  }
  void Open() {
    store.reset();
    auto opened = Store::Open(*files, "db", options);
    REQUIRE_MESSAGE(opened.ok(), opened.status().ToString());
    store = *std::move(opened);
  }
  std::int64_t RowsOf(TypeId type, std::uint64_t version = Store::kNow) const {
    std::int64_t rows = 0;
    const AttributeId attribute = 1;
    const auto count = [&rows](const std::string&, auto) { ++rows; };
    REQUIRE(store->Scan(type, {&attribute, 1}, count, version).ok());
    return rows;
  }
  std::string Refusal(const Batch& batch) {
    return std::string(store->Apply(batch, kRelaxed).status().message());
  }

  StoreOptions options;
  std::unique_ptr<FileSystem> files = MakeMemoryFileSystem();
  std::unique_ptr<Store> store;
};

TEST_SUITE("DroppedTypes") {
  TEST_CASE("a dropped type has no triples and no index from that commit on") {
    for (const StoreOptions& options : {testing::InlineStore(), testing::TinyStore()}) {
      TwoTypes types(options);
      const Snapshot before = types.store->TakeSnapshot();
      const Batch batch{DropOfType(7), {{8, 1, IntegerKey(kRows)}, Value::Int(1)}};
      REQUIRE(types.store->Apply(batch, kRelaxed).ok());
      CHECK(types.RowsOf(7) == 0);
      CHECK(types.RowsOf(8) == kRows + 1);
      CHECK(*types.store->Get({7, 1, IntegerKey(3)}) == Value());
      CHECK(types.store->indexes().empty());
      CHECK(types.store->ScanIndex({7, 1, {}, false}).status().code() ==
            absl::StatusCode::kNotFound);
      CHECK(types.RowsOf(7, before.version()) == kRows);
      CHECK(*types.store->Get({7, 1, IntegerKey(3)}, before.version()) == Value::Int(3));
    }
  }

  TEST_CASE("an index that is made in the same commit leaves no index of it") {
    TwoTypes types(testing::InlineStore());
    const IndexChange change{8, 1, IndexKind::kPlain};
    REQUIRE(types.store->Apply({DropOfType(7)}, {&change, 1}, kRelaxed).ok());
    CHECK(types.store->indexes().size() == 1);
    CHECK(types.store->indexes().contains({8, 1}));
  }

  TEST_CASE("it stays dropped when the store is opened again") {
    for (const bool compacts : {false, true}) {
      TwoTypes types(testing::TinyStore());
      REQUIRE(types.store->Apply({DropOfType(7)}, kRelaxed).ok());
      if (compacts) REQUIRE(types.store->Compact().ok());
      types.Open();
      CHECK(types.RowsOf(7) == 0);
      CHECK(types.RowsOf(8) == kRows);
      CHECK(types.store->indexes().empty());
      CHECK(types.Refusal({{{7, 1, IntegerKey(1)}, Value::Int(1)}}) == "type was dropped: 7");
    }
  }

  TEST_CASE("its rows leave the files once nobody looks back") {
    TwoTypes types(testing::TinyStore());
    Snapshot before = types.store->TakeSnapshot();
    REQUIRE(types.store->Apply({DropOfType(7)}, kRelaxed).ok());
    REQUIRE(types.store->Compact().ok());
    CHECK(types.RowsOf(7, before.version()) == kRows);
    CHECK(types.store->Statistics().file_rows >= 3 * kRows);
    before = Snapshot();
    // The next commit lets the store work, which takes a file at a time.
    REQUIRE(types.store->Apply({}, kRelaxed).ok());
    CHECK(types.store->Statistics().file_rows < kRows + 20);
    CHECK(types.RowsOf(8) == kRows);
    CHECK(types.store->Verify().ok());
  }

  TEST_CASE("files that have nothing else are not read for it") {
    StoreOptions options = testing::InlineStore();
    options.shape.block.rows = 10;
    TwoTypes types(options);
    REQUIRE(types.store->Compact().ok());
    REQUIRE(types.store->Apply({DropOfType(7), DropOfType(8)}, kRelaxed).ok());
    const std::uint64_t misses = types.store->Statistics().cache_misses;
    REQUIRE(types.store->Compact().ok());
    CHECK(types.store->Statistics().file_rows < 10);
    // Of more than 60 blocks, those of the catalog.
    CHECK(types.store->Statistics().cache_misses < misses + 5);
  }

  TEST_CASE("what cannot be dropped is refused and leaves nothing") {
    TwoTypes types(testing::InlineStore());
    const std::uint64_t version = types.store->version();
    Triple back = DropOfType(7);
    back.value = Value();
    CHECK(types.Refusal({back}) == "type cannot come back: 7");
    CHECK(types.Refusal({DropOfType(kCatalogType)}) ==
          "catalog drops something that is no type");
    CHECK(types.Refusal({{{kCatalogType, kDroppedTypeAttribute, "x"}, Value::Bool(true)}}) ==
          "catalog drops something that is no type");
    CHECK(types.store->version() == version);
    REQUIRE(types.store->Apply({DropOfType(7)}, kRelaxed).ok());
    CHECK(types.Refusal({DropOfType(7)}) == "type was dropped: 7");
    CHECK(types.store->CreateIndex(7, 1, IndexKind::kPlain).status().message() ==
          "type was dropped: 7");
    bool is_first = true;
    const auto ingested = types.store->Ingest([&is_first](Triple& triple) {
      triple = DropOfType(8);
      return std::exchange(is_first, false);
    });
    CHECK(ingested.status().message() == "types are dropped by a commit alone");
  }
}

}  // namespace
}  // namespace cambium
