// What a store was told and what it answered, and hence what it must hold: the oracle of
// every test that breaks something. It knows a store by its public interface only, and keeps
// the triples of every version in a std::map of its own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "lsm/file_system.h"
#include "lsm/store.h"
#include "lsm/triple.h"
#include "tests/support/random.h"

namespace cambium::testing {

// All triples of a store.
struct Triples {
  std::map<TripleKey, Value> values;

  void Apply(const Batch& batch);
  bool operator==(const Triples&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Triples& triples);

// By scans of one column each; also checks Get. Sees the types and attributes from 0 to
// kGreatestId.
constexpr std::uint32_t kGreatestId = 3;
absl::StatusOr<Triples> ReadTriples(const Store& store, std::uint64_t version = Store::kNow);
Triples TriplesOf(const Store& store, std::uint64_t version = Store::kNow);

// Reads every index and compares it with a scan of its attribute; the answer is that of the
// disk.
absl::Status CheckIndexes(const Store& store);

// A store that does all its work inside of Apply, in the same order each time, on a clock that
// stands still. `memtable_bytes` of 1 makes it flush before every commit, and so on.
StoreOptions InlineStore();
// The same, with as few rows in blocks, blocks in files and files in levels as can be.
StoreOptions TinyStore();
// One whose commits are all too large for its log.
StoreOptions LargeCommitStore();

// A few triples of few keys, so that they meet; a third of the values are NULL.
Batch RandomBatch(Random& random);

// One triple of the type 1.
Batch One(AttributeId attribute, const std::string& subject, Value value);

// The key of an Int, so a subject that the store keeps as an integer.
std::string IntegerKey(std::int64_t integer);

class StoreHistory {
 public:
  // Applies, and remembers the answer.
  absl::Status Apply(Store& store, const Batch& batch, Durability durability);
  absl::Status Flush(Store& store);
  absl::Status CreateIndex(Store& store, TypeId type, AttributeId attribute, IndexKind kind);
  // The batch ascends and has no key twice.
  absl::Status Ingest(Store& store, const Batch& batch);

  // The store holds what it acknowledged, no less and no more. Call it for a store that
  // was opened again, too: it has then synced all that it holds.
  void CheckHoldsAll(const Store& store);
  // The same on a disk that may fail, which is then the answer.
  absl::Status HoldsAll(const Store& store);

  // The store was opened after a killed process: as above, but it may hold a commit that
  // was written and not acknowledged.
  void CheckHoldsAllOrOneMore(const Store& store);

  // The store was opened after a power cut: it holds a prefix, with all synced commits.
  void CheckHoldsPrefix(const Store& store);

  // What a version held. Of those that were acknowledged.
  const Triples& At(std::uint64_t version) const { return versions_[version]; }
  std::uint64_t acknowledged() const { return acknowledged_; }

 private:
  // Begins a version that is made of the last by the batch; Acknowledge() if it is committed.
  void Attempt(const Batch& batch);
  void Acknowledge(std::uint64_t version, bool is_synced);
  void CheckHoldsBetween(std::uint64_t least, std::uint64_t greatest, const Store& store);
  std::uint64_t attempted() const { return versions_.size() - 1; }

  std::vector<Triples> versions_{{}};  // By version. Of a failed commit too, if it is last.
  std::uint64_t acknowledged_ = 0;
  std::uint64_t synced_ = 0;
};

// Three openings with commits of all kinds between them, a compaction and an ingestion. Stops
// at the first error, which it returns.
absl::Status RunScenario(FileSystem& files, const StoreOptions& options, StoreHistory& history);

}  // namespace cambium::testing
