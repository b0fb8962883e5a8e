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
#include "query/parameters.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Random;

// Those above the line are templates, those below share with equal ones only.
const std::string_view kQuestions[] = {
    "MANY Issue WHERE open = $b ORDER BY votes DESC LIMIT 2 { id, title, votes, MANY comments "
    "ORDER BY id DESC LIMIT 2 { text, stars } }",
    "MANY Comment WHERE issue = $n { id, text, stars, issue { title, votes } }",
    "MANY Comment WHERE issue.id = $n AND stars > 1 { id, stars }",
    "ONE Issue WHERE id = $n { title, n: COUNT comments, top: ONE comments ORDER BY stars DESC "
    "{ stars } }",
    "MANY Comment WHERE stars = $n GROUP BY issue { issue, n: COUNT(*), MANY ROWS { id } }",
    "MANY Comment WHERE issue = $n GROUP BY stars ORDER BY stars DESC LIMIT 2 { stars, "
    "n: COUNT(*), MANY ROWS ORDER BY text { id, text } }",
    "MANY DISTINCT Comment WHERE issue = $n { stars }",
    // Overflows from three votes on.
    "MANY Issue WHERE votes = $n { id, x: votes * 3074457345618258603 }",
    "MANY Issue WHERE open = $b { id, x: votes * 3074457345618258603 }",
    "MANY Issue WHERE open = $b AND votes = $n { id, title }",
    "MANY Issue AS i WHERE i.votes = $n AND 1 = 1 AND i.votes = 2 { id }",
    "MANY Comment WHERE stars = $n AND issue = $n ORDER BY id DESC LIMIT $n { id }",
    "MANY Issue WHERE open = $b AND title != 'b' START AT ($n) LIMIT 2 { id }",
    // ----------
    "MANY Issue WHERE EXISTS (comments WHERE stars = $n) { id }",
    "{ all: MANY Issue WHERE votes = $n { id }, n: COUNT Comment }",
    "MANY Issue WHERE votes >= $n { id, votes }",
    "MANY Issue.comments WHERE stars = $n { id }",
    "MANY Person WHERE team = $n { id, MANY reports { id }, below: RECURSE reports }",
};

constexpr std::string_view kPersonTable =
    "TABLE Person { id: Int = 1 KEY, team: Int = 2, boss: Person? = 3 BACK reports }";

struct Bound {
  std::int64_t n = 0;
  bool b = false;
  bool is_null = false;
  Parameters Read() const {
    Parameters parameters;
    parameters["n"] = *ReadParameter(is_null ? "NULL" : std::to_string(n));
    parameters["b"] = *ReadParameter(b ? "TRUE" : "FALSE");
    return parameters;
  }
};

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

std::string Small(Random& random) { return std::to_string(random.Between(0, 3)); }

std::string AChange(Random& random) {
  const std::string id = std::to_string(random.Between(1, 5));
  const std::string open = random.OneIn(2) ? "TRUE" : "FALSE";
  switch (random.Below(8)) {
    case 0:
      return "DELETE Issue WHERE id = " + id;
    case 1:
      return "DELETE Comment WHERE id = " + id;
    case 2:
      return "UPDATE Comment WHERE id = " + id + " SET stars = " + Small(random);
    case 3:
      return "UPDATE Issue WHERE id = " + id + " SET open = " + open;
    case 4:
      return "UPDATE Issue WHERE votes = 1 SET votes = " + Small(random);
    case 5:
      return "UPSERT Person { id: " + id + ", team: " + Small(random) +
             ", boss: " + std::to_string(random.Between(1, 5)) + " }";
    case 6:
      return "UPSERT Issue { id: " + id + ", title: '" + std::string(1, "ab"[random.Below(2)]) +
             "', votes: " + Small(random) + ", open: " + open + " }";
    default:
      return "UPSERT Comment { id: " + id + ", issue: " + std::to_string(random.Between(1, 5)) +
             ", text: 'c', stars: " + (random.OneIn(5) ? "NULL" : Small(random)) + " }";
  }
}

Bound SomeBound(Random& random) {
  return {random.Between(0, 3), random.OneIn(2), random.OneIn(12)};
}

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
                "TABLE Issue { id: Int = 1 KEY, title: Text = 2, votes: Float = 3 DEFAULT 0, "
                "open: Bool = 4 DEFAULT TRUE }");
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
