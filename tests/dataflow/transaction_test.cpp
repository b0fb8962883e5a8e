// Transactions: whole or not at all, whatever it is that stops one.
// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "dataflow/graph.h"
#include "doctest/doctest.h"
#include "tests/support/aborts.h"
#include "tests/support/random.h"
#include "tests/support/shop.h"

namespace cambium {
namespace {

// A graph as Dot() shows it, without how often each node was visited and what it emitted:
// dropped steps count, too.
std::string WithoutCounters(std::string dot) {
  const std::string counters = "visits ";
  for (std::size_t at = 0; (at = dot.find(counters, at)) != std::string::npos;) {
    dot.erase(at, dot.find_first_not_of("0123456789, out", at + counters.size()) - at);
  }
  return dot;
}

using testing::Order;
using testing::Shop;
using testing::User;

// An order that no node likes: whoever meets it throws, or fails.
constexpr int kPoison = 666;

// A shop with all pipelines, and some that can fail.
struct Busy {
  Shop shop;
  std::vector<testing::Reader> readers;
  NodeHandle guard;

  Busy() {
    for (const auto& attach : testing::AllPipelines()) readers.push_back(attach(shop));
    const auto& orders = shop.orders.stream;
    const auto thrower = [](const testing::Sale& sale) {
      if (sale.second == kPoison) throw std::runtime_error("poison");
      return sale.second;
    };
    readers.push_back(testing::Read(
        orders.Join(shop.users.stream, &Order::customer, &User::id, testing::ToSale())
            .Map(thrower)));
    const auto huge = [](const Order& order) {
      return order.cents == kPoison ? INT64_MAX : order.cents;
    };
    readers.push_back(testing::Read(orders.GroupBy(&Order::id).Sum(huge)));
    const auto forbidden = [](const Order& order) { return order.cents == kPoison + 1; };
    guard = orders.Filter(forbidden).AssertEmpty("no forbidden order").value();
  }

  // All that stands: every view, the nodes, and the rows that each of them holds.
  std::string State() const {
    std::string state;
    for (const auto& read : readers) state += read() + "\n";
    return state + WithoutCounters(shop.graph.Dot());
  }
};

// Tries something that must fail, over everything that a good transaction would change.
using Attempt = std::function<void(Shop&, const testing::Changes&)>;

std::vector<Attempt> FailingAttempts() {
  const auto fails_with = [](absl::StatusCode code, std::function<void(Shop&)> poison) {
    return [code, poison](Shop& shop, const testing::Changes& changes) {
      const absl::Status status = shop.graph.Transact([&] {
        shop.Push(changes);
        poison(shop);
      });
      CHECK(status.code() == code);
    };
  };
  const auto throws = [](std::function<void(Shop&)> poison) {
    return [poison](Shop& shop, const testing::Changes& changes) {
      CHECK_THROWS_AS(shop.graph
                          .Transact([&] {
                            shop.Push(changes);
                            poison(shop);
                          })
                          .IgnoreError(),
                      std::runtime_error);
    };
  };
  return {
      // The body throws, or says that it has failed.
      throws([](Shop&) { throw std::runtime_error("body"); }),
      [](Shop& shop, const testing::Changes& changes) {
        const absl::Status status = shop.graph.Transact([&] {
          shop.Push(changes);
          return absl::CancelledError("body");
        });
        CHECK(status == absl::CancelledError("body"));
      },
      // A function of an operator throws, late in the step.
      throws([](Shop& shop) {
        shop.orders.input.Add({98, 9, kPoison}, 1);
        shop.users.input.Add({9, 1}, 1);
      }),
      // A sum overflows.
      fails_with(absl::StatusCode::kOutOfRange,
                 [](Shop& shop) {
                   shop.orders.input.Add({99, 8, kPoison}, 3);
                 }),
      // An assertion does not hold.
      fails_with(absl::StatusCode::kFailedPrecondition,
                 [](Shop& shop) {
                   shop.orders.input.Add({1, 8, kPoison + 1}, 1);
                 }),
      // A table refuses.
      fails_with(absl::StatusCode::kAlreadyExists,
                 [](Shop& shop) {
                   shop.products.table.Upsert({77, 1});
                   shop.products.table.Insert({77, 2});
                 }),
      fails_with(absl::StatusCode::kNotFound,
                 [](Shop& shop) { shop.products.table.Erase(78); }),
      // A limit is passed.
      [](Shop& shop, const testing::Changes& changes) {
        const absl::Status status = shop.graph.Transact(
            [&] {
              shop.Push(changes);
              for (int i = 0; i < 20; ++i) shop.orders.input.Insert({i, i, i});
            },
            {.max_entries = 100});
        CHECK(status.code() == absl::StatusCode::kResourceExhausted);
      },
      // The caller drops it, before COMPUTE and after.
      [](Shop& shop, const testing::Changes& changes) {
        shop.Push(changes);
        shop.graph.Abandon();
      },
      [](Shop& shop, const testing::Changes& changes) {
        shop.Push(changes);
        CHECK(shop.graph.Compute().ok());
        shop.graph.Abandon();
      },
      // It was only a question.
      [](Shop& shop, const testing::Changes& changes) {
        CHECK(shop.graph.Preview([&] { shop.Push(changes); }, [] {}).ok());
      },
      [](Shop& shop, const testing::Changes& changes) {
        CHECK_THROWS_AS(
            shop.graph
                .Preview([&] { shop.Push(changes); }, [] { throw std::runtime_error("read"); })
                .IgnoreError(),
            std::runtime_error);
      },
  };
}

TEST_SUITE("Transaction") {
  TEST_CASE("one that fails leaves no trace and does not hinder the next") {
    const auto attempts = FailingAttempts();
    testing::ForSeeds(10, [&](testing::Random& random) {
      Busy busy;
      Busy untroubled;
      for (std::size_t step = 0; step < 2 * attempts.size(); ++step) {
        const std::size_t which = step % attempts.size();
        CAPTURE(which);
        const std::string before = busy.State();
        attempts[which](busy.shop, testing::RandomChanges(random));
        REQUIRE(busy.State() == before);
        const testing::Changes changes = testing::RandomChanges(random);
        REQUIRE(busy.shop.Transact(changes).ok());
        REQUIRE(untroubled.shop.Transact(changes).ok());
        REQUIRE(busy.State() == untroubled.State());
      }
    });
  }

  TEST_CASE("a limit that is met is not passed") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    const auto view = stream.Map(std::negate<int>()).Materialize();
    const auto push = [&, &to = input] {
      for (int i = 0; i < 10; ++i) to.Insert(i);
    };
    CHECK(graph.Transact(push, {.max_entries = 20}).ok());
    const absl::Status status = graph.Transact(push, {.max_entries = 19});
    CHECK(status.message() == "transaction emits more entries than its limit: 19");
    CHECK(view.Get(-3) == 1);
  }

  TEST_CASE("a limit of bytes and an end from outside drop it whole") {
    Graph graph;
    auto [stream, input] = graph.AddInput<std::int64_t>();
    auto view = stream.Map([](std::int64_t i) { return -i; }).Materialize();
    const auto push = [&to = input] {
      for (int i = 0; i < 10; ++i) to.Insert(i);
    };
    // Ten entries of 16 bytes, on two wires.
    const absl::Status bytes = graph.Transact(push, {.max_bytes = 319});
    CHECK(bytes.message() == "transaction emits more bytes than its limit: 319");
    int asked = 0;
    const absl::Status time = graph.Transact(push, {.is_over = [&] { return ++asked > 1; }});
    CHECK(time.code() == absl::StatusCode::kDeadlineExceeded);
    CHECK(asked == 2);
    CHECK(view.size() == 0);
    CHECK(graph.Transact(push, {.max_bytes = 320, .is_over = [] { return false; }}).ok());
    CHECK(view.size() == 10);
  }

  TEST_CASE("an empty one commits and visits nothing") {
    Graph graph;
    const NewInput<int> ints = graph.AddInput<int>();
    CHECK(graph.Transact([] {}).ok());
    CHECK(ints.stream.delta().empty());
    CHECK(graph.visited_count() == 0);
    CHECK(graph.step_count() == 1);
  }

  TEST_CASE("a failed assertion names itself") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    auto guard = stream.AssertEmpty("nothing is there");
    REQUIRE(guard.ok());
    const auto push = [&to = input] { to.Insert(1); };
    const absl::Status status = graph.Transact(push);
    CHECK(status == absl::FailedPreconditionError("assertion does not hold: nothing is there"));
    guard = absl::CancelledError("let go");
    CHECK(graph.Transact(push).ok());
    CHECK(!stream.AssertEmpty("nothing is there").ok());
  }

  TEST_CASE("what is pushed between transactions is part of the next") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    const auto view = stream.Materialize();
    input.Insert(1);
    CHECK(view.Read().empty());
    CHECK(graph.Transact([&to = input] { to.Insert(2); }).ok());
    CHECK(view.size() == 2);
  }

  TEST_CASE("pipelines come and go in the body of one") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    CHECK(graph.Transact([&to = input] { to.Insert(1); }).ok());
    auto early = std::make_optional(stream.Map(std::negate<int>()).Materialize());
    std::optional<View<int>> late;
    const absl::Status status = graph.Transact([&, &s = stream, &to = input] {
      to.Insert(2);
      late = s.Map(std::negate<int>()).Materialize();
      early.reset();
      to.Insert(3);
    });
    CHECK(status.ok());
    CHECK(late->Read() == ZSet<int>{{-3, 1}, {-2, 1}, {-1, 1}});
  }

  TEST_CASE("Preview shows every delta and keeps nothing") {
    testing::ForSeeds(10, [](testing::Random& random) {
      Shop shop;
      const auto sums =
          shop.orders.stream
              .Join(shop.users.stream, &Order::customer, &User::id, testing::ToSale())
              .GroupBy(&testing::Sale::first)
              .Sum(&testing::Sale::second);
      const auto view = sums.Materialize();
      for (int step = 0; step < 20; ++step) {
        const testing::Changes changes = testing::RandomChanges(random);
        const auto before = view.Read();
        ZSet<Grouped<int, std::int64_t>> shown;
        REQUIRE(shop.graph
                    .Preview([&] { shop.Push(changes); },
                             [&] {
                               shown = sums.delta().ToZSet();
                               CHECK(view.Read() == before);
                             })
                    .ok());
        REQUIRE(view.Read() == before);
        REQUIRE(shop.Transact(changes).ok());
        auto expected = before;
        expected += shown;
        REQUIRE(view.Read() == expected);
      }
    });
  }

  TEST_CASE("Preview of a transaction that would fail says so and reads nothing") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    const auto guard = stream.AssertEmpty("nothing is there");
    bool read = false;
    CHECK(!graph.Preview([&to = input] { to.Insert(1); }, [&read] { read = true; }).ok());
    CHECK(!read);
  }

  TEST_CASE("an error of the body drops it and its Preview") {
    Graph graph;
    auto [stream, input] = graph.AddInput<int>();
    const auto view = stream.Materialize();
    bool read = false;
    const auto body = [&to = input] {
      to.Insert(1);
      return absl::CancelledError("no");
    };
    CHECK(graph.Transact(body) == absl::CancelledError("no"));
    CHECK(graph.Preview(body, [&read] { read = true; }) == absl::CancelledError("no"));
    CHECK_FALSE(read);
    CHECK(view.size() == 0);
  }

  TEST_CASE("what cannot work aborts with its reason") {
    const auto words_of = [](auto body) {
      return testing::LastWords([body] {
        Graph graph;
        auto [stream, input] = graph.AddInput<int>();
        body(graph, stream, input);
      });
    };
    using Ints = Stream<int>;
    const auto nested = [](Graph& graph, Ints&, Input<int>&) {
      graph.Transact([&] { graph.Transact([] {}).IgnoreError(); }).IgnoreError();
    };
    CHECK(words_of(nested).ends_with("a transaction begins inside of another\n"));
    const auto pushing = [](Graph& graph, Ints& stream, Input<int>& input) {
      const auto view = stream.Map([&](int i) {
        input.Insert(i);
        return i;
      });
      graph.Transact([&] { input.Insert(1); }).IgnoreError();
    };
    CHECK(words_of(pushing).ends_with("an input changes during a step\n"));
    const auto attaching = [](Graph& graph, Ints& stream, Input<int>& input) {
      const auto view = stream.Filter([&](int) { return stream.Negate().delta().empty(); });
      graph.Transact([&] { input.Insert(1); }).IgnoreError();
    };
    CHECK(words_of(attaching).ends_with("a graph changes between steps only\n"));
    const auto mixing = [](Graph&, Ints& stream, Input<int>&) {
      Graph other;
      stream.Plus(other.AddInput<int>().stream);
    };
    CHECK(words_of(mixing).ends_with("streams of two graphs meet\n"));
    // They are the caller's, who may have let go of them when deltas are read.
    const auto asking_late = [](Graph& graph, Ints&, Input<int>& input) {
      graph.Preview([&] { input.Insert(1); }, [&] { (void)graph.limits(); }).IgnoreError();
    };
    CHECK(words_of(asking_late).ends_with("limits are asked for outside of COMPUTE\n"));
    const auto outliving = [](Graph&, Ints&, Input<int>&) {
      Ints left;
      Graph graph;
      left = graph.AddInput<int>().stream;
    };
    CHECK(words_of(outliving).ends_with("a graph ends before its handles: nodes held: 1\n"));
  }
}

}  // namespace
}  // namespace cambium
