// Statements parse into syntax trees, soft keywords and all.
// SPDX-License-Identifier: Apache-2.0
#include "query/parser.h"

#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "query/syntax.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Parse;

std::string Refused(std::string_view text) {
  return testing::ErrorLine(ParseStatement(text).status(), text);
}

TEST_SUITE("ParseStatement") {
  TEST_CASE("reads a select with all its clauses in any order") {
    for (const std::string_view text :
         {"MANY Issue WHERE a = 1 ORDER BY b DESC, c LIMIT 5 { d }",
          "many Issue limit 5 order by b desc, c where a = 1 { d };"}) {
      const Query query = Parse<Query>(text);
      CHECK_FALSE(query.live);
      CHECK(query.root.source[0].text == "Issue");
      CHECK(query.root.where->kind == ExprKind::kEqual);
      REQUIRE(query.root.order_by.size() == 2);
      CHECK(query.root.order_by[0].descending);
      CHECK_FALSE(query.root.order_by[1].descending);
      CHECK(query.root.limit->literal.AsInt() == 5);
      CHECK(query.root.items.size() == 1);
    }
  }

  TEST_CASE("takes no more than 64 KiB") {
    std::string text = "MANY A { b }";
    text.resize(65536, ' ');
    CHECK(ParseStatement(text).ok());
    CHECK(ParseStatement(text + " ").status().message() ==
          "statement is longer than 65536 bytes: 65537");
  }

  TEST_CASE("LIVE stands in front or behind") {
    CHECK(Parse<Query>("LIVE MANY A { b }").live);
    CHECK(Parse<Query>("MANY A { b } LIVE").live);
    CHECK(Parse<Query>("LIVE MANY A { b } LIVE;").live);
    CHECK_FALSE(Parse<Query>("MANY Live { b }").live);
  }

  TEST_CASE("reads the places of NULL") {
    const Query query =
        Parse<Query>("MANY A ORDER BY a NULLS LAST, b ASC NULLS FIRST, c DESC { d }");
    CHECK(*query.root.order_by[0].nulls_first == false);
    CHECK(*query.root.order_by[1].nulls_first == true);
    CHECK_FALSE(query.root.order_by[2].nulls_first.has_value());
  }

  TEST_CASE("items are fields and labels and stars and nested selects") {
    const Query query =
        Parse<Query>("MANY A { *, a, b: c + 1, MANY ds { e }, f: MANY gs { h }, }");
    const std::vector<Item>& items = query.root.items;
    REQUIRE(items.size() == 5);
    CHECK((items[0].kind == ItemKind::kAllFields));
    CHECK_FALSE(items[1].label.has_value());
    CHECK(items[2].label->text == "b");
    CHECK(items[3].select[0].source[0].text == "ds");
    CHECK(items[4].label->text == "f");
    CHECK(items[4].select[0].items.size() == 1);
  }

  TEST_CASE("keywords can name tables and fields and labels") {
    const Query query = Parse<Query>(
        "MANY limit WHERE where = order ORDER BY by DESC LIMIT 1 "
        "{ many, live: limit, key: key, one, count, null: null.x, MANY many { distinct } }");
    CHECK(query.root.source[0].text == "limit");
    CHECK(query.root.where->args[1].path[0].text == "order");
    REQUIRE(query.root.items.size() == 7);
    CHECK(query.root.items[0].expr->path[0].text == "many");
    CHECK(query.root.items[6].select[0].source[0].text == "many");
    CHECK(Parse<Query>("MANY distinct { a }").root.source[0].text == "distinct");

    const auto table = Parse<TableDeclaration>(
        "TABLE Table { key: Int = 1 KEY many: Text = 2 unique: Int = 3 INDEX on: Int = 4, "
        "reserved: Int = 5 DEFAULT 7 index: Int = 6 back: Int? = 7 }");
    CHECK(table.fields.size() == 7);
    CHECK(table.fields[0].is_key);
    CHECK(table.fields[2].is_indexed);
    CHECK(table.fields[6].nullable);

    CHECK(Parse<Query>("MANY A WHERE exists AND count IN (case) ORDER BY exists DESC { a }")
              .root.order_by.size() == 1);
    const auto update = Parse<Update>("UPDATE where WHERE where = 1 SET set = where");
    CHECK(update.table.text == "where");
    CHECK(update.set[0].field.text == "set");
  }

  TEST_CASE("reads a TABLE with all that a field can have") {
    const auto table = Parse<TableDeclaration>(
        "TABLE A STRICT { a: Int = 1; b: Decimal(2)? = 2 DEFAULT -1.5 INDEX, "
        "c: B = 3 BACK as, KEY (a, c) }");
    CHECK(table.name.text == "A");
    REQUIRE(table.fields.size() == 3);
    CHECK(*table.fields[1].type.scale == 2);
    CHECK(table.fields[1].nullable);
    CHECK(DebugString(table.fields[1].default_value->literal) == "-1.5d");
    CHECK(table.fields[2].back->text == "as");
    REQUIRE(table.composite_key.size() == 2);
    CHECK(table.composite_key[1].text == "c");
  }

  TEST_CASE("reads mutations") {
    const auto insert = Parse<Insert>("INSERT A { id: 1, name: 'x', }");
    CHECK(insert.table.text == "A");
    CHECK(insert.fields.size() == 2);
    const auto update = Parse<Update>("UPDATE A WHERE id = 1 SET name = 'y', n = n + 1;");
    CHECK(update.where.has_value());
    CHECK(update.set.size() == 2);
    CHECK_FALSE(Parse<Update>("UPDATE A SET n = 1").where.has_value());
    CHECK(Parse<Delete>("DELETE A WHERE id IN (1, 2)").where->args.size() == 3);
    CHECK_FALSE(Parse<Delete>("DELETE A").where.has_value());
  }

  TEST_CASE("spans cover selects and items and names") {
    const std::string text = "  MANY A { b, MANY cs { d } } ";
    const Query query = Parse<Query>(text);
    const auto cut = [&text](Span span) {
      return text.substr(span.begin, span.end - span.begin);
    };
    CHECK(cut(query.root.span) == "MANY A { b, MANY cs { d } }");
    CHECK(cut(query.root.source[0].span) == "A");
    CHECK(cut(query.root.items[1].span) == "MANY cs { d }");
  }

  TEST_CASE("63 selects around a field are fine and 64 an error") {
    const auto nested = [](int depth) {
      std::string text;
      for (int i = 0; i < depth; ++i) text += "MANY a { ";
      text += "b";
      for (int i = 0; i < depth; ++i) text += " }";
      return text;
    };
    CHECK(Refused(nested(63)) == "ok");
    CHECK(Refused(nested(64)) == "1:577: statement is nested deeper than 64");
    CHECK(Refused(nested(5000)) == "1:584: statement is nested deeper than 64");
  }

  TEST_CASE("takes one statement and nothing behind it") {
    CHECK(Refused("DELETE A; DELETE B") ==
          "1:11: expected the end of the statement, found 'DELETE'");
    CHECK(Refused("DELETE A;;") == "1:10: expected the end of the statement, found ';'");
    CHECK(Refused("") == "1:1: expected a statement, found the end");
    CHECK(Refused("  \n") == "1:1: expected a statement, found the end");
  }
}

}  // namespace
}  // namespace cambium
