// Adding at the right limb, and keeping the one form that a sum has.
//
// A double is an integer of 53 bits times a power of two; times a weight it has 116 bits, and
// a square 106. After its factors of two are moved into the exponent, its lowest limb is not
// zero. So when it is added at or above the lowest limb of the sum, the form is right unless
// that limb has become zero or the highest one has overflowed: two tests that almost never
// succeed. All else goes the long way, through limbs of any number.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/float_sum.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>

#include "dataflow/check.h"

namespace cambium {
namespace {

constexpr int kLimbBits = 64;
constexpr int kBitsBelowOne = 16;  // of limb 0
constexpr int kMantissaBits = 52;
constexpr int kExponentMask = 0x7ff;

// mantissa · 2^exponent; `is_finite` says whether that is all.
struct Parts {
  int64_t mantissa;
  int64_t exponent;
  bool is_finite;
};

Parts PartsOf(double number) {
  constexpr int kExponentOfOne = 1023 + kMantissaBits;
  const auto bits = std::bit_cast<uint64_t>(number);
  const auto exponent = static_cast<int64_t>((bits >> kMantissaBits) & kExponentMask);
  const uint64_t is_normal = exponent != 0;
  const uint64_t fraction = bits & ((uint64_t{1} << kMantissaBits) - 1);
  const auto magnitude = static_cast<int64_t>(fraction | (is_normal << kMantissaBits));
  return {.mantissa = (bits >> 63) != 0 ? -magnitude : magnitude,
          .exponent = exponent + static_cast<int64_t>(1 - is_normal) - kExponentOfOne,
          .is_finite = exponent != kExponentMask};
}

UInt128 Join(uint64_t low, uint64_t high) { return (UInt128{high} << kLimbBits) | low; }

uint64_t SignLimb(uint64_t highest) { return highest >> 63 != 0 ? ~uint64_t{0} : 0; }

uint64_t SignLimb(std::span<const uint64_t> limbs) {
  return limbs.empty() ? 0 : SignLimb(limbs.back());
}

// left += right, the first of them at `start`, in two's complement. `left` is wide enough.
void AddAt(std::span<uint64_t> left, size_t start, std::span<const uint64_t> right) {
  const uint64_t sign = SignLimb(right);
  uint64_t carry = 0;
  for (size_t i = start; i < left.size(); ++i) {
    const uint64_t digit = i - start < right.size() ? right[i - start] : sign;
    const UInt128 sum = UInt128{left[i]} + digit + carry;
    left[i] = static_cast<uint64_t>(sum);
    carry = static_cast<uint64_t>(sum >> kLimbBits);
  }
}

// Without high limbs that only repeat the sign.
std::span<const uint64_t> WithoutSignLimbs(std::span<const uint64_t> limbs) {
  while (limbs.size() > 1 && limbs.back() == SignLimb(limbs[limbs.size() - 2])) {
    limbs = limbs.first(limbs.size() - 1);
  }
  return limbs;
}

// -limbs, with one limb more, since the least number of some width has no opposite there.
WideNumber::Limbs Opposite(std::span<const uint64_t> limbs) {
  WideNumber::Limbs opposite(limbs.begin(), limbs.end());
  opposite.push_back(SignLimb(limbs));
  bool carry = true;
  for (uint64_t& limb : opposite) {
    limb = ~limb + carry;
    carry = carry && limb == 0;
  }
  return opposite;
}

}  // namespace

void FloatSum::Add(double number, Weight weight) {
  const Parts parts = PartsOf(number);
  if (!parts.is_finite) [[unlikely]]
    return Count(number, weight);
  AddProduct(Int128{parts.mantissa} * weight, parts.exponent);
}

void FloatSum::AddSquare(double number, Weight weight) {
  auto [mantissa, exponent, is_finite] = PartsOf(number);
  if (!is_finite) [[unlikely]]
    return Count(number * number, weight);
  // The square has at most 106 bits, the product must not have more than 127.
  constexpr Weight kGreatest = 1 << 20;
  if (-kGreatest <= weight && weight <= kGreatest) [[likely]] {
    return AddProduct(Int128{mantissa} * mantissa * weight, 2 * exponent);
  }
  // (2^27·high + low)², in three terms of at most 54 bits without the weight.
  constexpr int kLowBits = 27;
  const int64_t magnitude = std::abs(mantissa);
  const Int128 high = magnitude >> kLowBits;
  const Int128 low = magnitude & ((int64_t{1} << kLowBits) - 1);
  exponent *= 2;
  AddProduct(high * high * weight, exponent + kLowBits + kLowBits);
  AddProduct(2 * high * low * weight, exponent + kLowBits);
  AddProduct(low * low * weight, exponent);
}

void FloatSum::AddProduct(Int128 product, int64_t exponent) {
  if (static_cast<uint64_t>(product) == 0) [[unlikely]] {
    if (product == 0) return;
    product >>= kLimbBits;
    exponent += kLimbBits;
  }
  const int zeros = std::countr_zero(static_cast<uint64_t>(product));
  product >>= zeros;
  const int64_t place = exponent + zeros + kBitsBelowOne;
  const int64_t position = place >> 6;
  const int shift = static_cast<int>(place & (kLimbBits - 1));
  const uint64_t lowest = static_cast<uint64_t>(product) << shift;
  const Int128 upper = (product >> 1) >> (kLimbBits - 1 - shift);  // at most 127 bits

  // One limb higher or not, this fits four limbs.
  const bool is_above = position != position_;
  UInt128 low = Join(lowest, static_cast<uint64_t>(upper));
  Int128 high = upper >> kLimbBits;
  low = is_above ? UInt128{lowest} << kLimbBits : low;
  high = is_above ? upper : high;

  const UInt128 low_before = Join(limbs_[0], limbs_[1]);
  const UInt128 low_sum = low_before + low;
  const Int128 carry = low_sum < low ? 1 : 0;
  const auto high_before = static_cast<Int128>(Join(limbs_[2], limbs_[3]));
  Int128 high_sum;
  bool overflow = __builtin_add_overflow(high_before, high, &high_sum);
  overflow |= __builtin_add_overflow(high_sum, carry, &high_sum);

  const bool is_near = static_cast<uint64_t>(position - position_) <= 1;
  const bool is_in_form = limbs_[0] != 0 && static_cast<uint64_t>(low_sum) != 0;
  if (!is_near || overflow || !is_in_form) [[unlikely]] {
    const std::array<uint64_t, 3> addend{lowest, static_cast<uint64_t>(upper),
                                         static_cast<uint64_t>(upper >> kLimbBits)};
    return AddLimbs(addend, position);
  }
  limbs_[0] = static_cast<uint64_t>(low_sum);
  limbs_[1] = static_cast<uint64_t>(low_sum >> kLimbBits);
  limbs_[2] = static_cast<uint64_t>(high_sum);
  limbs_[3] = static_cast<uint64_t>(high_sum >> kLimbBits);
}

void FloatSum::AddLimbs(std::span<const uint64_t> addend, int64_t position) {
  const auto own = limbs();
  const int64_t own_position = own.empty() ? position : position_;
  const int64_t lowest = std::min(position, own_position);
  const auto start = static_cast<size_t>(position - lowest);
  const auto own_start = static_cast<size_t>(own_position - lowest);
  const size_t size = std::max(start + addend.size(), own_start + own.size()) + 1;

  std::array<uint64_t, 2 * kInlineLimbs> narrow{};
  Limbs wide(size > narrow.size() ? size : 0, 0);
  const auto sum = wide.empty() ? std::span(narrow).first(size) : std::span(wide);
  const auto own_end =
      std::copy(own.begin(), own.end(), sum.begin() + static_cast<ptrdiff_t>(own_start));
  std::fill(own_end, sum.end(), SignLimb(own));
  AddAt(sum, start, addend);
  const auto first =
      std::find_if(sum.begin(), sum.end(), [](uint64_t limb) { return limb != 0; });
  Store(WithoutSignLimbs({first, sum.end()}), lowest + (first - sum.begin()));
}

void FloatSum::Merge(const FloatSum& other) {
  if (&other == this) return Merge(FloatSum(other));
  if (!other.limbs().empty()) AddLimbs(other.limbs(), other.position_);
  if (other.rest_ == nullptr) return;
  rest().plus_infinity = AddWeights(rest().plus_infinity, other.rest_->plus_infinity);
  rest().minus_infinity = AddWeights(rest().minus_infinity, other.rest_->minus_infinity);
  rest().nan = AddWeights(rest().nan, other.rest_->nan);
  DropEmptyRest();
}

FloatSum FloatSum::Negated() const {
  FloatSum negated;
  if (!limbs().empty()) {
    negated.Store(WithoutSignLimbs(Opposite(limbs())), position_);
  }
  if (rest_ != nullptr) {
    negated.rest().plus_infinity = NegateWeight(rest_->plus_infinity);
    negated.rest().minus_infinity = NegateWeight(rest_->minus_infinity);
    negated.rest().nan = NegateWeight(rest_->nan);
    negated.DropEmptyRest();
  }
  return negated;
}

double FloatSum::Round() const {
  if (const auto value = ValueOfCounts()) return *value;
  return finite().Round();
}

double FloatSum::RoundedQuotient(int64_t divisor) const {
  CAMBIUM_CHECK(divisor != 0, "division by zero");
  if (const auto value = ValueOfCounts()) return divisor < 0 ? -*value : *value;
  const auto bits = static_cast<uint64_t>(divisor);
  const uint64_t magnitude = divisor < 0 ? 0 - bits : bits;
  const double quotient = finite().RoundQuotient({&magnitude, 1});
  return divisor < 0 && quotient != 0 ? -quotient : quotient;
}

WideNumber FloatSum::finite() const {
  const auto own = limbs();
  const bool is_negative = SignLimb(own) != 0;
  return {is_negative, is_negative ? Opposite(own) : Limbs(own.begin(), own.end()),
          position_ * kLimbBits - kBitsBelowOne};
}

bool FloatSum::operator==(const FloatSum& other) const {
  if (limbs_ != other.limbs_ || position_ != other.position_) return false;
  if (rest_ == nullptr || other.rest_ == nullptr) return rest_ == other.rest_;
  return *rest_ == *other.rest_;
}

void FloatSum::Count(double number, Weight weight) {
  Weight& count = std::isnan(number) ? rest().nan
                  : number > 0       ? rest().plus_infinity
                                     : rest().minus_infinity;
  count = AddWeights(count, weight);
  DropEmptyRest();
}

std::optional<double> FloatSum::ValueOfCounts() const {
  if (rest_ == nullptr) return std::nullopt;
  const auto& [limbs, plus, minus, nan] = *rest_;
  if (nan != 0 || (plus != 0 && minus != 0)) return std::numeric_limits<double>::quiet_NaN();
  if (plus == 0 && minus == 0) return std::nullopt;
  const double infinity = std::numeric_limits<double>::infinity();
  return plus > 0 || minus < 0 ? infinity : -infinity;
}

std::span<const uint64_t> FloatSum::limbs() const {
  if (limbs_[0] != 0) return limbs_;
  if (rest_ != nullptr) return rest_->limbs;
  return {};
}

void FloatSum::Store(std::span<const uint64_t> limbs, int64_t position) {
  position_ = limbs.empty() ? 0 : position;
  if (limbs.size() > kInlineLimbs) {
    limbs_ = {};
    rest().limbs.assign(limbs.begin(), limbs.end());
    return;
  }
  std::fill(std::copy(limbs.begin(), limbs.end(), limbs_.begin()), limbs_.end(),
            SignLimb(limbs));
  if (rest_ == nullptr) return;
  rest_->limbs.clear();
  DropEmptyRest();
}

FloatSum::Rest& FloatSum::rest() {
  if (rest_ == nullptr) rest_ = std::make_unique<Rest>();
  return *rest_;
}

void FloatSum::DropEmptyRest() {
  if (*rest_ == Rest{}) rest_ = nullptr;
}

}  // namespace cambium
