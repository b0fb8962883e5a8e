// JOIN: pairs of elements with equal keys, maintained by deltas of either side.
//
// The join is bilinear: (A + ΔA) ⋈ (B + ΔB) opens into four terms, of which A ⋈ B is
// what has been emitted before. A step emits the other three, over indexes that stand
// as before the step:
//
//                 B (index)      ΔB
//     A (index)   said before    A ⋈ ΔB
//     ΔA          ΔA ⋈ B         ΔA ⋈ ΔB
//
// Simultaneous deltas and self-joins are therefore right by construction. A key that is
// NULL (an empty std::optional, or one that says MatchesNothing()) has no partner.
//
// Law: the outputs so far sum to the join of the inputs so far; weights multiply.
//
// State: none of its own, both indexes are the graph's and shared. Cost: one look-up
// per entry of either delta, and one output per match.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/chunks.h"
#include "dataflow/executor.h"
#include "dataflow/key_index.h"
#include "dataflow/look_ahead.h"
#include "dataflow/matches.h"
#include "dataflow/stream.h"

namespace cambium {

template <Element Left, Element Right, typename LeftKey, typename RightKey, typename Emit>
class JoinOperator {
 public:
  using Out = ImageOf<Emit, Left, Right>;
  static constexpr char kName[] = "join";

  JoinOperator(KeyIndex<Left, LeftKey> left, KeyIndex<Right, RightKey> right, Emit emit)
      : left_(std::move(left)), right_(std::move(right)), emit_(std::move(emit)) {}

  void Step(const Delta<Left>& left_delta, const Delta<Right>& right_delta, Delta<Out>& out,
            Executor* executor = nullptr) const {
    // ΔA ⋈ B and ΔA ⋈ ΔB, then A ⋈ ΔB.
    const Delta<Right> none;
    const Matches<Right, RightKey> new_rights(*right_, left_delta.empty() ? none : right_delta);
    EmitChunks(left_delta, out, executor,
               [&](auto entries, Delta<Out>& to) { EmitLefts(entries, new_rights, to); });
    EmitChunks(right_delta, out, executor,
               [&](auto entries, Delta<Out>& to) { EmitRights(entries, to); });
  }

  // One side as the delta, the other as it stands.
  void AppendContents(Delta<Out>& out) const {
    Delta<Left> lefts;
    left_->AppendContents(lefts);
    Step(lefts, Delta<Right>(), out);
  }

 private:
  template <Element T>
  using EntriesOf = std::span<const typename Delta<T>::Entry>;

  void EmitLefts(EntriesOf<Left> lefts, const Matches<Right, RightKey>& new_rights,
                 Delta<Out>& out) const {
    const auto key_of = [this](const Left& left) { return left_->KeyOfElement(left); };
    const Both<Right, RightKey> rights_and_new{*right_, new_rights};
    LookAhead(rights_and_new, lefts, key_of, [&](const auto& key, const auto& left) {
      if (MatchesNothing(key)) return;
      const auto emit = [&](const Right& right, Weight weight) {
        out.Add(std::invoke(emit_, left.element, right), MultiplyWeights(left.weight, weight));
      };
      if (const Group<Right>* rights = right_->At(key)) rights->ForEach(emit);
      new_rights.ForEach(key, emit);
    });
  }
  void EmitRights(EntriesOf<Right> rights, Delta<Out>& out) const {
    const auto key_of = [this](const Right& right) { return right_->KeyOfElement(right); };
    LookAhead(*left_, rights, key_of, [&](const auto& key, const auto& right) {
      if (MatchesNothing(key)) return;
      const Group<Left>* lefts = left_->At(key);
      if (lefts == nullptr) return;
      lefts->ForEach([&](const Left& left, Weight weight) {
        out.Add(std::invoke(emit_, left, right.element), MultiplyWeights(weight, right.weight));
      });
    });
  }
  // A long delta goes in chunks, whose outputs are put together in their order.
  template <Element T, typename Emitter>
  static void EmitChunks(const Delta<T>& delta, Delta<Out>& out, Executor* executor,
                         const Emitter& emit) {
    const auto entries = delta.entries();
    std::vector<Delta<Out>> others(ChunkCount(executor, entries.size()) - 1);
    ForEachChunk(executor, entries.size(),
                 [&](std::size_t from, std::size_t to, std::size_t chunk) {
                   emit(entries.subspan(from, to - from), chunk == 0 ? out : others[chunk - 1]);
                 });
    for (const Delta<Out>& other : others) out.Append(other);
  }

  // What stands on one side and what is new there, looked up together.
  template <Element T, typename KeyOf>
  struct Both {
    const HashIndex<T, KeyOf>& index;
    const Matches<T, KeyOf>& matches;

    template <typename Key>
    void Prefetch(const Key& key) const {
      index.Prefetch(key);
      matches.Prefetch(key);
    }
    template <typename Key>
    void PrefetchFound(const Key& key) const {
      index.PrefetchFound(key);
      matches.PrefetchFound(key);
    }
  };

  KeyIndex<Left, LeftKey> left_;
  KeyIndex<Right, RightKey> right_;
  Emit emit_;
};

template <Element T>
template <typename U, typename LeftKey, typename RightKey, typename Emit>
auto Stream<T>::Join(const Stream<U>& right, LeftKey left_key, RightKey right_key,
                     Emit emit) const {
  CheckKey<LeftKey, T>();
  CheckKey<RightKey, U>();
  static_assert(std::is_same_v<ImageOf<LeftKey, T>, ImageOf<RightKey, U>>,
                "cambium: the two keys of a Join must be of one type");
  static_assert(std::is_invocable_v<const Emit&, const T&, const U&>,
                "cambium: Join needs a function of a left and a right element");
  static_assert(Element<ImageOf<Emit, T, U>>, "cambium: what Join gives must have == and <");
  return internal::AddOperator(
      JoinOperator<T, U, LeftKey, RightKey, Emit>(IndexBy(*this, left_key),
                                                  IndexBy(right, right_key), std::move(emit)),
      *this, right);
}

}  // namespace cambium
