// School arithmetic on three digits of 64 bits.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/integer_moments.h"

#include <span>

namespace cambium {
namespace {

constexpr int kLimbBits = 64;

UInt128 Magnitude(Int128 number) {
  return number < 0 ? -static_cast<UInt128>(number) : static_cast<UInt128>(number);
}

void Negate(std::span<uint64_t> limbs) {
  uint64_t carry = 1;
  for (uint64_t& limb : limbs) {
    limb = ~limb + carry;
    carry = carry != 0 && limb == 0 ? 1 : 0;
  }
}

WideNumber Wide(Int128 number) {
  const UInt128 magnitude = Magnitude(number);
  return {number < 0,
          {static_cast<uint64_t>(magnitude), static_cast<uint64_t>(magnitude >> kLimbBits)},
          0};
}

WideNumber Wide(std::array<uint64_t, 3> limbs) {
  const bool negative = limbs.back() >> (kLimbBits - 1) != 0;
  if (negative) Negate(limbs);
  return {negative, {limbs.begin(), limbs.end()}, 0};
}

}  // namespace

void IntegerMoments::AddWide(Int128 number, Weight weight) {
  sum_ += number * weight;
  const UInt128 magnitude = Magnitude(number);
  const UInt128 square = magnitude * magnitude;
  const auto times = static_cast<uint64_t>(Magnitude(weight));
  const UInt128 low = UInt128{static_cast<uint64_t>(square)} * times;
  const UInt128 high = (square >> kLimbBits) * times + (low >> kLimbBits);
  Limbs addend = {static_cast<uint64_t>(low), static_cast<uint64_t>(high),
                  static_cast<uint64_t>(high >> kLimbBits)};
  if (weight < 0) Negate(addend);
  AddToSquares(addend);
}

void IntegerMoments::Merge(const IntegerMoments& other) {
  sum_ += other.sum_;
  AddToSquares(other.squares_);
}

void IntegerMoments::AddToSquares(const Limbs& addend) {
  uint64_t carry = 0;
  for (size_t i = 0; i < squares_.size(); ++i) {
    const UInt128 digit = UInt128{squares_[i]} + addend[i] + carry;
    squares_[i] = static_cast<uint64_t>(digit);
    carry = static_cast<uint64_t>(digit >> kLimbBits);
  }
}

std::optional<double> IntegerMoments::Variance(int64_t n, Numbers numbers) const {
  return cambium::Variance(Wide(sum_), Wide(squares_), n, numbers);
}

std::optional<double> IntegerMoments::StandardDeviation(int64_t n, Numbers numbers) const {
  return cambium::StandardDeviation(Wide(sum_), Wide(squares_), n, numbers);
}

}  // namespace cambium
