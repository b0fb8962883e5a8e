// What a store implements to take part in the workload *store*, and what is measured of it.
//
// All hold the same triples of one type. The peers are key-value stores: their key is type,
// attribute and subject, big-endian, their value what lsm/stored_value.h writes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bench/harness/outcome.h"
#include "dataflow/value.h"

namespace cambium::bench {

struct LsmSizes {
  std::uint32_t subjects = 250'000;
  std::size_t memory = std::size_t{256} << 20;
};

struct LsmTriple {
  std::uint32_t attribute = 0;
  std::uint32_t subject = 0;
  Value value;
};

class LsmEngine {
 public:
  virtual ~LsmEngine() = default;
  // One commit; a triple with NULL is deleted.
  virtual void Write(std::span<const LsmTriple> triples, bool synced) = 0;
  // Ascending triples, by whatever is fastest. False if there is no such way.
  virtual bool Ingest(std::span<const LsmTriple> triples) = 0;
  // Waits for, and does, all merging.
  virtual void Settle() = 0;
  virtual bool Has(std::uint32_t attribute, std::uint32_t subject) = 0;
  // Whether one thread may read while others write.
  virtual bool CanShare() const { return true; }
  // From now on scans see this moment, until it is let go. False if there is no such way.
  virtual bool Hold() = 0;
  virtual void LetGo() = 0;
  // How many of the attributes the subject has.
  virtual std::size_t Entity(std::uint32_t subject, std::uint32_t attributes) = 0;
  // Reads up to `most` values of the attribute from the subject on; their number.
  virtual std::size_t Scan(std::uint32_t attribute, std::uint32_t subject,
                           std::size_t most) = 0;
};

struct LsmEngineKind {
  std::string name;
  // Opens the folder, with this much memory.
  std::function<std::unique_ptr<LsmEngine>(const std::string& folder, std::size_t memory)> open;
};

LsmEngineKind CambiumLsm();
#ifdef CAMBIUM_BENCH_LEVELDB
LsmEngineKind LeveldbLsm();       // With the memory that it takes by itself.
LsmEngineKind LargeLeveldbLsm();  // With as much as the others.
#endif
#ifdef CAMBIUM_BENCH_ROCKSDB
LsmEngineKind RocksdbLsm();
#endif
#ifdef CAMBIUM_BENCH_LMDB
LsmEngineKind LmdbLsm();
#endif

// By metric, in the order of the first mention.
class LsmResults {
 public:
  double& operator[](const std::string& name) {
    for (Metric& metric : metrics_) {
      if (metric.name == name) return metric.value;
    }
    return metrics_.emplace_back(Metric{name}).value;
  }
  const std::vector<Metric>& metrics() const { return metrics_; }

 private:
  std::vector<Metric> metrics_;
};

// All that is measured of a store, in a folder that is empty.
LsmResults MeasureLsm(const LsmEngineKind& kind, const LsmSizes& sizes,
                      const std::string& folder);

// A process that writes a fifth of the triples and dies without closing. To be called before
// any engine was opened here: some have a thread for all of a process, which a fork does not
// have.
void LeaveCrashed(const LsmEngineKind& kind, const LsmSizes& sizes, const std::string& folder,
                  std::span<const LsmTriple> triples);
// What happens when data changes: overwriting, deleting, reading meanwhile, opening what
// LeaveCrashed() left.
void MeasureChurn(const LsmEngineKind& kind, const LsmSizes& sizes, const std::string& folder,
                  std::span<const LsmTriple> triples,
                  const std::function<void(const char* metric)>& say, LsmResults& results);

// The key of a peer, and the value.
std::string PeerKey(std::uint32_t attribute, std::uint32_t subject);
std::string PeerValue(const Value& value);
// Reads a peer's value as far as a user must to use it; a number that depends on it.
std::uint64_t UsePeerValue(std::string_view bytes);

}  // namespace cambium::bench
