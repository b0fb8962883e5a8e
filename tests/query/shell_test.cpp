// The shell prints a line per statement and frame, and says where errors are.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/shell.h"

#include <sstream>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

struct Output {
  std::string out;
  std::string errors;
  bool failed = false;
};

Output Run(const std::string& text, ShellOptions options = {}, bool as_stream = true) {
  auto database = testing::OpenWith({});
  std::ostringstream out;
  std::ostringstream errors;
  Shell shell(*database, options, out, errors);
  if (as_stream) {
    std::istringstream in(text);
    shell.RunAll(in);
  } else {
    shell.RunText(text);
  }
  return {out.str(), errors.str(), shell.failed()};
}

// What has been flushed so far, piece by piece.
class FlushedPieces : public std::stringbuf {
 public:
  const std::vector<std::string>& pieces() const { return pieces_; }

 protected:
  int sync() override {
    pieces_.push_back(str());
    str("");
    return 0;
  }

 private:
  std::vector<std::string> pieces_;
};

const std::string kTable = "TABLE T { id: Int = 1 KEY, n: Int? = 2 }\n";

TEST_SUITE("Shell") {
  TEST_CASE("prints what each statement did and the frames behind it") {
    for (const bool as_stream : {true, false}) {
      const Output output =
          Run(kTable +
                  "INSERT T { id: 1 }; MANY T { n }\nLIVE MANY T { id }\n"
                  "INSERT T { id: 2 }; UPDATE T SET n = 1; DELETE T WHERE id = 1;",
              {}, as_stream);
      CHECK(output.out ==
            "{\"commit\":1,\"table\":\"T\"}\n"
            "{\"commit\":2,\"rows\":1}\n"
            "[{\"n\":null}]\n"
            R"({"sub":1,"t":"open","v":2,"shape":{"card":"MANY","key":["id"]},)"
            R"("data":[{"$k":1,"id":1}]})"
            "\n"
            "{\"commit\":3,\"rows\":1}\n"
            R"({"sub":1,"t":"delta","from":2,"to":3,"ops":[["+",[],2,1,{"$k":2,"id":2}]]})"
            "\n"
            "{\"commit\":4,\"rows\":2}\n"
            "{\"commit\":5,\"rows\":1}\n"
            R"({"sub":1,"t":"delta","from":3,"to":5,"ops":[["-",[],1]]})"
            "\n");
      CHECK(output.errors == "");
      CHECK_FALSE(output.failed);
    }
  }

  TEST_CASE("flushes each line by itself") {
    auto database = testing::OpenWith({});
    FlushedPieces out;
    FlushedPieces errors;
    std::ostream out_stream(&out);
    std::ostream error_stream(&errors);
    Shell shell(*database, {}, out_stream, error_stream);
    shell.RunText(kTable + "LIVE MANY T { id }\nINSERT T { id: 2 };.stop 1\nDELETE U;");
    CHECK(out.pieces() ==
          std::vector<std::string>{"{\"commit\":1,\"table\":\"T\"}\n",
                                   R"({"sub":1,"t":"open","v":1,)"
                                   R"("shape":{"card":"MANY","key":["id"]},"data":[]})"
                                   "\n",
                                   "{\"commit\":2,\"rows\":1}\n",
                                   R"({"sub":1,"t":"delta","from":1,"to":2,)"
                                   R"("ops":[["+",[],2,0,{"$k":2,"id":2}]]})"
                                   "\n",
                                   "{\"sub\":1,\"t\":\"end\"}\n"});
    CHECK(errors.pieces().size() == 1);
    CHECK(out.str() == "");
    CHECK(errors.str() == "");
  }

  TEST_CASE("stops at the first error and says where it is") {
    const Output output = Run(kTable + "\n  INSERT T { id: 1 }; DELETE\n  U;\nDELETE T;");
    CHECK(output.out == "{\"commit\":1,\"table\":\"T\"}\n{\"commit\":2,\"rows\":1}\n");
    CHECK(output.errors ==
          "error: 4:3: no table 'U'; did you mean 'T'?\n"
          "    U;\n"
          "    ^\n");
    CHECK(output.failed);
  }

  TEST_CASE("keeps going when it is told to") {
    const Output output =
        Run("DELETE U;\n" + kTable + "MANY T { m }\n.nope\nINSERT T { id: 1 }", {true, {}});
    CHECK(output.out == "{\"commit\":1,\"table\":\"T\"}\n{\"commit\":2,\"rows\":1}\n");
    CHECK(output.errors ==
          "error: 1:8: no table 'U'\n"
          "  DELETE U;\n"
          "         ^\n"
          "  hint: no table is declared yet: TABLE T { id: Int = 1 KEY, name: Text = 2 }\n"
          "error: 3:10: no field 'm' on T; did you mean 'n'?\n"
          "  MANY T { m }\n"
          "           ^\n"
          "error: no command '.nope'; .help lists them\n");
    CHECK(output.failed);
  }

  TEST_CASE("stops a subscription") {
    const Output output = Run(kTable + "LIVE MANY T { id }\n.stop 1\nINSERT T { id: 1 }");
    CHECK(output.out.ends_with("{\"sub\":1,\"t\":\"end\"}\n{\"commit\":2,\"rows\":1}\n"));
    CHECK(Run(".stop 1").errors == "error: no subscription of this number: 1\n");
    CHECK(Run(".stop x").errors == "error: no subscription of this number: x\n");
    CHECK(Run(".stop").errors ==
          "error: the number of a subscription is missing; .live lists them\n");
    CHECK(Run(kTable + "MANY T { id } LIVE\n.stop 1\n.stop 1").failed);
  }

  TEST_CASE("a subscription that failed is gone") {
    const Output output =
        Run(kTable + "LIVE MANY T { m: n * n }\nINSERT T { id: 1, n: 5000000000 }\n.stop 1");
    CHECK(output.out.ends_with(
        "{\"commit\":2,\"rows\":1}\n"
        R"({"sub":1,"t":"error","code":"OUT_OF_RANGE","msg":"Int overflows"})"
        "\n"));
    CHECK(output.errors == "error: no subscription of this number: 1\n");
  }

  TEST_CASE("ends at .quit") {
    for (const bool as_stream : {true, false}) {
      const Output output = Run(kTable + ".quit\nDELETE T;", {}, as_stream);
      CHECK(output.out == "{\"commit\":1,\"table\":\"T\"}\n");
      CHECK_FALSE(output.failed);
    }
  }

  TEST_CASE("runs what is incomplete at the end") {
    CHECK(Run(kTable + "DELETE T").out.ends_with("{\"commit\":1,\"rows\":0}\n"));
    CHECK(Run("DELETE").errors ==
          "error: 1:7: expected the name of a table, found the end\n  DELETE\n        ^\n");
    CHECK(Run(" -- nothing\n").out == "");
  }
}

}  // namespace
}  // namespace cambium
