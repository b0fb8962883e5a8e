// Two exact sums, and what they make.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/float_moments.h"

#include <limits>

namespace cambium {
namespace {

// Of what is not finite: none where of finite numbers there is none.
std::optional<double> NanUnlessNone(std::optional<double> finite) {
  if (finite.has_value()) finite = std::numeric_limits<double>::quiet_NaN();
  return finite;
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

std::optional<double> FloatMoments::Variance(int64_t n, Numbers numbers) const {
  const auto variance = cambium::Variance(sum_.finite(), squares_.finite(), n, numbers);
  return sum_.is_finite() ? variance : NanUnlessNone(variance);
}

std::optional<double> FloatMoments::StandardDeviation(int64_t n, Numbers numbers) const {
  const auto deviation =
      cambium::StandardDeviation(sum_.finite(), squares_.finite(), n, numbers);
  return sum_.is_finite() ? deviation : NanUnlessNone(deviation);
}

}  // namespace cambium
