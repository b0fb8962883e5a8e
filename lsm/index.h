// Indexes: from a value of an attribute to the subjects that have it, written in the same
// commit as the triples that they are made from.
//
//     [Issue, state, 7] → 'open'      run (Issue, state, index), subject 'open' ‖ 7 → 6
//
// An index is a run of its own, next to that of its attribute. Its subjects are the key of a
// value (dataflow/key_encoding.h) and behind it the subject that has the value; what the row
// holds is the size of the first, so that the two come apart at once. So an index is sorted by
// value and then by subject, is scanned as any run is, and stays as long as others do when
// one looks back.
//
// Which attributes have an index stands in the catalog (lsm/catalog.h).
//
// Law: at every version since the index was made, the index has just one row for each triple
// of the attribute; in a unique one no two have equal values.
//
// Cost: a commit looks up the old value of each triple it writes that has an index, and writes
// up to two rows more; for a unique one, it also looks up the new value.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/catalog.h"
#include "lsm/commit.h"
#include "lsm/run_scan.h"
#include "lsm/store_view.h"
#include "lsm/value_range.h"

namespace cambium {

// What the catalog says now. DataLoss when it cannot be read.
absl::StatusOr<Indexes> ReadIndexes(const std::shared_ptr<const StoreView>& view);

// What must be written to indexes when some triples are. It owns its bytes.
class IndexWrites {
 public:
  IndexWrites() = default;
  IndexWrites(const IndexWrites&) = delete;
  IndexWrites& operator=(const IndexWrites&) = delete;

  // Of a commit on top of all that the view has; a later write to the same subject wins.
  // AlreadyExists when a unique index forbids it.
  absl::Status Add(const std::shared_ptr<const StoreView>& view, const Indexes& indexes,
                   std::span<const Write> writes);
  // Adds a row for each triple of the attribute; what making an index takes.
  absl::Status AddAll(const std::shared_ptr<const StoreView>& view, TypeId type,
                      AttributeId attribute, IndexKind kind);
  // A deletion of each row of the index.
  absl::Status RemoveAll(const std::shared_ptr<const StoreView>& view, TypeId type,
                         AttributeId attribute);

  // For many writes, to one attribute that has an index and each to another subject: adds what
  // one of them changes, in no order until Sort(), and of no kind of index checked.
  absl::Status Add(const StoreView& view, const Write& write);
  void Sort();
  void Clear();

  // Ascending by run and subject.
  const std::vector<Write>& writes() const { return writes_; }
  std::size_t bytes() const { return arena_.bytes() + writes_.size() * sizeof(Write); }

 private:
  void Put(const RunKey& run, const Subject& subject, const Value& value, bool is_deleted);
  absl::Status CheckUnique(const std::shared_ptr<const StoreView>& view,
                           const Indexes& indexes) const;

  ByteArena arena_;
  std::vector<Write> writes_;
};

// Which rows of an index.
struct IndexRange {
  TypeId type = 0;
  AttributeId attribute = 0;
  ValueRange values;
  bool reverse = false;
};

// Rows of an index: the key of a value and the subject that has it. Views, valid until the
// batch changes.
struct IndexBatch {
  std::vector<std::string_view> values;
  std::vector<std::string_view> subjects;
  RowBatch rows;

  std::size_t size() const { return subjects.size(); }
};

class IndexScan {
 public:
  IndexScan(std::shared_ptr<const StoreView> view, const IndexRange& range,
            std::uint64_t version);

  // Replaces the batch by the next rows, about `most` and at least one; false, and an empty
  // batch, when there are none.
  absl::StatusOr<bool> Next(std::size_t most, IndexBatch& batch);

 private:
  RunScan scan_;
};

}  // namespace cambium
