// Indexes against what they are made from: at every version, after every way in which triples
// come and go, and after power cuts.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/index.h"

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dataflow/key_encoding.h"
#include "doctest/doctest.h"
#include "lsm/catalog.h"
#include "lsm/index_sort.h"
#include "lsm/store.h"
#include "lsm/unique_check.h"
#include "lsm/value_range.h"
#include "tests/support/power_cut_file_system.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

using testing::IntegerKey;
using testing::One;
using testing::Random;

constexpr Durability kRelaxed = Durability::kRelaxed;
constexpr std::size_t kFew = 3;

using Rows = std::vector<std::pair<std::string, std::string>>;  // Key of the value, subject.

std::string KeyOf(const Value& value) {
  std::string key;
  AppendKey(value, key);
  return key;
}

// Of the attribute 1 of the type 1.
Rows Read(const Store& store, const ValueRange& values = {}, bool reverse = false,
          std::uint64_t version = Store::kNow) {
  const auto scan = store.ScanIndex({1, 1, values, reverse}, version);
  REQUIRE_MESSAGE(scan.ok(), scan.status().ToString());
  Rows rows;
  for (IndexBatch batch;;) {
    const absl::StatusOr<bool> more = (*scan)->Next(kFew, batch);
    REQUIRE_MESSAGE(more.ok(), more.status().ToString());
    CHECK(*more == (batch.size() > 0));
    CHECK(batch.size() <= kFew);
    if (!*more) return rows;
    for (std::size_t i = 0; i < batch.size(); ++i) {
      rows.emplace_back(batch.values[i], batch.subjects[i]);
    }
  }
}

// What the index must be for these values by subject.
Rows Expected(const std::map<std::string, Value>& values, const ValueRange& range = {},
              bool reverse = false) {
  Rows rows;
  for (const auto& [subject, value] : values) {
    const bool inside = (!range.least.has_value() || !(value < *range.least)) &&
                        (!range.greatest.has_value() || !(*range.greatest < value));
    if (inside) rows.emplace_back(KeyOf(value), subject);
  }
  std::sort(rows.begin(), rows.end());
  if (reverse) std::reverse(rows.begin(), rows.end());
  return rows;
}

// The values of the attribute, by a scan of it.
std::map<std::string, Value> Values(const Store& store) {
  std::map<std::string, Value> values;
  const AttributeId attribute = 1;
  REQUIRE(store
              .Scan(1, {&attribute, 1},
                    [&](const std::string& subject, auto found) { values[subject] = found[0]; })
              .ok());
  return values;
}

std::unique_ptr<Store> Open(FileSystem& files, const StoreOptions& options) {
  auto store = Store::Open(files, "db", options);
  REQUIRE_MESSAGE(store.ok(), store.status().ToString());
  return *std::move(store);
}

// A triple of the attribute, now and then another.
Triple RandomTriple(Random& random) {
  static const std::string kSubjects[] = {"",  "a", std::string("a\0", 2), IntegerKey(-1),
                                          "b", "c", IntegerKey(0),         IntegerKey(70)};
  static const Value kValues[] = {
      Value(),          Value(),          Value::Int(1),     Value::Float(1.0),
      Value::Int(-5),   Value::Float(.5), Value::Text(""),   Value::Text(std::string(30, 'x')),
      Value::Text("x"), Value::Int(1000), Value::Bool(true), Value::Date(7)};
  return {{1, random.OneIn(5) ? 2U : 1U, random.Pick(kSubjects)}, random.Pick(kValues)};
}

// Triples of the attribute as an ingestion wants them, of few values and a few deletions.
Batch Ascending(Random& random, std::uint64_t count) {
  Batch batch;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto number = static_cast<std::int64_t>(random.Below(40));
    const auto value = static_cast<std::int64_t>(random.Below(1000));
    std::string subject = random.OneIn(3) ? std::to_string(number) : IntegerKey(number);
    batch.push_back({{1, 1, std::move(subject)},
                     random.OneIn(5)   ? Value()
                     : random.OneIn(2) ? Value::Int(value)
                     : random.OneIn(2) ? Value::Float(static_cast<double>(value))
                                       : Value::Text(std::to_string(value))});
  }
  const auto is_before = [](const Triple& left, const Triple& right) {
    const Place one = PlaceOf(left.key);
    const Place other = PlaceOf(right.key);
    return one.run != other.run ? one.run < other.run : one.subject < other.subject;
  };
  std::stable_sort(batch.begin(), batch.end(), is_before);
  const auto is_same = [](const Triple& left, const Triple& right) {
    return left.key.subject == right.key.subject;
  };
  batch.erase(std::unique(batch.begin(), batch.end(), is_same), batch.end());
  return batch;
}

absl::StatusOr<std::uint64_t> Ingest(Store& store, const Batch& batch) {
  std::size_t at = 0;
  return store.Ingest([&](Triple& triple) {
    if (at == batch.size()) return false;
    triple = batch[at++];
    return true;
  });
}

// Of rows in order.
bool HasDistinctValues(const Rows& rows) {
  return std::adjacent_find(rows.begin(), rows.end(), [](const auto& left, const auto& right) {
           return left.first == right.first;
         }) == rows.end();
}

TEST_SUITE("Index") {
  TEST_CASE("finds subjects by value and by ranges of values in both directions") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::InlineStore());
    REQUIRE(store->Apply(One(1, "b", Value::Text("open")), kRelaxed).ok());
    REQUIRE(store->Apply(One(1, "a", Value::Text("open")), kRelaxed).ok());
    REQUIRE(store->CreateIndex(1, 1, IndexKind::kPlain).ok());
    REQUIRE(store->Apply(One(1, "c", Value::Text("closed")), kRelaxed).ok());
    REQUIRE(store->Apply(One(1, "d", Value::Int(3)), kRelaxed).ok());
    const Value open = Value::Text("open");
    const std::string open_key = KeyOf(open);
    CHECK((Read(*store, {open, open}) == Rows{{open_key, "a"}, {open_key, "b"}}));
    CHECK((Read(*store, {open, open}, true) == Rows{{open_key, "b"}, {open_key, "a"}}));
    CHECK((Read(*store, {Value::Int(0), Value::Int(3)}) == Rows{{KeyOf(Value::Int(3)), "d"}}));
    CHECK(Read(*store, {Value::Text("d"), {}}).size() == 2);
    CHECK(Read(*store, {{}, Value::Text("d")}).size() == 2);
    REQUIRE(store->Apply(One(1, "a", Value()), kRelaxed).ok());
    CHECK((Read(*store, {open, open}) == Rows{{open_key, "b"}}));
  }

  TEST_CASE("is what it is made from at every version") {
    testing::ForSeeds(60, [](Random& random) {
      const auto files = MakeMemoryFileSystem();
      StoreOptions options = random.OneIn(3) ? testing::InlineStore() : testing::TinyStore();
      options.shape.large_commit_bytes = random.OneIn(2) ? 100 : 1 << 20;
      options.history.versions = 1000;
      auto store = Open(*files, options);
      std::vector<std::map<std::string, Value>> versions(1);
      const std::uint64_t made = 2 + random.Below(10);
      for (std::uint64_t step = 1; step < 40; ++step) {
        versions.push_back(versions.back());
        if (step == made) {
          REQUIRE(store->CreateIndex(1, 1, IndexKind::kPlain).ok());
          continue;
        }
        Batch batch;
        for (std::uint64_t i = random.Below(5); i > 0; --i) {
          batch.push_back(RandomTriple(random));
        }
        for (const auto& [key, value] : batch) {
          if (key.attribute == 1) versions.back()[key.subject] = value;
        }
        std::erase_if(versions.back(),
                      [](const auto& entry) { return entry.second.is_null(); });
        REQUIRE(store->Apply(batch, kRelaxed).ok());
        if (random.OneIn(10)) store = (store.reset(), Open(*files, options));
        if (random.OneIn(10)) REQUIRE(store->Compact().ok());
      }
      for (std::uint64_t version = made; version < versions.size(); ++version) {
        CAPTURE(version);
        ValueRange range;
        if (random.OneIn(3)) range.least = RandomTriple(random).value;
        if (random.OneIn(3)) range.greatest = RandomTriple(random).value;
        const bool reverse = random.OneIn(2);
        CHECK((Read(*store, range, reverse, version) ==
               Expected(versions[version], range, reverse)));
      }
      CHECK(absl::IsFailedPrecondition(store->ScanIndex({1, 1, {}, false}, made - 1).status()));
    });
  }

  TEST_CASE("a unique one refuses a value that another subject has") {
    const auto files = MakeMemoryFileSystem();
    for (const StoreOptions& options : {testing::InlineStore(), testing::TinyStore()}) {
      const auto fresh = MakeMemoryFileSystem();
      const auto store = Open(*fresh, options);
      REQUIRE(store->CreateIndex(1, 1, IndexKind::kUnique).ok());
      REQUIRE(store->Apply(One(1, "a", Value::Text("ada")), kRelaxed).ok());
      const absl::Status refused =
          store
              ->Apply({{{1, 2, "b"}, Value::Int(1)}, {{1, 1, "b"}, Value::Text("ada")}},
                      kRelaxed)
              .status();
      CHECK(absl::IsAlreadyExists(refused));
      CHECK(refused.message() == "value is not unique in attribute 1 of type 1: 'ada'");
      CHECK(store->version() == 2);
      CHECK(store->Get({1, 2, "b"})->is_null());
      // Two in one commit; the same again; one that goes in the commit in which another comes.
      CHECK(absl::IsAlreadyExists(
          store->Apply({{{1, 1, "b"}, Value::Int(1)}, {{1, 1, "c"}, Value::Float(1)}}, kRelaxed)
              .status()));
      CHECK(store->Apply(One(1, "a", Value::Text("ada")), kRelaxed).ok());
      CHECK(store
                ->Apply({{{1, 1, "b"}, Value::Text("ada")}, {{1, 1, "a"}, Value::Text("bob")}},
                        kRelaxed)
                .ok());
      CHECK(store->Apply({{{1, 1, "b"}, Value()}, {{1, 1, "c"}, Value::Text("ada")}}, kRelaxed)
                .ok());
      CHECK(Read(*store) ==
            Rows{{KeyOf(Value::Text("ada")), "c"}, {KeyOf(Value::Text("bob")), "a"}});
    }
  }

  TEST_CASE("random commits are refused just when a value would not be unique") {
    testing::ForSeeds(60, [](Random& random) {
      const auto files = MakeMemoryFileSystem();
      const auto store = Open(*files, testing::TinyStore());
      REQUIRE(store->CreateIndex(1, 1, IndexKind::kUnique).ok());
      std::map<std::string, Value> values;
      for (int step = 0; step < 30; ++step) {
        Batch batch;
        for (std::uint64_t i = random.Below(4); i > 0; --i) {
          batch.push_back(RandomTriple(random));
        }
        std::map<std::string, Value> next = values;
        for (const auto& [key, value] : batch) {
          if (key.attribute == 1) next[key.subject] = value;
        }
        std::erase_if(next, [](const auto& entry) { return entry.second.is_null(); });
        const bool is_unique = HasDistinctValues(Expected(next));
        CHECK(store->Apply(batch, kRelaxed).ok() == is_unique);
        if (is_unique) values = next;
        CHECK(Read(*store) == Expected(values));
      }
    });
  }

  TEST_CASE("cannot be made unique over values that are not and leaves no trace") {
    const auto files = MakeMemoryFileSystem();
    auto store = Open(*files, testing::InlineStore());
    REQUIRE(store->Apply(One(1, "a", Value::Int(1)), kRelaxed).ok());
    REQUIRE(store->Apply(One(1, "b", Value::Float(1)), kRelaxed).ok());
    CHECK(absl::IsAlreadyExists(store->CreateIndex(1, 1, IndexKind::kUnique).status()));
    CHECK(store->indexes().empty());
    REQUIRE(store->CreateIndex(1, 1, IndexKind::kPlain).ok());
    CHECK(absl::IsAlreadyExists(store->CreateIndex(1, 1, IndexKind::kUnique).status()));
    CHECK(store->indexes() == Indexes{{{1, 1}, {IndexKind::kPlain, 3}}});
    store = (store.reset(), Open(*files, testing::InlineStore()));
    CHECK(store->indexes() == Indexes{{{1, 1}, {IndexKind::kPlain, 3}}});
    CHECK(Read(*store) == Expected(Values(*store)));
  }

  TEST_CASE("is gone when it is dropped and may be made again") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::TinyStore());
    CHECK(store->DropIndex(1, 1).status().message() ==
          "index does not exist: attribute 1 of type 1");
    REQUIRE(store->Apply(One(1, "a", Value::Int(1)), kRelaxed).ok());
    REQUIRE(store->CreateIndex(1, 1, IndexKind::kPlain).ok());
    REQUIRE(store->DropIndex(1, 1).ok());
    CHECK(absl::IsNotFound(store->ScanIndex({1, 1, {}, false}).status()));
    REQUIRE(store->Apply(One(1, "a", Value::Int(2)), kRelaxed).ok());
    REQUIRE(store->CreateIndex(1, 1, IndexKind::kUnique).ok());
    CHECK(Read(*store) == Rows{{KeyOf(Value::Int(2)), "a"}});
  }

  TEST_CASE("begins and changes its kind and ends in the commit of a batch") {
    const auto files = MakeMemoryFileSystem();
    auto store = Open(*files, testing::TinyStore());
    const auto apply = [&store](const Batch& batch, std::optional<IndexKind> kind) {
      const IndexChange change{1, 1, kind};
      return store->Apply(batch, {&change, 1}, kRelaxed).status();
    };
    REQUIRE(store->Apply(One(1, "a", Value::Int(1)), kRelaxed).ok());
    REQUIRE(apply(One(1, "b", Value::Int(2)), IndexKind::kPlain).ok());
    const Rows both{{KeyOf(Value::Int(1)), "a"}, {KeyOf(Value::Int(2)), "b"}};
    CHECK(Read(*store) == both);
    CHECK(absl::IsAlreadyExists(apply({}, IndexKind::kPlain)));
    REQUIRE(apply({}, IndexKind::kUnique).ok());
    CHECK(store->indexes() == Indexes{{{1, 1}, {IndexKind::kUnique, 3}}});
    CHECK(Read(*store) == both);
    CHECK(absl::IsAlreadyExists(store->Apply(One(1, "c", Value::Int(2)), kRelaxed).status()));
    REQUIRE(apply(One(1, "b", Value()), IndexKind::kPlain).ok());
    REQUIRE(store->Apply(One(1, "c", Value::Int(1)), kRelaxed).ok());
    CHECK(absl::IsAlreadyExists(apply(One(1, "d", Value::Int(9)), IndexKind::kUnique)));
    CHECK(store->version() == 5);
    store = (store.reset(), Open(*files, testing::TinyStore()));
    CHECK((Read(*store) == Rows{{KeyOf(Value::Int(1)), "a"}, {KeyOf(Value::Int(1)), "c"}}));
    REQUIRE(apply(One(1, "c", Value()), std::nullopt).ok());
    CHECK(store->indexes().empty());
    CHECK(absl::IsNotFound(apply({}, std::nullopt)));
    REQUIRE(store->CreateIndex(1, 1, IndexKind::kUnique).ok());
    CHECK(Read(*store) == Rows{{KeyOf(Value::Int(1)), "a"}});
  }

  TEST_CASE("is kept by an ingestion") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::TinyStore());
    REQUIRE(store->CreateIndex(1, 1, IndexKind::kUnique).ok());
    REQUIRE(store->Apply(One(1, "b", Value::Int(1)), kRelaxed).ok());
    REQUIRE(Ingest(*store, {{{1, 1, IntegerKey(5)}, Value::Int(7)},
                            {{1, 1, "a"}, Value::Int(1)},
                            {{1, 1, "b"}, Value::Int(2)},
                            {{1, 2, "a"}, Value::Int(2)}})
                .ok());
    CHECK(Read(*store) == Expected(Values(*store)));
    CHECK(Read(*store).size() == 3);
    CHECK(absl::IsAlreadyExists(Ingest(*store, {{{1, 1, "c"}, Value::Int(7)}}).status()));
    CHECK(Read(*store).size() == 3);
    REQUIRE(store->Compact().ok());
    CHECK(Read(*store) == Expected(Values(*store)));
  }

  TEST_CASE("is kept by random ingestions that do not fit in memory") {
    testing::ForSeeds(60, [](Random& random) {
      const auto files = MakeMemoryFileSystem();
      StoreOptions options = testing::TinyStore();
      options.shape.memtable_bytes = random.OneIn(3) ? 1 : 100 + random.Below(2000);
      const auto store = Open(*files, options);
      const bool is_unique = random.OneIn(2);
      REQUIRE(
          store->CreateIndex(1, 1, is_unique ? IndexKind::kUnique : IndexKind::kPlain).ok());
      std::map<std::string, Value> values;
      for (int step = 0; step < 6; ++step) {
        const Batch batch = Ascending(random, random.Below(60));
        std::map<std::string, Value> next = values;
        for (const auto& [key, value] : batch) next[key.subject] = value;
        std::erase_if(next, [](const auto& entry) { return entry.second.is_null(); });
        const bool fits = !is_unique || HasDistinctValues(Expected(next));
        CHECK(Ingest(*store, batch).ok() == fits);
        if (fits) values = next;
        CHECK(Read(*store) == Expected(values));
        if (random.OneIn(3)) REQUIRE(store->Compact().ok());
      }
    });
  }

  TEST_CASE("an ingestion leaves no file beside those of the store even when it is refused") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::TinyStore());
    REQUIRE(store->CreateIndex(1, 1, IndexKind::kUnique).ok());
    const auto check = [&] {
      const auto entries = files->List("db");
      REQUIRE(entries.ok());
      const auto count = std::count_if(
          entries->begin(), entries->end(),
          [](const FileEntry& entry) { return entry.name.starts_with("sorted-"); });
      const auto& of_level = store->Statistics().level_files;
      const auto known = std::accumulate(of_level.begin(), of_level.end(), std::size_t{0});
      CHECK(known > 0);
      CHECK(static_cast<std::size_t>(count) == known);
    };
    Batch batch;
    for (int i = 0; i < 20; ++i) batch.push_back({{1, 1, IntegerKey(i)}, Value::Int(20 - i)});
    REQUIRE(Ingest(*store, batch).ok());
    check();
    // That another subject has one of these values is found behind the last of them.
    for (std::size_t i = 0; i < 20; ++i) {
      batch[i].key.subject = IntegerKey(20 + static_cast<std::int64_t>(i));
    }
    CHECK(absl::IsAlreadyExists(Ingest(*store, batch).status()));
    check();
  }

  TEST_CASE("is what it is made from after a power cut at every change") {
    using testing::PowerCutFileSystem;
    Random random(1);
    for (const bool tiny : {false, true}) {
      const StoreOptions options = tiny ? testing::TinyStore() : testing::InlineStore();
      for (std::uint64_t changes = 1;; ++changes) {
        CAPTURE(changes);
        PowerCutFileSystem files;
        files.CutAfter(changes);
        if (auto store = Store::Open(files, "db", options); store.ok()) {
          (*store)->Apply(One(1, "a", Value::Int(1)), kRelaxed).IgnoreError();
          (*store)->CreateIndex(1, 1, IndexKind::kPlain).IgnoreError();
          (*store)->Apply(One(1, "a", Value::Int(2)), kRelaxed).IgnoreError();
          (*store)->Apply(One(1, "b", Value::Int(1)), Durability::kDurable).IgnoreError();
          (*store)->Compact().IgnoreError();
          (*store)->Apply(One(1, "b", Value()), kRelaxed).IgnoreError();
        }
        if (files.has_power()) {
          CHECK(changes > 20);
          break;
        }
        files.PowerOn(testing::Survival::kAnything, random);
        const auto store = Open(files, options);
        if (store->version() < 2) {
          CHECK(store->indexes().empty());
        } else {
          CHECK(store->indexes().size() == 1);
          CHECK(Read(*store) == Expected(Values(*store)));
        }
      }
    }
  }

  TEST_CASE("changes and triples are told without those of an index") {
    const auto files = MakeMemoryFileSystem();
    const auto store = Open(*files, testing::InlineStore());
    REQUIRE(store->CreateIndex(1, 1, IndexKind::kPlain).ok());
    REQUIRE(store->Apply(One(1, "a", Value::Int(1)), kRelaxed).ok());
    int count = 0;
    const auto visit = [&](const TripleKey& key, std::uint64_t, const Value& value) {
      CHECK(key == TripleKey{1, 1, "a"});
      CHECK(value == Value::Int(1));
      ++count;
    };
    REQUIRE(store->ChangesSince(1, visit).ok());
    CHECK(count == 1);
  }
}

TEST_SUITE("Catalog") {
  TEST_CASE("a pair of numbers comes back and other bytes are refused") {
    for (const std::uint32_t number : {0U, 1U, 255U, UINT32_MAX}) {
      const auto entry = ReadCatalogSubject(CatalogSubject(7, number));
      REQUIRE(entry.ok());
      CHECK(entry->scope == 7);
      CHECK(entry->number == number);
    }
    for (const std::string& wrong :
         {std::string(), IntegerKey(1), IntegerKey(1) + IntegerKey(-1),
          IntegerKey(1) + IntegerKey(1LL << 32), CatalogSubject(1, 2) + "x",
          IntegerKey(1) + KeyOf(Value::Text("a"))}) {
      CHECK(absl::IsDataLoss(ReadCatalogSubject(wrong).status()));
    }
  }

  TEST_CASE("an index of no kind is an error of opening") {
    const auto files = MakeMemoryFileSystem();
    {
      const auto store = Open(*files, testing::InlineStore());
      const TripleKey key{kCatalogType, kIndexAttribute, CatalogSubject(1, 1)};
      REQUIRE(store->Apply({{key, Value::Int(9)}}, kRelaxed).ok());
    }
    const absl::Status refused = Store::Open(*files, "db", testing::InlineStore()).status();
    CHECK(refused.message() == "catalog has an index of no kind");
  }
}

TEST_SUITE("ValueRange") {
  TEST_CASE("has what is between its ends whatever the types") {
    testing::ForSeeds(300, [](Random& random) {
      ValueRange range;
      if (random.OneIn(2)) range.least = testing::RandomValue(random);
      if (random.OneIn(2)) range.greatest = testing::RandomValue(random);
      const Value value = testing::RandomValue(random);
      UuidBytes uuid;
      const bool inside = !value.is_null() &&
                          (!range.least.has_value() || *range.least <= value) &&
                          (!range.greatest.has_value() || value <= *range.greatest);
      CHECK(range.Has(StoredViewOf(value, uuid)) == inside);
      CHECK(range.is_all() == (!range.least.has_value() && !range.greatest.has_value()));
      if (inside) CHECK(range.MayMeet(value, value));
      if (inside) CHECK(range.MayMeet(Value(), Value()));
      if (!inside && !value.is_null()) CHECK_FALSE(range.MayMeet(value, value));
    });
  }
}

}  // namespace
}  // namespace cambium
