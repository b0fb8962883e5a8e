// A disk that fails in the middle of a statement that declares, drops or asserts: each call
// that the statement makes fails once, for good, having written nothing, a half or all of its
// bytes.
//
// Law: who follows the database sees nothing of a statement that failed; opened again, it has
// all of the statement or nothing, nothing unless bytes of it were written, and the statement
// can then be done.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Ask;
using testing::Do;
using testing::FaultFileSystem;
using testing::Follow;
using testing::Recorder;

constexpr const char* kBefore[] = {
    "ENUM Mood { bad = 1 }",
    "TABLE Issue { id: Int = 1 KEY, title: Text = 2, n: Int? = 3 }",
    "TABLE Other { id: Int = 1 KEY, mood: Mood? = 2 INDEX }",
    "INSERT Issue { id: 1, title: 'a' }",
    "INSERT Other { id: 4, mood: 'bad' }",
    "FRAGMENT Head ON Issue { title }",
    "ASSERT some: COUNT Issue < 5",
    "QUERY Ids MANY Issue { id }"};

constexpr const char* kStatements[] = {
    "ENUM Mood { bad = 1, odd = 2 }",
    "ENUM Tone { low = 1 }",
    "FRAGMENT Head ON Issue { id }",
    "FRAGMENT Tail ON Issue { title }",
    "ASSERT few: COUNT Issue < 9",
    "DROP ASSERT some",
    "QUERY Titles MANY Issue { title }",
    "DROP QUERY Ids",
    "TABLE Issue { id: Int = 1 KEY, title: Text = 2 UNIQUE, m: Int = 9 DEFAULT 4 INDEX }",
    "TABLE Other { id: Int = 1 KEY }",
    "TABLE New { id: Int = 1 KEY, u: Int = 2 UNIQUE }",
    "DROP TABLE Other",
    "TX { INSERT Issue { id: 2, title: 'b' }; ASSERT few: COUNT Issue < 9 }"};

// A database over a disk of its own, which can fail.
struct Breakable {
  std::unique_ptr<FileSystem> disk{MakeMemoryFileSystem()};
  FaultFileSystem* faults = nullptr;
  std::unique_ptr<Database> database;

  Breakable() {
    Open();
    for (const char* statement : kBefore) Do(*database, statement);
  }
  void Open() {
    database.reset();
    auto files = std::make_unique<FaultFileSystem>(*disk);
    faults = files.get();
    Options options;
    options.durable = true;
    auto opened = Database::Open(std::move(files), "folder", options);
    REQUIRE_MESSAGE(opened.ok(), opened.status().message());
    database = *std::move(opened);
  }
};

// All that stands: what is declared, its rows, its version.
std::string State(Database& database) {
  std::string state = std::to_string(database.version()) + "\n";
  const auto texts = database.Declarations();
  REQUIRE(texts.ok());
  for (const std::string& text : *texts) state += text + "\n";
  for (const TableDescription& table : database.Tables()) {
    state += table.name + Ask(database, "MANY " + table.name + " { * }") + "\n";
    // By an index, where there is one.
    const bool has_mood = std::any_of(table.fields.begin(), table.fields.end(),
                                      [](const auto& field) { return field.name == "mood"; });
    if (!has_mood) continue;
    state += Ask(database, "MANY " + table.name + " WHERE mood = 'bad' { id }") + "\n";
  }
  return state;
}

// Whether the call was made, so that there may be another one.
bool FailsAt(const char* statement, std::uint64_t call, unsigned halves,
             const std::string& before, const std::string& after) {
  INFO(std::string(statement), ", call ", call, ", halves ", halves);
  Breakable files;
  REQUIRE(State(*files.database) == before);
  Recorder issues;
  Recorder others;
  Subscription issue = Follow(*files.database, "LIVE MANY Issue { ...Head, more: n }", issues);
  Subscription other = Follow(*files.database, "LIVE MANY Other { * }", others);
  files.faults->Plan({.call = call, .for_good = true, .written_halves = halves});
  const bool done = files.database->Execute(statement).ok();
  if (files.faults->failed_path().empty()) {
    CHECK(done);
    return false;
  }
  CHECK_FALSE(done);
  CHECK(issues.frames.size() == 1);
  CHECK(others.frames.size() == 1);
  CHECK(State(*files.database) == before);
  issue.Stop();
  other.Stop();
  files.Open();
  const std::string reopened = State(*files.database);
  const bool is_whole = reopened == after;
  if (!is_whole) CHECK(reopened == before);
  if (call == 1 && halves < 2) CHECK_FALSE(is_whole);
  if (!is_whole) {
    Do(*files.database, statement);
    CHECK(State(*files.database) == after);
  }
  return true;
}

TEST_SUITE("Declarations on a failing disk") {
  TEST_CASE("stand whole or not at all") {
    // Covers: rule 14 partly
    std::string before;
    {
      Breakable files;
      before = State(*files.database);
    }
    for (const char* statement : kStatements) {
      Breakable whole;
      Do(*whole.database, statement);
      const std::string after = State(*whole.database);
      CHECK(after != before);
      for (const unsigned halves : {0u, 1u, 2u}) {
        std::uint64_t call = 1;
        while (FailsAt(statement, call, halves, before, after)) ++call;
        CHECK(call > 1);
      }
    }
  }
}

}  // namespace
}  // namespace cambium
