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

// What there is of an aggregate without a part.
const Part& NoPart() {
  static const Part* const none = new Part;
  return *none;
}
const PartChange& NoChange() {
  static const PartChange* const none = new PartChange;
  return *none;
}

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

// NULL, too, is among the values that are kept.
bool KeepsNulls(AggregateKind kind) {
  return kind == AggregateKind::kList || kind == AggregateKind::kFirst;
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

// LAST of DISTINCT values, which ascend, is the greatest one. FIRST is the least, and NULL if
// there is one, which MIN does not look at.
RowAggregate Simplified(RowAggregate aggregate) {
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

const Value& ValueOf(const Value& kept) { return kept; }
ValueView ValueOf(const Row& kept) { return kept[kept.size() - 1]; }

// How many more distinct values there are: +1 when one appears, -1 when it vanishes.
Weight Flip(Weight before, Weight change) {
  return (AddWeights(before, change) > 0) - (before > 0);
}

void AddFlips(const RowAggregate& aggregate, const Group<Value>& before,
              const ValueChanges<Value>& change, NumberSums& sums) {
  for (const auto& [value, weight] : change.entries()) {
    const Weight flip = Flip(before.Of(value), weight);
    if (flip != 0) sums.Add(aggregate.kind, aggregate.arg_type, value, flip);
  }
}

// Calls `visit(kept, weight)` for what is there once the change is added, ascending.
template <typename Kept, typename Visit>
void ForEachPresent(const Group<Kept>& before, const ValueChanges<Kept>& change,
                    const Visit& visit) {
  auto next = change.entries().begin();
  const auto end = change.entries().end();
  const auto visit_present = [&visit](const Kept& kept, Weight weight) {
    if (weight > 0) visit(kept, weight);
  };
  before.ForEach([&](const Kept& kept, Weight weight) {
    for (; next != end && next->element < kept; ++next) {
      visit_present(next->element, next->weight);
    }
    if (next != end && next->element == kept) weight = AddWeights(weight, (next++)->weight);
    visit_present(kept, weight);
  });
  for (; next != end; ++next) visit_present(next->element, next->weight);
}

template <Extreme kExtreme, typename Kept>
Value ExtremeOf(const Group<Kept>& before, const ValueChanges<Kept>& change) {
  const ExtremeAggregate<std::identity, Kept, kExtreme> extreme{std::identity()};
  absl::Status unused;
  const std::optional<Kept> kept = extreme.FinishBoth(before, change, Weight{0}, unused);
  return kept.has_value() ? Value(ValueOf(*kept)) : Value();
}

// The first or the last of what an aggregate keeps.
template <Extreme kExtreme>
Value EndOf(const RowAggregate& aggregate, const Part& before, const PartChange& change) {
  return WhatIsKept(aggregate) == Keeps::kOrderedRows
             ? ExtremeOf<kExtreme>(before.rows, change.rows)
             : ExtremeOf<kExtreme>(before.values, change.values);
}

// Whether both keep the same values.
bool KeepSame(const RowAggregate& left, const RowAggregate& right) {
  return WhatIsKept(left) == Keeps::kValues && WhatIsKept(right) == Keeps::kValues &&
         left.arg == right.arg && KeepsNulls(left.kind) == KeepsNulls(right.kind);
}

}  // namespace

struct RowAggregates::Layout {
  static constexpr std::size_t kNoPart = SIZE_MAX;

  List aggregates;
  std::vector<std::size_t> part_of;  // by aggregate
  // By part: one of those that it is kept for.
  List parts;
};

RowAggregates::RowAggregates(List aggregates, absl::Status* error) : error_(error) {
  Layout layout;
  for (RowAggregate& each : aggregates) {
    RowAggregate aggregate = Simplified(std::move(each));
    std::size_t part = Layout::kNoPart;
    if (WhatIsKept(aggregate) != Keeps::kNothing) {
      const auto same =
          std::find_if(layout.parts.begin(), layout.parts.end(),
                       [&](const RowAggregate& kept) { return KeepSame(kept, aggregate); });
      part = static_cast<std::size_t>(same - layout.parts.begin());
      if (same == layout.parts.end()) layout.parts.push_back(aggregate);
    }
    layout.part_of.push_back(part);
    layout.aggregates.push_back(std::move(aggregate));
  }
  layout_ = std::make_shared<const Layout>(std::move(layout));
}

bool RowAggregates::State::empty() const {
  return std::all_of(parts.begin(), parts.end(), [](const Part& part) {
    return part.sums.empty() && part.values.empty() && part.rows.empty();
  });
}

void RowAggregates::Change::Append(const Change& more) {
  if (more.layout == nullptr) return;
  if (layout == nullptr) {
    *this = more;
    return;
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i].sums.Merge(more.parts[i].sums);
    parts[i].values.Append(more.parts[i].values);
    parts[i].rows.Append(more.parts[i].rows);
  }
}

void RowAggregates::Change::Seal() {
  for (PartChange& part : parts) {
    part.values.Seal();
    part.rows.Seal();
  }
}

void RowAggregates::Add(Change& change, const Row& row, Weight weight) const {
  change.layout = layout_.get();
  change.parts.resize(layout_->parts.size());
  for (std::size_t i = 0; i < change.parts.size(); ++i) {
    const RowAggregate& aggregate = layout_->parts[i];
    PartChange& part = change.parts[i];
    const Keeps keeps = WhatIsKept(aggregate);
    if (keeps == Keeps::kOrderedRows) {
      part.rows.Add(OrderedRow(aggregate, row), weight);
      continue;
    }
    const ValueView value = row[*aggregate.arg];
    if (value.is_null() && !KeepsNulls(aggregate.kind)) continue;
    if (keeps == Keeps::kSums) {
      part.sums.Add(aggregate.kind, aggregate.arg_type, value, weight);
    } else {
      part.values.Add(Value(value), weight);
    }
  }
}

void RowAggregates::Merge(State& state, const Change& change) {
  if (change.layout == nullptr) return;
  state.parts.resize(change.parts.size());
  for (std::size_t i = 0; i < change.parts.size(); ++i) {
    const RowAggregate& aggregate = change.layout->parts[i];
    const PartChange& news = change.parts[i];
    Part& part = state.parts[i];
    if (WhatIsKept(aggregate) == Keeps::kDistinctSums) {
      AddFlips(aggregate, part.values, news.values, part.sums);
    } else {
      part.sums.Merge(news.sums);
    }
    part.values.Merge(news.values.entries());
    part.rows.Merge(news.rows.entries());
  }
}

Row RowAggregates::FinishBoth(const State& before, const Change& change, Weight rows,
                              absl::Status&) const {
  std::vector<Value> values;
  values.reserve(layout_->aggregates.size());
  for (std::size_t i = 0; i < layout_->aggregates.size(); ++i) {
    const std::size_t part = layout_->part_of[i];
    values.push_back(FinishOne(
        layout_->aggregates[i], part < before.parts.size() ? before.parts[part] : NoPart(),
        part < change.parts.size() ? change.parts[part] : NoChange(), rows));
  }
  return Row(std::span<const Value>(values));
}

Value RowAggregates::FinishOne(const RowAggregate& aggregate, const Part& before,
                               const PartChange& change, Weight rows) const {
  switch (aggregate.kind) {
    case AggregateKind::kMin:
    case AggregateKind::kFirst:
      return EndOf<Extreme::kLeast>(aggregate, before, change);
    case AggregateKind::kMax:
    case AggregateKind::kLast:
      return EndOf<Extreme::kGreatest>(aggregate, before, change);
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
  const auto add = [&](const Group<Value>& values, const ValueChanges<Value>& changes) {
    OrderAfter<Group<Value>> after(values);
    for (const auto& [value, weight] : changes.entries()) after.Change(value, weight);
    after.Locate();
    if (after.places() == 0) return;
    for (const Weight place : {(after.places() - 1) / 2, after.places() / 2}) {
      middle.Add(AggregateKind::kAvg, aggregate.arg_type, after.AtPlace(place), 1);
    }
  };
  if (aggregate.distinct) {
    std::vector<Group<Value>::Entry> once;
    ForEachPresent(before.values, change.values, [&once](const Value& value, Weight) {
      once.push_back({value, 1});
    });
    Group<Value> values;
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
  const auto add = [&](const ValueView& value, Weight times) {
    const std::string text = JsonOf(aggregate.arg_type, value);
    overflows = overflows || (text == "null" && !value.is_null());
    for (Weight i = 0; i < times; ++i) {
      if (json.size() > 1) json += ',';
      json += text;
    }
  };
  if (aggregate.distinct) {
    ForEachPresent(before.values, change.values,
                   [&add](const Value& value, Weight) { add(value, 1); });
  } else {
    ForEachPresent(before.rows, change.rows,
                   [&add](const Row& row, Weight weight) { add(ValueOf(row), weight); });
  }
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
