// DISTINCT and AGGREGATES inside of a recursive scope: a function of each group, at all times.
//
//     group holds          at 0: 1 row     at 2: 3 rows     at 5: none
//     emitted              (1,0):+1        (1,2):-1 (3,2):+1        (3,5):-1
//     a row less from 2 on                 (3,2):-1 (2,2):+1        (3,5):+1 (2,5):-1
//
// The course of a group, what it holds at which iteration, is the sum of its timed entries. A
// delta changes courses; for each group that it touches the function is run along the course
// as it was and as it is, from the first change on, and what differs is emitted, each at the
// time from which on it holds. With nested scopes times are points of a grid, and what is
// emitted at a point is what its value has more than those below it,
//
//     d(i, j)  =  v(i, j) - v(i-1, j) - v(i, j-1) + v(i-1, j-1)
//
// so that all that counts at a point sums to its value again.
//
// Law: at every time, the outputs so far sum to the function of the groups of the inputs so
// far.
//
// State: an index of the input, which is shared. Cost: for each group touched, its course: as
// many entries as it has in the index, once for each iteration of the scopes around that it
// has entries of.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "dataflow/group_states.h"
#include "dataflow/grouped.h"
#include "dataflow/key_index.h"
#include "dataflow/timed.h"
#include "operators/aggregate.h"

namespace cambium {

// `Running` is the function: Start(key), then Add(element, weight) and Value(error) by turns.
template <Element T, std::size_t kDepth, typename KeyOf, typename Running>
class TimedGroupsOperator {
 public:
  using In = Timed<T, kDepth>;
  using Value = typename Running::Out;
  using Out = Timed<Value, kDepth>;
  static constexpr bool kConsolidated = true;
  static constexpr char kName[] = "timed groups";

  TimedGroupsOperator(KeyIndex<In, OnElement<KeyOf>> index, Running running)
      : index_(std::move(index)), running_(std::move(running)) {}

  void Step(const Delta<In>& delta, Delta<Out>& out) const {
    std::vector<Touched> touched;
    touched.reserve(delta.size());
    for (const auto& entry : delta) {
      touched.push_back({index_->KeyOfElement(entry.element), &entry});
    }
    const auto less = [](const Touched& left, const Touched& right) {
      return left.key < right.key;
    };
    if (!std::is_sorted(touched.begin(), touched.end(), less)) {
      std::stable_sort(touched.begin(), touched.end(), less);
    }
    Running running = running_;
    for (std::size_t from = 0, to = 0; from < touched.size(); from = to) {
      while (to < touched.size() && touched[to].key == touched[from].key) ++to;
      EmitChange(std::span(touched).subspan(from, to - from), running, out);
    }
  }

  void AppendContents(Delta<Out>& out) const {
    Delta<In> contents;
    index_->AppendContents(contents);
    contents.Consolidate();
    CAMBIUM_CHECK(contents.empty(), "a stream inside of a scope is read late");
    (void)out;
  }

 private:
  using Time = Iteration<kDepth>;
  using Key = typename HashIndex<In, OnElement<KeyOf>>::key_type;
  struct Touched {
    Key key;
    const typename Delta<In>::Entry* entry;
  };
  // Entries of a group, those with the least last iteration first.
  struct Event {
    const In* timed;
    Weight weight;
  };
  using Course = absl::InlinedVector<Event, 8>;
  using Coordinates = absl::InlinedVector<std::uint32_t, 8>;
  // What a group is worth at a point; both empty when they are the same.
  struct Change {
    std::optional<Value> before;
    std::optional<Value> after;
  };

  void EmitChange(std::span<const Touched> touched, Running& running, Delta<Out>& out) const {
    const Key& key = touched.front().key;
    Course before;
    if (const Group<In>* group = index_->At(key)) {
      group->ForEach([&](const In& timed, Weight weight) {
        before.push_back({&timed, weight});
      });
    }
    Course after = before;
    Time first = touched.front().entry->element.time;
    for (const Touched& touch : touched) {
      const In& timed = touch.entry->element;
      after.push_back({&timed, touch.entry->weight});
      for (std::size_t i = 0; i < kDepth; ++i) first[i] = std::min(first[i], timed.time[i]);
    }
    const auto by_last = [](const Event& left, const Event& right) {
      return left.timed->time[kDepth - 1] < right.timed->time[kDepth - 1];
    };
    std::sort(before.begin(), before.end(), by_last);
    std::sort(after.begin(), after.end(), by_last);
    // Nothing changes before the first time; `after` has the times of both.
    std::array<Coordinates, kDepth> grid;
    std::size_t points = 1;
    for (std::size_t i = 0; i < kDepth; ++i) {
      for (const Event& event : after) {
        if (event.timed->time[i] >= first[i]) grid[i].push_back(event.timed->time[i]);
      }
      std::sort(grid[i].begin(), grid[i].end());
      grid[i].erase(std::unique(grid[i].begin(), grid[i].end()), grid[i].end());
      points *= grid[i].size();
    }
    absl::InlinedVector<Change, 8> changes(points);
    const std::size_t length = grid[kDepth - 1].size();
    for (std::size_t from = 0; from < points; from += length) {
      absl::Status ignored;  // What had no value before has not been emitted.
      absl::Status error;
      RunAlong(before, key, grid, from, running, ignored, &Change::before, changes);
      RunAlong(after, key, grid, from, running, error, &Change::after, changes);
      if (!error.ok()) out.Fail(std::move(error));
    }
    for (Change& change : changes) {
      if (change.before == change.after) change = Change();
    }
    for (std::size_t at = 0; at < points; ++at) EmitAt(at, grid, changes, out);
  }

  static Time TimeOf(std::size_t at, const std::array<Coordinates, kDepth>& grid) {
    Time time;
    for (std::size_t i = kDepth; i-- > 0; at /= grid[i].size()) {
      time[i] = grid[i][at % grid[i].size()];
    }
    return time;
  }

  // The function along one line of the grid, that of the last coordinate.
  template <typename Side>
  void RunAlong(const Course& course, const Key& key,
                const std::array<Coordinates, kDepth>& grid, std::size_t from, Running& running,
                absl::Status& error, Side side, absl::InlinedVector<Change, 8>& changes) const {
    running.Start(key);
    std::size_t next = 0;
    for (std::size_t at = from; at < from + grid[kDepth - 1].size(); ++at) {
      const Time time = TimeOf(at, grid);
      for (; next < course.size(); ++next) {
        const In& timed = *course[next].timed;
        if (timed.time[kDepth - 1] > time[kDepth - 1]) break;
        if (CountsAt(timed.time, time)) running.Add(timed.element, course[next].weight);
      }
      changes[at].*side = running.Value(error);
    }
  }

  // What a point has more than the points below it have together.
  static void EmitAt(std::size_t at, const std::array<Coordinates, kDepth>& grid,
                     const absl::InlinedVector<Change, 8>& changes, Delta<Out>& out) {
    absl::InlinedVector<std::pair<const Value*, Weight>, 4> sum;
    const auto add = [&sum](const std::optional<Value>& value, Weight weight) {
      if (!value.has_value()) return;
      for (auto& [known, total] : sum) {
        if (*known == *value) {
          total += weight;
          return;
        }
      }
      sum.push_back({&*value, weight});
    };
    for (std::size_t corner = 0; corner < std::size_t{1} << kDepth; ++corner) {
      std::size_t below = at;
      std::size_t stride = 1;
      Weight sign = 1;
      bool exists = true;
      for (std::size_t i = kDepth; i-- > 0; stride *= grid[i].size()) {
        if ((corner >> i & 1) == 0) continue;
        exists = exists && at / stride % grid[i].size() > 0;
        below -= stride;
        sign = -sign;
      }
      if (!exists) continue;
      add(changes[below].after, sign);
      add(changes[below].before, -sign);
    }
    for (const auto& [value, weight] : sum) out.Add({*value, TimeOf(at, grid)}, weight);
  }

  KeyIndex<In, OnElement<KeyOf>> index_;
  Running running_;
};

// The element itself, as its own key.
struct WholeElement {
  template <typename T>
  const T& operator()(const T& element) const {
    return element;
  }
};

// The element of a group of equal ones, while it weighs more than nothing.
template <Element T>
class RunningDistinct {
 public:
  using Out = T;

  void Start(const T& element) {
    element_ = &element;
    total_ = 0;
  }
  void Add(const T&, Weight weight) { total_ = AddWeights(total_, weight); }
  std::optional<T> Value(absl::Status&) const {
    return total_ > 0 ? std::optional<T>(*element_) : std::nullopt;
  }

 private:
  const T* element_ = nullptr;
  Weight total_ = 0;
};

// The aggregates of a group, while its rows weigh more than nothing: rows of later iterations
// may be taken back before others take their place, and a group of such is none.
template <Element T, typename KeyOf, typename... Aggregates>
class RunningAggregates {
 public:
  using States = GroupStates<T, KeyOf, Aggregates...>;
  using Key = typename States::key_type;
  using Result = typename AggregateResult<typename Aggregates::Result...>::Type;
  using Out = Grouped<Key, Result>;

  RunningAggregates(KeyOf key_of, Aggregates... aggregates)
      : key_of_(std::move(key_of)), aggregates_(std::move(aggregates)...) {}
  // The same function, not where it is.
  RunningAggregates(const RunningAggregates& other)
      : key_of_(other.key_of_), aggregates_(other.aggregates_) {}
  RunningAggregates& operator=(const RunningAggregates&) = delete;
  ~RunningAggregates() = default;

  void Start(const Key& key) {
    key_ = &key;
    std::apply([this](const auto&... each) { states_.emplace(key_of_, each...); }, aggregates_);
    fresh_.Clear();
  }
  void Add(const T& element, Weight weight) { fresh_.Add(element, weight); }
  std::optional<Out> Value(absl::Status& error) {
    if (!fresh_.empty()) states_->Fold(fresh_);
    fresh_.Clear();
    const auto* row = states_->Before(*key_);
    if (row == nullptr || row->weight <= 0) return std::nullopt;
    return Out{*key_, Finish(*row, error, std::index_sequence_for<Aggregates...>())};
  }

 private:
  template <typename Row, std::size_t... i>
  Result Finish(const Row& row, absl::Status& error, std::index_sequence<i...>) const {
    return Result{std::get<i>(aggregates_)
                      .Finish(states_->template StateOf<i>(row), row.weight, error)...};
  }

  const KeyOf key_of_;
  const std::tuple<Aggregates...> aggregates_;
  std::optional<States> states_;  // Of the running group.
  const Key* key_ = nullptr;
  Delta<T> fresh_;  // Since the last value.
};

}  // namespace cambium
