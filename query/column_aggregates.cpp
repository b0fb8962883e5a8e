// Groups first, then one aggregate after the other.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_aggregates.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "query/key_numbers.h"
#include "query/number_sums.h"
#include "query/row_aggregates.h"

namespace cambium {
namespace {

// As a value that lies in `texts` if it has bytes elsewhere.
ValueView Kept(const Value& value, ByteArena& texts) {
  if (value.heap_bytes() == 0) return value;
  return ValueView::OfBytes(value.type(), texts.Copy(value.bytes()));
}

class Aggregation {
 public:
  Aggregation(const ColumnRows& rows, const KeyNumbers& groups, ByteArena& texts,
              absl::Status& error)
      : rows_(rows), groups_(groups), texts_(texts), error_(error), sizes_(groups.size(), 0) {
    for (const std::uint32_t group : groups.numbers()) ++sizes_[group];
  }

  ColumnRows::Values Compute(const FlowAggregate& aggregate) {
    if (!aggregate.arg.has_value()) return Sizes();
    switch (aggregate.kind) {
      case AggregateKind::kMin:
        return Extreme(*aggregate.arg,
                       [](const ValueView& a, const ValueView& b) { return a < b; });
      case AggregateKind::kMax:
        return Extreme(*aggregate.arg,
                       [](const ValueView& a, const ValueView& b) { return b < a; });
      case AggregateKind::kMedian:
      case AggregateKind::kList:
      case AggregateKind::kFirst:
      case AggregateKind::kLast:
        return OfBags(aggregate);
      default:
        return OfSums(aggregate);
    }
  }

 private:
  ColumnRows::Values Sizes() const {
    ColumnRows::Values values;
    values.reserve(sizes_.size());
    for (const std::int64_t size : sizes_) values.push_back(Value::Int(size));
    return values;
  }

  template <typename Before>
  ColumnRows::Values Extreme(ColumnId column, Before is_before) const {
    const ValueView* args = rows_.Of(column);
    ColumnRows::Values best(groups_.size());
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      ValueView& so_far = best[groups_.numbers()[row]];
      if (args[row].is_null()) continue;
      if (so_far.is_null() || is_before(args[row], so_far)) so_far = args[row];
    }
    return best;
  }

  ColumnRows::Values OfSums(const FlowAggregate& aggregate) {
    const ValueView* args = rows_.Of(*aggregate.arg);
    std::vector<NumberSums> sums(groups_.size());
    const auto add = [&](std::size_t row) {
      if (args[row].is_null()) return;
      sums[groups_.numbers()[row]].Add(aggregate.kind, aggregate.arg_type, args[row], 1);
    };
    if (aggregate.distinct) {
      ForEachDistinct(args, add);
    } else {
      for (std::size_t row = 0; row < rows_.size(); ++row) add(row);
    }
    ColumnRows::Values values;
    values.reserve(sums.size());
    bool overflows = false;
    for (const NumberSums& sum : sums) {
      values.push_back(Kept(sum.Finish(aggregate.kind, aggregate.arg_type, overflows), texts_));
    }
    if (overflows && error_.ok()) {
      error_ = AggregateOverflow(aggregate.kind, aggregate.arg_type);
    }
    return values;
  }

  // Calls `visit(row)` for the first row of each group that has a value. Group by group, so
  // that what has been seen is a mark for each value, and not a table of all pairs.
  template <typename Visit>
  void ForEachDistinct(const ValueView* args, Visit visit) {
    const KeyNumbers values({args}, rows_.size());
    if (grouped_.begin.empty()) grouped_ = groups_.GroupRows();
    std::vector<std::uint32_t> seen_in(values.size(), KeyNumbers::kNone);
    for (std::uint32_t group = 0; group < groups_.size(); ++group) {
      for (std::uint32_t at = grouped_.begin[group]; at < grouped_.begin[group + 1]; ++at) {
        const std::uint32_t row = grouped_.rows[at];
        if (std::exchange(seen_in[values.numbers()[row]], group) != group) visit(row);
      }
    }
  }

  // The argument and what orders it, as rows.
  ColumnRows::Values OfBags(const FlowAggregate& aggregate) {
    std::vector<const ValueView*> columns{rows_.Of(*aggregate.arg)};
    RowAggregate described;
    described.kind = aggregate.kind;
    described.arg = 0;
    described.distinct = aggregate.distinct;
    described.arg_type = aggregate.arg_type;
    std::vector<OrderColumn> order;
    for (const FlowOrder& by : aggregate.order) {
      order.push_back({columns.size(), by.descending, by.nulls_first});
      columns.push_back(rows_.Of(by.column));
    }
    described.order = RowOrder(std::move(order));
    const RowAggregates bags({described}, &error_);
    std::vector<RowAggregates::Change> changes(groups_.size());
    std::vector<ValueView> row(columns.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      for (std::size_t at = 0; at < columns.size(); ++at) row[at] = columns[at][i];
      bags.Add(changes[groups_.numbers()[i]], Row(std::span<const ValueView>(row)), 1);
    }
    ColumnRows::Values values;
    values.reserve(changes.size());
    for (std::size_t i = 0; i < changes.size(); ++i) {
      changes[i].Seal();
      const Row result = bags.FinishBoth({}, changes[i], sizes_[i], error_);
      values.push_back(Kept(Value(result[0]), texts_));
    }
    return values;
  }

  const ColumnRows& rows_;
  const KeyNumbers& groups_;
  ByteArena& texts_;
  absl::Status& error_;
  std::vector<std::int64_t> sizes_;  // by group
  KeyNumbers::Groups grouped_;       // Once something DISTINCT has asked for it; else empty.
};

}  // namespace

ColumnRows AggregateColumns(const Flow& aggregate, const ColumnRows& rows, ByteArena& texts,
                            absl::Status& error) {
  const KeyNumbers groups(rows.Of(aggregate.columns), rows.size());
  ColumnRows result(groups.size());
  for (const ColumnId column : aggregate.columns) result.Gather(rows, column, groups.first());
  Aggregation aggregation(rows, groups, texts, error);
  for (const FlowAggregate& one : aggregate.aggregates) {
    result.Add(one.id, aggregation.Compute(one));
  }
  return result;
}

}  // namespace cambium
