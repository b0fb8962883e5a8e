// Aggregates of rows: what they come to, and that history leaves no trace.
// SPDX-License-Identifier: Apache-2.0
#include "query/row_aggregates.h"

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

using testing::ForSeeds;
using testing::Random;

const FieldType kInt{TypeKind::kInt};

RowAggregate Of(AggregateKind kind, bool distinct = false) {
  RowAggregate aggregate;
  aggregate.kind = kind;
  aggregate.arg = 0;
  aggregate.distinct = distinct;
  aggregate.arg_type = aggregate.type = kInt;
  aggregate.order = RowOrder({{0, false, true}});
  return aggregate;
}

struct Fixture {
  absl::Status error;
  std::vector<RowAggregate> parts{Of(AggregateKind::kCount), Of(AggregateKind::kSum),
                                  Of(AggregateKind::kMin),   Of(AggregateKind::kMax),
                                  Of(AggregateKind::kList),  Of(AggregateKind::kCount, true)};
  RowAggregates aggregates{parts, &error};

  Row Finish(const RowAggregates::State& state, Weight rows) {
    absl::Status unused;
    return aggregates.Finish(state, rows, unused);
  }
};

Value I(std::int64_t number) { return Value::Int(number); }

TEST_SUITE("RowAggregates") {
  TEST_CASE("skip NULL but for lists") {
    Fixture fixture;
    RowAggregates::State state;
    for (const Row& row : {Row{I(3)}, Row{Value()}, Row{I(1)}, Row{I(3)}}) {
      fixture.aggregates.Add(state, row, 1);
    }
    CHECK(fixture.Finish(state, 4) ==
          Row{I(3), I(7), I(1), I(3), Value::Json("[null,1,3,3]"), I(2)});
  }

  TEST_CASE("of nothing are NULL but for counts and lists") {
    Fixture fixture;
    CHECK(fixture.Finish({}, 0) ==
          Row{I(0), Value(), Value(), Value(), Value::Json("[]"), I(0)});
  }

  TEST_CASE("a sum that does not fit is NULL and said") {
    Fixture fixture;
    RowAggregates::State state;
    fixture.aggregates.Add(state, Row{I(INT64_MAX)}, 2);
    CHECK(fixture.Finish(state, 2)[1].is_null());
    CHECK(fixture.error.message() == "sum overflows Int");
  }

  TEST_CASE("what goes leaves nothing behind and parts merge to the whole") {
    ForSeeds(200, [](Random& random) {
      Fixture fixture;
      RowAggregates::State whole;
      RowAggregates::State parts[2];
      std::vector<Row> rows;
      for (std::uint64_t i = random.Below(12); i > 0; --i) {
        rows.push_back(Row{random.OneIn(4) ? Value() : I(random.Between(-3, 3))});
      }
      for (const Row& row : rows) {
        fixture.aggregates.Add(whole, row, 1);
        fixture.aggregates.Add(parts[random.Below(2)], row, 1);
      }
      RowAggregates::Merge(parts[0], parts[1]);
      const auto count = static_cast<Weight>(rows.size());
      CHECK(fixture.Finish(whole, count) == fixture.Finish(parts[0], count));
      for (const Row& row : rows) fixture.aggregates.Add(whole, row, -1);
      CHECK(whole.empty());
    });
  }
}

}  // namespace
}  // namespace cambium
