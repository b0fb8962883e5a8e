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
#include <set>
#include <vector>

#include "absl/container/flat_hash_map.h"
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

  // Rows in all buckets, and those that are found by their keys once more.
  std::size_t held_count() const;

 private:
  struct SelectState {
    const SelectPlan* plan;
    std::size_t outer;                         // SIZE_MAX at the root
    std::vector<std::size_t> inner;            // one for each select of the plan
    absl::flat_hash_map<Row, Bucket> buckets;  // by bucket value; none is empty
    absl::flat_hash_map<Row, Row> by_key;      // row key → row; kept if there is an inner
  };
  // What one Apply() touched.
  struct Touched {
    std::map<Row, BucketChange> changes;  // by bucket
    std::map<Row, std::set<Row>> rows;    // by bucket: keys of rows with news inside
  };

  void AddState(const SelectPlan& plan, std::size_t outer);
  Row BucketOf(std::size_t select, const Row& row) const;
  Row KeyOf(std::size_t select, const Row& row) const;
  const Bucket* FindBucket(std::size_t select, const Row& bucket) const;
  void Fold(std::size_t select, const ZSet<Row>& delta);
  // Marks the rows on the way from a touched bucket up to the root.
  void MarkOuter(std::size_t select, const Row& bucket);
  void EmitList(std::size_t select, const Row& bucket, Path& path, std::vector<TreeOp>& ops);
  void EmitRows(std::size_t select, const Row& bucket, const BucketChange* change, Path& path,
                std::vector<TreeOp>& ops);
  TreeList BuildList(std::size_t select, const Row& bucket) const;
  TreeNode BuildNode(std::size_t select, const Row& row) const;

  std::vector<SelectState> states_;
  std::vector<Touched> touched_;
};

}  // namespace cambium
