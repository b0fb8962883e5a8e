// RocksDB, with a Bloom filter of 10 bits and LZ4.
// SPDX-License-Identifier: Apache-2.0
#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "bench/fail.h"
#include "bench/lsm/engine.h"

namespace cambium::bench {
namespace {

void Check(const rocksdb::Status& status) {
  if (!status.ok()) Fail(status.ToString());
}

class RocksdbEngine final : public LsmEngine {
 public:
  RocksdbEngine(const std::string& folder, std::size_t memory) {
    rocksdb::BlockBasedTableOptions table;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.block_cache = rocksdb::NewLRUCache(memory / 2);
    rocksdb::Options options;
    options.create_if_missing = true;
    options.compression = rocksdb::kLZ4Compression;
    options.write_buffer_size = memory / 4;
    options.max_background_jobs = 2;
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    rocksdb::DB* database = nullptr;
    Check(rocksdb::DB::Open(options, folder, &database));
    database_.reset(database);
  }

  void Write(std::span<const LsmTriple> triples, bool synced) override {
    rocksdb::WriteBatch batch;
    for (const LsmTriple& triple : triples) {
      const std::string key = PeerKey(triple.attribute, triple.subject);
      Check(triple.value.is_null() ? batch.Delete(key)
                                   : batch.Put(key, PeerValue(triple.value)));
    }
    rocksdb::WriteOptions options;
    options.sync = synced;
    Check(database_->Write(options, &batch));
  }
  bool Ingest(std::span<const LsmTriple> triples) override {
    const std::string path = database_->GetName() + "/ingested.sst";
    rocksdb::SstFileWriter file(rocksdb::EnvOptions(), database_->GetOptions());
    Check(file.Open(path));
    for (const LsmTriple& triple : triples) {
      Check(file.Put(PeerKey(triple.attribute, triple.subject), PeerValue(triple.value)));
    }
    Check(file.Finish());
    rocksdb::IngestExternalFileOptions options;
    options.move_files = true;
    Check(database_->IngestExternalFile({path}, options));
    return true;
  }
  void Settle() override {
    Check(database_->CompactRange(rocksdb::CompactRangeOptions(), nullptr, nullptr));
  }
  bool Hold() override {
    reading_.snapshot = database_->GetSnapshot();
    return true;
  }
  void LetGo() override {
    database_->ReleaseSnapshot(reading_.snapshot);
    reading_.snapshot = nullptr;
  }
  bool Has(std::uint32_t attribute, std::uint32_t subject) override {
    const rocksdb::Status status =
        database_->Get(rocksdb::ReadOptions(), PeerKey(attribute, subject), &found_);
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
    const std::unique_ptr<rocksdb::Iterator> rows(database_->NewIterator(reading_));
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
  std::unique_ptr<rocksdb::DB> database_;
  rocksdb::ReadOptions reading_;
  std::string found_;
  volatile std::uint64_t used_ = 0;
};

}  // namespace

LsmEngineKind RocksdbLsm() {
  return {"rocksdb", [](const std::string& folder, std::size_t memory) {
            return std::make_unique<RocksdbEngine>(folder, memory);
          }};
}

}  // namespace cambium::bench
