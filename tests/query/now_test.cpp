// NOW(): how it is recognised, and that answers follow the time, against the naive evaluator.
// SPDX-License-Identifier: Apache-2.0
#include "query/now.h"

#include <memory>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/parser.h"
#include "tests/support/dump.h"
#include "tests/support/manual_clock.h"
#include "tests/support/naive.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::ForSeeds;
using testing::Random;
using testing::Recorder;

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kStart = 1'700'000'000 * kSecond;

// Microseconds as a text that a Time is read from.
std::string TimeText(std::int64_t micros) {
  const std::string quoted = JsonOf(FieldType{TypeKind::kTime}, Value::Time(micros));
  return quoted.substr(1, quoted.size() - 2);
}

struct Fixture {
  Fixture() {
    clock.micros = kStart;
    Options options;
    options.clock = &clock;
    database = *Database::Open(":memory:", options);
    oracle.SetNow(TimeText(clock.micros));
    Do("TABLE Slot { id: Int = 1 KEY, at: Time? = 2, room: Int = 3 }");
  }

  void Do(const std::string& text) {
    INFO(text);
    REQUIRE(database->Execute(text).ok());
    REQUIRE(oracle.Apply(*ParseStatement(text)).ok);
  }
  void Wait(std::int64_t micros) {
    clock.micros += micros;
    oracle.SetNow(TimeText(clock.micros));
  }

  testing::ManualClock clock;
  std::unique_ptr<Database> database;
  testing::NaiveDatabase oracle;
};

// Those that wait for a moment, and those that are computed anew.
const std::vector<std::string> kQuestions = {
    "MANY Slot WHERE at > NOW() { id }",
    "MANY Slot WHERE at >= NOW() - 2 ORDER BY at DESC { id }",
    "MANY Slot WHERE NOW() > at { id, at }",
    "MANY Slot WHERE NOW() + 1 >= at AND room = 1 { id }",
    "MANY Slot WHERE at = NOW() { id }",
    "MANY Slot WHERE at BETWEEN NOW() - 2 AND NOW() + 1 { id }",
    "MANY Slot WHERE at - 1 < NOW() ORDER BY at LIMIT 2 { id }",
    "MANY Slot WHERE at != NOW() { id }",
    "MANY Slot WHERE NOT (at > NOW()) OR room = 2 { id }",
    "MANY Slot { id, late: at < NOW() }",
    "MANY Slot WHERE at < NOW() GROUP BY room { room, n: COUNT(*), last: MAX(at) }",
    "MANY Slot GROUP BY soon: at > NOW() { soon, MANY ROWS { id, now: NOW() } }",
    "{ now: NOW(), n: COUNT (Slot WHERE at > NOW()), any: EXISTS (Slot WHERE at = NOW()) }",
    "MANY Slot AS s { id, later: MANY Slot ON room = s.room WHERE at > NOW() { id } }"};

TEST_SUITE("Now") {
  TEST_CASE("is a call without arguments") {
    const auto is_now = [](const std::string& text) {
      const Statement statement = *ParseStatement("MANY T WHERE " + text + " { id }");
      const Expr& where = *std::get<Query>(statement).root.where;
      CHECK(MayReadNow(where) == (text.find('(') != std::string::npos));
      return IsNow(where);
    };
    CHECK(is_now("now()"));
    CHECK(!is_now("now"));
    CHECK(!is_now("NOW() > at"));
  }

  TEST_CASE("answers follow the time as a naive evaluation at each moment") {
    // Covers: rule 17
    ForSeeds(60, [](Random& random) {
      Fixture fixture;
      std::vector<std::unique_ptr<Recorder>> recorders;
      std::vector<Subscription> subscriptions;
      const auto check = [&] {
        for (std::size_t i = 0; i < kQuestions.size(); ++i) {
          INFO(kQuestions[i]);
          const Statement statement = *ParseStatement(kQuestions[i]);
          const std::string expected =
              JsonDump(WithoutKeys(fixture.oracle.Answer(std::get<Query>(statement))));
          const auto answer = fixture.database->Query(kQuestions[i]);
          REQUIRE_MESSAGE(answer.ok(), answer.status().message());
          CHECK(JsonDump(*testing::ParseJson(answer->Json())) == expected);
          if (i < recorders.size()) {
            CHECK(JsonDump(*testing::ParseJson(recorders[i]->tree.Json())) == expected);
          }
        }
      };
      std::int64_t next_id = 1;
      for (int step = 0; step < 25; ++step) {
        if (step == 5) {
          for (const std::string& question : kQuestions) {
            recorders.push_back(std::make_unique<Recorder>());
            auto subscription =
                fixture.database->Subscribe("LIVE " + question, recorders.back()->Sink());
            REQUIRE_MESSAGE(subscription.ok(), subscription.status().message());
            subscriptions.push_back(*std::move(subscription));
          }
        }
        if (random.OneIn(2)) {
          fixture.Wait(random.Between(0, 3) * kSecond + (random.OneIn(4) ? 1 : 0));
          fixture.database->AdvanceTime();
        } else if (random.OneIn(3) && next_id > 1) {
          const std::string id = std::to_string(random.Between(1, next_id - 1));
          fixture.Do(random.OneIn(2) ? "DELETE Slot WHERE id = " + id
                                     : "UPDATE Slot WHERE id = " + id + " SET at = at + 2");
        } else {
          const std::string at =
              random.OneIn(5)
                  ? "NULL"
                  : "'" + TimeText(fixture.clock.micros + random.Between(-4, 6) * kSecond) +
                        "'";
          fixture.Do("INSERT Slot { id: " + std::to_string(next_id++) + ", at: " + at +
                     ", room: " + std::to_string(random.Between(1, 2)) + " }");
        }
        check();
      }
    });
  }

  TEST_CASE("a moment that has come costs the rows whose moment it is") {
    Fixture fixture;
    for (int i = 1; i <= 50; ++i) {
      fixture.Do("INSERT Slot { id: " + std::to_string(i) + ", at: '" +
                 TimeText(kStart + i * kSecond) + "', room: 1 }");
    }
    Recorder recorder;
    const Subscription live =
        Follow(*fixture.database, "LIVE MANY Slot WHERE at > NOW() { id }", recorder);
    recorder.Take();
    CHECK(fixture.database->NextDeadline() == kStart + kSecond);
    fixture.database->AdvanceTime(kStart + 2 * kSecond);
    CHECK(recorder.Take() ==
          R"({"sub":1,"t":"delta","from":51,"to":51,"ops":[["-",[],2],["-",[],1]]})"
          "\n");
    CHECK(fixture.database->NextDeadline() == kStart + 3 * kSecond);
    fixture.database->AdvanceTime(kStart);  // Back: nothing happens.
    fixture.database->AdvanceTime(kStart + 3 * kSecond - 1);
    CHECK(recorder.frames.empty());
    fixture.database->AdvanceTime(kStart + 3 * kSecond);
    CHECK(recorder.Take() == R"({"sub":1,"t":"delta","from":51,"to":51,"ops":[["-",[],3]]})"
                             "\n");
    fixture.database->AdvanceTime(kStart + 99 * kSecond);
    CHECK(recorder.tree.Json() == "[]");
    CHECK(!fixture.database->NextDeadline().has_value());
  }

  TEST_CASE("is fixed for a commit and can be written") {
    Fixture fixture;
    fixture.Do("INSERT Slot { id: 1, at: NOW(), room: 1 }");
    fixture.Wait(5 * kSecond);
    fixture.Do("UPDATE Slot WHERE at = NOW() - 5 SET at = NOW() + 60");
    CHECK(fixture.database->Query("MANY Slot { at }")->Json() ==
          "[{\"at\":\"" + TimeText(kStart + 65 * kSecond) + "\"}]");
  }

  TEST_CASE("is refused where time would have to be a commit") {
    Fixture fixture;
    const std::string text = "ASSERT soon: EVERY(Slot HAVE at < NOW())";
    CHECK(testing::ErrorLine(fixture.database->Execute(text).status(), text) ==
          "1:14: an assertion cannot ask for NOW(): time passes without a commit");
  }
}

}  // namespace
}  // namespace cambium
