// Sums of numbers: what they come to, and that they cancel.
// SPDX-License-Identifier: Apache-2.0
#include "query/number_sums.h"

#include "doctest/doctest.h"
#include "query/ratio.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

const FieldType kInt{TypeKind::kInt};

Value Finish(const NumberSums& sums, AggregateKind kind, const FieldType& type) {
  bool overflows = false;
  Value value = sums.Finish(kind, type, overflows);
  CHECK(!overflows);
  return value;
}

TEST_SUITE("NumberSums") {
  TEST_CASE("of nothing are NULL but for a count") {
    const NumberSums none;
    CHECK(none.empty());
    CHECK(Finish(none, AggregateKind::kCount, kInt) == Value::Int(0));
    CHECK(Finish(none, AggregateKind::kSum, kInt).is_null());
    CHECK(Finish(none, AggregateKind::kVariance, kInt).is_null());
  }

  TEST_CASE("an average is the exact ratio in the unit of its type") {
    FieldType cents{TypeKind::kDecimal};
    cents.scale = 2;
    NumberSums sums;
    sums.Add(AggregateKind::kAvg, cents, Value::Of(Decimal{150, 2}), 1);
    sums.Add(AggregateKind::kAvg, cents, Value::Of(Decimal{1, 0}), 2);
    CHECK(Finish(sums, AggregateKind::kAvg, cents) == Value::Bytes(EncodeRatio(350, 300)));
  }

  TEST_CASE("what is taken away leaves the zero") {
    for (const AggregateKind kind :
         {AggregateKind::kCount, AggregateKind::kSum, AggregateKind::kVariance}) {
      const FieldType floats{TypeKind::kFloat};
      NumberSums sums;
      NumberSums other;
      sums.Add(kind, floats, Value::Float(1e300), 1);
      other.Add(kind, floats, Value::Float(0.1), 2);
      sums.Merge(other);
      CHECK(sums.count() == 3);
      sums.Add(kind, floats, Value::Float(0.1), -2);
      CHECK(!sums.empty());
      sums.Add(kind, floats, Value::Float(1e300), -1);
      CHECK(sums.empty());
    }
  }

  TEST_CASE("a sum beyond its type overflows and its average does not") {
    NumberSums sums;
    sums.Add(AggregateKind::kSum, kInt, Value::Int(INT64_MAX), 2);
    bool overflows = false;
    CHECK(sums.Finish(AggregateKind::kSum, kInt, overflows).is_null());
    CHECK(overflows);
    CHECK(Finish(sums, AggregateKind::kAvg, kInt) == Value::Bytes(EncodeRatio(INT64_MAX, 1)));
  }
}

}  // namespace
}  // namespace cambium
