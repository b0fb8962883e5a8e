// The command `cambium` as a program: its streams, its exit status, its folder.
// SPDX-License-Identifier: Apache-2.0
#include "doctest/doctest.h"
#include "query/version.h"
#include "tests/support/co_process.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

using testing::CoProcess;

CoProcess::Result Run(std::vector<std::string> arguments, const std::string& input = "") {
  CoProcess cambium(CAMBIUM_SHELL, std::move(arguments));
  cambium.Write(input);
  return cambium.Finish();
}

const std::string kTable = "TABLE T { id: Int = 1 KEY }\n";

TEST_SUITE("The command") {
  TEST_CASE("follows live queries and goes on after a restart") {
    // Covers: Program partly, Query partly, Clauses partly
    const testing::TemporaryFolder folder;
    std::string out;
    for (const std::string script : {"tracker_1.tql", "tracker_2.tql"}) {
      const CoProcess::Result result = Run({"-json", folder.path() + "/tracker"},
                                           testing::ReadSourceFile("tests/golden/" + script));
      CHECK(result.errors == "");
      CHECK(result.status == 0);
      out += result.out;
    }
    testing::CheckGolden("tracker.out", out);
  }

  TEST_CASE("answers each statement before it reads the next") {
    CoProcess cambium(CAMBIUM_SHELL, {"-json"});
    cambium.Write(kTable);
    CHECK(cambium.ReadLine() == "{\"commit\":1,\"table\":\"T\"}");
    cambium.Write("MANY T { id } LIVE\n");
    CHECK(cambium.ReadLine() ==
          R"({"sub":1,"t":"open","v":1,"shape":{"card":"MANY","key":["id"]},"data":[]})");
    cambium.Write("INSERT T {\n");
    cambium.Write("  id: 7 };\n");
    CHECK(cambium.ReadLine() == "{\"commit\":2,\"rows\":1}");
    CHECK(cambium.ReadLine() ==
          R"({"sub":1,"t":"delta","from":1,"to":2,"ops":[["+",[],7,0,{"$k":7,"id":7}]]})");
    cambium.Write("MANY T { id }\n");
    CHECK(cambium.ReadLine() == "[{\"id\":7}]");
    cambium.Write(".stop 1\n");
    CHECK(cambium.ReadLine() == "{\"sub\":1,\"t\":\"end\"}");
    const CoProcess::Result result = cambium.Finish();
    CHECK(result.out == "");  // The end of the input prints nothing.
    CHECK(result.status == 0);
  }

  TEST_CASE("says where an error is and ends with 1") {
    // Covers: rule 15 partly
    const CoProcess::Result result =
        Run({"-json"}, kTable + "\n-- größer\n  MANY T { 'ä', di }\nMANY T { id }\n");
    CHECK(result.out == "{\"commit\":1,\"table\":\"T\"}\n");
    CHECK(result.errors ==
          "error: 4:12: an item that is not a path needs a label\n"
          "  MANY T { 'ä', di }\n"
          "           ^\n"
          "  hint: a label stands in front: value: 'ä'\n");
    CHECK(result.status == 1);
  }

  TEST_CASE("goes on behind errors with -keep-going and still ends with 1") {
    const CoProcess::Result result =
        Run({"-json", "-keep-going"}, kTable + "MANY U { id }\nINSERT T { id: 1 }\n");
    CHECK(result.out == "{\"commit\":1,\"table\":\"T\"}\n{\"commit\":2,\"rows\":1}\n");
    CHECK(result.errors ==
          "error: 2:6: no table 'U'; did you mean 'T'?\n  MANY U { id }\n       ^\n");
    CHECK(result.status == 1);
  }

  TEST_CASE("takes statements as an argument") {
    const CoProcess::Result result =
        Run({":memory:", kTable + "INSERT T { id: 1 } MANY T { id }"}, "DELETE T;");
    CHECK(result.out ==
          "{\"commit\":1,\"table\":\"T\"}\n{\"commit\":2,\"rows\":1}\n[{\"id\":1}]\n");
    CHECK(result.status == 0);
    CHECK(Run({":memory:", "MANY T { id }"}).status == 1);
  }

  TEST_CASE("refuses options and arguments that it does not know") {
    const CoProcess::Result option = Run({"-jsno"});
    CHECK(option.errors ==
          "error: no option '-jsno'; did you mean '-json'?\nsee cambium -help\n");
    CHECK(option.out == "");
    CHECK(option.status == 1);
    CHECK(Run({":memory:", "", "x"}).errors ==
          "error: one argument too many: 'x'\nsee cambium -help\n");
  }

  TEST_CASE("tells its version and its options") {
    const CoProcess::Result version = Run({"-version"});
    CHECK(version.out == "cambium " + std::string(Version()) + "\n");
    CHECK(version.status == 0);
    const CoProcess::Result help = Run({"-help"});
    CHECK(help.out.starts_with("usage: cambium [OPTIONS] [DATABASE] [STATEMENTS]\n"));
    CHECK(help.status == 0);
    for (const char* option : {"-json", "-durable", "-keep-going", "-version"}) {
      CHECK(help.out.find(option) != std::string::npos);
    }
  }

  TEST_CASE("refuses a folder that another process has open") {
    const testing::TemporaryFolder folder;
    CoProcess first(CAMBIUM_SHELL, {"-json", "-durable", folder.path()});
    first.Write(kTable);
    first.ReadLine();
    const CoProcess::Result second = Run({folder.path()}, "MANY T { id }\n");
    CHECK(second.out == "");
    CHECK(second.errors ==
          "error: database is open already: " + folder.path() +
              "\n  hint: another process writes there; cambium -readonly opens it beside\n");
    CHECK(second.status == 1);
    first.Write("INSERT T { id: 1 }\n");
    CHECK(first.ReadLine() == "{\"commit\":2,\"rows\":1}");
    CHECK(first.Finish().status == 0);
    CHECK(Run({folder.path()}, "MANY T { id }\n").out == "[{\"id\":1}]\n");
  }

  TEST_CASE("a killed process loses nothing that it has printed") {
    const testing::TemporaryFolder folder;
    {
      CoProcess cambium(CAMBIUM_SHELL, {"-json", folder.path()});
      cambium.Write(kTable + "INSERT T { id: 1 }\n");
      cambium.ReadLine();
      cambium.ReadLine();
      cambium.Kill();
    }
    CHECK(Run({folder.path()}, "MANY T { id }\n").out == "[{\"id\":1}]\n");
  }
}

}  // namespace
}  // namespace cambium
