// How each scan finds its rows, and why.
// SPDX-License-Identifier: Apache-2.0
#include "query/access_path.h"

#include "doctest/doctest.h"
#include "query/one_shot.h"
#include "tests/support/golden.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Schema MakeTracker() {
  return testing::MakeSchema(
      {"TABLE Issue { id: Int = 1 KEY, title: Text = 2, status: Text = 3 INDEX, "
       "code: Text = 4 UNIQUE, votes: Int = 5 INDEX, stars: Int? = 6 }",
       "TABLE Comment { id: Int = 1 KEY, issue: Issue? = 2 BACK comments, text: Text = 3 }",
       "TABLE Vote { issue: Issue = 1 BACK ballots, who: Text = 2, at: Time? = 3, "
       "KEY (who, issue) }",
       "TABLE Reply { id: Int = 1 KEY, vote: Vote = 2 }",
       "TABLE Ratio { part: Decimal(2) = 1 KEY }"});
}

// The lines of the scans, in the order of the plan's text.
std::string Paths(std::string_view query, bool use_access = true) {
  const Schema schema = MakeTracker();
  OneShotRules rules;
  rules.choose_access = use_access;
  const SelectPlan plan = PlanOneShot(testing::MakePlan(schema, query), rules);
  const std::string text = OneShotText(plan, schema, rules);
  std::string paths;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    const std::string line = text.substr(at, end - at);
    const std::size_t begin = line.find_first_not_of(' ');
    for (const std::string word : {"key lookup", "key range", "key order", "index ", "scan "}) {
      if (line.compare(begin, word.size(), word) != 0) continue;
      paths += (paths.empty() ? "" : "; ") + line.substr(begin);
    }
    at = end + 1;
  }
  return paths;
}

TEST_SUITE("ChooseAccess") {
  TEST_CASE("a key is looked up") {
    CHECK(Paths("ONE Issue WHERE id = 7 { title }") == "key lookup Issue id = 7");
    CHECK(Paths("MANY Issue WHERE 7 = id AND votes > 3 { title }") ==
          "key lookup Issue id = 7");
    CHECK(Paths("MANY Issue WHERE id IN (7, 3, 7) { title }") ==
          "key lookup Issue id in (3, 7)");
    CHECK(Paths("MANY Vote WHERE issue = 3 AND who = 'ada' { at }") ==
          "key lookup Vote who = \"ada\" and issue = 3");
  }

  TEST_CASE("a range of keys is read alone") {
    CHECK(Paths("MANY Issue WHERE id > 10 AND id <= 20 { title }") ==
          "key range Issue id from 10 up to 20");
    CHECK(Paths("MANY Issue WHERE id BETWEEN 10 AND 20 AND id < 15 { title }") ==
          "key range Issue id from 10 up to 15");
    CHECK(Paths("MANY Vote WHERE who = 'ada' { at }") == "key range Vote who = \"ada\"");
    // Keys that are Decimals stand in two places of the store.
    CHECK(Paths("MANY Ratio WHERE part > 0.5 { part }") == "scan Ratio [#1]: no INDEX on part");
  }

  TEST_CASE("a window in the order of keys stops when it is full") {
    CHECK(Paths("MANY Issue ORDER BY id DESC LIMIT 20 { title }") ==
          "key order Issue by id desc until 20 are found");
    CHECK(Paths("MANY Issue WHERE id > 5 AND title > 'm' LIMIT 3 OFFSET 4 { title }") ==
          "key order Issue by id from 5 until 7 are found");
    CHECK(Paths("MANY Issue ORDER BY title LIMIT 20 { title }") ==
          "scan Issue [#1, #2]: all rows are asked for");
    CHECK(Paths("MANY Ratio ORDER BY part LIMIT 2 { part }") ==
          "scan Ratio [#1]: all rows are asked for");
  }

  TEST_CASE("an index finds rows by their values") {
    CHECK(Paths("MANY Issue WHERE status = 'open' { title }") ==
          "index Issue.status = \"open\"");
    CHECK(Paths("MANY Issue WHERE code = 'X' AND status = 'open' { title }") ==
          "index Issue.code = \"X\"");
    CHECK(Paths("MANY Issue WHERE votes >= 5 { title }") == "index Issue.votes from 5");
    CHECK(Paths("MANY Issue WHERE votes >= 5 AND status = 'open' { title }") ==
          "index Issue.status = \"open\"");
    CHECK(Paths("MANY Comment WHERE issue = 5 { text }") == "index Comment.issue = 5");
  }

  TEST_CASE("a scan says why it is one") {
    CHECK(Paths("MANY Issue { title }") == "scan Issue [#1, #2]: all rows are asked for");
    CHECK(Paths("MANY Issue WHERE title = 'a' OR id = 7 { id }") ==
          "scan Issue [#1, #2]: no condition compares a field with a constant");
    CHECK(Paths("MANY Issue WHERE title = 'a' AND stars > 3 { id }") ==
          "scan Issue [#1, #2, #3]: no INDEX on title, stars");
    CHECK(Paths("MANY Issue WHERE stars = NULL { id }") ==
          "scan Issue [#1, #2]: no condition compares a field with a constant");
  }

  TEST_CASE("the inner side of a join looks up what the outer asks for") {
    CHECK(Paths("MANY Issue WHERE id = 7 { MANY comments { text } }") ==
          "key lookup Issue id = 7; key lookup Issue id = 7; index Comment.issue of each #1");
    CHECK(Paths("MANY Reply { vote.at }") ==
          "scan Reply [#1, #2]: all rows are asked for; key lookup Vote of each #2");
    CHECK(Paths("MANY Comment WHERE id = 3 { issue.title }") ==
          "key lookup Comment id = 3; key lookup Issue of each #2");
  }

  TEST_CASE("switched off everything is a scan") {
    CHECK(Paths("ONE Issue WHERE id = 7 { title }", false) == "scan Issue [#1, #2]");
  }

  TEST_CASE("the plan of a question at once names them") {
    const Schema schema = MakeTracker();
    const SelectPlan plan = PlanOneShot(testing::MakePlan(
        schema,
        "MANY Issue WHERE status = 'open' AND EXISTS (ballots WHERE who = 'ada') "
        "{ title, n: COUNT comments, last: MANY comments ORDER BY id DESC LIMIT 1 { text } }"));
    testing::CheckGolden("one_shot.plan", OneShotText(plan, schema));
  }
}

}  // namespace
}  // namespace cambium
