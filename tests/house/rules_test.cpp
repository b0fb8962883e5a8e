// Each rule of the house bites: it finds the fault in a small bad file and none in a good one.
//
// SPDX-License-Identifier: Apache-2.0
#include "tests/house/rules.h"

#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "tests/house/source.h"

namespace cambium::house {
namespace {

using Rule = void (*)(const Source&, Findings&);

// What `rule` says of a file, one "line: text" each.
std::vector<std::string> Says(Rule rule, std::string path, std::string text) {
  Findings findings;
  rule(MakeSource(std::move(path), std::move(text)), findings);
  std::vector<std::string> said;
  for (const Finding& finding : findings) {
    said.push_back(std::to_string(finding.line) + ": " + finding.what);
  }
  return said;
}

bool Refuses(Rule rule, const std::string& path, const std::string& text) {
  return !Says(rule, path, text).empty();
}

std::string Include(const std::string& path) { return "#include \"" + path + "\"\n"; }

TEST_SUITE("CheckIncludes") {
  TEST_CASE("says which line points the wrong way") {
    CHECK(Says(CheckIncludes, "dataflow/a.h", "\n#include \"query/plan.h\"\n") ==
          std::vector<std::string>{
              "2: dataflow may not include query: #include \"query/plan.h\""});
  }

  TEST_CASE("refuses every arrow that the architecture does not have") {
    struct Arrow {
      std::string from, to;
    };
    const std::vector<Arrow> arrows{
        {"dataflow", "operators"}, {"dataflow", "lsm"},  {"operators", "lsm"},
        {"operators", "query"},    {"lsm", "operators"}, {"lsm", "query"},
        {"query", "tests"},        {"query", "bench"},   {"tests", "bench"},
        {"bench", "tests"},        {"docs", "tests"}};
    for (const Arrow& arrow : arrows) {
      CAPTURE(arrow.from);
      CAPTURE(arrow.to);
      const std::string path = arrow.from + "/a.cpp";
      CHECK(Refuses(CheckIncludes, path, Include(arrow.to + "/b.h")));
      CHECK_FALSE(Refuses(CheckIncludes, path, Include(arrow.from + "/b.h")));
    }
  }

  TEST_CASE("lets the tests of bench include it and no other tests") {
    CHECK_FALSE(Refuses(CheckIncludes, "tests/bench/a_test.cpp", Include("bench/b.h")));
    CHECK(Refuses(CheckIncludes, "tests/query/a_test.cpp", Include("bench/b.h")));
  }

  TEST_CASE("lets query join the two pillars") {
    for (const char* path : {"operators/a.h", "lsm/a.h", "dataflow/a.h", "query/a.h"}) {
      CHECK_FALSE(Refuses(CheckIncludes, "query/database.cpp", Include(path)));
    }
  }

  TEST_CASE("keeps TBB in the executors") {
    CHECK_FALSE(Refuses(CheckIncludes, "dataflow/executor_tbb.cpp", "#include <tbb/a.h>\n"));
    CHECK(Refuses(CheckIncludes, "dataflow/executor.h", "#include <tbb/a.h>\n"));
    CHECK(Refuses(CheckIncludes, "dataflow/graph.cpp", "#include <oneapi/tbb.h>\n"));
    CHECK(Refuses(CheckIncludes, "query/database.cpp", "#include <tbb/a.h>\n"));
  }

  TEST_CASE("keeps Cap'n Proto in .cpp files of lsm and query") {
    CHECK_FALSE(Refuses(CheckIncludes, "lsm/manifest.cpp", "#include <capnp/message.h>\n"));
    CHECK(Refuses(CheckIncludes, "lsm/manifest.h", "#include <capnp/message.h>\n"));
    CHECK(Refuses(CheckIncludes, "lsm/manifest.h", Include("lsm/manifest.capnp.h")));
    CHECK(Refuses(CheckIncludes, "dataflow/graph.cpp", "#include <kj/common.h>\n"));
  }

  TEST_CASE("wants paths from the root") {
    CHECK(Refuses(CheckIncludes, "lsm/block.cpp", Include("block.h")));
    CHECK(Refuses(CheckIncludes, "lsm/block.cpp", Include("../dataflow/weight.h")));
  }
}

TEST_SUITE("CheckLayout") {
  TEST_CASE("counts columns and not bytes") {
    const std::string arrow = "\xe2\x86\x92";
    std::string arrows;
    for (int i = 0; i < 96; ++i) arrows += arrow;
    CHECK_FALSE(Refuses(CheckLayout, "lsm/a.h", arrows + "\n"));
    CHECK(Refuses(CheckLayout, "lsm/a.h", arrows + "x\n"));
    CHECK(Refuses(CheckLayout, "lsm/CMakeLists.txt", arrows + "x\n"));
    CHECK_FALSE(Refuses(CheckLayout, "docs/a.md", arrows + "x\n"));
  }

  TEST_CASE("refuses tabs and trailing blanks and a last line without an end") {
    CHECK(Refuses(CheckLayout, "lsm/a.h", "\tint a;\n"));
    CHECK(Refuses(CheckLayout, "docs/a.md", "text \n"));
    CHECK(Refuses(CheckLayout, "lsm/a.h", "int a;\r\n"));
    CHECK(Refuses(CheckLayout, "lsm/a.h", "int a;"));
    CHECK_FALSE(Refuses(CheckLayout, "tests/consumers/pkg_config/Makefile", "a:\n\tb\n"));
  }

  TEST_CASE("stops at 500 lines") {
    CHECK_FALSE(Refuses(CheckLayout, "lsm/a.h", std::string(500, '\n')));
    CHECK(Refuses(CheckLayout, "lsm/a.h", std::string(501, '\n')));
  }
}

TEST_SUITE("CheckHeaderComment") {
  const std::string kSpdx = "// SPDX-License-Identifier: Apache-2.0\n";

  TEST_CASE("accepts a sentence and then the licence") {
    CHECK_FALSE(
        Refuses(CheckHeaderComment, "lsm/a.h", "// A block.\n//\n" + kSpdx + "#pragma once\n"));
    CHECK_FALSE(Refuses(CheckHeaderComment, "lsm/a.cpp", "// A block.\n" + kSpdx));
  }

  TEST_CASE("refuses a file that does not say what it is") {
    CHECK(Refuses(CheckHeaderComment, "lsm/a.cpp", "int a;\n"));
    CHECK(Refuses(CheckHeaderComment, "lsm/a.cpp", ""));
    CHECK(Refuses(CheckHeaderComment, "lsm/a.cpp", kSpdx));
  }

  TEST_CASE("refuses a file whose comment does not end with the licence") {
    CHECK(Refuses(CheckHeaderComment, "lsm/a.cpp", "// A block.\n"));
    CHECK(Refuses(CheckHeaderComment, "lsm/a.cpp", kSpdx + "// A block.\n"));
    CHECK(Refuses(CheckHeaderComment, "lsm/a.cpp", "// A block.\n\n" + kSpdx));
  }

  TEST_CASE("refuses a header without its pragma") {
    CHECK(Refuses(CheckHeaderComment, "lsm/a.h", "// A block.\n" + kSpdx));
  }
}

TEST_SUITE("CheckNames") {
  TEST_CASE("refuses types that say nothing") {
    for (const std::string name : {"Utils", "GraphHelpers", "Common", "IndexManager",
                                   "StoreImpl", "OperatorBase", "Base"}) {
      CAPTURE(name);
      CHECK(Refuses(CheckNames, "lsm/a.h", "class " + name + ";\n"));
    }
    CHECK(Refuses(CheckNames, "lsm/a.h", "using StoreImpl = int;\n"));
  }

  TEST_CASE("lets names be that only contain such a word") {
    CHECK_FALSE(
        Refuses(CheckNames, "lsm/a.h", "class Database; struct BaseTable; int base;\n"));
    CHECK_FALSE(Refuses(CheckNames, "lsm/a.h", "// A class Base would be wrong.\n"));
  }

  TEST_CASE("refuses files that say nothing") {
    CHECK(Refuses(CheckNames, "lsm/utils.h", ""));
    CHECK(Refuses(CheckNames, "lsm/block_impl.cpp", ""));
    CHECK_FALSE(Refuses(CheckNames, "lsm/database.h", ""));
  }

  TEST_CASE("refuses namespaces that are not ours") {
    CHECK(Refuses(CheckNames, "lsm/a.h", "namespace lsm {\n"));
    CHECK(Refuses(CheckNames, "lsm/a.h", "namespace std {\n"));
    CHECK_FALSE(Refuses(CheckNames, "lsm/a.h", "namespace cambium {\nnamespace {\nint a;\n"));
    CHECK_FALSE(Refuses(CheckNames, "lsm/a.h", "namespace cambium::internal {\n"));
    CHECK_FALSE(Refuses(CheckNames, "lsm/a.h", "namespace files = std::filesystem;\n"));
  }
}

TEST_SUITE("CheckTestNames") {
  TEST_CASE("refuses a comma in any part of the name") {
    CHECK(Refuses(CheckTestNames, "tests/a.cpp", "TEST_CASE(\"a, b\") {\n"));
    CHECK(Refuses(CheckTestNames, "tests/a.cpp", "TEST_CASE(\n    \"a\"\n    \"b, c\") {\n"));
    CHECK(Refuses(CheckTestNames, "tests/a.cpp", "TEST_SUITE(\"a, b\") {\n"));
  }

  TEST_CASE("lets commas be elsewhere") {
    CHECK_FALSE(Refuses(CheckTestNames, "tests/a.cpp", "TEST_CASE(\"a\") { f(\"a, b\"); }\n"));
    CHECK_FALSE(
        Refuses(CheckTestNames, "tests/a.cpp", "TEST_CASE_TEMPLATE(\"a\", T, int, char) {\n"));
  }
}

TEST_SUITE("CheckComments") {
  TEST_CASE("knows three kinds of to-do") {
    CHECK(Refuses(CheckComments, "lsm/a.h", "// TODO(now): finish.\n"));
    CHECK(Refuses(CheckComments, "lsm/a.h", "int a;  // TODO: finish.\n"));
    CHECK(Refuses(CheckComments, "lsm/a.h", "/* TODO(ada): finish. */\n"));
    CHECK_FALSE(Refuses(CheckComments, "lsm/a.h", "// TODO(perf): measure it.\n"));
    CHECK_FALSE(Refuses(CheckComments, "lsm/a.h", "f(\"TODO: as data\");\n"));
  }

  TEST_CASE("refuses suppressions") {
    CHECK(Refuses(CheckComments, "lsm/a.h", "int a;  // NOLINT(check)\n"));
    CHECK(Refuses(CheckComments, "lsm/a.h", "// NOLINTNEXTLINE\n"));
    CHECK(Refuses(CheckComments, "lsm/a.h", "// clang-format off\n"));
    CHECK(Refuses(CheckComments, "lsm/a.h", "#pragma GCC diagnostic push\n"));
    CHECK(Refuses(CheckComments, "lsm/a.h", "__attribute__((no_sanitize(\"undefined\")))\n"));
    CHECK(Refuses(CheckComments, "tests/a.cpp", "TEST_CASE(\"a\" * doctest::skip()) {\n"));
    CHECK(Refuses(CheckComments, "tests/a.cpp", "TEST_CASE(\"a\" * doctest::may_fail()) {\n"));
  }
}

TEST_SUITE("CheckMachinePaths") {
  TEST_CASE("refuses them in any text") {
    CHECK(Refuses(CheckMachinePaths, "docs/a.md",
                  "see /wo"
                  "rk/a\n"));
    CHECK(Refuses(CheckMachinePaths, "lsm/a.h",
                  "// /ro"
                  "ot/a\n"));
    CHECK_FALSE(Refuses(CheckMachinePaths, "docs/a.md",
                        "see frame/wo"
                        "rk/a\n"));
    CHECK(Refuses(CheckMachinePaths, "docs/a.md",
                  "see frame/wo"
                  "rk/a and /wo"
                  "rk/a\n"));
  }
}

TEST_SUITE("CheckHeadersAreTested") {
  TEST_CASE("refuses a header that no test includes") {
    const Source header = MakeSource("lsm/block.h", "");
    const Source user = MakeSource("lsm/block.cpp", Include("lsm/block.h"));
    const Source test = MakeSource("tests/lsm/block_test.cpp", Include("lsm/block.h"));
    Findings findings;
    CheckHeadersAreTested({header, test}, findings);
    CHECK(findings.empty());
    CheckHeadersAreTested({header, user}, findings);
    CHECK(findings.size() == 1);
  }
}

TEST_SUITE("CheckSourcesAreBuilt") {
  TEST_CASE("refuses a file that is not in the list of its folder") {
    const Source list = MakeSource("tests/CMakeLists.txt", "SOURCES lsm/block_test.cpp\n");
    Findings findings;
    CheckSourcesAreBuilt({list, MakeSource("tests/lsm/block_test.cpp", "")}, findings);
    CHECK(findings.empty());
    CheckSourcesAreBuilt({list, MakeSource("tests/lsm/forgotten_test.cpp", "")}, findings);
    CHECK(findings.size() == 1);
  }

  TEST_CASE("refuses a file whose name only ends another name of the list") {
    const Source list = MakeSource("dataflow/CMakeLists.txt", "HEADERS input_node.h\n");
    Findings findings;
    CheckSourcesAreBuilt({list, MakeSource("dataflow/input_node.h", "")}, findings);
    CHECK(findings.empty());
    CheckSourcesAreBuilt({list, MakeSource("dataflow/node.h", "")}, findings);
    CHECK(findings.size() == 1);
  }
}

TEST_SUITE("CheckTopLevel") {
  TEST_CASE("refuses what is neither allowed nor ignored") {
    Findings findings;
    CheckTopLevel({"README.md", "lsm", ".cache"}, "/.cache/\n", findings);
    CHECK(findings.empty());
    CheckTopLevel({"scripts"}, "/.cache/\n", findings);
    CHECK(findings.size() == 1);
  }
}

TEST_SUITE("MakeSource") {
  TEST_CASE("tells code from comments and strings") {
    const Source source = MakeSource("lsm/a.cpp",
                                     "a(\"//b\", 'c', 1'000); // d \"e\n"
                                     "f(R\"(g\n"
                                     "// h)\"); /* i\n"
                                     "j */ k\n");
    CHECK(source.code ==
          "a(     ,    , 1'000);        \n"
          "f(R   \n"
          "      );     \n"
          "     k\n");
    CHECK(source.comments.find("d \"e") != std::string::npos);
    CHECK(source.comments.find("j */") != std::string::npos);
    CHECK(source.comments.find('h') == std::string::npos);
  }
}

}  // namespace
}  // namespace cambium::house
