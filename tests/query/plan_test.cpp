// Queries become plans: names resolved, lists unnested, rows laid out.
// SPDX-License-Identifier: Apache-2.0
#include "query/plan.h"

#include "doctest/doctest.h"
#include "tests/support/golden.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Schema TrackerSchema() {
  return testing::MakeSchema(
      {testing::kIssueTable, testing::kCommentTable,
       "TABLE Vote { issue: Issue = 1 BACK ballots, who: Text = 2, at: Time? = 3, "
       "KEY (who, issue) }"});
}

std::string Planned(std::string_view query) {
  return PlanText(testing::MakePlan(TrackerSchema(), query));
}

std::string Refused(std::string_view text) {
  return testing::ErrorLine(PlanQuery(TrackerSchema(), testing::Parse<Query>(text)).status(),
                            text);
}

TEST_SUITE("PlanQuery") {
  TEST_CASE("plans a flat query") {
    testing::CheckGolden(
        "flat.plan",
        Planned("MANY Issue WHERE open = TRUE AND votes > 3 ORDER BY votes DESC, title "
                "LIMIT 5 { id, name: title, twice: votes + votes }"));
  }

  TEST_CASE("plans nested lists") {
    testing::CheckGolden(
        "nested.plan",
        Planned(
            "MANY Issue ORDER BY title DESC NULLS FIRST { MANY comments WHERE stars IS NULL "
            "OR NOT stars IN (1, 2) { text }, title, "
            "votes: MANY ballots ORDER BY at NULLS LAST LIMIT 2 { * } }"));
  }

  TEST_CASE("plans a block that repeats") {
    // Covers: rule 8 partly
    const Schema schema = testing::MakeSchema(
        {"TABLE Node { id: Int = 1 KEY, up: Node? = 2 BACK down, rank: Int = 3 }"});
    const SelectPlan plan = testing::MakePlan(
        schema,
        "MANY Node WHERE up IS NULL { rank, a: RECURSE down ORDER BY rank LIMIT 2 DEPTH 3, "
        "MANY down { id }, b: RECURSE up }");
    testing::CheckGolden("recurse.plan", PlanText(plan));
  }

  TEST_CASE("plans every expression") {
    testing::CheckGolden(
        "expressions.plan",
        Planned("MANY Comment WHERE (id = 1 OR id != 2) AND id < 3 AND id <= 4 AND id > 5 AND "
                "id >= 6 AND NOT id NOT IN (7, 8) AND stars IS NOT NULL "
                "{ a: id + 1 - 2 * -stars, b: 1.50 = 2, c: text = 'x', d: NULL }"));
  }

  TEST_CASE("ORDER BY sees fields before labels") {
    // Covers: rule 20 partly
    const SelectPlan by_field =
        testing::MakePlan(TrackerSchema(), "MANY Issue ORDER BY votes { votes: id }");
    CHECK(by_field.order.columns()[0].column != by_field.scalars[0].column);
    const SelectPlan by_label =
        testing::MakePlan(TrackerSchema(), "MANY Issue ORDER BY n { n: votes + 1 }");
    CHECK(by_label.order.columns()[0].column == by_label.scalars[0].column);
  }

  TEST_CASE("refuses names that are none") {
    // Covers: rule 15 partly
    CHECK(Refused("MANY Isue { id }") == "1:6: no table 'Isue'; did you mean 'Issue'?");
    CHECK(Refused("MANY Issue { titel }") ==
          "1:14: no field 'titel' on Issue; did you mean 'title'?");
    CHECK(Refused("MANY Issue { MANY coments { id } }") ==
          "1:19: no relation 'coments' on Issue; did you mean 'comments'?");
    CHECK(Refused("MANY Issue { MANY title { id } }") == "1:19: no relation 'title' on Issue");
    CHECK(Refused("MANY Issue ORDER BY n { id }") == "1:21: no field 'n' on Issue");
    CHECK(Refused("MANY Issue ORDER BY n { n: MANY comments { id } }") ==
          "1:21: no field 'n' on Issue");
  }

  TEST_CASE("refuses labels that are missing or given twice") {
    // Covers: rule 20 partly
    CHECK(Refused("MANY Issue { votes + 1 }") ==
          "1:14: an item that is not a path needs a label");
    CHECK(Refused("MANY Issue { id, id }") == "1:18: label is given twice: id");
    CHECK(Refused("MANY Issue { *, title }") == "1:17: label is given twice: title");
    CHECK(Refused("MANY Issue { MANY comments { id }, comments: id }") ==
          "1:36: label is given twice: comments");
    CHECK(Refused("MANY Issue { a: MANY comments { id }, MANY comments { id }, "
                  "a: MANY comments { id } }") == "1:61: label is given twice: a");
  }

  TEST_CASE("refuses a WHERE that is no truth") {
    CHECK(Refused("MANY Issue WHERE votes { id }") ==
          "1:18: expected a truth value, found Int");
  }
}

}  // namespace
}  // namespace cambium
