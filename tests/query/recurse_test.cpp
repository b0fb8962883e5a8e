// RECURSE under random histories: every frame is the one that the protocol asks for.
//
// Nodes hang below each other twice, get other parents, go in circles, go and come back. After
// each commit the frame of each question must lead from the naive evaluator's answer before to
// its answer now, in the fewest operations and in their order.
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/printer.h"
#include "tests/support/frame_fold.h"
#include "tests/support/naive.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

#ifdef NDEBUG
constexpr std::uint64_t kHistories = 150;
#else
constexpr std::uint64_t kHistories = 20;  // Under sanitizers, which are slow.
#endif

using testing::Json;
using testing::NaiveDatabase;
using testing::Random;
using testing::Recorder;

constexpr const char* kTable =
    "TABLE Node { id: Int = 1 KEY, up: Node? = 2 BACK down, other: Node? = 3 BACK others, "
    "rank: Int = 4 }";

const std::vector<std::string> kQuestions{
    "LIVE MANY Node WHERE up IS NULL { rank, RECURSE down }",
    "LIVE MANY Node { RECURSE up }",
    "LIVE MANY Node WHERE rank < 2 ORDER BY rank DESC LIMIT 3 "
    "{ rank, RECURSE down ORDER BY rank, id DESC LIMIT 2 }",
    "LIVE MANY Node WHERE id < 4 { rank, a: RECURSE down ORDER BY rank DEPTH 3, "
    "b: RECURSE others WHERE rank > 0 ORDER BY rank DESC DEPTH 2 }",
    "LIVE MANY Node AS n ORDER BY rank { rank, MANY others WHERE rank > n.rank ORDER BY rank "
    "{ rank }, RECURSE down AS c WHERE c.rank != n.rank ORDER BY rank LIMIT 2 OFFSET 1 }",
    "LIVE MANY Node AS o ORDER BY rank { MANY down AS m ORDER BY rank "
    "{ x: o.rank + m.rank, RECURSE others WHERE rank <= o.rank ORDER BY rank DEPTH 4 } }",
    "LIVE MANY Node WHERE id = 1 { up, RECURSE down, MANY others ORDER BY rank "
    "{ id, RECURSE down ORDER BY rank DEPTH 2 } }",
    "LIVE MANY Node { below: RECURSE down+ ORDER BY rank LIMIT 2 DEPTH 2 }",
    "LIVE MANY Node { rank, near: RECURSE up.down ORDER BY rank DESC DEPTH 2 }"};

// Of what Take() says of one frame.
Json FrameOf(const std::string& line) {
  const std::optional<Json> frame = testing::ParseJson(line.substr(0, line.find('\n')));
  REQUIRE_MESSAGE(frame.has_value(), line);
  return *frame;
}

// A question, and what its subscriber knows.
struct Follower {
  Query query;
  Recorder recorder;
  Subscription subscription;
  testing::FrameFold fold;
  Json answer;

  Follower(const std::string& text, Database& database, const NaiveDatabase& oracle)
      : query(testing::Parse<Query>(text)), fold(query.root) {
    subscription = testing::Follow(database, text, recorder);
    fold.Apply(FrameOf(recorder.Take()));
    answer = oracle.Answer(query.root);
    CHECK(JsonDump(fold.root()) == JsonDump(answer));
  }

  void Follow(const NaiveDatabase& oracle) {
    Json after = oracle.Answer(query.root);
    const std::string frames = recorder.Take();
    if (frames.empty()) {
      CHECK(JsonDump(after) == JsonDump(answer));
    } else {
      const Json frame = FrameOf(frames);
      INFO(frames);
      CHECK_NOTHROW(testing::CheckOps(query.root, frame.At("ops"), answer, after));
      CHECK_NOTHROW(fold.Apply(frame));
      CHECK(JsonDump(fold.root()) == JsonDump(after));
      CHECK(JsonDump(*testing::ParseJson(recorder.tree.Json())) ==
            JsonDump(WithoutKeys(after)));
    }
    answer = std::move(after);
  }
};

std::string AReference(Random& random) {
  return random.OneIn(4) ? "NULL" : std::to_string(random.Between(1, 7));
}

std::string AMutation(Random& random) {
  const std::string id = std::to_string(random.Between(1, 7));
  switch (random.Below(6)) {
    case 0:
      return "DELETE Node WHERE id = " + id;
    case 1:
      return "UPDATE Node WHERE id = " + id + " SET up = " + AReference(random);
    case 2:
      return "UPDATE Node WHERE id = " + id + " SET other = " + AReference(random);
    case 3:
      return "UPDATE Node WHERE id = " + id +
             " SET rank = " + std::to_string(random.Between(0, 3));
    default:
      return "UPSERT Node { id: " + id + ", up: " + AReference(random) +
             ", other: " + AReference(random) +
             ", rank: " + std::to_string(random.Between(0, 3)) + " }";
  }
}

TEST_SUITE("Recurse") {
  TEST_CASE("every frame of a random history is the one that is asked for") {
    // Covers: Item partly, rule 8, rule 13 live partly
    testing::ForSeeds(kHistories, [](Random& random) {
      const auto database = testing::OpenWith({kTable});
      NaiveDatabase oracle;
      oracle.Apply(*ParseStatement(kTable));
      std::vector<std::unique_ptr<Follower>> followers;
      std::string history;
      for (int step = 0; step < 30; ++step) {
        if (step % 8 == 0) {
          followers.push_back(
              std::make_unique<Follower>(random.Pick(kQuestions), *database, oracle));
        }
        std::string text = AMutation(random);
        if (random.OneIn(3)) text = "TX { " + text + "; " + AMutation(random) + " }";
        history += text + ";\n";
        INFO(history);
        const bool is_done = oracle.Apply(*ParseStatement(text)).ok;
        CHECK(database->Execute(text).ok() == is_done);
        for (const auto& follower : followers) {
          INFO(PrintStatement(follower->query));
          follower->Follow(oracle);
        }
      }
      for (const auto& follower : followers) follower->subscription = {};
      CHECK(database->live_row_count() == 0);
    });
  }

  TEST_CASE("its shape says that the block repeats") {
    // Covers: rule 8 live
    const auto database = testing::OpenWith(
        {kTable, "INSERT Node { id: 1, rank: 0 }", "INSERT Node { id: 2, up: 1, rank: 5 }"});
    Recorder recorder;
    const Subscription subscription = testing::Follow(
        *database, "LIVE MANY Node WHERE up IS NULL { RECURSE down, MANY others { id } }",
        recorder);
    CHECK(recorder.Take() ==
          R"({"sub":1,"t":"open","v":3,"shape":{"card":"MANY","key":["id"],"kids":{)"
          R"("down":{"card":"MANY","key":["id"],"recurse":1},)"
          R"("others":{"card":"MANY","key":["id"]}}},)"
          R"("data":[{"$k":1,"down":[{"$k":2,"down":[],"others":[]}],"others":[]}]})"
          "\n");
    // Below 2 there comes 3, which is in the list of others of 1 as well.
    testing::Do(*database, "INSERT Node { id: 3, up: 2, other: 1, rank: 0 }");
    CHECK(recorder.Take() == R"({"sub":1,"t":"delta","from":3,"to":4,"ops":[)"
                             R"(["+",[1,"down",2,"down"],3,0,{"$k":3,"down":[],"others":[]}],)"
                             R"(["+",[1,"others"],3,0,{"$k":3,"id":3}]]})"
                             "\n");
    // 2 is its own ancestor now, and nobody's child that starts.
    testing::Do(*database, "UPDATE Node WHERE id = 2 SET up = 3");
    CHECK(recorder.Take() ==
          R"({"sub":1,"t":"delta","from":4,"to":5,"ops":[["-",[1,"down"],2]]})"
          "\n");
  }

  TEST_CASE("positions count what is shown at a place") {
    // Covers: rule 8 live
    const auto database = testing::OpenWith({kTable, "INSERT Node { id: 2, up: 2, rank: 0 }",
                                             "INSERT Node { id: 3, up: 2, rank: 0 }"});
    Recorder recorder;
    const Subscription subscription =
        testing::Follow(*database, "LIVE MANY Node WHERE id = 2 { RECURSE down }", recorder);
    recorder.Take();
    testing::Do(*database, "INSERT Node { id: 4, up: 2, rank: 0 }");
    CHECK(recorder.Take() == R"({"sub":1,"t":"delta","from":3,"to":4,"ops":[)"
                             R"(["+",[2,"down"],4,1,{"$k":4,"down":[]}]]})"
                             "\n");
  }

  TEST_CASE("a fan out without end is an error and leaves the commit alone") {
    // Covers: rule 8
    // Two nodes on each of 25 levels, all of a level below all of the one above: two to the
    // power of 25 ways down.
    const auto database = testing::OpenWith(
        {"TABLE Node { id: Int = 1 KEY, level: Int = 2, MANY below: Node VIA below_of.low }",
         "TABLE Edge { id: Int = 1 KEY, high: Node = 2 BACK below_of, low: Node = 3 }"});
    Recorder deep;
    Recorder shallow;
    const Subscription one =
        testing::Follow(*database, "LIVE MANY Node WHERE level = 0 { RECURSE below }", deep);
    const Subscription two = testing::Follow(
        *database, "LIVE MANY Node WHERE level = 0 { RECURSE below DEPTH 3 }", shallow);
    std::string all = "TX { INSERT Node { id: 0, level: 0 }";
    for (int level = 0; level < 25; ++level) {
      for (int low = 2 * level + 1; low <= 2 * level + 2; ++low) {
        all += "; INSERT Node { id: " + std::to_string(low) +
               ", level: " + std::to_string(level + 1) + " }";
        for (int high = std::max(0, 2 * level - 1); high <= 2 * level; ++high) {
          all += "; INSERT Edge { id: " + std::to_string(100 * high + low) +
                 ", high: " + std::to_string(high) + ", low: " + std::to_string(low) + " }";
        }
      }
    }
    deep.frames.clear();
    testing::Do(*database, all + " }");
    const std::string message =
        "RECURSE repeats more than 1000000 rows; give it a DEPTH, or a LIMIT";
    CHECK(deep.Take() ==
          R"({"sub":1,"t":"error","code":"RESOURCE_EXHAUSTED","msg":")" + message + "\"}\n");
    testing::Do(*database, "INSERT Node { id: 1000, level: 0 }");
    CHECK(deep.frames.empty());
    CHECK(shallow.tree.root().size() == 2);
    CHECK(shallow.tree.root()[0].List("below")[1].List("below")[0].List("below").size() == 2);
    const absl::Status refused =
        database->Query("MANY Node WHERE level = 0 { RECURSE below }").status();
    CHECK(refused.message() == message);
  }

  TEST_CASE("an answer without bottom is an error") {
    // Covers: rule 8
    const auto database = testing::OpenWith({kTable});
    Recorder recorder;
    const Subscription subscription = testing::Follow(
        *database, "LIVE MANY Node WHERE up IS NULL { RECURSE down }", recorder);
    const auto insert = [&](int from, int to) {
      std::string all = "TX { ";
      for (int id = from; id < to; ++id) {
        all += "INSERT Node { id: " + std::to_string(id) +
               ", up: " + (id == 0 ? "NULL" : std::to_string(id - 1)) + ", rank: 0 }; ";
      }
      testing::Do(*database, all + "}");
    };
    insert(0, 200);
    recorder.Take();
    insert(200, 251);
    CHECK(recorder.Take().find("\"t\":\"delta\"") != std::string::npos);
    CHECK(database->Query("MANY Node WHERE up IS NULL { RECURSE down }").ok());
    insert(251, 252);
    const std::string message = "RECURSE is deeper than 250 levels; give it a DEPTH";
    CHECK(recorder.Take().find(message) != std::string::npos);
    const absl::Status refused =
        database->Query("MANY Node WHERE up IS NULL { RECURSE down }").status();
    CHECK(refused.message() == message);
    CHECK(database->Query("MANY Node WHERE up IS NULL { RECURSE down DEPTH 7 }").ok());
  }
}

}  // namespace
}  // namespace cambium
