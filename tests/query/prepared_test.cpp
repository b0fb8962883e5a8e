// A prepared statement does what its text does with the values in it, whatever way it takes.
// SPDX-License-Identifier: Apache-2.0
#include "query/prepared.h"

#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/binding.h"
#include "query/open_transaction.h"
#include "tests/support/manual_clock.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;

const std::string_view kEdgeTable =
    "TABLE Edge { from: Int = 1, to: Text = 2, cost: Decimal(2) = 3, since: Date? = 4, "
    "KEY (from, to) }";

Prepared Prepare(Database& database, std::string_view text) {
  absl::StatusOr<Prepared> prepared = database.Prepare(text);
  REQUIRE_MESSAGE(prepared.ok(), testing::ErrorLine(prepared.status(), text));
  return *std::move(prepared);
}

std::string Shown(const absl::StatusOr<Answer>& answer) {
  return answer.ok() ? answer->Json() : std::string(answer.status().message());
}

// By name, and twice by position: planned the first time, by the way that it found then.
std::string AllWays(const Prepared& prepared, const std::vector<Value>& values) {
  Parameters parameters;
  for (std::size_t i = 0; i < values.size(); ++i) {
    parameters[prepared.parameters()[i]] = ArgumentOf(values[i]);
  }
  const std::string shown = Shown(prepared.Query(parameters));
  CHECK(Shown(prepared.QueryWith(values)) == shown);
  CHECK(Shown(prepared.QueryWith(values)) == shown);
  return shown;
}

TEST_SUITE("Prepared") {
  TEST_CASE("finds rows by their keys") {
    auto database = testing::OpenWith(
        {kEdgeTable, "INSERT Edge { from: 1, to: 'b', cost: 2.5, since: '2026-11-21' }",
         "INSERT Edge { from: 1, to: 'c', cost: 3 }"});
    const Prepared one =
        Prepare(*database, "ONE Edge WHERE to = $to AND $from = from { cost, since }");
    CHECK(one.parameters() == std::vector<std::string>{"to", "from"});
    CHECK(AllWays(one, {Value::Text("b"), Value::Int(1)}) ==
          R"({"cost":2.50,"since":"2026-11-21"})");
    CHECK(AllWays(one, {Value::Text("c"), Value::Int(1)}) == R"({"cost":3.00,"since":null})");
    CHECK(AllWays(one, {Value::Text("c"), Value::Int(2)}) == "null");
    CHECK(AllWays(one, {Value::Text("c"), Value()}) == "null");
    CHECK(AllWays(one, {Value::Text("c"), Value::Of({15, 1})}) == "null");
    CHECK(AllWays(one, {Value::Int(2), Value::Int(2)}) == "cannot compare Text with Int");
    const Prepared many =
        Prepare(*database, "MANY Edge WHERE from = 1 AND to = $t { *, x: to }");
    CHECK(AllWays(many, {Value::Text("c")}) ==
          R"([{"from":1,"to":"c","cost":3.00,"since":null,"x":"c"}])");
    CHECK(AllWays(many, {Value::Text("d")}) == "[]");
    Do(*database, "DELETE Edge");
    CHECK(AllWays(many, {Value::Text("c")}) == "[]");
  }

  TEST_CASE("asks what is no look-up as it is") {
    auto database = testing::OpenWith({testing::kIssueTable, testing::kCommentTable,
                                       "INSERT Issue { id: 1, title: 'a', votes: 3 }",
                                       "INSERT Issue { id: 2, title: 'b', votes: 5 }",
                                       "INSERT Comment { id: 1, issue: 2, text: 't' }"});
    const auto ask = [&](std::string_view text, std::int64_t n) {
      return AllWays(Prepare(*database, text), {Value::Int(n)});
    };
    CHECK(ask("MANY Issue WHERE votes > $n { id }", 4) == R"([{"id":2}])");
    CHECK(ask("MANY Issue WHERE id >= $n { id }", 2) == R"([{"id":2}])");
    CHECK(ask("MANY Issue WHERE id = $n AND votes > 4 { id }", 1) == "[]");
    CHECK(ask("MANY Issue WHERE id = $n OR votes = 5 { id }", 1) == R"([{"id":1},{"id":2}])");
    CHECK(ask("MANY Issue WHERE id = $n { x: votes + 1 }", 1) == R"([{"x":4}])");
    CHECK(ask("MANY Issue WHERE id = $n { n: COUNT comments }", 2) == R"([{"n":1}])");
    CHECK(ask("MANY Issue WHERE id = $n { MANY comments { text } }", 2) ==
          R"([{"comments":[{"text":"t"}]}])");
    CHECK(ask("MANY Comment WHERE id = $n { issue { title } }", 1) ==
          R"([{"issue":{"title":"b"}}])");
    CHECK(ask("MANY Comment WHERE issue = $n { id }", 2) == R"([{"id":1}])");
    CHECK(ask("MANY Issue WHERE id = $n LIMIT 0 { id }", 1) == "[]");
    CHECK(ask("QUERY q($n: Int) MANY Issue WHERE id = $n { id }", 1) == R"([{"id":1}])");
    CHECK(ask("{ issue: ONE Issue WHERE id = $n { id } }", 1) == R"({"issue":{"id":1}})");
    const Prepared all = Prepare(*database, "MANY Issue { id }");
    CHECK(AllWays(all, {}) == R"([{"id":1},{"id":2}])");
    Do(*database, "DELETE Issue WHERE id = 1");
    CHECK(AllWays(all, {}) == R"([{"id":2}])");
  }

  TEST_CASE("writes rows as the statement would") {
    for (const bool by_name : {true, false}) {
      auto database = testing::OpenWith({kEdgeTable, testing::kIssueTable});
      const auto run = [by_name](const Prepared& prepared, std::vector<Value> values) {
        Parameters parameters;
        for (std::size_t i = 0; i < values.size(); ++i) {
          parameters[prepared.parameters().at(i)] = ArgumentOf(values[i]);
        }
        const auto done = by_name ? prepared.Execute(parameters) : prepared.ExecuteWith(values);
        return done.ok() ? std::to_string(done->commit) : std::string(done.status().message());
      };
      const Prepared insert =
          Prepare(*database, "INSERT Edge { to: $to, from: $from, cost: 1.5, since: $since }");
      CHECK(run(insert, {Value::Text("a"), Value::Int(1), Value::Text("2026-11-21")}) == "3");
      CHECK(run(insert, {Value::Text("a"), Value::Int(1), Value()}) ==
            "key exists already in Edge: (1, \"a\")");
      CHECK(run(insert, {Value::Int(1), Value::Int(1), Value()}) ==
            "to: not a value of type Text: 1");
      CHECK(run(insert, {Value(), Value::Int(1), Value()}) == "field cannot be NULL: to");
      const Prepared upsert =
          Prepare(*database, "UPSERT Edge { to: $to, from: 1, cost: $cost }");
      CHECK(run(upsert, {Value::Text("a"), Value::Int(7)}) == "4");
      CHECK(run(upsert, {Value::Text("b"), Value::Int(8)}) == "5");
      CHECK(Ask(*database, "MANY Edge { * }") ==
            R"([{"from":1,"to":"a","cost":7.00,"since":"2026-11-21"},)"
            R"({"from":1,"to":"b","cost":8.00,"since":null}])");
      CHECK(run(Prepare(*database, "INSERT Edge { to: $to, from: 1 }"), {Value::Text("x")}) ==
            "field is missing: cost");
      CHECK(run(Prepare(*database, "INSERT Issue { id: $id + 1, title: 't' }"),
                {Value::Int(1)}) == "6");
      CHECK(run(Prepare(*database, "UPDATE Issue WHERE id IN $ids SET votes = votes + $n"),
                {Value::Int(2), Value::Int(4)}) == "7");
      CHECK(run(Prepare(*database,
                        "TX { DELETE Edge WHERE to = $to; DELETE Issue WHERE id = 9 }"),
                {Value::Text("a")}) == "8");
      CHECK(Ask(*database, "MANY Issue { id, votes }") == R"([{"id":2,"votes":4}])");
      CHECK(Ask(*database, "MANY Edge { to }") == R"([{"to":"b"}])");
    }
  }

  TEST_CASE("changes and deletes rows by their keys as the statement would") {
    const std::string_view kChildTable =
        "TABLE Child { id: Int = 1 KEY, up: Issue? = 2 ON DELETE RESTRICT }";
    struct Case {
      std::string_view text;
      std::vector<Value> values;
      std::string_view result;  // Rows, or the error.
    };
    const Case cases[] = {
        {"UPDATE Issue WHERE id = $id SET votes = $n", {Value::Int(1), Value::Int(9)}, "1"},
        {"UPDATE Issue WHERE id = $id SET votes = $n", {Value::Int(7), Value::Text("x")}, "0"},
        {"UPDATE Issue WHERE id = $id SET votes = $n",
         {Value::Int(1), Value::Text("x")},
         "votes: not a value of type Int: 'x'"},
        {"UPDATE Issue WHERE id = $id SET title = $t",
         {Value::Int(1), Value()},
         "field cannot be NULL: title"},
        {"UPDATE Issue WHERE id = $id SET title = 'b'", {Value()}, "0"},
        {"UPDATE Issue WHERE id = $id SET title = 'b'",
         {Value::Text("x")},
         "cannot compare Int with Text"},
        {"UPDATE Edge WHERE to = 'a' AND from = $f SET cost = 2, since = $s",
         {Value::Int(1), Value::Text("2026-11-22")},
         "1"},
        {"DELETE Edge WHERE from = $f AND to = $t", {Value::Int(1), Value::Text("b")}, "1"},
        {"DELETE Edge WHERE from = $f AND to = $t", {Value::Int(1), Value::Text("b")}, "0"},
        {"DELETE Edge WHERE from = $f AND to = $t",
         {Value::Of({15, 1}), Value::Text("a")},
         "0"},
        {"DELETE Issue WHERE id = $id",
         {Value::Int(2)},
         "row is referred to: Issue 2 by Child.up of 5"},
        {"DELETE Issue WHERE id = $id", {Value::Int(3)}, "1"},
    };
    enum class Way { kByName, kByPlace, kInTransaction };
    for (const Way way : {Way::kByName, Way::kByPlace, Way::kInTransaction}) {
      auto database = testing::OpenWith({kEdgeTable, testing::kIssueTable, kChildTable});
      for (const char* const row :
           {"INSERT Issue { id: 1, title: 'a' }", "INSERT Issue { id: 2, title: 'b' }",
            "INSERT Issue { id: 3, title: 'c' }", "INSERT Child { id: 5, up: 2 }",
            "INSERT Edge { from: 1, to: 'a', cost: 1 }",
            "INSERT Edge { from: 1, to: 'b', cost: 1 }"}) {
        Do(*database, row);
      }
      for (const Case& each : cases) {
        CAPTURE(each.text);
        const Prepared prepared = Prepare(*database, each.text);
        Parameters parameters;
        for (std::size_t i = 0; i < each.values.size(); ++i) {
          parameters[prepared.parameters().at(i)] = ArgumentOf(each.values[i]);
        }
        absl::StatusOr<std::int64_t> rows = 0;
        if (way == Way::kInTransaction) {
          const auto transaction = database->Begin();
          rows = transaction->ExecuteWith(prepared, each.values);
          if (rows.ok()) CHECK(transaction->Commit().ok());
        } else {
          const auto done = way == Way::kByName ? prepared.Execute(parameters)
                                                : prepared.ExecuteWith(each.values);
          if (done.ok()) rows = done->rows;
          if (!done.ok()) rows = done.status();
        }
        CHECK((rows.ok() ? std::to_string(*rows) : std::string(rows.status().message())) ==
              each.result);
        if (rows.ok()) continue;
        // And it is told at the same place.
        const absl::Status planned = database->Execute(each.text, parameters).status();
        CHECK(testing::ErrorLine(rows.status(), each.text) ==
              testing::ErrorLine(planned, each.text));
      }
      CHECK(Ask(*database, "MANY Issue { id, title, votes }") ==
            R"([{"id":1,"title":"a","votes":9},{"id":2,"title":"b","votes":0}])");
      CHECK(Ask(*database, "MANY Edge { * }") ==
            R"([{"from":1,"to":"a","cost":2.00,"since":"2026-11-22"}])");
    }
  }

  TEST_CASE("repeats blocks") {
    auto database = testing::OpenWith(
        {"TABLE Node { id: Int = 1 KEY, up: Node? = 2 BACK down }", "INSERT Node { id: 1 }",
         "INSERT Node { id: 2, up: 1 }", "INSERT Node { id: 3, up: 2 }"});
    const std::string text = "MANY Node WHERE up IS NULL { id, down: RECURSE down DEPTH 2 }";
    const Prepared tree = Prepare(*database, text);
    CHECK(AllWays(tree, {}) == Ask(*database, text));
    CHECK(AllWays(tree, {}) == R"([{"id":1,"down":[{"id":2,"down":[{"id":3,"down":[]}]}]}])");
    for (const ExplainFormat format : {ExplainFormat::kJson, ExplainFormat::kDot}) {
      const auto plan = database->Explain(text, {}, format);
      REQUIRE(plan.ok());
      CHECK(plan->find("down") != std::string::npos);
    }
    std::vector<std::string> frames;
    auto live = database->Subscribe(
        "LIVE MANY Node WHERE id = $root { id, down: RECURSE down }",
        [&frames](const Frame& frame) { frames.push_back(FrameJson(frame)); },
        {{"root", ArgumentOf(Value::Int(2))}});
    REQUIRE(live.ok());
    REQUIRE(live->Rebind({{"root", ArgumentOf(Value::Int(3))}}).ok());
    CHECK(frames.back() == R"({"sub":1,"t":"delta","from":4,"to":4,"ops":[["-",[],2],)"
                           R"(["+",[],3,0,{"$k":3,"id":3,"down":[]}]]})");
  }

  TEST_CASE("asks what time it is each time") {
    testing::ManualClock clock;
    Options options;
    options.clock = &clock;
    const auto database = *Database::Open(":memory:", options);
    const Prepared now = Prepare(*database, "{ now: NOW() }");
    CHECK(AllWays(now, {}) == R"({"now":"1970-01-01T00:00:00Z"})");
    clock.micros = 1'000'000;
    CHECK(AllWays(now, {}) == R"({"now":"1970-01-01T00:00:01Z"})");
  }

  TEST_CASE("is resolved anew when the schema has changed") {
    auto database = testing::OpenWith({testing::kIssueTable});
    const Prepared insert =
        Prepare(*database, "INSERT Comment { id: $id, issue: 1, text: 't' }");
    const std::vector<Value> id{Value::Int(1)};
    CHECK(insert.ExecuteWith(id).status().message().find("no table 'Comment'") !=
          std::string::npos);
    Do(*database, testing::kCommentTable);
    CHECK(insert.ExecuteWith(id).ok());
    CHECK(Ask(*database, "MANY Comment { id }") == R"([{"id":1}])");
  }

  TEST_CASE("says what is wrong with it") {
    auto database = testing::OpenWith({testing::kIssueTable});
    const auto refusal = [&](std::string_view text) {
      return testing::ErrorLine(database->Prepare(text).status(), text);
    };
    CHECK(refusal("MANY Issue {").find("1:13: ") == 0);
    CHECK(refusal("MANY Issue { titel }").find("did you mean 'title'?") != std::string::npos);
    CHECK(refusal("LIVE MANY Issue { id }") ==
          "a LIVE query needs a subscriber: Subscribe() it");
    CHECK(refusal("TABLE T { id: Int = 1 KEY }") ==
          "only queries and mutations can be prepared");
    const Prepared one = Prepare(*database, "ONE Issue WHERE id = $id { title }");
    CHECK(one.Query().status().message() == "parameter has no value: $id");
    CHECK(one.QueryWith({}).status().message() ==
          "statement has 1 parameters, values are given for 0");
    CHECK(one.Execute(Bind({{"id", 1}})).status().message() == "a query has no effect: ask it");
    const Prepared erase = Prepare(*database, "DELETE Issue WHERE id = $id");
    CHECK(erase.Execute().status().message() == "parameter has no value: $id");
    CHECK(erase.Query(Bind({{"id", 1}})).status().message() == "not a query");
  }
}

}  // namespace
}  // namespace cambium
