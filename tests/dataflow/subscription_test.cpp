// Subscriptions as the graph sees them: when callbacks run, in what order, and what they may
// do.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "dataflow/graph.h"
#include "doctest/doctest.h"
#include "operators/operators.h"
#include "tests/support/dump.h"
#include "tests/support/random.h"
#include "tests/support/text.h"

namespace cambium {
namespace {

using testing::Text;

struct Numbers {
  Graph graph;
  NewInput<int> numbers = graph.AddInput<int>();
  const Stream<int>& stream = numbers.stream;
  Input<int>& input = numbers.input;
  std::string heard;

  absl::Status Insert(int number) {
    return graph.Transact([&] { input.Insert(number); });
  }
  // Notes what it is told, under a name.
  auto Noting(const std::string& name) {
    return [this, name](const ZSet<int>& delta) { heard += name + Text::Of(delta) + " "; };
  }
  std::string Heard() { return std::exchange(heard, ""); }
};

TEST_SUITE("Subscriptions") {
  TEST_CASE("what stands comes first and then one delta for each commit") {
    Numbers numbers;
    REQUIRE(numbers.Insert(1).ok());
    REQUIRE(numbers.Insert(2).ok());
    const auto subscriber = numbers.stream.Subscribe(numbers.Noting("a"));
    CHECK(numbers.Heard() == "a{1:+1, 2:+1} ");
    const auto body = [&] {
      numbers.input.Insert(5);
      numbers.input.Delete(1);
      numbers.input.Insert(5);
      numbers.input.Insert(3);
      numbers.input.Delete(3);
    };
    REQUIRE(numbers.graph.Transact(body).ok());
    CHECK(numbers.Heard() == "a{1:-1, 5:+2} ");
  }

  TEST_CASE("nothing is told of nothing") {
    Numbers numbers;
    const auto empty = numbers.stream.Subscribe(numbers.Noting("a"));
    REQUIRE(numbers.Insert(1).ok());
    CHECK(numbers.Heard() == "a{1:+1} ");
    // Contents that cancel out, and long deltas that do.
    const auto none = numbers.stream.Minus(numbers.stream).Subscribe(numbers.Noting("b"));
    CHECK(numbers.Heard().empty());
    const auto body = [&] {
      for (int i = 0; i < 100; ++i) numbers.input.Insert(i);
      for (int i = 0; i < 100; ++i) numbers.input.Delete(i);
    };
    REQUIRE(numbers.graph.Transact(body).ok());
    CHECK(numbers.graph.Transact([&] { numbers.input.Add(1, 0); }).ok());
    CHECK(!numbers.graph.Transact([] { return absl::CancelledError("no"); }).ok());
    CHECK(numbers.Heard().empty());
  }

  TEST_CASE("long deltas come consolidated and ascending") {
    Numbers numbers;
    const auto subscriber = numbers.stream.Subscribe([&](const ZSet<int>& delta) {
      CHECK(delta.size() == 100);
      CHECK(std::is_sorted(delta.entries().begin(), delta.entries().end(),
                           [](const auto& a, const auto& b) { return a.element < b.element; }));
      numbers.heard += "once";
    });
    const auto body = [&] {
      for (int i = 0; i < 300; ++i) numbers.input.Insert(i * 7 % 100);
    };
    REQUIRE(numbers.graph.Transact(body).ok());
    CHECK(numbers.Heard() == "once");
  }

  TEST_CASE("subscribers are told in the order in which they came") {
    Numbers numbers;
    const auto behind = numbers.stream.Map(std::negate<int>());
    std::optional<Subscriber> first = behind.Subscribe(numbers.Noting("a"));
    std::optional<Subscriber> second = numbers.stream.Subscribe(numbers.Noting("b"));
    const auto third = numbers.stream.Subscribe(numbers.Noting("c"));
    const auto fourth = behind.Subscribe(numbers.Noting("d"));
    const auto fifth = numbers.stream.Subscribe(numbers.Noting("e"));
    REQUIRE(numbers.Insert(1).ok());
    CHECK(numbers.Heard() == "a{-1:+1} b{1:+1} c{1:+1} d{-1:+1} e{1:+1} ");
    second.reset();
    first.reset();
    REQUIRE(numbers.Insert(2).ok());
    CHECK(numbers.Heard() == "c{2:+1} d{-2:+1} e{2:+1} ");
  }

  TEST_CASE("all have heard of a commit before any hears of the next") {
    Numbers numbers;
    const auto first = numbers.stream.Subscribe([&](const ZSet<int>& delta) {
      numbers.heard += "a" + Text::Of(delta) + " ";
      const int number = delta.entries()[0].element;
      if (number < 3) {
        CHECK(numbers.Insert(number + 1).ok());
        numbers.heard += "pushed ";
      }
    });
    const auto second = numbers.stream.Subscribe(numbers.Noting("b"));
    REQUIRE(numbers.Insert(1).ok());
    CHECK(numbers.Heard() == "a{1:+1} pushed b{1:+1} a{2:+1} pushed b{2:+1} a{3:+1} b{3:+1} ");
    CHECK(numbers.graph.step_count() == 3);
  }

  TEST_CASE("views show the commit that a callback hears of") {
    Numbers numbers;
    const auto view = numbers.stream.Materialize();
    const auto subscriber = numbers.stream.Subscribe([&](const ZSet<int>& delta) {
      CHECK(view.Get(delta.entries()[0].element) == 1);
      CHECK(numbers.graph.Preview([&] { numbers.input.Insert(7); }, [] {}).ok());
      numbers.heard += "once";
    });
    REQUIRE(numbers.Insert(1).ok());
    CHECK(numbers.Heard() == "once");
  }

  TEST_CASE("a callback may end its own subscription and others") {
    Numbers numbers;
    std::optional<Subscriber> own;
    std::optional<Subscriber> earlier = numbers.stream.Subscribe(numbers.Noting("a"));
    std::optional<Subscriber> later;
    own = numbers.stream.Subscribe([&](const ZSet<int>& delta) {
      const std::string text = Text::Of(delta);
      own.reset();
      earlier.reset();
      later.reset();
      numbers.heard += "own" + text + Text::Of(delta) + " ";
    });
    later = numbers.stream.Subscribe(numbers.Noting("b"));
    const auto last = numbers.stream.Subscribe(numbers.Noting("c"));
    REQUIRE(numbers.Insert(1).ok());
    CHECK(numbers.Heard() == "a{1:+1} own{1:+1}{1:+1} c{1:+1} ");
    CHECK(numbers.graph.node_count() == 2);
    REQUIRE(numbers.Insert(2).ok());
    CHECK(numbers.Heard() == "c{2:+1} ");
  }

  TEST_CASE("one that ends between two commits hears of neither") {
    Numbers numbers;
    std::optional<Subscriber> dropped;
    int left = 1;
    const auto first = numbers.stream.Subscribe([&](const ZSet<int>&) {
      if (left-- > 0) {
        CHECK(numbers.Insert(2).ok());
        dropped.reset();
      }
    });
    dropped = numbers.stream.Subscribe(numbers.Noting("b"));
    const auto last = numbers.stream.Subscribe(numbers.Noting("c"));
    REQUIRE(numbers.Insert(1).ok());
    CHECK(numbers.Heard() == "c{1:+1} c{2:+1} ");
  }

  TEST_CASE("a callback may subscribe and the new one starts from what stands") {
    Numbers numbers;
    std::optional<Subscriber> added;
    const auto first = numbers.stream.Subscribe([&](const ZSet<int>&) {
      if (!added.has_value()) added = numbers.stream.Subscribe(numbers.Noting("new"));
    });
    REQUIRE(numbers.Insert(1).ok());
    CHECK(numbers.Heard() == "new{1:+1} ");
    REQUIRE(numbers.Insert(2).ok());
    CHECK(numbers.Heard() == "new{2:+1} ");
  }

  TEST_CASE("an exception passes through when all have been told and the commit stands") {
    Numbers numbers;
    const auto view = numbers.stream.Materialize();
    const auto first = numbers.stream.Subscribe(
        [](const ZSet<int>& delta) { throw std::runtime_error(Text::Of(delta)); });
    const auto second = numbers.stream.Subscribe(numbers.Noting("b"));
    const auto third =
        numbers.stream.Subscribe([](const ZSet<int>&) { throw std::runtime_error("third"); });
    for (int i = 1; i < 3; ++i) {
      const std::string text = Text::Of(ZSet<int>{{i, 1}});
      CHECK_THROWS_WITH(numbers.Insert(i).IgnoreError(), text.c_str());
      CHECK(numbers.Heard() == "b" + text + " ");
      CHECK(view.Get(i) == 1);
    }
  }

  TEST_CASE("an exception from the snapshot leaves no subscription") {
    Numbers numbers;
    REQUIRE(numbers.Insert(1).ok());
    const auto throws = [](const ZSet<int>&) { throw std::runtime_error("snapshot"); };
    CHECK_THROWS_AS(numbers.stream.Subscribe(throws), std::runtime_error);
    CHECK(numbers.graph.node_count() == 1);
    CHECK(numbers.Insert(2).ok());
  }

  TEST_CASE("the snapshot and the deltas go to one callback object") {
    Numbers numbers;
    REQUIRE(numbers.Insert(1).ok());
    const auto subscriber =
        numbers.stream.Subscribe([&, sum = ZSet<int>()](const ZSet<int>& delta) mutable {
          sum += delta;
          numbers.heard = Text::Of(sum);
        });
    REQUIRE(numbers.Insert(2).ok());
    CHECK(numbers.heard == "{1:+1, 2:+1}");
  }

  TEST_CASE("a subscription dropped during a step is not told of it") {
    Numbers numbers;
    std::optional<Subscriber> dropped;
    const auto dropping = numbers.stream.Map([&dropped](int i) {
      dropped.reset();
      return i;
    });
    dropped = numbers.stream.Subscribe(numbers.Noting("a"));
    REQUIRE(numbers.Insert(1).ok());
    CHECK(numbers.Heard().empty());
  }

  TEST_CASE("100 000 subscribers that end themselves when told cost no scan") {
    Numbers numbers;
    std::vector<std::optional<Subscriber>> all(100'000);
    std::size_t told = 0;
    for (auto& subscriber : all) {
      subscriber = numbers.stream.Subscribe([&](const ZSet<int>&) {
        ++told;
        subscriber.reset();
      });
    }
    REQUIRE(numbers.Insert(1).ok());
    CHECK(told == all.size());
    CHECK(numbers.graph.node_count() == 1);
  }

  // Callbacks that at random transact, subscribe, end and throw; each listener's deltas must
  // still sum to what it would see in a view.
  TEST_CASE("whatever callbacks do the deltas of each sum to the contents") {
    testing::ForSeeds(50, [](testing::Random& random) {
      Numbers numbers;
      struct Listener {
        ZSet<int> sum;
        std::optional<Subscriber> subscriber;
      };
      std::vector<std::unique_ptr<Listener>> listeners;
      const auto stream = numbers.stream.Map([](int i) { return i % 3; });
      const auto view = stream.Materialize();
      int nested = 0;
      std::function<void()> act;
      const auto listen = [&] {
        listeners.push_back(std::make_unique<Listener>());
        Listener& listener = *listeners.back();
        listener.subscriber = stream.Subscribe([&](const ZSet<int>& delta) {
          CHECK(!delta.empty());
          listener.sum += delta;
          act();
        });
      };
      act = [&] {
        if (nested >= 30) return;
        ++nested;
        switch (random.Below(8)) {
          case 0:
            listen();
            break;
          case 1:
            listeners[random.Below(listeners.size())]->subscriber.reset();
            break;
          case 2:
            CHECK(numbers.Insert(static_cast<int>(random.Below(9))).ok());
            break;
          case 3:
            throw std::runtime_error("act");
          default:
            break;
        }
      };
      const auto quietly = [](auto body) {
        try {
          body();
        } catch (const std::runtime_error&) {
        }
      };
      for (int i = 0; i < 3; ++i) quietly(listen);
      for (int step = 0; step < 10; ++step) {
        nested = 0;
        quietly([&] {
          numbers.graph
              .Transact([&] {
                numbers.input.Add(static_cast<int>(random.Below(9)), random.Between(-1, 2));
              })
              .IgnoreError();
        });
        for (const auto& listener : listeners) {
          if (listener->subscriber) REQUIRE(listener->sum == view.Read());
        }
      }
    });
  }
}

}  // namespace
}  // namespace cambium
