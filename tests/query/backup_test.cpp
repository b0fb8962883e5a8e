// A copy of a database that others write meanwhile, and how much memory its store may take.
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>

#include "doctest/doctest.h"
#include "query/binding.h"
#include "query/database.h"
#include "tests/support/statements.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;

TEST_SUITE("Backup") {
  TEST_CASE("is a database of its own of what was committed") {
    const testing::TemporaryFolder folder;
    const std::string copy = folder.path() + "/copy";
    auto database = *Database::Open(folder.path() + "/db");
    Do(*database, testing::kIssueTable);
    Do(*database, "INSERT Issue { id: 1, title: 'kept' }");
    testing::Recorder recorder;
    const Subscription live = testing::Follow(*database, "LIVE MANY Issue { id }", recorder);
    REQUIRE(database->Backup(copy).ok());
    Do(*database, "DELETE Issue");
    Do(*database, "INSERT Issue { id: 2, title: 'later' }");
    CHECK(recorder.tree.Json() == R"([{"id":2}])");

    const auto restored = *Database::Open(copy);
    CHECK(restored->version() == 2);
    CHECK(Ask(*restored, "MANY Issue { id, title }") == R"([{"id":1,"title":"kept"}])");
    CHECK(restored->Verify().ok());
    Do(*restored, "INSERT Issue { id: 3, title: 'only here' }");
    CHECK(Ask(*database, "MANY Issue { id }") == R"([{"id":2}])");
  }

  TEST_CASE("is refused where it would be of no use") {
    const testing::TemporaryFolder folder;
    const std::string path = folder.path() + "/db";
    {
      auto database = *Database::Open(path);
      Do(*database, testing::kIssueTable);
      const std::string taken = folder.path() + "/taken";
      REQUIRE(database->Backup(taken).ok());
      CHECK(database->Backup(taken).message() == "folder is not empty: " + taken);
    }
    Options options;
    options.read_only = true;
    const auto reader = *Database::Open(path, options);
    CHECK(reader->Backup(folder.path() + "/other").message() ==
          "database was opened read-only");
    CHECK_FALSE(std::filesystem::exists(folder.path() + "/other"));
    const auto in_memory = testing::OpenWith({});
    CHECK(in_memory->Backup(folder.path() + "/other").message() ==
          "database is in memory and has no files to back up: export its tables");
  }
}

TEST_SUITE("Memory of the store") {
  TEST_CASE("stays within what the options say") {
    for (const std::size_t bytes : {std::size_t{1} << 20, std::size_t{32} << 20}) {
      const testing::TemporaryFolder folder;
      Options options;
      options.store_memory_bytes = bytes;
      auto database = *Database::Open(folder.path(), options);
      Do(*database, "TABLE Note { id: Int = 1 KEY, text: Text = 2 }");
      const std::string text(200'000, 'x');
      for (int id = 0; id < 20; ++id) {
        REQUIRE(database
                    ->Execute("INSERT Note { id: $id, text: $text }",
                              Bind({{"id", id}, {"text", text}}))
                    .ok());
      }
      REQUIRE(Ask(*database, "{ n: SUM(LENGTH(text)) OF Note }") == R"({"n":4000000})");
      const StoreStatistics store = database->Statistics();
      const std::uint64_t taken =
          store.memtable_bytes + store.cached_bytes + store.directory_bytes;
      CHECK((taken > 2'000'000) == (bytes > 4'000'000));
    }
  }
}

}  // namespace
}  // namespace cambium
