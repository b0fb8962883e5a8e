// A bucket: the rows of one list of the answer, in order, and what a delta does to it.
//
// A delta removes and adds rows. A row that is removed and added under one key has
// changed: its values, its place, or both. Applying a delta gives the operations that
// turn the old list into the new one, in an order in which a reader can apply them:
// erasures from behind, then moves, then insertions from the front.
//
// Moves are the fewest possible: all rows but a longest run that keeps its order. Among
// equally long runs the one with the most rows whose order key did not change stays.
//
// Cost: O(log n) to find a row, O(n) pointer moves in a vector to shift its neighbours.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

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
 public:
  explicit Bucket(const SelectPlan& plan) : plan_(&plan) {}

  const std::vector<Row>& rows() const { return rows_; }

  // Where the row with this order key and row key stands.
  std::size_t PositionOf(const Row& row) const;

  BucketChange Apply(const std::vector<ZSet<Row>::Entry>& delta);

 private:
  Row KeyOf(const Row& row) const { return row.Slice(plan_->key_begin, plan_->key_end); }
  // Takes out and puts back the rows whose place changed; returns the moves.
  std::vector<std::pair<Row, std::size_t>> Move(const std::vector<std::pair<Row, Row>>& movers);

  const SelectPlan* plan_;
  std::vector<Row> rows_;  // Ascending by the plan's order.
};

}  // namespace cambium
