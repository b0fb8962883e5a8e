// The variance from exact moments: all in integers, rounded at the end.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/float_moments.h"

#include <array>
#include <limits>

namespace cambium {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// n·Σx² - (Σx)².
WideNumber Numerator(const FloatSum& sum, const FloatSum& squares, uint64_t n) {
  WideNumber scaled = squares.finite();
  scaled.MultiplyBy(n);
  return scaled.Minus(sum.finite().Square());
}

}  // namespace

void FloatMoments::Add(double number, Weight weight) {
  sum_.Add(number, weight);
  squares_.AddSquare(number, weight);
}

void FloatMoments::Merge(const FloatMoments& other) {
  sum_.Merge(other.sum_);
  squares_.Merge(other.squares_);
}

FloatMoments FloatMoments::Negated() const {
  FloatMoments negated;
  negated.sum_ = sum_.Negated();
  negated.squares_ = squares_.Negated();
  return negated;
}

std::optional<double> FloatMoments::SampleVariance(int64_t n) const {
  if (n < 2) return std::nullopt;
  if (!sum_.is_finite()) return kNan;
  const auto rows = static_cast<uint64_t>(n);
  return Numerator(sum_, squares_, rows).RoundQuotient(std::array{rows, rows - 1});
}

std::optional<double> FloatMoments::SampleStddev(int64_t n) const {
  if (n < 2) return std::nullopt;
  if (!sum_.is_finite()) return kNan;
  const auto rows = static_cast<uint64_t>(n);
  return Numerator(sum_, squares_, rows).RoundRootOfQuotient(std::array{rows, rows - 1});
}

}  // namespace cambium
