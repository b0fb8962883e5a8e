// The contract of subscriptions with several threads: order, stopping, polling, storms.
// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "doctest/doctest.h"
#include "query/subscription.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;
using testing::kCommentTable;
using testing::kIssueTable;
using testing::OpenWith;

constexpr std::string_view kQuery =
    "MANY Issue ORDER BY votes DESC LIMIT 5 { id, votes, MANY comments { id } }";

// What one thread lets another know.
class Signal {
 public:
  void Raise() {
    const std::lock_guard lock(mutex_);
    is_raised_ = true;
    raised_.notify_all();
  }
  void Wait() {
    std::unique_lock lock(mutex_);
    raised_.wait(lock, [this] { return is_raised_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable raised_;
  bool is_raised_ = false;
};

std::string RandomStatement(testing::Random& random, int& next_id) {
  const std::string some = std::to_string(random.Below(8));
  switch (random.Below(4)) {
    case 0:
      return "UPSERT Issue { id: " + some + ", title: 'a' }";
    case 1:
      return "DELETE Issue WHERE id = " + some;
    case 2:
      return "UPDATE Issue WHERE id = " + some + " SET votes = votes + 1";
    default:
      return "INSERT Comment { id: " + std::to_string(next_id++) + ", issue: " + some +
             ", text: 'a' }";
  }
}

void Write(Database& database, std::uint64_t seed, int steps) {
  testing::Random random(seed);
  int next_id = static_cast<int>(seed) * 1'000'000;
  for (int i = 0; i < steps; ++i) {
    database.Execute(RandomStatement(random, next_id)).status().IgnoreError();
  }
}

TEST_SUITE("Subscriptions of many threads") {
  TEST_CASE("a callback that blocks holds up neither commits nor who polls") {
    auto database = OpenWith({kIssueTable});
    Signal entered;
    Signal leave;
    std::string log;
    const auto blocking = *database->Subscribe("MANY Issue { id }", [&](const Frame& frame) {
      log += std::to_string(frame.to) + " ";
      if (frame.to != 2) return;
      entered.Raise();
      leave.Wait();
    });
    auto queue = *database->Watch("MANY Issue { id }");
    queue.Poll();
    std::thread writer([&] { Do(*database, "INSERT Issue { id: 1, title: 'a' }"); });
    entered.Wait();
    for (int id = 2; id < 5; ++id) {
      Do(*database, "INSERT Issue { id: " + std::to_string(id) + ", title: 'a' }");
      CHECK(queue.Poll()->to == static_cast<std::uint64_t>(id + 1));
    }
    CHECK(Ask(*database, "{ n: COUNT Issue }") == R"({"n":4})");
    CHECK(log == "1 2 ");
    leave.Raise();
    writer.join();
    CHECK(log == "1 2 3 4 5 ");
  }

  TEST_CASE("everybody sees a version before anybody sees the next") {
    auto database = OpenWith({kIssueTable, kCommentTable});
    std::mutex mutex;
    std::vector<std::uint64_t> versions;  // in the order in which frames were delivered
    const auto note = [&](const Frame& frame) {
      const std::lock_guard lock(mutex);
      versions.push_back(frame.to);
    };
    std::atomic<int> answers = 0;
    SubscribeOptions hasty;
    hasty.max_queued = 3;
    std::vector<Subscription> live;
    for (const std::string_view query :
         {kQuery, std::string_view("MANY Comment { id, issue }"),
          std::string_view("{ n: COUNT Issue }"), std::string_view("MANY Issue { votes }")}) {
      live.push_back(*database->Subscribe(
          query,
          [&](const Frame& frame) {
            note(frame);
            if (frame.to % 5 != 0 || answers.fetch_add(1) > 40) return;
            Do(*database, "UPDATE Issue SET votes = votes + 1");
          },
          {}, live.size() % 2 == 0 ? SubscribeOptions() : hasty));
    }
    std::vector<std::thread> threads;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      threads.emplace_back([&database, seed] { Write(*database, seed, 80); });
    }
    for (std::thread& thread : threads) thread.join();
    Do(*database, "INSERT Issue { id: 100, title: 'the last' }");
    CHECK(std::is_sorted(versions.begin(), versions.end()));
    CHECK(versions.back() == database->version());
  }

  TEST_CASE("no callback runs once its subscription was stopped") {
    auto database = OpenWith({kIssueTable, kCommentTable});
    std::atomic<bool> done = false;
    std::thread writer([&] {
      for (std::uint64_t seed = 1; !done; ++seed) Write(*database, seed, 20);
    });
    std::atomic<int> late = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 60; ++round) {
          // Goes with this turn of the loop: a callback that came later would read what is
          // gone.
          auto stopped = std::make_unique<std::atomic<bool>>(false);
          std::atomic<int> frames = 0;
          auto live = database->Subscribe(kQuery, [&, alive = stopped.get()](const Frame&) {
            if (alive->load()) ++late;
            ++frames;
          });
          for (int wait = 0; wait < 50 && frames < 3; ++wait) std::this_thread::yield();
          live->Stop();
          stopped->store(true);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    done = true;
    writer.join();
    CHECK(late == 0);
    CHECK(database->live_row_count() == 0);
  }

  TEST_CASE("who polls on a thread of his own gets the answer of now in the end") {
    for (const std::size_t max_queued : {4U, 65'536U}) {
      CAPTURE(max_queued);
      auto database = OpenWith({kIssueTable, kCommentTable});
      SubscribeOptions options;
      options.max_queued = max_queued;
      auto queue = *database->Watch(kQuery, {}, options);
      const int file = *queue.EventFd();
      std::atomic<bool> done = false;
      LiveTree tree;
      std::thread reader([&] {
        for (bool is_last = false;;) {
          pollfd waiting{file, POLLIN, 0};
          if (!is_last) ::poll(&waiting, 1, 1);
          while (const std::optional<Frame> frame = queue.Poll()) tree.Apply(*frame);
          if (is_last) return;
          is_last = done;
        }
      });
      std::vector<std::thread> writers;
      for (std::uint64_t seed = 1; seed <= 2; ++seed) {
        writers.emplace_back([&database, seed] { Write(*database, seed, 150); });
      }
      for (std::thread& writer : writers) writer.join();
      done = true;
      reader.join();
      CHECK(tree.Json() == Ask(*database, kQuery));
    }
  }

  TEST_CASE("storms of subscribers come and go while commits are made") {
    auto database = OpenWith({kIssueTable, kCommentTable});
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      threads.emplace_back([&database, seed] { Write(*database, seed, 150); });
    }
    for (int i = 0; i < 2; ++i) {
      threads.emplace_back([&, i] {
        std::vector<LiveQueue> queues;
        std::vector<Subscription> pushed;
        for (int round = 0; round < 60; ++round) {
          SubscribeOptions options;
          options.max_queued = static_cast<std::size_t>(round % 5);
          queues.push_back(*database->Watch(kQuery, {}, options));
          pushed.push_back(*database->Subscribe("{ n: COUNT Issue }", [](const Frame&) {}));
          const std::optional<Frame> first = queues.back().Poll();
          if (!first.has_value() || first->kind != FrameKind::kOpen) ++wrong;
          if (round % 7 == i) queues.clear();
          if (round % 5 == i) pushed.clear();
          for (LiveQueue& queue : queues) queue.Poll();
          if (pushed.size() > 1) pushed[0].Rebind({}).IgnoreError();
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(wrong == 0);
    CHECK(database->live_row_count() == 0);
  }
}

}  // namespace
}  // namespace cambium
