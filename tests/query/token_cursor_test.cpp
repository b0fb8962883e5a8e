// A cursor over tokens: peeking, taking, and saying what was expected.
// SPDX-License-Identifier: Apache-2.0
#include "query/token_cursor.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TokenCursor CursorOver(std::string_view text) {
  auto tokens = Tokenize(text);
  REQUIRE(tokens.ok());
  return TokenCursor(*std::move(tokens));
}

TEST_SUITE("TokenCursor") {
  TEST_CASE("takes what it is asked for and nothing else") {
    TokenCursor cursor = CursorOver("many A {");
    CHECK_FALSE(cursor.TakeKeyword("ONE"));
    CHECK(cursor.TakeKeyword("MANY"));
    CHECK(cursor.AtSymbol("{", 1));
    CHECK(cursor.ExpectName("a table")->text == "A");
    CHECK_FALSE(cursor.TakeSymbol("}"));
    CHECK(cursor.TakeSymbol("{"));
    CHECK(cursor.AtEnd());
  }

  TEST_CASE("a string is no keyword and no symbol") {
    TokenCursor cursor = CursorOver("'MANY' '{'");
    CHECK_FALSE(cursor.AtKeyword("MANY"));
    CHECK_FALSE(cursor.AtSymbol("{", 1));
  }

  TEST_CASE("stays at the end") {
    TokenCursor cursor = CursorOver("a");
    cursor.Take();
    CHECK(cursor.Take().kind == TokenKind::kEnd);
    CHECK(cursor.Take().kind == TokenKind::kEnd);
    CHECK(cursor.Peek(5).kind == TokenKind::kEnd);
  }

  TEST_CASE("spans reach to the last token taken") {
    TokenCursor cursor = CursorOver("ab  cd  ef");
    const Span begin = cursor.Peek().span;
    cursor.Take();
    cursor.Take();
    CHECK(cursor.Since(begin).begin == 0);
    CHECK(cursor.Since(begin).end == 6);
  }

  TEST_CASE("says what was expected and what it found") {
    TokenCursor cursor = CursorOver("a ,");
    CHECK(testing::ErrorLine(cursor.ExpectSymbol("{"), "a ,") ==
          "1:1: expected '{', found 'a'");
    cursor.Take();
    CHECK(testing::ErrorLine(cursor.ExpectName("a field").status(), "a ,") ==
          "1:3: expected a field, found ','");
    cursor.Take();
    CHECK(testing::ErrorLine(cursor.ExpectKeyword("SET"), "a ,") ==
          "1:4: expected SET, found the end");
  }
}

}  // namespace
}  // namespace cambium
