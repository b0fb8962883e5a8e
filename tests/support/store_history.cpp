// The oracle of stores, and the scenario that is broken at every point.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/store_history.h"

#include <array>
#include <span>

#include "dataflow/status.h"
#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/values.h"

namespace cambium::testing {

void Triples::Apply(const Batch& batch) {
  for (const Triple& triple : batch) {
    if (triple.value.is_null()) {
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

Triples TriplesOf(const Store& store) {
  Triples found;
  for (TypeId type = 0; type <= kGreatestId; ++type) {
    for (AttributeId attribute = 0; attribute <= kGreatestId; ++attribute) {
      store.Scan(type, {&attribute, 1}, [&](const std::string& subject, auto values) {
        found.values[{type, attribute, subject}] = values[0];
        CHECK(store.Get({type, attribute, subject}) == values[0]);
      });
    }
  }
  CHECK(store.triple_count() == found.values.size());
  return found;
}

Batch RandomBatch(Random& random) {
  const std::array<std::string, 5> subjects = {"", "a", std::string("a\0", 2), "ab", "\xFF"};
  Batch batch(random.Below(5));
  for (Triple& triple : batch) {
    triple.key.type = static_cast<TypeId>(random.Below(2) * kGreatestId);
    triple.key.attribute = static_cast<AttributeId>(random.Below(kGreatestId + 1));
    triple.key.subject = random.Pick(subjects);
    if (!random.OneIn(3)) triple.value = RandomValue(random);
  }
  return batch;
}

Batch One(AttributeId attribute, const std::string& subject, Value value) {
  return {{{1, attribute, subject}, std::move(value)}};
}

Value LargeText() { return Value::Text(std::string((1 << 20) + 1, 'x')); }

absl::Status StoreHistory::Apply(Store& store, const Batch& batch, Durability durability) {
  versions_.resize(acknowledged_ + 1);
  versions_.push_back(versions_.back());
  versions_.back().Apply(batch);
  CAMBIUM_ASSIGN_OR_RETURN(const std::uint64_t version, store.Apply(batch, durability));
  ++acknowledged_;
  CHECK(version == acknowledged_);
  if (durability == Durability::kDurable) synced_ = version;
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
  acknowledged_ = synced_ = store.version();
}

namespace {

constexpr Durability kRelaxed = Durability::kRelaxed;
constexpr Durability kDurable = Durability::kDurable;

}  // namespace

absl::Status RunScenario(FileSystem& files, StoreHistory& history) {
  {
    CAMBIUM_ASSIGN_OR_RETURN(const auto store, Store::Open(files, "db"));
    history.CheckHoldsAll(*store);
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "a", Value::Int(1)), kRelaxed));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "b", Value::Int(2)), kRelaxed));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(2, "a", Value::Text("A")), kDurable));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(3, "c", LargeText()), kRelaxed));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(3, "c", Value()), kRelaxed));
    CAMBIUM_RETURN_IF_ERROR(history.Flush(*store));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "b", Value()), kRelaxed));
  }
  {
    CAMBIUM_ASSIGN_OR_RETURN(const auto store, Store::Open(files, "db"));
    history.CheckHoldsAll(*store);
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "a", Value::Int(3)), kDurable));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(3, "c", LargeText()), kRelaxed));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, {}, kRelaxed));
  }
  {
    CAMBIUM_ASSIGN_OR_RETURN(const auto store, Store::Open(files, "db"));
    history.CheckHoldsAll(*store);
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "d", Value::Int(4)), kRelaxed));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "a", Value()), kDurable));
    CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "e", Value::Int(5)), kRelaxed));
  }
  CAMBIUM_ASSIGN_OR_RETURN(const auto store, Store::Open(files, "db"));
  history.CheckHoldsAll(*store);
  CAMBIUM_RETURN_IF_ERROR(history.Apply(*store, One(1, "f", Value::Int(6)), kRelaxed));
  return absl::OkStatus();
}

}  // namespace cambium::testing
