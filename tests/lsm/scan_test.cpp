// Scans of one run, over memtables and levels, against a map: ranges, both directions, small
// and large batches.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "lsm/block_cache.h"
#include "lsm/row_batch.h"
#include "lsm/run_cursor.h"
#include "lsm/run_scan.h"
#include "lsm/store.h"
#include "lsm/store_view.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"

namespace cambium {
namespace {

using testing::ForSeeds;
using testing::IntegerKey;
using testing::Random;

using Rows = std::vector<std::pair<std::string, Value>>;

Rows Read(RunScan& scan, SubjectKind kind, std::size_t most) {
  Rows rows;
  for (RowBatch batch;;) {
    const absl::StatusOr<bool> more = scan.Next(most, batch);
    REQUIRE(more.ok());
    CHECK(*more == (batch.size() > 0));
    CHECK(batch.size() <= most);
    if (!*more) return rows;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      std::string subject;
      AppendSubject(kind, batch.subjects[i], subject);
      rows.emplace_back(std::move(subject), batch.values[i].ToValue());
    }
  }
}

std::string RandomSubject(Random& random, bool integers) {
  if (!integers) return std::string(random.Below(4), static_cast<char>('a' + random.Below(3)));
  return IntegerKey(random.Between(-40, 100));
}

TEST_SUITE("RunScan") {
  TEST_CASE("any range in either direction at any version equals a map") {
    ForSeeds(120, [](Random& random) {
      const bool integers = random.OneIn(2);
      const auto files = MakeMemoryFileSystem();
      StoreOptions options = testing::TinyStore();
      options.shape.memtable_bytes = random.OneIn(2) ? 1 : 20'000;
      options.shape.block.rows = 1 + static_cast<std::uint32_t>(random.Below(9));
      options.shape.level0_files = 1 + static_cast<std::uint32_t>(random.Below(5));
      options.history.versions = 1000;
      const auto store = *Store::Open(*files, "db", options);
      // By key bytes, whose order is that of subjects.
      std::vector<std::map<std::string, Value>> versions(1);
      for (std::uint64_t commits = random.Below(30); commits > 0; --commits) {
        versions.push_back(versions.back());
        Batch batch;
        for (std::uint64_t i = random.Below(12); i > 0; --i) {
          const std::string subject = RandomSubject(random, integers);
          const Value value = random.OneIn(4) ? Value() : Value::Int(random.Between(0, 99));
          batch.push_back({{1, 1, subject}, value});
          if (value.is_null()) {
            versions.back().erase(subject);
          } else {
            versions.back()[subject] = value;
          }
        }
        REQUIRE(store->Apply(batch, Durability::kRelaxed).ok());
      }
      for (int attempt = 0; attempt < 10; ++attempt) {
        const std::uint64_t version = random.Below(versions.size());
        std::optional<std::string> least;
        std::optional<std::string> end;
        if (random.OneIn(2)) least = RandomSubject(random, integers);
        if (random.OneIn(2)) end = RandomSubject(random, integers);
        RunRange range;
        range.run = {1, 1, integers ? SubjectKind::kInteger : SubjectKind::kBytes};
        const TripleKey least_key{1, 1, least.value_or("")};
        const TripleKey end_key{1, 1, end.value_or("")};
        if (least.has_value()) range.least = OwnedSubject(PlaceOf(least_key).subject);
        if (end.has_value()) range.end = OwnedSubject(PlaceOf(end_key).subject);
        range.reverse = random.OneIn(2);
        Rows expected;
        for (const auto& [subject, value] : versions[version]) {
          const bool inside =
              (!least.has_value() || subject >= *least) && (!end.has_value() || subject < *end);
          if (inside) expected.emplace_back(subject, value);
        }
        if (range.reverse) std::reverse(expected.begin(), expected.end());
        const SubjectKind kind = range.run.kind;
        const auto scan = store->ScanRun(range, version);
        REQUIRE(scan.ok());
        CHECK((Read(**scan, kind, 1 + random.Below(9)) == expected));
      }
    });
  }

  TEST_CASE("a scan sees what stood when it began") {
    const auto files = MakeMemoryFileSystem();
    const auto store = *Store::Open(*files, "db", testing::TinyStore());
    Rows expected;
    for (int i = 0; i < 40; ++i) {
      REQUIRE(store->Apply(testing::One(1, IntegerKey(i), Value::Int(i)), Durability::kRelaxed)
                  .ok());
      expected.emplace_back(IntegerKey(i), Value::Int(i));
    }
    RunRange range;
    range.run = {1, 1, SubjectKind::kInteger};
    const auto scan = store->ScanRun(range);
    REQUIRE(scan.ok());
    for (int i = 0; i < 40; ++i) {
      REQUIRE(store->Apply(testing::One(1, IntegerKey(i), Value()), Durability::kRelaxed).ok());
    }
    REQUIRE(store->Compact().ok());
    CHECK(store->Statistics().file_rows == 0);
    CHECK((Read(**scan, SubjectKind::kInteger, 7) == expected));
  }
}

TEST_SUITE("BlockCache") {
  TEST_CASE("keeps the blocks that were used last within its bytes") {
    const std::vector<std::uint64_t> versions{1};
    const std::vector<Subject> subjects{IntegerSubject(1)};
    const std::vector<StoredValue> values{StoredValue::Word(ValueType::kInt, 5)};
    const auto block = *Block::Parse(EncodeBlock({subjects, versions, values}, true), 0, true);
    BlockCache cache(3 * block->memory());
    for (std::uint32_t i = 0; i < 3; ++i) cache.Insert({1, i}, block);
    CHECK(cache.Find({1, 0}) == block);
    cache.Insert({2, 0}, block);
    CHECK(cache.Find({1, 1}) == nullptr);
    CHECK(cache.Find({1, 0}) == block);
    CHECK(cache.bytes() == 3 * block->memory());
    cache.EraseFile(1);
    CHECK(cache.Find({1, 0}) == nullptr);
    CHECK(cache.Find({2, 0}) == block);
    CHECK(cache.bytes() == block->memory());
    CHECK(cache.hits() == 3);
    CHECK(cache.misses() == 2);
  }
}

}  // namespace
}  // namespace cambium
