// Does a commit stay cheap when there is much that it does not concern?
//
//     pipelines   a commit into one of many pipelines of one graph, each with an input, a
//                 filter, a group-by and a view, beside the same commit in a graph with one
//     growth      the longest commit of one row while an index grows to many rows
//     cores       a bulk load on one core and on two; and a commit of one row on both
//
// The first two are thread CPU time, the third is wall clock. `--quick` runs all of it small.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/keyed_row.h"
#include "bench/timing.h"
#include "operators/operators.h"

namespace cambium::bench {
namespace {

template <typename Body>
void Commit(Graph& graph, Body body) {
  MustHold(graph.Transact(body).ok(), "a commit takes place");
}

// A graph of `count` pipelines, and commits into the one in the middle.
class Pipelines {
 public:
  explicit Pipelines(int count) {
    for (int i = 0; i < count; ++i) {
      inputs_.push_back(graph_.AddInput<KeyedRow>());
      views_.push_back(inputs_.back()
                           .stream.Filter([](const KeyedRow& row) { return row.amount >= 0; })
                           .GroupBy(&KeyedRow::key)
                           .Sum(&KeyedRow::amount)
                           .Materialize());
    }
    for (auto& input : inputs_) {
      Commit(graph_, [&] { input.input.Insert({1, 1, 1}); });
    }
  }

  void Change(int to) {
    auto& input = inputs_[inputs_.size() / 2].input;
    Commit(graph_, [&] {
      input.Delete({1, 1, amount_});
      input.Insert({1, 1, to});
    });
    amount_ = to;
  }
  // Nobody but the one in the middle has changed.
  bool IsRight() const {
    for (std::size_t i = 0; i < views_.size(); ++i) {
      const int expected = i == views_.size() / 2 ? amount_ : 1;
      if (views_[i].Get(1) != expected) return false;
    }
    return true;
  }

 private:
  using Sums =
      decltype(std::declval<Stream<KeyedRow>>().GroupBy(&KeyedRow::key).Sum(&KeyedRow::amount));

  Graph graph_;
  std::deque<NewInput<KeyedRow>> inputs_;
  std::deque<View<typename Sums::element_type>> views_;
  int32_t amount_ = 1;
};

void ComparePipelines(int count, int rounds) {
  Pipelines one(1);
  Pipelines many(count);
  std::array<std::vector<double>, 2> costs;
  for (int round = 0; round < rounds; ++round) {
    costs[0].push_back(MedianMicroseconds(200, [&](int i) { one.Change(round + i + 2); }));
    costs[1].push_back(MedianMicroseconds(200, [&](int i) { many.Change(round + i + 2); }));
  }
  MustHold(one.IsRight() && many.IsRight(), "each view has the sum of its own rows");
  const double alone = Median(costs[0]);
  const double among = Median(costs[1]);
  std::printf("pipelines: a commit %.2f µs alone, %.2f µs among %d: %.2f x\n", alone, among,
              count, among / alone);
}

void MeasureGrowth(int rows) {
  Graph graph;
  auto input = graph.AddInput<KeyedRow>();
  const auto counts = input.stream.GroupBy(&KeyedRow::key).Count().Materialize();
  const auto same = [](const KeyedRow& left, const KeyedRow& right) {
    return std::pair(left.id, right.id);
  };
  const auto pairs = input.stream.Join(input.stream, &KeyedRow::id, &KeyedRow::id, same)
                         .Filter([](const std::pair<int32_t, int32_t>& ids) {
                           return ids.first != ids.second;
                         });
  std::vector<double> costs;
  costs.reserve(static_cast<std::size_t>(rows));
  for (int i = 0; i < rows; ++i) {
    const double start = ThreadNanoseconds();
    Commit(graph, [&] { input.input.Insert({i, i % 1000, 1}); });
    costs.push_back((ThreadNanoseconds() - start) / 1000);
  }
  MustHold(counts.Get(0) == (rows + 999) / 1000, "rows are counted");
  std::sort(costs.begin(), costs.end());
  std::printf("growth: to %d rows by commits of one, median %.2f µs, longest %.0f µs\n", rows,
              costs[costs.size() / 2], costs.back());
}

double WallMilliseconds() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// A join, a group-by and a view, on an executor of this width.
struct Loaded {
  explicit Loaded(std::size_t width) : executor(MakeTbbExecutor(width)), graph(*executor) {}

  double Load(int rows) {
    const double start = WallMilliseconds();
    Commit(graph, [&] {
      for (int i = 0; i < rows; ++i) left.input.Insert({i, i % (rows / 10 + 1), i % 100});
      for (int i = 0; i < rows / 10 + 1; ++i) right.input.Insert({i, i % 1000, 0});
    });
    return WallMilliseconds() - start;
  }
  double Change(int times) {
    return MedianMicroseconds(times, [&](int i) {
      Commit(graph, [&] {
        left.input.Delete({3, 3, 3 + i});
        left.input.Insert({3, 3, 4 + i});
      });
    });
  }

  std::unique_ptr<Executor> executor;
  Graph graph;
  NewInput<KeyedRow> left = graph.AddInput<KeyedRow>();
  NewInput<KeyedRow> right = graph.AddInput<KeyedRow>();
  Stream<std::pair<int32_t, int32_t>> pairs = left.stream.Join(
      right.stream, &KeyedRow::key, &KeyedRow::id,
      [](const KeyedRow& l, const KeyedRow& r) { return std::pair(r.key, l.amount); });
  decltype(pairs.GroupBy(&std::pair<int32_t, int32_t>::first)
               .Sum(&std::pair<int32_t, int32_t>::second)
               .Materialize()) sums = pairs.GroupBy(&std::pair<int32_t, int32_t>::first)
                                          .Sum(&std::pair<int32_t, int32_t>::second)
                                          .Materialize();
};

void CompareCores(int rows, int rounds) {
  std::array<std::vector<double>, 2> loads;
  std::array<std::vector<double>, 2> changes;
  for (int round = 0; round < rounds; ++round) {
    Loaded one(1);
    Loaded two(2);
    loads[0].push_back(one.Load(rows));
    loads[1].push_back(two.Load(rows));
    changes[0].push_back(one.Change(1000));
    changes[1].push_back(two.Change(1000));
    MustHold(one.sums.Read() == two.sums.Read(), "one core and two give the same");
  }
  const double one = Median(loads[0]);
  const double two = Median(loads[1]);
  std::printf("cores: load of %d rows %.0f ms on one, %.0f ms on two: %.2f x as fast\n", rows,
              one, two, one / two);
  std::printf("cores: a commit of one row %.2f µs on one, %.2f µs on two\n", Median(changes[0]),
              Median(changes[1]));
}

}  // namespace
}  // namespace cambium::bench

int main(int argc, char** argv) {
  namespace bench = cambium::bench;
  const bool is_quick = argc > 1 && std::string_view(argv[1]) == "--quick";
  bench::ComparePipelines(is_quick ? 100 : 100'000, is_quick ? 1 : 15);
  bench::MeasureGrowth(is_quick ? 2000 : 10'000'000);
  bench::CompareCores(is_quick ? 2000 : 2'000'000, is_quick ? 1 : 5);
  return 0;
}
