// Live queries that share against live queries that do not: the same frames, byte for byte.
//
// Two databases hear the same statements, one with `share_live` off, over random histories in
// which queries of a few shapes come, are given other parameters, fail, and go.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/database.h"
#include "tests/support/live_questions.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::AChange;
using testing::Bound;
using testing::kPersonTable;
using testing::kQuestions;
using testing::Random;
using testing::SomeBound;

// One of the two databases, and all that its subscribers heard.
struct Side {
  explicit Side(bool shares) {
    Options options;
    options.share_live = shares;
    database = *Database::Open(":memory:", options);
    for (const auto& table : {testing::kIssueTable, testing::kCommentTable, kPersonTable}) {
      testing::Do(*database, table);
    }
  }
  void Say(const absl::Status& status) { heard += std::string(status.message()) + "\n"; }
  void Subscribe(const std::string& query, const Parameters& parameters) {
    auto live = database->Subscribe(
        query, [this](const Frame& frame) { heard += FrameJson(frame) + "\n"; }, parameters);
    Say(live.status());
    if (live.ok()) subscriptions.push_back(*std::move(live));
  }

  std::unique_ptr<Database> database;
  std::string heard;
  std::vector<Subscription> subscriptions;
};

// One step of a history, the same on both sides.
struct History {
  explicit History(Random& its_random) : random(its_random) {}

  // A preview that fails one of several who share says nothing to the others.
  bool may_fail() const {
    return std::any_of(shapes.begin(), shapes.end(), [](std::string_view shape) {
      return shape.find("votes * ") != std::string_view::npos;
    });
  }

  void Step() {
    const std::size_t live = sides[0].subscriptions.size();
    const std::size_t which = live == 0 ? 0 : random.Below(live);
    const std::uint64_t kind = random.Below(10);
    const Bound bound = SomeBound(random);
    const std::string question = "LIVE " + std::string(random.Pick(shapes));
    const std::string change = AChange(random);
    for (Side& side : sides) {
      if (kind < 2) {
        side.Subscribe(question, bound.Read());
      } else if (kind == 2 && live > 0) {
        side.Say(side.subscriptions[which].Rebind(bound.Read()));
      } else if (kind == 3 && live > 0) {
        side.subscriptions.erase(side.subscriptions.begin() +
                                 static_cast<std::ptrdiff_t>(which));
      } else if (kind == 4 && !may_fail()) {
        side.Say(side.database->Execute("PREVIEW TX { " + change + " }").status());
      } else {
        side.Say(side.database->Execute(change).status());
      }
    }
  }

  Random& random;
  Side sides[2] = {Side(true), Side(false)};
  std::vector<std::string_view> shapes;
};

TEST_SUITE("LiveSharing") {
  TEST_CASE("those that share hear what those hear that do not") {
    testing::ForSeeds(300, [](Random& random) {
      History history(random);
      for (int i = 0; i < 2; ++i) history.shapes.push_back(random.Pick(kQuestions));
      INFO(history.shapes[0]);
      INFO(history.shapes[1]);
      for (int step = 0; step < 60; ++step) {
        history.Step();
        REQUIRE(history.sides[0].heard == history.sides[1].heard);
        for (Side& side : history.sides) side.heard.clear();
      }
    });
  }

  TEST_CASE("declarations that mean nothing to a query leave its sharing as it is") {
    Side side(true);
    const auto instances = [&side] {
      std::string text;
      for (const LiveSubscriptionStatistics& live :
           side.database->LiveStatistics().subscriptions) {
        text += std::to_string(live.instance) + " ";
      }
      return text;
    };
    const std::string question = "LIVE MANY Issue WHERE votes = $n { id }";
    side.Subscribe(question, Bound{1}.Read());
    testing::Do(*side.database, "TABLE Other { id: Int = 1 KEY }");
    side.Subscribe(question, Bound{1}.Read());
    side.Subscribe(question, Bound{2}.Read());
    CHECK(instances() == "1 1 1 ");
    // It reads what is declared now, so it is another one.
    testing::Do(*side.database,
                "TABLE Issue { id: Int = 1 KEY, title: Text = 2, open: Bool = 3 DEFAULT TRUE, "
                "votes: Decimal(2) = 4 DEFAULT 0 }");
    side.Subscribe(question, Bound{1}.Read());
    CHECK(instances() == "2 2 2 2 ");
  }

  TEST_CASE("late or early the answers are the same") {
    testing::ForSeeds(100, [](Random& random) {
      Side side(true);
      const std::string question = "LIVE " + std::string(random.Pick(kQuestions));
      INFO(question);
      const Bound bounds[2] = {SomeBound(random), SomeBound(random)};
      testing::Recorder early[2];
      std::vector<Subscription> kept;
      for (int i = 0; i < 2; ++i) {
        auto live = side.database->Subscribe(question, early[i].Sink(), bounds[i].Read());
        if (live.ok()) kept.push_back(*std::move(live));
      }
      for (int step = 0; step < 40; ++step) {
        side.Say(side.database->Execute(AChange(random)).status());
        for (int i = 0; i < 2; ++i) {
          const bool stands =
              !early[i].frames.empty() && early[i].frames.back().kind != FrameKind::kError;
          if (!stands) continue;
          testing::Recorder late;
          auto live = side.database->Subscribe(question, late.Sink(), bounds[i].Read());
          REQUIRE(live.ok());
          CHECK(late.tree.Json() == early[i].tree.Json());
        }
      }
    });
  }
}

}  // namespace
}  // namespace cambium
