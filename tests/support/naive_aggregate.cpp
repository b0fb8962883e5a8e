// Sums are exact whatever they are of, and rounded once.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/naive_aggregate.h"

#include <algorithm>

#include "tests/support/naive_number.h"

namespace cambium::testing {
namespace {

using Values = std::vector<NaiveValue>;

Exact SumOf(const Values& values, int power = 1) {
  Exact sum;
  for (const NaiveValue& value : values) {
    const Exact exact = ExactOf(value);
    sum = sum + (power == 1 ? exact : exact * exact);
  }
  return sum;
}

bool AnyFloat(const Values& values) {
  return std::any_of(values.begin(), values.end(),
                     [](const NaiveValue& value) { return value.kind == NaiveKind::kFloat; });
}

// The sum of Int, Decimal or ratio.
NaiveValue ExactSum(const Values& values) {
  NaiveValue sum = values[0];
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (sum.kind == NaiveKind::kRatio || values[i].kind == NaiveKind::kRatio) {
      sum = NaiveArithmetic(ExprKind::kAdd, sum, values[i]);
      continue;
    }
    // Only the sum of all must fit.
    const int scale = std::max(sum.scale, values[i].scale);
    sum.number = sum.number * PowerOfTen(scale - sum.scale) +
                 values[i].number * PowerOfTen(scale - values[i].scale);
    sum.scale = scale;
    sum.kind = std::max(sum.kind, values[i].kind);
  }
  return sum;
}

NaiveValue Sum(const Values& values) {
  if (values.empty()) return {};
  if (AnyFloat(values)) return NaiveFloat(NearestDouble(SumOf(values)));
  NaiveValue sum = ExactSum(values);
  if (!FitsInt64(sum.number)) throw NaiveError("overflow");
  return sum;
}

NaiveValue Average(const Values& values, const NaiveType& type) {
  if (values.empty()) return {};
  const auto count = static_cast<std::int64_t>(values.size());
  if (AnyFloat(values)) {
    const Exact sum = SumOf(values);
    return NaiveFloat(NearestDouble({sum.numerator, sum.denominator * BigInteger(count)}));
  }
  NaiveValue average = AsRatio(ExactSum(values), std::max(type.scale, 4));
  return NaiveArithmetic(ExprKind::kDivide, average, NaiveInt(count));
}

NaiveValue Variance(const Values& values, bool root) {
  const auto count = static_cast<std::int64_t>(values.size());
  if (count < 2) return {};
  // (n Σx² − (Σx)²) / n (n − 1)
  const Exact sum = SumOf(values);
  const Exact squares = SumOf(values, 2);
  const Exact minus{-(sum.numerator * sum.numerator), sum.denominator * sum.denominator};
  Exact variance = Exact{BigInteger(count), BigInteger(1)} * squares + minus;
  variance.denominator = variance.denominator * BigInteger(count * (count - 1));
  return NaiveFloat(root ? NearestRoot(variance) : NearestDouble(variance));
}

NaiveValue Median(Values values, const NaiveType& type) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  if (values.size() % 2 == 1) return Average({values[half]}, type);
  return Average({values[half - 1], values[half]}, type);
}

}  // namespace

NaiveValue NaiveAggregate(AggregateKind kind, bool distinct, Values values,
                          const NaiveType& type) {
  if (distinct) {
    std::sort(values.begin(), values.end());
    const auto same = [](const NaiveValue& left, const NaiveValue& right) {
      return NaiveOrder(left, right) == 0;
    };
    values.erase(std::unique(values.begin(), values.end(), same), values.end());
  }
  if (kind == AggregateKind::kList) {
    NaiveValue list;
    list.kind = NaiveKind::kList;
    list.parts = std::move(values);
    return list;
  }
  if (kind == AggregateKind::kFirst) return values.empty() ? NaiveValue() : values.front();
  if (kind == AggregateKind::kLast) return values.empty() ? NaiveValue() : values.back();
  std::erase_if(values, [](const NaiveValue& value) { return value.is_null(); });
  switch (kind) {
    case AggregateKind::kCount:
      return NaiveInt(static_cast<Int128>(values.size()));
    case AggregateKind::kSum:
      return Sum(values);
    case AggregateKind::kAvg:
      return Average(values, type);
    case AggregateKind::kMin:
      return values.empty() ? NaiveValue() : *std::min_element(values.begin(), values.end());
    case AggregateKind::kMax:
      return values.empty() ? NaiveValue() : *std::max_element(values.begin(), values.end());
    case AggregateKind::kMedian:
      return Median(std::move(values), type);
    default:
      return Variance(values, kind == AggregateKind::kStddev);
  }
}

NaiveType AggregateType(AggregateKind kind, const NaiveType& type) {
  switch (kind) {
    case AggregateKind::kCount:
      return {NaiveKind::kInt, 0, {}, {}};
    case AggregateKind::kAvg:
    case AggregateKind::kMedian:
      if (type.kind == NaiveKind::kFloat) return {NaiveKind::kFloat, 0, {}, {}};
      return {NaiveKind::kRatio, std::max(type.scale, 4), {}, {}};
    case AggregateKind::kStddev:
    case AggregateKind::kVariance:
      return {NaiveKind::kFloat, 0, {}, {}};
    case AggregateKind::kList:
      return {NaiveKind::kList, 0, {}, {type}};
    case AggregateKind::kSum: {
      NaiveType sum = type;
      sum.is_any = false;
      return sum;
    }
    default:
      return type;
  }
}

}  // namespace cambium::testing
