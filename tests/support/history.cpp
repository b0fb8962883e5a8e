// Random histories: the same questions of every stream.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/history.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "doctest/doctest.h"
#include "operators/materialize.h"

namespace cambium::testing {
bool HoldsState(const Graph& graph) { return graph.Dot().find(", rows ") != std::string::npos; }

namespace {

// What each node keeps, by its number: rows of its index, of its table, of its groups.
std::string StateByNode(const Graph& graph) {
  std::istringstream dot(graph.Dot());
  std::string state;
  for (std::string line; std::getline(dot, line);) {
    const std::size_t rows = line.rfind(", rows ");
    if (rows != std::string::npos) state += line.substr(0, line.find('[')) + line.substr(rows);
  }
  return state;
}

// A graph that hears all inputs for as long as this lives.
class Audience {
 public:
  explicit Audience(std::vector<Feed*> feeds) : feeds_(std::move(feeds)) {
    for (Feed* feed : feeds_) feed->Connect(graph_);
  }
  Audience(const Audience&) = delete;
  Audience& operator=(const Audience&) = delete;
  ~Audience() {
    for (Feed* feed : feeds_) feed->Disconnect();
  }

  // One transaction.
  absl::Status Push(const std::vector<std::size_t>& steps, Weight times,
                    absl::Status end = absl::OkStatus()) {
    return graph_.Transact([&] {
      PushAll(steps, times);
      return end;
    });
  }
  void PushAll(const std::vector<std::size_t>& steps, Weight times) {
    for (const std::size_t step : steps) {
      for (Feed* feed : feeds_) feed->Push(step, times);
    }
  }
  Graph& graph() { return graph_; }

 private:
  Graph graph_;
  const std::vector<Feed*> feeds_;
};

// A history of one stream over random inputs.
class History {
 public:
  // `build` makes the stream over the feeds where they are connected now; `query` says what
  // their sums give.
  History(Random& random, std::vector<Feed*> feeds, std::function<Stream<Known>()> build,
          std::function<Bag<Known>()> query)
      : random_(random),
        shape_(AnyShape(random)),
        feeds_(std::move(feeds)),
        build_(std::move(build)),
        query_(std::move(query)) {}

  void Run() {
    for (int step = 0; step < shape_.steps; ++step) {
      CAPTURE(step);
      if (random_.OneIn(4)) late_.reset();
      if (random_.OneIn(4)) late_ = std::make_unique<Watched<Known>>(build_());
      for (Feed* feed : feeds_) feed->Draw(random_, shape_);
      if (random_.OneIn(4)) {
        CheckPreview(drawn_);
        CheckDropped(drawn_);
        CheckTakenBack(drawn_);
      } else {
        Commit({drawn_}, 1);
        all_.push_back(drawn_);
      }
      ++drawn_;
      CheckNow();
    }
    CheckOneTransaction();
    // Taken back in pieces, or at once.
    if (random_.OneIn(2)) {
      for (const std::size_t step : all_) {
        Commit({step}, -1);
        CheckNow();
      }
    } else {
      Commit(all_, -1);
    }
    REQUIRE(early_.sum().empty());
    REQUIRE(view_.Read().empty());
    REQUIRE(view_.size() == 0);
    CheckNow();
    REQUIRE_FALSE(HoldsState(audience_.graph()));
  }

 private:
  void Count(std::size_t step, Weight times) {
    for (Feed* feed : feeds_) feed->Count(step, times);
  }
  void Commit(const std::vector<std::size_t>& steps, Weight times) {
    REQUIRE(audience_.Push(steps, times).ok());
    for (const std::size_t step : steps) Count(step, times);
  }
  void CheckNow() {
    const Bag<Known> expected = query_();
    REQUIRE(early_.sum() == expected);
    REQUIRE(ToBag(view_.Read()) == expected);
    REQUIRE(view_.size() == expected.size());
    if (late_ != nullptr) REQUIRE(late_->sum() == expected);
  }
  void CheckPreview(std::size_t step) {
    const Bag<Known> before = query_();
    Count(step, 1);
    const Bag<Known> after = query_();
    Count(step, -1);
    const auto read = [&] {
      REQUIRE(early_.stream().delta().is_consolidated());
      REQUIRE(ToBag(early_.stream().delta()) == after - before);
    };
    const auto push = [&] { audience_.PushAll({step}, 1); };
    REQUIRE(audience_.graph().Preview(push, read).ok());
  }
  void CheckDropped(std::size_t step) {
    REQUIRE_FALSE(audience_.Push({step}, 1, absl::CancelledError("")).ok());
  }
  // What a step put into the state, its opposite takes out again: of each node.
  void CheckTakenBack(std::size_t step) {
    const std::string before = StateByNode(audience_.graph());
    Commit({step}, 1);
    CheckNow();
    Commit({step}, -1);
    REQUIRE(StateByNode(audience_.graph()) == before);
    // What a copy finds in state that is shared is what stands.
    REQUIRE(Watched<Known>(build_()).sum() == query_());
  }
  void CheckOneTransaction() const {
    Audience other(feeds_);
    const Watched<Known> watched(build_());
    REQUIRE(other.Push(all_, 1).ok());
    REQUIRE(watched.sum() == early_.sum());
  }

  Random& random_;
  const Shape shape_;
  const std::vector<Feed*> feeds_;
  const std::function<Stream<Known>()> build_;
  const std::function<Bag<Known>()> query_;

  Audience audience_{feeds_};
  std::size_t drawn_ = 0;         // Steps before the one that is running.
  std::vector<std::size_t> all_;  // Steps that count.
  const Watched<Known> early_{build_()};
  const View<Known> view_ = early_.stream().Materialize();
  std::unique_ptr<Watched<Known>> late_;
};

}  // namespace

void RunHistory(Random& random, std::vector<Feed*> feeds, std::function<Stream<Known>()> build,
                std::function<Bag<Known>()> query) {
  History(random, std::move(feeds), std::move(build), std::move(query)).Run();
}

}  // namespace cambium::testing
