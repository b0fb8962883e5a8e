// Text becomes tokens, and says where a statement ends.
// SPDX-License-Identifier: Apache-2.0
#include "query/lexer.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

// Each token as its kind's letter and its text.
std::string Tokens(std::string_view text) {
  constexpr std::string_view kLetters = "nidfsp.$";
  const absl::StatusOr<std::vector<Token>> tokens = Tokenize(text);
  if (!tokens.ok()) return testing::ErrorLine(tokens.status(), text);
  std::string out;
  for (const Token& token : *tokens) {
    if (!out.empty()) out += ' ';
    out += kLetters[static_cast<std::size_t>(token.kind)];
    out += token.text;
  }
  return out;
}

TEST_SUITE("Tokenize") {
  TEST_CASE("tells names and numbers and strings and parameters and symbols apart") {
    CHECK(Tokens("MANY Issue_2 WHERE id = $who") == "nMANY nIssue_2 nWHERE nid .= pwho $");
    CHECK(Tokens("1 1.50 1e3 2.5E-3 1.x") == "i1 d1.50 f1e3 f2.5E-3 i1 .. nx $");
    CHECK(Tokens("'it''s' \"a \"\"b\"\"\" ''") == "sit's sa \"b\" s $");
    CHECK(Tokens("größe") == "ngröße $");
    CHECK(Tokens("") == "$");
  }

  TEST_CASE("takes the longest symbol") {
    CHECK(Tokens("<=<>!=>=??||...") == ".<= .<> .!= .>= .?? .|| .... $");
    CHECK(Tokens("< = > . .") == ".< .= .> .. .. $");
  }

  TEST_CASE("drops blanks and comments") {
    CHECK(Tokens("a -- b\n-- c\n\t d--") == "na nd $");
    CHECK(Tokens("a - - b") == "na .- .- nb $");
  }

  TEST_CASE("places a string with its quotes and the end behind the last token") {
    const auto tokens = Tokenize("ab 'c''d' \n -- e\n");
    REQUIRE(tokens.ok());
    CHECK((*tokens)[1].span.begin == 3);
    CHECK((*tokens)[1].span.end == 9);
    CHECK((*tokens)[2].kind == TokenKind::kEnd);
    CHECK((*tokens)[2].span.begin == 9);
  }

  TEST_CASE("tokens and the blanks between them make up the text") {
    const std::string text = "MANY A{b,c : 'd'} -- e\nLIVE;";
    const auto tokens = Tokenize(text);
    REQUIRE(tokens.ok());
    std::size_t at = 0;
    for (const Token& token : *tokens) {
      CHECK(token.span.begin >= at);
      CHECK(token.span.end <= text.size());
      at = token.span.end;
    }
  }

  TEST_CASE("refuses what starts no token") {
    CHECK(Tokens("a # b") == "1:3: unexpected character '#'");
    CHECK(Tokens("a\n !b") == "2:2: unexpected character '!'");
    CHECK(Tokens("$1") == "1:1: unexpected character '$'");
    CHECK(Tokens("a \x01") == "1:3: unexpected character 0x01");
    CHECK(Tokens("1abc") == "1:1: bad number");
    CHECK(Tokens("1e") == "1:1: bad number");
    CHECK(Tokens("a 'b") == "1:3: string is not closed");
  }

  TEST_CASE("refuses text that is not UTF-8") {
    CHECK(Tokens("'\xC3\xA4'") == "s\xC3\xA4 $");
    CHECK(Tokens("'a\xC3'") == "1:3: text is not UTF-8");
    CHECK(Tokens("\xFF") == "1:1: text is not UTF-8");
    CHECK(Tokens("-- \x80\na") == "1:4: text is not UTF-8");
    CHECK(Tokens("'\xED\xA0\x80'") == "1:2: text is not UTF-8");  // half a surrogate pair
    CHECK(Tokens("'\xC0\xAF'") == "1:2: text is not UTF-8");      // longer than it needs to be
  }
}

TEST_SUITE("FindStatementEnd") {
  // What the first statement is; "…" when it may go on.
  std::string First(std::string_view text) {
    const std::size_t end = FindStatementEnd(text);
    return end == std::string_view::npos ? "…" : std::string(text.substr(0, end));
  }

  TEST_CASE("is behind a semicolon outside of braces") {
    CHECK(First("DELETE A; DELETE B;") == "DELETE A;");
    CHECK(First("TABLE A { a: Int = 1; b: Int = 2 };") == "…");
    CHECK(First("DELETE A WHERE x = ';' OR y = \";\"; B") ==
          "DELETE A WHERE x = ';' OR y = \";\";");
    CHECK(First("DELETE A -- ;\n") == "…");
  }

  TEST_CASE("does not wait for a parenthesis that was left open") {
    CHECK(First("DELETE A WHERE (b = 1;") == "DELETE A WHERE (b = 1;");
    CHECK(First("DELETE A WHERE b IN (MANY C { d };") == "DELETE A WHERE b IN (MANY C { d };");
    CHECK(First("TABLE A { KEY (a, b; c: Int = 1 }\n") == "TABLE A { KEY (a, b; c: Int = 1 }");
    CHECK(First("TABLE A { KEY (a, b; c: Int = 1") == "…");
  }

  TEST_CASE("is not behind a brace within parentheses") {
    CHECK(First("MANY A WHERE b IN (MANY C { d }) {\n") == "…");
    CHECK(First("MANY A WHERE b IN (MANY C { d }) { e }\n") ==
          "MANY A WHERE b IN (MANY C { d }) { e }");
  }

  TEST_CASE("is behind the outermost closing brace once its line is complete") {
    CHECK(First("MANY A { b }") == "…");
    CHECK(First("MANY A { b }\n") == "MANY A { b }");
    CHECK(First("MANY A { MANY b { c } }\n") == "MANY A { MANY b { c } }");
    CHECK(First("MANY A { b } ;\n") == "MANY A { b } ;");
    CHECK(First("MANY A { b } -- c ;\n") == "MANY A { b }");
    CHECK(First("MANY A { b } ';'\n") == "MANY A { b }");
  }

  TEST_CASE("a LIVE on the line of the brace belongs to the statement") {
    CHECK(First("MANY A { b } LIVE\n") == "MANY A { b } LIVE");
    CHECK(First("MANY A { b } live;\n") == "MANY A { b } live;");
    CHECK(First("MANY A { b } LIVE\nMANY B { c }\n") == "MANY A { b } LIVE");
  }

  TEST_CASE("a LIVE in front of a select is the next statement's") {
    CHECK(First("MANY A { b } LIVE MANY B { c }\n") == "MANY A { b }");
    CHECK(First("MANY A { b } LIVE { c: MANY B { d } }\n") == "MANY A { b }");
    CHECK(First("MANY A { b }\nLIVE MANY B { c }\n") == "MANY A { b }");
    CHECK(First("MANY A { b }\nLIVE\n") == "MANY A { b }");
  }

  TEST_CASE("is behind the line of a character that starts nothing") {
    CHECK(First("DELETE # A\nDELETE B;") == "DELETE # A\n");
    CHECK(First("DELETE # A") == "…");
  }

  TEST_CASE("does not change its answer when more text comes") {
    for (const std::string text :
         {"MANY A { b } LIVE MANY B { c } LIVE\n;\n", "A 'x;y' ; B { '}' }\n-- ;\nC;",
          "TABLE A { a: Int = 1; } MANY A { a };", "A # b\n }};\n",
          "A ( { ( } ; ) B { ( ; } ;"}) {
      std::string decided = "…";
      for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::string now = First(text.substr(0, size));
        if (decided != "…") CHECK(now == decided);
        decided = now;
      }
    }
  }
}

}  // namespace
}  // namespace cambium
