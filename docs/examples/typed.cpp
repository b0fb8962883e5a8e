// Orders as structs: typed writes, a typed view of three operators, and a live query beside it.
//
// Both are kept by one graph and see the same commits. Functions of C++ sum what a team spends;
// a commit that takes a sum beyond its limit is refused by an assertion of the view.
// SPDX-License-Identifier: Apache-2.0
#include <compare>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <string>

#include "operators/operators.h"
#include "query/cambium.h"

namespace {

using cambium::Database;
using cambium::Derive;
using cambium::Frame;
using cambium::Grouped;
using cambium::OpenTransaction;
using cambium::Stream;
using cambium::StructFields;
using cambium::View;

// ---------- structs, and which of their members are which fields ----------

struct Order {
  std::int64_t id = 0;
  std::string team;
  std::int64_t cents = 0;
  std::optional<std::string> note = std::nullopt;

  auto operator<=>(const Order&) const = default;
  static constexpr auto kFields = StructFields("id", &Order::id, "team", &Order::team, "cents",
                                               &Order::cents, "note", &Order::note);
};

struct Team {
  std::string name;
  std::int64_t budget = 0;

  auto operator<=>(const Team&) const = default;
  static constexpr auto kFields = StructFields("name", &Team::name, "budget", &Team::budget);
};

// ---------- views ----------

struct Overdraft {
  std::string team;
  std::int64_t cents = 0;

  auto operator<=>(const Overdraft&) const = default;
};
using Spending = Grouped<std::string, std::int64_t>;

struct Spend {
  View<Spending> by_team;
  absl::StatusOr<cambium::NodeHandle> within_budget;
};

Spend SpendOf(const Stream<Order>& orders, const Stream<Team>& teams) {
  const auto by_team = orders.GroupBy(&Order::team).Sum(&Order::cents);
  const auto overdrafts =
      by_team
          .Join(teams, &Spending::key, &Team::name,
                [](const Spending& spent, const Team& team) {
                  return Overdraft{team.name, spent.value - team.budget};
                })
          .Filter([](const Overdraft& overdraft) { return overdraft.cents > 0; });
  return {by_team.Materialize(), overdrafts.AssertEmpty("within budget")};
}

template <typename Result>
void Expect(const Result& result) {
  if (result.ok()) return;
  std::cerr << "what was expected to be so is not\n";
  std::exit(1);
}

void Print(const Spend& spend) {
  std::cout << " ";
  const auto groups = spend.by_team.Read();
  for (const auto& [spent, weight] : groups.entries()) {
    std::cout << " " << spent.key << " " << spent.value;
  }
  std::cout << "\n";
}

}  // namespace

int main() {
  const std::unique_ptr<Database> opened = *Database::Open(":memory:");
  Database& database = *opened;
  Expect(database.Execute(
      "TABLE Order { id: Int = 1 KEY, team: Text = 2, cents: Int = 3, note: Text? = 4 }"));
  Expect(database.Execute("TABLE Team { name: Text = 1 KEY, budget: Int = 2 }"));

  const auto orders = database.Table<Order>("Order");
  const auto teams = database.Table<Team>("Team");
  Expect(orders);
  Expect(teams);

  Expect(teams->Insert({"core", 1000}));
  Expect(teams->Insert({"edge", 500}));
  Expect(orders->Insert({1, "core", 250, "desk"}));

  const auto spend = Derive(SpendOf, *orders, *teams);
  Expect(spend);
  const auto live = database.Subscribe("LIVE MANY Order { cents }", [](const Frame& frame) {
    std::cout << "  " << cambium::FrameJson(frame) << "\n";
  });
  Expect(live);
  Print(**spend);

  Expect(orders->Upsert({2, "edge", 100}));
  Print(**spend);

  std::cout << orders->Insert({3, "edge", 401}).status().message() << "\n";
  Print(**spend);

  Expect(database.Execute("UPDATE Team WHERE name = 'edge' SET budget = 501"));
  Expect(database.Transact([&](OpenTransaction& transaction) -> absl::Status {
    const auto desk = orders->Get(transaction, 1);
    if (!desk.ok()) return desk.status();
    Order cheaper = **desk;
    cheaper.cents -= 50;
    const absl::Status changed = orders->Upsert(transaction, cheaper);
    return changed.ok() ? orders->Insert(transaction, {3, "edge", 401}) : changed;
  }));
  Print(**spend);

  Expect(orders->Delete(2));
  std::cout << "spent by edge: " << (*spend)->by_team.Get("edge").value_or(0) << "\n";
  Expect(orders->ForEach([](const Order& order) {
    std::cout << order.id << " " << order.team << " " << order.cents << " "
              << order.note.value_or("-") << "\n";
  }));
  return 0;
}
