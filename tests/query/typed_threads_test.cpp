// Views that are read, and made and ended, on some threads while others write.
// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <thread>
#include <vector>

#include "doctest/doctest.h"
#include "operators/operators.h"
#include "query/typed_table.h"
#include "tests/support/statements.h"
#include "tests/support/typed_structs.h"

namespace cambium {
namespace {

using testing::Sale;

auto SumOfTeams(const Stream<Sale>& sales) {
  return sales.GroupBy(&Sale::team).Sum(&Sale::cents).Materialize();
}

TEST_SUITE("Threads of typed tables") {
  TEST_CASE("each answer of a view is that of some commit") {
    const auto database = testing::OpenWith({testing::kSaleTable});
    const auto sales = database->Table<Sale>("Sale");
    REQUIRE(sales->Insert({1, "core", 0}).ok());
    REQUIRE(sales->Insert({2, "edge", 0}).ok());
    const auto spend = Derive(SumOfTeams, *sales);
    REQUIRE(spend.ok());
    constexpr int kCommits = 60;
    std::atomic<bool> done = false;
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    threads.emplace_back([&] {
      for (int i = 1; i <= kCommits; ++i) {
        const auto moved = database->Transact([&](OpenTransaction& transaction) {
          absl::Status status = sales->Upsert(transaction, {1, "core", i});
          status.Update(sales->Upsert(transaction, {2, "edge", -i}));
          return status;
        });
        if (!moved.ok()) ++failures;
      }
      done = true;
    });
    threads.emplace_back([&] {
      std::int64_t last = 0;
      while (!done) {
        std::int64_t sum = 0;
        const auto teams = (*spend)->Read();
        for (const auto& [team, weight] : teams.entries()) sum += team.value;
        const std::int64_t now = (*spend)->Get("core").value_or(-1);
        if (sum != 0 || now < last || !spend->status().ok()) ++failures;
        last = now;
      }
    });
    threads.emplace_back([&] {
      while (!done) {
        const auto late = Derive(SumOfTeams, *sales);
        if (!late.ok() || (*late)->size() != 2) ++failures;
        std::int64_t sum = 0;
        const absl::Status read =
            sales->ForEach([&sum](const Sale& sale) { sum += sale.cents; });
        if (!read.ok() || sum != 0) ++failures;
      }
    });
    for (std::thread& thread : threads) thread.join();
    CHECK(failures == 0);
    CHECK((*spend)->Get("core") == kCommits);
  }
}

}  // namespace
}  // namespace cambium
