// Adding up, and what comes out.
// SPDX-License-Identifier: Apache-2.0
#include "query/row_aggregates.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "dataflow/check.h"
#include "dataflow/decimal.h"
#include "dataflow/power_of_ten.h"
#include "query/ratio.h"

namespace cambium {
namespace {

using Part = RowAggregates::Part;
using Bag = RowAggregates::Bag;

bool KeepsRows(const RowAggregate& aggregate) {
  const bool in_order = aggregate.kind == AggregateKind::kList ||
                        aggregate.kind == AggregateKind::kFirst ||
                        aggregate.kind == AggregateKind::kLast;
  return in_order && !aggregate.distinct;
}

bool IsFloat(const RowAggregate& aggregate) {
  return aggregate.arg_type.storage() == TypeKind::kFloat;
}

// A number as a whole number of the type's smallest unit.
Int128 Unscaled(const RowAggregate& aggregate, const ValueView& value) {
  if (value.type() == ValueType::kInt) return value.AsInt();
  const std::optional<Decimal> exact = Rescale(value.AsDecimal(), aggregate.arg_type.scale);
  CAMBIUM_CHECK(exact.has_value(), "a decimal has more digits than its type");
  return exact->unscaled;
}

template <typename Kept>
Kept& As(Part& part) {
  if (!std::holds_alternative<Kept>(part.kept)) part.kept.emplace<Kept>();
  return std::get<Kept>(part.kept);
}

void AddNumber(const RowAggregate& aggregate, const ValueView& value, Weight weight,
               Part& part) {
  const bool moments =
      aggregate.kind == AggregateKind::kVariance || aggregate.kind == AggregateKind::kStddev;
  if (IsFloat(aggregate)) {
    const double number = value.AsFloat();
    if (moments) {
      As<FloatMoments>(part).Add(number, weight);
    } else {
      As<FloatSum>(part).Add(number, weight);
    }
  } else if (moments) {
    const Int128 number = Unscaled(aggregate, value);
    As<IntegerMoments>(part).Add(static_cast<std::int64_t>(number), weight);
  } else {
    As<Int128>(part) += Unscaled(aggregate, value) * weight;
  }
}

// Of a bag that stands: what is below zero in weight is not there.
template <typename Visit>
void ForEachPresent(const Bag& bag, const Visit& visit) {
  bag.ForEach([&visit](const Row& row, Weight weight) {
    if (weight > 0) visit(row, weight);
  });
}

struct MergeInto {
  Part& part;
  void operator()(const std::monostate&) const {}
  void operator()(const Int128& sum) const { As<Int128>(part) += sum; }
  void operator()(const Bag& bag) const {
    Bag& mine = As<Bag>(part);
    bag.ForEach([&mine](const Row& row, Weight weight) { mine.Add(row, weight); });
  }
  template <typename Kept>
  void operator()(const Kept& kept) const {
    As<Kept>(part).Merge(kept);
  }
};

bool IsNothing(const Part& part) {
  if (part.count != 0) return false;
  if (const auto* sum = std::get_if<Int128>(&part.kept)) return *sum == 0;
  if (const auto* bag = std::get_if<Bag>(&part.kept)) return bag->empty();
  if (const auto* sum = std::get_if<FloatSum>(&part.kept)) return *sum == FloatSum();
  if (const auto* moments = std::get_if<IntegerMoments>(&part.kept)) {
    return *moments == IntegerMoments();
  }
  const auto* moments = std::get_if<FloatMoments>(&part.kept);
  return moments == nullptr || *moments == FloatMoments();
}

Value OfFloat(double number) { return std::isfinite(number) ? Value::Float(number) : Value(); }

bool Fits(Int128 number) { return number >= INT64_MIN && number <= INT64_MAX; }

}  // namespace

bool RowAggregates::State::empty() const {
  return std::all_of(parts.begin(), parts.end(), IsNothing);
}

void RowAggregates::Add(State& state, const Row& row, Weight weight) const {
  state.parts.resize(aggregates_->size());
  for (std::size_t i = 0; i < aggregates_->size(); ++i) {
    const RowAggregate& aggregate = (*aggregates_)[i];
    if (!aggregate.arg.has_value()) continue;
    if (KeepsRows(aggregate)) {
      As<Bag>(state.parts[i]).Add(row, weight);
    } else {
      AddValue(i, row[*aggregate.arg], weight, state.parts[i]);
    }
  }
}

void RowAggregates::AddValue(std::size_t i, const ValueView& value, Weight weight,
                             Part& part) const {
  const RowAggregate& aggregate = (*aggregates_)[i];
  if (value.is_null() && aggregate.kind != AggregateKind::kList) return;
  part.count += weight;
  const bool by_value = aggregate.distinct || aggregate.kind == AggregateKind::kMin ||
                        aggregate.kind == AggregateKind::kMax ||
                        aggregate.kind == AggregateKind::kMedian;
  if (by_value) {
    As<Bag>(part).Add(Row(std::span<const ValueView>(&value, 1)), weight);
  } else if (aggregate.kind != AggregateKind::kCount) {
    AddNumber(aggregate, value, weight, part);
  }
}

void RowAggregates::Merge(State& state, const State& change) {
  if (state.parts.size() < change.parts.size()) state.parts.resize(change.parts.size());
  for (std::size_t i = 0; i < change.parts.size(); ++i) {
    state.parts[i].count += change.parts[i].count;
    std::visit(MergeInto{state.parts[i]}, change.parts[i].kept);
  }
}

Row RowAggregates::Finish(const State& state, Weight rows, absl::Status&) const {
  std::vector<Value> values;
  values.reserve(aggregates_->size());
  for (std::size_t i = 0; i < aggregates_->size(); ++i) {
    const Part none;
    const Part& part = i < state.parts.size() ? state.parts[i] : none;
    values.push_back(FinishOne((*aggregates_)[i], part, rows));
  }
  return Row(std::span<const Value>(values));
}

Value RowAggregates::FinishOne(const RowAggregate& aggregate, const Part& part,
                               Weight rows) const {
  if (!aggregate.arg.has_value()) return Value::Int(rows);
  if (const auto* bag = std::get_if<Bag>(&part.kept)) return FinishBag(aggregate, *bag);
  if (aggregate.kind == AggregateKind::kList) return Value::Json("[]");
  if (aggregate.kind == AggregateKind::kCount) {
    return Value::Int(aggregate.distinct ? 0 : part.count);
  }
  if (part.count <= 0) return Value();
  if (const auto* sum = std::get_if<Int128>(&part.kept)) {
    return FinishExact(aggregate, *sum, part.count);
  }
  if (const auto* sum = std::get_if<FloatSum>(&part.kept)) {
    return OfFloat(aggregate.kind == AggregateKind::kSum ? sum->Round()
                                                         : sum->RoundedQuotient(part.count));
  }
  std::optional<double> result;
  int scale = 0;
  const bool is_variance = aggregate.kind == AggregateKind::kVariance;
  if (const auto* moments = std::get_if<FloatMoments>(&part.kept)) {
    result = is_variance ? moments->Variance(part.count, Numbers::kSample)
                         : moments->StandardDeviation(part.count, Numbers::kSample);
  } else if (const auto* integers = std::get_if<IntegerMoments>(&part.kept)) {
    result = is_variance ? integers->Variance(part.count, Numbers::kSample)
                         : integers->StandardDeviation(part.count, Numbers::kSample);
    scale = aggregate.arg_type.storage() == TypeKind::kDecimal ? aggregate.arg_type.scale : 0;
  }
  if (!result.has_value()) return Value();
  return OfFloat(*result / std::pow(10.0, is_variance ? 2 * scale : scale));
}

// SUM or AVG of exact numbers. An average is its ratio, and never overflows.
Value RowAggregates::FinishExact(const RowAggregate& aggregate, Int128 sum,
                                 std::int64_t count) const {
  const bool is_int = aggregate.arg_type.storage() == TypeKind::kInt;
  const std::uint8_t scale = is_int ? 0 : aggregate.arg_type.scale;
  if (aggregate.kind == AggregateKind::kAvg || aggregate.kind == AggregateKind::kMedian) {
    const auto unit = static_cast<Int128>(PowerOfTen(scale));
    return Value::Bytes(EncodeRatio(sum, Int128{count} * unit));
  }
  if (!Fits(sum)) return Overflow(aggregate);
  const auto unscaled = static_cast<std::int64_t>(sum);
  return is_int ? Value::Int(unscaled) : Value::Of(Decimal{unscaled, scale});
}

Value RowAggregates::FinishBag(const RowAggregate& aggregate, const Bag& bag) const {
  if (KeepsRows(aggregate)) return List(aggregate, bag);
  if (aggregate.kind == AggregateKind::kMedian) return Median(aggregate, bag);
  const bool is_max = aggregate.kind == AggregateKind::kMax;
  if (is_max || aggregate.kind == AggregateKind::kMin) {
    const Weight places = bag.places();
    return places == 0 ? Value() : Value(bag.AtPlace(is_max ? places - 1 : 0)[0]);
  }
  return OfDistinct(aggregate, bag);
}

Value RowAggregates::OfDistinct(const RowAggregate& aggregate, const Bag& bag) const {
  if (aggregate.kind == AggregateKind::kList) return List(aggregate, bag);
  if (aggregate.kind == AggregateKind::kFirst || aggregate.kind == AggregateKind::kLast) {
    const Weight places = bag.places();
    const bool is_last = aggregate.kind == AggregateKind::kLast;
    return places == 0 ? Value() : Value(bag.AtPlace(is_last ? places - 1 : 0)[0]);
  }
  RowAggregate once = aggregate;
  once.distinct = false;
  Part part;
  ForEachPresent(bag, [&](const Row& row, Weight) {
    ++part.count;
    if (once.kind != AggregateKind::kCount) AddNumber(once, row[0], 1, part);
  });
  return FinishOne(once, part, part.count);
}

// The mean of the middle two, which of an odd number are one.
Value RowAggregates::Median(const RowAggregate& aggregate, const Bag& bag) const {
  Bag once;
  if (aggregate.distinct) {
    ForEachPresent(bag, [&once](const Row& row, Weight) { once.Add(row, 1); });
  }
  const Bag& values = aggregate.distinct ? once : bag;
  const Weight places = values.places();
  if (places == 0) return Value();
  const Row lower = values.AtPlace((places - 1) / 2);
  const Row upper = values.AtPlace(places / 2);
  if (IsFloat(aggregate)) {
    FloatSum sum;
    sum.Add(lower[0].AsFloat(), 1);
    sum.Add(upper[0].AsFloat(), 1);
    return OfFloat(sum.RoundedQuotient(2));
  }
  const Int128 sum = Unscaled(aggregate, lower[0]) + Unscaled(aggregate, upper[0]);
  return FinishExact(aggregate, sum, 2);
}

// LIST as JSON; FIRST and LAST as the value.
Value RowAggregates::List(const RowAggregate& aggregate, const Bag& bag) const {
  std::vector<std::pair<Row, Weight>> rows;
  ForEachPresent(bag,
                 [&rows](const Row& row, Weight weight) { rows.emplace_back(row, weight); });
  const std::size_t at = aggregate.distinct ? 0 : *aggregate.arg;
  if (!aggregate.distinct) {
    std::stable_sort(rows.begin(), rows.end(), [&aggregate](const auto& a, const auto& b) {
      return aggregate.order(a.first, b.first);
    });
  }
  if (aggregate.kind == AggregateKind::kFirst) {
    return rows.empty() ? Value() : Value(rows.front().first[at]);
  }
  if (aggregate.kind == AggregateKind::kLast) {
    return rows.empty() ? Value() : Value(rows.back().first[at]);
  }
  std::string json = "[";
  for (const auto& [row, weight] : rows) {
    const std::string text = JsonOf(aggregate.arg_type, row[at]);
    if (text == "null" && !row[at].is_null()) return Overflow(aggregate);
    for (Weight i = 0; i < (aggregate.distinct ? 1 : weight); ++i) {
      if (json.size() > 1) json += ',';
      json += text;
    }
  }
  return Value::Json(json + "]");
}

Value RowAggregates::Overflow(const RowAggregate& aggregate) const {
  if (error_->ok()) {
    const bool is_sum = aggregate.kind == AggregateKind::kSum;
    *error_ = absl::OutOfRangeError((is_sum ? "sum overflows " : "value overflows ") +
                                    TypeText(aggregate.arg_type));
  }
  return Value();
}

}  // namespace cambium
