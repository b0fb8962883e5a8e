// Queries begin in slices while other threads commit, stop, and begin their own.
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "doctest/doctest.h"
#include "query/hydration.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

constexpr std::string_view kQueries[] = {
    "MANY Issue ORDER BY votes DESC LIMIT 5 { id, votes, MANY comments { id } }",
    "MANY Issue WHERE votes = 3 { id, title }",
    "{ n: COUNT Issue, sum: SUM(stars) OF Comment }",
};

std::unique_ptr<Database> OpenInSlices(std::size_t slice, int rows) {
  Options options;
  options.hydration_slice = slice;
  auto database = *Database::Open(":memory:", options);
  testing::Do(*database, testing::kIssueTable);
  testing::Do(*database, testing::kCommentTable);
  for (int id = 0; id < rows; ++id) {
    const std::string key = std::to_string(id);
    testing::Do(*database, "INSERT Issue { id: " + key +
                               ", title: 'a', votes: " + std::to_string(id % 7) + " }");
    testing::Do(*database,
                "INSERT Comment { id: " + key + ", issue: " + key + ", text: 'c', stars: 1 }");
  }
  return database;
}

TEST_SUITE("Hydration of many threads") {
  TEST_CASE("another thread commits and polls between two slices") {
    auto database = OpenInSlices(4, 20);
    LiveQueue queue = *database->Watch("MANY Issue WHERE id = 99 { id }");
    queue.Poll();
    int committed = 0;
    SubscribeOptions options;
    options.on_progress = [&](const HydrationProgress&) {
      std::thread([&] {
        const std::string id = std::to_string(99 + committed);
        testing::Do(*database, "INSERT Issue { id: " + id + ", title: 'b' }");
        CHECK(queue.Poll().has_value() == (committed == 0));
        ++committed;
      }).join();
      return true;
    };
    testing::Recorder recorder;
    const Subscription live =
        *database->Subscribe("MANY Issue { id }", recorder.Sink(), {}, options);
    CHECK(committed >= 5);
    CHECK(recorder.frames.size() == 1);
    CHECK(recorder.tree.root().size() == 20 + static_cast<std::size_t>(committed));
  }

  TEST_CASE("writers and those who begin leave each other right answers") {
    auto database = OpenInSlices(8, 40);
    std::vector<std::thread> threads;
    for (std::uint64_t writer = 1; writer <= 2; ++writer) {
      threads.emplace_back([&, writer] {
        testing::Random random(writer);
        for (int i = 0; i < 150; ++i) {
          const std::string id = std::to_string(random.Below(50));
          const std::string number = std::to_string(random.Below(7));
          database
              ->Execute("UPSERT Issue { id: " + id + ", title: 'b', votes: " + number + " }")
              .status()
              .IgnoreError();
          database->Execute("UPDATE Comment WHERE id = " + id + " SET stars = " + number)
              .status()
              .IgnoreError();
          if (i % 50 == 0) testing::Do(*database, "QUERY q" + id + " MANY Issue { id }");
        }
      });
    }
    constexpr std::size_t kReaders = 2;
    std::vector<testing::Recorder> recorders(kReaders * std::size(kQueries));
    std::vector<Subscription> kept(recorders.size());
    for (std::size_t reader = 0; reader < kReaders; ++reader) {
      threads.emplace_back([&, reader] {
        for (std::size_t i = 0; i < std::size(kQueries); ++i) {
          const std::size_t slot = reader * std::size(kQueries) + i;
          for (int round = 0; round < 4; ++round) {
            kept[slot].Stop();
            recorders[slot] = testing::Recorder();
            kept[slot] = *database->Subscribe(kQueries[i], recorders[slot].Sink());
          }
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    testing::Do(*database, "INSERT Issue { id: 1000, title: 'last', votes: 3 }");
    for (std::size_t slot = 0; slot < recorders.size(); ++slot) {
      CHECK(recorders[slot].tree.Json() ==
            testing::Ask(*database, kQueries[slot % std::size(kQueries)]));
    }
    kept.clear();
    CHECK(database->live_row_count() == 0);
  }
}

}  // namespace
}  // namespace cambium
