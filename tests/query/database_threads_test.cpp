// Many threads on one database: commits are serial, and every subscription sees them in
// order and without a gap.
// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "doctest/doctest.h"
#include "query/cambium.h"
#include "query/database.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

constexpr char kQuery[] =
    "MANY Issue WHERE votes > 0 ORDER BY votes DESC LIMIT 5 "
    "{ id, votes, MANY comments ORDER BY id DESC LIMIT 2 { id } }";

// A subscriber that checks each frame as it comes. Frames come one at a time, so it needs
// no lock of its own but for the test that looks at it at the end.
class Checker {
 public:
  FrameSink Sink() {
    return [this](const Frame& frame) {
      const std::lock_guard lock(mutex_);
      ++frames_;
      const bool is_first = frames_ == 1;
      in_order_ = in_order_ && is_first == (frame.kind == FrameKind::kOpen) &&
                  (is_first || (frame.from == tree_.version() && frame.to > frame.from));
      if (in_order_) tree_.Apply(frame);
    };
  }
  bool in_order() const {
    const std::lock_guard lock(mutex_);
    return in_order_;
  }
  int frames() const {
    const std::lock_guard lock(mutex_);
    return frames_;
  }
  std::string Json() const {
    const std::lock_guard lock(mutex_);
    return tree_.Json();
  }

 private:
  mutable std::mutex mutex_;
  LiveTree tree_;
  int frames_ = 0;
  bool in_order_ = true;
};

std::string NextStatement(testing::Random& random, int& next_id) {
  const std::string some = std::to_string(random.Below(12));
  switch (random.Below(5)) {
    case 0:
      return "INSERT Issue { id: " + some + ", votes: " + std::to_string(random.Below(9)) +
             " }";
    case 1:
      return "DELETE Issue WHERE id = " + some;
    case 2:
      return "UPDATE Issue WHERE id = " + some + " SET votes = votes + 1";
    case 3:
      return "DELETE Comment WHERE issue = " + some;
    default:
      return "INSERT Comment { id: " + std::to_string(next_id++) + ", issue: " + some + " }";
  }
}

TEST_SUITE("Threads") {
  TEST_CASE("execute and query and subscribe and unsubscribe at once") {
    auto opened = Database::Open(":memory:");
    REQUIRE(opened.ok());
    Database& database = **opened;
    REQUIRE(database.Execute("TABLE Issue { id: Int = 1 KEY, votes: Int = 2 }").ok());
    REQUIRE(
        database.Execute("TABLE Comment { id: Int = 1 KEY, issue: Issue = 2 BACK comments }")
            .ok());
    Checker lasting;
    const auto live = database.Subscribe(kQuery, lasting.Sink());
    REQUIRE(live.ok());

    constexpr int kSteps = 400;
    std::atomic<int> failures = 0;
    std::atomic<std::uint64_t> commits = 2;
    const auto write = [&](std::uint64_t seed) {
      testing::Random random(seed);
      int next_id = static_cast<int>(seed) * 1'000'000;
      std::uint64_t last = 0;
      for (int i = 0; i < kSteps; ++i) {
        const auto committed = database.Execute(NextStatement(random, next_id));
        if (!committed.ok()) continue;  // The key was taken.
        if (committed->rows > 0) ++commits;
        // Of one thread's commits each has a greater number than the one before.
        if (committed->commit < last || (committed->rows > 0 && committed->commit == last)) {
          ++failures;
        }
        last = committed->commit;
      }
    };
    // Stop() lets a frame through that is on its way, so the sinks stay until the end.
    const auto come_and_go = [&](std::vector<std::unique_ptr<Checker>>& checkers) {
      for (int i = 0; i < kSteps / 3; ++i) {
        checkers.push_back(std::make_unique<Checker>());
        auto subscription = database.Subscribe(kQuery, checkers.back()->Sink());
        if (!subscription.ok() || !database.Query(kQuery).ok()) ++failures;
        for (int wait = 0; wait < 20 && checkers.back()->frames() < 3; ++wait) {
          std::this_thread::yield();
        }
      }
    };
    std::vector<std::thread> threads;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) threads.emplace_back(write, seed);
    std::vector<std::unique_ptr<Checker>> passing[2];
    for (auto& checkers : passing) threads.emplace_back([&] { come_and_go(checkers); });
    for (std::thread& thread : threads) thread.join();
    CHECK(failures == 0);
    CHECK(database.version() == commits);
    CHECK(lasting.in_order());
    CHECK(lasting.frames() > 20);
    for (const auto& checkers : passing) {
      for (const auto& checker : checkers) CHECK(checker->in_order());
    }
    CHECK(lasting.Json() == database.Query(kQuery)->Json());
  }
}

}  // namespace
}  // namespace cambium
