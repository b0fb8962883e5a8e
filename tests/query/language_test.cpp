// Each construct of the language, asked once at the end and kept live from the start.
//
// A live answer is compared with the one-shot answer after every statement of a history,
// and both with what is written here at the end of it.
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "doctest/doctest.h"
#include "query/live_tree.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

// Comes to four issues, of which 3 has no comment, and comments in all states.
const std::string_view kHistory[] = {
    "INSERT Issue { id: 4, title: 'd', votes: 2 }",
    "INSERT Comment { id: 1, issue: 4, text: 'first' }",
    "INSERT Comment { id: 2, issue: 1, text: 'early', stars: 5 }",
    "INSERT Issue { id: 1, title: 'a', votes: 7, open: FALSE }",
    "INSERT Issue { id: 5, title: 'e', votes: 9 }",
    "INSERT Comment { id: 3, issue: 1, text: 'late' }",
    "INSERT Comment { id: 4, issue: 5, text: 'lost', stars: 1 }",
    "UPDATE Comment WHERE id = 3 SET issue = 4, stars = 3",
    "DELETE Issue WHERE id = 5",
    "INSERT Issue { id: 2, title: 'b', votes: 2 }",
    "UPDATE Issue WHERE id = 2 SET id = 3",
    "INSERT Issue { id: 2, title: 'B', votes: 0 }",
    "INSERT Comment { id: 5, issue: 2, text: 'x' }",
    "UPDATE Comment WHERE stars IS NULL SET stars = 0",
    "UPDATE Comment WHERE id = 1 SET stars = NULL",
};

// What the query gives, when one-shot and live agree all the way.
std::string Both(const std::string& query) {
  auto database = testing::OpenWith({testing::kIssueTable, testing::kCommentTable});
  testing::Recorder recorder;
  const auto live = testing::Follow(*database, "LIVE " + query, recorder);
  for (const std::string_view statement : kHistory) {
    testing::Do(*database, statement);
    REQUIRE(recorder.tree.Json() == testing::Ask(*database, query));
  }
  return testing::Ask(*database, query);
}

// The ids that satisfy a condition.
std::string Where(const std::string& condition, const std::string& table = "Issue") {
  const std::string json = Both("MANY " + table + " WHERE " + condition + " { id }");
  std::string ids;
  for (const char c : json) {
    if (c >= '0' && c <= '9') ids += c;
  }
  return ids;
}

TEST_SUITE("Language") {
  TEST_CASE("selects nest over the relations of references") {
    // Covers: Query partly, Select partly, Source partly, Items, Item partly
    CHECK(Both("MANY Issue { id, MANY comments { text } }") ==
          R"([{"id":1,"comments":[{"text":"early"}]},{"id":2,"comments":[{"text":"x"}]},)"
          R"({"id":3,"comments":[]},{"id":4,"comments":[{"text":"first"},{"text":"late"}]}])");
    CHECK(Both("MANY Comment WHERE id = 3 { *, again: id, }") ==
          R"([{"id":3,"issue":4,"text":"late","stars":3,"again":3}])");
  }

  TEST_CASE("parents without children stay and limits count per parent") {
    // Covers: rule 6 partly, Clauses partly
    CHECK(
        Both("MANY Issue { id, c: MANY comments WHERE stars > 0 OR stars IS NULL "
             "ORDER BY id DESC LIMIT 1 { id } }") ==
        R"([{"id":1,"c":[{"id":2}]},{"id":2,"c":[]},{"id":3,"c":[]},{"id":4,"c":[{"id":3}]}])");
    CHECK(Both("MANY Issue LIMIT 2 { id, MANY comments LIMIT 0 { id } }") ==
          R"([{"id":1,"comments":[]},{"id":2,"comments":[]}])");
  }

  TEST_CASE("order is total and NULL is the lowest") {
    // Covers: rule 1 partly, OrderKey
    CHECK(Both("MANY Issue ORDER BY votes { id }") ==
          R"([{"id":2},{"id":3},{"id":4},{"id":1}])");
    CHECK(Both("MANY Issue ORDER BY votes DESC, title DESC { id }") ==
          R"([{"id":1},{"id":4},{"id":3},{"id":2}])");
    CHECK(Both("MANY Issue ORDER BY title ASC LIMIT 2 { title }") ==
          R"([{"title":"B"},{"title":"a"}])");
    CHECK(Both("MANY Comment ORDER BY stars LIMIT 2 { id }") == R"([{"id":1},{"id":5}])");
    CHECK(Both("MANY Comment ORDER BY stars DESC LIMIT 2 { id }") == R"([{"id":2},{"id":3}])");
    CHECK(Both("MANY Comment ORDER BY stars NULLS LAST LIMIT 2 { id }") ==
          R"([{"id":5},{"id":4}])");
    CHECK(Both("MANY Comment ORDER BY stars DESC NULLS FIRST LIMIT 2 { id }") ==
          R"([{"id":1},{"id":2}])");
    CHECK(Both("MANY Issue ORDER BY 0 - votes * 2 LIMIT 1 { id }") == R"([{"id":1}])");
  }

  TEST_CASE("conditions have three values") {
    // Covers: rule 2 partly, Expr, And, Not
    CHECK(Where("stars = 0", "Comment") == "5");
    CHECK(Where("NOT stars = 0", "Comment") == "234");
    CHECK(Where("stars = 0 OR NOT stars = 0", "Comment") == "2345");
    CHECK(Where("stars > 0 OR text = 'first'", "Comment") == "1234");
    CHECK(Where("stars > 0 AND NOT text = 'late'", "Comment") == "24");
    CHECK(Where("NOT (stars > 0 AND id > 0)", "Comment") == "5");
    CHECK(Where("NULL OR id = 1") == "1");
    CHECK(Where("open") == "234");
  }

  TEST_CASE("comparisons of every kind") {
    // Covers: Cmp partly
    CHECK(Where("votes = 2") == "34");
    CHECK(Where("votes != 2") == "12");
    CHECK(Where("votes <> 2") == "12");
    CHECK(Where("votes < 2") == "2");
    CHECK(Where("votes <= 2") == "234");
    CHECK(Where("votes > 2") == "1");
    CHECK(Where("votes >= 2") == "134");
    CHECK(Where("votes IN (0, 7.0)") == "12");
    CHECK(Where("votes NOT IN (0, 7)") == "34");
    CHECK(Where("stars IN (5, NULL)", "Comment") == "2");
    CHECK(Where("stars NOT IN (5, NULL)", "Comment") == "");
    CHECK(Where("stars IS NULL", "Comment") == "1");
    CHECK(Where("stars IS NOT NULL", "Comment") == "2345");
  }

  TEST_CASE("arithmetic in items and conditions") {
    // Covers: rule 19 partly, Add partly, Mul partly, Un, Prim partly, Path partly
    CHECK(Where("votes * votes - 2 * votes = 0") == "234");
    CHECK(Where("(votes + 1) * -2 = -16") == "1");
    CHECK(Both("MANY Comment WHERE id < 3 { a: stars + 0.50, b: -stars, c: stars * 1e0 }") ==
          R"([{"a":null,"b":null,"c":null},{"a":5.50,"b":-5,"c":5}])");
  }

  TEST_CASE("literals of every kind") {
    // Covers: Literal
    CHECK(Both("MANY Issue WHERE id = 1 { a: 12, b: 1.50, c: 2.5e3, d: 'it''s', e: \"q\", "
               "f: TRUE, g: false, h: NULL, i: -1.50 }") ==
          R"([{"a":12,"b":1.50,"c":2500,"d":"it's","e":"q","f":true,"g":false,"h":null,)"
          R"("i":-1.50}])");
  }

  TEST_CASE("labels name items and order lists") {
    // Covers: rule 20 partly
    CHECK(Both("MANY Issue ORDER BY score DESC LIMIT 1 { score: votes + id, who: title }") ==
          R"([{"score":8,"who":"a"}])");
    CHECK(Both("MANY Issue WHERE id = 1 { title, limit: id, MANY comments { key: id }, many: 1 "
               "}") == R"([{"title":"a","limit":1,"comments":[{"key":2}],"many":1}])");
  }
}

}  // namespace
}  // namespace cambium
