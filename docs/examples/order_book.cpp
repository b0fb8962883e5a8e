// An order book: offers to buy and to sell are matched in transactions, and a live query shows
// the best prices of both sides, with what is offered there.
//
// A match is read and written in one transaction, which would be run again if somebody else had
// taken the offer meanwhile. The book groups offers by price and keeps the best three; a commit
// costs the prices that it touches, however many offers stand behind them.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include "query/cambium.h"

namespace {

using cambium::Bind;
using cambium::Database;
using cambium::OpenTransaction;
using cambium::TreeNode;

constexpr const char* kDeclarations[] = {
    "TABLE Offer { id: Int = 1 KEY, is_bid: Bool = 2, price: Decimal(2) = 3, size: Int = 4 }",
    "TABLE Trade { id: Int = 1 KEY, price: Decimal(2) = 2, size: Int = 3 }",
    R"(ASSERT not_crossed: (MAX(price) OF (Offer WHERE is_bid = TRUE) ?? 0.00) <
                           (MIN(price) OF (Offer WHERE is_bid = FALSE) ?? 1000000.00))",
};

constexpr char kBook[] =
    "LIVE {"
    "  asks: MANY Offer WHERE is_bid = FALSE GROUP BY price ORDER BY price LIMIT 3"
    "    { price, size: SUM(size), offers: COUNT(*) },"
    "  bids: MANY Offer WHERE is_bid = TRUE GROUP BY price ORDER BY price DESC LIMIT 3"
    "    { price, size: SUM(size), offers: COUNT(*) },"
    "  last: ONE Trade ORDER BY id DESC { price, size },"
    "  traded: SUM(size) OF Trade ?? 0 }";

// The best offers of the other side that agree to the price, the oldest first.
constexpr char kMatches[] =
    "MANY Offer WHERE is_bid != $is_bid AND"
    "  (CASE WHEN $is_bid THEN price <= DECIMAL($price, 2) ELSE price >= DECIMAL($price, 2) "
    "END)"
    "  ORDER BY (CASE WHEN $is_bid THEN price ELSE -price END), id { id, price, size }";

struct NewOffer {
  std::int64_t id;
  bool is_bid;
  std::string price;
  std::int64_t size;
};

// Trades what can be traded, and offers the rest.
absl::Status Place(OpenTransaction& transaction, NewOffer offer, std::int64_t next_trade) {
  const auto matches =
      transaction.Query(kMatches, Bind({{"is_bid", offer.is_bid}, {"price", offer.price}}));
  if (!matches.ok()) return matches.status();
  for (const TreeNode& match : matches->rows) {
    if (offer.size == 0) break;
    const std::int64_t size = std::min(offer.size, match.Get("size").AsInt());
    const bool is_used_up = size == match.Get("size").AsInt();
    const auto taken =
        transaction.Execute(is_used_up ? "DELETE Offer WHERE id = $id"
                                       : "UPDATE Offer WHERE id = $id SET size = size - $size",
                            Bind({{"id", match.Get("id").AsInt()}, {"size", size}}));
    if (!taken.ok()) return taken.status();
    const auto traded =
        transaction.Execute("INSERT Trade { id: $id, price: $price, size: $size }",
                            Bind({{"id", next_trade++},
                                  {"price", cambium::Value(match.Get("price"))},
                                  {"size", size}}));
    if (!traded.ok()) return traded.status();
    offer.size -= size;
  }
  if (offer.size == 0) return absl::OkStatus();
  return transaction
      .Execute(
          "INSERT Offer { id: $id, is_bid: $is_bid, price: DECIMAL($price, 2), size: $size }",
          Bind({{"id", offer.id},
                {"is_bid", offer.is_bid},
                {"price", offer.price},
                {"size", offer.size}}))
      .status();
}

void PrintLevel(const char* side, const TreeNode& level) {
  std::cout << "  " << side;
  for (const cambium::PlanColumn& column : level.plan->scalars) {
    std::cout << "  " << cambium::PlainText(column.type, level.Get(column.label));
  }
  std::cout << "\n";
}

void PrintBook(const TreeNode& book) {
  const cambium::TreeList& asks = book.List("asks");
  for (auto ask = asks.rbegin(); ask != asks.rend(); ++ask) PrintLevel("ask", *ask);
  for (const TreeNode& bid : book.List("bids")) PrintLevel("bid", bid);
  for (const TreeNode& last : book.List("last")) PrintLevel("last", last);
  std::cout << "  traded  " << book.Get("traded").AsInt() << "\n";
}

}  // namespace

int main() {
  const auto database = Database::Open(":memory:");
  if (!database.ok()) return EXIT_FAILURE;
  for (const char* declaration : kDeclarations) {
    if (!(*database)->Execute(declaration).ok()) return EXIT_FAILURE;
  }
  auto book = (*database)->Watch(kBook);
  if (!book.ok()) return EXIT_FAILURE;
  cambium::LiveTree tree;
  const NewOffer offers[] = {
      {1, true, "9.90", 100},  {2, true, "9.95", 50},   {3, false, "10.05", 80},
      {4, false, "10.10", 70}, {5, true, "9.95", 25},   {6, true, "10.10", 100},
      {7, false, "9.95", 60},  {8, false, "9.50", 200},
  };
  for (const NewOffer& offer : offers) {
    std::cout << (offer.is_bid ? "buy " : "sell ") << offer.size << " at " << offer.price
              << "\n";
    const auto done = (*database)->Transact([&offer](OpenTransaction& transaction) {
      return Place(transaction, offer, offer.id * 100);
    });
    if (!done.ok()) {
      std::cout << "  refused: " << done.status().message() << "\n";
      return EXIT_FAILURE;
    }
    while (const auto frame = book->Poll()) tree.Apply(*frame);
    PrintBook(tree.root()[0]);
  }
  return EXIT_SUCCESS;
}
