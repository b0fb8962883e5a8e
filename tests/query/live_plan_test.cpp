// Which queries are templates, and what they ask for.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_plan.h"

#include "doctest/doctest.h"
#include "query/parameters.h"
#include "query/plan_identity.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

const Schema& Tables() {
  static const Schema* schema = new Schema(testing::MakeSchema(
      {testing::kIssueTable, testing::kCommentTable,
       "TABLE Node { id: Int = 1 KEY, kind: Int = 2, parent: Node? = 3 BACK children }"}));
  return *schema;
}

LivePlan Plan(std::string_view query, const Parameters& parameters = {}) {
  absl::StatusOr<LivePlan> plan =
      PlanLive(Tables(), testing::Parse<Query>(query), parameters, true);
  REQUIRE_MESSAGE(plan.ok(), testing::ErrorLine(plan.status(), query));
  return *std::move(plan);
}

// What the query asks for, as a text.
std::string Asked(std::string_view query, const Parameters& parameters = {}) {
  const LivePlan plan = Plan(query, parameters);
  CHECK(plan.plan->bucket_size == plan.asked.size());
  std::string text;
  for (std::size_t i = 0; i < plan.asked.size(); ++i) {
    const ValueView value = plan.asked[i];
    text += (i == 0 ? "" : ",");
    text += value.is_null()                    ? "NULL"
            : value.type() == ValueType::kText ? std::string(value.AsText())
            : value.type() == ValueType::kBool ? (value.AsBool() ? "TRUE" : "FALSE")
                                               : std::to_string(value.AsInt());
  }
  return text;
}

bool Same(std::string_view left, std::string_view right) {
  return PlanIdentity(*Plan(left).plan) == PlanIdentity(*Plan(right).plan);
}

TEST_SUITE("LivePlan") {
  TEST_CASE("equalities of the outermost WHERE are asked for in the order of the fields") {
    CHECK(Asked("MANY Comment WHERE stars = 3 AND issue = 7 { id }") == "7,3");
    CHECK(Asked("MANY Comment WHERE 'x' = text AND stars > 1 { id }") == "x");
    CHECK(Asked("MANY Comment AS c WHERE c.issue = 7 ORDER BY text LIMIT 3 { id }") == "7");
    CHECK(Asked("ONE Issue WHERE id = 2 { title }") == "2");
    CHECK(Asked("MANY DISTINCT Issue WHERE open = TRUE { votes }") == "TRUE");
    CHECK(Asked("MANY Issue WHERE open = TRUE GROUP BY votes { votes, n: COUNT(*) }") ==
          "TRUE");
    CHECK(Asked("MANY Comment WHERE issue.id = 7 { id }") == "7");
    CHECK(Asked("MANY Comment WHERE stars = NULL { id }") == "NULL");
    const Parameters bound{{"n", *ReadParameter("5")}};
    CHECK(Asked("MANY Comment WHERE stars = $n AND issue = $n { id }", bound) == "5,5");
  }

  TEST_CASE("bounds that are parameters are asked for behind the equalities") {
    const Parameters bound{{"a", *ReadParameter("5")}, {"b", *ReadParameter("9")}};
    const auto asked = [&](std::string_view where) {
      return Asked("MANY Comment WHERE " + std::string(where) + " { id }", bound);
    };
    CHECK(asked("stars > $a") == "5");
    CHECK(asked("$a <= stars AND issue = 7") == "7,5");
    CHECK(asked("stars < $b AND stars >= $a") == "5,9");
    CHECK(asked("stars = 3 AND stars > $a") == "3,5");
    CHECK(asked("stars > NULL").empty());
    // A second bound of a side, and a bound of a second field, are filters.
    CHECK(asked("stars > $a AND stars > $b") == "5");
    CHECK(asked("stars > $a AND id < $b") == "5");
    CHECK(asked("stars > 1 AND id < $b") == "9");
    CHECK(asked("NOT (stars > $a)").empty());
    CHECK(asked("stars + 1 > $a").empty());
    CHECK(asked("stars > $a + 1").empty());
    CHECK(asked("stars > $a OR id < $b").empty());
    CHECK(asked("issue.votes > $a").empty());
    CHECK(asked("stars BETWEEN $a AND $b").empty());
    const auto same = [](std::string_view one, std::string_view other) {
      const auto identity = [](std::string_view where, const char* value) {
        return PlanIdentity(*Plan("MANY Comment WHERE " + std::string(where) + " { id }",
                                  {{"a", *ReadParameter(value)}})
                                 .plan);
      };
      return identity(one, "5") == identity(other, "6");
    };
    CHECK(same("stars > $a", "stars > $a"));
    CHECK_FALSE(same("stars > $a", "stars < $a"));
    CHECK_FALSE(same("stars > $a", "stars >= $a"));
    CHECK_FALSE(same("stars > $a", "id > $a"));
  }

  TEST_CASE("what stays private asks for nothing") {
    CHECK(Asked("MANY Issue { id }").empty());
    CHECK(Asked("MANY Issue WHERE votes > 3 { id }").empty());
    CHECK(Asked("MANY Issue WHERE votes = 3 OR votes = 4 { id }").empty());
    CHECK(Asked("MANY Issue WHERE NOT (votes = 3) { id }").empty());
    CHECK(Asked("MANY Issue WHERE votes + 0 = 3 { id }").empty());
    CHECK(Asked("MANY Issue WHERE votes IN (3) { id }").empty());
    CHECK(Asked("MANY Issue WHERE id = votes { id }").empty());
    CHECK(Asked("MANY Comment WHERE issue.votes = 3 { id }").empty());
    CHECK(Asked("MANY Issue.comments WHERE stars = 3 { id }").empty());
    CHECK(Asked("MANY Issue { MANY comments WHERE stars = 3 { id } }").empty());
    CHECK(Asked("MANY Issue WHERE EXISTS (comments WHERE stars = 3) { id }").empty());
    CHECK(Asked("{ few: MANY Issue WHERE votes = 3 { id } }").empty());
    CHECK(Asked("{ n: COUNT (Issue WHERE votes = 3) }").empty());
    CHECK(Asked("MANY Node WHERE kind = 3 { id, RECURSE children }").empty());
    CHECK(Asked("MANY Issue GROUP BY votes HAVING votes = 3 { votes }").empty());
  }

  TEST_CASE("sharing is turned off") {
    const absl::StatusOr<LivePlan> plan = PlanLive(
        Tables(), testing::Parse<Query>("MANY Issue WHERE votes = 3 { id }"), {}, false);
    CHECK(plan->asked == Row());
    CHECK(plan->plan->bucket_size == 0);
  }

  TEST_CASE("queries that differ in what they ask for have one plan") {
    CHECK(Same("MANY Issue WHERE votes = 3 { id }", "MANY Issue WHERE votes = 40 { id }"));
    CHECK(Same("MANY Comment WHERE stars = 3 AND issue = 7 { id }",
               "MANY Comment WHERE stars = 1 AND issue = 2 { id }"));
    CHECK_FALSE(
        Same("MANY Issue WHERE votes = 3 { id }", "MANY Issue WHERE open = TRUE { id }"));
    CHECK_FALSE(Same("MANY Issue WHERE votes = 3 AND id > 1 { id }",
                     "MANY Issue WHERE votes = 3 AND id > 2 { id }"));
  }

  TEST_CASE("a wrong constant is refused as it is in a filter") {
    const std::string_view query = "MANY Issue WHERE votes = 'many' { id }";
    const absl::Status lifted =
        PlanLive(Tables(), testing::Parse<Query>(query), {}, true).status();
    const absl::Status filtered =
        PlanLive(Tables(), testing::Parse<Query>(query), {}, false).status();
    CHECK_FALSE(lifted.ok());
    CHECK(testing::ErrorLine(lifted, query) == testing::ErrorLine(filtered, query));
  }

  TEST_CASE("a question whose parameters are asked for is planned once") {
    LiveQuestions questions;
    const std::string text = "LIVE MANY Comment WHERE stars = $n AND issue = 7 { id }";
    const auto question = *questions.Find(text);
    CHECK(*questions.Find(text) == question);
    const auto plan = [&](const char* n, std::uint64_t generation) {
      return *question->Plan(Tables(), generation, {{"n", *ReadParameter(n)}}, true);
    };
    const LivePlan first = plan("5", 1);
    CHECK(first.asked == Row{Value::Int(7), Value::Int(5)});
    CHECK(plan("6", 1).plan == first.plan);
    CHECK(plan("6", 1).asked == Row{Value::Int(7), Value::Int(6)});
    CHECK(plan("NULL", 1).asked == Row{Value::Int(7), Value()});
    CHECK(plan("6", 2).plan != first.plan);
    CHECK_FALSE(question->Plan(Tables(), 2, {{"n", *ReadParameter("many")}}, true).ok());
    CHECK_FALSE(question->Plan(Tables(), 2, {}, true).ok());
    CHECK_FALSE(questions.Find("INSERT Issue { id: 1 }").ok());
  }

  TEST_CASE("a question whose parameters do more is planned for each of them") {
    LiveQuestions questions;
    const auto question =
        *questions.Find("LIVE MANY Issue WHERE votes = $n AND id != $n LIMIT 3 { id }");
    const auto plan = [&](const char* n) {
      return *question->Plan(Tables(), 1, {{"n", *ReadParameter(n)}}, true);
    };
    CHECK(*plan("5").identity != *plan("6").identity);
    CHECK(*plan("5").identity == *plan("5").identity);
  }

  TEST_CASE("questions that nobody has any more are forgotten") {
    LiveQuestions questions;
    std::weak_ptr<LiveQuestion> gone = *questions.Find("MANY Issue { id }");
    CHECK(gone.expired());
    CHECK(questions.Find("MANY Issue { id }").ok());
    for (int i = 1; i < 500; ++i) {
      CHECK(questions.Find("MANY Issue LIMIT " + std::to_string(i) + " { id }").ok());
    }
  }
}

}  // namespace
}  // namespace cambium
