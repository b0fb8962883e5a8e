// Subscriptions: what docs/live.md shows, in its order.
//
// Expect() stops the program when it is told something that is not so.
// SPDX-License-Identifier: Apache-2.0
#include <poll.h>

#include <cstdlib>
#include <iostream>
#include <memory>

#include "query/cambium.h"

namespace {

using cambium::Bind;
using cambium::Database;
using cambium::Frame;
using cambium::HydrationProgress;
using cambium::SubscribeOptions;
using cambium::SubscriptionState;

int expectations = 0;

void Expect(bool condition) {
  ++expectations;
  if (condition) return;
  std::cerr << "expectation " << expectations << " does not hold\n";
  std::exit(1);
}
template <typename Result>
void ExpectOk(const Result& result) {
  Expect(result.ok());
}

std::unique_ptr<Database> Open() {
  auto opened = Database::Open(":memory:");
  ExpectOk(opened);
  for (const char* statement :
       {"TABLE Issue { id: Int = 1 KEY, title: Text = 2, votes: Int = 3 DEFAULT 0 }",
        "INSERT Issue { id: 1, title: 'slow', votes: 1 }",
        "INSERT Issue { id: 2, title: 'crash' }"}) {
    ExpectOk((*opened)->Execute(statement));
  }
  return *std::move(opened);
}

void Pushed(Database& database) {
  cambium::LiveTree tree;
  auto live = database.Subscribe("LIVE MANY Issue ORDER BY votes DESC LIMIT 2 { title, votes }",
                                 [&](const Frame& frame) { tree.Apply(frame); });
  ExpectOk(live);
  ExpectOk(database.Execute("UPDATE Issue WHERE id = 2 SET votes = 9"));
  Expect(tree.Json() == R"([{"title":"crash","votes":9},{"title":"slow","votes":1}])");
}

void Pulled(Database& database) {
  auto queue = database.Watch("LIVE MANY Issue ORDER BY votes DESC LIMIT 2 { title, votes }");
  ExpectOk(queue);
  cambium::LiveTree tree;
  ExpectOk(database.Execute("UPDATE Issue WHERE id = 1 SET votes = votes + 1"));
  ExpectOk(database.Execute("UPDATE Issue WHERE id = 1 SET votes = votes + 1"));
  while (const auto frame = queue->Poll()) tree.Apply(*frame);
  Expect(tree.Json() == R"([{"title":"crash","votes":9},{"title":"slow","votes":3}])");

  pollfd waiting{*queue->EventFd(), POLLIN, 0};
  Expect(::poll(&waiting, 1, 0) == 0);
  ExpectOk(database.Execute("DELETE Issue WHERE id = 2"));
  Expect(::poll(&waiting, 1, 0) == 1);
  while (const auto frame = queue->Poll()) tree.Apply(*frame);
  Expect(::poll(&waiting, 1, 0) == 0);
  Expect(tree.Json() == R"([{"title":"slow","votes":3}])");
}

void Failed(Database& database) {
  SubscribeOptions options;
  options.max_rows = 3;
  auto queue = database.Watch("LIVE MANY Issue { id }", {}, options);
  ExpectOk(queue);
  for (int id = 10; id < 13; ++id) {
    ExpectOk(database.Execute("INSERT Issue { id: $id, title: 'new' }", Bind({{"id", id}})));
  }
  Expect(queue->state() == SubscriptionState::kFailed);
  Expect(queue->failure().message() == "live answer has too many rows, the limit is 3");
}

void Large(Database& database) {
  std::string shown;
  int heard = 0;
  const auto sink = [&heard](const Frame&) { ++heard; };
  SubscribeOptions options;
  options.on_progress = [&](const HydrationProgress& progress) {
    shown = std::to_string(progress.rows) + " of " + std::to_string(progress.total);
    return true;
  };
  auto live = database.Subscribe("LIVE { n: COUNT Issue }", sink, {}, options);
  ExpectOk(live);
  Expect(heard == 1);
  Expect(shown.empty());  // It is less than a slice.
}

}  // namespace

int main() {
  const std::unique_ptr<Database> database = Open();
  Pushed(*database);
  Pulled(*database);
  Failed(*database);
  Large(*database);
  std::cout << expectations << " expectations hold\n";
  return 0;
}
