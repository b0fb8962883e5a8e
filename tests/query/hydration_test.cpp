// A query that begins in slices, commits coming between them, hears what one hears that begins
// at once behind these commits.
// SPDX-License-Identifier: Apache-2.0
#include "query/hydration.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "query/database.h"
#include "tests/support/live_questions.h"
#include "tests/support/manual_clock.h"
#include "tests/support/naive_time.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Random;

constexpr std::string_view kSlotTable = "TABLE Slot { id: Int = 1 KEY, at: Time = 2 }";
constexpr std::string_view kTimeQuestions[] = {
    "MANY Slot WHERE at > NOW() ORDER BY at { id, at }",
    "{ past: COUNT Slot, MANY Slot WHERE at <= NOW() LIMIT 2 { id } }",
    "MANY Slot WHERE id = $n AND at + 20 > NOW() { id }",
};

// The time so many seconds after the first, and a row with it.
std::int64_t Seconds(std::int64_t seconds) { return seconds * 1'000'000; }
std::string PutSlot(std::int64_t id, std::int64_t seconds) {
  return "UPSERT Slot { id: " + std::to_string(id) + ", at: '" +
         testing::TimeText(Seconds(seconds)) + "' }";
}

// A database whose subscriptions begin in slices, or at once, and all that is heard there.
struct Side {
  Side(std::size_t slice, bool shares) {
    Options options;
    options.hydration_slice = slice;
    options.share_live = shares;
    options.clock = &clock;
    database = *Database::Open(":memory:", options);
    for (const auto& table :
         {testing::kIssueTable, testing::kCommentTable, testing::kPersonTable, kSlotTable}) {
      testing::Do(*database, table);
    }
  }
  void Say(const absl::Status& status) { heard += std::string(status.message()) + "\n"; }
  // "@5" is a time in seconds, all else a statement.
  void Do(const std::string& change) {
    if (change[0] == '@') return database->AdvanceTime(Seconds(std::stoll(change.substr(1))));
    Say(database->Execute(change).status());
  }
  void Subscribe(const std::string& query, const Parameters& parameters,
                 std::function<bool(const HydrationProgress&)> on_progress = nullptr) {
    SubscribeOptions options;
    options.on_progress = std::move(on_progress);
    auto live = database->Subscribe(
        query, [this](const Frame& frame) { heard += FrameJson(frame) + "\n"; }, parameters,
        options);
    Say(live.status());
    if (live.ok()) subscriptions.push_back(*std::move(live));
  }

  testing::ManualClock clock;
  std::unique_ptr<Database> database;
  std::string heard;
  std::vector<Subscription> subscriptions;
};

std::string AnyChange(Random& random) {
  const std::string number = std::to_string(random.Between(1, 30));
  if (random.OneIn(8)) return "@" + number;
  if (random.OneIn(5)) {
    return PutSlot(random.Between(1, 6), std::stoll(number));
  }
  if (random.OneIn(6)) {
    return "TX { " + testing::AChange(random) + "; " + testing::AChange(random) + " }";
  }
  return testing::AChange(random);
}

std::string AQuestion(Random& random) {
  const std::string_view question =
      random.OneIn(6) ? random.Pick(kTimeQuestions) : random.Pick(testing::kQuestions);
  return "LIVE " + std::string(question);
}

// A database of one table with so many rows, read by slices of two.
struct Fixture {
  explicit Fixture(int rows = 6) {
    Options options;
    options.hydration_slice = 2;
    database = *Database::Open(":memory:", options);
    Do(testing::kIssueTable);
    for (int id = 1; id <= rows; ++id) Insert(id);
  }
  void Do(std::string_view statement) { testing::Do(*database, statement); }
  void Insert(int id) {
    Do("INSERT Issue { id: " + std::to_string(id) +
       ", title: 'a', votes: " + std::to_string(id) + " }");
  }
  // Subscribes; `between` is called with the number of the slice, from 1 on.
  absl::Status Follow(std::string_view query, const std::function<bool(int)>& between) {
    int slice = 0;
    SubscribeOptions options;
    options.on_progress = [&](const HydrationProgress& progress) {
      seen.push_back(progress);
      return between(++slice);
    };
    auto live = database->Subscribe(query, recorder.Sink(), {}, options);
    if (!live.ok()) return live.status();
    subscription = *std::move(live);
    return absl::OkStatus();
  }

  std::unique_ptr<Database> database;
  testing::Recorder recorder;
  std::vector<HydrationProgress> seen;
  Subscription subscription;
};

TEST_SUITE("Hydration") {
  TEST_CASE("what is asked below are questions") {
    Side side(1'000'000, true);
    Random random(1);
    const Parameters parameters = testing::SomeBound(random).Read();
    for (const std::string_view question : kTimeQuestions) {
      side.Subscribe("LIVE " + std::string(question), parameters);
    }
    for (const std::string_view question : testing::kQuestions) {
      side.Subscribe("LIVE " + std::string(question), parameters);
    }
    INFO(side.heard);
    CHECK(side.subscriptions.size() ==
          std::size(kTimeQuestions) + std::size(testing::kQuestions));
  }

  TEST_CASE("in slices or at once all hear the same") {
    testing::ForSeeds(400, [](Random& random) {
      const bool shares = !random.OneIn(3);
      Side sliced(1 + random.Below(3), shares);
      Side at_once(1'000'000, shares);
      const std::string questions[] = {AQuestion(random), AQuestion(random)};
      INFO(questions[0]);
      INFO(questions[1]);
      for (int step = 0; step < 40; ++step) {
        if (!random.OneIn(5)) {
          const std::string change = AnyChange(random);
          sliced.Do(change);
          at_once.Do(change);
        } else if (!sliced.subscriptions.empty() && random.OneIn(3)) {
          const std::size_t which = random.Below(sliced.subscriptions.size());
          for (Side* side : {&sliced, &at_once}) {
            side->subscriptions.erase(side->subscriptions.begin() +
                                      static_cast<std::ptrdiff_t>(which));
          }
        } else {
          const std::string& question = random.Pick(questions);
          const Parameters parameters = testing::SomeBound(random).Read();
          std::vector<std::string> between;
          sliced.Subscribe(question, parameters, [&](const HydrationProgress&) {
            for (std::uint64_t i = random.Below(3); i > 0; --i) {
              between.push_back(AnyChange(random));
              sliced.Do(between.back());
            }
            return true;
          });
          for (const std::string& change : between) at_once.Do(change);
          at_once.Subscribe(question, parameters);
        }
        REQUIRE(sliced.heard == at_once.heard);
        sliced.heard.clear();
        at_once.heard.clear();
      }
      sliced.subscriptions.clear();
      CHECK(sliced.database->live_row_count() == 0);
      CHECK(sliced.database->LiveStatistics().node_count ==
            Side(1, true).database->LiveStatistics().node_count);
    });
  }

  TEST_CASE("tells how far it is and reads tables of less than a slice at once") {
    Fixture fixture;
    REQUIRE(fixture.Follow("MANY Issue { id }", [](int) { return true; }).ok());
    REQUIRE(fixture.seen.size() >= 3);
    for (std::size_t i = 0; i < fixture.seen.size(); ++i) {
      CHECK(fixture.seen[i].rows == std::min<std::size_t>(6, 2 * i + 2));
      CHECK(fixture.seen[i].total == 6);
    }
    Fixture small(2);
    REQUIRE(small.Follow("MANY Issue { id }", [](int) { return true; }).ok());
    CHECK(small.seen.empty());
    CHECK(small.recorder.tree.Json() == R"([{"id":1},{"id":2}])");
  }

  TEST_CASE("the first frame is of the version that stands in the end") {
    Fixture fixture;
    REQUIRE(fixture
                .Follow("MANY Issue WHERE votes > 1 { id }",
                        [&](int slice) {
                          if (slice == 1) fixture.Insert(7);
                          if (slice == 2) fixture.Do("DELETE Issue WHERE id < 4");
                          if (slice == 3) fixture.Do("UPDATE Issue WHERE id = 7 SET votes = 0");
                          return true;
                        })
                .ok());
    REQUIRE(fixture.recorder.frames.size() == 1);
    CHECK(fixture.recorder.frames[0].to == fixture.database->version());
    CHECK(fixture.recorder.tree.Json() == R"([{"id":4},{"id":5},{"id":6}])");
    fixture.Do("UPDATE Issue WHERE id = 4 SET votes = 0");
    CHECK(fixture.recorder.tree.Json() == R"([{"id":5},{"id":6}])");
  }

  TEST_CASE("it is no part of the graph before it is filled") {
    Fixture fixture;
    const std::size_t before = fixture.database->LiveStatistics().node_count;
    REQUIRE(fixture
                .Follow("MANY Issue { id }",
                        [&](int slice) {
                          if (slice == 1) fixture.Do("DELETE Issue WHERE id = 1");
                          const auto all = fixture.database->LiveStatistics();
                          CHECK(all.hydrating == 1);
                          CHECK(all.node_count == before);
                          return true;
                        })
                .ok());
    CHECK(fixture.recorder.tree.Json() == R"([{"id":2},{"id":3},{"id":4},{"id":5},{"id":6}])");
    CHECK(fixture.database->LiveStatistics().hydrating == 0);
    CHECK(fixture.database->LiveStatistics().node_count > before);
  }

  TEST_CASE("its nodes and its deadline are told as those of others") {
    Side sliced(1, true);
    Side at_once(1'000'000, true);
    const std::string query = "MANY Slot WHERE at > NOW() ORDER BY at { id, at }";
    for (Side* side : {&sliced, &at_once}) {
      side->Do(PutSlot(1, 7));
      side->Do(PutSlot(2, 5));
      side->Subscribe("LIVE " + query, {});
      CHECK(side->database->NextDeadline() == Seconds(5));
    }
    const absl::StatusOr<std::string> plan = sliced.database->Explain("EXPLAIN LIVE " + query);
    REQUIRE(plan.ok());
    CHECK(*plan == *at_once.database->Explain("EXPLAIN LIVE " + query));
    for (Side* side : {&sliced, &at_once}) {
      side->Do("@6");
      CHECK(side->database->NextDeadline() == Seconds(7));
    }
    CHECK(sliced.heard == at_once.heard);
    sliced.subscriptions.clear();
    CHECK(!sliced.database->NextDeadline().has_value());
  }

  TEST_CASE("many commits meanwhile are fed in slices of their own") {
    Fixture fixture;
    REQUIRE(fixture
                .Follow("MANY Issue WHERE votes >= 3 ORDER BY votes DESC { id, votes }",
                        [&](int slice) {
                          for (int i = 0; i < 5 && slice <= 3; ++i) {
                            const std::string id = std::to_string(10 * slice + i);
                            fixture.Insert(std::stoi(id));
                            fixture.Do("UPDATE Issue WHERE id = " + id + " SET votes = 4");
                            if (i > 0) fixture.Do("DELETE Issue WHERE id = " + id);
                          }
                          return true;
                        })
                .ok());
    CHECK(fixture.recorder.tree.Json() ==
          testing::Ask(*fixture.database,
                       "MANY Issue WHERE votes >= 3 ORDER BY votes DESC { id, votes }"));
    CHECK(fixture.recorder.frames.size() == 1);
  }

  TEST_CASE("rows that are asked for come in slices too") {
    Fixture fixture(9);
    fixture.Do("UPDATE Issue WHERE id < 9 SET votes = 5");
    const std::string query = "MANY Issue WHERE votes = 5 { id, MANY comments { id } }";
    fixture.Do(testing::kCommentTable);
    REQUIRE(fixture
                .Follow(query,
                        [&](int slice) {
                          if (slice == 2) fixture.Do("UPDATE Issue WHERE id = 2 SET votes = 6");
                          if (slice == 3) fixture.Do("UPDATE Issue WHERE id = 9 SET votes = 5");
                          return true;
                        })
                .ok());
    CHECK(fixture.recorder.tree.Json() == testing::Ask(*fixture.database, query));
    fixture.Do("UPDATE Issue WHERE id = 1 SET votes = 6");
    CHECK(fixture.recorder.tree.Json() == testing::Ask(*fixture.database, query));
  }

  TEST_CASE("who loses patience leaves nothing") {
    Fixture fixture;
    const std::size_t nodes = fixture.database->LiveStatistics().node_count;
    for (int last = 1; last < 4; ++last) {
      const absl::Status status =
          fixture.Follow("MANY Issue { id }", [last](int slice) { return slice < last; });
      CHECK(absl::IsCancelled(status));
    }
    CHECK(fixture.database->LiveStatistics().node_count == nodes);
    CHECK(fixture.database->live_row_count() == 0);
    CHECK(fixture.recorder.frames.empty());
  }

  TEST_CASE("what is declared between two slices counts") {
    Fixture fixture;
    REQUIRE(fixture
                .Follow("MANY Issue { id, votes }",
                        [&](int slice) {
                          if (slice == 1) {
                            fixture.Do(
                                "TABLE Issue { id: Int = 1 KEY, title: Text = 2, "
                                "votes: Text = 9 DEFAULT 'none' }");
                          }
                          return true;
                        })
                .ok());
    CHECK(fixture.recorder.tree.Json().substr(0, 24) == R"([{"id":1,"votes":"none"})");
    fixture.subscription.Stop();
    const absl::Status dropped = fixture.Follow("MANY Issue { id }", [&](int slice) {
      if (slice == 2) fixture.Do("DROP TABLE Issue");
      return true;
    });
    CHECK(std::string(dropped.message()).find("no table 'Issue'") != std::string::npos);
  }

  TEST_CASE("a declaration at each slice does not keep it from beginning") {
    Fixture fixture;
    int declared = 0;
    REQUIRE(fixture
                .Follow("MANY Issue { id }",
                        [&](int) {
                          fixture.Do("TABLE T" + std::to_string(++declared) +
                                     " { id: Int = 1 KEY }");
                          return true;
                        })
                .ok());
    CHECK(declared == 3);
    CHECK(fixture.recorder.tree.root().size() == 6);
  }

  TEST_CASE("a commit that is none of rows is noticed") {
    Fixture fixture;
    int slices = 0;
    REQUIRE(fixture
                .Follow("MANY Issue { id }",
                        [&](int slice) {
                          slices = slice;
                          if (slice == 1) fixture.Do("QUERY q MANY Issue { id }");
                          if (slice == 2) fixture.Insert(7);
                          return true;
                        })
                .ok());
    CHECK(slices == 4);  // One of those that counted for nothing, and three anew.
    CHECK(fixture.recorder.tree.root().size() == 7);
  }

  TEST_CASE("what overflows over a part of the rows fails nobody") {
    Fixture fixture(0);
    const std::string greatest = "9223372036854775807";
    fixture.Do("INSERT Issue { id: 1, title: 'a', votes: " + greatest + " }");
    for (int id = 2; id < 8; ++id) fixture.Insert(id);
    fixture.Do("INSERT Issue { id: 9, title: 'a', votes: -1000 }");
    REQUIRE(fixture.Follow("{ n: SUM(votes) OF Issue }", [](int) { return true; }).ok());
    CHECK(fixture.recorder.tree.Json() == R"({"n":9223372036854774834})");
  }

  TEST_CASE("a commit that fails what begins is made and the subscription is refused") {
    Fixture fixture;
    const absl::Status status = fixture.Follow("MANY Issue { n: votes * 2 }", [&](int slice) {
      if (slice == 2) fixture.Do("UPDATE Issue WHERE id = 1 SET votes = 9223372036854775807");
      return true;
    });
    CHECK(std::string(status.message()).find("Int overflows") != std::string::npos);
    CHECK(testing::Ask(*fixture.database, "MANY Issue WHERE votes > 6 { id }") ==
          R"([{"id":1}])");
    fixture.Do("UPDATE Issue WHERE id = 1 SET votes = 1");
    CHECK(fixture.Follow("MANY Issue { n: votes * 2 }", [](int) { return true; }).ok());
    CHECK(fixture.recorder.tree.root().size() == 6);
  }

  TEST_CASE("others subscribe and stop between two slices") {
    Fixture fixture;
    testing::Recorder other;
    Subscription kept;
    const std::string query = "MANY Issue WHERE open = TRUE { id }";
    REQUIRE(fixture
                .Follow(query,
                        [&](int slice) {
                          if (slice == 1)
                            kept = testing::Follow(*fixture.database, query, other);
                          if (slice == 2) fixture.Insert(7);
                          return true;
                        })
                .ok());
    CHECK(fixture.recorder.tree.root().size() == 7);
    CHECK(fixture.database->LiveStatistics().instances.size() == 1);
    kept.Stop();
    fixture.Insert(8);
    CHECK(fixture.recorder.tree.root().size() == 8);
    CHECK(other.tree.root().size() == 7);
  }

  TEST_CASE("a callback may begin one") {
    Fixture fixture;
    testing::Recorder inner;
    Subscription kept;
    const Subscription outer =
        *fixture.database->Subscribe("MANY Issue WHERE id = 7 { id }", [&](const Frame& frame) {
          if (frame.kind != FrameKind::kDelta) return;
          SubscribeOptions options;
          options.on_progress = [&](const HydrationProgress& progress) {
            if (progress.rows == 4) fixture.Insert(8);
            return true;
          };
          kept = *fixture.database->Subscribe("MANY Issue { id, votes }", inner.Sink(), {},
                                              options);
        });
    fixture.Insert(7);
    CHECK(inner.tree.root().size() == 8);
    CHECK(inner.frames.size() == 1);
  }
}

}  // namespace
}  // namespace cambium
