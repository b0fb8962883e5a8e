// Several aggregates of one group of rows, chosen when a query is planned.
//
// A linear aggregate (operators/linear_aggregates.h) whose state is one small state for each
// of them: a number and a sum, or the bag of the values where order matters.
//
// Law: those of the aggregates of docs/treeql.md, rules 4 and 18. NULL is not counted, not
// added and not compared; LIST, FIRST and LAST keep it.
//
// State: O(1) for COUNT, SUM, AVG, VARIANCE and STDDEV, the values of the group for others.
// Cost: O(1) for an entry of a delta, or O(log group) where there is a bag; MEDIAN, LIST and
// DISTINCT look at the whole group when it changes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "dataflow/float_moments.h"
#include "dataflow/float_sum.h"
#include "dataflow/group.h"
#include "dataflow/int128.h"
#include "dataflow/integer_moments.h"
#include "dataflow/row.h"
#include "query/flow.h"

namespace cambium {

// One aggregate over rows whose columns have places.
struct RowAggregate {
  AggregateKind kind = AggregateKind::kCount;
  std::optional<std::size_t> arg;  // None counts rows.
  bool distinct = false;
  FieldType arg_type;
  FieldType type;
  RowOrder order;  // LIST, FIRST, LAST: of the row's columns
};

class RowAggregates {
 public:
  // The values of a group as rows, ascending: of LIST, FIRST and LAST whole rows, else of one
  // value.
  using Bag = Group<Row>;
  // What is kept of one of them, besides how many values are not NULL.
  using Kept =
      std::variant<std::monostate, Int128, FloatSum, IntegerMoments, FloatMoments, Bag>;
  struct Part {
    std::int64_t count = 0;
    Kept kept;
  };
  struct State {
    std::vector<Part> parts;  // Empty, or one for each aggregate.
    bool empty() const;
  };
  using Result = Row;

  // `error` gets the first overflow; its value is NULL. It outlives the operator.
  RowAggregates(std::vector<RowAggregate> aggregates, absl::Status* error)
      : aggregates_(std::make_shared<const std::vector<RowAggregate>>(std::move(aggregates))),
        error_(error) {}

  void Add(State& state, const Row& row, Weight weight) const;
  static void Merge(State& state, const State& change);
  Row Finish(const State& state, Weight rows, absl::Status& error) const;

  // Of the one at `i` alone, which is no LIST, FIRST or LAST: adds a value of its argument.
  void AddValue(std::size_t i, const ValueView& value, Weight weight, Part& part) const;
  Value FinishPart(std::size_t i, const Part& part, Weight rows) const {
    return FinishOne((*aggregates_)[i], part, rows);
  }

 private:
  Value FinishOne(const RowAggregate& aggregate, const Part& part, Weight rows) const;
  Value FinishExact(const RowAggregate& aggregate, Int128 sum, std::int64_t count) const;
  Value FinishBag(const RowAggregate& aggregate, const Bag& bag) const;
  Value Median(const RowAggregate& aggregate, const Bag& bag) const;
  Value OfDistinct(const RowAggregate& aggregate, const Bag& bag) const;
  Value List(const RowAggregate& aggregate, const Bag& bag) const;
  Value Overflow(const RowAggregate& aggregate) const;

  std::shared_ptr<const std::vector<RowAggregate>> aggregates_;
  absl::Status* error_;
};

}  // namespace cambium
