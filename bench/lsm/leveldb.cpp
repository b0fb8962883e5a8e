// LevelDB, with a Bloom filter of 10 bits and Snappy: once with the buffers that it has by
// itself, 4 MiB for writes and 8 for blocks, and once with as much as the others.
// SPDX-License-Identifier: Apache-2.0
#include <leveldb/cache.h>
#include <leveldb/db.h>
#include <leveldb/filter_policy.h>
#include <leveldb/write_batch.h>

#include "bench/fail.h"
#include "bench/lsm/engine.h"

namespace cambium::bench {
namespace {

void Check(const leveldb::Status& status) {
  if (!status.ok()) Fail(status.ToString());
}

class LeveldbEngine final : public LsmEngine {
 public:
  // Without memory, what it takes by itself.
  LeveldbEngine(const std::string& folder, std::size_t memory)
      : filter_(leveldb::NewBloomFilterPolicy(10)),
        cache_(leveldb::NewLRUCache(memory == 0 ? 8 << 20 : memory / 2)) {
    leveldb::Options options;
    options.create_if_missing = true;
    options.filter_policy = filter_.get();
    options.block_cache = cache_.get();
    if (memory != 0) options.write_buffer_size = memory / 8;  // It has two.
    leveldb::DB* database = nullptr;
    Check(leveldb::DB::Open(options, folder, &database));
    database_.reset(database);
  }

  void Write(std::span<const LsmTriple> triples, bool synced) override {
    leveldb::WriteBatch batch;
    for (const LsmTriple& triple : triples) {
      const std::string key = PeerKey(triple.attribute, triple.subject);
      if (triple.value.is_null()) {
        batch.Delete(key);
      } else {
        batch.Put(key, PeerValue(triple.value));
      }
    }
    leveldb::WriteOptions options;
    options.sync = synced;
    Check(database_->Write(options, &batch));
  }
  bool Ingest(std::span<const LsmTriple>) override { return false; }
  void Settle() override { database_->CompactRange(nullptr, nullptr); }
  bool Hold() override {
    reading_.snapshot = database_->GetSnapshot();
    return true;
  }
  void LetGo() override {
    database_->ReleaseSnapshot(reading_.snapshot);
    reading_.snapshot = nullptr;
  }
  bool Has(std::uint32_t attribute, std::uint32_t subject) override {
    const leveldb::Status status =
        database_->Get(leveldb::ReadOptions(), PeerKey(attribute, subject), &found_);
    if (status.IsNotFound()) return false;
    Check(status);
    used_ = used_ + UsePeerValue(found_);
    return true;
  }
  std::size_t Entity(std::uint32_t subject, std::uint32_t attributes) override {
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < attributes; ++i) count += Has(i, subject) ? 1 : 0;
    return count;
  }
  std::size_t Scan(std::uint32_t attribute, std::uint32_t subject, std::size_t most) override {
    const std::unique_ptr<leveldb::Iterator> rows(database_->NewIterator(reading_));
    const std::string end = PeerKey(attribute + 1, 0);
    std::size_t count = 0;
    for (rows->Seek(PeerKey(attribute, subject));
         count < most && rows->Valid() && rows->key().compare(end) < 0; rows->Next()) {
      used_ = used_ + UsePeerValue({rows->value().data(), rows->value().size()});
      ++count;
    }
    return count;
  }

 private:
  const std::unique_ptr<const leveldb::FilterPolicy> filter_;
  const std::unique_ptr<leveldb::Cache> cache_;
  std::unique_ptr<leveldb::DB> database_;
  leveldb::ReadOptions reading_;
  std::string found_;
  volatile std::uint64_t used_ = 0;
};

}  // namespace

LsmEngineKind LeveldbLsm() {
  return {"leveldb", [](const std::string& folder, std::size_t /*memory*/) {
            return std::make_unique<LeveldbEngine>(folder, 0);
          }};
}

LsmEngineKind LargeLeveldbLsm() {
  return {"leveldb-l", [](const std::string& folder, std::size_t memory) {
            return std::make_unique<LeveldbEngine>(folder, memory);
          }};
}

}  // namespace cambium::bench
