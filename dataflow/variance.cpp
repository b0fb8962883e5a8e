// The variance from exact moments: all in integers, rounded at the end.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/variance.h"

#include <array>

namespace cambium {
namespace {

// n·Σx² - (Σx)².
WideNumber Numerator(const WideNumber& sum, const WideNumber& squares, uint64_t n) {
  WideNumber scaled = squares;
  scaled.MultiplyBy(n);
  return scaled.Minus(sum.Square());
}

// The two factors of the denominator; the second is not positive if there is no variance.
std::array<int64_t, 2> Factors(int64_t n, Numbers numbers) {
  return {n, numbers == Numbers::kSample && n > 0 ? n - 1 : n};
}

std::array<uint64_t, 2> AsDivisors(const std::array<int64_t, 2>& factors) {
  return {static_cast<uint64_t>(factors[0]), static_cast<uint64_t>(factors[1])};
}

}  // namespace

std::optional<double> Variance(const WideNumber& sum, const WideNumber& squares, int64_t n,
                               Numbers numbers) {
  const auto factors = Factors(n, numbers);
  if (factors[1] <= 0) return std::nullopt;
  return Numerator(sum, squares, static_cast<uint64_t>(n)).RoundQuotient(AsDivisors(factors));
}

std::optional<double> StandardDeviation(const WideNumber& sum, const WideNumber& squares,
                                        int64_t n, Numbers numbers) {
  const auto factors = Factors(n, numbers);
  if (factors[1] <= 0) return std::nullopt;
  return Numerator(sum, squares, static_cast<uint64_t>(n))
      .RoundRootOfQuotient(AsDivisors(factors));
}

}  // namespace cambium
