// Many rows at once have the values, and the error, that they have one by one.
// SPDX-License-Identifier: Apache-2.0
#include "query/batch.h"

#include <limits>
#include <numeric>

#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/expressions.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

PlanExpr Planned(const std::string& text) {
  absl::StatusOr<PlanExpr> plan = testing::PlanScalar(text);
  INFO("expression: ", text);
  REQUIRE(plan.ok());
  return *std::move(plan);
}

// A row of ScalarSchema()'s table with random numbers and truths, and NULL in between.
Row RandomRow(testing::Random& random) {
  const Row& all = testing::ScalarRow();
  std::vector<Value> values;
  for (std::size_t i = 0; i < all.size(); ++i) values.emplace_back(all[i]);
  const auto perhaps = [&random](Value value) {
    return random.OneIn(4) ? Value() : std::move(value);
  };
  values[0] = Value::Int(random.Between(-3, 3));
  values[1] = perhaps(Value::Int(random.OneIn(50) ? random.Integer() : random.Between(-3, 3)));
  values[2] = perhaps(Value::Bool(random.OneIn(2)));
  values[3] = perhaps(Value::Float(static_cast<double>(random.Between(-4, 4)) / 2));
  values[4] = perhaps(Value::Of({random.Between(-300, 300), 2}));
  values[5] = perhaps(Value::Text(std::string(random.Below(30), 'x')));
  return Row(values);
}

std::string RandomTruth(testing::Random& random, int depth);

std::string RandomNumber(testing::Random& random, int depth) {
  const std::string kLeaves[] = {"i", "n", "f", "d", "0", "2", "1.50", "NULL", "most"};
  if (depth == 0 || random.OneIn(3)) return random.Pick(kLeaves);
  if (random.OneIn(6)) {
    return "CASE WHEN " + RandomTruth(random, depth - 1) + " THEN " +
           RandomNumber(random, depth - 1) + " ELSE " + RandomNumber(random, depth - 1) +
           " END";
  }
  if (random.OneIn(6)) return "ABS(" + RandomNumber(random, depth - 1) + ")";
  const std::string kOperators[] = {" + ", " - ", " * ", " / ", " % ", " ?? "};
  return "((" + RandomNumber(random, depth - 1) + ")" + random.Pick(kOperators) + "(" +
         RandomNumber(random, depth - 1) + "))";
}

std::string RandomTruth(testing::Random& random, int depth) {
  const std::string kLeaves[] = {
      "b",      "TRUE",           "FALSE",
      "(NULL)", "(s LIKE 'xx%')", "(s || 'long enough to need a block' > 'xx')"};
  if (depth == 0 || random.OneIn(5)) return random.Pick(kLeaves);
  const auto number = [&] { return "(" + RandomNumber(random, depth - 1) + ")"; };
  const auto truth = [&] { return "(" + RandomTruth(random, depth - 1) + ")"; };
  const std::string kOperators[] = {" = ", " != ", " < ", " <= ", " > ", " >= ", " IS "};
  switch (random.Below(7)) {
    case 0:
      return truth() + " AND " + truth() + " AND " + truth();
    case 1:
      return truth() + " OR " + truth();
    case 2:
      return "NOT " + truth();
    case 3:
      return number() + " IS NULL";
    case 4:
      return number() + " BETWEEN " + number() + " AND " + number();
    case 5:
      return number() + " IN (" + number() + ", " + number() + ")";
    default:
      return number() + random.Pick(kOperators) + number();
  }
}

// Rows as columns.
struct Columns {
  std::vector<std::vector<ValueView>> values;
  ColumnsView view;

  explicit Columns(const std::vector<Row>& rows)
      : values(rows.empty() ? 0 : rows[0].size()), view{rows.size(), {}} {
    for (std::size_t i = 0; i < values.size(); ++i) {
      for (const Row& row : rows) values[i].push_back(row[i]);
      view.columns.push_back(values[i].data());
    }
  }
};

std::vector<std::uint32_t> PlacesWhere(const PlanExpr& where, const std::vector<Row>& rows,
                                       absl::Status& error) {
  std::vector<std::uint32_t> at(rows.size());
  std::iota(at.begin(), at.end(), 0);
  KeepTrue(where, Columns(rows).view, at, error);
  return at;
}

void CheckBatch(const PlanExpr& expr, const std::vector<Row>& rows) {
  std::vector<ValueView> values;
  ByteArena texts;
  absl::Status error;
  const Columns columns(rows);
  EvaluateBatch(expr, columns.view, values, texts, error);
  REQUIRE(values.size() == rows.size());
  std::vector<Value> expected;
  absl::Status expected_error;
  for (const Row& row : rows) expected.push_back(Evaluate(expr, row, expected_error));
  CHECK(error == expected_error);
  if (!error.ok()) return;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(DebugString(values[i]) == DebugString(expected[i]));
  }
}

TEST_SUITE("EvaluateBatch") {
  TEST_CASE("gives what Evaluate gives for random expressions and rows") {
    testing::ForSeeds(1500, [](testing::Random& random) {
      const std::string text =
          random.OneIn(2) ? RandomTruth(random, 3) : RandomNumber(random, 3);
      INFO("expression: ", text);
      std::vector<Row> rows;
      for (std::uint64_t i = random.Below(12); i > 0; --i) rows.push_back(RandomRow(random));
      CheckBatch(Planned(text), rows);
    });
  }

  TEST_CASE("goes on over several batches and appends") {
    std::vector<Row> rows;
    for (std::int64_t i = 0; i < 2500; ++i) {
      rows.push_back({Value::Int(i), i % 3 == 0 ? Value() : Value::Int(i)});
    }
    const PlanExpr sum = Planned("i + n");
    std::vector<ValueView> values(1);
    ByteArena texts;
    absl::Status error;
    EvaluateBatch(sum, Columns(rows).view, values, texts, error);
    REQUIRE(values.size() == 2501);
    CHECK(values[1].is_null());
    CHECK(values[2500].is_null());
    CHECK(values[2499].AsInt() == 2 * 2498);
    CHECK(PlacesWhere(Planned("i >= 2490 AND n < 2497"), rows, error) ==
          std::vector<std::uint32_t>{2491, 2492, 2494, 2495});
    CHECK(error.ok());
    std::vector<std::uint32_t> some{3, 1023, 1024, 1026, 2499};
    KeepTrue(Planned("n IS NULL"), Columns(rows).view, some, error);
    CHECK(some == std::vector<std::uint32_t>{3, 1023, 1026, 2499});
  }

  TEST_CASE("the first row that has an error says which") {
    const PlanExpr expr = Planned("(i * 2 > 0) = (n + most > 0)");
    // In row 1500 the right side, further on the left one, which comes first in the text.
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    std::vector<Row> rows;
    for (std::int64_t i = 0; i < 2000; ++i) {
      std::vector<Value> values(15);
      values[0] = Value::Int(i >= 1600 ? kMost : 0);
      values[1] = Value::Int(1);
      values[14] = Value::Int(i == 1500 ? kMost : 0);
      rows.emplace_back(values);
    }
    CheckBatch(expr, rows);
    absl::Status error;
    PlacesWhere(expr, rows, error);
    CHECK(PlaceOf(error) == 15);
    CHECK(error.message() == "Int overflows");
  }

  TEST_CASE("an operand that no row needs has no error") {
    const std::vector<Row> rows(3, testing::ScalarRow());
    CheckBatch(Planned("i = 0 AND most + 1 > 0"), rows);
    CheckBatch(Planned("i = 7 OR most + 1 > 0"), rows);
    CheckBatch(Planned("i BETWEEN 8 AND most + 1"), rows);
    CheckBatch(Planned("i IN (7, most + 1)"), rows);
    CheckBatch(Planned("i ?? most + 1"), rows);
    CheckBatch(Planned("CASE WHEN i = 0 THEN most + 1 WHEN i = 7 THEN 1 ELSE most + 1 END"),
               rows);
    CheckBatch(Planned("most + 1"), {});
  }
}

}  // namespace
}  // namespace cambium
