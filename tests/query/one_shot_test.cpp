// What a question at once reads of the store, and what of it goes wrong.
// SPDX-License-Identifier: Apache-2.0
#include "query/one_shot.h"

#include "doctest/doctest.h"
#include "tests/support/statements.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

// 1,000 issues, of which every tenth is open; ten comments on each of the first hundred.
std::unique_ptr<Database> OpenTracker(OneShotRules rules = {}) {
  Options options;
  options.one_shot = rules;
  auto opened = Database::Open(":memory:", options);
  REQUIRE(opened.ok());
  std::unique_ptr<Database> database = *std::move(opened);
  testing::Do(*database,
              "TABLE Issue { id: Int = 1 KEY, title: Text = 2, status: Int = 3 INDEX, "
              "votes: Int = 4 }");
  testing::Do(*database,
              "TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 BACK comments, "
              "text: Text = 3 }");
  std::string inserts;
  const auto commit = [&database, &inserts] {
    testing::Do(*database, "TX {" + inserts + " }");
    inserts.clear();
  };
  for (int i = 0; i < 1000; ++i) {
    inserts += " INSERT Issue { id: " + std::to_string(i) + ", title: 'issue number " +
               std::to_string(i) + " of all', status: " + std::to_string(i % 250) +
               ", votes: " + std::to_string(i) + " };";
    if (i % 500 == 499) commit();  // A statement has an end.
  }
  for (int i = 0; i < 1000; ++i) {
    inserts += " INSERT Comment { id: " + std::to_string(i) +
               ", issue: " + std::to_string(i % 100) + ", text: 'c" + std::to_string(i) +
               "' };";
    if (i % 500 == 499) commit();
  }
  return database;
}

std::uint64_t ReadsOf(Database& database, std::string_view query) {
  const absl::StatusOr<Answer> answer = database.Query(query);
  REQUIRE_MESSAGE(answer.ok(), testing::ErrorLine(answer.status(), query));
  return answer->read_count;
}

TEST_SUITE("One-shot queries") {
  TEST_CASE("read what they look up however large the table is") {
    const auto database = OpenTracker();
    const std::uint64_t scans = database->scan_count();
    CHECK(ReadsOf(*database, "ONE Issue WHERE id = 7 { title }") == 1);
    CHECK(ReadsOf(*database, "MANY Issue WHERE id IN (7, 9, 2000) { title }") == 3);
    // Four entries of the index, and four rows.
    CHECK(ReadsOf(*database, "MANY Issue WHERE status = 17 { title }") == 8);
    // A row, and ten comments by the index.
    CHECK(ReadsOf(*database, "ONE Issue WHERE id = 7 { MANY comments { text } }") == 21);
    CHECK(ReadsOf(*database, "ONE Comment WHERE id = 7 { issue.title }") == 2);
    CHECK(ReadsOf(*database,
                  "{ a: ONE Issue WHERE id = 7 { title }, "
                  "n: COUNT (Comment WHERE issue = 3) }") == 21);
    CHECK(database->scan_count() == scans);
  }

  TEST_CASE("read a range of keys and no more") {
    const auto database = OpenTracker();
    CHECK(ReadsOf(*database, "MANY Issue WHERE id BETWEEN 10 AND 19 { title }") == 10);
    CHECK(ReadsOf(*database, "MANY Issue { title }") == 1000);
  }

  TEST_CASE("stop when a window in the order of keys is full") {
    const auto database = OpenTracker();
    CHECK(testing::Ask(*database,
                       "MANY Issue WHERE status = 5 AND votes > 0 ORDER BY id DESC "
                       "LIMIT 2 OFFSET 1 { id }") == R"([{"id":505},{"id":255}])");
    CHECK(testing::Ask(*database, "MANY Issue WHERE votes > 100 LIMIT 2 { id }") ==
          R"([{"id":101},{"id":102}])");
    CHECK(testing::Ask(*database,
                       "MANY Issue WHERE votes < 998 ORDER BY id DESC LIMIT 1 OFFSET 1 "
                       "{ id }") == R"([{"id":996}])");
    CHECK(ReadsOf(*database, "MANY Issue ORDER BY id DESC LIMIT 2 { title }") < 200);
    CHECK(ReadsOf(*database, "MANY Issue ORDER BY title LIMIT 2 { title }") == 1000);
  }

  TEST_CASE("scan where more is to be looked up than a scan costs") {
    const auto database = OpenTracker();
    const std::string query = "MANY Issue WHERE status < 200 { id, title }";
    CHECK(ReadsOf(*database, query) > 1000);
    CHECK(database->Query(query)->rows.size() == 800);
    CHECK(database->Query("MANY Issue { n: COUNT comments }")->rows.size() == 1000);
  }

  TEST_CASE("an index gives what a scan gives") {
    OneShotRules plain;
    plain.choose_access = false;
    const auto by_index = OpenTracker();
    const auto by_scan = OpenTracker(plain);
    for (const char* query :
         {"MANY Issue WHERE status = 17 { * }", "MANY Issue WHERE status IN (1, 2) { id }",
          "MANY Issue WHERE id > 990 AND status >= 245 { id }",
          "MANY Issue WHERE id < 3 { MANY comments WHERE text > 'c5' { text } }",
          "MANY Comment WHERE issue.id = 3 ORDER BY id LIMIT 2 { id, issue.title }"}) {
      CHECK(testing::Ask(*by_index, query) == testing::Ask(*by_scan, query));
      CHECK(ReadsOf(*by_scan, query) >= 1000);
    }
  }

  TEST_CASE("EXPLAIN says how rows are found and EXPLAIN LIVE how they are kept") {
    // Covers: Explain one-shot
    const auto database = OpenTracker();
    const std::string query = "ONE Issue WHERE id = 7 { title }";
    const auto explained = [&database](const std::string& text) {
      const absl::StatusOr<std::string> plan = database->Explain(text);
      REQUIRE(plan.ok());
      return *plan;
    };
    CHECK(explained("EXPLAIN " + query).find("key lookup Issue id = 7") != std::string::npos);
    CHECK(explained(query) == explained("EXPLAIN " + query));
    CHECK(explained("EXPLAIN LIVE " + query).find("scan Issue [#1, #2]\n") !=
          std::string::npos);
  }

  TEST_CASE("fail by an expression of a row that is read") {
    const auto database = OpenTracker();
    const std::string overflow = " { n: votes * 9223372036854775807 }";
    CHECK(testing::ErrorLine(database->Query("MANY Issue" + overflow).status(), "") != "ok");
    CHECK(testing::Ask(*database, "MANY Issue WHERE id = 1" + overflow) ==
          R"([{"n":9223372036854775807}])");
  }

  TEST_CASE("a TABLE and its indexes are one commit") {
    // Covers: rule 24 partly
    const auto database = testing::OpenWith({});
    CHECK(testing::Do(*database,
                      "TABLE A { id: Int = 1 KEY, n: Int = 2 INDEX, u: Int = 3 "
                      "UNIQUE }")
              .commit == 1);
    CHECK(testing::Do(*database, "TABLE B { id: Int = 1 KEY, a: A = 2 BACK bs }").commit == 2);
    testing::Do(*database, "TX { INSERT A { id: 1, n: 5, u: 6 }; INSERT B { id: 7, a: 1 } }");
    CHECK(ReadsOf(*database, "MANY A WHERE n = 5 { MANY bs { id } }") == 4);
    CHECK(ReadsOf(*database, "MANY A WHERE u = 6 { id }") == 2);
  }

  TEST_CASE("an older store gets its indexes when it is opened") {
    const testing::TemporaryFolder folder;
    const std::string path = folder.path() + "/database";
    const auto open = [&path] {
      auto database = Database::Open(path);
      REQUIRE(database.ok());
      return *std::move(database);
    };
    {
      const auto database = open();
      testing::Do(*database, "TABLE Issue { id: Int = 1 KEY, status: Int = 2 INDEX }");
      for (int i = 0; i < 40; ++i) {
        testing::Do(*database, "INSERT Issue { id: " + std::to_string(i) +
                                   ", status: " + std::to_string(i % 20) + " }");
      }
    }
    {
      const std::unique_ptr<FileSystem> files = MakeRealFileSystem();
      const auto store = Store::Open(*files, path);
      REQUIRE(store.ok());
      const Indexes standing = (*store)->indexes();
      REQUIRE(standing.size() == 1);
      const auto [type, attribute] = standing.begin()->first;
      REQUIRE((*store)->DropIndex(type, attribute).ok());
    }
    const auto database = open();
    CHECK(ReadsOf(*database, "MANY Issue WHERE status = 3 { id }") == 4);
    testing::Do(*database, "DELETE Issue WHERE id = 3");
    CHECK(testing::Ask(*database, "MANY Issue WHERE status = 3 { id }") == R"([{"id":23}])");
  }
}

}  // namespace
}  // namespace cambium
