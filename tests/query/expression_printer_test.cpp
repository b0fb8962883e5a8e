// The pieces that statements are printed of; expressions whole are in printer_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "query/expression_printer.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("Expression printer") {
  TEST_CASE("prints lists with commas between") {
    const std::vector<int> numbers{1, 2, 3};
    CHECK(PrintList(numbers, [](int number) { return std::to_string(number); }) == "1, 2, 3");
    CHECK(PrintList(std::vector<int>(), [](int) { return std::string("x"); }).empty());
  }

  TEST_CASE("prints paths with their closures") {
    const auto select = testing::Parse<Query>("MANY a.b+.c*.d{2}.e{0,3} { f }").root;
    CHECK(PrintPath(select.source) == "a.b+.c*.d{2}.e{0,3}");
  }

  TEST_CASE("prints a select in one line and its clauses with a blank in front") {
    const auto select = testing::Parse<Query>("ONE a where b limit 1 { c, d }").root;
    CHECK(PrintClauses(select) == " WHERE b LIMIT 1");
    CHECK(PrintClauses(Clauses()).empty());
    CHECK(PrintSelect(select) == "ONE a WHERE b LIMIT 1 { c, d }");
  }

  TEST_CASE("keeps a field from taking the keyword behind it") {
    const auto where = testing::Parse<Delete>("DELETE A WHERE not").where;
    CHECK(PrintExpr(*where) == "not");
    CHECK(PrintBeforeKeyword(*where) == "(not)");
  }
}

}  // namespace
}  // namespace cambium
