// What a live query costs when its database has just been opened: a scan of each table.
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "query/subscription.h"
#include "tests/support/shared_files.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;

TEST_SUITE("Reopening") {
  TEST_CASE("fills a live query by one scan of each table and never reads again") {
    const std::shared_ptr<FileSystem> disk = MakeMemoryFileSystem();
    const auto open = [&disk] {
      return *Database::Open(std::make_unique<testing::SharedFiles>(disk), "folder");
    };
    {
      const auto database = open();
      Do(*database, testing::kIssueTable);
      Do(*database, testing::kCommentTable);
      Do(*database, "TABLE Unread { id: Int = 1 KEY }");
      for (int id = 0; id < 50; ++id) {
        const std::string number = std::to_string(id);
        Do(*database, "INSERT Issue { id: " + number + ", title: 'a' }");
        Do(*database, "INSERT Comment { id: " + number +
                          ", issue: " + std::to_string(id * 7 % 50) + ", text: 'x' }");
      }
    }
    struct Case {
      std::string_view query;
      std::uint64_t tables;
    };
    for (const Case& each :
         {Case{"MANY Issue { id }", 1}, Case{"{ n: COUNT Comment, m: COUNT Comment }", 1},
          Case{"MANY Issue ORDER BY votes LIMIT 3 { title, MANY comments { text } }", 2},
          Case{"MANY Comment WHERE issue.votes >= 0 { id }", 2}}) {
      const std::string_view query = each.query;
      CAPTURE(query);
      const auto database = open();
      const std::uint64_t before = database->scan_count();
      auto queue = *database->Watch(query);
      CHECK(database->scan_count() - before == each.tables);
      CHECK(queue.hydration_micros() > 0);
      LiveTree tree;
      const std::uint64_t filled = database->scan_count();
      Do(*database, "UPSERT Issue { id: 3, title: 'b' }");
      Do(*database, "INSERT Comment { id: 50, issue: 3, text: 'y' }");
      Do(*database, "DELETE Comment WHERE id = 50");
      CHECK(database->scan_count() - filled <= 1);  // For what is to be deleted.
      while (const auto frame = queue.Poll()) tree.Apply(*frame);
      CHECK(tree.Json() == Ask(*database, query));
    }
  }
}

}  // namespace
}  // namespace cambium
