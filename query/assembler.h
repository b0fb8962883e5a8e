// The assembler: from flat deltas of selects to trees and deltas of trees.
//
// It holds, for each select of a query, the rows that stand now, bucket by bucket in
// order. It has no query logic: which rows stand was decided in the graph.
//
// Law: Snapshot() after Apply(d) is Snapshot() before with the operations of Apply(d)
// applied in turn. Operations come depth first: a row's own fields, then its lists in
// the order of the block; of a list what goes, what moves, what comes, then its rows.
//
// Cost of Apply: the changed rows and the paths down to them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "query/bucket.h"
#include "query/plan.h"
#include "query/tree.h"

namespace cambium {

class Assembler {
 public:
  explicit Assembler(const SelectPlan& root);

  // `deltas[i]` is that of select i, counted outer before inner in the order of the plan.
  std::vector<TreeOp> Apply(const std::vector<ZSet<Row>>& deltas);

  TreeList Snapshot() const;

  // The rows that stand, of each select as Apply() counts them.
  std::vector<ZSet<Row>> Contents() const;

  // Rows in all buckets, and those that show a bucket once more for each.
  std::size_t held_count() const;

 private:
  struct SelectState {
    const SelectPlan* plan;
    std::size_t outer;                         // SIZE_MAX at the root
    std::vector<std::size_t> inner;            // one for each select of the plan
    absl::flat_hash_map<Row, Bucket> buckets;  // by bucket value; none is empty
    // The outer rows that show a bucket; none of them is empty. Looked up, never listed.
    absl::flat_hash_map<Row, absl::flat_hash_set<Row>> holders;
  };
  using RowsByKey = std::map<Row, Row>;
  // What one Apply() touched.
  struct Touched {
    std::map<Row, BucketChange> changes;  // by bucket
    std::map<Row, RowsByKey> rows;        // by bucket: rows with news inside
    // Buckets as they stood, of rows that are linked to others now.
    std::map<Row, std::vector<Row>> old;
  };

  void AddState(const SelectPlan& plan, std::size_t outer);
  const Bucket* FindBucket(std::size_t select, const Row& bucket) const;
  // Keeps what is shown by rows whose link changes.
  void KeepOld(std::size_t select, const ZSet<Row>& delta);
  void KeepOldBucket(std::size_t select, const Row& bucket);
  void Fold(std::size_t select, const ZSet<Row>& delta);
  void FoldHolder(std::size_t select, const Row& row, Weight weight);
  // Marks the rows on the way from a touched bucket up to the root.
  void MarkOuter(std::size_t select, const Row& bucket);
  void Emit(std::size_t select, const Row& bucket, Path& path, std::vector<TreeOp>& ops);
  void EmitList(std::size_t select, const BucketChange* change, Path& path,
                std::vector<TreeOp>& ops);
  // Of a select of one row: whether another row stands there now, or none.
  bool IsReplaced(std::size_t select, const Row& bucket) const;
  void EmitSlot(std::size_t select, const Row& bucket, const Path& path,
                std::vector<TreeOp>& ops);
  void EmitRows(std::size_t select, const Row& bucket, const BucketChange* change, Path& path,
                std::vector<TreeOp>& ops);
  // What one row shows, which showed one bucket and shows another now.
  void EmitMoved(std::size_t select, const Row& old_bucket, const Row& bucket, Path& path,
                 std::vector<TreeOp>& ops);
  void EmitInner(std::size_t select, const Row& old_bucket, const Row& bucket, bool slots,
                 Path& path, std::vector<TreeOp>& ops);
  // `before` is its old version, if its own fields may have changed.
  void EmitRow(std::size_t select, const Row& row, const Row* before, Path& path,
               std::vector<TreeOp>& ops);
  TreeList BuildList(std::size_t select, const Row& bucket) const;
  TreeNode BuildNode(std::size_t select, const Row& row) const;

  std::vector<SelectState> states_;
  std::vector<Touched> touched_;
};

}  // namespace cambium
