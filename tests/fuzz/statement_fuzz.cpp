// Any text, run as statements on a small database: nothing may crash, and after every
// statement each live answer is what asking at once gives.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "query/cambium.h"
#include "query/parser.h"
#include "query/printer.h"
#include "query/statement_reader.h"
#include "tests/support/manual_clock.h"

namespace cambium {
namespace {

constexpr int kMaxStatements = 24;
constexpr std::size_t kMaxLive = 4;

constexpr const char* kPrelude[] = {
    R"(TABLE Issue { id: Int = 1 KEY, title: Text? = 2, open: Bool = 3 DEFAULT TRUE,
                     votes: Int = 4 DEFAULT 0, price: Decimal(2)? = 5, at: Time? = 6,
                     f: Float? = 7, parent: Issue? = 8 BACK kids })",
    R"(TABLE Comment { issue: Issue = 1 BACK comments, n: Int = 2, text: Text? = 3,
                       KEY (n, issue) })",
    "INSERT Issue { id: 1, title: 'a', votes: 3, price: 1.5, f: 0.5 }",
    "INSERT Issue { id: 2, title: 'b', open: FALSE, at: '2026-11-21', parent: 1 }",
    "INSERT Issue { id: 3, votes: 3, parent: 1 }",
    "INSERT Comment { issue: 1, n: 1, text: 'x' }",
    "INSERT Comment { issue: 1, n: 2 }",
};

// A live query with the tree that follows it. It stays where it is: its sink points to it.
struct Live {
  std::string asked_once;  // The question without LIVE.
  LiveTree tree;
  bool failed = false;
  Subscription subscription;

  FrameSink Sink() {
    return [this](const Frame& frame) {
      FrameJson(frame);
      failed = frame.kind == FrameKind::kError;
      if (!failed) tree.Apply(frame);
    };
  }
};

// The same asked at once must be what the live one has become.
void Compare(Database& database, const Live& live) {
  const absl::StatusOr<Answer> now = database.Query(live.asked_once);
  // Deltas may add up where the whole overflows on the way.
  if (absl::IsOutOfRange(now.status())) return;
  if (now.ok() && now->Json() == live.tree.Json()) return;
  std::cerr << live.asked_once << "\nlive:  " << live.tree.Json()
            << "\nnow:   " << (now.ok() ? now->Json() : std::string(now.status().message()))
            << "\n";
  std::abort();
}

void RunAll(std::string_view input) {
  testing::ManualClock clock;  // NOW() is the same for both.
  Options options;
  options.clock = &clock;
  const auto database = Database::Open(":memory:", options);
  for (const char* statement : kPrelude) {
    if (!(*database)->Execute(statement).ok()) std::abort();
  }
  StatementReader reader;
  reader.Add(input);
  std::list<Live> lives;
  for (int i = 0; i < kMaxStatements; ++i) {
    const auto piece = reader.Finish();
    if (!piece.has_value()) return;
    const absl::StatusOr<Statement> statement = ParseStatement(piece->text);
    absl::Status status = statement.status();
    if (statement.ok()) {
      const auto* query = std::get_if<Query>(&*statement);
      if (query == nullptr) {
        status = (*database)->Execute(piece->text).status();
      } else if (!query->live) {
        const auto answer = (*database)->Query(piece->text);
        status = answer.status();
        if (answer.ok()) answer->Json();
      } else {
        if (lives.size() == kMaxLive) lives.pop_front();
        Live& live = lives.emplace_back();
        Query once = *query;
        once.live = false;
        live.asked_once = PrintStatement(once);
        auto subscription = (*database)->Subscribe(piece->text, live.Sink());
        status = subscription.status();
        if (subscription.ok()) {
          live.subscription = *std::move(subscription);
        } else {
          lives.pop_back();
        }
      }
    }
    if (!status.ok()) RenderError(status, piece->text, piece->line, piece->column);
    std::erase_if(lives, [](const Live& live) { return live.failed; });
    for (const Live& live : lives) Compare(**database, live);
  }
}

}  // namespace
}  // namespace cambium

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cambium::RunAll({reinterpret_cast<const char*>(data), size});
  return 0;
}
