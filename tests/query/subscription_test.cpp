// The contract of subscriptions on one thread: states, polling, budgets, what callbacks may do.
// SPDX-License-Identifier: Apache-2.0
#include "query/subscription.h"

#include <poll.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/binding.h"
#include "query/open_transaction.h"
#include "tests/support/aborts.h"
#include "tests/support/manual_clock.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;
using testing::Follow;
using testing::kCommentTable;
using testing::kIssueTable;
using testing::OpenWith;
using testing::Recorder;

constexpr std::string_view kQuery = "MANY Issue ORDER BY votes DESC { id, votes }";

std::string InsertIssue(int id) {
  return "INSERT Issue { id: " + std::to_string(id) + ", title: 'a' }";
}

LiveQueue Watch(Database& database, std::string_view query,
                const SubscribeOptions& options = {}) {
  absl::StatusOr<LiveQueue> queue = database.Watch(query, {}, options);
  REQUIRE_MESSAGE(queue.ok(), testing::ErrorLine(queue.status(), query));
  return *std::move(queue);
}

// The frames that wait, as JSON, a line each; applied to `tree`.
std::string PollAll(LiveQueue& queue, LiveTree& tree) {
  std::string lines;
  while (const std::optional<Frame> frame = queue.Poll()) {
    lines += FrameJson(*frame) + "\n";
    if (frame->kind != FrameKind::kError) tree.Apply(*frame);
  }
  return lines;
}

bool IsReadable(LiveQueue& queue) {
  const absl::StatusOr<int> file = queue.EventFd();
  REQUIRE(file.ok());
  pollfd waiting{*file, POLLIN, 0};
  return ::poll(&waiting, 1, 0) == 1;
}

TEST_SUITE("LiveQueue") {
  TEST_CASE("gives the answer first and then what has changed since the last look") {
    auto database = OpenWith({kIssueTable, InsertIssue(1)});
    LiveQueue queue = Watch(*database, kQuery);
    LiveTree tree;
    CHECK(PollAll(queue, tree) ==
          R"({"sub":1,"t":"open","v":2,"shape":{"card":"MANY","key":["id"]},)"
          R"("data":[{"$k":1,"id":1,"votes":0}]})"
          "\n");
    CHECK_FALSE(queue.Poll().has_value());
    Do(*database, InsertIssue(2));
    Do(*database, "UPDATE Issue WHERE id = 1 SET votes = 4");
    Do(*database, "UPDATE Issue WHERE id = 1 SET votes = 5");
    Do(*database, "UPDATE Issue SET title = 'not read'");
    CHECK(PollAll(queue, tree) == R"({"sub":1,"t":"delta","from":2,"to":5,"ops":[["+",[],2,1,)"
                                  R"({"$k":2,"id":2,"votes":0}],["=",[1],{"votes":5}]]})"
                                  "\n");
    CHECK(tree.Json() == Ask(*database, kQuery));
    CHECK_FALSE(queue.Poll().has_value());
  }

  TEST_CASE("that fell behind is given the whole answer and goes on from there") {
    auto database = OpenWith({kIssueTable, InsertIssue(1)});
    SubscribeOptions options;
    options.max_queued = 3;
    LiveQueue queue = Watch(*database, kQuery, options);
    LiveTree tree;
    PollAll(queue, tree);
    for (int id = 2; id < 8; ++id) Do(*database, InsertIssue(id));
    Do(*database, "UPDATE Issue SET title = 'not read'");
    const std::optional<Frame> reset = queue.Poll();
    REQUIRE(reset.has_value());
    CHECK(reset->kind == FrameKind::kReset);
    CHECK(reset->why == "lag");
    CHECK(reset->to == 9);
    tree.Apply(*reset);
    CHECK(tree.Json() == Ask(*database, kQuery));
    CHECK_FALSE(queue.Poll().has_value());
    Do(*database, "DELETE Issue WHERE id > 2");
    CHECK(PollAll(queue, tree).find(R"("t":"delta","from":9,"to":10)") != std::string::npos);
    CHECK(tree.Json() == Ask(*database, kQuery));
  }

  TEST_CASE("that was never polled opens with the newest answer") {
    auto database = OpenWith({kIssueTable});
    SubscribeOptions options;
    options.max_queued = 2;
    LiveQueue queue = Watch(*database, kQuery, options);
    for (int id = 1; id < 5; ++id) Do(*database, InsertIssue(id));
    LiveTree tree;
    CHECK(PollAll(queue, tree).find(R"("t":"open","v":5,)") != std::string::npos);
    CHECK(tree.Json() == Ask(*database, kQuery));
  }

  TEST_CASE("wakes an event loop while something waits") {
    auto database = OpenWith({kIssueTable});
    SubscribeOptions options;
    options.max_queued = 1;
    LiveQueue queue = Watch(*database, kQuery, options);
    LiveTree tree;
    CHECK(IsReadable(queue));
    PollAll(queue, tree);
    CHECK_FALSE(IsReadable(queue));
    for (int id = 1; id < 4; ++id) {
      Do(*database, InsertIssue(id));
      CHECK(IsReadable(queue));  // With 2 and 3, for a reset.
    }
    PollAll(queue, tree);
    CHECK_FALSE(IsReadable(queue));
    CHECK(tree.root().size() == 3);
    queue.Stop();
    CHECK_FALSE(queue.EventFd().ok());
    CHECK_FALSE(queue.Poll().has_value());
  }

  TEST_CASE("is rebound like any other") {
    auto database = OpenWith({kIssueTable, InsertIssue(1), InsertIssue(2)});
    auto queue = database->Watch("LIVE MANY Issue LIMIT $n { id }", Bind({{"n", 1}}));
    REQUIRE(queue.ok());
    LiveTree tree;
    PollAll(*queue, tree);
    CHECK(queue->Rebind(Bind({{"n", 2}})).ok());
    CHECK(PollAll(*queue, tree) ==
          R"({"sub":1,"t":"delta","from":3,"to":3,"ops":[["+",[],2,1,{"$k":2,"id":2}]]})"
          "\n");
  }

  TEST_CASE("hears of failure behind all that came before") {
    auto database = OpenWith({kIssueTable});
    LiveQueue queue = Watch(*database, "MANY Issue { n: votes * votes }");
    LiveTree tree;
    PollAll(queue, tree);
    Do(*database, InsertIssue(1));
    Do(*database, "UPDATE Issue SET votes = 5000000000");
    CHECK(queue.state() == SubscriptionState::kFailed);
    CHECK(queue.failure().message() == "Int overflows");
    CHECK(PollAll(queue, tree) ==
          R"({"sub":1,"t":"delta","from":1,"to":2,"ops":[["+",[],1,0,{"$k":1,"n":0}]]})"
          "\n"
          R"({"sub":1,"t":"error","code":"OUT_OF_RANGE","msg":"Int overflows"})"
          "\n");
    CHECK_FALSE(queue.Poll().has_value());
    CHECK_FALSE(IsReadable(queue));
  }
}

TEST_SUITE("SubscriptionState") {
  TEST_CASE("goes from hydrating to live to ended") {
    auto database = OpenWith({kIssueTable});
    Recorder recorder;
    Subscription inner;
    CHECK(inner.state() == SubscriptionState::kEnded);
    CHECK(inner.id() == 0);
    Subscription outer = *database->Subscribe(kQuery, [&](const Frame& frame) {
      if (frame.kind != FrameKind::kDelta) return;
      inner = Follow(*database, kQuery, recorder);
      // Its first frame is delivered once this callback has returned.
      CHECK(inner.state() == SubscriptionState::kHydrating);
    });
    CHECK(outer.state() == SubscriptionState::kLive);
    CHECK(outer.hydration_micros() >= 0);
    Do(*database, InsertIssue(1));
    CHECK(inner.state() == SubscriptionState::kLive);
    inner.Stop();
    CHECK(inner.state() == SubscriptionState::kEnded);
    CHECK(inner.failure().ok());
    CHECK_FALSE(inner.Rebind({}).ok());
  }

  TEST_CASE("is failed after an error and says why") {
    auto database = OpenWith({kIssueTable, InsertIssue(1)});
    Recorder recorder;
    Subscription live = Follow(*database, "MANY Issue { n: votes * votes }", recorder);
    CHECK(live.failure().ok());
    Do(*database, "UPDATE Issue SET votes = 5000000000");
    CHECK(live.state() == SubscriptionState::kFailed);
    CHECK(live.failure().message() == "Int overflows");
    CHECK(recorder.frames.back().kind == FrameKind::kError);
    CHECK_FALSE(live.Rebind({}).ok());
    live.Stop();
    CHECK(live.state() == SubscriptionState::kFailed);
  }
}

TEST_SUITE("Budgets of live queries") {
  TEST_CASE("an answer that grows too large fails its subscription and not the commit") {
    auto database = OpenWith({kIssueTable, kCommentTable, InsertIssue(1), InsertIssue(2)});
    SubscribeOptions options;
    options.max_rows = 3;
    Recorder small;
    Recorder large;
    constexpr std::string_view kNested = "MANY Issue { id, MANY comments { id } }";
    auto live = *database->Subscribe(kNested, small.Sink(), {}, options);
    const auto other = Follow(*database, kNested, large);
    const std::size_t held = database->live_row_count();
    Do(*database, "INSERT Comment { id: 1, issue: 1, text: 'a' }");
    Do(*database, "DELETE Issue WHERE id = 2");
    Do(*database, "INSERT Comment { id: 2, issue: 1, text: 'a' }");
    CHECK(live.state() == SubscriptionState::kLive);
    Do(*database, "INSERT Comment { id: 3, issue: 1, text: 'a' }");
    CHECK(live.failure().message() == "live answer has too many rows, the limit is 3");
    CHECK(absl::IsResourceExhausted(live.failure()));
    REQUIRE(small.frames.size() == 5);
    CHECK(small.frames[4].kind == FrameKind::kError);
    CHECK(large.frames.size() == 5);
    CHECK(large.tree.Json() == Ask(*database, kNested));
    CHECK(database->version() == 8);
    // What it kept in memory is gone with it.
    CHECK(database->live_row_count() < held + 6);
    Do(*database, "DELETE Comment");
    CHECK(small.frames.size() == 5);
  }

  TEST_CASE("an answer that is too large at once is no subscription") {
    auto database = OpenWith({kIssueTable, InsertIssue(1), InsertIssue(2)});
    SubscribeOptions options;
    options.max_rows = 1;
    CHECK(database->Watch(kQuery, {}, options).status().message() ==
          "live answer has too many rows, the limit is 1");
    CHECK(database->live_row_count() == 0);
  }

  TEST_CASE("other parameters are no way past it") {
    auto database = OpenWith({kIssueTable, InsertIssue(1), InsertIssue(2)});
    SubscribeOptions options;
    options.max_rows = 1;
    Recorder recorder;
    auto live = database->Subscribe("MANY Issue LIMIT $n { id }", recorder.Sink(),
                                    Bind({{"n", 1}}), options);
    REQUIRE(live.ok());
    CHECK(live->Rebind(Bind({{"n", 2}})).ok());
    CHECK(live->state() == SubscriptionState::kFailed);
  }
}

TEST_SUITE("Callbacks") {
  TEST_CASE("may write and query and subscribe and rebind and stop") {
    auto database = OpenWith({kIssueTable});
    Recorder second;
    Recorder third;
    Subscription subscriptions[3];
    std::string answer;
    auto parametric = database->Subscribe("MANY Issue WHERE id >= $n { id }", second.Sink(),
                                          Bind({{"n", 100}}));
    REQUIRE(parametric.ok());
    subscriptions[1] = *std::move(parametric);
    auto first = database->Subscribe(kQuery, [&](const Frame& frame) {
      if (frame.to != 2) return;
      Do(*database, InsertIssue(2));
      answer = Ask(*database, "MANY Issue { id }");
      CHECK(database->Transact([](OpenTransaction&) { return absl::OkStatus(); }).ok());
      CHECK(subscriptions[1].Rebind(Bind({{"n", 2}})).ok());
      subscriptions[2] = Follow(*database, kQuery, third);
      subscriptions[0] = Subscription();  // Its own handle is destroyed.
      CHECK(second.frames.size() == 1);   // All that comes when this is done.
    });
    REQUIRE(first.ok());
    subscriptions[0] = *std::move(first);
    Do(*database, InsertIssue(1));
    CHECK(answer == R"([{"id":1},{"id":2}])");
    CHECK(second.tree.Json() == R"([{"id":2}])");
    REQUIRE(third.frames.size() == 1);
    CHECK(third.frames[0].to == 3);
    Do(*database, InsertIssue(3));
    CHECK(second.tree.Json() == R"([{"id":2},{"id":3}])");
    CHECK(third.tree.Json() == Ask(*database, kQuery));
  }

  TEST_CASE("that write in a loop make others lag and not memory grow") {
    auto database = OpenWith({kIssueTable});
    SubscribeOptions options;
    options.max_queued = 5;
    std::string log;
    LiveTree slow_tree;
    const auto slow = *database->Subscribe(
        kQuery,
        [&](const Frame& frame) {
          slow_tree.Apply(frame);
          log += frame.kind == FrameKind::kReset ? "reset " : "frame ";
          log += std::to_string(frame.to) + "; ";
        },
        {}, options);
    Recorder patient;
    const auto all = Follow(*database, kQuery, patient);
    const auto writer =
        *database->Subscribe("MANY Issue WHERE id = 1 { id }", [&](const Frame& frame) {
          if (frame.to != 2) return;
          for (int id = 2; id < 12; ++id) {
            Do(*database, InsertIssue(id));
          }
        });
    Do(*database, InsertIssue(1));
    CHECK(log == "frame 1; frame 2; reset 12; ");
    CHECK(slow_tree.Json() == Ask(*database, kQuery));
    CHECK(patient.frames.size() == 12);
    Do(*database, InsertIssue(12));
    CHECK(log.ends_with("reset 12; frame 13; "));
  }

  TEST_CASE("that throw lose nothing but their own frame") {
    auto database = OpenWith({kIssueTable});
    Recorder recorder;
    int calls = 0;
    const auto first = *database->Subscribe(kQuery, [&calls](const Frame&) {
      if (++calls == 2) throw std::runtime_error("not ours");
    });
    const auto second = Follow(*database, kQuery, recorder);
    CHECK_THROWS_AS(Do(*database, InsertIssue(1)), std::runtime_error);
    CHECK(database->version() == 2);
    Do(*database, InsertIssue(2));
    CHECK(calls == 3);
    CHECK(recorder.frames.size() == 3);
    CHECK(recorder.tree.Json() == Ask(*database, kQuery));
  }

  TEST_CASE("that throw while a subscription begins end that one") {
    auto database = OpenWith({kIssueTable, InsertIssue(1)});
    int calls = 0;
    const auto throwing = [&calls](const Frame&) {
      ++calls;
      throw std::runtime_error("not ours");
    };
    CHECK_THROWS_AS(database->Subscribe(kQuery, throwing).IgnoreError(), std::runtime_error);
    Do(*database, InsertIssue(2));
    CHECK(calls == 1);
    CHECK(database->live_row_count() == 0);
  }

  TEST_CASE("may be the last to hold another subscription when the database goes") {
    auto database = OpenWith({kIssueTable, InsertIssue(1)});
    Recorder inner;
    const auto held = std::make_shared<Subscription>(Follow(*database, kQuery, inner));
    auto outer = database->Subscribe(kQuery, [held](const Frame&) {});
    REQUIRE(outer.ok());
    outer->Release();
    const std::weak_ptr<Subscription> watched = held;
    CHECK(inner.frames.size() == 1);
    database.reset();
    CHECK(watched.use_count() == 1);  // That of this test.
    held->Release();
  }

  TEST_CASE("are called for what time has brought when a rebinding fails") {
    testing::ManualClock clock;
    Options options;
    options.clock = &clock;
    auto database = *Database::Open(":memory:", options);
    Do(*database, kIssueTable);
    Do(*database, "TABLE Event { id: Int = 1 KEY, at: Time = 2 }");
    Do(*database, "INSERT Event { id: 1, at: '1970-01-01T00:00:01Z' }");
    Do(*database, InsertIssue(1));
    Recorder events;
    const auto live = Follow(*database, "LIVE MANY Event WHERE at > NOW() { id }", events);
    auto failing = database->Subscribe(
        "QUERY q($p: Int) LIVE MANY Issue { x: id + $p }", [](const Frame&) {},
        Bind({{"p", 1}}));
    REQUIRE(failing.ok());
    events.Take();
    clock.micros = 2'000'000;
    CHECK_FALSE(failing->Rebind(Bind({{"p", INT64_MAX}})).ok());
    CHECK(events.frames.size() == 1);
    CHECK(events.tree.Json() == "[]");
  }

  TEST_CASE("are let go of with their subscription") {
    auto database = OpenWith({kIssueTable});
    // What a callback has captured may hold other subscriptions, and its own.
    struct Screen {
      Subscription own;
      Subscription other;
    };
    auto screen = std::make_shared<Screen>();
    const std::weak_ptr<Screen> watched = screen;
    screen->other = *database->Subscribe(kQuery, [](const Frame&) {});
    screen->own = *database->Subscribe(kQuery, [screen](const Frame& frame) {
      if (frame.kind == FrameKind::kDelta) screen->own.Stop();
    });
    screen.reset();
    CHECK_FALSE(watched.expired());
    Do(*database, InsertIssue(1));
    CHECK(watched.expired());
    CHECK_FALSE(database->Unsubscribe(1));
    CHECK_FALSE(database->Unsubscribe(2));
  }

  TEST_CASE("that destroy the database are a mistake in the program") {
    auto database = OpenWith({kIssueTable});
    database
        ->Subscribe(kQuery,
                    [&database](const Frame& frame) {
                      if (frame.kind == FrameKind::kDelta) database.reset();
                    })
        ->Release();
    CHECK(testing::LastWords([&] {
            Do(*database, InsertIssue(1));
          }).find("a database is destroyed within a callback of its own") != std::string::npos);
  }
}

}  // namespace
}  // namespace cambium
