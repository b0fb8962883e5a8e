// Subscribers come and go by the thousand, and nothing of them is left.
// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <string>

#include "doctest/doctest.h"
#include "query/database.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

#ifdef NDEBUG
constexpr int kCycles = 100'000;
#else
constexpr int kCycles = 5'000;  // Under sanitizers, which are slow.
#endif

std::string SizeOf(const Database& database) {
  return std::to_string(database.live_row_count()) + " rows\n" +
         std::to_string(database.LiveStatistics().node_count) + " nodes";
}

TEST_SUITE("LiveStorm") {
  TEST_CASE("a hundred thousand subscriptions leave nothing behind") {
    auto database = testing::OpenWith({testing::kIssueTable, testing::kCommentTable});
    for (int i = 0; i < 20; ++i) {
      const std::string id = std::to_string(i);
      testing::Do(*database, "INSERT Issue { id: " + id +
                                 ", title: 't', votes: " + std::to_string(i % 5) + " }");
      testing::Do(*database, "INSERT Comment { id: " + id + ", issue: " +
                                 std::to_string(i % 7) + ", text: 'c', stars: 1 }");
    }
    const std::string empty = SizeOf(*database);
    testing::Random random(1);
    const std::string_view kQuestions[] = {
        "LIVE MANY Issue WHERE votes = 1 { id, MANY comments { text } }",
        "LIVE MANY Issue WHERE votes = 3 { id, MANY comments { text } }",
        "LIVE MANY Issue WHERE votes = 9 { id, MANY comments { text } }",
        "LIVE MANY Issue WHERE votes > 3 { id }",
        "LIVE MANY Comment WHERE issue = 3 { text }",
    };
    // One stays, so that there is something to share.
    const auto stays = database->Subscribe(std::string(kQuestions[0]), [](const Frame&) {});
    const std::string one = SizeOf(*database);
    {
      std::deque<Subscription> open;
      for (int cycle = 0; cycle < kCycles; ++cycle) {
        auto live =
            database->Subscribe(std::string(random.Pick(kQuestions)), [](const Frame&) {});
        open.push_back(*std::move(live));
        if (open.size() > 8) open.pop_front();
        if (cycle % 1000 == 0) {
          testing::Do(*database,
                      "UPDATE Issue WHERE id = " + std::to_string(cycle / 1000 % 20) +
                          " SET votes = " + std::to_string(random.Below(10)));
        }
      }
    }
    for (int i = 0; i < 20; ++i) {
      testing::Do(*database, "UPDATE Issue WHERE id = " + std::to_string(i) +
                                 " SET votes = " + std::to_string(i % 5));
    }
    CHECK(SizeOf(*database) == one);
    CHECK(database->Unsubscribe(stays->id()));
    CHECK(SizeOf(*database) == empty);
  }
}

}  // namespace
}  // namespace cambium
