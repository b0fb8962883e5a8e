// Each dot command, in JSON and for people, and what it says when it is misused.
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/shell/dot_commands.h"
#include "query/shell/examples.h"
#include "query/shell/import_command.h"
#include "query/shell/live_commands.h"
#include "query/shell/shell.h"
#include "tests/support/statements.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

// A shell over a database in memory, statement by statement.
class Session {
 public:
  explicit Session(ShellOptions options = {})
      : database_(testing::OpenWith({})), shell_(*database_, Going(options), out_, errors_) {}

  // What it prints, errors behind the rest.
  std::string Say(const std::string& text) {
    out_.str("");
    errors_.str("");
    shell_.RunText(text + "\n");
    return out_.str() + errors_.str();
  }

 private:
  static ShellOptions Going(ShellOptions options) {
    options.keep_going = true;
    return options;
  }

  std::unique_ptr<Database> database_;
  std::ostringstream out_;
  std::ostringstream errors_;
  Shell shell_;
};

std::string Contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

ShellOptions InTables() {
  ShellOptions options;
  options.form.mode = ResultMode::kTable;
  return options;
}

const std::string kTable = "TABLE T { id: Int = 1 KEY, n: Int? = 2 }";

TEST_SUITE("Dot commands") {
  TEST_CASE("words are cut at blanks but for those in quotes") {
    CHECK(*SplitWords(" a  b ") == std::vector<std::string>{"a", "b"});
    CHECK(*SplitWords("'a b' c=\"d e\"") == std::vector<std::string>{"a b", "c=d e"});
    CHECK(*SplitWords("''") == std::vector<std::string>{""});
    CHECK(SplitWords("'a").status().message() == "quote is not closed: 'a");
  }

  TEST_CASE("an unknown one is answered with the nearest") {
    Session session;
    CHECK(session.Say(".tabels") ==
          "error: no command '.tabels'; did you mean '.tables'?; .help lists them\n");
    CHECK(session.Say(".") == "error: no command '.'; .help lists them\n");
    CHECK(session.Say(".help").starts_with("[\".backup\",\".check\","));
    CHECK(Session(InTables()).Say(".help").starts_with(".backup FOLDER            make"));
    std::string before;
    for (const DotCommand& command : DotCommands()) {
      CHECK(before < command.name);
      before = command.name;
    }
  }

  TEST_CASE("tables and declarations are listed") {
    Session session;
    CHECK(session.Say(".tables") == "[]\n");
    session.Say(kTable + "ENUM E { a = 1 }");
    CHECK(session.Say(".tables") == "[\"T\"]\n");
    CHECK(session.Say(".schema") ==
          "{\"schema\":[\"ENUM E {\\n  a = 1\\n};\","
          "\"TABLE T {\\n  id: Int = 1 KEY,\\n  n: Int? = 2\\n};\"]}\n");
    session.Say(".mode table");
    CHECK(session.Say(".tables") == "T\n");
    CHECK(session.Say(".schema T") == "TABLE T {\n  id: Int = 1 KEY,\n  n: Int? = 2\n};\n");
    CHECK(session.Say(".schema U") == "error: no table 'U'; did you mean 'T'?\n");
  }

  TEST_CASE("modes change how results are printed") {
    Session session;
    session.Say(kTable + "INSERT T { id: 1 }");
    CHECK(session.Say(".mode csv\nMANY T { id, n }\nDELETE T WHERE id = 0;") == "id,n\n1,\n");
    CHECK(session.Say("LIVE MANY T { id }") ==
          "error: csv has no form for live queries; json and table have\n");
    CHECK(session.Say(".mode table\nMANY T { id, n }") == "id     n\n--  ----\n 1  NULL\n");
    CHECK(session.Say(".mode pretty\nMANY T { id }") == "[\n  {\n    \"id\": 1\n  }\n]\n");
    CHECK(session.Say(".mode json\nMANY T { id }") == "[{\"id\":1}]\n");
    CHECK(session.Say(".mode xml") == "error: usage: .mode table, json, pretty or csv\n");
  }

  TEST_CASE("parameters are set and a named query is run again") {
    Session session;
    session.Say(kTable + "INSERT T { id: 1 } INSERT T { id: 2 }");
    CHECK(session.Say(".param") == "{}\n");
    CHECK(session.Say(".param low 2\nMANY T WHERE id >= $low { id }") == "[{\"id\":2}]\n");
    CHECK(session.Say(".param $list [1, 2]\nMANY T WHERE id IN $list { id }") ==
          "[{\"id\":1},{\"id\":2}]\n");
    CHECK(session.Say(".param") == "{\"list\":\"[1, 2]\",\"low\":\"2\"}\n");
    CHECK(session.Say(".param low") == "error: usage: .param NAME VALUE\n");
    CHECK(session.Say("QUERY Above($low: Int) MANY T WHERE id >= $low { id }") ==
          "[{\"id\":2}]\n");
    CHECK(session.Say(".run Above low=1") == "[{\"id\":1},{\"id\":2}]\n");
    CHECK(session.Say(".run Above") == "[{\"id\":2}]\n");
    CHECK(session.Say(".run Abov") == "error: no query 'Abov'; did you mean 'Above'?\n");
    CHECK(session.Say(".run") == "error: usage: .run NAME a=1 …\n");
    CHECK(session.Say(".run Above low") == "error: usage: .run NAME a=1 …\n");
  }

  TEST_CASE("a named query is remembered and runs once its parameters have values") {
    // Covers: Query
    Session session;
    session.Say(kTable + "INSERT T { id: 1, n: 1 } INSERT T { id: 2, n: 2 }");
    const std::string between =
        "QUERY Between($low: Int, $high: Int = 9) LIVE MANY T WHERE n BETWEEN $low AND $high { "
        "n }";
    CHECK(session.Say(between) == "{\"commit\":4,\"query\":\"Between\"}\n");
    CHECK(session.Say(between) == "{\"commit\":4,\"query\":\"Between\"}\n");
    CHECK(session.Say(".run Between low=2").ends_with("\"data\":[{\"$k\":2,\"n\":2}]}\n"));
    CHECK(session.Say("UPDATE T SET n = n + 1") ==
          "{\"commit\":5,\"rows\":2}\n"
          "{\"sub\":1,\"t\":\"delta\",\"from\":4,\"to\":5,\"ops\":"
          "[[\"+\",[],1,0,{\"$k\":1,\"n\":2}],[\"=\",[2],{\"n\":3}]]}\n");
    CHECK(session.Say("QUERY Sum($plus: Int = 1) { n: (SUM(n) OF T) + $plus }") ==
          "{\"n\":6}\n");
    CHECK(session.Say(".run Sum plus=2") == "{\"n\":7}\n");
    CHECK(session.Say("DROP QUERY Sum") == "{\"commit\":7,\"drop\":\"Sum\"}\n");
    CHECK(session.Say(".run Sum") == "error: no query 'Sum'\n");
    const std::string bad = session.Say("QUERY Bad MANY T { x }");
    CHECK(bad.find(":20: no field 'x' on T") != std::string::npos);
  }

  TEST_CASE("a subscription gets other parameters") {
    // Covers: rule 12 live
    Session session;
    session.Say(kTable + "INSERT T { id: 1, n: 1 } INSERT T { id: 2, n: 2 }");
    session.Say(".param low 2\nLIVE MANY T WHERE n >= $low { n }");
    CHECK(session.Say(".rebind 1 low=1") ==
          "{\"sub\":1,\"t\":\"delta\",\"from\":3,\"to\":3,\"ops\":"
          "[[\"+\",[],1,0,{\"$k\":1,\"n\":1}]]}\n");
    CHECK(session.Say(".rebind 1 low=0") == "");
    CHECK(session.Say(".mode table\n.rebind 1 low=3") ==
          "live 1 at commit 3\n  [\"-\",[],2]\n  [\"-\",[],1]\n");
    CHECK(session.Say(".rebind 1 low=x").starts_with("error: "));
    CHECK(session.Say(".rebind 2 low=1") == "error: no subscription of this number: 2\n");
    CHECK(session.Say(".rebind") == "error: usage: .rebind N a=1 …\n");
    CHECK(session.Say(".rebind 1 low") == "error: usage: .rebind N a=1 …\n");
  }

  TEST_CASE("a program has statements of every kind") {
    // Covers: Program
    Session session;
    const std::string said = session.Say(
        "ENUM E { a = 1 } TABLE P { id: Int = 1 KEY, e: E = 2 }\n"
        "FRAGMENT F ON P { id, e } INSERT P { id: 1, e: 'a' }; INSERT P { id: 2, e: 'a' };\n"
        "-- between\nDELETE P WHERE id = 2; QUERY Q MANY P { ...F }\nLIVE MANY P { ...F }\n"
        "UPDATE P SET id = 3; MANY P { id } EXPLAIN ONE P { id }");
    const std::string plan = session.Say("EXPLAIN ONE P { id }");
    CHECK(said ==
          "{\"commit\":1,\"enum\":\"E\"}\n{\"commit\":2,\"table\":\"P\"}\n"
          "{\"commit\":3,\"fragment\":\"F\"}\n{\"commit\":4,\"rows\":1}\n"
          "{\"commit\":5,\"rows\":1}\n{\"commit\":6,\"rows\":1}\n"
          "[{\"id\":1,\"e\":\"a\"}]\n"
          "{\"sub\":1,\"t\":\"open\",\"v\":7,\"shape\":{\"card\":\"MANY\",\"key\":[\"id\"]},"
          "\"data\":[{\"$k\":1,\"id\":1,\"e\":\"a\"}]}\n"
          "{\"commit\":8,\"rows\":1}\n"
          "{\"sub\":1,\"t\":\"delta\",\"from\":7,\"to\":8,\"ops\":"
          "[[\"-\",[],1],[\"+\",[],3,0,{\"$k\":3,\"id\":3,\"e\":\"a\"}]]}\n"
          "[{\"id\":3}]\n" +
              plan);
    const std::string without = session.Say("UPDATE P SET id = 4 UPDATE P SET id = 5");
    CHECK(without.starts_with("error: "));
  }

  TEST_CASE("a changed schema begins live queries anew") {
    Session session;
    session.Say(kTable + "INSERT T { id: 1, n: 1 }; LIVE MANY T { * }; LIVE MANY T { n }");
    CHECK(session.Say("TABLE T { id: Int = 1 KEY, m: Int? = 2 }") ==
          "{\"commit\":3,\"table\":\"T\"}\n"
          "{\"sub\":1,\"t\":\"reset\",\"v\":3,\"why\":\"schema\","
          "\"data\":[{\"$k\":1,\"id\":1,\"m\":1}]}\n"
          "{\"sub\":2,\"t\":\"error\",\"code\":\"INVALID_ARGUMENT\","
          "\"msg\":\"no field 'n' on T; did you mean 'm'?\"}\n");
    CHECK(session.Say(".mode table\nTABLE T { id: Int = 1 KEY }") ==
          "commit 4: table T\nlive 1 anew at commit 4 (schema)\nid\n--\n 1\n");
  }

  TEST_CASE("subscriptions are listed and stopped") {
    Session session;
    session.Say(kTable + "LIVE MANY T { id };\nLIVE MANY T { n };");
    CHECK(session.Say(".live") ==
          "[{\"sub\":1,\"query\":\"LIVE MANY T { id };\"},"
          "{\"sub\":2,\"query\":\"LIVE MANY T { n };\"}]\n");
    CHECK(session.Say(".stop 1") == "{\"sub\":1,\"t\":\"end\"}\n");
    CHECK(session.Say(".mode table\n.live") == "2  LIVE MANY T { n };\n");
    CHECK(session.Say(".stop 2") == "live 2 ended\n");
    CHECK(session.Say(".stop") ==
          "error: the number of a subscription is missing; .live lists them\n");
  }

  TEST_CASE("plans and graphs and statistics can be seen") {
    const testing::TemporaryFolder folder;
    Session session;
    session.Say(kTable);
    const std::string plan = session.Say("EXPLAIN MANY T { id }");
    CHECK(plan.starts_with("{\"plan\":\""));
    CHECK(session.Say(".explain MANY T { id }") == plan);
    CHECK(session.Say(".explain") == "error: usage: .explain QUERY\n");
    session.Say("LIVE MANY T { id }");
    const std::string dot = folder.path() + "/graph.dot";
    CHECK(session.Say(".graph " + dot) == "{\"file\":\"" + dot + "\"}\n");
    CHECK(Contents(dot).starts_with("digraph"));
    CHECK(session.Say(".graph") == "error: usage: .graph FILE.dot\n");
    CHECK(session.Say(".graph /none/x.dot") == "error: cannot write file: /none/x.dot\n");
    CHECK(session.Say(".stats").starts_with("{\"commit\":1,\"tables\":1,\"subscriptions\":1,"));
    CHECK(session.Say(".check") == "{\"check\":\"ok\"}\n");
    CHECK(session.Say(".backup") == "error: usage: .backup FOLDER\n");
    CHECK(session.Say(".backup there").starts_with("error: database is in memory"));
    session.Say(".mode table");
    CHECK(session.Say(".stats").starts_with("commit          1\ntables          1\n"));
    CHECK(session.Say(".check") == "the store is whole\n");
  }

  TEST_CASE("live queries say what they have done and commits why") {
    Session session;
    session.Say(kTable + "LIVE MANY T { id, n };");
    CHECK(session.Say(".why") ==
          "error: commit is none of the last that live queries heard of: 1\n");
    session.Say("TX { INSERT T { id: 1, n: 2 }; INSERT T { id: 2, n: 2 } }");
    CHECK(session.Say(".why") ==
          R"({"commit":2,"tables":[{"table":"T","inserted":2,"updated":0,"deleted":0,)"
          R"("keys":["1","2"]}],"frames":1,"ops":2})"
          "\n");
    session.Say("UPDATE T WHERE id = 2 SET n = 3");
    const std::string live = session.Say(".stats live");
    CHECK(live.starts_with(
        R"({"subscriptions":[{"sub":1,"shape":1,"rows":2,"frames":2,"ops":3,"filled_us":)"));
    CHECK(live.find(R"("operators":[{"operator":")") != std::string::npos);
    CHECK(live.find(R"("visit_ns":)") != std::string::npos);
    CHECK(session.Say(".stats dead") == "error: usage: .stats or .stats live\n");
    CHECK(session.Say(".why x") == "error: usage: .why [COMMIT]\n");
    session.Say(".mode table");
    CHECK(session.Say(".why 2") ==
          "commit 2: 1 frame, 2 operations\n"
          "  T: 2 inserted, 0 updated, 0 deleted (1, 2)\n");
    CHECK(session.Say(".stats live").starts_with("sub  shape  rows  frames  ops  filled_us"));
    CHECK(session.Say("EXPLAIN LIVE MANY T { id, n }")
              .find("live: 1 subscription to 1 answer, 2 rows") != std::string::npos);
  }

  TEST_CASE("the clock moves live queries on") {
    Session session;
    session.Say("TABLE T { id: Int = 1 KEY, at: Time = 2 }");
    session.Say("INSERT T { id: 1, at: '2999-01-01' };");
    session.Say("LIVE MANY T WHERE at < NOW() { id }");
    CHECK(session.Say(".clock 2999-01-02") ==
          "{\"clock\":\"2999-01-02T00:00:00Z\"}\n"
          R"({"sub":1,"t":"delta","from":2,"to":2,"ops":[["+",[],1,0,{"$k":1,"id":1}]]})"
          "\n");
    CHECK(session.Say(".clock") == "error: usage: .clock TIME\n");
    CHECK(session.Say(".clock noon").starts_with("error: "));
  }

  TEST_CASE("the timer goes to the error stream") {
    Session session;
    CHECK(session.Say(".timer on").starts_with("time: "));
    const std::string timed = session.Say(".tables");
    CHECK(timed.starts_with("[]\ntime: "));
    CHECK(timed.ends_with(" s\n"));
    session.Say(".timer off");
    CHECK(session.Say(".tables") == "[]\n");
    CHECK(session.Say(".timer") == "error: usage: .timer on or .timer off\n");
  }

  TEST_CASE("a file is read and its errors name it") {
    const testing::TemporaryFolder folder;
    const std::string path = folder.path() + "/a.tql";
    std::ofstream(path) << kTable << "\nINSERT T { id: 1 };\n\n  DELETE U;\nMANY T { id }";
    Session session;
    CHECK(session.Say(".read " + path + "\n.tables") ==
          "{\"commit\":1,\"table\":\"T\"}\n{\"commit\":2,\"rows\":1}\n[{\"id\":1}]\n[\"T\"]\n"
          "error: " +
              path +
              ":4:10: no table 'U'; did you mean 'T'?\n  DELETE U;\n"
              "         ^\n");
    CHECK(session.Say(".read none.tql") == "error: cannot read file: none.tql\n");
    CHECK(session.Say(".read") == "error: usage: .read FILE\n");
    const std::string again = folder.path() + "/again.tql";
    std::ofstream(again) << ".read " << again << "\n";
    CHECK(session.Say(".read " + again) ==
          "error: " + again + ": files are read deeper than 16: " + again + "\n");
  }

  TEST_CASE("an error in a file that is read ends the input") {
    const testing::TemporaryFolder folder;
    const std::string path = folder.path() + "/a.tql";
    std::ofstream(path) << "DELETE U;\n";
    const auto database = testing::OpenWith({});
    std::ostringstream out;
    std::ostringstream errors;
    Shell shell(*database, {}, out, errors);
    CHECK_FALSE(shell.RunText(".read " + path + "\n.tables\n"));
    CHECK(shell.failed());
    CHECK(out.str() == "");
  }

  TEST_CASE("rows go out to a file and come back in") {
    const testing::TemporaryFolder folder;
    Session session;
    session.Say(kTable + "INSERT T { id: 1, n: 5 } INSERT T { id: 2 }");
    for (const char* const ending : {"csv", "jsonl", "ndjson"}) {
      const std::string path = folder.path() + "/rows." + ending;
      CHECK(session.Say(".export MANY T { id, n } " + path) ==
            "{\"file\":\"" + path + "\",\"rows\":2}\n");
      Session other;
      other.Say(kTable);
      CHECK(other.Say(".import " + path + " T") ==
            "{\"commit\":2,\"table\":\"T\",\"rows\":2}\n");
      CHECK(other.Say("MANY T { id, n }") == "[{\"id\":1,\"n\":5},{\"id\":2,\"n\":null}]\n");
    }
    CHECK(Contents(folder.path() + "/rows.csv") == "id,n\n1,5\n2,\n");
    const std::string usage =
        "error: usage: .export QUERY FILE, where FILE ends in .csv or .jsonl\n";
    CHECK(session.Say(".export MANY T { id }") == usage);
    CHECK(session.Say(".export x.csv") == usage);
    CHECK(session.Say(".export MANY T { id } rows.txt") == usage);
    CHECK(session.Say(".export MANY T { id } /none/x.csv") ==
          "error: cannot write file: /none/x.csv\n");
  }

  TEST_CASE("an import prints its line before the frames that it causes") {
    const testing::TemporaryFolder folder;
    const std::string path = folder.path() + "/t.csv";
    std::ofstream(path) << "id\n1\n";
    Session session;
    session.Say(kTable + "LIVE MANY T { id }");
    CHECK(session.Say(".import '" + path + "' T") ==
          "{\"commit\":2,\"table\":\"T\",\"rows\":1}\n"
          R"({"sub":1,"t":"delta","from":1,"to":2,"ops":[["+",[],1,0,{"$k":1,"id":1}]]})"
          "\n");
    CHECK(session.Say(".import " + path + " T") ==
          "error: " + path + ":2: id: key 1 exists already in T\n");
    CHECK(session.Say(".import " + path) == "error: usage: .import FILE TABLE\n");
    CHECK(Session(InTables())
              .Say(kTable + "\n.import " + path + " T")
              .ends_with("commit 2: 1 row into T\n"));
  }

  TEST_CASE("bad rows are set aside in a file that can be imported once mended") {
    const testing::TemporaryFolder folder;
    const std::string path = folder.path() + "/t.csv";
    const std::string aside = folder.path() + "/bad.csv";
    std::ofstream(path) << "n,id\r\n5,1\r\nx,2\r\n7,1\r\n";
    ShellOptions options;
    options.bad_rows = aside;
    Session session(options);
    session.Say(kTable);
    CHECK(session.Say(".import " + path + " T") ==
          "{\"commit\":2,\"table\":\"T\",\"rows\":1,\"skipped\":2}\n"
          "skipped: " +
              path +
              ":3: n: not a value of type Int: 'x'\n"
              "skipped: " +
              path + ":4: id: key 1 exists already in T\n");
    CHECK(Contents(aside) == "n,id\nx,2\n7,1\n");
    CHECK(session.Say(".import " + aside + " T") ==
          "error: bad rows cannot go into the file itself: " + aside + "\n");
  }

  TEST_CASE("every example loads and answers its questions") {
    for (const Example& example : Examples()) {
      INFO(example.name);
      const std::vector<std::string> questions = QuestionsOf(example);
      REQUIRE(questions.size() == 3);
      Session session;
      const std::string loaded = session.Say(".example " + std::string(example.name));
      CHECK(loaded.starts_with("{\"example\":\"" + std::string(example.name) + "\",\"rows\":"));
      for (const std::string& question : questions) {
        INFO(question);
        const std::string answer = session.Say(question);
        CHECK(answer.find("error") == std::string::npos);
        CHECK(answer.size() > 100);
      }
      CHECK(session.Say(".example " + std::string(example.name)).find("error: ") == 0);
    }
    CHECK(Session().Say(".example none") ==
          "error: no example 'none'; there are tracker, music, trading, org\n");
  }

  TEST_CASE("a statement that is too long is refused") {
    Session session;
    session.Say(kTable);
    const std::string blanks(70'000, ' ');
    CHECK(session.Say("DELETE " + blanks + " T;").find("statement is longer than 64 KiB") !=
          std::string::npos);
  }
}

}  // namespace
}  // namespace cambium
