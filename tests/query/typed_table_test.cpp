// Views that are derived from tables, beside live queries, over all that can happen to tables.
// SPDX-License-Identifier: Apache-2.0
#include "query/typed_table.h"

#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "operators/operators.h"
#include "query/import/file_rows.h"
#include "tests/support/aborts.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"
#include "tests/support/typed_structs.h"

namespace cambium {
namespace {

using testing::Do;
using testing::OpenWith;
using testing::Sale;
using testing::Team;

struct Score {
  std::string team;
  std::int64_t points = 0;
  auto operator<=>(const Score&) const = default;
};

// One view over two tables, and one over one.
struct Board {
  View<Grouped<std::string, std::int64_t>> points;
  View<Sale> tipped;
};

Board MakeBoard(const Stream<Sale>& sales, const Stream<Team>& teams) {
  return {sales
              .Join(teams, &Sale::team, &Team::name,
                    [](const Sale& sale, const Team& team) {
                      return Score{team.name, sale.cents * team.factor};
                    })
              .GroupBy(&Score::team)
              .Sum(&Score::points)
              .Materialize(),
          sales.Filter([](const Sale& sale) { return sale.tip.has_value(); }).Materialize()};
}

auto SumOfTeams(const Stream<Sale>& sales) {
  return sales.GroupBy(&Sale::team).Sum(&Sale::cents).Materialize();
}

// What a program would keep: two maps.
struct Model {
  std::map<std::int64_t, Sale> sales;
  std::map<std::string, Team> teams;

  std::map<std::string, std::int64_t> Points() const {
    std::map<std::string, std::int64_t> points;
    for (const auto& [id, sale] : sales) {
      const auto team = teams.find(sale.team);
      if (team != teams.end()) points[sale.team] += sale.cents * team->second.factor;
    }
    return points;
  }
  std::vector<Sale> Tipped() const {
    std::vector<Sale> tipped;
    for (const auto& [id, sale] : sales) {
      if (sale.tip.has_value()) tipped.push_back(sale);
    }
    return tipped;
  }
  std::string Json() const {
    std::string json;
    for (const auto& [id, sale] : sales) {
      json += (json.empty() ? "{\"id\":" : ",{\"id\":") + std::to_string(id) +
              ",\"cents\":" + std::to_string(sale.cents) + "}";
    }
    return "[" + json + "]";
  }
};

void CheckBoard(const Board& board, const Model& model) {
  std::map<std::string, std::int64_t> points;
  const auto groups = board.points.Read();
  for (const auto& [group, weight] : groups.entries()) {
    CHECK(weight == 1);
    points[group.key] = group.value;
  }
  CHECK(points == model.Points());
  std::vector<Sale> tipped;
  const ZSet<Sale> read = board.tipped.Read();
  for (const auto& [sale, weight] : read.entries()) {
    CHECK(weight == 1);
    tipped.push_back(sale);
  }
  CHECK(tipped == model.Tipped());
}

constexpr const char* kTeams[] = {"core", "edge", "none"};

// One random transaction, applied to the model when it was to stand.
void Change(Database& database, const TypedTable<Sale>& sales, const TypedTable<Team>& teams,
            Model& model, testing::Random& random) {
  const std::int64_t id = random.Between(1, 5);
  const std::string text = std::to_string(id);
  const std::string team = random.Pick(kTeams);
  switch (random.Below(8)) {
    case 0:
    case 1: {
      Sale sale{id, team, random.Between(-9, 9)};
      if (random.OneIn(2)) sale.tip = random.Between(0, 2);
      REQUIRE(sales.Upsert(sale).ok());
      model.sales[id] = sale;
      break;
    }
    case 2:
      CHECK(sales.Insert({id, team, 1}).ok() ==
            model.sales.try_emplace(id, Sale{id, team, 1}).second);
      break;
    case 3:
      REQUIRE(sales.Delete(id).ok());
      model.sales.erase(id);
      break;
    case 4: {
      const Team changed{team, random.Between(-2, 2)};
      REQUIRE(teams.Upsert(changed).ok());
      model.teams[team] = changed;
      break;
    }
    case 5:
      Do(database, "UPDATE Sale WHERE id <= " + text + " SET cents = cents + 1, note = 'x'");
      for (auto& [key, sale] : model.sales) sale.cents += key <= id ? 1 : 0;
      break;
    case 6:
      Do(database, "PREVIEW TX { DELETE Sale; UPSERT Team { name: 'core', factor: 9 } }");
      break;
    default:
      // Fails at its end, whatever it has done before.
      CHECK(!database
                 .Execute("TX { DELETE Sale WHERE id = " + text +
                          "; UPSERT Team { name: 'edge', factor: 7 }; "
                          "INSERT Sale { id: 6, team: 'x', cents: NULL } }")
                 .ok());
  }
}

TEST_SUITE("TypedTable") {
  TEST_CASE("views follow random histories beside a live query") {
    testing::ForSeeds(30, [](testing::Random& random) {
      const auto disk = MakeMemoryFileSystem();
      Model model;
      for (int life = 0; life < 2; ++life) {
        const auto database =
            *Database::Open(std::make_unique<testing::FaultFileSystem>(*disk), "db");
        if (life == 0) {
          Do(*database, testing::kSaleTable);
          Do(*database, testing::kTeamTable);
        }
        const auto sales = database->Table<Sale>("Sale");
        const auto teams = database->Table<Team>("Team");
        testing::Recorder recorder;
        const auto live = testing::Follow(*database, "MANY Sale { id, cents }", recorder);
        auto early = Derive(MakeBoard, *sales, *teams);
        REQUIRE(early.ok());
        for (int step = 0; step < 12; ++step) {
          Change(*database, *sales, *teams, model, random);
          CheckBoard(**early, model);
          CHECK(recorder.tree.Json() == model.Json());
          if (!random.OneIn(4)) continue;
          auto late = Derive(MakeBoard, *sales, *teams);
          REQUIRE(late.ok());
          CheckBoard(**late, model);
          if (random.OneIn(2)) early = std::move(late);
        }
      }
    });
  }

  TEST_CASE("what cannot be computed refuses the commit and leaves no trace") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = database->Table<Sale>("Sale");
    testing::Recorder recorder;
    const auto live = testing::Follow(*database, "MANY Sale { id }", recorder);
    recorder.Take();
    const auto spend = Derive(SumOfTeams, *sales);
    REQUIRE(sales->Insert({1, "core", std::numeric_limits<std::int64_t>::max()}).ok());
    recorder.Take();
    const auto refused = sales->Insert({2, "core", 1});
    CHECK(refused.status().message().find("overflow") != std::string::npos);
    CHECK(!testing::Refusal(*database,
                            "PREVIEW TX { INSERT Sale { id: 2, team: 'core', "
                            "cents: 1 } }")
               .starts_with("ok"));
    CHECK(recorder.Take() == "");
    CHECK(database->version() == 2);
    CHECK(*sales->Get(2) == std::nullopt);
    CHECK((*spend)->Get("core") == std::numeric_limits<std::int64_t>::max());
    REQUIRE(sales->Insert({2, "edge", 1}).ok());
    CHECK((*spend)->Get("edge") == 1);
    CHECK(recorder.frames.size() == 1);
  }

  TEST_CASE("an assertion of a stream is one of the database while it is kept") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = database->Table<Sale>("Sale");
    {
      const auto asserted = Derive(
          [](const Stream<Sale>& all) {
            return all.Filter([](const Sale& sale) { return sale.cents < 0; })
                .AssertEmpty("no debts");
          },
          *sales);
      REQUIRE(asserted.ok());
      REQUIRE((*asserted)->ok());
      const auto refused = sales->Insert({1, "core", -1});
      CHECK(refused.status().message().find("no debts") != std::string::npos);
      CHECK(testing::Ask(*database, "MANY Sale { id }") == "[]");
      REQUIRE(sales->Insert({1, "core", 1}).ok());
    }
    CHECK(sales->Insert({2, "core", -1}).ok());
  }

  TEST_CASE("what a function throws reaches the writer and the commit is dropped") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = database->Table<Sale>("Sale");
    const auto checked = Derive(
        [](const Stream<Sale>& all) {
          return all
              .Filter([](const Sale& sale) {
                if (sale.cents == 13) throw std::runtime_error("unlucky");
                return true;
              })
              .Materialize();
        },
        *sales);
    REQUIRE(checked.ok());
    CHECK_THROWS_WITH(static_cast<void>(sales->Insert({1, "core", 13}).status().ok()),
                      "unlucky");
    CHECK(database->version() == 1);
    CHECK(sales->Insert({1, "core", 14}).ok());
    CHECK((*checked)->size() == 1);
    REQUIRE(sales->Upsert({1, "core", 12}).ok());
    CHECK((*checked)->Get(Sale{1, "core", 12}) == 1);
  }

  TEST_CASE("a function that throws while it is derived leaves nothing") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = database->Table<Sale>("Sale");
    REQUIRE(sales->Insert({1, "core", 1}).ok());
    const auto fail = [&] {
      return Derive(
                 [](const Stream<Sale>& all) {
                   auto view = SumOfTeams(all);
                   if (view.size() == 1) throw std::runtime_error("no");
                   return view;
                 },
                 *sales)
          .status()
          .ok();
    };
    CHECK_THROWS_WITH(fail(), "no");
    CHECK(database->live_row_count() == 0);
    CHECK(Derive(SumOfTeams, *sales).ok());
  }

  TEST_CASE("a subscriber hears of each commit in its order") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = database->Table<Sale>("Sale");
    REQUIRE(sales->Insert({1, "core", 1}).ok());
    std::vector<std::string> heard;
    const auto follow = [&](const Stream<Sale>& all) {
      return all.Subscribe([&](const ZSet<Sale>& delta) {
        std::string text;
        for (const auto& [sale, weight] : delta.entries()) {
          text += (weight > 0 ? "+" : "-") + std::to_string(sale.cents);
        }
        heard.push_back(text);
      });
    };
    {
      const auto subscriber = Derive(follow, *sales);
      REQUIRE(subscriber.ok());
      REQUIRE(sales->Upsert({1, "core", 2}).ok());
      Do(*database, "PREVIEW TX { DELETE Sale }");
      Do(*database, "DELETE Sale");
    }
    Do(*database, "INSERT Sale { id: 1, team: 'x', cents: 5 }");
    CHECK(heard == std::vector<std::string>{"+1", "-1+2", "-2"});
  }

  TEST_CASE("a write that the disk refuses leaves views as they were") {
    const auto disk = MakeMemoryFileSystem();
    auto files = std::make_unique<testing::FaultFileSystem>(*disk);
    testing::FaultFileSystem& faults = *files;
    const auto database = *Database::Open(std::move(files), "db");
    Do(*database, testing::kSaleTable);
    const auto sales = database->Table<Sale>("Sale");
    REQUIRE(sales->Insert({1, "core", 1}).ok());
    const auto spend = Derive(SumOfTeams, *sales);
    REQUIRE(spend.ok());
    faults.Plan({.call = 1, .for_good = true});
    CHECK(!sales->Insert({2, "core", 7}).ok());
    CHECK((*spend)->Get("core") == 1);
  }

  TEST_CASE("an import of any size reaches views as changes") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = database->Table<Sale>("Sale");
    const auto spend = Derive(SumOfTeams, *sales);
    REQUIRE(spend.ok());
    std::stringstream csv("id,team,cents\n");
    csv.seekp(0, std::ios::end);
    for (int id = 1; id <= 300; ++id) csv << id << ",core," << id << '\n';
    ImportOptions options;
    options.delta_rows = 1;
    REQUIRE(database->Import(*MakeCsvRows(csv, "sales.csv"), "Sale", options).ok());
    CHECK((*spend)->Get("core") == 300 * 301 / 2);
  }

  TEST_CASE("operators that count transactions are refused") {
    const auto database = OpenWith({testing::kSaleTable});
    const auto sales = database->Table<Sale>("Sale");
    const auto words = testing::LastWords([&] {
      Derive([](const Stream<Sale>& all) { return all.Delay(); }, *sales)
          .status()
          .IgnoreError();
    });
    CHECK(words.find("a delay needs a graph of its own") != std::string::npos);
  }
}

}  // namespace
}  // namespace cambium
