// What waits is merged, or dropped, and still leads to the same tree.
// SPDX-License-Identifier: Apache-2.0
#include "query/frame_queue.h"

#include "doctest/doctest.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::kCommentTable;
using testing::kIssueTable;

constexpr std::string_view kQuery =
    "LIVE MANY Issue WHERE open = TRUE ORDER BY votes DESC LIMIT 4 "
    "{ id, votes, n: COUNT comments, best: ONE comments ORDER BY id DESC { text }, "
    "  latest: MANY comments ORDER BY id DESC LIMIT 2 { text } }";

// A query that is followed by a queue as well, which is asked now and then.
struct Followed {
  explicit Followed(std::size_t max_operations, bool merges = true,
                    std::string_view query = kQuery)
      : queue(max_operations, merges),
        database(testing::OpenWith({kIssueTable, kCommentTable})) {
    auto started = database->Subscribe(query, [this](const Frame& frame) {
      if (frame.kind == FrameKind::kOpen) plan = frame.plan;
      all.Apply(frame);
      kept = queue.Push(frame);
    });
    REQUIRE(started.ok());
    live = *std::move(started);
  }

  // The whole answer as the database would give it.
  void PushWhole() {
    Frame whole;
    whole.kind = FrameKind::kReset;
    whole.plan = plan;
    whole.to = all.version();
    whole.data = all.root();
    queue.Push(std::move(whole));
  }
  // Takes what waits; "open", "delta 2-5 3" with the number of operations, and so on.
  std::string Take() {
    std::string kinds;
    while (std::optional<Frame> frame = queue.Take()) {
      if (frame->kind == FrameKind::kDelta) {
        kinds += "delta " + std::to_string(frame->from) + "-" + std::to_string(frame->to) +
                 " " + std::to_string(frame->ops.size()) + "; ";
      } else {
        const std::string json = FrameJson(*frame);
        const std::size_t begin = json.find("\"t\":\"") + 5;
        kinds += json.substr(begin, json.find('"', begin) - begin) + "; ";
      }
      if (frame->kind != FrameKind::kError) polled.Apply(*frame);
    }
    return kinds;
  }

  FrameQueue queue;
  bool kept = false;
  LiveTree all;     // Follows each frame.
  LiveTree polled;  // Follows the queue.
  std::shared_ptr<const SelectPlan> plan;
  std::unique_ptr<Database> database;
  Subscription live;
};

std::string RandomStatement(testing::Random& random) {
  const std::string issue = std::to_string(random.Below(6));
  const std::string comment = std::to_string(random.Below(9));
  switch (random.Below(7)) {
    case 0:
      return "UPSERT Issue { id: " + issue + ", title: 'a', open: TRUE }";
    case 1:
      return "DELETE Issue WHERE id = " + issue;
    case 2:
      return "UPDATE Issue WHERE id = " + issue + " SET open = FALSE";
    case 3:
      return "DELETE Comment WHERE id = " + comment;
    case 4:
      return "UPDATE Issue WHERE id = " + issue + " SET votes = votes + 1";
    case 5:
      return "UPDATE Comment WHERE id = " + comment + " SET text = '" + issue + "'";
    default:
      return "UPSERT Comment { id: " + comment + ", issue: " + issue + ", text: 'c' }";
  }
}

TEST_SUITE("FrameQueue") {
  TEST_CASE("what is taken folds to the answer on random histories") {
    testing::ForSeeds(60, [](testing::Random& random) {
      Followed followed(random.Below(12), random.Below(4) > 0);
      for (int step = 0; step < 60; ++step) {
        CAPTURE(step);
        const std::string statement = RandomStatement(random);
        CAPTURE(statement);
        testing::Do(*followed.database, statement);
        if (random.Below(4) > 0) continue;
        if (followed.queue.lags()) followed.PushWhole();
        followed.Take();
        CHECK(followed.polled.Json() == testing::Ask(*followed.database, kQuery.substr(5)));
      }
    });
  }

  TEST_CASE("deltas that follow each other are one") {
    Followed followed(100);
    CHECK(followed.Take() == "open; ");
    testing::Do(*followed.database, "INSERT Issue { id: 1, title: 'a' }");
    testing::Do(*followed.database, "INSERT Issue { id: 2, title: 'b', votes: 1 }");
    CHECK(followed.Take() == "delta 2-4 2; ");
    CHECK(followed.Take() == "");
    Followed apart(100, false);
    testing::Do(*apart.database, "INSERT Issue { id: 1, title: 'a' }");
    testing::Do(*apart.database, "INSERT Issue { id: 2, title: 'b', votes: 1 }");
    CHECK(apart.Take() == "open; delta 2-3 1; delta 3-4 1; ");
  }

  TEST_CASE("a counter is one operation however often it counts") {
    Followed followed(3);
    testing::Do(*followed.database, "INSERT Issue { id: 1, title: 'a' }");
    testing::Do(*followed.database, "INSERT Issue { id: 2, title: 'b' }");
    followed.Take();
    for (int i = 0; i < 50; ++i) {
      testing::Do(*followed.database, "UPDATE Issue SET votes = votes + 1");
    }
    CHECK(followed.queue.operation_count() == 2);
    CHECK(followed.Take() == "delta 4-54 2; ");
    CHECK(followed.polled.Json() == testing::Ask(*followed.database, kQuery.substr(5)));
  }

  TEST_CASE("new values of a row that came again stay behind its coming") {
    Followed followed(100);
    testing::Do(*followed.database, "INSERT Issue { id: 1, title: 'a' }");
    followed.Take();
    for (const char* statement :
         {"UPDATE Issue SET votes = 1", "DELETE Issue", "INSERT Issue { id: 1, title: 'a' }",
          "UPDATE Issue SET votes = 2"}) {
      testing::Do(*followed.database, statement);
    }
    CHECK(followed.Take() == "delta 3-7 4; ");
    CHECK(followed.polled.root()[0].Get("votes").AsInt() == 2);
  }

  TEST_CASE("too many operations are dropped and the whole answer is wanted") {
    Followed followed(3);
    followed.Take();
    testing::Do(*followed.database, "INSERT Issue { id: 1, title: 'a' }");
    testing::Do(*followed.database, "INSERT Issue { id: 2, title: 'a' }");
    CHECK_FALSE(followed.queue.lags());
    testing::Do(*followed.database, "INSERT Issue { id: 4, title: 'a' }");
    testing::Do(*followed.database, "INSERT Issue { id: 5, title: 'a' }");
    testing::Do(*followed.database, "INSERT Issue { id: 6, title: 'a' }");
    REQUIRE(followed.queue.lags());
    CHECK(followed.queue.empty());
    CHECK(followed.queue.operation_count() == 0);
    followed.kept = true;
    testing::Do(*followed.database, "UPDATE Issue WHERE id = 2 SET votes = 1");
    CHECK_FALSE(followed.kept);
    followed.PushWhole();
    testing::Do(*followed.database, "DELETE Issue WHERE id = 6");
    testing::Do(*followed.database, "UPDATE Issue WHERE id = 1 SET votes = 1");
    CHECK(followed.Take() == "reset; delta 8-10 2; ");
    CHECK(followed.polled.Json() == testing::Ask(*followed.database, kQuery.substr(5)));
  }

  TEST_CASE("one frame waits however large and rows below count") {
    Followed followed(2);
    followed.Take();
    testing::Do(*followed.database,
                "TX { INSERT Issue { id: 1, title: 'a' }; INSERT Issue { id: 2, title: 'a' };"
                " INSERT Comment { id: 1, issue: 1, text: 'x' } }");
    CHECK(followed.kept);
    CHECK(followed.queue.operation_count() == 4);  // `best` and `latest` have a row each.
    CHECK(followed.Take() == "delta 2-3 2; ");
    CHECK(followed.queue.operation_count() == 0);
  }

  TEST_CASE("of whole answers that do not merge at most two wait") {
    Followed followed(100, false);
    testing::Do(*followed.database, "INSERT Issue { id: 1, title: 'a' }");
    followed.PushWhole();
    REQUIRE_FALSE(followed.queue.lags());
    followed.PushWhole();
    REQUIRE(followed.queue.lags());
    CHECK(followed.queue.empty());
    followed.PushWhole();
    followed.PushWhole();
    CHECK_FALSE(followed.queue.lags());
    CHECK(followed.Take() == "open; reset; ");
    CHECK(followed.polled.Json() == testing::Ask(*followed.database, kQuery.substr(5)));
  }

  TEST_CASE("previews and errors are frames apart") {
    Followed followed(2);
    testing::Do(*followed.database, "INSERT Issue { id: 1, title: 'a' }");
    testing::Do(*followed.database, "PREVIEW TX { INSERT Issue { id: 2, title: 'a' } }");
    CHECK(followed.Take() == "open; delta 2-3 1; preview; ");
    for (int id = 2; id < 6; ++id) {
      testing::Do(*followed.database,
                  "INSERT Issue { id: " + std::to_string(id) + ", title: 'a' }");
    }
    REQUIRE(followed.queue.lags());
    Frame error;
    error.kind = FrameKind::kError;
    CHECK(followed.queue.Push(error));
    CHECK_FALSE(followed.queue.lags());
    CHECK(followed.Take() == "error; ");
  }

  TEST_CASE("a whole answer takes the place of deltas that would merge and else waits behind") {
    for (const bool merges : {true, false}) {
      Followed followed(100, merges);
      followed.Take();
      testing::Do(*followed.database, "INSERT Issue { id: 1, title: 'a' }");
      followed.PushWhole();
      CHECK(followed.Take() == (merges ? "reset; " : "delta 2-3 1; reset; "));
    }
  }

  TEST_CASE("who has not seen the first answer is given the whole one as that") {
    const Followed followed(1);
    FrameQueue queue(1, true);
    Frame whole;
    whole.kind = FrameKind::kReset;
    whole.plan = followed.plan;
    CHECK(queue.Push(whole));
    CHECK(queue.Take()->kind == FrameKind::kOpen);
    CHECK(queue.Push(whole));
    CHECK(queue.Take()->kind == FrameKind::kReset);
  }
}

}  // namespace
}  // namespace cambium
