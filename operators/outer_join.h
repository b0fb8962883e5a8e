// OUTER JOINS: the pairs of a join, and the elements without a partner beside a null.
//
//     left {(7,ann), (8,bob)}   right {(7,x)}     left join {(ann,x), (bob,null)}
//     delta of right {(8,y):+1}              →    {(bob,null):-1, (bob,y):+1}
//     delta of right {(7,x):-1, (7,z):+1}    →    {(ann,x):-1, (ann,z):+1}    no null between
//
// A left element stands beside null while its key is not present on the right, and so for
// the right side; the null-extended elements of a side are its anti join with the other.
//
// Law: the outputs so far sum to the outer join of the inputs so far.
//
// State: none of its own, the two indexes of the join. Cost: that of the join, and one
// output per element of a key that appears or vanishes on the other side.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <type_traits>
#include <utility>

#include "dataflow/presence.h"
#include "operators/join.h"

namespace cambium {

enum class Outer { kLeft, kRight, kFull };

template <Element Left, Element Right, typename LeftKey, typename RightKey, typename Emit,
          Outer kOuter>
class OuterJoinOperator {
 public:
  using Out = std::decay_t<std::invoke_result_t<const Emit&, const Left*, const Right*>>;
  static constexpr char kName[] = "outer join";

  OuterJoinOperator(KeyIndex<Left, LeftKey> left, KeyIndex<Right, RightKey> right, Emit emit)
      : left_(left), right_(right), emit_(emit), pairs_(left, right, EmitPair{emit}) {}

  void Step(const Delta<Left>& left_delta, const Delta<Right>& right_delta,
            Delta<Out>& out) const {
    pairs_.Step(left_delta, right_delta, out);
    if constexpr (kOuter != Outer::kRight) {
      StepAlone(*left_, left_delta, *right_, right_delta, out,
                [this](const Left& left) { return emit_(&left, kNoRight); });
    }
    if constexpr (kOuter != Outer::kLeft) {
      StepAlone(*right_, right_delta, *left_, left_delta, out,
                [this](const Right& right) { return emit_(kNoLeft, &right); });
    }
  }

  void AppendContents(Delta<Out>& out) const {
    pairs_.AppendContents(out);
    if constexpr (kOuter != Outer::kRight) {
      Delta<Left> lefts;
      left_->AppendContents(lefts);
      StepAlone(*left_, lefts, *right_, Delta<Right>(), out,
                [this](const Left& left) { return emit_(&left, kNoRight); });
    }
    if constexpr (kOuter != Outer::kLeft) {
      Delta<Right> rights;
      right_->AppendContents(rights);
      StepAlone(*right_, rights, *left_, Delta<Left>(), out,
                [this](const Right& right) { return emit_(kNoLeft, &right); });
    }
  }

 private:
  // Typed, so that a function of any two pointers will do.
  static constexpr const Left* kNoLeft = nullptr;
  static constexpr const Right* kNoRight = nullptr;

  struct EmitPair {
    Emit emit;
    Out operator()(const Left& left, const Right& right) const { return emit(&left, &right); }
  };

  // The change of one side's elements that have no partner.
  template <typename Mine, typename MyIndex, typename Others, typename OtherIndex,
            typename EmitAlone>
  static void StepAlone(const MyIndex& my_index, const Delta<Mine>& my_delta,
                        const OtherIndex& other_index, const Delta<Others>& other_delta,
                        Delta<Out>& out, EmitAlone emit_alone) {
    const Presence partners(other_index, other_delta);
    for (const auto& [element, weight] : my_delta) {
      if (!partners.After(my_index.KeyOfElement(element))) {
        out.Add(emit_alone(element), weight);
      }
    }
    partners.ForEachFlip([&](const auto& key, bool appeared) {
      const Group<Mine>* alone = my_index.At(key);
      if (alone == nullptr) return;
      alone->ForEach([&](const Mine& element, Weight weight) {
        out.Add(emit_alone(element), appeared ? NegateWeight(weight) : weight);
      });
    });
  }

  KeyIndex<Left, LeftKey> left_;
  KeyIndex<Right, RightKey> right_;
  Emit emit_;
  JoinOperator<Left, Right, LeftKey, RightKey, EmitPair> pairs_;
};

namespace internal {

template <Outer kOuter, Element T, Element U, typename LeftKey, typename RightKey,
          typename Emit>
auto AddOuterJoin(const Stream<T>& left, const Stream<U>& right, LeftKey left_key,
                  RightKey right_key, Emit emit) {
  CheckKey<LeftKey, T>();
  CheckKey<RightKey, U>();
  static_assert(std::is_same_v<ImageOf<LeftKey, T>, ImageOf<RightKey, U>>,
                "cambium: the two keys of an outer join must be of one type");
  static_assert(std::is_invocable_v<const Emit&, const T*, const U*>,
                "cambium: an outer join needs a function of a left and a right pointer, "
                "of which one may be null");
  static_assert(Element<ImageOf<Emit, const T*, const U*>>,
                "cambium: what an outer join gives must have == and <");
  return AddOperator(OuterJoinOperator<T, U, LeftKey, RightKey, Emit, kOuter>(
                         IndexBy(left, left_key), IndexBy(right, right_key), std::move(emit)),
                     left, right);
}

}  // namespace internal

template <Element T>
template <typename U, typename LeftKey, typename RightKey, typename Emit>
auto Stream<T>::LeftJoin(const Stream<U>& right, LeftKey left_key, RightKey right_key,
                         Emit emit) const {
  return internal::AddOuterJoin<Outer::kLeft>(*this, right, left_key, right_key, emit);
}

template <Element T>
template <typename U, typename LeftKey, typename RightKey, typename Emit>
auto Stream<T>::RightJoin(const Stream<U>& right, LeftKey left_key, RightKey right_key,
                          Emit emit) const {
  return internal::AddOuterJoin<Outer::kRight>(*this, right, left_key, right_key, emit);
}

template <Element T>
template <typename U, typename LeftKey, typename RightKey, typename Emit>
auto Stream<T>::FullJoin(const Stream<U>& right, LeftKey left_key, RightKey right_key,
                         Emit emit) const {
  return internal::AddOuterJoin<Outer::kFull>(*this, right, left_key, right_key, emit);
}

}  // namespace cambium
