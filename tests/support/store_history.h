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

// By scans of one column each; also checks Get and triple_count. Sees the types and
// attributes from 0 to kGreatestId.
constexpr std::uint32_t kGreatestId = 3;
Triples TriplesOf(const Store& store);

// A few triples of few keys, so that they meet; a third of the values are NULL.
Batch RandomBatch(Random& random);

// One triple of the type 1.
Batch One(AttributeId attribute, const std::string& subject, Value value);

// A text of which one makes the log outgrow a small sorted file.
Value LargeText();

class StoreHistory {
 public:
  // Applies, and remembers the answer.
  absl::Status Apply(Store& store, const Batch& batch, Durability durability);
  absl::Status Flush(Store& store);

  // The store holds what it acknowledged, no less and no more. Call it for a store that
  // was opened again, too: it has then synced all that it holds.
  void CheckHoldsAll(const Store& store);

  // The store was opened after a killed process: as above, but it may hold a commit that
  // was written and not acknowledged.
  void CheckHoldsAllOrOneMore(const Store& store);

  // The store was opened after a power cut: it holds a prefix, with all synced commits.
  void CheckHoldsPrefix(const Store& store);

 private:
  void CheckHoldsBetween(std::uint64_t least, std::uint64_t greatest, const Store& store);
  std::uint64_t attempted() const { return versions_.size() - 1; }

  std::vector<Triples> versions_{{}};  // By version. Of a failed commit too, if it is last.
  std::uint64_t acknowledged_ = 0;
  std::uint64_t synced_ = 0;
};

// Four openings with commits of all kinds between them. The second and the third find a log
// that has outgrown the sorted file, and write a new one; the fourth does not. Stops at the
// first error, which it returns.
absl::Status RunScenario(FileSystem& files, StoreHistory& history);

}  // namespace cambium::testing
