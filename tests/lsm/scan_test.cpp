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
#include "lsm/column_scan.h"
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

// Half of the time, all.
ValueRange RandomValues(Random& random) {
  ValueRange values;
  if (random.OneIn(4)) values.least = Value::Int(random.Between(0, 99));
  if (random.OneIn(4)) values.greatest = Value::Int(random.Between(0, 99));
  return values;
}

bool IsIn(const Value& value, const ValueRange& values) {
  return (!values.least.has_value() || *values.least <= value) &&
         (!values.greatest.has_value() || value <= *values.greatest);
}

// A store of one file, with the integers from 0 to 99 as subjects and values.
std::unique_ptr<Store> Hundred(FileSystem& files) {
  StoreOptions options = testing::InlineStore();
  options.shape.block.rows = 10;
  auto store = *Store::Open(files, "db", options);
  Batch batch;
  for (int i = 0; i < 100; ++i) batch.push_back({{1, 1, IntegerKey(i)}, Value::Int(i)});
  REQUIRE(store->Apply(batch, Durability::kRelaxed).ok());
  REQUIRE(store->Compact().ok());
  return store;
}

// How many blocks were looked for since.
std::uint64_t BlocksRead(const Store& store) {
  return store.Statistics().cache_hits + store.Statistics().cache_misses;
}

RunRange Between(std::int64_t least, std::int64_t greatest) {
  RunRange range;
  range.run = {1, 1, SubjectKind::kInteger};
  range.values = {Value::Int(least), Value::Int(greatest)};
  return range;
}

TEST_SUITE("RunScan") {
  TEST_CASE("blocks without a value of the range are not read") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Hundred(*files);
    const auto blocks_of = [&](const RunRange& range) {
      const std::uint64_t before = BlocksRead(*store);
      const auto scan = store->ScanRun(range);
      REQUIRE(scan.ok());
      for (RowBatch batch; *(*scan)->Next(1000, batch);) continue;
      return BlocksRead(*store) - before;
    };
    CHECK(blocks_of(Between(0, 99)) == 10);
    CHECK(blocks_of(Between(15, 34)) == 3);
    CHECK(blocks_of(Between(200, 300)) == 0);
    RunRange reverse = Between(90, 99);
    reverse.reverse = true;
    CHECK(blocks_of(reverse) == 1);
    RunRange from = Between(0, 0);
    from.values.greatest.reset();
    from.values.least = Value::Float(79.5);
    CHECK(blocks_of(from) == 2);
    // What a newer file says of a subject hides the older one, though it does not match.
    REQUIRE(store->Apply(testing::One(1, IntegerKey(95), Value::Int(1)), Durability::kRelaxed)
                .ok());
    REQUIRE(store->Backup("flush").ok());
    const auto scan = store->ScanRun(Between(94, 96));
    CHECK((Read(**scan, SubjectKind::kInteger, 10) ==
           Rows{{IntegerKey(94), Value::Int(94)}, {IntegerKey(96), Value::Int(96)}}));
  }

  TEST_CASE("a block is not left out when an older version of it is asked for") {
    const auto files = MakeMemoryFileSystem();
    StoreOptions options = testing::InlineStore();
    options.history.versions = 10;
    const auto store = *Store::Open(*files, "db", options);
    for (const int value : {5, 50}) {
      const Batch batch = testing::One(1, IntegerKey(1), Value::Int(value));
      REQUIRE(store->Apply(batch, Durability::kRelaxed).ok());
    }
    REQUIRE(store->Compact().ok());
    const auto scan = store->ScanRun(Between(0, 9), 1);
    CHECK((Read(**scan, SubjectKind::kInteger, 10) == Rows{{IntegerKey(1), Value::Int(5)}}));
    CHECK(Read(**store->ScanRun(Between(0, 9)), SubjectKind::kInteger, 10).empty());
  }

  TEST_CASE("a prefix has the subjects that begin with it") {
    const auto files = MakeMemoryFileSystem();
    const auto store = *Store::Open(*files, "db", testing::TinyStore());
    const std::string subjects[] = {
        "", "a", "ab", std::string("ab\0", 3), "ab\xFF", "ac", "\xFF", "\xFF\xFF", "\xFF\xFFz"};
    for (const std::string& subject : subjects) {
      REQUIRE(store->Apply(testing::One(1, subject, Value::Int(1)), Durability::kRelaxed).ok());
    }
    for (const std::string& prefix : subjects) {
      CAPTURE(prefix);
      for (const bool reverse : {false, true}) {
        Rows expected;
        for (const std::string& subject : subjects) {
          if (subject.starts_with(prefix)) expected.emplace_back(subject, Value::Int(1));
        }
        if (reverse) std::reverse(expected.begin(), expected.end());
        RunRange range = RunRange::OfPrefix({1, 1, SubjectKind::kBytes}, prefix);
        range.reverse = reverse;
        const auto scan = store->ScanRun(range);
        REQUIRE(scan.ok());
        CHECK((Read(**scan, SubjectKind::kBytes, 2) == expected));
      }
    }
  }

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
        range.values = RandomValues(random);
        Rows expected;
        for (const auto& [subject, value] : versions[version]) {
          const bool inside = (!least.has_value() || subject >= *least) &&
                              (!end.has_value() || subject < *end) && IsIn(value, range.values);
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

TEST_SUITE("ColumnScan") {
  TEST_CASE("gives each subject of the first column with its values in the others") {
    ForSeeds(80, [](Random& random) {
      const bool integers = random.OneIn(2);
      const auto files = MakeMemoryFileSystem();
      StoreOptions options = random.OneIn(2) ? testing::TinyStore() : testing::InlineStore();
      options.history.versions = 1000;
      const auto store = *Store::Open(*files, "db", options);
      std::vector<std::map<TripleKey, Value>> versions(1);
      for (std::uint64_t commits = random.Below(20); commits > 0; --commits) {
        versions.push_back(versions.back());
        Batch batch;
        for (std::uint64_t i = random.Below(12); i > 0; --i) {
          const auto attribute = static_cast<AttributeId>(1 + random.Below(3));
          const Value value = random.OneIn(4) ? Value() : Value::Int(random.Between(0, 99));
          batch.push_back({{1, attribute, RandomSubject(random, integers)}, value});
          versions.back()[batch.back().key] = value;
        }
        REQUIRE(store->Apply(batch, Durability::kRelaxed).ok());
      }
      for (int attempt = 0; attempt < 8; ++attempt) {
        const std::uint64_t version = random.Below(versions.size());
        const std::map<TripleKey, Value>& triples = versions[version];
        ColumnRange range;
        range.type = 1;
        range.kind = integers ? SubjectKind::kInteger : SubjectKind::kBytes;
        range.attributes = {2};
        for (std::uint64_t i = random.Below(3); i > 0; --i) {
          range.attributes.push_back(static_cast<AttributeId>(1 + random.Below(4)));
        }
        range.values = RandomValues(random);
        range.reverse = random.OneIn(2);
        const TripleKey least{1, 2, RandomSubject(random, integers)};
        const bool has_least = random.OneIn(2);
        if (has_least) range.least = OwnedSubject(PlaceOf(least).subject);
        std::vector<std::pair<std::string, std::vector<Value>>> expected;
        for (const auto& [key, value] : triples) {
          const bool inside = key.attribute == 2 && !value.is_null() &&
                              IsIn(value, range.values) &&
                              (!has_least || key.subject >= least.subject);
          if (!inside) continue;
          expected.emplace_back(key.subject, std::vector<Value>());
          for (const AttributeId attribute : range.attributes) {
            const auto found = triples.find({1, attribute, key.subject});
            expected.back().second.push_back(found == triples.end() ? Value() : found->second);
          }
        }
        if (range.reverse) std::reverse(expected.begin(), expected.end());
        const auto scan = store->ScanColumns(range, version);
        REQUIRE(scan.ok());
        const std::size_t most = 1 + random.Below(9);
        std::size_t at = 0;
        for (ColumnBatch batch; *(*scan)->Next(most, batch);) {
          REQUIRE(batch.size() > 0);
          REQUIRE(batch.size() <= most);
          REQUIRE(batch.columns.size() == range.attributes.size());
          for (std::size_t i = 0; i < batch.size(); ++i, ++at) {
            REQUIRE(at < expected.size());
            std::string subject;
            AppendSubject(range.kind, batch.subjects[i], subject);
            CHECK((subject == expected[at].first));
            for (std::size_t column = 0; column < batch.columns.size(); ++column) {
              REQUIRE(batch.columns[column].size() == batch.size());
              CHECK(batch.columns[column][i].ToValue() == expected[at].second[column]);
            }
          }
        }
        CHECK(at == expected.size());
      }
    });
  }

  TEST_CASE("keeps what its batches view while the store goes on") {
    const auto files = MakeMemoryFileSystem();
    const auto store = *Store::Open(*files, "db", testing::TinyStore());
    const Value text = Value::Text(std::string(40, 'x'));
    for (int i = 0; i < 20; ++i) {
      const std::string subject = "subject " + std::to_string(100 + i);
      const Batch batch = {{{1, 1, subject}, text}, {{1, 2, subject}, text}};
      REQUIRE(store->Apply(batch, Durability::kRelaxed).ok());
    }
    ColumnRange range;
    range.type = 1;
    range.kind = SubjectKind::kBytes;
    range.attributes = {1, 2};
    auto scan = store->ScanColumns(range);
    REQUIRE(scan.ok());
    ColumnBatch batch;
    REQUIRE(*(*scan)->Next(100, batch));
    scan->reset();
    for (int i = 0; i < 20; ++i) {
      const std::string subject = "subject " + std::to_string(100 + i);
      const Batch gone = {{{1, 1, subject}, Value()}, {{1, 2, subject}, Value()}};
      REQUIRE(store->Apply(gone, Durability::kRelaxed).ok());
    }
    REQUIRE(store->Compact().ok());
    REQUIRE(batch.size() == 20);
    for (std::size_t i = 0; i < batch.size(); ++i) {
      CHECK((batch.subjects[i].bytes == "subject " + std::to_string(100 + i)));
      CHECK(batch.columns[0][i].ToValue() == text);
      CHECK(batch.columns[1][i].ToValue() == text);
    }
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
    cache.Insert({2, 1}, block);
    cache.Reserve(static_cast<std::int64_t>(2 * block->memory()));
    CHECK(cache.bytes() == block->memory());
    CHECK(cache.Find({2, 0}) == nullptr);
    cache.Reserve(-static_cast<std::int64_t>(2 * block->memory()));
    cache.Insert({2, 2}, block);
    CHECK(cache.bytes() == 2 * block->memory());
    CHECK(cache.hits() == 3);
    CHECK(cache.misses() == 3);
  }
}

}  // namespace
}  // namespace cambium
