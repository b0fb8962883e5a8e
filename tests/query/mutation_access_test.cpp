// Mutations find their rows by key, by range and by index, and change what a scan would have.
// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/database.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

// One database has indexes, and is asked so that keys and indexes can be used; the other has
// none, and nothing that it is asked compares a field with a constant.
class Twins {
 public:
  Twins() {
    const std::string team = "TABLE Team { id: Int = 1 KEY, n: Int = 2";
    const std::string person = "TABLE Person { id: Int = 1 KEY, team: Team? = 2";
    Both(team + " INDEX }", team + " }");
    Both(person +
             " ON DELETE CASCADE BACK people, n: Int = 3 INDEX, rival: Team? = 4 "
             "ON DELETE NULL BACK rivals }",
         person + " ON DELETE CASCADE, n: Int = 3, rival: Team? = 4 ON DELETE NULL }");
    const std::string pair = "TABLE Pair { a: Int = 1, b: Text = 2, n: Int = 3";
    Both(pair + " INDEX, KEY (a, b) }", pair + ", KEY (a, b) }");
    const std::string link = "TABLE Link { id: Int = 1 KEY, pair: Pair = 2";
    Both(link + " ON DELETE CASCADE BACK links }", link + " ON DELETE CASCADE }");
  }

  // The statements do the same.
  void Both(const std::string& by_access, const std::string& by_scan) {
    const auto fast = fast_->Execute(by_access);
    const auto slow = slow_->Execute(by_scan);
    INFO(by_access, fast.status().ToString(), slow.status().ToString());
    REQUIRE(fast.ok());
    REQUIRE(slow.ok());
    REQUIRE(fast->rows == slow->rows);
  }
  void Both(const std::string& statement) { Both(statement, statement); }

  void CheckEqual() {
    for (const std::string table : {"Team", "Person", "Pair", "Link"}) {
      const std::string query = "MANY " + table + " { * }";
      REQUIRE(fast_->Query(query)->Json() == slow_->Query(query)->Json());
    }
  }

 private:
  std::unique_ptr<Database> fast_ = *Database::Open(":memory:");
  std::unique_ptr<Database> slow_ = *Database::Open(":memory:");
};

struct Statement {
  std::string by_access;
  std::string by_scan;
};

Statement operator+(const Statement& left, const Statement& right) {
  return {left.by_access + right.by_access, left.by_scan + right.by_scan};
}
Statement Same(const std::string& text) { return {text, text}; }

// A condition on a field of integers.
Statement Condition(const std::string& field, testing::Random& random) {
  const std::string least = std::to_string(random.Between(0, 12));
  const std::string greatest = std::to_string(random.Between(0, 12));
  const std::vector<std::string> tails = {
      " = " + least, " IN (" + least + ", " + greatest + ")",
      " BETWEEN " + least + " AND " + greatest, " >= " + least};
  const std::string& tail = tails[static_cast<std::size_t>(random.Between(0, 3))];
  return {field + tail, "(" + field + " + 0)" + tail};
}

Statement RandomMutation(testing::Random& random) {
  const auto number = [&random] { return std::to_string(random.Between(0, 12)); };
  switch (random.Between(0, 8)) {
    case 0:
      return Same("UPSERT Team { id: " + number() + ", n: " + number() + " }");
    case 1:
    case 2:
      return Same("UPSERT Person { id: " + number() + ", team: " + number() +
                  ", n: " + number() + ", rival: " + number() + " }");
    case 3:
      return Same("UPSERT Pair { a: " + number() + ", b: 'x', n: " + number() + " }");
    case 4:
      return Same("UPSERT Link { id: " + number() + ", pair: (" + number() + ", 'x') }");
    case 5:
      return Same("DELETE Team WHERE ") + Condition(random.OneIn(2) ? "id" : "n", random);
    case 6:
      return Same("UPDATE Person WHERE ") + Condition(random.OneIn(2) ? "id" : "n", random) +
             Same(" SET n = n + 1");
    case 7:
      return Same("DELETE Pair WHERE b = 'x' AND ") +
             Condition(random.OneIn(2) ? "a" : "n", random);
    default:
      return Same("DELETE Person WHERE ") + Condition(random.OneIn(2) ? "id" : "n", random);
  }
}

TEST_SUITE("Mutations by access paths") {
  TEST_CASE("change what a scan would have found") {
    testing::ForSeeds(60, [](testing::Random& random) {
      Twins twins;
      for (int step = 0; step < 40; ++step) {
        Statement statement = RandomMutation(random);
        if (random.OneIn(3)) {
          statement = Same("TX { ") + statement + Same("; ") + RandomMutation(random) +
                      Same("; ") + RandomMutation(random) + Same(" }");
        }
        twins.Both(statement.by_access, statement.by_scan);
        twins.CheckEqual();
      }
    });
  }

  TEST_CASE("a row that a transaction has just inserted is found and deleted with its own") {
    Twins twins;
    twins.Both(
        "TX { INSERT Team { id: 1, n: 1 }; INSERT Person { id: 1, team: 1, n: 1 }; "
        "DELETE Team WHERE id = 1 }");
    twins.CheckEqual();
  }
}

}  // namespace
}  // namespace cambium
