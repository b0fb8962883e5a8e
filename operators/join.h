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

#include <functional>
#include <type_traits>
#include <utility>

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

  void Step(const Delta<Left>& left_delta, const Delta<Right>& right_delta,
            Delta<Out>& out) const {
    // ΔA ⋈ B and ΔA ⋈ ΔB, then A ⋈ ΔB.
    const Delta<Right> none;
    const Matches<Right, RightKey> new_rights(*right_, left_delta.empty() ? none : right_delta);
    const auto key_of_left = [this](const Left& left) { return left_->KeyOfElement(left); };
    const Both<Right, RightKey> rights_and_new{*right_, new_rights};
    LookAhead(
        rights_and_new, left_delta.entries(), key_of_left, [&](const auto& key, const auto& l) {
          if (MatchesNothing(key)) return;
          const auto emit = [&](const Right& right, Weight weight) {
            out.Add(std::invoke(emit_, l.element, right), MultiplyWeights(l.weight, weight));
          };
          if (const Group<Right>* rights = right_->At(key)) rights->ForEach(emit);
          new_rights.ForEach(key, emit);
        });
    const auto key_of_right = [this](const Right& right) {
      return right_->KeyOfElement(right);
    };
    LookAhead(*left_, right_delta.entries(), key_of_right, [&](const auto& key, const auto& r) {
      if (MatchesNothing(key)) return;
      const Group<Left>* lefts = left_->At(key);
      if (lefts == nullptr) return;
      lefts->ForEach([&](const Left& left, Weight weight) {
        out.Add(std::invoke(emit_, left, r.element), MultiplyWeights(weight, r.weight));
      });
    });
  }

  // One side as the delta, the other as it stands.
  void AppendContents(Delta<Out>& out) const {
    Delta<Left> lefts;
    left_->AppendContents(lefts);
    Step(lefts, Delta<Right>(), out);
  }

 private:
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
  return internal::AddOperator(
      JoinOperator<T, U, LeftKey, RightKey, Emit>(IndexBy(*this, left_key),
                                                  IndexBy(right, right_key), std::move(emit)),
      *this, right);
}

}  // namespace cambium
