// Adding up, and what comes out.
// SPDX-License-Identifier: Apache-2.0
#include "query/number_sums.h"

#include <cmath>
#include <optional>

#include "dataflow/check.h"
#include "dataflow/decimal.h"
#include "dataflow/power_of_ten.h"
#include "query/ratio.h"

namespace cambium {
namespace {

bool IsDispersion(AggregateKind kind) {
  return kind == AggregateKind::kVariance || kind == AggregateKind::kStddev;
}

int ScaleOf(const FieldType& type) {
  return type.storage() == TypeKind::kDecimal ? type.scale : 0;
}

// A number as a whole number of the type's smallest unit.
Int128 Unscaled(const FieldType& type, const ValueView& value) {
  if (value.type() == ValueType::kInt) return value.AsInt();
  const std::optional<Decimal> exact = Rescale(value.AsDecimal(), type.scale);
  CAMBIUM_CHECK(exact.has_value(), "a decimal has more digits than its type");
  return exact->unscaled;
}

Value OfFloat(double number) { return std::isfinite(number) ? Value::Float(number) : Value(); }

// SUM or AVG of exact numbers. An average is its ratio, and never overflows.
Value OfExact(AggregateKind kind, const FieldType& type, Int128 sum, std::int64_t count,
              bool& overflows) {
  const int scale = ScaleOf(type);
  if (kind == AggregateKind::kAvg) {
    return Value::Bytes(
        EncodeRatio(sum, Int128{count} * static_cast<Int128>(PowerOfTen(scale))));
  }
  if (sum < INT64_MIN || sum > INT64_MAX) {
    overflows = true;
    return Value();
  }
  const auto unscaled = static_cast<std::int64_t>(sum);
  if (type.storage() == TypeKind::kInt) return Value::Int(unscaled);
  return Value::Of(Decimal{unscaled, static_cast<std::uint8_t>(scale)});
}

template <typename Moments>
Value OfMoments(AggregateKind kind, const FieldType& type, const Moments& moments,
                std::int64_t count) {
  const bool squared = kind == AggregateKind::kVariance;
  const std::optional<double> result = squared
                                           ? moments.Variance(count, Numbers::kSample)
                                           : moments.StandardDeviation(count, Numbers::kSample);
  if (!result.has_value()) return Value();
  return OfFloat(*result / std::pow(10.0, squared ? 2 * ScaleOf(type) : ScaleOf(type)));
}

}  // namespace

void NumberSums::Add(AggregateKind kind, const FieldType& type, const ValueView& number,
                     Weight weight) {
  count_ += weight;
  if (kind == AggregateKind::kCount) return;
  if (type.storage() == TypeKind::kFloat) {
    if (IsDispersion(kind)) {
      As<FloatMoments>().Add(number.AsFloat(), weight);
    } else {
      As<FloatSum>().Add(number.AsFloat(), weight);
    }
  } else if (IsDispersion(kind)) {
    As<IntegerMoments>().Add(static_cast<std::int64_t>(Unscaled(type, number)), weight);
  } else {
    As<Int128>() += Unscaled(type, number) * weight;
  }
}

void NumberSums::Merge(const NumberSums& other) {
  count_ += other.count_;
  std::visit(
      [this]<typename Kind>(const Kind& kept) {
        if constexpr (std::is_same_v<Kind, Int128>) {
          As<Int128>() += kept;
        } else if constexpr (!std::is_same_v<Kind, std::monostate>) {
          As<Kind>().Merge(kept);
        }
      },
      other.kept_);
}

bool NumberSums::empty() const {
  return count_ == 0 &&
         std::visit([]<typename Kind>(const Kind& kept) { return kept == Kind(); }, kept_);
}

Value NumberSums::Finish(AggregateKind kind, const FieldType& type, bool& overflows) const {
  if (kind == AggregateKind::kCount) return Value::Int(count_);
  if (count_ <= 0) return Value();
  if (const auto* sum = std::get_if<Int128>(&kept_)) {
    return OfExact(kind, type, *sum, count_, overflows);
  }
  if (const auto* sum = std::get_if<FloatSum>(&kept_)) {
    return OfFloat(kind == AggregateKind::kSum ? sum->Round() : sum->RoundedQuotient(count_));
  }
  if (const auto* moments = std::get_if<FloatMoments>(&kept_)) {
    return OfMoments(kind, type, *moments, count_);
  }
  return OfMoments(kind, type, std::get<IntegerMoments>(kept_), count_);
}

}  // namespace cambium
