// What each aggregate keeps, and what comes out.
// SPDX-License-Identifier: Apache-2.0
#include "query/row_aggregates.h"

#include <algorithm>
#include <functional>

#include "dataflow/key_encoding.h"
#include "dataflow/order_after.h"
#include "operators/extreme_aggregates.h"

namespace cambium {
namespace {

using Part = RowAggregates::Part;
using PartChange = RowAggregates::PartChange;
using Entry = Group<Row>::Entry;

enum class Keeps {
  kNothing,       // the number of rows says it
  kSums,          // of the values
  kValues,        // each value
  kDistinctSums,  // each value, and the sums of those that are there
  kOrderedRows,   // of each row its order and value
};

bool InOrder(AggregateKind kind) {
  return kind == AggregateKind::kList || kind == AggregateKind::kFirst ||
         kind == AggregateKind::kLast;
}

bool IsExtreme(AggregateKind kind) {
  return kind == AggregateKind::kMin || kind == AggregateKind::kMax;
}

Keeps WhatIsKept(const RowAggregate& aggregate) {
  if (!aggregate.arg.has_value()) return Keeps::kNothing;
  if (InOrder(aggregate.kind)) {
    return aggregate.distinct ? Keeps::kValues : Keeps::kOrderedRows;
  }
  if (IsExtreme(aggregate.kind) || aggregate.kind == AggregateKind::kMedian) {
    return Keeps::kValues;
  }
  return aggregate.distinct ? Keeps::kDistinctSums : Keeps::kSums;
}

// FIRST and LAST of DISTINCT values, which ascend, are the least and the greatest one.
RowAggregate Simplified(RowAggregate aggregate) {
  if (aggregate.distinct && aggregate.kind == AggregateKind::kFirst) {
    aggregate.kind = AggregateKind::kMin;
  }
  if (aggregate.distinct && aggregate.kind == AggregateKind::kLast) {
    aggregate.kind = AggregateKind::kMax;
  }
  if (IsExtreme(aggregate.kind)) aggregate.distinct = false;
  return aggregate;
}

// A row that sorts among its like as `order` says: the order as bytes, and the value.
Row OrderedRow(const RowAggregate& aggregate, const Row& row) {
  std::string key;
  for (const OrderColumn& by : aggregate.order.columns()) {
    const ValueView value = row[by.column];
    key += value.is_null() == by.nulls_first ? '\0' : '\1';
    AppendKey(value, key, by.descending ? KeyOrder::kDescending : KeyOrder::kAscending);
  }
  return Row{Value::Bytes(std::move(key)), Value(row[*aggregate.arg])};
}

ValueView ValueOf(const Row& kept) { return kept[kept.size() - 1]; }

// How many more distinct values there are: +1 when one appears, -1 when it vanishes.
Weight Flip(Weight before, Weight change) {
  return (AddWeights(before, change) > 0) - (before > 0);
}

void AddFlips(const RowAggregate& aggregate, const Group<Row>& before,
              const ValueChanges<Row>& change, NumberSums& sums) {
  for (const auto& [row, weight] : change.entries()) {
    const Weight flip = Flip(before.Of(row), weight);
    if (flip != 0) sums.Add(aggregate.kind, aggregate.arg_type, ValueOf(row), flip);
  }
}

// Calls `visit(row, weight)` for what is there once the change is added, ascending.
template <typename Visit>
void ForEachPresent(const Group<Row>& before, const ValueChanges<Row>& change,
                    const Visit& visit) {
  auto next = change.entries().begin();
  const auto end = change.entries().end();
  const auto visit_present = [&visit](const Row& row, Weight weight) {
    if (weight > 0) visit(row, weight);
  };
  before.ForEach([&](const Row& row, Weight weight) {
    for (; next != end && next->element < row; ++next) {
      visit_present(next->element, next->weight);
    }
    if (next != end && next->element == row) weight = AddWeights(weight, (next++)->weight);
    visit_present(row, weight);
  });
  for (; next != end; ++next) visit_present(next->element, next->weight);
}

template <Extreme kExtreme>
Value ExtremeOf(const Part& before, const PartChange& change) {
  const ExtremeAggregate<std::identity, Row, kExtreme> extreme{std::identity()};
  absl::Status unused;
  const std::optional<Row> row =
      extreme.FinishBoth(before.values, change.values, Weight{0}, unused);
  return row.has_value() ? Value(ValueOf(*row)) : Value();
}

}  // namespace

RowAggregates::RowAggregates(List aggregates, absl::Status* error) : error_(error) {
  for (RowAggregate& aggregate : aggregates) aggregate = Simplified(std::move(aggregate));
  aggregates_ = std::make_shared<const List>(std::move(aggregates));
}

bool RowAggregates::State::empty() const {
  return std::all_of(parts.begin(), parts.end(),
                     [](const Part& part) { return part.sums.empty() && part.values.empty(); });
}

void RowAggregates::Change::Append(const Change& more) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i].sums.Merge(more.parts[i].sums);
    parts[i].values.Append(more.parts[i].values);
  }
}

void RowAggregates::Change::Seal() {
  for (PartChange& part : parts) part.values.Seal();
}

void RowAggregates::Add(Change& change, const Row& row, Weight weight) const {
  change.aggregates = aggregates_.get();
  change.parts.resize(aggregates_->size());
  for (std::size_t i = 0; i < aggregates_->size(); ++i) {
    const RowAggregate& aggregate = (*aggregates_)[i];
    PartChange& part = change.parts[i];
    const Keeps keeps = WhatIsKept(aggregate);
    if (keeps == Keeps::kNothing) continue;
    if (keeps == Keeps::kOrderedRows) {
      part.values.Add(OrderedRow(aggregate, row), weight);
      continue;
    }
    const ValueView value = row[*aggregate.arg];
    if (value.is_null() && aggregate.kind != AggregateKind::kList) continue;
    if (keeps == Keeps::kSums) {
      part.sums.Add(aggregate.kind, aggregate.arg_type, value, weight);
    } else {
      part.values.Add(row.Slice(*aggregate.arg, *aggregate.arg + 1), weight);
    }
  }
}

void RowAggregates::Merge(State& state, const Change& change) {
  if (change.aggregates == nullptr) return;
  state.parts.resize(change.parts.size());
  for (std::size_t i = 0; i < change.parts.size(); ++i) {
    const RowAggregate& aggregate = (*change.aggregates)[i];
    Part& part = state.parts[i];
    if (WhatIsKept(aggregate) == Keeps::kDistinctSums) {
      AddFlips(aggregate, part.values, change.parts[i].values, part.sums);
    } else {
      part.sums.Merge(change.parts[i].sums);
    }
    part.values.Merge(change.parts[i].values.entries());
  }
}

Row RowAggregates::FinishBoth(const State& before, const Change& change, Weight rows,
                              absl::Status&) const {
  const Part no_part;
  const PartChange no_change;
  std::vector<Value> values;
  values.reserve(aggregates_->size());
  for (std::size_t i = 0; i < aggregates_->size(); ++i) {
    values.push_back(FinishOne((*aggregates_)[i],
                               i < before.parts.size() ? before.parts[i] : no_part,
                               i < change.parts.size() ? change.parts[i] : no_change, rows));
  }
  return Row(std::span<const Value>(values));
}

Value RowAggregates::FinishOne(const RowAggregate& aggregate, const Part& before,
                               const PartChange& change, Weight rows) const {
  switch (aggregate.kind) {
    case AggregateKind::kMin:
    case AggregateKind::kFirst:
      return ExtremeOf<Extreme::kLeast>(before, change);
    case AggregateKind::kMax:
    case AggregateKind::kLast:
      return ExtremeOf<Extreme::kGreatest>(before, change);
    case AggregateKind::kMedian:
      return FinishMedian(aggregate, before, change);
    case AggregateKind::kList:
      return FinishList(aggregate, before, change);
    default:
      break;
  }
  if (!aggregate.arg.has_value()) return Value::Int(rows);
  NumberSums sums = before.sums;
  if (aggregate.distinct) {
    AddFlips(aggregate, before.values, change.values, sums);
  } else {
    sums.Merge(change.sums);
  }
  return FinishSums(aggregate, sums);
}

Value RowAggregates::FinishSums(const RowAggregate& aggregate, const NumberSums& sums) const {
  bool overflows = false;
  Value value = sums.Finish(aggregate.kind, aggregate.arg_type, overflows);
  if (overflows) ReportOverflow(aggregate);
  return value;
}

// The mean of the middle two, which of an odd number are one.
Value RowAggregates::FinishMedian(const RowAggregate& aggregate, const Part& before,
                                  const PartChange& change) const {
  NumberSums middle;
  const auto add = [&](const Group<Row>& values, const ValueChanges<Row>& changes) {
    OrderAfter<Group<Row>> after(values);
    for (const auto& [row, weight] : changes.entries()) after.Change(row, weight);
    after.Locate();
    if (after.places() == 0) return;
    for (const Weight place : {(after.places() - 1) / 2, after.places() / 2}) {
      middle.Add(AggregateKind::kAvg, aggregate.arg_type, after.AtPlace(place)[0], 1);
    }
  };
  if (aggregate.distinct) {
    std::vector<Entry> once;
    ForEachPresent(before.values, change.values, [&once](const Row& row, Weight) {
      once.push_back({row, 1});
    });
    Group<Row> values;
    values.Merge(once);
    add(values, {});
  } else {
    add(before.values, change.values);
  }
  bool overflows = false;  // A mean does not.
  return middle.Finish(AggregateKind::kAvg, aggregate.arg_type, overflows);
}

Value RowAggregates::FinishList(const RowAggregate& aggregate, const Part& before,
                                const PartChange& change) const {
  std::string json = "[";
  bool overflows = false;
  ForEachPresent(before.values, change.values, [&](const Row& row, Weight weight) {
    const ValueView value = ValueOf(row);
    const std::string text = JsonOf(aggregate.arg_type, value);
    overflows = overflows || (text == "null" && !value.is_null());
    for (Weight i = 0; i < (aggregate.distinct ? 1 : weight); ++i) {
      if (json.size() > 1) json += ',';
      json += text;
    }
  });
  if (overflows) {
    ReportOverflow(aggregate);
    return Value();
  }
  return Value::Json(json + "]");
}

void RowAggregates::ReportOverflow(const RowAggregate& aggregate) const {
  if (error_->ok()) *error_ = AggregateOverflow(aggregate.kind, aggregate.arg_type);
}

absl::Status AggregateOverflow(AggregateKind kind, const FieldType& type) {
  const bool is_sum = kind == AggregateKind::kSum;
  return absl::OutOfRangeError((is_sum ? "sum overflows " : "value overflows ") +
                               TypeText(type));
}

}  // namespace cambium
