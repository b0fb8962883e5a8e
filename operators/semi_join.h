// SEMI JOIN and ANTI JOIN: the left elements that have a partner, or that have none.
//
//     left {(7,ann), (8,bob)}    right {7, 7}       semi {ann}    anti {bob}
//     delta of right {7:-1}      →  nothing         7 still has a partner
//     delta of right {7:-1}      →  semi {ann:-1}   anti {ann:+1}
//
// Weights are those of the left side, however many partners there are. With S for the set of
// keys that are present on the right,
//
//     Δ(L ⋉ S)  =  ΔL ⋉ S after  +  L before ⋉ ΔS
//
// and the anti join is what is left of L. A key that is NULL has no partner.
//
// Law: the outputs so far sum to the semi (anti) join of the inputs so far.
//
// State: none of its own, two shared indexes. Cost: one look-up per entry of either delta,
// and one output per left element of a key that appears or vanishes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <type_traits>
#include <utility>

#include "dataflow/presence.h"
#include "dataflow/stream.h"

namespace cambium {

enum class Partner { kSome, kNone };

template <Element Left, Element Right, typename LeftKey, typename RightKey, Partner kPartner>
class SemiJoinOperator {
 public:
  using Out = Left;
  static constexpr char kName[] = "semi join";

  SemiJoinOperator(KeyIndex<Left, LeftKey> left, KeyIndex<Right, RightKey> right)
      : left_(std::move(left)), right_(std::move(right)) {}

  void Step(const Delta<Left>& left_delta, const Delta<Right>& right_delta,
            Delta<Left>& out) const {
    const Presence<Right, RightKey> partners(*right_, right_delta);
    for (const auto& [left, weight] : left_delta) {
      if (partners.After(left_->KeyOfElement(left)) == kWanted) out.Add(left, weight);
    }
    partners.ForEachFlip([&](const auto& key, bool appeared) {
      const Group<Left>* lefts = left_->At(key);
      if (lefts == nullptr) return;
      lefts->ForEach([&](const Left& left, Weight weight) {
        out.Add(left, appeared == kWanted ? weight : NegateWeight(weight));
      });
    });
  }

  void AppendContents(Delta<Left>& out) const {
    Delta<Left> lefts;
    left_->AppendContents(lefts);
    Step(lefts, Delta<Right>(), out);
  }

 private:
  static constexpr bool kWanted = kPartner == Partner::kSome;

  KeyIndex<Left, LeftKey> left_;
  KeyIndex<Right, RightKey> right_;
};

namespace internal {

template <Partner kPartner, Element T, Element U, typename LeftKey, typename RightKey>
Stream<T> AddSemiJoin(const Stream<T>& left, const Stream<U>& right, LeftKey left_key,
                      RightKey right_key) {
  CheckKey<LeftKey, T>();
  CheckKey<RightKey, U>();
  static_assert(std::is_same_v<ImageOf<LeftKey, T>, ImageOf<RightKey, U>>,
                "cambium: the two keys of a SemiJoin must be of one type");
  return AddOperator(SemiJoinOperator<T, U, LeftKey, RightKey, kPartner>(
                         IndexBy(left, left_key), IndexBy(right, right_key)),
                     left, right);
}

}  // namespace internal

template <Element T>
template <typename U, typename LeftKey, typename RightKey>
Stream<T> Stream<T>::SemiJoin(const Stream<U>& right, LeftKey left_key,
                              RightKey right_key) const {
  return internal::AddSemiJoin<Partner::kSome>(*this, right, left_key, right_key);
}

template <Element T>
template <typename U, typename LeftKey, typename RightKey>
Stream<T> Stream<T>::AntiJoin(const Stream<U>& right, LeftKey left_key,
                              RightKey right_key) const {
  return internal::AddSemiJoin<Partner::kNone>(*this, right, left_key, right_key);
}

}  // namespace cambium
