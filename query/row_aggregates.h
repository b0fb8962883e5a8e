// Several aggregates of one group of rows, chosen when a query is planned.
//
// A linear aggregate (operators/linear_aggregates.h) whose state has a part for each of them:
//
//     COUNT SUM AVG VARIANCE STDDEV     sums (query/number_sums.h)
//     MIN MAX MEDIAN                    the values, in order
//     the first, of DISTINCT            the values, and the sums of each once
//     LIST FIRST LAST                   order key and value of each row, in order
//
// Those that need the same values keep them once: MIN, MAX and MEDIAN of one column.
//
// Law: those of the aggregates of docs/treeql.md, rules 4 and 18. NULL is not counted, not
// added and not compared; LIST, FIRST and LAST keep it.
//
// State: O(1), or the values of the group. Cost: O(1) for an entry of a delta where there are
// sums alone, else O(log group); LIST, and MEDIAN of DISTINCT, look at the whole group when it
// changes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "dataflow/group.h"
#include "dataflow/row.h"
#include "operators/bag_of_values.h"
#include "query/flow.h"
#include "query/number_sums.h"

namespace cambium {

// One aggregate over rows whose columns have places.
struct RowAggregate {
  AggregateKind kind = AggregateKind::kCount;
  std::optional<std::size_t> arg;  // None counts rows.
  bool distinct = false;
  FieldType arg_type;
  RowOrder order;  // LIST, FIRST, LAST: of the row's columns
};

// What a SUM is that its type cannot hold, or a value that cannot be printed.
absl::Status AggregateOverflow(AggregateKind kind, const FieldType& type);

class RowAggregates {
 public:
  using List = std::vector<RowAggregate>;
  // What one aggregate keeps, or several.
  struct Part {
    NumberSums sums;
    Group<Value> values;
    Group<Row> rows;  // Of LIST, FIRST and LAST: the order as bytes, then the value.
  };
  struct State {
    absl::InlinedVector<Part, 1> parts;  // None, or all.
    bool empty() const;
  };
  struct PartChange {
    NumberSums sums;
    ValueChanges<Value> values;
    ValueChanges<Row> rows;
  };
  struct Layout;
  struct Change {
    const Layout* layout = nullptr;  // None when nothing changes.
    absl::InlinedVector<PartChange, 1> parts;
    void Append(const Change& more);
    void Seal();
  };
  using Result = Row;

  // `error` gets the first overflow; its value is NULL. It outlives the operator.
  RowAggregates(List aggregates, absl::Status* error);

  void Add(Change& change, const Row& row, Weight weight) const;
  static void Merge(State& state, const Change& change);
  Row Finish(const State& state, Weight rows, absl::Status& error) const {
    return FinishBoth(state, Change(), rows, error);
  }
  // Of a state and its change, without adding them up.
  Row FinishBoth(const State& before, const Change& change, Weight rows,
                 absl::Status& error) const;

 private:
  Value FinishOne(const RowAggregate& aggregate, const Part& before, const PartChange& change,
                  Weight rows) const;
  Value FinishList(const RowAggregate& aggregate, const Part& before,
                   const PartChange& change) const;
  Value FinishSums(const RowAggregate& aggregate, const NumberSums& sums) const;
  Value FinishMedian(const RowAggregate& aggregate, const Part& before,
                     const PartChange& change) const;
  void ReportOverflow(const RowAggregate& aggregate) const;

  std::shared_ptr<const Layout> layout_;
  absl::Status* error_;
};

}  // namespace cambium
