// The forms of results, and the small texts around them.
// SPDX-License-Identifier: Apache-2.0
#include <sstream>
#include <string>

#include "doctest/doctest.h"
#include "query/shell/command_line.h"
#include "query/shell/completion.h"
#include "query/shell/csv_text.h"
#include "query/shell/json_layout.h"
#include "query/shell/line_editor.h"
#include "query/shell/progress_bar.h"
#include "query/shell/result_text.h"
#include "query/shell/table_text.h"
#include "query/shell/terminal_text.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

Answer AnswerOf(Database& database, std::string_view query) {
  absl::StatusOr<Answer> answer = database.Query(query);
  REQUIRE_MESSAGE(answer.ok(), answer.status().ToString());
  return *std::move(answer);
}

std::string Table(Database& database, std::string_view query, bool colours = false) {
  const Answer answer = AnswerOf(database, query);
  return TableText(*answer.plan, answer.rows, colours);
}

std::string Csv(Database& database, std::string_view query) {
  const Answer answer = AnswerOf(database, query);
  const absl::StatusOr<std::string> text = CsvText(*answer.plan, answer.rows);
  return text.ok() ? *text : std::string(text.status().message());
}

std::string Joined(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

TEST_SUITE("Texts of the shell") {
  TEST_CASE("tables are aligned and inner lists indented") {
    const auto database =
        testing::OpenWith({testing::kIssueTable, testing::kCommentTable,
                           "INSERT Issue { id: 9, title: 'größer', votes: 12 }",
                           "INSERT Issue { id: 10, title: '日本' }",
                           "INSERT Comment { id: 1, issue: 9, text: 'a\nb' }",
                           "INSERT Comment { id: 20, issue: 9, text: 'x', stars: 5 }"});
    CHECK(Table(*database, "MANY Issue { id, title, votes, comments { id, text, stars } }") ==
          "id  title   votes\n"
          "--  ------  -----\n"
          " 9  größer     12\n"
          "    comments:\n"
          "      id  text  stars\n"
          "      --  ----  -----\n"
          "       1  a\\nb   NULL\n"
          "      20  x         5\n"
          "10  日本        0\n"
          "    comments: (none)\n");
    CHECK(Table(*database, "MANY Issue WHERE id = 0 { id }") == "(no rows)\n");
    CHECK(Table(*database, "ONE Issue WHERE id = 0 { id }") == "(no row)\n");
    CHECK(Table(*database, "ONE Issue { title }") == "title\n------\ngrößer\n");
    CHECK(Table(*database, "{ n: COUNT Issue, all: MANY Issue { id } }") ==
          "n: 2\n"
          "all:\n"
          "  id\n"
          "  --\n"
          "   9\n"
          "  10\n");
    CHECK(Table(*database, "MANY Comment { id, issue { title }, text }") ==
          "id  issue.title  text\n"
          "--  -----------  ----\n"
          " 1  größer       a\\nb\n"
          "20  größer       x\n");
    CHECK(Table(*database, "MANY Comment { stars }", true) ==
          "\x1B[1mstars\x1B[0m\n\x1B[2m-----\x1B[0m\n \x1B[2mNULL\x1B[0m\n    5\n");
  }

  TEST_CASE("csv quotes what needs it and takes flat answers alone") {
    const auto database = testing::OpenWith(
        {"TABLE T { id: Int = 1 KEY, t: Text? = 2, d: Decimal(2)? = 3 }",
         "INSERT T { id: 1, t: 'a,b', d: 1.5 }", "INSERT T { id: 2, t: 'say \"x\"' }",
         "INSERT T { id: 3, t: 'a\nb' }", "INSERT T { id: 4, t: '' }", "INSERT T { id: 5 }"});
    CHECK(Csv(*database, "MANY T { id, t, d }") ==
          "id,t,d\n1,\"a,b\",1.50\n2,\"say \"\"x\"\"\",\n3,\"a\nb\",\n4,,\n5,,\n");
    CHECK(Csv(*database, "MANY T WHERE id > 3 { t }") == "t\n\"\"\n\"\"\n");
    CHECK(Csv(*database, "{ n: COUNT T, all: MANY T { id } }") ==
          "csv is for flat results, and this one has rows inside of 'all'; "
          "json has a form for it");
    const Answer answer = AnswerOf(*database, "MANY T LIMIT 2 { id, t }");
    CHECK(JsonLinesText(*answer.plan, answer.rows) ==
          "{\"id\":1,\"t\":\"a,b\"}\n{\"id\":2,\"t\":\"say \\\"x\\\"\"}\n");
    const Answer none = AnswerOf(*database, "ONE T WHERE id = 0 { id }");
    CHECK(JsonLinesText(*none.plan, none.rows) == "");
  }

  TEST_CASE("json is indented and cut without touching its texts") {
    CHECK(IndentedJson("{\"a\":[1,{\"b\":\"x,{\\\"\"}],\"c\":[],\"d\":{}}") ==
          "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,{\\\"\"\n    }\n  ],\n"
          "  \"c\": [],\n  \"d\": {}\n}");
    CHECK(IndentedJson("7") == "7");
    CHECK(JsonElements("[]").empty());
    const auto elements = JsonElements("[1,\"a,]\",[2,3],{\"b\":[4]}]");
    REQUIRE(elements.size() == 4);
    CHECK(elements[1] == "\"a,]\"");
    CHECK(elements[3] == "{\"b\":[4]}");
  }

  TEST_CASE("widths are those of a terminal and controls are escaped") {
    CHECK(DisplayWidth("abc") == 3);
    CHECK(DisplayWidth("größe") == 5);
    CHECK(DisplayWidth("日本") == 4);
    CHECK(DisplayWidth("e\xCC\x81") == 1);
    CHECK(DisplayWidth("🌳") == 2);
    CHECK(EscapeControls("a\x1B[0m\n\t\r\x7F\xC2\x9B"
                         "ä") == "a\\u001b[0m\\n\\t\\r\\u007f\\u009bä");
    CHECK(EscapeForTerminal("a\nb\x07") == "a\nb\\u0007");
  }

  TEST_CASE("commits and frames have a form for people") {
    const ResultForm table{ResultMode::kTable, false};
    CHECK(CommittedText({3, 2, "", ""}, table) == "commit 3: 2 rows\n");
    CHECK(CommittedText({4, 0, "enum", "E"}, table) == "commit 4: enum E\n");
    CHECK(CommittedText({3, 2, "", ""}, {ResultMode::kCsv, false}) == "");
    CHECK(CommittedText({3, 2, "", ""}, {ResultMode::kPretty, false}) ==
          "{\n  \"commit\": 3,\n  \"rows\": 2\n}\n");
    const auto database = testing::OpenWith({"TABLE T { id: Int = 1 KEY }"});
    testing::Recorder recorder;
    const Subscription live = testing::Follow(*database, "MANY T { id }", recorder);
    testing::Do(*database, "INSERT T { id: 7 }");
    REQUIRE(recorder.frames.size() == 2);
    CHECK(FrameText(recorder.frames[0], table) == "live 1 at commit 1\n(no rows)\n");
    CHECK(FrameText(recorder.frames[1], table) ==
          "live 1 at commit 2\n  [\"+\",[],7,0,{\"$k\":7,\"id\":7}]\n");
    CHECK(FindResultMode("xml") == std::nullopt);
  }

  TEST_CASE("a word is completed by what may stand there") {
    const std::vector<TableDescription> tables =
        testing::OpenWith({testing::kIssueTable, testing::kCommentTable})->Tables();
    const auto complete = [&tables](std::string_view text) {
      const Completions found = Complete(text, tables);
      return std::to_string(found.begin) + " " + Joined(found.words);
    };
    CHECK(complete(".ti") == "0 .timer");
    CHECK(complete(".st") == "0 .stats .stop");
    CHECK(complete("MANY Iss") == "5 Issue");
    CHECK(complete("MANY Issue { co") == "13 COUNT comments");
    CHECK(complete("sel") == "0 ");
    CHECK(complete("ord") == "0 ORDER");
    CHECK(complete("MANY Comment { issue.") == "21 comments id open title votes");
    CHECK(complete("MANY Comment { issue.t") == "21 title");
    CHECK(complete("MANY Issue { comments.te") == "22 text");
    CHECK(complete("x.unknown.a") == "10 ");
    CHECK(CommonPrefix({"comments", "common", "com"}) == "com");
    CHECK(CommonPrefix({}) == "");
  }

  TEST_CASE("options are read in any order and others refused") {
    const auto line = ReadCommandLine({"-csv", "db", "-param", "a=1", "-keep-going", "-durable",
                                       "-readonly", "-skip-bad", "bad.csv", "MANY T { id }"});
    REQUIRE(line.ok());
    CHECK(line->database == "db");
    CHECK(line->statements == "MANY T { id }");
    CHECK((line->mode == ResultMode::kCsv));
    CHECK(line->database_options.durable);
    CHECK(line->database_options.read_only);
    CHECK(line->shell_options.keep_going);
    CHECK(line->shell_options.bad_rows == "bad.csv");
    CHECK(line->shell_options.parameters.count("a") == 1);
    CHECK(ReadCommandLine({})->database == ":memory:");
    CHECK_FALSE(ReadCommandLine({})->mode.has_value());
    CHECK(ReadCommandLine({"-skip-bad"}).status().message() == "-skip-bad needs a file");
    CHECK(ReadCommandLine({"-param"}).status().message() == "-param needs name=value, not ''");
    CHECK(ReadCommandLine({"-x"}).status().message() == "no option '-x'");
  }

  TEST_CASE("a progress bar is written over itself") {
    std::ostringstream out;
    {
      ProgressBar bar(out, 200);
      bar.Show(10, "1 row");
      bar.Show(11, "2 rows");  // The same percent: not shown.
      bar.Show(200, "3 rows");
    }
    CHECK(out.str() ==
          "\r\x1B[K[#                   ]   5%  1 row"
          "\r\x1B[K[####################] 100%  3 rows\r\x1B[K");
    std::ostringstream unknown;
    ProgressBar(unknown, 0).Show(10, "1 row");
    CHECK(unknown.str() == "\r\x1B[K1 row\r\x1B[K");
  }
}

}  // namespace
}  // namespace cambium
