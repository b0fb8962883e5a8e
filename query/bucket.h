// A bucket: the rows of one list of the answer, in order, and what a delta does to it.
//
// A delta removes and adds rows. A row that is removed and added under one key has
// changed: its values, its place, or both. Applying a delta gives the operations that
// turn the old list into the new one, in an order in which a reader can apply them:
// erasures from behind, then moves, then insertions from the front.
//
// Moves are the fewest possible (dataflow/list_edits.h); among equally few, those of the
// fewest rows whose order did not change.
//
// The rows stand in the ordered index, by the order of the plan.
//
// Cost: O(k log n) for k rows of a delta, and O(log n) for each unchanged row that moves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "dataflow/ordered_tree.h"
#include "dataflow/row.h"
#include "dataflow/zset.h"
#include "query/plan.h"

namespace cambium {

struct BucketChange {
  std::vector<Row> removed;                        // keys, by descending old position
  std::vector<std::pair<Row, std::size_t>> moved;  // keys, and where to once taken out
  std::vector<std::pair<Row, std::size_t>> added;  // rows, by ascending new position
  std::vector<std::pair<Row, Row>> changed;        // old and new row of one key, by key
};

class Bucket {
 private:
  // By the order of a plan, which is no more than a pointer in each of many buckets. It ends
  // with the row key, so that no two rows of a list are equal in it.
  struct PlanOrder {
    const SelectPlan* plan;
    bool operator()(const Row& left, const Row& right) const {
      return plan->order(left, right);
    }
  };
  using Rows = OrderedTree<Row, PlanOrder>;

 public:
  explicit Bucket(const SelectPlan& plan) : rows_(PlanOrder{&plan}) {}

  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  const Row& front() const { return rows_.First().element(); }
  // Calls `visit(row)` in order.
  template <typename Visit>
  void ForEach(Visit visit) const {
    rows_.ForEach([&visit](const Row& row, Weight) { visit(row); });
  }
  std::vector<Row> ToVector() const;

  // Where the row with this order key and row key stands.
  std::size_t PositionOf(const Row& row) const { return rows_.Rank(row); }

  using Entries = std::span<const ZSet<Row>::Entry>;
  BucketChange Apply(Entries delta);
  // The same, without saying what it changes.
  void Fold(Entries delta);

 private:
  const SelectPlan& plan() const { return *rows_.less().plan; }
  // Of one row that stays where it is, as most deltas are; false if this is another delta.
  bool ChangeInPlace(Entries delta, BucketChange& change);
  // A row where one of this order and key stands.
  void Replace(const Row& row);
  // Adds those of a delta that only adds, and returns them in order.
  std::vector<ZSet<Row>::Entry> Insert(Entries delta);

  Rows rows_;
};

}  // namespace cambium
