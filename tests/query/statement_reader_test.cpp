// A stream of text is cut into statements, however it arrives.
// SPDX-License-Identifier: Apache-2.0
#include "query/statement_reader.h"

#include <vector>

#include "doctest/doctest.h"

namespace cambium {
namespace {

std::string Show(const StatementText& statement) {
  return std::to_string(statement.line) + ":" + std::to_string(statement.column) + " " +
         statement.text + "|";
}

// The pieces of a text that arrives in portions of this size.
std::string Pieces(const std::string& text, std::size_t portion = std::string::npos) {
  StatementReader reader;
  std::string pieces;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = std::min(portion, text.size() - at);
    reader.Add(text.substr(at, size));
    at += size;
    while (const auto statement = reader.Next()) pieces += Show(*statement);
  }
  while (const auto statement = reader.Finish()) pieces += Show(*statement);
  return pieces;
}

TEST_SUITE("StatementReader") {
  TEST_CASE("says where each statement begins") {
    CHECK(Pieces("DELETE A; DELETE\n  B;\n -- c\n  äö; DELETE C;") ==
          "1:1 DELETE A;|1:11 DELETE\n  B;|4:3 äö;|4:7 DELETE C;|");
  }

  TEST_CASE("hands out a statement when its line is complete") {
    StatementReader reader;
    reader.Add("MANY A {");
    CHECK_FALSE(reader.Next().has_value());
    reader.Add(" b }\n");
    CHECK(reader.Next()->text == "MANY A { b }");
    CHECK_FALSE(reader.Next().has_value());
  }

  TEST_CASE("dot commands are lines of their own") {
    CHECK(Pieces(".stop 1\nDELETE A;\n  .quit") == "1:1 .stop 1\n|2:1 DELETE A;|3:3 .quit\n|");
  }

  TEST_CASE("a semicolon alone is no statement") {
    CHECK(Pieces(";; ;\nTABLE A { a: Int = 1 KEY }\n;\nDELETE A;;") ==
          "2:1 TABLE A { a: Int = 1 KEY }|4:1 DELETE A;|");
  }

  TEST_CASE("blanks and comments are no statement") {
    CHECK(Pieces("") == "");
    CHECK(Pieces(" \n\t\r\n") == "");
    CHECK(Pieces("-- a\n -- b") == "");
  }

  TEST_CASE("what is incomplete comes at the end of the input") {
    CHECK(Pieces("DELETE A") == "1:1 DELETE A\n|");
    CHECK(Pieces("MANY A { b") == "1:1 MANY A { b\n|");
    CHECK(Pieces("MANY A { b } MANY C { d } LIVE") ==
          "1:1 MANY A { b }|1:14 MANY C { d } LIVE|");
  }

  TEST_CASE("a LIVE behind a brace goes with what shares its line") {
    CHECK(Pieces("MANY A { b } LIVE\nMANY C { d }\n") ==
          "1:1 MANY A { b } LIVE|2:1 MANY C { d }|");
    CHECK(Pieces("MANY A { b } LIVE MANY C { d }\n") ==
          "1:1 MANY A { b }|1:14 LIVE MANY C { d }|");
    CHECK(Pieces("MANY A { b }\nLIVE MANY C { d }\n") ==
          "1:1 MANY A { b }|2:1 LIVE MANY C { d }|");
  }

  TEST_CASE("byte by byte gives the same pieces") {
    for (const std::string text :
         {"DELETE A; DELETE\n  B;\n -- c\n  äö; DELETE C;", "MANY A { b } LIVE\nMANY C { d }\n",
          "MANY A { b } LIVE MANY C { d }; .x\n.stop 1 ;\n;", "INSERT A { b: '};''' } LIVE;",
          "MANY A { b } -- LIVE ;\n LIVE MANY C { 'd\n}' } LIVE -- e", "A ( ; ) } ; B ' ; ",
          "MANY A { b } LI\nMANY C { d } LIVE ONE D { e }\n.quit",
          "a # b\nc - -- d\n- e;\n\n"}) {
      for (const std::size_t portion : {1u, 2u, 3u, 7u}) {
        CAPTURE(portion);
        CHECK(Pieces(text, portion) == Pieces(text));
      }
    }
  }
}

}  // namespace
}  // namespace cambium
