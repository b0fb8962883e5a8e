// Each construct of the language under each kind of change: the database, at once and live,
// from the start and joined late, against the naive evaluator, after every commit.
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/printer.h"
#include "tests/support/json.h"
#include "tests/support/language_case.h"
#include "tests/support/naive.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::JsonDump;
using testing::Recorder;
using Texts = std::vector<std::string>;

const Texts kRows = {
    "TABLE Person { id: Int = 1 KEY, name: Text = 2, boss: Person? = 3 BACK reports }",
    "TABLE Issue { id: Int = 1 KEY, title: Text? = 2, votes: Int? = 3, owner: Person? = 4 BACK "
    "owned, MANY tags: Tag VIA tagged.tag }",
    "TABLE Comment { id: Int = 1 KEY, issue: Issue? = 2 BACK comments, author: Person? = 3 "
    "BACK "
    "said, n: Int? = 4 }",
    "TABLE Tag { id: Int = 1 KEY, label: Text = 2 }",
    "TABLE Tagged { issue: Issue = 1 BACK tagged, tag: Tag = 2 BACK tagged, KEY (issue, tag) }",
    "INSERT Person { id: 1, name: 'ada' }",
    "INSERT Person { id: 2, name: 'bob', boss: 1 }",
    "INSERT Person { id: 3, name: 'cyd', boss: 2 }",
    "INSERT Person { id: 4, name: 'dan', boss: 1 }",
    "INSERT Issue { id: 1, title: 'a', votes: 5, owner: 1 }",
    "INSERT Issue { id: 2, title: 'b', votes: 3, owner: 1 }",
    "INSERT Issue { id: 3, title: 'c', votes: 3, owner: 2 }",
    "INSERT Issue { id: 4, votes: 1 }",
    "INSERT Comment { id: 1, issue: 1, author: 1, n: 1 }",
    "INSERT Comment { id: 2, issue: 1, author: 2, n: 2 }",
    "INSERT Comment { id: 3, issue: 1, author: 3, n: 3 }",
    "INSERT Comment { id: 4, issue: 2, author: 1, n: 2 }",
    "INSERT Comment { id: 5, issue: 3, author: 2, n: 0 }",
    "INSERT Comment { id: 6, n: 9 }",
    "INSERT Tag { id: 1, label: 'x' }",
    "INSERT Tag { id: 2, label: 'y' }",
    "INSERT Tagged { issue: 1, tag: 1 }",
    "INSERT Tagged { issue: 1, tag: 2 }",
    "INSERT Tagged { issue: 2, tag: 2 }",
};

struct Named {
  std::string name;
  Texts texts;
};

const std::vector<Named> kQuestions = {
    {"filter", {"MANY Issue WHERE votes > 2 { id, title, votes }"}},
    {"filter by a constant", {"MANY Issue WHERE votes = 3 { id, title, MANY comments { n } }"}},
    {"exists", {"MANY Issue WHERE EXISTS (comments WHERE n > 1) { id, title }"}},
    {"not exists", {"MANY Issue WHERE NOT EXISTS (comments WHERE n > 1) { id, title }"}},
    {"every", {"MANY Issue { id, e: EVERY(comments HAVE n >= 2) }"}},
    {"order",
     {"MANY Issue ORDER BY votes DESC, title { id, MANY comments ORDER BY n { id } }"}},
    {"limit",
     {"MANY Issue ORDER BY votes DESC LIMIT 2 { id, MANY comments ORDER BY n DESC "
      "LIMIT 2 { id, n, author { name } } }"}},
    {"offset", {"MANY Issue { id, MANY comments ORDER BY n LIMIT 1 OFFSET 1 { id, n } }"}},
    {"cursor", {"MANY Issue ORDER BY votes START AFTER (1) LIMIT 2 { id, votes }"}},
    {"aggregate",
     {"MANY Issue { id, c: COUNT comments, s: SUM(n) OF comments, m: MAX(n) OF "
      "comments, who: COUNT DISTINCT comments.author }"}},
    {"group",
     {"MANY Issue GROUP BY owner HAVING COUNT(*) > 0 { who: owner { name }, n: "
      "COUNT(*), v: SUM(votes), l: LIST(title) }"}},
    {"closure",
     {"MANY Person { id, all: MANY reports+ { name, d: DEPTH }, n: COUNT "
      "reports*.owned }"}},
    {"recurse", {"MANY Person WHERE boss IS NULL { id, RECURSE reports ORDER BY name DESC }"}},
    {"junction", {"MANY Issue { id, MANY tags ORDER BY label { label } }"}},
    {"distinct", {"MANY DISTINCT Issue { votes, owner.name }"}},
    {"siblings",
     {"MANY Issue { id, few: MANY comments ORDER BY n LIMIT 1 { id }, much: MANY "
      "comments WHERE n > 1 { id, n }, c: COUNT comments }"}},
    {"shared grandchild",
     {"MANY Issue { id, owner { name, owned { id } }, MANY comments { "
      "author { name, MANY said { n } } } }"}},
};

const std::vector<Named> kChanges = {
    {"NULL",
     {"UPDATE Issue WHERE id = 1 SET votes = NULL, title = NULL",
      "UPDATE Comment WHERE id = 2 SET n = NULL",
      "UPDATE Comment WHERE id = 3 SET author = NULL",
      "UPDATE Issue WHERE id = 2 SET owner = NULL",
      "UPDATE Person WHERE id = 2 SET boss = NULL", "UPDATE Issue WHERE id = 1 SET votes = 3"}},
    {"ties",
     {"UPDATE Issue SET votes = 3", "UPDATE Comment SET n = 2", "UPDATE Issue SET title = 't'",
      "UPDATE Person SET name = 'p'"}},
    {"key change",
     {"UPDATE Issue WHERE id = 1 SET id = 9", "UPDATE Comment WHERE id = 4 SET id = 40",
      "UPDATE Person WHERE id = 2 SET id = 1000", "UPDATE Comment SET id = id + 1",
      "UPDATE Tagged WHERE issue = 2 SET tag = 1"}},
    {"another parent",
     {"UPDATE Comment WHERE id = 3 SET issue = 2", "UPDATE Comment WHERE id = 6 SET issue = 4",
      "UPDATE Issue WHERE id = 1 SET owner = 3", "UPDATE Person WHERE id = 3 SET boss = 1",
      "UPDATE Person WHERE id = 1 SET boss = 3", "UPDATE Comment SET issue = 1"}},
    {"move only",
     {"UPDATE Issue WHERE id = 4 SET votes = 10", "UPDATE Comment WHERE id = 1 SET n = 7",
      "UPDATE Comment WHERE id = 1 SET n = -7", "UPDATE Issue WHERE id = 4 SET votes = 4"}},
    {"deletes in the window",
     {"DELETE Issue WHERE id = 1", "DELETE Comment WHERE id = 4", "DELETE Person WHERE id = 2",
      "DELETE Tagged WHERE tag = 2", "DELETE Issue WHERE votes = 3"}},
    {"both sides in one commit",
     {"TX { UPDATE Issue WHERE id = 1 SET votes = 0, owner = 2; UPDATE Comment WHERE id = 1 "
      "SET "
      "n = 5, author = 2; UPDATE Person WHERE id = 2 SET name = 'zoe' }",
      "TX { DELETE Issue WHERE id = 2; DELETE Comment WHERE id = 4; DELETE Tagged WHERE issue "
      "= 2 "
      "}",
      "TX { INSERT Issue { id: 2, votes: 8, owner: 3 }; INSERT Comment { id: 4, issue: 2, "
      "author: 3, n: 8 }; INSERT Tagged { issue: 2, tag: 1 } }",
      "TX { UPDATE Issue SET votes = 6; UPDATE Comment SET issue = 2; UPDATE Person SET boss = "
      "NULL }"}},
    {"dangling references",
     {"DELETE Person WHERE id = 1", "UPDATE Comment WHERE id = 2 SET issue = 77",
      "DELETE Tag WHERE id = 2", "INSERT Person { id: 1, name: 'new' }",
      "INSERT Issue { id: 77, votes: 7 }", "INSERT Tag { id: 2, label: 'z' }"}},
    {"all gone and back",
     {"DELETE Comment", "DELETE Issue", "DELETE Tagged", "DELETE Person", "DELETE Tag",
      "INSERT Issue { id: 5, votes: 5, owner: 6 }",
      "INSERT Person { id: 6, name: 'six', boss: 6 }",
      "INSERT Comment { id: 7, issue: 5, n: 2 }"}},
};

std::string Canonical(const std::string& json) { return JsonDump(*testing::ParseJson(json)); }

// A question on both, and who listens to it.
class Follower {
 public:
  Follower(Database& database, const testing::NaiveDatabase& oracle, const std::string& text)
      : database_(database), oracle_(oracle), text_(text) {
    query_ = std::get<Query>(*ParseStatement(text));
    Join(early_);
  }
  void JoinLate() { Join(late_); }
  void Check() {
    INFO(text_);
    const std::string expected = JsonDump(WithoutKeys(oracle_.Answer(query_)));
    REQUIRE(Canonical(testing::Ask(database_, text_)) == expected);
    REQUIRE(Canonical(early_.recorder.tree.Json()) == expected);
    if (late_.is_there) REQUIRE(Canonical(late_.recorder.tree.Json()) == expected);
  }

 private:
  struct Listener {
    Recorder recorder;
    Subscription subscription;
    bool is_there = false;
  };
  void Join(Listener& listener) {
    listener.subscription = testing::Follow(database_, "LIVE " + text_, listener.recorder);
    listener.is_there = true;
  }

  Database& database_;
  const testing::NaiveDatabase& oracle_;
  const std::string text_;
  Query query_;
  Listener early_;
  Listener late_;
};

struct Both {
  Both() {
    for (const std::string& text : kRows) Do(text);
  }
  void Do(const std::string& text) {
    INFO(text);
    const bool taken = oracle.Apply(*ParseStatement(text)).ok;
    const absl::StatusOr<Committed> done = database->Execute(text);
    REQUIRE_MESSAGE(done.ok(), done.status().message());
    REQUIRE(taken);
  }

  std::unique_ptr<Database> database = *Database::Open(":memory:");
  testing::NaiveDatabase oracle;
};

TEST_SUITE("Covering array") {
  TEST_CASE("each construct stands each kind of change") {
    for (const Named& change : kChanges) {
      for (const Named& question : kQuestions) {
        INFO(question.name << " under " << change.name);
        Both both;
        Follower follower(*both.database, both.oracle, question.texts[0]);
        follower.Check();
        for (const std::string& text : change.texts) {
          INFO(text);
          both.Do(text);
          follower.Check();
          if (text == change.texts.front()) follower.JoinLate();
        }
      }
    }
  }

  TEST_CASE("questions that are open together hold nothing when all rows are gone") {
    Both both;
    std::vector<std::unique_ptr<Follower>> followers;
    for (const Named& question : kQuestions) {
      followers.push_back(
          std::make_unique<Follower>(*both.database, both.oracle, question.texts[0]));
    }
    for (const Named& change : kChanges) {
      if (change.name != "ties" && change.name != "all gone and back") continue;
      for (const std::string& text : change.texts) {
        both.Do(text);
        for (const auto& follower : followers) follower->Check();
      }
    }
    for (const std::string table : {"Comment", "Issue", "Tagged", "Person", "Tag"}) {
      both.Do("DELETE " + table);
    }
    for (const auto& follower : followers) follower->Check();
    CHECK(both.database->live_row_count() == 0);
  }
}

}  // namespace
}  // namespace cambium
