// Which conditions are keys, and of which rows.
// SPDX-License-Identifier: Apache-2.0
#include "query/key_condition.h"

#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/mutation.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

constexpr std::string_view kEdgeTable =
    "TABLE Edge { cost: Decimal(2) = 3, from: Int = 1, to: Text = 2, KEY (from, to) }";
constexpr std::string_view kPointTable = "TABLE Point { at: Float = 1 KEY }";

// The key of the row that is named with these values of $a and $b; "planned" where the planner
// is to say, "-" where the condition is no key.
std::string KeyOf(const std::string& condition, const std::vector<Value>& values,
                  const std::string& name = "Edge") {
  const Schema schema = testing::MakeSchema({kEdgeTable, kPointTable});
  const Table& table = *schema.Find(name);
  const auto erase = testing::Parse<Delete>("DELETE " + name + " WHERE " + condition);
  const auto found = KeyCondition::Of(table, *erase.where, {"a", "b"});
  if (!found.has_value()) return "-";
  const auto subject = found->SubjectFor(values);
  return subject.has_value() ? KeyText(table, *subject) : "planned";
}

TEST_SUITE("KeyCondition") {
  TEST_CASE("is one equality for each field of the key in any order") {
    const std::vector<Value> values{Value::Int(7), Value::Text("x")};
    CHECK(KeyOf("from = $a AND to = $b", values) == "(7, \"x\")");
    CHECK(KeyOf("$b = to AND from = 3", values) == "(3, \"x\")");
    CHECK(KeyOf("from = $a", values) == "-");
    CHECK(KeyOf("from = $a AND to = $b AND from = 1", values) == "-");
    CHECK(KeyOf("from = $a AND to = $b AND cost = 1", values) == "-");
    CHECK(KeyOf("from = $a OR to = $b", values) == "-");
    CHECK(KeyOf("from = $a AND to > $b", values) == "-");
    CHECK(KeyOf("from = $a AND to = upper($b)", values) == "-");
    CHECK(KeyOf("from = $c AND to = $b", values) == "-");
    CHECK(KeyOf("from.to = $a AND to = $b", values) == "-");
    CHECK(KeyOf("from+ = $a AND to = $b", values) == "-");
  }

  TEST_CASE("leaves values that are not of the type of the key to the planner") {
    const std::string both = "from = $a AND to = $b";
    CHECK(KeyOf(both, {Value::Of({70, 1}), Value::Text("x")}) == "(7, \"x\")");
    CHECK(KeyOf(both, {Value::Of({75, 1}), Value::Text("x")}) == "planned");
    CHECK(KeyOf(both, {Value(), Value::Text("x")}) == "planned");
    CHECK(KeyOf(both, {Value::Int(7), Value::Int(7)}) == "planned");
  }

  TEST_CASE("leaves numbers that have to be rounded to the planner") {
    CHECK(KeyOf("at = $a", {Value::Of({5, 1}), Value()}, "Point") == "0.5");
    CHECK(KeyOf("at = $a", {Value::Of({1, 1}), Value()}, "Point") == "planned");
    const std::int64_t odd = (std::int64_t{1} << 53) + 1;
    CHECK(KeyOf("at = $a", {Value::Int(odd), Value()}, "Point") == "planned");
  }
}

}  // namespace
}  // namespace cambium
