// Views are read from other threads while commits go on: each answer is that of some commit.
// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <cstdint>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "doctest/doctest.h"
#include "operators/operators.h"

namespace cambium {
namespace {

struct Account {
  int id;
  std::int64_t cents;
  auto operator<=>(const Account&) const = default;
};

TEST_SUITE("View") {
  TEST_CASE("every reader sees whole commits") {
    constexpr int kAccounts = 100;
    constexpr std::int64_t kEach = 1000;
    Graph graph;
    auto made = graph.AddTable<Account>(&Account::id, "accounts");
    auto& accounts = made.stream;
    auto& table = made.table;
    auto view = accounts.Materialize();
    auto total =
        accounts.GroupBy([](const Account&) { return 0; }).Sum(&Account::cents).Materialize();
    REQUIRE(graph
                .Transact([&] {
                  for (int id = 0; id < kAccounts; ++id) table.Insert({id, kEach});
                })
                .ok());

    // Transfers leave the total as it is.
    std::atomic<bool> ends = false;
    std::vector<int> wrong(2);
    std::vector<std::thread> readers;
    for (std::size_t i = 0; i < wrong.size(); ++i) {
      readers.emplace_back([&, i] {
        while (!ends) {
          std::int64_t sum = 0;
          for (const auto& [account, weight] : view.Read()) sum += weight * account.cents;
          wrong[i] += sum != kAccounts * kEach;
          wrong[i] += total.Get(0) != kAccounts * kEach;
          wrong[i] += view.size() != kAccounts;
        }
      });
    }
    for (int i = 0; i < 2000; ++i) {
      const int from = i % kAccounts;
      const int to = (i * 7 + 1) % kAccounts;
      if (from == to) continue;
      REQUIRE(graph
                  .Transact([&] {
                    table.Upsert({from, table.Find(from)->cents - 1});
                    table.Upsert({to, table.Find(to)->cents + 1});
                  })
                  .ok());
    }
    ends = true;
    for (std::thread& reader : readers) reader.join();
    CHECK(wrong == std::vector<int>{0, 0});
  }
}

}  // namespace
}  // namespace cambium
