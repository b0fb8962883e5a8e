// The oracle of stores, and the scenario that is broken at every point.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/store_history.h"

#include <array>
#include <set>
#include <span>
#include <utility>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "lsm/catalog.h"
#include "lsm/dropped_types.h"
#include "tests/support/manual_clock.h"
#include "tests/support/values.h"

namespace cambium::testing {

void Triples::Apply(const Batch& batch) {
  for (const Triple& triple : batch) {
    if (triple.key.type == kCatalogType && triple.key.attribute == kDroppedTypeAttribute) {
      std::erase_if(values, [&triple](const auto& value) {
        return triple.key.subject == CatalogSubject(kCatalogType, value.first.type);
      });
    } else if (triple.value.is_null()) {
      values.erase(triple.key);
    } else {
      values[triple.key] = triple.value;
    }
  }
}

std::ostream& operator<<(std::ostream& out, const Triples& triples) {
  constexpr size_t kShown = 40;
  for (const auto& [key, value] : triples.values) {
    out << "[" << key.type << ", " << key.attribute << ", " << Value::Bytes(key.subject) << "] "
        << DebugString(value).substr(0, kShown) << "\n";
  }
  return out;
}

absl::StatusOr<Triples> ReadTriples(const Store& store, std::uint64_t version) {
  Triples found;
  absl::Status status;
  for (TypeId type = 0; type <= kGreatestId; ++type) {
    for (AttributeId attribute = 0; attribute <= kGreatestId; ++attribute) {
      const auto visit = [&](const std::string& subject, auto values) {
        found.values[{type, attribute, subject}] = values[0];
        const auto got = store.Get({type, attribute, subject}, version);
        status.Update(got.status());
        if (got.ok()) CHECK(*got == values[0]);
      };
      status.Update(store.Scan(type, {&attribute, 1}, visit, version));
    }
  }
  if (!status.ok()) return status;
  return found;
}

Triples TriplesOf(const Store& store, std::uint64_t version) {
  absl::StatusOr<Triples> triples = ReadTriples(store, version);
  REQUIRE_MESSAGE(triples.ok(), triples.status().ToString());
  return *std::move(triples);
}

absl::Status CheckIndexes(const Store& store) {
  using Rows = std::set<std::pair<std::string, std::string>>;
  for (const auto& [place, info] : store.indexes()) {
    Rows expected;
    const auto visit = [&](const std::string& subject, auto values) {
      std::string key;
      AppendKey(values[0], key);
      expected.emplace(key, subject);
    };
    CAMBIUM_RETURN_IF_ERROR(store.Scan(place.first, {&place.second, 1}, visit));
    Rows found;
    CAMBIUM_ASSIGN_OR_RETURN(const auto scan,
                             store.ScanIndex({place.first, place.second, {}, false}));
    for (IndexBatch batch;;) {
      CAMBIUM_ASSIGN_OR_RETURN(const bool more, scan->Next(100, batch));
      if (!more) break;
      for (std::size_t i = 0; i < batch.size(); ++i) {
        CHECK(found.emplace(batch.values[i], batch.subjects[i]).second);
      }
    }
    CHECK((found == expected));
  }
  return absl::OkStatus();
}

StoreOptions InlineStore() {
  static ManualClock clock;
  StoreOptions options;
  options.background = false;
  options.clock = &clock;
  return options;
}

StoreOptions TinyStore() {
  StoreOptions options = InlineStore();
  options.memory_bytes = 4096;
  options.shape.memtable_bytes = 1;
  options.shape.large_commit_bytes = 1 << 20;  // So that there is a log.
  options.shape.block.rows = 2;
  options.shape.file_bytes = 300;
  options.shape.base_level_bytes = 500;
  options.shape.level0_files = 2;
  options.shape.fan_out = 2;
  return options;
}

StoreOptions LargeCommitStore() {
  StoreOptions options = InlineStore();
  options.shape.large_commit_bytes = 1;
  return options;
}

std::string IntegerKey(std::int64_t integer) {
  std::string key;
  AppendKey(Value::Int(integer), key);
  return key;
}

Batch RandomBatch(Random& random) {
  const std::array<std::string, 9> subjects = {"",
                                               "a",
                                               std::string("a\0", 2),
                                               "ab",
                                               "\xFF",
                                               IntegerKey(-1),
                                               IntegerKey(0),
                                               IntegerKey(1),
                                               IntegerKey(70)};
  Batch batch(random.Below(5));
  for (Triple& triple : batch) {
    triple.key.type = static_cast<TypeId>(1 + random.Below(2) * 2);  // 0 is the catalog.
    triple.key.attribute = static_cast<AttributeId>(random.Below(kGreatestId + 1));
    triple.key.subject = random.Pick(subjects);
    if (!random.OneIn(3)) triple.value = RandomValue(random);
  }
  return batch;
}

Batch One(AttributeId attribute, const std::string& subject, Value value) {
  return {{{1, attribute, subject}, std::move(value)}};
}

void StoreHistory::Attempt(const Batch& batch) {
  versions_.resize(acknowledged_ + 1);
  versions_.push_back(versions_.back());
  versions_.back().Apply(batch);
}

void StoreHistory::Acknowledge(std::uint64_t version, bool is_synced) {
  ++acknowledged_;
  CHECK(version == acknowledged_);
  if (is_synced) synced_ = version;
}

absl::Status StoreHistory::Apply(Store& store, const Batch& batch, Durability durability) {
  Attempt(batch);
  CAMBIUM_ASSIGN_OR_RETURN(const std::uint64_t version, store.Apply(batch, durability));
  Acknowledge(version, durability == Durability::kDurable);
  return absl::OkStatus();
}

absl::Status StoreHistory::CreateIndex(Store& store, TypeId type, AttributeId attribute,
                                       IndexKind kind) {
  const TripleKey entry{kCatalogType, kIndexAttribute, CatalogSubject(type, attribute)};
  Attempt({{entry, Value::Int(static_cast<std::int64_t>(kind))}});
  CAMBIUM_ASSIGN_OR_RETURN(const std::uint64_t version,
                           store.CreateIndex(type, attribute, kind));
  Acknowledge(version, true);
  return absl::OkStatus();
}

absl::Status StoreHistory::Ingest(Store& store, const Batch& batch) {
  Attempt(batch);
  std::size_t at = 0;
  CAMBIUM_ASSIGN_OR_RETURN(const std::uint64_t version, store.Ingest([&](Triple& triple) {
    if (at == batch.size()) return false;
    triple = batch[at++];
    return true;
  }));
  Acknowledge(version, true);
  return absl::OkStatus();
}

absl::Status StoreHistory::Flush(Store& store) {
  CAMBIUM_RETURN_IF_ERROR(store.Flush());
  synced_ = acknowledged_;
  return absl::OkStatus();
}

void StoreHistory::CheckHoldsAll(const Store& store) {
  CheckHoldsBetween(acknowledged_, acknowledged_, store);
}

absl::Status StoreHistory::HoldsAll(const Store& store) {
  REQUIRE(store.version() == acknowledged_);
  CAMBIUM_ASSIGN_OR_RETURN(const Triples triples, ReadTriples(store));
  CHECK(triples == versions_[acknowledged_]);
  synced_ = acknowledged_;
  return CheckIndexes(store);
}

void StoreHistory::CheckHoldsAllOrOneMore(const Store& store) {
  CheckHoldsBetween(acknowledged_, attempted(), store);
}

void StoreHistory::CheckHoldsPrefix(const Store& store) {
  CheckHoldsBetween(synced_, attempted(), store);
}

void StoreHistory::CheckHoldsBetween(std::uint64_t least, std::uint64_t greatest,
                                     const Store& store) {
  REQUIRE(store.version() >= least);
  REQUIRE(store.version() <= greatest);
  CHECK(TriplesOf(store) == versions_[store.version()]);
  REQUIRE(CheckIndexes(store).ok());
  acknowledged_ = synced_ = store.version();
}

namespace {

constexpr Durability kRelaxed = Durability::kRelaxed;
constexpr Durability kDurable = Durability::kDurable;

}  // namespace

absl::Status RunScenario(FileSystem& files, const StoreOptions& options,
                         StoreHistory& history) {
  {
    CAMBIUM_ASSIGN_OR_RETURN(const auto store, Store::Open(files, "db", options));
    CAMBIUM_RETURN_IF_ERROR(history.HoldsAll(*store));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "a", Value::Int(1)), kRelaxed));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "b", Value::Int(2)), kRelaxed));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(2, "a", Value::Text("A")), kDurable));
    CAMBIUM_RETURN_IF_ERROR(
        history.Apply(*store, One(3, IntegerKey(7), Value::Float(0.5)), kRelaxed));
    CAMBIUM_RETURN_IF_ERROR(history.CreateIndex(*store, 1, 1, IndexKind::kPlain));
    CAMBIUM_RETURN_IF_ERROR(history.Flush(*store));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "b", Value()), kRelaxed));
  }
  {
    CAMBIUM_ASSIGN_OR_RETURN(const auto store, Store::Open(files, "db", options));
    CAMBIUM_RETURN_IF_ERROR(history.HoldsAll(*store));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "a", Value::Int(3)), kDurable));
    CAMBIUM_RETURN_IF_ERROR(history.Ingest(*store, {{{1, 1, "a"}, Value::Int(4)},
                                                    {{1, 1, "e"}, Value::Int(3)},
                                                    {{2, 1, IntegerKey(1)}, Value::Text("one")},
                                                    {{2, 1, IntegerKey(2)}, Value::Text("two")},
                                                    {{3, 1, "x"}, Value::Bool(true)}}));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, {}, kRelaxed));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "c", Value::Int(4)), kRelaxed));
    CAMBIUM_RETURN_IF_ERROR(store->Compact());
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "a", Value()), kRelaxed));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, {DropOfType(2)}, kRelaxed));
  }
  CAMBIUM_ASSIGN_OR_RETURN(const auto store, Store::Open(files, "db", options));
  CAMBIUM_RETURN_IF_ERROR(history.HoldsAll(*store));
  CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "f", Value::Int(6)), kRelaxed));
  return absl::OkStatus();
}

}  // namespace cambium::testing
