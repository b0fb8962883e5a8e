// Selects: clauses in any order, items of every kind.
// SPDX-License-Identifier: Apache-2.0
#include "query/select_parser.h"

#include "doctest/doctest.h"
#include "tests/support/expression_text.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Parse;
using testing::TreeText;

Select Root(std::string_view text) { return Parse<Query>(text).root; }
std::string ClausesOf(const Select& select) {
  return TreeText(static_cast<const Clauses&>(select));
}

std::string Refused(std::string_view text) {
  return testing::ErrorLine(ParseStatement(text).status(), text);
}

TEST_SUITE("ParseSelect") {
  TEST_CASE("reads MANY and ONE and DISTINCT") {
    CHECK((Root("MANY a { b }").cardinality == Cardinality::kMany));
    CHECK((Root("one a { b }").cardinality == Cardinality::kOne));
    CHECK(Root("MANY DISTINCT a { b }").distinct);
    CHECK_FALSE(Root("MANY distinct { b }").distinct);
    CHECK(Refused("ONE DISTINCT a { b }") == "1:14: expected a clause or '{', found 'a'");
  }

  TEST_CASE("a source is a path with closures") {
    CHECK(TreeText(Root("MANY a.b+.c{1,2} { d }").source) == "a.b<1..>.c<1..2>");
    CHECK(TreeText(Root("MANY a* { d }").source) == "a<0..>");
    CHECK(TreeText(Root("MANY a{3} WHERE b { d }").source) == "a<3..3>");
  }

  TEST_CASE("reads every clause in any order") {
    const Select select = Root(
        "MANY a OFFSET $o LIMIT 5 START AT (1, 'x') ORDER BY b DESC NULLS LAST, c HAVING d "
        "GROUP BY e, f: g.h WHERE i ON j AS k { l }");
    CHECK(ClausesOf(select) == "[as on where group having order start limit offset]");
    CHECK(select.alias->text == "k");
    CHECK(TreeText(*select.on) == "j");
    CHECK(TreeText(*select.where) == "i");
    REQUIRE(select.group_by.size() == 2);
    CHECK_FALSE(select.group_by[0].label.has_value());
    CHECK(select.group_by[1].label->text == "f");
    CHECK(TreeText(select.group_by[1].expr) == "g.h");
    CHECK(TreeText(*select.having) == "d");
    REQUIRE(select.order_by.size() == 2);
    CHECK(select.order_by[0].descending);
    CHECK(*select.order_by[0].nulls_first == false);
    CHECK(select.start->inclusive);
    CHECK(select.start->values.size() == 2);
    CHECK(TreeText(*select.limit) == "5");
    CHECK(TreeText(*select.offset) == "$o");
  }

  TEST_CASE("START takes a tuple or a parameter") {
    const Select after = Root("MANY a START AFTER $p { b }");
    CHECK_FALSE(after.start->inclusive);
    CHECK(after.start->parameter->text == "p");
    CHECK(after.start->values.empty());
    CHECK(Refused("MANY a START $p { b }") == "1:14: expected AFTER or AT, found '$p'");
    CHECK(Refused("MANY a START AFTER 1 { b }") == "1:20: expected '(', found '1'");
    CHECK(Refused("MANY a START AFTER () { b }") == "1:21: expected an expression, found ')'");
  }

  TEST_CASE("an amount is a literal or a parameter and no more") {
    CHECK(Refused("MANY a LIMIT 1 + 1 { b }") == "1:16: expected a clause or '{', found '+'");
    CHECK(Refused("MANY a OFFSET 1.5 { b }") == "1:15: expected an offset, found '1.5'");
    CHECK(Refused("MANY a OFFSET 'x' { b }") == "1:15: expected an offset, found 'x'");
  }

  TEST_CASE("items are of every kind") {
    const Select select = Root(
        "MANY a { *, b, c: d + 1, ...e.f { g }, ...H, MANY i { j }, k: ONE l { m }, n { o }, "
        "p: q WHERE r { s }, t: RECURSE u ORDER BY v DEPTH 3, RECURSE w }");
    const std::vector<Item>& items = select.items;
    REQUIRE(items.size() == 11);
    CHECK((items[0].kind == ItemKind::kAllFields));
    CHECK(TreeText(*items[1].expr) == "b");
    CHECK(items[2].label->text == "c");
    CHECK((items[3].kind == ItemKind::kSpread));
    CHECK(TreeText(items[3].select[0].source) == "e.f");
    CHECK((items[4].kind == ItemKind::kFragment));
    CHECK(items[4].fragment.text == "H");
    CHECK((items[5].select[0].cardinality == Cardinality::kMany));
    CHECK((items[6].select[0].cardinality == Cardinality::kOne));
    CHECK((items[7].select[0].cardinality == Cardinality::kInferred));
    CHECK(ClausesOf(items[8].select[0]) == "[where]");
    CHECK((items[9].kind == ItemKind::kRecurse));
    CHECK(*items[9].depth == 3);
    CHECK(ClausesOf(items[9].select[0]) == "[order]");
    CHECK_FALSE(items[10].depth.has_value());
  }

  TEST_CASE("keywords in front of what is no select are fields") {
    const Select select = Root("MANY a { many, one: one, recurse, many { b }, recurse + 1 }");
    REQUIRE(select.items.size() == 5);
    CHECK(TreeText(*select.items[0].expr) == "many");
    CHECK(TreeText(*select.items[1].expr) == "one");
    CHECK(TreeText(*select.items[2].expr) == "recurse");
    CHECK(TreeText(select.items[3].select[0].source) == "many");
    CHECK(TreeText(*select.items[4].expr) == "(+ recurse 1)");
  }

  TEST_CASE("the keys of a RECURSE end where only an item can follow") {
    for (const char* next :
         {"b: c", "...b { c }", "...B", "*", "MANY b { c }", "ONE b { c }"}) {
      const Select select =
          Root("MANY a { RECURSE x ORDER BY y, z DESC, " + std::string(next) + " }");
      CHECK(select.items.size() == 2);
      CHECK(select.items[0].select[0].order_by.size() == 2);
    }
    CHECK(Root("MANY a { RECURSE x ORDER BY y, }").items.size() == 1);
    CHECK(Root("MANY a { RECURSE x ORDER BY y DEPTH 1, z }").items.size() == 2);
    CHECK(Root("MANY a { RECURSE x ORDER BY y, z }").items.size() == 1);
  }

  TEST_CASE("a spread takes no clauses") {
    CHECK(Refused("MANY a { ...b WHERE c { d } }") == "1:15: expected '}', found 'WHERE'");
    CHECK(Refused("MANY a { ...b.c }") == "1:17: expected '{', found '}'");
  }
}

}  // namespace
}  // namespace cambium
