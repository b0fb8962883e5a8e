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
// What an aggregate sums up of a delta may have another form than what stands: a `Change`
// next to its `State`. Two aggregates which say that they keep the same state, such as the
// least and the greatest of one member, keep it once.
//
// Cost: COMPUTE one pass over the delta; COMMIT one probe per group that it touches.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "dataflow/chunks.h"
#include "dataflow/delta.h"
#include "dataflow/executor.h"
#include "dataflow/split_map.h"

namespace cambium {

namespace internal {

template <typename Aggregate>
struct ChangeOf {};
template <typename Aggregate>
requires requires { typename Aggregate::Change; }
struct ChangeOf<Aggregate> {
  using Type = typename Aggregate::Change;
};
template <typename Aggregate>
requires(
    !requires { typename Aggregate::Change; } &&
    requires { typename Aggregate::State; }) struct ChangeOf<Aggregate> {
  using Type = typename Aggregate::State;
};

}  // namespace internal

template <Element T, typename KeyOf, typename... Aggregates>
class GroupStates {
 public:
  using element_type = T;
  using key_type = std::decay_t<std::invoke_result_t<const KeyOf&, const T&>>;
  using States = std::tuple<typename Aggregates::State...>;
  using Changes = std::tuple<typename internal::ChangeOf<Aggregates>::Type...>;
  static constexpr char kName[] = "group states";

  struct Row {
    Weight weight = 0;  // Of the group's rows together.
    States states;
  };
  struct Change {
    key_type key;
    Weight weight = 0;
    Changes changes;
  };

  explicit GroupStates(KeyOf key_of, Aggregates... aggregates)
      : key_of_(std::move(key_of)), aggregates_(std::move(aggregates)...) {
    FindSources(kEach);
  }

  const std::tuple<Aggregates...>& aggregates() const { return aggregates_; }
  // The state of the i-th aggregate, be it its own or one that it shares; and its change.
  template <std::size_t i>
  const auto& StateOf(const Row& row) const {
    return Shared<i>(row.states);
  }
  template <std::size_t i>
  const auto& ChangeOf(const Change& change) const {
    return Shared<i>(change.changes);
  }
  // As before the step; null or of weight 0 for a group that does not exist.
  const Row* Before(const key_type& key) const { return rows_.Find(key); }
  // What the running step changes, in the order in which groups came up in the delta.
  const auto& pending() const { return pending_.changes; }

  // Rows of weight 0, too.
  template <typename Visit>
  void ForEach(Visit visit) const {
    rows_.ForEach(visit);
  }
  std::size_t row_count() const { return rows_.size(); }

  // ---- the graph's ----

  void Prepare(const Delta<T>& delta, Executor* executor = nullptr) {
    const auto entries = delta.entries();
    worth_dividing_ = ChunkCount(executor, entries.size()) > 1;
    // Chunks are summed up apart, and put together in their order.
    std::vector<Pending> chunks(ChunkCount(executor, entries.size()) - 1);
    ForEachChunk(
        executor, entries.size(), [&](std::size_t from, std::size_t to, std::size_t chunk) {
          SumUp(entries.subspan(from, to - from), chunk == 0 ? pending_ : chunks[chunk - 1]);
        });
    for (const Pending& chunk : chunks) {
      for (const Change& change : chunk.changes) {
        Change& sum = pending_.Of(change.key);
        sum.weight = AddWeights(sum.weight, change.weight);
        AppendEach(sum.changes, change.changes, kEach);
      }
    }
    ForEachChange(executor,
                  [&](std::size_t i) { SealEach(pending_.changes[i].changes, kEach); });
  }
  void Abandon() { pending_.Clear(); }
  // COMMIT, of what Prepare() has summed up; or at once, for an index that starts late.
  void Fold(const Delta<T>& delta, Executor* executor = nullptr) {
    if (pending_.changes.empty()) Prepare(delta, executor);
    for (const Change& change : pending_.changes) rows_[change.key];
    ForEachChange(executor, [&](std::size_t i) {
      const Change& change = pending_.changes[i];
      Row& row = *rows_.Find(change.key);
      row.weight = AddWeights(row.weight, change.weight);
      MergeEach(row.states, change.changes, kEach);
    });
    for (const Change& change : pending_.changes) {
      if (IsZero(*rows_.Find(change.key))) rows_.Erase(change.key);
    }
    Abandon();
  }

 private:
  static constexpr std::index_sequence_for<Aggregates...> kEach{};

  // Changes by group, in the order in which the groups came up.
  struct Pending {
    absl::InlinedVector<Change, 2> changes;
    // Where a group stands in `changes`, once there are too many to look through.
    absl::flat_hash_map<key_type, std::size_t> positions;

    Change& Of(key_type key) {
      constexpr std::size_t kFew = 8;
      if (changes.size() <= kFew) {
        for (Change& change : changes) {
          if (change.key == key) return change;
        }
        if (changes.size() == kFew) {
          for (std::size_t i = 0; i < kFew; ++i) positions.emplace(changes[i].key, i);
        }
      }
      if (changes.size() >= kFew) {
        const auto [at, added] = positions.try_emplace(key, changes.size());
        if (!added) return changes[at->second];
      }
      return changes.emplace_back(Change{std::move(key), 0, Changes()});
    }
    void Clear() {
      changes.clear();
      positions.clear();
    }
  };

  void SumUp(std::span<const typename Delta<T>::Entry> entries, Pending& pending) const {
    for (const auto& [element, weight] : entries) {
      Change& change = pending.Of(std::invoke(key_of_, element));
      change.weight = AddWeights(change.weight, weight);
      AddEach(change.changes, element, weight, kEach);
    }
  }
  // Calls `work(i)` for each change, on several cores when the delta is long.
  template <typename Work>
  void ForEachChange(Executor* executor, const Work& work) const {
    const std::size_t count = pending_.changes.size();
    if (worth_dividing_ && executor != nullptr) return executor->ForEach(count, work);
    for (std::size_t i = 0; i < count; ++i) work(i);
  }

  // Whose state each aggregate has: of those that keep the same one, the first.
  template <std::size_t... i>
  void FindSources(std::index_sequence<i...>) {
    ((sources_[i] = SourceOf<i, 0>()), ...);
  }
  template <std::size_t i, std::size_t kOther>
  std::size_t SourceOf() const {
    if constexpr (kOther < i) {
      if constexpr (kSameStates<i, kOther>) {
        const std::string mine = std::get<i>(aggregates_).StateIdentity();
        if (!mine.empty() && mine == std::get<kOther>(aggregates_).StateIdentity())
          return kOther;
      }
      return SourceOf<i, kOther + 1>();
    } else {
      return i;
    }
  }
  template <std::size_t i>
  using AggregateAt = std::tuple_element_t<i, std::tuple<Aggregates...>>;
  template <std::size_t i, std::size_t kOther>
  static constexpr bool kSameStates = std::
      is_same_v<typename AggregateAt<i>::State, typename AggregateAt<kOther>::State>&& requires(
          const AggregateAt<i>& mine, const AggregateAt<kOther>& other) {
    mine.StateIdentity();
    other.StateIdentity();
  };
  template <std::size_t i, std::size_t kOther = 0, typename Tuple>
  const auto& Shared(const Tuple& tuple) const {
    if constexpr (kOther < i) {
      if constexpr (kSameStates<i, kOther>) {
        if (sources_[i] == kOther) return std::get<kOther>(tuple);
      }
      return Shared<i, kOther + 1>(tuple);
    } else {
      return std::get<i>(tuple);
    }
  }

  template <std::size_t... i>
  void AddEach(Changes& changes, const T& element, Weight weight,
               std::index_sequence<i...>) const {
    const auto add = [&](const auto& aggregate, auto& change, std::size_t at) {
      if (sources_[at] == at) aggregate.Add(change, element, weight);
    };
    (add(std::get<i>(aggregates_), std::get<i>(changes), i), ...);
  }
  // What has been added up of two chunks, together.
  template <std::size_t... i>
  static void AppendEach(Changes& changes, const Changes& more, std::index_sequence<i...>) {
    const auto append = []<typename Aggregate>(const Aggregate*, auto& change, const auto& of) {
      if constexpr (requires { change.Append(of); }) {
        change.Append(of);
      } else {
        Aggregate::Merge(change, of);
      }
    };
    (append(static_cast<const AggregateAt<i>*>(nullptr), std::get<i>(changes),
            std::get<i>(more)),
     ...);
  }
  // Once everything is added; what is shared and empty is sealed for nothing.
  template <std::size_t... i>
  static void SealEach(Changes& changes, std::index_sequence<i...>) {
    const auto seal = [](auto& change) {
      if constexpr (requires { change.Seal(); }) change.Seal();
    };
    (seal(std::get<i>(changes)), ...);
  }
  template <std::size_t... i>
  static void MergeEach(States& states, const Changes& changes, std::index_sequence<i...>) {
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
  std::array<std::size_t, sizeof...(Aggregates)> sources_{};
  SplitMap<key_type, Row> rows_;  // None that are zero: state is O(live rows).
  Pending pending_;
  bool worth_dividing_ = false;  // What Prepare() was given was long.
};

}  // namespace cambium
