// LMDB, whose relaxed commits do not sync.
// SPDX-License-Identifier: Apache-2.0
#include <lmdb.h>

#include <filesystem>

#include "bench/fail.h"
#include "bench/lsm/engine.h"

namespace cambium::bench {
namespace {

void Check(int result) {
  if (result != 0) Fail(mdb_strerror(result));
}

MDB_val Borrowed(const std::string& text) {
  return {text.size(), const_cast<char*>(text.data())};
}

class LmdbEngine final : public LsmEngine {
 public:
  LmdbEngine(const std::string& folder, std::size_t /*memory*/) {
    std::filesystem::create_directories(folder);
    Check(mdb_env_create(&environment_));
    Check(mdb_env_set_mapsize(environment_, std::size_t{16} << 30));
    Check(mdb_env_open(environment_, folder.c_str(), MDB_NOSYNC, 0666));
    MDB_txn* transaction = nullptr;
    Check(mdb_txn_begin(environment_, nullptr, 0, &transaction));
    Check(mdb_dbi_open(transaction, nullptr, 0, &table_));
    Check(mdb_txn_commit(transaction));
  }
  ~LmdbEngine() override {
    EndRead();
    mdb_env_close(environment_);
  }

  void Write(std::span<const LsmTriple> triples, bool synced) override {
    Put(triples, 0);
    if (synced) Check(mdb_env_sync(environment_, 1));
  }
  bool Ingest(std::span<const LsmTriple> triples) override {
    Put(triples, MDB_APPEND);
    return true;
  }
  void Settle() override { Check(mdb_env_sync(environment_, 1)); }
  bool CanShare() const override { return false; }  // Its one reader belongs to one thread.
  bool Hold() override { return false; }
  void LetGo() override {}
  bool Has(std::uint32_t attribute, std::uint32_t subject) override {
    BeginRead();
    const std::string key = PeerKey(attribute, subject);
    MDB_val place = Borrowed(key);
    MDB_val value;
    const int result = mdb_get(reader_, table_, &place, &value);
    if (result == MDB_NOTFOUND) return false;
    Check(result);
    Use(value);
    return true;
  }
  std::size_t Entity(std::uint32_t subject, std::uint32_t attributes) override {
    std::size_t count = 0;
    for (std::uint32_t i = 0; i < attributes; ++i) count += Has(i, subject) ? 1 : 0;
    return count;
  }
  std::size_t Scan(std::uint32_t attribute, std::uint32_t subject, std::size_t most) override {
    BeginRead();
    MDB_cursor* cursor = nullptr;
    Check(mdb_cursor_open(reader_, table_, &cursor));
    const std::string begin = PeerKey(attribute, subject);
    const std::string end = PeerKey(attribute + 1, 0);
    MDB_val key = Borrowed(begin);
    MDB_val value;
    std::size_t count = 0;
    int result = mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE);
    while (result == 0 && count < most &&
           std::string_view(static_cast<const char*>(key.mv_data), key.mv_size) < end) {
      Use(value);
      ++count;
      result = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
    }
    mdb_cursor_close(cursor);
    return count;
  }

 private:
  void Put(std::span<const LsmTriple> triples, unsigned flags) {
    EndRead();
    MDB_txn* transaction = nullptr;
    Check(mdb_txn_begin(environment_, nullptr, 0, &transaction));
    for (const LsmTriple& triple : triples) {
      const std::string key = PeerKey(triple.attribute, triple.subject);
      const std::string bytes = PeerValue(triple.value);
      MDB_val place = Borrowed(key);
      MDB_val value = Borrowed(bytes);
      if (triple.value.is_null()) {
        const int result = mdb_del(transaction, table_, &place, nullptr);
        if (result != MDB_NOTFOUND) Check(result);
        continue;
      }
      Check(mdb_put(transaction, table_, &place, &value, flags));
    }
    Check(mdb_txn_commit(transaction));
  }
  void BeginRead() {
    if (reader_ == nullptr) Check(mdb_txn_begin(environment_, nullptr, MDB_RDONLY, &reader_));
  }
  // Writes nothing if there is no reader: threads that only write meet here.
  void EndRead() {
    if (reader_ == nullptr) return;
    mdb_txn_abort(reader_);
    reader_ = nullptr;
  }
  void Use(const MDB_val& value) {
    used_ = used_ + UsePeerValue({static_cast<const char*>(value.mv_data), value.mv_size});
  }

  MDB_env* environment_ = nullptr;
  MDB_dbi table_ = 0;
  MDB_txn* reader_ = nullptr;
  volatile std::uint64_t used_ = 0;
};

}  // namespace

LsmEngineKind LmdbLsm() {
  return {"lmdb", [](const std::string& folder, std::size_t memory) {
            return std::make_unique<LmdbEngine>(folder, memory);
          }};
}

}  // namespace cambium::bench
