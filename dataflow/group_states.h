// One state row for each group of a wire: what all linear aggregates of a group-by keep.
//
// A linear aggregate maps Z-sets to states so that the state of a sum is the sum of the
// states. So a step needs no group's rows: COMPUTE sums up the states of the delta alone,
// group by group, and COMMIT adds them to what stands.
//
//     before   core: 2 rows, 300 cents
//     delta    {(core,100):-1, (core,150):+1, (infra,7):+1}
//     pending  core: 0 rows, +50     infra: 1 row, +7
//
// A group exists while its rows weigh something, whatever their sum is. Rows that outweigh
// each other, as {a:+1, b:-1}, are no group, but their states are kept until they are zero.
//
// Cost: COMPUTE one pass over the delta; COMMIT one probe per group that it touches.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "dataflow/delta.h"
#include "dataflow/split_map.h"

namespace cambium {

template <Element T, typename KeyOf, typename... Aggregates>
class GroupStates {
 public:
  using element_type = T;
  using key_type = std::decay_t<std::invoke_result_t<const KeyOf&, const T&>>;
  using States = std::tuple<typename Aggregates::State...>;
  static constexpr char kName[] = "group states";

  struct Row {
    Weight weight = 0;  // Of the group's rows together.
    States states;
  };
  struct Change {
    key_type key;
    Row row;
  };

  explicit GroupStates(KeyOf key_of, Aggregates... aggregates)
      : key_of_(std::move(key_of)), aggregates_(std::move(aggregates)...) {}

  const std::tuple<Aggregates...>& aggregates() const { return aggregates_; }
  // As before the step; null or of weight 0 for a group that does not exist.
  const Row* Before(const key_type& key) const { return rows_.Find(key); }
  // What the running step changes, in the order in which groups came up in the delta.
  const auto& pending() const { return pending_; }

  // Rows of weight 0, too.
  template <typename Visit>
  void ForEach(Visit visit) const {
    rows_.ForEach(visit);
  }
  std::size_t row_count() const { return rows_.size(); }

  // ---- the graph's ----

  void Prepare(const Delta<T>& delta) {
    for (const auto& [element, weight] : delta) {
      Row& row = PendingOf(std::invoke(key_of_, element));
      row.weight = AddWeights(row.weight, weight);
      std::apply(
          [&, &e = element, w = weight](const Aggregates&... aggregates) {
            AddEach(row.states, e, w, std::index_sequence_for<Aggregates...>(), aggregates...);
          },
          aggregates_);
    }
  }
  void Abandon() {
    pending_.clear();
    positions_.clear();
  }
  // COMMIT, of what Prepare() has summed up; or at once, for an index that starts late.
  void Fold(const Delta<T>& delta) {
    if (pending_.empty()) Prepare(delta);
    for (const Change& change : pending_) {
      Row& row = rows_[change.key];
      AddTo(row, change.row);
      if (IsZero(row)) rows_.Erase(change.key);
    }
    Abandon();
  }

 private:
  static constexpr std::size_t kFew = 8;

  Row& PendingOf(key_type key) {
    if (pending_.size() <= kFew) {
      for (Change& change : pending_) {
        if (change.key == key) return change.row;
      }
      if (pending_.size() == kFew) {
        for (std::size_t i = 0; i < kFew; ++i) positions_.emplace(pending_[i].key, i);
      }
    }
    if (pending_.size() >= kFew) {
      const auto [at, added] = positions_.try_emplace(key, pending_.size());
      if (!added) return pending_[at->second].row;
    }
    return pending_.emplace_back(Change{std::move(key), Row()}).row;
  }

  template <std::size_t... i>
  static void AddEach(States& states, const T& element, Weight weight,
                      std::index_sequence<i...>, const Aggregates&... aggregates) {
    (aggregates.Add(std::get<i>(states), element, weight), ...);
  }
  static void AddTo(Row& row, const Row& change) {
    row.weight = AddWeights(row.weight, change.weight);
    MergeEach(row.states, change.states, std::index_sequence_for<Aggregates...>());
  }
  template <std::size_t... i>
  static void MergeEach(States& states, const States& changes, std::index_sequence<i...>) {
    (Aggregates::Merge(std::get<i>(states), std::get<i>(changes)), ...);
  }

  static bool IsZero(const Row& row) {
    const auto is_zero = []<typename State>(const State& state) {
      if constexpr (requires { state.empty(); }) {
        return state.empty();
      } else {
        return state == State();
      }
    };
    return row.weight == 0 &&
           std::apply([&](const auto&... states) { return (is_zero(states) && ...); },
                      row.states);
  }

  KeyOf key_of_;
  std::tuple<Aggregates...> aggregates_;
  SplitMap<key_type, Row> rows_;  // None that are zero: state is O(live rows).
  absl::InlinedVector<Change, 2> pending_;
  // Where a group stands in `pending_`, once there are too many to look through.
  absl::flat_hash_map<key_type, std::size_t> positions_;
};

}  // namespace cambium
