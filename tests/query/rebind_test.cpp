// Other parameters for a live query: one delta leads to the answer that they have.
//
// Random histories change rows and parameters in turn. After each step the folded frames are
// the oracle's answer, and the operations of a frame are the fewest that lead there.
// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>
#include <string>

#include "doctest/doctest.h"
#include "query/database.h"
#include "query/parameters.h"
#include "tests/support/frame_fold.h"
#include "tests/support/naive.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Do;
using testing::Json;
using testing::Random;
using testing::Recorder;

using Texts = std::map<std::string, std::string>;

Parameters Read(const Texts& texts) {
  Parameters parameters;
  for (const auto& [name, text] : texts) parameters[name] = *ReadParameter(text);
  return parameters;
}

// Every clause that takes a parameter, and a scalar in each kind of place.
const std::string_view kQuestions[] = {
    "WHERE votes >= $a ORDER BY votes DESC LIMIT $b { id, title, votes }",
    "ORDER BY votes START AFTER ($a) LIMIT $b { id, votes }",
    "START AT ($a) LIMIT $b OFFSET 1 { id }",
    "ORDER BY votes * ($a - 2) { id, x: votes + $b }",
    "{ id, MANY comments WHERE stars >= $a ORDER BY stars DESC LIMIT $b { id, stars } }",
    "WHERE EXISTS (comments WHERE stars = $a) OR votes = $b "
    "{ id, n: COUNT (comments WHERE stars < $b), MANY comments ORDER BY id DESC OFFSET $a { "
    "id, "
    "stars } }",
    "WHERE votes IN $list { id, m: MAX(stars) OF (comments WHERE id > $a) }",
    "GROUP BY votes HAVING COUNT(*) >= $a ORDER BY votes LIMIT $b "
    "{ votes, n: COUNT(*), MANY ROWS WHERE id > $b { id } }",
    "WHERE EVERY(comments HAVE stars > $a) { id, MANY comments { id, far: stars > $b } }",
};

// Without the LIMITs, which the fold would hold against a list that is about to be cut.
Select Unlimited(Select select) {
  select.limit.reset();
  for (Item& item : select.items) {
    for (Select& nested : item.select) nested = Unlimited(std::move(nested));
  }
  return select;
}

// A database, its oracle, and one subscriber.
struct Fixture {
  explicit Fixture(std::string_view clauses)
      : query(testing::Parse<Query>("QUERY Q($a: Int, $b: Int = 2, $list: Int? = 1) LIVE MANY "
                                    "Issue " +
                                    std::string(clauses))),
        text("QUERY Q($a: Int, $b: Int = 2, $list: Int? = 1) LIVE MANY Issue " +
             std::string(clauses)),
        fold(Unlimited(query.root)) {
    Apply(std::string(testing::kIssueTable));
    Apply(std::string(testing::kCommentTable));
  }

  void Apply(const std::string& statement) {
    const absl::StatusOr<Committed> done = database->Execute(statement);
    const bool taken = oracle.Apply(*ParseStatement(statement)).ok;
    CHECK(done.ok() == taken);
  }
  Json Expected() const { return oracle.Answer(query, oracle.ReadParameters(query, bound)); }

  // The frames since the last call lead to the oracle's answer.
  void Check(const Json& before) {
    const Json after = Expected();
    REQUIRE(recorder.frames.size() <= 1);
    CHECK(recorder.frames.empty() == (before == after));
    for (const Frame& frame : recorder.frames) {
      CHECK(frame.to == database->version());
      const Json json = *testing::ParseJson(FrameJson(frame));
      fold.Apply(json);
      testing::CheckOps(Unlimited(query.root), json.At("ops"), before, after);
    }
    recorder.frames.clear();
    CHECK(testing::JsonDump(fold.root()) == testing::JsonDump(after));
    CHECK(testing::JsonDump(*testing::ParseJson(recorder.tree.Json())) ==
          testing::JsonDump(WithoutKeys(after)));
  }

  std::unique_ptr<Database> database = *Database::Open(":memory:");
  testing::NaiveDatabase oracle;
  const Query query;
  const std::string text;
  testing::FrameFold fold;
  Recorder recorder;
  Texts bound{{"a", "1"}, {"list", "[1]"}};
};

std::string SomeId(Random& random) { return std::to_string(random.Between(1, 5)); }
std::string SomeNumber(Random& random) { return std::to_string(random.Between(0, 4)); }

std::string AChange(Random& random) {
  const std::string id = SomeId(random);
  switch (random.Below(6)) {
    case 0:
      return "DELETE Issue WHERE id = " + id;
    case 1:
      return "DELETE Comment WHERE id = " + id;
    case 2:
      return "UPDATE Comment WHERE id = " + id + " SET stars = " + SomeNumber(random);
    case 3:
      return "UPSERT Issue { id: " + id + ", title: 't', votes: " + SomeNumber(random) + " }";
    default:
      return "UPSERT Comment { id: " + id + ", issue: " + SomeId(random) +
             ", text: 'c', stars: " + SomeNumber(random) + " }";
  }
}

Texts SomeParameters(Random& random) {
  Texts texts;
  if (!random.OneIn(3)) texts["a"] = SomeNumber(random);
  if (!random.OneIn(3)) texts["b"] = SomeNumber(random);
  if (random.OneIn(3))
    texts["list"] = "[" + SomeNumber(random) + "," + SomeNumber(random) + "]";
  return texts;
}

TEST_SUITE("Rebind") {
  TEST_CASE("folds to the answer for the new parameters in as few operations as can be") {
    // Covers: rule 12 live, rule 22 live partly
    testing::ForSeeds(240, [](Random& random) {
      Fixture fixture(random.Pick(kQuestions));
      INFO(fixture.text);
      for (int i = 0; i < 8; ++i) fixture.Apply(AChange(random));
      auto live = fixture.database->Subscribe(fixture.text, fixture.recorder.Sink(),
                                              Read(fixture.bound));
      REQUIRE_MESSAGE(live.ok(), live.status().message());
      fixture.fold.Apply(*testing::ParseJson(FrameJson(fixture.recorder.frames.at(0))));
      fixture.recorder.frames.clear();
      for (int step = 0; step < 10; ++step) {
        const Json before = fixture.Expected();
        if (random.OneIn(3)) {
          fixture.Apply(AChange(random));
        } else {
          const Texts texts = SomeParameters(random);
          for (const auto& [name, value] : texts) fixture.bound[name] = value;
          const absl::Status rebound = live->Rebind(Read(texts));
          CHECK_MESSAGE(rebound.ok(), rebound.message());
        }
        fixture.Check(before);
      }
    });
  }

  TEST_CASE("sends one delta at the version that stands and nothing for no change") {
    // Covers: rule 12 live
    auto database = testing::OpenWith({testing::kIssueTable});
    for (const char* id : {"1", "2", "3"}) {
      Do(*database, "INSERT Issue { id: " + std::string(id) + ", title: 't' }");
    }
    Recorder recorder;
    auto live = database->Subscribe("LIVE MANY Issue START AFTER ($from) LIMIT $n { id }",
                                    recorder.Sink(), Read({{"from", "0"}, {"n", "1"}}));
    REQUIRE(live.ok());
    recorder.Take();
    const std::size_t held = database->live_row_count();
    CHECK(live->Rebind(Read({{"n", "2"}})).ok());
    CHECK(recorder.Take() ==
          R"({"sub":1,"t":"delta","from":4,"to":4,"ops":[["+",[],2,1,{"$k":2,"id":2}]]})"
          "\n");
    CHECK(live->Rebind(Read({{"n", "2"}})).ok());
    CHECK(recorder.Take().empty());
    CHECK(live->Rebind(Read({{"from", "1"}})).ok());  // $n keeps its value.
    CHECK(recorder.Take() == R"({"sub":1,"t":"delta","from":4,"to":4,"ops":[["-",[],1],)"
                             R"(["+",[],3,1,{"$k":3,"id":3}]]})"
                             "\n");
    Do(*database, "DELETE Issue WHERE id = 1");
    CHECK(recorder.Take().empty());
    CHECK(live->Rebind(Read({{"from", "0"}, {"n", "1"}})).ok());
    CHECK(recorder.Take() == R"({"sub":1,"t":"delta","from":4,"to":5,"ops":[["-",[],3]]})"
                             "\n");
    // What the old parameters needed is gone.
    CHECK(database->live_row_count() == held - 1);
  }

  TEST_CASE("puts another row into a slot") {
    // Covers: rule 12 live
    auto database =
        testing::OpenWith({testing::kIssueTable, "INSERT Issue { id: 1, title: 'a' }",
                           "INSERT Issue { id: 2, title: 'b' }"});
    Recorder recorder;
    auto live = database->Subscribe("LIVE ONE Issue WHERE id = $n { title }", recorder.Sink(),
                                    Read({{"n", "1"}}));
    REQUIRE(live.ok());
    for (const char* n : {"2", "3", "1"}) {
      CHECK(live->Rebind(Read({{"n", n}})).ok());
      const std::string query = "ONE Issue WHERE id = " + std::string(n) + " { title }";
      CHECK(recorder.tree.Json() == testing::Ask(*database, query));
    }
    CHECK(recorder.frames.size() == 4);
  }

  TEST_CASE("that fails leaves the subscription as it was") {
    // Covers: rule 12 live
    auto database = testing::OpenWith(
        {testing::kIssueTable, "INSERT Issue { id: 1, title: 't', votes: 3 }"});
    Recorder recorder;
    auto live = database->Subscribe("LIVE MANY Issue WHERE votes * $n > 2 { votes, x: $n }",
                                    recorder.Sink(), Read({{"n", "1"}}));
    REQUIRE(live.ok());
    recorder.Take();
    CHECK(live->Rebind(Read({{"n", "none"}})).message() == "expected a number, found Text");
    CHECK(live->Rebind(Read({{"n", "1.5"}})).message() ==
          "parameters change the shape of the answer: x");
    CHECK(live->Rebind(Read({{"n", "9000000000000000000"}})).message().find("overflow") !=
          std::string::npos);
    CHECK(database->Rebind(7, {}).message() == "no subscription: 7");
    CHECK(recorder.Take().empty());
    Do(*database, "UPDATE Issue SET votes = 4");
    CHECK(recorder.Take() ==
          R"({"sub":1,"t":"delta","from":2,"to":3,"ops":[["=",[1],{"votes":4}]]})"
          "\n");
    const std::int64_t id = live->id();
    live->Stop();
    CHECK(live->Rebind({}).message() == "subscription has ended");
    CHECK(database->Rebind(id, {}).message() == "no subscription: 1");
  }
}

}  // namespace
}  // namespace cambium
