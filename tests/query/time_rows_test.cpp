// Rows that come and go with the time.
// SPDX-License-Identifier: Apache-2.0
#include "query/time_rows.h"

#include <vector>

#include "doctest/doctest.h"
#include "tests/support/dump.h"

namespace cambium {
namespace {

// At which of the times 0 to 4 a row of time 2 is there.
std::vector<int> TimesOf(ExprKind comparison, const Value& time, std::int64_t shift = 0) {
  std::vector<int> times;
  for (int at = 0; at <= 4; ++at) {
    Graph graph;
    const LiveClock clock(graph, at);
    Delta<Row> rows;
    rows.Add(Row{time}, 1);
    auto& node =
        graph.Own(std::make_unique<InputNode<Row>>(graph.arena(),
                                                   [&rows](Delta<Row>& out) {
                                                     for (const auto& [row, weight] : rows)
                                                       out.Add(row, weight);
                                                   }),
                  {});
    const Stream<Row> there = FilterRowsByTime(Stream<Row>(node), clock, 0, comparison, shift);
    Delta<Row> found;
    there.wire().AppendContents(found);
    if (!found.empty()) times.push_back(at);
  }
  return times;
}

TEST_SUITE("TimeRows") {
  TEST_CASE("are there while the comparison holds") {
    const Value two = Value::Time(2);
    CHECK(TimesOf(ExprKind::kGreater, two) == std::vector<int>{0, 1});
    CHECK(TimesOf(ExprKind::kGreaterEqual, two) == std::vector<int>{0, 1, 2});
    CHECK(TimesOf(ExprKind::kLess, two) == std::vector<int>{3, 4});
    CHECK(TimesOf(ExprKind::kLessEqual, two) == std::vector<int>{2, 3, 4});
    CHECK(TimesOf(ExprKind::kEqual, two) == std::vector<int>{2});
    CHECK(TimesOf(ExprKind::kEqual, two, -1) == std::vector<int>{1});
  }
  TEST_CASE("of NULL are never there and times beyond the last do not wrap") {
    CHECK(TimesOf(ExprKind::kGreater, Value()).empty());
    CHECK(TimesOf(ExprKind::kLess, Value()).empty());
    CHECK(TimesOf(ExprKind::kGreater, Value::Time(INT64_MAX), 9).size() == 5);
    CHECK(TimesOf(ExprKind::kLess, Value::Time(INT64_MAX), 9).empty());
  }
}

}  // namespace
}  // namespace cambium
