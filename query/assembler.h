// The assembler: from flat deltas of selects to trees and deltas of trees.
//
// It holds, for each select of a query, the rows that stand now, bucket by bucket in
// order. It has no query logic: which rows stand was decided in the graph.
//
// Law: Snapshot() after Apply(d) is Snapshot() before with the operations of Apply(d)
// applied in turn. Operations come depth first: a row's own fields, then its lists in
// the order of the block; of a list what goes, what moves, what comes, then its rows.
//
// RECURSE repeats here: the rows of all its levels are one select, whose buckets are shown by
// its own rows too. A row is left out below itself, and DEPTH ends the lists; so one bucket can
// be another list at each place, and what it changes is told for each. What is fanned out so
// counts against a budget, since few rows can repeat without end: see status().
//
// Cost of Apply: the changed rows and the paths down to them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "query/bucket.h"
#include "query/plan.h"
#include "query/tree.h"

namespace cambium {

class Assembler {
 public:
  static constexpr std::size_t kRowBudget = 1'000'000;

  explicit Assembler(const SelectPlan& root, std::size_t row_budget = kRowBudget);

  // `deltas[i]` is that of select i, counted outer before inner in the order of the plan.
  std::vector<TreeOp> Apply(const std::vector<ZSet<Row>>& deltas) {
    return std::move(ApplyEach(deltas)[Row()]);
  }
  // The same of a root that has buckets, each of them an answer of its own: by bucket.
  std::map<Row, std::vector<TreeOp>> ApplyEach(const std::vector<ZSet<Row>>& deltas);
  // The same, without saying what it changes.
  void Load(const std::vector<ZSet<Row>>& deltas);

  // Of a root that has buckets: one of them.
  TreeList Snapshot(const Row& bucket = Row());

  // Whether the last Apply() or Snapshot() is whole: not when RECURSE repeated more rows than
  // its budget, or nested them too deeply. After such an Apply() nothing more can be applied.
  const absl::Status& status() const { return status_; }

  // The rows that stand, of each select as Apply() counts them.
  std::vector<ZSet<Row>> Contents() const;
  // Those that one bucket of the root shows.
  std::vector<ZSet<Row>> ContentsOf(const Row& bucket) const;

  // Rows of the answer; those that are shown in several places count once.
  std::size_t row_count() const { return row_count_; }
  // Rows in all buckets, and those that show a bucket once more for each.
  std::size_t held_count() const;

 private:
  static constexpr std::int64_t kMaxLevels = 250;  // A level is a few calls deep.

  // A select inside of a block, and the columns of a row there that are its bucket.
  struct Inner {
    std::size_t select;
    const std::vector<std::size_t>* link;
  };
  // A row that shows a bucket, and the select that it is of.
  using Holder = std::pair<std::size_t, Row>;
  struct SelectState {
    const SelectPlan* plan;
    std::vector<Inner> inner;                  // one for each select of the plan
    absl::flat_hash_map<Row, Bucket> buckets;  // by bucket value; none is empty
    // The rows that show a bucket; none of them is empty. Looked up, never listed in order.
    absl::flat_hash_map<Row, absl::flat_hash_set<Holder>> holders;
  };
  using RowsByKey = std::map<Row, Row>;
  // What one Apply() touched.
  struct Touched {
    std::map<Row, BucketChange> changes;  // by bucket
    std::map<Row, RowsByKey> rows;        // by bucket: rows with news inside
    // Buckets as they stood, of rows that are linked to others now.
    std::map<Row, std::vector<Row>> old;
    // Of a RECURSE by bucket: what changed it, for places that leave rows out.
    std::map<Row, std::vector<ZSet<Row>::Entry>> deltas;
  };
  // The way from the row of a block down to a list that repeats it, row by row.
  struct Chain {
    const Chain* above;  // null at the row of the enclosing select
    Row key;
    Row bucket;          // of the list below this row
    std::int64_t level;  // of this row; 0 without any above
    std::int64_t total;  // the same through RECURSEs further out

    bool Has(const Row& row_key) const;
  };

  void AddState(const SelectPlan& plan);
  const Bucket* FindBucket(std::size_t select, const Row& bucket) const;
  // Keeps what is shown by rows whose link changes.
  void KeepOld(std::size_t select, const ZSet<Row>& delta);
  void KeepOldBucket(std::size_t select, const Row& bucket);
  void Fold(std::size_t select, const ZSet<Row>& delta);
  // `visit(bucket, rows, entries)` folds those of each bucket into its rows.
  template <typename Visit>
  void FoldBuckets(std::size_t select, const ZSet<Row>& delta, Visit visit);
  void EmitRoot(const Row& bucket, std::vector<TreeOp>& ops);
  // A row of `outer` comes or goes, which shows this bucket of `select`.
  void FoldHolder(std::size_t select, const Row& bucket, const Holder& holder, Weight weight);
  // Marks the rows on the way from a touched bucket up to the root.
  void MarkOuter(std::size_t select, const Row& bucket);
  void Emit(std::size_t select, const Row& bucket, const Chain* chain, Path& path,
            std::vector<TreeOp>& ops);
  void EmitList(std::size_t select, const BucketChange* change, const Chain* chain, Path& path,
                std::vector<TreeOp>& ops);
  // Of a select of one row: whether another row stands there now, or none.
  bool IsReplaced(std::size_t select, const Row& bucket) const;
  void EmitSlot(std::size_t select, const Row& bucket, const Chain* chain, const Path& path,
                std::vector<TreeOp>& ops);
  void EmitRows(std::size_t select, const Row& bucket, const BucketChange* change,
                const Chain* chain, Path& path, std::vector<TreeOp>& ops);
  // The rows of a bucket of which something is to be said, in its order; what they were, if
  // they have changed themselves.
  struct News {
    const Row* row = nullptr;
    const Row* before = nullptr;
  };
  std::vector<News> NewsOf(std::size_t select, const Row& bucket, const BucketChange* change,
                           const Chain* chain) const;
  // What one row shows, which showed one bucket and shows another now.
  void EmitMoved(std::size_t select, const Row& old_bucket, const Row& bucket,
                 const Chain* chain, Path& path, std::vector<TreeOp>& ops);
  void EmitInner(std::size_t select, const Row& old_bucket, const Row& bucket, bool slots,
                 const Chain* chain, Path& path, std::vector<TreeOp>& ops);
  // `before` is its old version, if its own fields may have changed.
  void EmitRow(std::size_t select, const Row& row, const Row* before, const Chain* chain,
               Path& path, std::vector<TreeOp>& ops);
  TreeList BuildList(std::size_t select, const Row& bucket, const Chain* chain);
  TreeNode BuildNode(std::size_t select, const Row& row, const Chain* chain);

  // ---------- RECURSE: repeated_lists.cpp ----------
  // Where a block comes to a RECURSE again it is the one of the block that is repeated.
  void LinkRepeats(std::size_t block);
  // The way to the list that this row shows, if that repeats the row's block.
  std::optional<Chain> Below(std::size_t select, const Row& row, const Inner& inner,
                             const Row& bucket, const Chain* chain) const;
  // Whether DEPTH is reached.
  bool Ends(std::size_t select, const Chain* chain) const;
  // Whether the row stands above this place, and is left out of it.
  bool IsLeftOut(std::size_t select, const Row& row, const Chain* chain) const;
  // What a change is here, if rows are left out of this list, before or now.
  std::optional<BucketChange> ChangeHere(std::size_t select, const Row& bucket,
                                         const Chain& chain) const;
  // Counts a row that is repeated; false when there are too many.
  bool Spend(const Chain* chain);

  std::vector<SelectState> states_;
  std::vector<Touched> touched_;
  std::size_t row_budget_;
  std::size_t spent_ = 0;
  std::size_t row_count_ = 0;
  absl::Status status_;
};

}  // namespace cambium
