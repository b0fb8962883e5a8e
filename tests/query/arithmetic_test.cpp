// Sums and products are exact or fail: by cases, and against integers of any size.
// SPDX-License-Identifier: Apache-2.0
#include "query/arithmetic.h"

#include <limits>
#include <optional>

#include "dataflow/int128.h"
#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "query/typing.h"
#include "tests/support/expressions.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using testing::Computed;
using testing::ComputedType;

TEST_SUITE("Arithmetic of Int") {
  TEST_CASE("truncates towards zero and the remainder goes with the dividend") {
    // Covers: rule 19 partly
    CHECK(Computed("7 / 2") == "3");
    CHECK(Computed("-7 / 2") == "-3");
    CHECK(Computed("7 / -2") == "-3");
    CHECK(Computed("7 % 3") == "1");
    CHECK(Computed("-7 % 3") == "-1");
    CHECK(Computed("7 % -3") == "1");
    CHECK(ComputedType("i / 2") == "Int");
  }

  TEST_CASE("a division by zero is NULL") {
    // Covers: rule 19 partly
    CHECK(Computed("i / 0") == "null");
    CHECK(Computed("i % 0") == "null");
    CHECK(Computed("least / 0") == "null");
    CHECK(Computed("i / n") == "null");
  }

  TEST_CASE("at the limits either fits or fails") {
    // Covers: rule 19 partly
    CHECK(Computed("most + 0") == "9223372036854775807");
    CHECK(Computed("most + 1") == "1:1: Int overflows");
    CHECK(Computed("1 + (least - 1)") == "1:6: Int overflows");
    CHECK(Computed("least / -1") == "1:1: Int overflows");
    CHECK(Computed("least % -1") == "0");
    CHECK(Computed("-least") == "1:1: Int overflows");
    CHECK(Computed("-most") == "-9223372036854775807");
    CHECK(Computed("least * -1") == "1:1: Int overflows");
    CHECK(Computed("most * 1") == "9223372036854775807");
  }
}

TEST_SUITE("Arithmetic of Decimal") {
  TEST_CASE("has the scale of its type") {
    // Covers: rule 19 partly
    CHECK(Computed("d + 1") == "3.50");
    CHECK(Computed("d - 0.001") == "2.499");
    CHECK(Computed("d * d") == "6.2500");
    CHECK(Computed("d / 3") == "0.833333");
    CHECK(Computed("2 / 3.0") == "0.666667");
    CHECK(Computed("-2 / 3.0") == "-0.666667");
    CHECK(Computed("d / 1.00000") == "2.5000000");
    CHECK(Computed("1.5 / 1000000.0") == "0.000002");
    CHECK(Computed("d % 2") == "0.50");
    CHECK(Computed("-d % 2") == "-0.50");
    CHECK(Computed("7.5 % -2") == "1.5");
    CHECK(Computed("d / 0") == "null");
    CHECK(Computed("d % 0.00") == "null");
    CHECK(ComputedType("d / i") == "Decimal(6)");
    CHECK(ComputedType("d * 0.125") == "Decimal(5)");
    CHECK(ComputedType("d / 0.123456789012345678") == "Decimal(18)");
    CHECK(ComputedType("d % 0.125") == "Decimal(3)");
    CHECK(ComputedType("-d") == "Decimal(2)");
    CHECK(ComputedType("-n") == "Int");
    CHECK(ComputedType("NULL + i") == "Int");
  }

  TEST_CASE("overflows when digits do not fit 64 bits") {
    CHECK(Computed("most + 0.1") == "1:1: Decimal(1) overflows");
    CHECK(Computed("most * 1.0") == "1:1: Decimal(1) overflows");
    CHECK(Computed("9223372036854.0 / 1.0") == "9223372036854.000000");
    CHECK(Computed("i + 92233720368547758.0 / 0.01") == "1:5: Decimal(6) overflows");
    CHECK(Computed("most / 1.0") == "1:1: Decimal(6) overflows");
  }

  TEST_CASE("a quotient goes by the scale of the type though the value has fewer digits") {
    const absl::StatusOr<PlanExpr> plan = testing::PlanScalar("1.500000 / 7");
    REQUIRE(plan.ok());
    absl::Status error;
    // 1.500000 as 1.5, as it comes back from a key.
    CHECK(DebugString(Arithmetic(*plan, Value::Of({15, 1}), Value::Int(7), error)) ==
          "0.21428571d");
  }
}

TEST_SUITE("Arithmetic of Float") {
  TEST_CASE("what is no number is NULL") {
    // Covers: rule 19 partly
    CHECK(Computed("f + d") == "3");
    CHECK(Computed("f / 0") == "null");
    CHECK(Computed("0e0 / 0") == "null");
    CHECK(Computed("f % 0") == "null");
    CHECK(Computed("1e308 * 10") == "null");
    CHECK(Computed("-7e0 % 4") == "-3");
    CHECK(Computed("7.5e0 % -2") == "1.5");
    CHECK(Computed("1e0 / 3") == "0.3333333333333333");
    CHECK(ComputedType("i / f") == "Float");
    CHECK(ComputedType("-f") == "Float");
  }
}

TEST_SUITE("Arithmetic of times") {
  TEST_CASE("a Time moves by seconds and a Date by days") {
    // Covers: rule 19 partly
    CHECK(Computed("at + 60") == "\"2026-11-21T02:41:05.250000Z\"");
    CHECK(Computed("60 + at") == "\"2026-11-21T02:41:05.250000Z\"");
    CHECK(Computed("at - 6") == "\"2026-11-21T02:39:59.250000Z\"");
    CHECK(Computed("day + 1") == "\"2024-03-01\"");
    CHECK(Computed("day - 60") == "\"2023-12-31\"");
    CHECK(Computed("at + n") == "null");
    CHECK(ComputedType("at + NULL") == "Time");
  }

  TEST_CASE("the difference of two is seconds or days") {
    CHECK(Computed("at - '2026-11-21T02:40:00Z'") == "5.250000");
    CHECK(Computed("'2026-11-21' - at") == "-9605.250000");
    CHECK(Computed("day - '2024-01-01'") == "59");
    CHECK(Computed("nd - day") == "null");
    CHECK(ComputedType("at - at") == "Decimal(6)");
    CHECK(ComputedType("day - day") == "Int");
    CHECK(Computed("at - at > 3600") == "false");
  }

  TEST_CASE("what does not fit overflows") {
    CHECK(Computed("at + 9223372036854") == "1:1: Time overflows");
    CHECK(Computed("at - most") == "1:1: Time overflows");
    CHECK(Computed("day + 2147483647") == "1:1: Date overflows");
    CHECK(Computed("day - least") == "1:1: Date overflows");
  }
}

// What an operation on scaled integers of 128 bits gives, by school rules; nothing when it does
// not fit 64 bits at `scale`.
std::optional<std::int64_t> Exactly(ExprKind kind, Int128 left, int left_scale, Int128 right,
                                    int right_scale, int scale) {
  const auto power = [](int exponent) {
    Int128 result = 1;
    for (; exponent > 0; --exponent) result *= 10;
    return result;
  };
  Int128 result = 0;
  if (kind == ExprKind::kMultiply) {
    result = left * right * power(scale - left_scale - right_scale);
  } else if (kind == ExprKind::kDivide) {
    // Half away from zero: twice the quotient, plus one of its sign, halved.
    const Int128 dividend = left * power(scale - left_scale + right_scale) * 2;
    const Int128 quotient = dividend / right;
    result = (quotient + ((dividend < 0) == (right < 0) ? 1 : -1)) / 2;
  } else {
    left *= power(scale - left_scale);
    right *= power(scale - right_scale);
    result = kind == ExprKind::kAdd        ? left + right
             : kind == ExprKind::kSubtract ? left - right
                                           : left - left / right * right;
  }
  const auto narrow = static_cast<std::int64_t>(result);
  if (narrow != result) return std::nullopt;
  return narrow;
}

TEST_SUITE("Arithmetic") {
  TEST_CASE("is that of integers of 128 bits on random numbers") {
    // Covers: rule 19 partly
    const ExprKind kKinds[] = {ExprKind::kAdd, ExprKind::kSubtract, ExprKind::kMultiply,
                               ExprKind::kDivide, ExprKind::kModulo};
    testing::ForSeeds(4000, [&](testing::Random& random) {
      PlanExpr operation;
      operation.kind = random.Pick(kKinds);
      Value values[2];
      Int128 unscaled[2];
      int scales[2];
      for (int i = 0; i < 2; ++i) {
        // Scales up to 4 and a divisor up to 2^40: the oracle's 128 bits are enough.
        scales[i] = static_cast<int>(random.Below(5));
        const std::int64_t integer = random.Integer() >> (i == 1 ? 24 : 0);
        unscaled[i] = integer;
        values[i] = scales[i] == 0 ? Value::Int(integer)
                                   : Value::Of({integer, static_cast<std::uint8_t>(scales[i])});
        PlanExpr operand;
        operand.type =
            scales[i] == 0 ? TypeOf(TypeKind::kInt) : TypeOf(TypeKind::kDecimal, scales[i]);
        operation.args.push_back(operand);
      }
      REQUIRE(TypeArithmetic(operation).ok());
      absl::Status error;
      const Value value = Arithmetic(operation, values[0], values[1], error);
      const bool divides =
          operation.kind == ExprKind::kDivide || operation.kind == ExprKind::kModulo;
      if (divides && unscaled[1] == 0) {
        CHECK(value.is_null());
        CHECK(error.ok());
        return;
      }
      const bool is_int = scales[0] == 0 && scales[1] == 0;
      const int scale = operation.type.scale;
      std::optional<std::int64_t> expected;
      if (is_int && operation.kind == ExprKind::kDivide) {
        const Int128 quotient = unscaled[0] / unscaled[1];
        const auto narrow = static_cast<std::int64_t>(quotient);
        if (narrow == quotient) expected = narrow;
      } else {
        expected =
            Exactly(operation.kind, unscaled[0], scales[0], unscaled[1], scales[1], scale);
      }
      CHECK(error.ok() == expected.has_value());
      if (!expected.has_value()) return;
      if (is_int) {
        CHECK(DebugString(value) == DebugString(Value::Int(*expected)));
      } else {
        CHECK(DebugString(value) ==
              DebugString(Value::Of({*expected, static_cast<std::uint8_t>(scale)})));
      }
    });
  }
}

}  // namespace
}  // namespace cambium
