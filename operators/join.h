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
    for (const auto& [left, weight] : left_delta) {
      const auto key = left_->KeyOfElement(left);
      if (MatchesNothing(key)) continue;
      const auto emit = [&, &l = left, w = weight](const Right& right, Weight right_weight) {
        out.Add(std::invoke(emit_, l, right), MultiplyWeights(w, right_weight));
      };
      if (const Group<Right>* rights = right_->At(key)) rights->ForEach(emit);
      new_rights.ForEach(key, emit);
    }
    for (const auto& [right, weight] : right_delta) {
      const auto key = right_->KeyOfElement(right);
      if (MatchesNothing(key)) continue;
      const Group<Left>* lefts = left_->At(key);
      if (lefts == nullptr) continue;
      lefts->ForEach([&, &r = right, w = weight](const Left& left, Weight left_weight) {
        out.Add(std::invoke(emit_, left, r), MultiplyWeights(left_weight, w));
      });
    }
  }

  // One side as the delta, the other as it stands.
  void AppendContents(Delta<Out>& out) const {
    Delta<Left> lefts;
    left_->AppendContents(lefts);
    Step(lefts, Delta<Right>(), out);
  }

 private:
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
