// EXPLAIN LIVE of a query that is live says what its operators have done and keep.
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/live_queries.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

struct Fixture {
  std::string Explain(const std::string& query) {
    const absl::StatusOr<std::string> text = database->Explain("EXPLAIN LIVE " + query);
    REQUIRE(text.ok());
    return *text;
  }
  // The line that has `what`, without blanks in front.
  std::string Line(const std::string& text, const std::string& what) {
    const std::size_t at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.substr(at, text.find('\n', at) - at);
  }
  void Follow(const std::string& query) {
    kept.push_back(testing::Follow(*database, query, recorder));
  }

  std::unique_ptr<Database> database =
      testing::OpenWith({testing::kIssueTable, testing::kCommentTable});
  testing::Recorder recorder;
  std::vector<Subscription> kept;
};

TEST_SUITE("LiveExplain") {
  TEST_CASE("a flow is told with the rows that went through it since it began") {
    // Covers: Explain live
    Fixture fixture;
    const std::string query = "MANY Issue WHERE votes > 3 { id }";
    testing::Do(*fixture.database, "INSERT Issue { id: 1, title: 'a', votes: 9 }");
    const std::string plan = fixture.Explain(query);
    CHECK(plan.find("<-") == std::string::npos);
    fixture.Follow(query);
    testing::Do(*fixture.database, "INSERT Issue { id: 2, title: 'a', votes: 4 }");
    testing::Do(*fixture.database, "INSERT Issue { id: 3, title: 'a', votes: 2 }");
    const std::string live = fixture.Explain(query);
    CHECK(fixture.Line(live, "filter").ends_with("<- rows in 2, out 1"));
    CHECK(fixture.Line(live, "scan Issue").ends_with("<- rows in 0, out 2"));
    CHECK(live.ends_with("live: 1 subscription to 1 answer, 2 rows\n"));
    // Without what is told besides it is the plan.
    std::string bare;
    for (std::size_t at = 0; at < live.size();) {
      const std::size_t end = live.find('\n', at);
      const std::string line = live.substr(at, end - at);
      if (!line.starts_with("live: ")) bare += line.substr(0, line.find("  <- ")) + "\n";
      at = end + 1;
    }
    CHECK(bare == plan);
  }

  TEST_CASE("indexes are told with their rows") {
    Fixture fixture;
    testing::Do(*fixture.database, "INSERT Issue { id: 1, title: 'a' }");
    testing::Do(*fixture.database, "INSERT Comment { id: 5, issue: 1, text: 'x' }");
    testing::Do(*fixture.database, "INSERT Comment { id: 6, issue: 1, text: 'x' }");
    const std::string query = "MANY Issue { id, MANY comments { id } }";
    fixture.Follow(query);
    const std::string live = fixture.Explain(query);
    CHECK(live.find("index: 2 rows, about 192 bytes") != std::string::npos);
  }

  TEST_CASE("templates say who shares them and what is asked for") {
    Fixture fixture;
    for (int id = 1; id < 5; ++id) {
      testing::Do(*fixture.database, "INSERT Issue { id: " + std::to_string(id) +
                                         ", title: 'a', votes: " + std::to_string(id % 2) +
                                         " }");
    }
    fixture.Follow("MANY Issue WHERE votes = 0 { id }");
    fixture.Follow("MANY Issue WHERE votes = 1 { id }");
    fixture.Follow("MANY Issue WHERE votes = 1 { id }");
    const std::string live = fixture.Explain("MANY Issue WHERE votes = 7 { id }");
    CHECK(live.find("live: 3 subscriptions to 2 answers, 4 rows\n"
                    "asked for: 4 rows, about 384 bytes, shared by 1 input\n") !=
          std::string::npos);
  }

  TEST_CASE("one that shares nothing is found by what it is") {
    Fixture fixture;
    SubscribeOptions options;
    options.max_rows = 5;
    auto live =
        *fixture.database->Subscribe("MANY Issue { id }", fixture.recorder.Sink(), {}, options);
    CHECK(fixture.Explain("MANY Issue { id }").find("live: 1 subscription") !=
          std::string::npos);
    CHECK(fixture.Explain("MANY Issue { id, votes }").find("live: ") == std::string::npos);
  }

  TEST_CASE("subscriptions say how long their deltas took") {
    Fixture fixture;
    fixture.Follow("MANY Issue { id }");
    CHECK(fixture.database->LiveStatistics().subscriptions[0].p99_delta_nanos == 0);
    testing::Do(*fixture.database, "INSERT Issue { id: 2, title: 'a', votes: 4 }");
    const LiveSubscriptionStatistics one = fixture.database->LiveStatistics().subscriptions[0];
    CHECK(one.last_delta_nanos > 0);
    CHECK(one.p99_delta_nanos >= std::min<std::int64_t>(one.last_delta_nanos, 1 << 30));
  }
}

}  // namespace
}  // namespace cambium
