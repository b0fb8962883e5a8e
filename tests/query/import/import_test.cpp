// Files into tables: whole or not at all, by the rules of a table, live and not.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/import.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "query/import/file_rows.h"
#include "query/import/row_check.h"
#include "query/import/row_source.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/statements.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::OpenWith;

constexpr std::string_view kTable =
    "TABLE P { id: Int = 1 KEY, name: Text = 2, nick: Text? = 3, n: Int = 4 DEFAULT 7, "
    "q: Int? = 5, z: Int = 6 DEFAULT 0 }";
constexpr std::string_view kAll = "MANY P { id, name, nick, n, q, z }";

// What came of it: "commit rows", then what is wrong with rows that were skipped; or the error.
std::string Import(Database& database, const std::string& text, bool is_csv = true,
                   bool skips = false, std::size_t staged_bytes = 1 << 20,
                   std::size_t delta_rows = 4096) {
  std::istringstream in(text);
  const auto rows = is_csv ? MakeCsvRows(in, "p.csv") : MakeJsonRows(in, "p.jsonl");
  ImportOptions options;
  options.staged_bytes = staged_bytes;
  options.delta_rows = delta_rows;
  std::string skipped;
  if (skips) {
    options.on_bad_row = [&skipped](const BadRow& bad) {
      skipped += "; " + BadRowText("", bad) + " <" + bad.raw + ">";
    };
  }
  const absl::StatusOr<Imported> imported = database.Import(*rows, "P", options);
  if (!imported.ok()) return std::string(imported.status().message());
  return std::to_string(imported->commit) + " " + std::to_string(imported->rows) + skipped;
}

struct Wrong {
  const char* text;
  const char* message;
};

const Wrong kWrongCsv[] = {
    {"", "p.csv:1: there is no header of field names"},
    {"id,nam\n", "p.csv:1: no field 'nam' on P; did you mean 'name'?"},
    {"id,id\n", "p.csv:1: column is there twice: id"},
    {"id,\n", "p.csv:1: no field '' on P; did you mean 'n'?"},
    {"\"id\n", "p.csv:1: a quote is not closed"},
    {"name\nx", "p.csv:2: id: field is missing"},
    {"id\n1", "p.csv:2: name: field is missing"},
    {"id,name\n1", "p.csv:2: expected 2 cells, found 1"},
    {"id,name\n1,a,b", "p.csv:2: expected 2 cells, found 3"},
    {"id,name\n,a", "p.csv:2: id: cell is empty"},
    {"id,name\n1,a\n\nx,b", "p.csv:4: id: not a value of type Int: 'x'"},
    {"id,name\n1,a\n1,b", "p.csv:3: id: key 1 exists already in P"},
    {"id,name\n3,a\n1,b\n2,c\n1,d", "p.csv:5: id: key 1 exists already in P"},
    {"id,name\n3,a\n1,b\n3,c", "p.csv:4: id: key 3 exists already in P"},
    {"id,name\n9,b", "p.csv:2: id: key 9 exists already in P"},
    {"id,name,q\n1,\"a\nb\",2\n2,c,x", "p.csv:4: q: not a value of type Int: 'x'"},
    {"id,name\n1,\xFF", "p.csv:2: text is not UTF-8"},
    {"id,name\n1,a\"b", "p.csv:2: a quote inside of an unquoted cell"},
};

const Wrong kWrongJson[] = {
    {"x", "p.jsonl:1: expected an object, found 'x'"},
    {"{\"id\":1}", "p.jsonl:1: name: field is missing"},
    {"{\"id\":1,\"name\":null}", "p.jsonl:1: name: field cannot be NULL"},
    {"{\"id\":1,\"nam\":\"a\"}", "p.jsonl:1: no field 'nam' on P; did you mean 'name'?"},
    {"{\"id\":1,\"id\":2}", "p.jsonl:1: id: field is given twice"},
    {"{\"id\":\"1\",\"name\":\"a\"}", "p.jsonl:1: id: not a value of type Int: '\"1\"'"},
    {"{\"id\":1,\"name\":\"a\",\"n\":null}", "p.jsonl:1: n: field cannot be NULL"},
    {"{\"id\":1,\"name\":\"a\"}\n{\"id\":1,\"name\":\"b\"}",
     "p.jsonl:2: id: key 1 exists already in P"},
};

TEST_SUITE("Import") {
  TEST_CASE("columns go by their names and missing ones take defaults") {
    const auto database = OpenWith({kTable});
    CHECK(Import(*database, "name,id\r\n\"a, b\",2\r\nc,1\r\n") == "2 2");
    CHECK(Ask(*database, kAll) ==
          R"([{"id":1,"name":"c","nick":null,"n":7,"q":null,"z":0},)"
          R"({"id":2,"name":"a, b","nick":null,"n":7,"q":null,"z":0}])");
  }

  TEST_CASE("an empty cell is what the field takes for nothing") {
    const auto database = OpenWith({kTable});
    CHECK(Import(*database, "id,name,nick,n,q,z\n1,,,,,\n2,\"\",\"\",1,2,3") == "2 2");
    CHECK(Ask(*database, kAll) == R"([{"id":1,"name":"","nick":null,"n":7,"q":null,"z":0},)"
                                  R"({"id":2,"name":"","nick":null,"n":1,"q":2,"z":3}])");
  }

  TEST_CASE("JSON lines keep what CSV cannot tell apart") {
    const auto database = OpenWith({kTable});
    CHECK(
        Import(
            *database,
            "{\"id\":1,\"name\":\"\",\"nick\":\"\"}\n{\"nick\":null,\"name\":\"b\",\"id\":2}\n",
            false) == "2 2");
    CHECK(Ask(*database, "MANY P { id, name, nick, n }") ==
          R"([{"id":1,"name":"","nick":"","n":7},{"id":2,"name":"b","nick":null,"n":7}])");
  }

  TEST_CASE("a wrong row stops it and nothing stands") {
    for (const bool is_live : {false, true}) {
      const auto database = OpenWith({kTable, "INSERT P { id: 9, name: 'x' }"});
      testing::Recorder recorder;
      Subscription live;
      if (is_live) live = testing::Follow(*database, kAll, recorder);
      for (const Wrong& wrong : kWrongCsv) {
        INFO(wrong.text);
        CHECK(Import(*database, wrong.text) == wrong.message);
        CHECK(Import(*database, wrong.text, true, false, 1) == wrong.message);
      }
      for (const Wrong& wrong : kWrongJson) {
        INFO(wrong.text);
        CHECK(Import(*database, wrong.text, false) == wrong.message);
      }
      CHECK(Ask(*database, "MANY P { id }") == "[{\"id\":9}]");
      CHECK(database->version() == 2);
    }
  }

  TEST_CASE("wrong rows are set aside when somebody takes them") {
    for (const std::size_t staged_bytes : {1U, 1U << 20}) {
      const auto database = OpenWith({kTable, "INSERT P { id: 9, name: 'x' }"});
      CHECK(Import(*database, "id,name\n3,a\nx,b\n1,c\n3,d\n9,e\n4,\"f\n5,g\n", true, true,
                   staged_bytes) ==
            "3 3; :3: id: not a value of type Int: 'x' <x,b>"
            "; :5: id: key 3 exists already in P <3,d>"
            "; :6: id: key 9 exists already in P <9,e>"
            "; :7: a quote is not closed <4,\"f>");
      CHECK(Ask(*database, "MANY P { id, name }") ==
            R"([{"id":1,"name":"c"},{"id":3,"name":"a"},)"
            R"({"id":5,"name":"g"},{"id":9,"name":"x"}])");
    }
  }

  TEST_CASE("no rows are no commit") {
    const auto database = OpenWith({kTable});
    CHECK(Import(*database, "id,name\n") == "1 0");
    CHECK(Import(*database, "", false) == "1 0");
    CHECK(Import(*database, "id,name\nx,a\n", true, true).starts_with("1 0; "));
  }

  TEST_CASE("subscribers get one frame and assertions hold") {
    const auto database = OpenWith({kTable});
    testing::Recorder recorder;
    const Subscription live = testing::Follow(*database, "MANY P { id }", recorder);
    recorder.Take();
    CHECK(Import(*database, "id,name\n2,a\n1,b\n") == "2 2");
    CHECK(recorder.Take() ==
          R"({"sub":1,"t":"delta","from":1,"to":2,)"
          R"("ops":[["+",[],1,0,{"$k":1,"id":1}],["+",[],2,1,{"$k":2,"id":2}]]})"
          "\n");
    testing::Do(*database, "ASSERT few: COUNT P < 3");
    CHECK(Import(*database, "id,name\n3,a\n").find("few") != std::string::npos);
    CHECK(Ask(*database, "MANY P { id }") == "[{\"id\":1},{\"id\":2}]");
  }

  TEST_CASE("many rows reset who reads the table and nobody else") {
    const auto database =
        OpenWith({kTable, "TABLE Q { id: Int = 1 KEY, p: P = 2 BACK qs }",
                  "INSERT P { id: 9, name: 'x' }", "INSERT Q { id: 1, p: 9 }"});
    testing::Recorder rows;
    testing::Recorder same;
    testing::Recorder other;
    testing::Recorder through;
    const Subscription first = testing::Follow(*database, "MANY P WHERE z = 0 { id }", rows);
    const Subscription second = testing::Follow(*database, "MANY P WHERE z = 0 { id }", same);
    const Subscription third = testing::Follow(*database, "MANY Q { id }", other);
    const Subscription fourth = testing::Follow(*database, "MANY Q { n: p.name }", through);
    for (testing::Recorder* each : {&rows, &same, &other, &through}) each->Take();
    CHECK(Import(*database, "id,name\n2,b\n1,a\n3,c\n", true, false, 1 << 20, 2) == "5 3");
    const std::string reset =
        R"("t":"reset","v":5,"why":"import","data":[{"$k":1,"id":1},{"$k":2,"id":2},)"
        R"({"$k":3,"id":3},{"$k":9,"id":9}]})"
        "\n";
    CHECK(rows.Take() == "{\"sub\":1," + reset);
    CHECK(same.Take() == "{\"sub\":2," + reset);
    CHECK(other.Take() == "");
    CHECK(through.Take() ==
          R"({"sub":4,"t":"reset","v":5,"why":"import","data":[{"$k":1,"n":"x"}]})"
          "\n");
    // Deltas lead on from there, of all that share the new answer.
    testing::Do(*database,
                "TX { DELETE P WHERE id = 2; UPDATE P WHERE id = 9 SET name = 'y' }");
    const std::string delta = R"("t":"delta","from":5,"to":6,"ops":[["-",[],2]]})"
                              "\n";
    CHECK(rows.Take() == "{\"sub\":1," + delta);
    CHECK(same.Take() == "{\"sub\":2," + delta);
    CHECK(through.tree.Json() == R"([{"n":"y"}])");
    CHECK(Import(*database, "id,name\n5,e\n6,f\n", true, false, 1 << 20, 2) == "7 2");
    CHECK(rows.Take().find("\"t\":\"delta\",\"from\":6,\"to\":7") != std::string::npos);
    CHECK(rows.tree.Json() == Ask(*database, "MANY P WHERE z = 0 { id }"));
    CHECK(same.tree.Json() == rows.tree.Json());
  }

  TEST_CASE("what an assertion reads is asserted however many rows come") {
    const auto database = OpenWith({kTable, "ASSERT few: COUNT P < 3"});
    testing::Recorder recorder;
    const Subscription live = testing::Follow(*database, "MANY P { id }", recorder);
    recorder.Take();
    const std::string refused =
        Import(*database, "id,name\n1,a\n2,b\n3,c\n", true, false, 1, 1);
    CHECK(refused.find("few") != std::string::npos);
    CHECK(recorder.Take() == "");
    CHECK(Import(*database, "id,name\n1,a\n2,b\n", true, false, 1, 1) == "3 2");
    CHECK(recorder.tree.Json() == R"([{"id":1},{"id":2}])");
  }

  TEST_CASE("keys of any type that do not ascend are told apart") {
    const auto database = OpenWith({"TABLE P { code: Text = 1 KEY, n: Int = 2 }"});
    CHECK(Import(*database, "code,n\nb,1\nc,2\na,3\nb,4", true, false) ==
          "p.csv:5: code: key \"b\" exists already in P");
    CHECK(Import(*database, "code,n\nb,1\nc,2\na,3\na,4", true, false) ==
          "p.csv:5: code: key \"a\" exists already in P");
    CHECK(Import(*database, "code,n\nb,1\nc,2\na,3\nbb,4", true, false) == "2 4");
  }

  TEST_CASE("UNIQUE holds for many rows while something is live") {
    const auto database = OpenWith({"TABLE P { id: Int = 1 KEY, mail: Text? = 2 UNIQUE }",
                                    "INSERT P { id: 1, mail: 'a' }"});
    testing::Recorder recorder;
    const Subscription live = testing::Follow(*database, "MANY P { id }", recorder);
    CHECK(Import(*database, "id,mail\n2,b\n3,c\n4,b", true, false, 1, 1) ==
          "p.csv:4: mail: value \"b\" exists already in P");
    CHECK(Import(*database, "id,mail\n2,b\n3,a", true, false, 1, 1) ==
          "p.csv:3: mail: value \"a\" exists already in P");
    CHECK(database->version() == 2);
    CHECK(recorder.tree.Json() == R"([{"id":1}])");
  }

  TEST_CASE("many rows are held in files and not in memory while something is live") {
    // Tells after each row how many rows can be in memory: those behind the last run.
    class Endless final : public RowSource {
     public:
      explicit Endless(FileSystem& disk) : disk_(disk) {}
      const std::string& name() const override { return name_; }
      absl::Status Bind(const Table&) override { return absl::OkStatus(); }
      absl::StatusOr<bool> Next(SourceRow& row) override {
        std::size_t runs = 0;
        const auto entries = disk_.List("db");
        for (const FileEntry& entry : *entries) {
          runs += entry.name.starts_with("import-") ? 1 : 0;
        }
        if (std::exchange(runs_, runs) != runs) spilled_at_ = read_;
        most_held_ = std::max(most_held_, read_ - spilled_at_);
        row.values = {Value::Int(static_cast<std::int64_t>(++read_)), Value::Text("n")};
        row.line = read_;
        return read_ <= 5000;
      }
      std::uint64_t bytes() const override { return 0; }
      std::size_t most_held() const { return most_held_; }

     private:
      FileSystem& disk_;
      const std::string name_ = "endless";
      std::size_t read_ = 0;
      std::size_t runs_ = 0;
      std::size_t spilled_at_ = 0;
      std::size_t most_held_ = 0;
    };
    const auto disk = MakeMemoryFileSystem();
    const auto database =
        *Database::Open(std::make_unique<testing::FaultFileSystem>(*disk), "db");
    testing::Do(*database, "TABLE P { id: Int = 1 KEY, name: Text = 2 }");
    testing::Recorder recorder;
    const Subscription live =
        testing::Follow(*database, "MANY P WHERE id < 3 { id }", recorder);
    Endless rows(*disk);
    ImportOptions options;
    options.staged_bytes = 4096;
    options.delta_rows = 10;
    const auto imported = database->Import(rows, "P", options);
    REQUIRE(imported.ok());
    CHECK(imported->rows == 5000);
    CHECK(rows.most_held() < 1000);
    CHECK(recorder.tree.Json() == R"([{"id":1},{"id":2}])");
    CHECK(Ask(*database, "{ n: COUNT P }") == "{\"n\":5000}");
  }

  TEST_CASE("a call that fails leaves live answers at what stands") {
    std::uint64_t failures = 0;
    for (std::uint64_t call = 1;; ++call) {
      const auto disk = MakeMemoryFileSystem();
      auto files = std::make_unique<testing::FaultFileSystem>(*disk);
      testing::FaultFileSystem& faults = *files;
      const auto database = *Database::Open(std::move(files), "db");
      testing::Do(*database, kTable);
      testing::Recorder recorder;
      const Subscription live = testing::Follow(*database, "MANY P { id }", recorder);
      faults.Plan({.call = call, .for_good = true});
      const std::string outcome =
          Import(*database, "id,name\n2,a\n1,b\n3,c\n", true, false, 1, 1);
      const bool has_failed = !faults.failed_path().empty();
      faults.Repair();
      const bool stands = outcome == "2 3";
      // An answer that could not be read again says so and ends.
      if (recorder.frames.back().kind != FrameKind::kError) {
        CHECK(recorder.tree.Json() == (stands ? R"([{"id":1},{"id":2},{"id":3}])" : "[]"));
      } else {
        CHECK(stands);
      }
      if (!has_failed) break;
      ++failures;
    }
    CHECK(failures > 10);
  }

  TEST_CASE("what was imported is found by its indexes") {
    const auto database =
        OpenWith({"TABLE Q { id: Int = 1 KEY, n: Int = 2 INDEX }",
                  "TABLE P { id: Int = 1 KEY, q: Q = 2 BACK ps }", "INSERT Q { id: 7, n: 3 }"});
    CHECK(Import(*database, "id,q\n1,7\n2,8\n3,7") == "4 3");
    const auto answer = database->Query("MANY Q WHERE n = 3 { ps { id } }");
    REQUIRE(answer.ok());
    CHECK(answer->Json() == R"([{"ps":[{"id":1},{"id":3}]}])");
  }

  TEST_CASE("UNIQUE values are looked for in the file and in the table") {
    const auto database = OpenWith({"TABLE P { id: Int = 1 KEY, mail: Text? = 2 UNIQUE }",
                                    "INSERT P { id: 1, mail: 'a' }"});
    CHECK(Import(*database, "id,mail\n2,b\n3,b") ==
          "p.csv:3: mail: value \"b\" exists already in P");
    CHECK(Import(*database, "id,mail\n2,a") ==
          "p.csv:2: mail: value \"a\" exists already in P");
    CHECK(Import(*database, "id,mail\n2,\n3,\n4,c") == "3 3");
    CHECK(testing::Refusal(*database, "INSERT P { id: 5, mail: 'c' }") ==
          "value exists already in P.mail: \"c\"");
  }

  TEST_CASE("references may dangle but not lead to a table that is not declared") {
    const auto database = OpenWith({"TABLE P { id: Int = 1 KEY, of: Q? = 2 BACK ps }"});
    CHECK(Import(*database, "id,of\n1,7") == "p.csv:2: of: table is not declared yet: Q");
    CHECK(Import(*database, "id,of\n1,").ends_with(" 1"));
    const auto other = OpenWith({"TABLE P { id: Int = 1 KEY, next: P? = 2 BACK before }"});
    CHECK(Import(*other, "id,next\n1,7").ends_with(" 1"));
    CHECK(Ask(*other, "MANY P { next, far: next.id }") == "[{\"next\":7,\"far\":null}]");
  }

  TEST_CASE("keys of all kinds come in any order") {
    const auto database = OpenWith({"TABLE P { a: Decimal(1) = 1, b: Text = 2, KEY (a, b) }"});
    CHECK(Import(*database, "b,a\nx,2\nx,0.5\ny,-1\nx,-1\n", true, false, 1) == "2 4");
    CHECK(Ask(*database, "MANY P { a, b }") ==
          R"([{"a":-1.0,"b":"x"},{"a":-1.0,"b":"y"},{"a":0.5,"b":"x"},{"a":2.0,"b":"x"}])");
    const auto single = OpenWith({"TABLE P { d: Decimal(1) = 1 KEY, v: Int? = 2 }"});
    CHECK(Import(*single, "d,v\n2,1\n0.5,2\n1,3\n-0.5,4\n", true, false, 1) == "2 4");
    CHECK(Import(*single, "d\n0.5") == "p.csv:2: d: key 0.5 exists already in P");
    CHECK(Import(*single, "d\n1.5") == "3 1");
  }

  TEST_CASE("a call that fails leaves all or nothing") {
    std::uint64_t failures = 0;
    for (std::uint64_t call = 1;; ++call) {
      const auto disk = MakeMemoryFileSystem();
      auto files = std::make_unique<testing::FaultFileSystem>(*disk);
      testing::FaultFileSystem& faults = *files;
      std::string outcome;
      bool has_failed = false;
      {
        auto database = Database::Open(std::move(files), "db");
        REQUIRE(database.ok());
        testing::Do(**database, kTable);
        faults.Plan({.call = call, .for_good = true});
        outcome = Import(**database, "id,name\n2,a\n1,b\n3,c\n", true, false, 1);
        has_failed = !faults.failed_path().empty();
      }
      const auto again =
          Database::Open(std::make_unique<testing::FaultFileSystem>(*disk), "db");
      REQUIRE(again.ok());
      const std::string rows = Ask(**again, "MANY P { id }");
      if (outcome == "2 3") CHECK(rows == "[{\"id\":1},{\"id\":2},{\"id\":3}]");
      if (rows != "[]") CHECK(rows == "[{\"id\":1},{\"id\":2},{\"id\":3}]");
      if (!has_failed) break;
      ++failures;
    }
    CHECK(failures > 10);
  }

  TEST_CASE("files are read by their endings") {
    const testing::TemporaryFolder folder;
    const std::string path = folder.path() + "/rows.csv";
    std::ofstream(path) << "id,name\n1,a\n";
    const auto rows = OpenRows(path);
    REQUIRE(rows.ok());
    const auto database = OpenWith({kTable});
    REQUIRE(database->Import(**rows, "P").ok());
    CHECK((*rows)->bytes() == 12);
    CHECK((*rows)->name() == path);
    CHECK(OpenRows(folder.path() + "/rows.txt").status().message() ==
          "a file to import ends in .csv, .jsonl or .ndjson: " + folder.path() + "/rows.txt");
    CHECK(OpenRows(folder.path() + "/no.csv").status().message() ==
          "cannot read file: " + folder.path() + "/no.csv");
    std::istringstream none;
    CHECK(database->Import(*MakeJsonRows(none, "x"), "Q").status().message() ==
          "no table 'Q'; did you mean 'P'?");
  }

  TEST_CASE("a read-only database takes no rows and no statements") {
    const testing::TemporaryFolder folder;
    {
      const auto database = Database::Open(folder.path());
      REQUIRE(database.ok());
      testing::Do(**database, kTable);
      CHECK(Import(**database, "id,name\n1,a") == "2 1");
    }
    Options options;
    options.read_only = true;
    const auto database = Database::Open(folder.path(), options);
    REQUIRE(database.ok());
    CHECK(Ask(**database, "MANY P { name }") == "[{\"name\":\"a\"}]");
    CHECK(Import(**database, "id,name\n2,a") == "database was opened read-only");
    CHECK(testing::Refusal(**database, "DELETE P") == "database was opened read-only");
    CHECK(testing::Refusal(**database, "TABLE Q { id: Int = 1 KEY }") ==
          "database was opened read-only");
    CHECK(testing::Refusal(**database, "PREVIEW TX { DELETE P }") == "ok");
    CHECK(Database::Open(folder.path() + "/none", options).ok() == false);
  }

  TEST_CASE("what is declared can be read and declared again") {
    const auto database =
        OpenWith({"ENUM Mood { calm = 1 }", "TABLE Q { id: Int = 1 KEY, mood: Mood = 2 }",
                  kTable, "FRAGMENT F ON P { id }", "ASSERT few: COUNT P < 3"});
    const auto declarations = database->Declarations();
    REQUIRE(declarations.ok());
    REQUIRE(declarations->size() == 5);
    const auto copy = OpenWith({});
    for (const std::string& declaration : *declarations) testing::Do(*copy, declaration);
    CHECK(*copy->Declarations() == *declarations);
    REQUIRE(copy->Tables().size() == 2);
    CHECK(copy->Tables()[1].name == "P");
    CHECK(database->Verify().ok());
    CHECK(database->Dot().starts_with("digraph"));
  }
}

}  // namespace
}  // namespace cambium
