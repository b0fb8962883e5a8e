// Aggregates of rows: what they come to, and that history leaves no trace.
// SPDX-License-Identifier: Apache-2.0
#include "query/row_aggregates.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/ratio.h"
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
  aggregate.arg_type = kInt;
  aggregate.order = RowOrder({{0, false, true}});
  return aggregate;
}

RowAggregate InOrder(AggregateKind kind, bool descending, bool nulls_first) {
  RowAggregate aggregate = Of(kind);
  aggregate.order = RowOrder({{0, descending, nulls_first}});
  return aggregate;
}

struct Fixture {
  absl::Status error;
  std::vector<RowAggregate> parts{Of(AggregateKind::kCount),
                                  Of(AggregateKind::kSum),
                                  Of(AggregateKind::kMin),
                                  Of(AggregateKind::kMax),
                                  Of(AggregateKind::kList),
                                  Of(AggregateKind::kCount, true),
                                  Of(AggregateKind::kSum, true),
                                  Of(AggregateKind::kFirst, true),
                                  InOrder(AggregateKind::kFirst, true, true),
                                  InOrder(AggregateKind::kLast, true, false),
                                  Of(AggregateKind::kList, true),
                                  Of(AggregateKind::kMedian),
                                  Of(AggregateKind::kMedian, true)};
  RowAggregates aggregates{parts, &error};

  RowAggregates::Change ChangeOf(const std::vector<Row>& rows, Weight weight = 1) {
    RowAggregates::Change change;
    for (const Row& row : rows) aggregates.Add(change, row, weight);
    change.Seal();
    return change;
  }
  Row Finish(const RowAggregates::State& state, Weight rows) {
    absl::Status unused;
    return aggregates.Finish(state, rows, unused);
  }
};

Value I(std::int64_t number) { return Value::Int(number); }

using Numbers = std::vector<std::optional<std::int64_t>>;

// The mean of the middle two, NULL of none.
Value MedianOf(const std::vector<std::int64_t>& sorted) {
  if (sorted.empty()) return Value();
  const std::size_t size = sorted.size();
  return Value::Bytes(EncodeRatio(sorted[(size - 1) / 2] + sorted[size / 2], 2));
}

// What the fixture's aggregates are of these values, found the simple way.
Row Expected(Numbers all) {
  std::sort(all.begin(), all.end());
  std::vector<std::int64_t> some;
  std::string list;
  for (const auto& number : all) {
    if (number.has_value()) some.push_back(*number);
    list += (list.empty() ? "" : ",") + (number ? std::to_string(*number) : "null");
  }
  std::vector<std::int64_t> once = some;
  once.erase(std::unique(once.begin(), once.end()), once.end());
  const auto sum = [](const std::vector<std::int64_t>& numbers) {
    return numbers.empty() ? Value()
                           : I(std::accumulate(numbers.begin(), numbers.end(), std::int64_t{}));
  };
  std::string listed_once = some.size() < all.size() ? "null" : "";
  for (const std::int64_t number : once) {
    listed_once += (listed_once.empty() ? "" : ",") + std::to_string(number);
  }
  const Value least = some.empty() ? Value() : I(some.front());
  const Value greatest = some.empty() ? Value() : I(some.back());
  const bool has_null = some.size() < all.size();
  return Row{I(static_cast<std::int64_t>(some.size())),
             sum(some),
             least,
             greatest,
             Value::Json("[" + list + "]"),
             I(static_cast<std::int64_t>(once.size())),
             sum(once),
             has_null ? Value() : least,     // of DISTINCT
             has_null ? Value() : greatest,  // descending, NULL first
             has_null ? Value() : least,     // descending, NULL last
             Value::Json("[" + listed_once + "]"),
             MedianOf(some),
             MedianOf(once)};
}

TEST_SUITE("RowAggregates") {
  TEST_CASE("a sum that does not fit is NULL and said") {
    Fixture fixture;
    RowAggregates::State state;
    RowAggregates::Merge(state, fixture.ChangeOf({Row{I(INT64_MAX)}}, 2));
    CHECK(fixture.Finish(state, 2)[1].is_null());
    CHECK(fixture.error.message() == "sum overflows Int");
  }

  TEST_CASE("keep the same values once") {
    absl::Status error;
    const RowAggregates aggregates(
        {Of(AggregateKind::kMin), Of(AggregateKind::kMax), Of(AggregateKind::kMedian),
         Of(AggregateKind::kMedian, true), Of(AggregateKind::kLast, true)},
        &error);
    RowAggregates::Change change;
    aggregates.Add(change, Row{I(3)}, 1);
    CHECK(change.parts.size() == 1);
    // These keep NULLs, or sums as well.
    const RowAggregates apart({Of(AggregateKind::kMin), Of(AggregateKind::kList, true),
                               Of(AggregateKind::kSum, true)},
                              &error);
    RowAggregates::Change apart_change;
    apart.Add(apart_change, Row{I(3)}, 1);
    CHECK(apart_change.parts.size() == 3);
  }

  TEST_CASE("are those of what stands after each change and leave nothing behind") {
    ForSeeds(300, [](Random& random) {
      Fixture fixture;
      RowAggregates::State state;
      Numbers all;
      const auto row_of = [](const std::optional<std::int64_t>& number) {
        return Row{number.has_value() ? I(*number) : Value()};
      };
      for (int step = 0; step < 8; ++step) {
        RowAggregates::Change change;
        RowAggregates::Change more;  // Of another chunk of the delta.
        const auto add = [&](const Row& row, Weight weight) {
          fixture.aggregates.Add(random.OneIn(2) ? change : more, row, weight);
        };
        for (std::uint64_t i = random.Below(5); i > 0 && !all.empty(); --i) {
          const auto at = all.begin() + static_cast<std::ptrdiff_t>(random.Below(all.size()));
          add(row_of(*at), -1);
          all.erase(at);
        }
        for (std::uint64_t i = random.Below(6); i > 0; --i) {
          all.push_back(random.OneIn(4) ? std::nullopt : std::optional(random.Between(-3, 3)));
          add(row_of(all.back()), 1);
        }
        change.Append(more);  // Either may be of no row.
        change.Seal();
        const auto count = static_cast<Weight>(all.size());
        const Row expected = Expected(all);
        absl::Status unused;
        CHECK(fixture.aggregates.FinishBoth(state, change, count, unused) == expected);
        RowAggregates::Merge(state, change);
        CHECK(fixture.Finish(state, count) == expected);
      }
      for (const auto& number : all) {
        RowAggregates::Merge(state, fixture.ChangeOf({row_of(number)}, -1));
      }
      CHECK(state.empty());
    });
  }
}

}  // namespace
}  // namespace cambium
