// What inputs of typed streams share, follow, and leave behind.
// SPDX-License-Identifier: Apache-2.0
#include "query/typed_inputs.h"

#include <string>

#include "doctest/doctest.h"
#include "operators/operators.h"
#include "query/typed_table.h"
#include "tests/support/statements.h"
#include "tests/support/typed_structs.h"

namespace cambium {
namespace {

using testing::Do;
using testing::OpenWith;
using testing::Sale;

auto SumOfTeams(const Stream<Sale>& sales) {
  return sales.GroupBy(&Sale::team).Sum(&Sale::cents).Materialize();
}

// How many nodes of this name the graph of live queries has.
std::size_t CountNodes(const Database& database, const std::string& name) {
  const std::string dot = database.Dot();
  std::size_t count = 0;
  for (std::size_t at = dot.find("\"" + name); at != std::string::npos;
       at = dot.find("\"" + name, at + 1)) {
    ++count;
  }
  return count;
}

TEST_SUITE("TypedInputs") {
  TEST_CASE("what is derived alike shares its input and its index") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = database->Table<Sale>("Sale");
    const auto again = database->Table<Sale>("Sale");
    REQUIRE(again.ok());
    const std::size_t before = CountNodes(*database, "");
    {
      const auto first = Derive(SumOfTeams, *sales);
      REQUIRE(first.ok());
      const std::size_t held = database->live_row_count();
      const auto second = Derive(SumOfTeams, *again);
      REQUIRE(second.ok());
      CHECK(held == 0);
      CHECK(CountNodes(*database, "typed table Sale") == 1);
      REQUIRE(sales->Insert({1, "core", 5}).ok());
      CHECK((*first)->Get("core") == 5);
      CHECK((*second)->Get("core") == 5);
    }
    CHECK(CountNodes(*database, "") == before);
    CHECK(database->live_row_count() == 0);
  }

  TEST_CASE("a change of fields that the struct does not name stops at the input") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = database->Table<Sale>("Sale");
    // More than deltas are short of, which cancel out by themselves.
    for (std::int64_t id = 1; id <= 40; ++id) REQUIRE(sales->Insert({id, "core", 5}).ok());
    int calls = 0;
    const auto counted = Derive(
        [&calls](const Stream<Sale>& all) {
          return all.Filter([&calls](const Sale&) { return ++calls > 0; }).Materialize();
        },
        *sales);
    REQUIRE(counted.ok());
    CHECK(calls == 40);
    Do(*database, "UPDATE Sale SET note = 'x'");
    CHECK(calls == 40);
    Do(*database, "UPDATE Sale WHERE id = 1 SET tip = 1");
    CHECK(calls == 42);
    CHECK((*counted)->Get(Sale{1, "core", 5, 1}) == 1);
  }

  TEST_CASE("a declaration that leaves the fields as they are is followed") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = database->Table<Sale>("Sale");
    REQUIRE(sales->Insert({1, "core", 5}).ok());
    const auto spend = Derive(SumOfTeams, *sales);
    REQUIRE(spend.ok());
    Do(*database,
       "TABLE Sale { more: Int = 9 DEFAULT 3, cents: Int = 3, id: Int = 1 KEY, "
       "tip: Int? = 5, team: Text = 2 }");
    CHECK(spend->status().ok());
    REQUIRE(sales->Insert({2, "core", 7}).ok());
    Do(*database, "UPDATE Sale WHERE id = 1 SET cents = 6");
    CHECK((*spend)->Get("core") == 13);
  }

  TEST_CASE("a declaration that changes what is read ends what is derived") {
    struct Ending {
      const char* statement;
      const char* message;
    };
    const Ending endings[] = {
        {"TABLE Sale { id: Int = 1 KEY, squad: Text = 2, cents: Int = 3, tip: Int? = 5 }",
         "table was declared anew: no field 'team' on Sale"},
        {"TABLE Sale { id: Int = 1 KEY, team: Text? = 2, cents: Int = 3, tip: Int? = 5 }",
         "table was declared anew: field Sale.team is Text?, which needs a member of type "
         "std::optional<std::string>, not std::string"},
        {"TABLE Sale { id: Int = 1 KEY, team: Text = 2, cents: Int = 3, was: Int? = 5, "
         "tip: Int? = 6 }",
         "table was declared anew: field is another one: Sale.tip"},
        {"DROP TABLE Sale", "table was dropped: Sale"},
    };
    for (const Ending& ending : endings) {
      INFO(ending.statement);
      const auto database = OpenWith({testing::kSaleTable});
      const auto sales = database->Table<Sale>("Sale");
      REQUIRE(sales->Insert({1, "core", 5}).ok());
      const auto spend = Derive(SumOfTeams, *sales);
      REQUIRE(spend.ok());
      Do(*database, ending.statement);
      CHECK(spend->status().code() == absl::StatusCode::kFailedPrecondition);
      CHECK(spend->status().message() == ending.message);
      if (ending.statement != endings[3].statement) {
        Do(*database, "UPDATE Sale SET cents = 9");
        Do(*database, "DROP TABLE Sale");
      }
      CHECK((*spend)->Get("core") == 5);
      // What is derived now has an input of its own.
      Do(*database, testing::kSaleTable);
      const auto anew = Derive(SumOfTeams, *database->Table<Sale>("Sale"));
      REQUIRE(anew.ok());
      REQUIRE(sales->Insert({2, "core", 8}).ok());
      CHECK((*anew)->Get("core") == 8);
      CHECK((*spend)->Get("core") == 5);
      CHECK(anew->status().ok());
    }
  }

  TEST_CASE("a table that does not fit any more is not derived from") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = database->Table<Sale>("Sale");
    Do(*database, "DROP TABLE Sale");
    const std::size_t before = CountNodes(*database, "");
    CHECK(Derive(SumOfTeams, *sales).status().message() == "no table 'Sale'");
    CHECK(CountNodes(*database, "") == before);
  }

  TEST_CASE("what is derived ends with its database and may be asked why") {
    auto database = OpenWith({testing::kSaleTable});
    const auto spend = Derive(SumOfTeams, *database->Table<Sale>("Sale"));
    REQUIRE(spend.ok());
    CHECK(spend->status().ok());
    database.reset();
    CHECK(spend->status().message() == "database has ended");
  }
}

}  // namespace
}  // namespace cambium
