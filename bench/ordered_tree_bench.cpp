// What does order cost: our counted B+tree beside absl::btree and std::map, which count
// nothing?
//
//     one by one        insert and erase at random, in trees of several sizes
//     bulk              build from sorted rows, beside sorting them
//     greatest          a transaction that deletes the maximum of one large group and hears of
//                       the next, beside an erase in std::map
//     list              a transaction that changes one row of an ordered list, moves it and
//                       reports positions, beside an erase and an insert in absl::btree
//
// CPU time of one thread; the median of some rounds, which take turns. Each answer is checked.
// `--quick` runs everything for a moment, as a test.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "bench/timing.h"
#include "dataflow/ordered_tree.h"
#include "operators/operators.h"

namespace cambium::bench {
namespace {

constexpr int kRounds = 5;

uint64_t NextRandom(uint64_t& state) {
  state = state * 6364136223846793005 + 1442695040888963407;
  return state >> 11;
}

// Nanoseconds of the thread for each of so many calls of `call(i)`.
template <typename Call>
double NanosecondsPerCall(std::size_t calls, const Call& call) {
  const double start = ThreadNanoseconds();
  for (std::size_t i = 0; i < calls; ++i) call(i);
  return (ThreadNanoseconds() - start) / static_cast<double>(calls);
}

void Report(const char* name, std::size_t rows, double ours, const char* other_name,
            double other, const char* bar) {
  std::printf("%-10s %10zu %12.1f %12.1f  %-26s %8.2f  %s\n", name, rows, ours, other,
              other_name, ours / other, bar);
}

std::vector<int64_t> Shuffled(std::size_t count) {
  std::vector<int64_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  uint64_t state = 1;
  for (std::size_t i = count; i > 1; --i) {
    std::swap(numbers[i - 1], numbers[NextRandom(state) % i]);
  }
  return numbers;
}

// Each erases a number of a full tree and puts it in again.
void OneByOne(std::size_t rows, std::size_t calls) {
  const std::vector<int64_t> numbers = Shuffled(rows);
  OrderedTree<int64_t> tree;
  absl::btree_map<int64_t, Weight> btree;
  std::map<int64_t, Weight> map;
  for (const int64_t number : numbers) {
    tree.Add(number, 1);
    btree.emplace(number, 1);
    map.emplace(number, 1);
  }
  std::vector<double> ours;
  std::vector<double> theirs;
  std::vector<double> standard;
  for (int round = 0; round < kRounds; ++round) {
    uint64_t state = static_cast<uint64_t>(round);
    const auto any = [&] { return numbers[NextRandom(state) % rows]; };
    ours.push_back(NanosecondsPerCall(calls, [&](std::size_t) {
      const int64_t number = any();
      tree.Add(number, -1);
      tree.Add(number, 1);
    }));
    theirs.push_back(NanosecondsPerCall(calls, [&](std::size_t) {
      const int64_t number = any();
      btree.erase(number);
      btree.emplace(number, 1);
    }));
    standard.push_back(NanosecondsPerCall(calls, [&](std::size_t) {
      const int64_t number = any();
      map.erase(number);
      map.emplace(number, 1);
    }));
  }
  MustHold(tree.size() == btree.size() && tree.size() == map.size(), "trees have equal sizes");
  Report("one by one", rows, Median(ours), "absl::btree", Median(theirs), "");
  Report("one by one", rows, Median(ours), "std::map", Median(standard), "");
}

void Bulk(std::size_t rows) {
  struct Row {
    int64_t order;
    int64_t id;
    auto operator<=>(const Row&) const = default;
  };
  using Entry = ZSet<Row>::Entry;
  std::vector<Entry> shuffled;
  for (const int64_t number : Shuffled(rows)) shuffled.push_back({{number, -number}, 1});
  std::vector<double> sort;
  std::vector<double> build;
  std::vector<double> btree;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<Entry> entries = shuffled;
    sort.push_back(NanosecondsPerCall(1, [&](std::size_t) {
      std::sort(entries.begin(), entries.end(), [](const Entry& left, const Entry& right) {
        return left.element < right.element;
      });
    }));
    OrderedTree<Row> tree;
    build.push_back(NanosecondsPerCall(1, [&](std::size_t) { tree.Merge(entries); }));
    MustHold(tree.size() == rows && tree.AtPlace(1).order == 1, "a bulk build has all rows");
    absl::btree_map<Row, Weight> other;
    btree.push_back(NanosecondsPerCall(1, [&](std::size_t) {
      for (const Entry& entry : entries) {
        other.emplace_hint(other.end(), entry.element, entry.weight);
      }
    }));
  }
  const double sorted = Median(sort) / static_cast<double>(rows);
  const double built = Median(build) / static_cast<double>(rows);
  Report("bulk", rows, sorted + built, "sorting (ours: sort, build)", sorted, "bar 1.2");
  Report("bulk", rows, built, "absl::btree, hinted", Median(btree) / static_cast<double>(rows),
         "");
}

struct Everything {
  template <typename T>
  int operator()(const T&) const {
    return 0;
  }
};

void Greatest(std::size_t rows, std::size_t calls) {
  const std::vector<int64_t> numbers = Shuffled(rows);
  double erase_greatest = 0;
  double erase_any = 0;
  {
    std::map<int64_t, Weight> map;
    for (const int64_t number : numbers) map.emplace(number, 1);
    erase_any = NanosecondsPerCall(calls, [&](std::size_t i) { map.erase(numbers[i]); });
    erase_greatest =
        NanosecondsPerCall(calls, [&](std::size_t) { map.erase(map.rbegin()->first); });
    MustHold(map.size() == rows - 2 * calls, "a map has lost what was erased");
  }
  Graph graph;
  auto made = graph.AddInput<int64_t>();
  Input<int64_t>& input = made.input;
  const auto greatest = made.stream.GroupBy(Everything())
                            .Max([](int64_t number) { return number; })
                            .Materialize();
  MustHold(graph
               .Transact([&] {
                 for (const int64_t number : numbers) input.Insert(number);
               })
               .ok(),
           "rows come in");
  const double ours = NanosecondsPerCall(calls, [&](std::size_t i) {
    (void)graph.Transact([&] { input.Delete(static_cast<int64_t>(rows - 1 - i)); });
  });
  MustHold(*greatest.Get(0) == static_cast<int64_t>(rows - 1 - calls),
           "the next one is greatest");
  Report("greatest", rows, ours, "std::map erase, any", erase_any, "bar 3");
  Report("greatest", rows, ours, "std::map erase, greatest", erase_greatest, "");
}

struct Card {
  int32_t id;
  int32_t title;
  int64_t order;
  auto operator<=>(const Card&) const = default;
};
struct ByOrder {
  bool operator()(const Card& left, const Card& right) const {
    return left.order != right.order ? left.order < right.order : left.id < right.id;
  }
};

void List(std::size_t rows, std::size_t calls) {
  std::vector<Card> cards;
  for (const int64_t number : Shuffled(rows)) {
    cards.push_back({static_cast<int32_t>(cards.size()), 0, number * 1000});
  }
  // Each call gives a card another title and another place.
  std::vector<Card> changed = cards;
  std::vector<std::pair<Card, Card>> moves;
  uint64_t state = 7;
  for (std::size_t i = 0; i < calls * kRounds; ++i) {
    Card& card = changed[NextRandom(state) % rows];
    const Card before = card;
    card.title += 1;
    card.order = static_cast<int64_t>(NextRandom(state) % (1000 * rows));
    moves.emplace_back(before, card);
  }

  absl::btree_set<Card, ByOrder> btree(cards.begin(), cards.end());
  Graph graph;
  auto made = graph.AddInput<Card>();
  Input<Card>& input = made.input;
  MustHold(graph
               .Transact([&] {
                 for (const Card& card : cards) input.Insert(card);
               })
               .ok(),
           "cards come in");
  std::size_t edits = 0;
  std::vector<std::size_t> last(2);
  const auto subscription =
      made.stream.GroupBy(Everything())
          .Ordered(Ascending(&Card::order), Ascending(&Card::id))
          .SubscribeLists(&Card::id, [&](std::span<const ListChange<int, Card>> changes) {
            for (const auto& change : changes) {
              edits += change.edits.size();
              last = {change.edits.back().from, change.edits.back().to};
            }
          });
  MustHold(edits == rows, "a list begins with all rows");
  std::vector<double> ours;
  std::vector<double> theirs;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const auto move_of = [&](std::size_t i) { return moves[round * calls + i]; };
    theirs.push_back(NanosecondsPerCall(calls, [&](std::size_t i) {
      btree.erase(move_of(i).first);
      btree.insert(move_of(i).second);
    }));
    ours.push_back(NanosecondsPerCall(calls, [&](std::size_t i) {
      const std::pair<Card, Card> move = move_of(i);
      (void)graph.Transact([&] {
        input.Delete(move.first);
        input.Insert(move.second);
      });
    }));
  }
  MustHold(edits == rows + calls * kRounds, "each change is one edit");
  const auto at =
      static_cast<std::size_t>(std::distance(btree.begin(), btree.find(moves.back().second)));
  MustHold(last[1] == at, "a card is reported where it is");
  Report("list", rows, Median(ours), "absl::btree erase, insert", Median(theirs), "bar 5");
}

}  // namespace
}  // namespace cambium::bench

int main(int argc, char** argv) {
  const bool is_quick = argc > 1 && std::string_view(argv[1]) == "--quick";
  const std::size_t part = is_quick ? 1000 : 1;
  std::printf("%-10s %10s %12s %12s  %-26s %8s\n", "", "rows", "ours ns", "other ns", "other",
              "ratio");
  for (const std::size_t rows : {10'000U, 1'000'000U}) {
    cambium::bench::OneByOne(rows / (is_quick ? 10 : 1), 100'000 / part);
  }
  cambium::bench::List(100'000 / part, 20'000 / part);
  cambium::bench::Bulk(10'000'000 / part);
  cambium::bench::Greatest(10'000'000 / part, 10'000 / part);
  return 0;
}
