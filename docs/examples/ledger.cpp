// A ledger: balances that follow from transfers, to the cent, and never fall below zero.
//
// No balance is stored anywhere: each is what came in less what went out, kept by a live query.
// An ASSERT stands over them, so a transfer that would overdraw an account fails whole. Several
// transfers are one commit or none. One that is sent twice counts once, since whoever sends it
// chooses its key. And each version can be asked what stood then.
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include "query/cambium.h"

namespace {

using cambium::Bind;
using cambium::Database;
using cambium::DatabaseSnapshot;

constexpr const char* kDeclarations[] = {
    "TABLE Account { name: Text = 1 KEY, is_outside: Bool = 2 DEFAULT FALSE }",
    "TABLE Transfer { key: Text = 1 KEY, sender: Account = 2 BACK sent,"
    "                 receiver: Account = 3 BACK received, amount: Decimal(2) = 4 }",
    // Money comes from outside, where there is as much as one likes.
    "ASSERT solvent: EVERY(Account WHERE is_outside = FALSE HAVE"
    "  (SUM(amount) OF received ?? 0.00) >= (SUM(amount) OF sent ?? 0.00))",
    "ASSERT positive: EVERY(Transfer HAVE amount > 0.00)",
    "TX { INSERT Account { name: 'bank', is_outside: TRUE };"
    "     INSERT Account { name: 'ada' }; INSERT Account { name: 'bob' } }",
};

constexpr char kBalances[] =
    "MANY Account ORDER BY name {"
    "  name, balance: (SUM(amount) OF received ?? 0.00) - (SUM(amount) OF sent ?? 0.00) }";

class Ledger {
 public:
  explicit Ledger(Database& database) : database_(database) {}

  bool Start() {
    for (const char* declaration : kDeclarations) {
      if (!database_.Execute(declaration).ok()) return false;
    }
    auto balances = database_.Watch(kBalances);
    if (!balances.ok()) return false;
    balances_ = *std::move(balances);
    return true;
  }

  // Runs one statement and prints what came of it.
  void Do(const std::string& what, const std::string& statement,
          const cambium::Parameters& parameters = {}) {
    const auto done = database_.Execute(statement, parameters);
    std::cout << what << "\n  "
              << (done.ok() ? "commit " + std::to_string(done->commit)
                            : "refused: " + std::string(done.status().message()))
              << "\n  balances:";
    while (const auto frame = balances_.Poll()) tree_.Apply(*frame);
    Print(tree_.root());
    if (done.ok()) versions_.emplace(done->commit, database_.Snapshot());
  }

  // A transfer as it comes over a network: perhaps more than once.
  void Send(const char* key, const char* sender, const char* receiver, const char* amount) {
    Do(std::string(key) + ": " + sender + " to " + receiver + " " + amount,
       "INSERT Transfer { key: $key, sender: $sender, receiver: $receiver, amount: "
       "DECIMAL($amount, 2) }",
       Bind({{"key", key}, {"sender", sender}, {"receiver", receiver}, {"amount", amount}}));
  }

  void PrintHistory() {
    std::cout << "what stood at each version\n";
    for (const auto& [version, snapshot] : versions_) {
      std::cout << "  " << version << ":";
      Print(snapshot.Query(kBalances)->rows);
    }
    std::cout << "how it came about\n";
    const auto trail = database_.Query("MANY Transfer { key, sender, receiver, amount }");
    for (const cambium::TreeNode& row : trail->rows) {
      std::cout << " ";
      for (const cambium::PlanColumn& column : row.plan->scalars) {
        std::cout << " " << cambium::PlainText(column.type, row.Get(column.label));
      }
      std::cout << "\n";
    }
  }

 private:
  static void Print(const cambium::TreeList& accounts) {
    for (const cambium::TreeNode& account : accounts) {
      const cambium::FieldType& type = account.plan->scalars[1].type;
      std::cout << " " << account.Get("name").AsText() << " "
                << cambium::PlainText(type, account.Get("balance"));
    }
    std::cout << "\n";
  }

  Database& database_;
  cambium::LiveQueue balances_;
  cambium::LiveTree tree_;
  std::map<std::uint64_t, DatabaseSnapshot> versions_;
};

}  // namespace

int main() {
  const auto database = Database::Open(":memory:");
  if (!database.ok()) return EXIT_FAILURE;
  Ledger ledger(**database);
  if (!ledger.Start()) return EXIT_FAILURE;
  ledger.Send("t1", "bank", "ada", "10.10");
  ledger.Send("t2", "ada", "bob", "0.20");
  ledger.Send("t2", "ada", "bob", "0.20");
  ledger.Send("t3", "ada", "bob", "9.91");
  ledger.Send("t4", "bob", "ada", "-0.10");
  // Bob has not got the 5.00 yet when he passes them on; it is the commit that counts.
  ledger.Do(
      "t5 and t6 at once: bob to bank 5.00 and ada to bob 5.00",
      "TX { INSERT Transfer { key: 't5', sender: 'bob', receiver: 'bank', amount: 5.00 };"
      "     INSERT Transfer { key: 't6', sender: 'ada', receiver: 'bob', amount: 5.00 } }");
  ledger.Do(
      "t7 and t8 at once: ada to bob 1.00 and bob to bank 9.00",
      "TX { INSERT Transfer { key: 't7', sender: 'ada', receiver: 'bob', amount: 1.00 };"
      "     INSERT Transfer { key: 't8', sender: 'bob', receiver: 'bank', amount: 9.00 } }");
  ledger.PrintHistory();
  return EXIT_SUCCESS;
}
