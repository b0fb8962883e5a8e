// Literals: values exactly as written, and nothing else.
// SPDX-License-Identifier: Apache-2.0
#include "query/literal_parser.h"

#include "dataflow/value_dump.h"
#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("ParseLiteral") {
  std::string LiteralOf(std::string_view text) {
    TokenCursor cursor(*Tokenize(text));
    const absl::StatusOr<Expr> literal = ParseLiteral(cursor);
    return literal.ok() ? DebugString(literal->literal)
                        : testing::ErrorLine(literal.status(), text);
  }

  TEST_CASE("takes a literal and leaves what follows") {
    CHECK(LiteralOf("-5") == "-5");
    CHECK(LiteralOf("-1.50") == "-1.50d");
    CHECK(LiteralOf("-2e0") == "-2f");
    CHECK(LiteralOf("'x' }") == "'x'");
    CHECK(LiteralOf("1 in: Int") == "1");
    CHECK(LiteralOf("TRUE and: Bool") == "true");
  }

  TEST_CASE("takes nothing else") {
    CHECK(LiteralOf("a") == "1:1: expected a literal, found 'a'");
    CHECK(LiteralOf("-a") == "1:1: expected a literal, found '-'");
    CHECK(LiteralOf("null.x") == "1:1: expected a literal, found 'null'");
    CHECK(LiteralOf("}") == "1:1: expected a literal, found '}'");
  }
}

}  // namespace
}  // namespace cambium
