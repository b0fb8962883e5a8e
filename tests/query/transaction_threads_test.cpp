// Transactions, prepared statements and snapshots of many threads at once: no update is lost
// and nobody sees half of a commit.
// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "doctest/doctest.h"
#include "query/cambium.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

std::int64_t NumberOf(const absl::StatusOr<Answer>& answer) {
  return answer.ok() && !answer->rows.empty() ? answer->rows[0].Get("n").AsInt() : -1;
}

TEST_SUITE("Threads of transactions") {
  TEST_CASE("add up and always see a sum that stands") {
    auto database =
        testing::OpenWith({"TABLE Box { id: Int = 1 KEY, n: Int = 2 }",
                           "TX { INSERT Box { id: 1, n: 0 }; INSERT Box { id: 2, n: 1000 } }"});
    const Prepared find = *database->Prepare("ONE Box WHERE id = $id { n }");
    constexpr int kMoves = 60;
    std::atomic<int> failures = 0;
    // From box 2 to box 1, one by one.
    const auto move = [&] {
      for (int i = 0; i < kMoves; ++i) {
        const auto done = database->Transact(
            [](OpenTransaction& transaction) -> absl::Status {
              const std::int64_t first =
                  NumberOf(transaction.Query("ONE Box WHERE id = 1 { n }"));
              const std::int64_t second =
                  NumberOf(transaction.Query("ONE Box WHERE id = 2 { n }"));
              auto status = transaction.Execute("UPDATE Box WHERE id = 1 SET n = $n",
                                                Bind({{"n", first + 1}}));
              if (!status.ok()) return status.status();
              return transaction
                  .Execute("UPDATE Box WHERE id = 2 SET n = $n", Bind({{"n", second - 1}}))
                  .status();
            },
            1'000'000);
        if (!done.ok()) ++failures;
      }
    };
    const auto look = [&] {
      const std::vector<Value> key{Value::Int(1)};
      std::int64_t last = 0;
      for (int i = 0; i < kMoves; ++i) {
        const DatabaseSnapshot snapshot = database->Snapshot();
        const std::int64_t sum = NumberOf(snapshot.Query("ONE Box WHERE id = 1 { n }")) +
                                 NumberOf(snapshot.Query("ONE Box WHERE id = 2 { n }"));
        const std::int64_t first = NumberOf(find.QueryWith(key));
        if (sum != 1000 || first < last) ++failures;
        last = first;
      }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) threads.emplace_back(move);
    threads.emplace_back(look);
    for (std::thread& thread : threads) thread.join();
    CHECK(failures == 0);
    CHECK(testing::Ask(*database, "MANY Box { n }") ==
          "[{\"n\":" + std::to_string(3 * kMoves) +
              "},{\"n\":" + std::to_string(1000 - 3 * kMoves) + "}]");
  }
}

}  // namespace
}  // namespace cambium
