// lsm/ itself.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "bench/fail.h"
#include "bench/lsm/engine.h"
#include "dataflow/key_encoding.h"
#include "lsm/store.h"

namespace cambium::bench {
namespace {

constexpr TypeId kType = 1;

class CambiumEngine final : public LsmEngine {
 public:
  CambiumEngine(const std::string& folder, std::size_t memory) : files_(MakeRealFileSystem()) {
    StoreOptions options;
    options.memory_bytes = memory;
    auto store = Store::Open(*files_, folder, options);
    ExpectOk(store.status());
    store_ = *std::move(store);
  }

  void Write(std::span<const LsmTriple> triples, bool synced) override {
    Batch batch;
    batch.reserve(triples.size());
    for (const LsmTriple& triple : triples) {
      batch.push_back({KeyOf(triple.attribute, triple.subject), triple.value});
    }
    ExpectOk(
        store_->Apply(batch, synced ? Durability::kDurable : Durability::kRelaxed).status());
  }
  bool Ingest(std::span<const LsmTriple> triples) override {
    std::size_t at = 0;
    ExpectOk(store_
                 ->Ingest([&](Triple& triple) {
                   if (at == triples.size()) return false;
                   triple.key = KeyOf(triples[at].attribute, triples[at].subject);
                   triple.value = triples[at++].value;
                   return true;
                 })
                 .status());
    return true;
  }
  void Settle() override { ExpectOk(store_->Compact()); }
  bool Hold() override {
    held_ = store_->TakeSnapshot();
    version_ = held_.version();
    return true;
  }
  void LetGo() override {
    held_ = Snapshot();
    version_ = Store::kNow;
  }
  bool Has(std::uint32_t attribute, std::uint32_t subject) override {
    const auto value = store_->Get(KeyOf(attribute, subject));
    ExpectOk(value.status());
    return !value->is_null();
  }
  std::size_t Entity(std::uint32_t subject, std::uint32_t attributes) override {
    std::vector<AttributeId> all(attributes);
    for (std::uint32_t i = 0; i < attributes; ++i) all[i] = i;
    std::vector<Value> values(attributes);
    ExpectOk(store_->GetEntity(kType, KeyOf(0, subject).subject, all, values));
    std::size_t count = 0;
    for (const Value& value : values) count += value.is_null() ? 0 : 1;
    return count;
  }
  std::size_t Scan(std::uint32_t attribute, std::uint32_t subject, std::size_t most) override {
    RunRange range;
    range.run = {kType, attribute, SubjectKind::kInteger};
    range.least = OwnedSubject(IntegerSubject(subject));
    const auto scan = store_->ScanRun(std::move(range), version_);
    ExpectOk(scan.status());
    std::size_t count = 0;
    for (RowBatch batch; count < most;) {
      const auto more = (*scan)->Next(std::min<std::size_t>(1024, most - count), batch);
      ExpectOk(more.status());
      if (!*more) break;
      for (std::size_t i = 0; i < batch.size(); ++i) {
        const StoredValue& value = batch.values[i];
        used_ = used_ + (value.is_text() ? value.text().size() : value.word());
      }
      count += batch.size();
    }
    return count;
  }

 private:
  static TripleKey KeyOf(std::uint32_t attribute, std::uint32_t subject) {
    TripleKey key{kType, attribute, {}};
    AppendKey(Value::Int(subject), key.subject);
    return key;
  }

  const std::unique_ptr<FileSystem> files_;
  std::unique_ptr<Store> store_;
  Snapshot held_;
  std::uint64_t version_ = Store::kNow;
  volatile std::uint64_t used_ = 0;
};

}  // namespace

LsmEngineKind CambiumLsm() {
  return {"cambium", [](const std::string& folder, std::size_t memory) {
            return std::make_unique<CambiumEngine>(folder, memory);
          }};
}

}  // namespace cambium::bench
