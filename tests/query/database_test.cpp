// The public door: statements, subscriptions, callbacks, restarts.
// SPDX-License-Identifier: Apache-2.0
#include "query/database.h"

#include <map>

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "tests/support/shared_files.h"
#include "tests/support/statements.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;
using testing::Follow;
using testing::kCommentTable;
using testing::kIssueTable;
using testing::Recorder;
using testing::Refusal;

std::string InsertIssue(int id, int votes = 0) {
  return "INSERT Issue { id: " + std::to_string(id) + ", title: 'i" + std::to_string(id) +
         "', votes: " + std::to_string(votes) + " }";
}

TEST_SUITE("Database") {
  TEST_CASE("an assertion keeps out what breaks it and is kept in the folder") {
    // Covers: Mutation partly, rule 14 partly
    const testing::TemporaryFolder folder;
    for (const bool reopened : {false, true}) {
      const auto database = *Database::Open(folder.path());
      if (!reopened) {
        Do(*database, testing::kIssueTable);
        Do(*database, "INSERT Issue { id: 1, title: 'a', votes: 3 }");
        CHECK(testing::Refusal(*database, "ASSERT few: COUNT Issue = 2") ==
              "assertion does not hold: few");
        CHECK(testing::Refusal(*database, "ASSERT odd: COUNT Issue") ==
              "1:13: expected a truth value, found Int");
        CHECK(Do(*database, "ASSERT good: EVERY(Issue HAVE votes >= 0)").name == "good");
      }
      testing::Recorder recorder;
      const Subscription live =
          testing::Follow(*database, "LIVE MANY Issue { n: votes * votes }", recorder);
      const std::uint64_t version = database->version();
      // What overflows on the way to a refusal has not happened to the live query.
      CHECK(
          testing::Refusal(*database, "TX { UPDATE Issue SET votes = -9000000000000000000 }") ==
          "assertion does not hold: good");
      CHECK(database->version() == version);
      Do(*database, "UPDATE Issue SET votes = votes + 1");
      CHECK(recorder.tree.Json() == testing::Ask(*database, "MANY Issue { n: votes * votes }"));
      CHECK(recorder.frames.size() == 2);
      if (!reopened) continue;
      CHECK(Do(*database, "DROP ASSERT good").declared == "drop");
      CHECK(testing::Refusal(*database, "UPDATE Issue SET votes = -1") == "ok");
      CHECK(testing::Refusal(*database, "DROP ASSERT good") == "1:13: no assertion 'good'");
    }
  }

  TEST_CASE("a preview sends what would change and changes nothing") {
    // Covers: Mutation partly, rule 14 partly
    auto database = testing::OpenWith(
        {testing::kIssueTable, "INSERT Issue { id: 1, title: 'a', votes: 3 }"});
    testing::Recorder recorder;
    const Subscription live = testing::Follow(*database, "LIVE MANY Issue { votes }", recorder);
    recorder.Take();
    CHECK(Do(*database,
             "PREVIEW TX { UPDATE Issue SET votes = 4; INSERT Issue { id: 2, title: "
             "'b' } }")
              .commit == 2);
    CHECK(recorder.Take() ==
          R"({"sub":1,"t":"preview","from":2,"ops":[["+",[],2,1,{"$k":2,"votes":0}],)"
          R"(["=",[1],{"votes":4}]]})"
          "\n");
    Do(*database, "UPDATE Issue SET votes = 5");
    CHECK(recorder.Take() ==
          R"({"sub":1,"t":"delta","from":2,"to":3,"ops":[["=",[1],{"votes":5}]]})"
          "\n");
    CHECK(testing::Ask(*database, "MANY Issue { id }") == R"([{"id":1}])");
  }

  TEST_CASE("explains a query by its plan and touches nothing") {
    // Covers: Explain partly
    auto database = testing::OpenWith({testing::kIssueTable});
    const std::uint64_t scans = database->scan_count();
    for (const char* text : {"EXPLAIN LIVE MANY Issue { id }", "MANY Issue { id }"}) {
      const absl::StatusOr<std::string> plan = database->Explain(text);
      REQUIRE(plan.ok());
      CHECK(plan->find("scan Issue") != std::string::npos);
    }
    CHECK(database->scan_count() == scans);
    CHECK(database->Explain("DELETE Issue").status().message() == "not a query");
  }

  TEST_CASE("numbers commits from 1") {
    // Covers: rule 24 partly
    auto database = testing::OpenWith({});
    CHECK(database->version() == 0);
    const Committed table = Do(*database, kIssueTable);
    CHECK(table.commit == 1);
    CHECK(table.declared == "table");
    CHECK(table.name == "Issue");
    const Committed insert = Do(*database, InsertIssue(1));
    CHECK(insert.commit == 2);
    CHECK(insert.rows == 1);
    CHECK(insert.declared.empty());
    Ask(*database, "MANY Issue { id }");
    CHECK(database->version() == 2);
  }

  TEST_CASE("what changes nothing takes no number") {
    // Covers: rule 24 partly
    auto database = testing::OpenWith({kIssueTable, InsertIssue(1)});
    CHECK(Do(*database, kIssueTable).commit == 2);
    CHECK(Do(*database, "DELETE Issue WHERE id = 9").commit == 2);
    CHECK(Do(*database, "UPDATE Issue WHERE id = 9 SET votes = 1").commit == 2);
    CHECK(database->version() == 2);
  }

  TEST_CASE("a statement that fails leaves nothing") {
    auto database = testing::OpenWith({kIssueTable, InsertIssue(1), InsertIssue(2, 5)});
    Recorder recorder;
    const auto live = Follow(*database, "LIVE MANY Issue { id, votes }", recorder);
    recorder.Take();
    for (const std::string_view statement :
         {"INSERT Issue { id: 1, title: 'x' }", "UPDATE Issue SET id = 3",
          "UPDATE Issue SET nope = 1", "UPDATE Issue SET votes = votes * 9223372036854775807",
          "TABLE Issue { id: Text = 1 KEY }", "TABLE Other { id: Int = 1 }", "DELETE Nothing",
          "INSERT Issue", "MANY Issue { id }"}) {
      CHECK_FALSE(database->Execute(statement).ok());
      CHECK(database->version() == 3);
      CHECK(recorder.Take() == "");
    }
    CHECK(Ask(*database, "MANY Issue { id, votes }") ==
          R"([{"id":1,"votes":0},{"id":2,"votes":5}])");
    Do(*database, InsertIssue(3));
    CHECK(recorder.tree.Json() == Ask(*database, "MANY Issue { id, votes }"));
  }

  TEST_CASE("asks are one-shot and subscriptions live with or without the word") {
    auto database = testing::OpenWith({kIssueTable});
    CHECK(database->Query("LIVE MANY Issue { id }").status().message() ==
          "a LIVE query needs a subscriber: Subscribe() it");
    CHECK(database->Query("DELETE Issue").status().message() == "not a query");
    CHECK(database->Execute("MANY Issue { id }").status().message() ==
          "a query has no effect: ask it");
    Recorder recorder;
    const auto live = Follow(*database, "MANY Issue { id }", recorder);
    Do(*database, InsertIssue(1));
    CHECK(recorder.frames.size() == 2);
  }

  TEST_CASE("live queries do not read the store after their start") {
    auto database = testing::OpenWith({kIssueTable, kCommentTable});
    Recorder recorder;
    const auto live = Follow(*database,
                             "LIVE MANY Issue ORDER BY votes DESC LIMIT 3 "
                             "{ id, votes, MANY comments ORDER BY id DESC LIMIT 2 { text } }",
                             recorder);
    const std::uint64_t scans = database->scan_count();
    for (int i = 0; i < 200; ++i) {
      // Inserts look up one key; UPDATE and DELETE may scan for what they match.
      Do(*database, i % 2 == 0 ? InsertIssue(i, i * 7 % 50)
                               : "INSERT Comment { id: " + std::to_string(i) +
                                     ", issue: " + std::to_string(i - 1) + ", text: 'x' }");
    }
    CHECK(database->scan_count() == scans);
    CHECK(recorder.frames.size() > 10);
    CHECK(recorder.tree.Json() ==
          Ask(*database,
              "MANY Issue ORDER BY votes DESC LIMIT 3 "
              "{ id, votes, MANY comments ORDER BY id DESC LIMIT 2 { text } }"));
  }

  TEST_CASE("an expression that fails fails its subscription and not the commit") {
    auto database = testing::OpenWith({kIssueTable});
    Recorder fragile;
    Recorder sound;
    auto first = Follow(*database, "LIVE MANY Issue { n: votes * votes }", fragile);
    const auto second = Follow(*database, "LIVE MANY Issue { votes }", sound);
    Do(*database, "INSERT Issue { id: 1, title: 'a', votes: 5000000000 }");
    CHECK(database->version() == 2);
    REQUIRE(fragile.frames.size() == 2);
    CHECK(fragile.frames[1].kind == FrameKind::kError);
    CHECK(fragile.frames[1].error.message() == "Int overflows");
    CHECK(sound.frames.size() == 2);
    Do(*database, "UPDATE Issue SET votes = 2");
    CHECK(fragile.frames.size() == 2);
    CHECK(sound.frames.size() == 3);
    CHECK_FALSE(database->Unsubscribe(first.id()));
    CHECK(database->Query("MANY Issue { n: votes * votes }").ok());
  }

  TEST_CASE("a query that fails at once is no subscription") {
    auto database = testing::OpenWith(
        {kIssueTable, "INSERT Issue { id: 1, title: 'a', votes: 5000000000 }"});
    Recorder recorder;
    CHECK(database->Subscribe("LIVE MANY Issue { n: votes * votes }", recorder.Sink())
              .status()
              .message() == "Int overflows");
    CHECK(testing::Refusal(*database, "MANY Issue { id, n: 2 - votes * votes }") ==
          "1:25: Int overflows");
    CHECK(recorder.frames.empty());
    CHECK(Follow(*database, "LIVE MANY Issue { votes }", recorder).id() == 1);
  }
}

TEST_SUITE("Subscriptions") {
  TEST_CASE("end when their handle goes") {
    auto database = testing::OpenWith({kIssueTable});
    Recorder recorder;
    {
      const auto live = Follow(*database, "LIVE MANY Issue { id }", recorder);
      Do(*database, InsertIssue(1));
    }
    Do(*database, InsertIssue(2));
    CHECK(recorder.frames.size() == 2);
  }

  TEST_CASE("handles move and are released and stopped") {
    auto database = testing::OpenWith({kIssueTable});
    Recorder recorder;
    Subscription outer;
    {
      Subscription inner = Follow(*database, "LIVE MANY Issue { id }", recorder);
      outer = std::move(inner);
    }
    Do(*database, InsertIssue(1));
    CHECK(recorder.frames.size() == 2);
    outer.Stop();
    outer.Stop();
    Do(*database, InsertIssue(2));
    CHECK(recorder.frames.size() == 2);
    Follow(*database, "LIVE MANY Issue { id }", recorder).Release();
    Do(*database, InsertIssue(3));
    CHECK(recorder.frames.size() == 4);
    CHECK(database->Unsubscribe(2));
    CHECK_FALSE(database->Unsubscribe(2));
    CHECK_FALSE(database->Unsubscribe(7));
  }

  TEST_CASE("callbacks may write and every subscriber sees commits in order") {
    // Covers: rule 13
    auto database = testing::OpenWith({kIssueTable, kCommentTable});
    std::string log;
    const auto note = [&log](const Frame& frame) {
      log += std::to_string(frame.subscription) + "@" + std::to_string(frame.to) + " ";
    };
    // Answers each new issue with a comment, and each comment with a vote.
    const auto first = database->Subscribe("LIVE MANY Issue { id }", [&](const Frame& frame) {
      note(frame);
      if (frame.kind != FrameKind::kDelta) return;
      CHECK(database->Execute("INSERT Comment { id: 1, issue: 1, text: 'hello' }").ok());
    });
    const auto second =
        database->Subscribe("LIVE MANY Comment { id }", [&](const Frame& frame) {
          note(frame);
          if (frame.kind != FrameKind::kDelta) return;
          CHECK(database->Execute("UPDATE Issue SET votes = votes + 1").ok());
        });
    const auto third =
        database->Subscribe("LIVE MANY Issue { votes, MANY comments { id } }", note);
    Do(*database, InsertIssue(1));
    CHECK(log == "1@2 2@2 3@2 1@3 3@3 2@4 3@4 3@5 ");
    CHECK(database->version() == 5);
  }

  TEST_CASE("callbacks may end their own subscription and those of others") {
    auto database = testing::OpenWith({kIssueTable});
    std::map<int, int> frames;
    Subscription subscriptions[3];
    for (int i = 0; i < 3; ++i) {
      subscriptions[i] =
          *database->Subscribe("LIVE MANY Issue { id }", [&, i](const Frame& frame) {
            ++frames[i];
            if (frame.kind != FrameKind::kDelta || i != 0) return;
            // The frame of 1 for this commit waits already, and is dropped.
            subscriptions[0].Stop();
            subscriptions[1].Stop();
          });
    }
    Do(*database, InsertIssue(1));
    Do(*database, InsertIssue(2));
    CHECK(frames[0] == 2);
    CHECK(frames[1] == 1);
    CHECK(frames[2] == 3);
  }

  TEST_CASE("callbacks may subscribe") {
    auto database = testing::OpenWith({kIssueTable});
    Recorder late;
    Subscription inner;
    const auto outer = database->Subscribe("LIVE MANY Issue { id }", [&](const Frame& frame) {
      if (frame.kind == FrameKind::kDelta && inner.id() == 0) {
        inner = Follow(*database, "LIVE MANY Issue { votes }", late);
        CHECK(late.frames.empty());  // This very call delivers it, once it is done here.
      }
    });
    Do(*database, InsertIssue(1));
    Do(*database, InsertIssue(2));
    CHECK(late.frames.size() == 2);
    CHECK(late.tree.root().size() == 2);
  }
}

TEST_SUITE("Restarts") {
  TEST_CASE("keep tables and rows and the version") {
    const std::shared_ptr<FileSystem> disk = MakeMemoryFileSystem();
    const std::string query = "MANY Issue { *, MANY comments { * } }";
    std::string before;
    for (const bool durable : {true, false}) {
      Options options;
      options.durable = durable;
      auto database =
          *Database::Open(std::make_unique<testing::SharedFiles>(disk), "folder", options);
      if (before.empty()) {
        Do(*database, kIssueTable);
        Do(*database, kCommentTable);
        Do(*database, InsertIssue(1));
        Do(*database, "INSERT Comment { id: 1, issue: 1, text: 'x' }");
        CHECK(database->Flush().ok());
        before = Ask(*database, query);
      }
      CHECK(Ask(*database, query) == before);
      CHECK(database->version() == 4);
      CHECK(Do(*database, kIssueTable).commit == 4);
      CHECK(Refusal(*database, InsertIssue(1)) == "1:8: key exists already in Issue: 1");
    }
    auto database = *Database::Open(std::make_unique<testing::SharedFiles>(disk), "folder");
    Recorder recorder;
    const auto live = Follow(*database, "LIVE MANY Issue { id }", recorder);
    Do(*database, InsertIssue(2));
    CHECK(recorder.frames[0].to == 4);
    CHECK(recorder.frames[1].to == 5);
  }

  TEST_CASE("a folder is open once at a time") {
    const testing::TemporaryFolder folder;
    auto first = Database::Open(folder.path() + "/a");
    REQUIRE(first.ok());
    CHECK_FALSE(Database::Open(folder.path() + "/a").ok());
    CHECK(Database::Open(folder.path() + "/b").ok());
    first->reset();
    CHECK(Database::Open(folder.path() + "/a").ok());
  }
}

}  // namespace
}  // namespace cambium
