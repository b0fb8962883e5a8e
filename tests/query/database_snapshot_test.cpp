// A snapshot stays what it was.
// SPDX-License-Identifier: Apache-2.0
#include "query/database_snapshot.h"

#include "doctest/doctest.h"
#include "query/binding.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("DatabaseSnapshot") {
  TEST_CASE("answers as at its version while others write") {
    auto database = testing::OpenWith({testing::kIssueTable, testing::kCommentTable});
    std::vector<DatabaseSnapshot> snapshots;
    std::vector<std::string> answers;
    const std::string_view query =
        "MANY Issue WHERE id >= $n { id, votes, MANY comments { text } }";
    for (int i = 1; i <= 5; ++i) {
      const std::string id = std::to_string(i);
      testing::Do(*database, "INSERT Issue { id: " + id + ", title: 't' }");
      testing::Do(*database, "UPDATE Issue SET votes = votes + 1");
      testing::Do(*database, "INSERT Comment { id: " + id + ", issue: 1, text: '" + id + "' }");
      if (i > 2) testing::Do(*database, "DELETE Issue WHERE id = " + std::to_string(i - 1));
      answers.push_back(database->Query(query, Bind({{"n", 1}}))->Json());
      snapshots.push_back(database->Snapshot());
      CHECK(snapshots.back().version() == database->version());
    }
    for (std::size_t i = 0; i < snapshots.size(); ++i) {
      CHECK(snapshots[i].Query(query, Bind({{"n", 1}}))->Json() == answers[i]);
      if (i > 0) CHECK(answers[i] != answers[i - 1]);
    }
    CHECK(snapshots[0].Query("DELETE Issue").status().message() == "not a query");
  }
}

}  // namespace
}  // namespace cambium
