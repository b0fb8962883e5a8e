// Live queries follow commits through one graph, and cost nothing when not concerned.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_queries.h"

#include "doctest/doctest.h"
#include "query/live_statistics.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

// Live queries over a store that the test commits to.
struct Fixture {
  Fixture() { store = *Store::Open(*files, "memory"); }

  std::string Add(std::string_view query) {
    auto plan = std::make_shared<const SelectPlan>(testing::MakePlan(schema, query));
    const absl::StatusOr<Frame> open = live.Add({plan, Row(), nullptr}, schema, *store);
    return open.ok() ? FrameJson(*open) : std::string(open.status().message());
  }
  LivePlan Lifted(std::string_view query) {
    return *PlanLive(schema, testing::Parse<Query>(query), {}, true);
  }
  // As Add(), as a template if it is one.
  std::string Open(std::string_view query) {
    const absl::StatusOr<Frame> open = live.Add(Lifted(query), schema, *store);
    return open.ok() ? FrameJson(*open) : std::string(open.status().message());
  }
  Changes Plan(std::string_view text) {
    const Statement statement = *ParseStatement(text);
    MutationPlanner planner(schema, *store, Value::Time(0));
    if (const auto* insert = std::get_if<Insert>(&statement)) {
      REQUIRE(planner.Add(*insert).ok());
    } else {
      REQUIRE(planner.Add(std::get<Update>(statement)).ok());
    }
    return planner.changes();
  }
  std::string Commit(std::string_view text) {
    const Changes changes = Plan(text);
    Batch batch;
    for (const auto& [type, table] : changes.tables) {
      for (const auto& [subject, change] : table.entities) {
        AppendTriples(*table.table, subject, change, batch);
      }
    }
    live.Compute(changes, 0);
    const auto version = store->Apply(std::move(batch), Durability::kRelaxed);
    std::string frames;
    for (const Frame& frame : live.Commit(*version, schema, *store))
      frames += FrameJson(frame) + "\n";
    return frames;
  }

  Schema schema = testing::MakeSchema({testing::kIssueTable, testing::kCommentTable});
  std::unique_ptr<FileSystem> files = MakeMemoryFileSystem();
  std::unique_ptr<Store> store;
  LiveQueries live;
};

TEST_SUITE("LiveQueries") {
  TEST_CASE("open with what stands and follow in the order of their numbers") {
    Fixture fixture;
    fixture.Commit("INSERT Issue { id: 1, title: 'a' }");
    CHECK(fixture.Add("MANY Issue { title }") ==
          R"({"sub":1,"t":"open","v":1,"shape":{"card":"MANY","key":["id"]},)"
          R"("data":[{"$k":1,"title":"a"}]})");
    fixture.Add("MANY Issue WHERE votes > 5 { id }");
    fixture.Add("MANY Issue { votes }");
    CHECK(fixture.Commit("UPDATE Issue SET votes = 6, title = 'b'") ==
          R"({"sub":1,"t":"delta","from":1,"to":2,"ops":[["=",[1],{"title":"b"}]]})"
          "\n"
          R"({"sub":2,"t":"delta","from":1,"to":2,"ops":[["+",[],1,0,{"$k":1,"id":1}]]})"
          "\n"
          R"({"sub":3,"t":"delta","from":1,"to":2,"ops":[["=",[1],{"votes":6}]]})"
          "\n");
  }

  TEST_CASE("from is the last version that this subscriber has seen") {
    Fixture fixture;
    fixture.Add("MANY Issue { title }");
    fixture.Commit("INSERT Comment { id: 1, issue: 1, text: 'x' }");
    fixture.Commit("INSERT Comment { id: 2, issue: 1, text: 'x' }");
    CHECK(fixture.Commit("INSERT Issue { id: 1, title: 'a' }").find(R"("from":0,"to":3,)") !=
          std::string::npos);
    CHECK(fixture.Commit("INSERT Issue { id: 2, title: 'a' }").find(R"("from":3,"to":4,)") !=
          std::string::npos);
  }

  TEST_CASE("a change to a field that nobody reads visits no node") {
    Fixture fixture;
    fixture.Commit("INSERT Issue { id: 1, title: 'a' }");
    fixture.Add("MANY Issue WHERE open = TRUE { title, MANY comments { text } }");
    CHECK(fixture.Commit("UPDATE Issue SET votes = 5") == "");
    CHECK(fixture.live.graph().visited_count() == 0);
    CHECK(fixture.Commit("INSERT Comment { id: 1, issue: 1, text: 'x' }") != "");
    CHECK(fixture.live.graph().visited_count() > 0);
    CHECK(fixture.Commit("UPDATE Comment SET stars = 3") == "");
    CHECK(fixture.live.graph().visited_count() == 0);
  }

  TEST_CASE("a change to a field that is read and not shown sends nothing") {
    // Covers: rule 13 live partly
    Fixture fixture;
    fixture.Commit("INSERT Issue { id: 1, title: 'a', votes: 5 }");
    fixture.Add("MANY Issue WHERE votes > 1 { title }");
    CHECK(fixture.Commit("UPDATE Issue SET votes = 6") == "");
  }

  TEST_CASE("what is abandoned leaves no trace") {
    Fixture fixture;
    fixture.Add("MANY Issue { id }");
    fixture.live.Compute(fixture.Plan("INSERT Issue { id: 1, title: 'lost' }"), 0);
    fixture.live.Abandon();
    CHECK(fixture.Commit("INSERT Issue { id: 2, title: 'kept' }") ==
          R"({"sub":1,"t":"delta","from":0,"to":1,"ops":[["+",[],2,0,{"$k":2,"id":2}]]})"
          "\n");
  }

  TEST_CASE("one that fails gets an error and is gone and the others follow") {
    Fixture fixture;
    fixture.Add("MANY Issue { n: votes * 10 }");
    fixture.Add("MANY Issue { votes }");
    const std::size_t nodes = fixture.live.graph().node_count();
    CHECK(fixture.Commit("INSERT Issue { id: 1, title: 'a', votes: 9223372036854775807 }") ==
          R"({"sub":1,"t":"error","code":"OUT_OF_RANGE","msg":"Int overflows"})"
          "\n"
          R"({"sub":2,"t":"delta","from":0,"to":1,)"
          R"("ops":[["+",[],1,0,{"$k":1,"votes":9223372036854775807}]]})"
          "\n");
    CHECK(fixture.live.graph().node_count() < nodes);
    CHECK_FALSE(fixture.live.Remove(1));
    CHECK(fixture.Add("MANY Issue { n: votes * 10 }") == "Int overflows");
    CHECK(fixture.Commit("UPDATE Issue SET votes = 1") ==
          R"({"sub":2,"t":"delta","from":1,"to":2,"ops":[["=",[1],{"votes":1}]]})"
          "\n");
  }

  TEST_CASE("removing one leaves its nodes out of the graph") {
    Fixture fixture;
    fixture.Add("MANY Issue { id }");
    const std::size_t nodes = fixture.live.graph().node_count();
    fixture.Add("MANY Issue LIMIT 3 { id, MANY comments { id } }");
    CHECK(fixture.live.Remove(2));
    CHECK_FALSE(fixture.live.Remove(2));
    CHECK(fixture.live.graph().node_count() == nodes);
    CHECK(fixture.Commit("INSERT Issue { id: 1, title: 'a' }").find("\"sub\":2") ==
          std::string::npos);
  }

  TEST_CASE("equal queries and those of one shape share an instance") {
    Fixture fixture;
    fixture.Commit("INSERT Issue { id: 1, title: 'a', votes: 5 }");
    CHECK(fixture.Open("MANY Issue WHERE votes = 5 { title }").find("\"a\"") !=
          std::string::npos);
    const std::size_t nodes = fixture.live.graph().node_count();
    fixture.Open("MANY Issue WHERE votes = 5 { title }");
    CHECK(fixture.Open("MANY Issue WHERE votes = 6 { title }").find("\"data\":[]") !=
          std::string::npos);
    CHECK(fixture.live.graph().node_count() == nodes);
    CHECK(fixture.live.instances().size() == 1);
    CHECK(fixture.Commit("UPDATE Issue SET votes = 6") ==
          R"({"sub":1,"t":"delta","from":1,"to":2,"ops":[["-",[],1]]})"
          "\n"
          R"({"sub":2,"t":"delta","from":1,"to":2,"ops":[["-",[],1]]})"
          "\n"
          R"({"sub":3,"t":"delta","from":1,"to":2,"ops":[["+",[],1,0,{"$k":1,"title":"a"}]]})"
          "\n");
    CHECK(fixture.live.Remove(1));
    CHECK(fixture.live.Remove(3));
    CHECK(fixture.live.instances().size() == 1);
    CHECK(fixture.live.Remove(2));
    CHECK(fixture.live.instances().empty());
    CHECK(fixture.live.graph().node_count() < nodes);
    CHECK(fixture.live.held_count() == 0);
  }

  TEST_CASE("what nobody asks for reaches nobody") {
    Fixture fixture;
    fixture.Commit("INSERT Issue { id: 1, title: 'a', votes: 5 }");
    fixture.Open("MANY Issue WHERE votes = 5 { title }");
    CHECK(fixture.Commit("INSERT Issue { id: 2, title: 'b', votes: 6 }") == "");
    CHECK(fixture.live.graph().visited_count() == 0);
    CHECK(fixture.Commit("UPDATE Issue WHERE id = 2 SET title = 'c'") == "");
    CHECK(fixture.live.graph().visited_count() == 0);
    CHECK(fixture.Open("MANY Issue WHERE votes = 6 { title }").find("\"c\"") !=
          std::string::npos);
  }

  TEST_CASE("of several who share only the one fails that is concerned") {
    Fixture fixture;
    fixture.Commit("INSERT Issue { id: 1, title: 'a', votes: 1, open: TRUE }");
    fixture.Commit("INSERT Issue { id: 2, title: 'b', votes: 2, open: FALSE }");
    const std::string shape = "{ x: votes * 3074457345618258603 }";
    // Of one length: an error is told with its place in the text.
    fixture.Open("MANY Issue WHERE open = TRUE  " + shape);
    fixture.Open("MANY Issue WHERE open = FALSE " + shape);
    fixture.Open("MANY Issue WHERE open = TRUE  " + shape);
    CHECK(fixture.live.instances().size() == 1);
    const std::string frames = fixture.Commit("UPDATE Issue SET votes = votes + 1");
    CHECK(frames == R"({"sub":1,"t":"delta","from":2,"to":3,)"
                    R"("ops":[["=",[1],{"x":6148914691236517206}]]})"
                    "\n"
                    R"({"sub":2,"t":"error","code":"OUT_OF_RANGE","msg":"Int overflows"})"
                    "\n"
                    R"({"sub":3,"t":"delta","from":2,"to":3,)"
                    R"("ops":[["=",[1],{"x":6148914691236517206}]]})"
                    "\n");
    CHECK(fixture.live.instances().size() == 1);
    CHECK_FALSE(fixture.live.Remove(2));
    CHECK(fixture.Commit("UPDATE Issue SET votes = 0").find("\"sub\":3") != std::string::npos);
    CHECK(fixture.Open("MANY Issue WHERE open = FALSE " + shape).find("\"x\":0") !=
          std::string::npos);
  }

  TEST_CASE("another plan in the place of one begins anew") {
    Fixture fixture;
    fixture.Commit("INSERT Issue { id: 1, title: 'a', votes: 5 }");
    fixture.Open("MANY Issue WHERE votes = 5 { title }");
    fixture.Open("MANY Issue WHERE votes = 5 { title }");
    fixture.live.ShareNoMore({fixture.schema.Find("Issue")->id});
    const auto reset = [&fixture](std::int64_t id, const std::string& query) {
      return FrameJson(
          fixture.live.Reset(id, fixture.Lifted(query), fixture.schema, *fixture.store));
    };
    CHECK(reset(1, "MANY Issue WHERE votes = 5 { votes }") ==
          R"({"sub":1,"t":"reset","v":1,"why":"schema","data":[{"$k":1,"votes":5}]})");
    CHECK(fixture.live.instances().size() == 2);
    CHECK(reset(2, "MANY Issue WHERE votes = 5 { title }") ==
          R"({"sub":2,"t":"reset","v":1,"why":"schema","data":[{"$k":1,"title":"a"}]})");
    CHECK(fixture.live.instances().size() == 2);
    const std::string frames = fixture.Commit("UPDATE Issue SET title = 'b'");
    CHECK(frames.find("\"sub\":1") == std::string::npos);
    CHECK(frames.find("\"sub\":2") != std::string::npos);
  }

  TEST_CASE("statistics tell what is shared and what it has done") {
    Fixture fixture;
    fixture.Commit("INSERT Issue { id: 1, title: 'a', votes: 5 }");
    fixture.Open("MANY Issue WHERE votes = 5 { title }");
    fixture.Open("MANY Issue WHERE votes = 6 { title }");
    fixture.Open("MANY Issue WHERE votes = 5 { title }");
    fixture.Open("MANY Issue WHERE votes > 5 { title }");
    fixture.Commit("INSERT Issue { id: 2, title: 'b', votes: 5 }");
    const LiveQueryStatistics all = fixture.live.Statistics();
    CHECK(all.node_count == fixture.live.graph().node_count());
    CHECK(all.operators.size() == all.node_count);
    CHECK(all.held_rows == fixture.live.held_count());
    CHECK(all.asked_rows == 2);
    REQUIRE(all.instances.size() == 2);
    CHECK(all.instances[0].subscribers == 3);
    CHECK(all.instances[0].answers == 2);
    CHECK(all.instances[0].held_rows == 2);
    CHECK(all.instances[1].subscribers == 1);
    REQUIRE(all.subscriptions.size() == 4);
    const std::size_t rows[] = {2, 0, 2, 0};
    const std::uint64_t frames[] = {1, 0, 1, 0};
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(all.subscriptions[i].subscription == static_cast<std::int64_t>(i) + 1);
      CHECK(all.subscriptions[i].instance == (i == 3 ? 2 : 1));
      CHECK(all.subscriptions[i].rows == rows[i]);
      CHECK(all.subscriptions[i].frames == frames[i]);
      CHECK(all.subscriptions[i].ops == frames[i]);
    }
    std::uint64_t out = 0;
    for (const LiveOperatorStatistics& one : all.operators) {
      CHECK_FALSE(one.name.empty());
      out += one.rows_out;
    }
    // The row that came, for the query with a filter, and for the answer that asked for it;
    // the one that stood was asked for as a change, too.
    CHECK(out >= 3);
  }
}

}  // namespace
}  // namespace cambium
