// Operators of order and of time: the fragments that docs/operators.md shows of them.
//
// As in operators.cpp, what stands between a `[name]` comment and the next `[end]` is on that
// page, to the letter, and Expect() stops the program when it is told something that is not so.
// SPDX-License-Identifier: Apache-2.0
#include <compare>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "operators/operators.h"

namespace {

using cambium::Descending;
using cambium::Graph;
using cambium::Grouped;
using cambium::ListChange;
using cambium::ListEdit;
using cambium::TimeInput;
using cambium::Window;

struct Issue {
  int id;
  int project;
  int created;
  int votes;
  auto operator<=>(const Issue&) const = default;
};

int expectations = 0;

void Expect(bool condition) {
  ++expectations;
  if (condition) return;
  std::cerr << "expectation " << expectations << " does not hold\n";
  std::exit(1);
}
void Expect(const absl::Status& status) { Expect(status.ok()); }

// A graph with four issues of project 7 and one of project 8.
struct Tracker {
  Tracker() {
    Expect(graph.Transact([&] {
      issues.input.Insert({1, 7, 100, 3});
      issues.input.Insert({2, 7, 200, 9});
      issues.input.Insert({3, 7, 300, 3});
      issues.input.Insert({4, 7, 400, 1});
      issues.input.Insert({5, 8, 250, 2});
    }));
  }
  Graph graph;
  cambium::NewInput<Issue> issues = graph.AddInput<Issue>();
};

void Medians() {
  Tracker tracker;
  auto& issues = tracker.issues;
  // [quantile]
  auto by_project = issues.stream.GroupBy(&Issue::project);
  auto median = by_project.Median(&Issue::votes).Materialize();
  auto most = by_project.Quantile(&Issue::votes, {95, 100}).Materialize();
  Expect(*median.Get(7) == 3);
  Expect(*most.Get(7) == 9);
  // [end]
}

void Extremes() {
  Tracker tracker;
  auto& issues = tracker.issues;
  // [arg max]
  auto best = issues.stream.GroupBy(&Issue::project).ArgMax(&Issue::votes).Materialize();
  Expect(best.Get(Issue{2, 7, 200, 9}) == 1);
  Expect(best.size() == 2);  // one of each project
  // [end]
}

void Windows() {
  Tracker tracker;
  auto& graph = tracker.graph;
  auto& issues = tracker.issues;
  // [top]
  auto newest = issues.stream.GroupBy(&Issue::project).Ordered(Descending(&Issue::created));
  auto first_page = newest.Top(2).Materialize();
  auto second_page = newest.Take({.offset = 2, .limit = 2}).Materialize();
  auto after =
      newest
          .Take({.limit = 2, .start = Issue{3, 7, 300, 3}, .from = Window<Issue>::From::kAfter})
          .Materialize();
  auto oldest = newest.Last().Materialize();

  Expect(graph.Transact([&] { issues.input.Insert({6, 7, 500, 0}); }));
  Expect(first_page.Get(Issue{6, 7, 500, 0}) == 1);
  Expect(second_page.Get(Issue{3, 7, 300, 3}) == 1);  // pushed out of the first one
  Expect(after.Get(Issue{2, 7, 200, 9}) == 1);
  Expect(oldest.Get(Issue{1, 7, 100, 3}) == 1);
  // [end]
}

void Limits() {
  Tracker tracker;
  auto& graph = tracker.graph;
  auto& issues = tracker.issues;
  // [limited top]
  auto limits = graph.AddInput<Grouped<int, std::int64_t>>();
  auto newest = issues.stream.GroupBy(&Issue::project).Ordered(Descending(&Issue::created));
  auto shown = newest.Top(limits.stream).Materialize();
  Expect(shown.size() == 0);
  Expect(graph.Transact([&] { limits.input.Insert({7, 3}); }));
  Expect(shown.size() == 3);  // of project 7; nobody has asked for project 8
  // [end]
}

void Lists() {
  Tracker tracker;
  auto& issues = tracker.issues;
  // [ordered lists]
  auto ranking = issues.stream.GroupBy(&Issue::project)
                     .Ordered(Descending(&Issue::votes))
                     .Lists({.limit = 2})
                     .Materialize();
  Expect(*ranking.Get(7) == std::vector<Issue>{{2, 7, 200, 9}, {1, 7, 100, 3}});
  // [end]
}

void Positions() {
  Tracker tracker;
  auto& graph = tracker.graph;
  auto& issues = tracker.issues;
  // [subscribe lists]
  std::vector<ListEdit<Issue>> edits;
  auto subscription =
      issues.stream.GroupBy(&Issue::project)
          .Ordered(Descending(&Issue::votes))
          .SubscribeLists(&Issue::id, [&](std::span<const ListChange<int, Issue>> changes) {
            edits = changes.front().edits;  // of project 7
          });
  Expect(edits.size() == 4);  // what stands, as insertions

  Expect(graph.Transact([&] {
    issues.input.Delete({4, 7, 400, 1});
    issues.input.Insert({4, 7, 400, 12});
  }));
  using Kind = ListEdit<Issue>::Kind;
  Expect(edits == std::vector<ListEdit<Issue>>{{Kind::kMove, 3, 0, {4, 7, 400, 12}}});
  // [end]
}

void Time() {
  Graph graph;
  // [valid during]
  struct Offer {
    int id;
    int from;
    std::optional<int> until;
    auto operator<=>(const Offer&) const = default;
  };
  auto offers = graph.AddInput<Offer>();
  TimeInput<int> time(graph, 0);
  auto valid = offers.stream.ValidDuring(time, &Offer::from, &Offer::until).Materialize();
  Expect(graph.Transact([&] {
    offers.input.Insert({1, 10, 30});
    offers.input.Insert({2, 20, std::nullopt});
  }));
  Expect(valid.size() == 0);
  Expect(time.next_deadline() == 10);  // nothing happens before that

  Expect(graph.Transact([&] { time.AdvanceTo(25); }));
  Expect(valid.size() == 2);
  Expect(graph.Transact([&] { time.AdvanceTo(30); }));
  Expect(valid.Get(Offer{2, 20, std::nullopt}) == 1);
  Expect(valid.size() == 1);
  // [end]
}

}  // namespace

int main() {
  Medians();
  Extremes();
  Windows();
  Limits();
  Lists();
  Positions();
  Time();
  std::cout << expectations << " expectations hold\n";
  return 0;
}
