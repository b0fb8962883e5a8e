// Streams inside of a recursive scope: the operators that a body is written with.
//
//     auto next = paths.Join(steps, &Path::to, &Edge::from, Append).Distinct();
//
// They mean what they mean outside, in each iteration anew, and are the same operators over
// timed elements (dataflow/timed.h); Distinct and aggregates, which are not linear, run along
// the course of a group (operators/timed_groups.h).
//
//     a semi join is a join with the distinct keys of the other side, and an anti join what
//     that leaves of the left side
//
// Law, state and cost: those of the operators outside, over timed elements.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

#include "dataflow/timed.h"
#include "operators/filter.h"
#include "operators/flat_map.h"
#include "operators/join.h"
#include "operators/map.h"
#include "operators/negate.h"
#include "operators/plus.h"
#include "operators/timed_groups.h"

namespace cambium {

template <Element T, std::size_t kDepth, typename KeyOf>
class ScopedGroups;

// `auto`, so that compilers come here before they stumble over what follows.
template <typename T>
constexpr auto CheckHashed() {
  static_assert(kHashable<T>,
                "cambium: Distinct inside of a scope needs elements with an AbslHashValue");
}

template <Element T, std::size_t kDepth>
class ScopedStream {
 public:
  using element_type = T;

  // `scope` tells the streams of one scope from those of another.
  ScopedStream(Stream<Timed<T, kDepth>> timed, const void* scope)
      : timed_(std::move(timed)), scope_(scope) {}

  const Stream<Timed<T, kDepth>>& timed() const { return timed_; }
  const void* scope() const { return scope_; }

  // ---- linear ----
  template <typename Keep>
  ScopedStream Filter(Keep keep) const {
    static_assert(std::is_invocable_r_v<bool, const Keep&, const T&>,
                  "cambium: Filter needs a function from an element of the stream to bool");
    return {timed_.Filter(OnElement<Keep>{std::move(keep)}), scope_};
  }
  template <typename Image>
  auto Map(Image image) const {
    static_assert(
        std::is_invocable_v<const Image&, const T&>,
        "cambium: Map needs a function of an element of the stream, or a member of it");
    return With(timed_.Map(TimedImage<Image>{std::move(image)}));
  }
  template <typename Images>
  auto FlatMap(Images images) const {
    return With(timed_.FlatMap(TimedImages<Images>{std::move(images)}));
  }
  ScopedStream Plus(const ScopedStream& other) const {
    CheckScope(other);
    return {timed_.Plus(other.timed()), scope_};
  }
  ScopedStream Negate() const { return {timed_.Negate(), scope_}; }
  ScopedStream Minus(const ScopedStream& other) const { return Plus(other.Negate()); }

  // ---- over indexes ----
  auto Distinct() const {
    CheckHashed<T>();
    return AddGroups(WholeElement(), RunningDistinct<T>());
  }
  // emit(left, right), for each pair with equal keys.
  template <Element U, typename LeftKey, typename RightKey, typename Emit>
  auto Join(const ScopedStream<U, kDepth>& right, LeftKey left_key, RightKey right_key,
            Emit emit) const {
    CheckKey<LeftKey, T>();
    CheckKey<RightKey, U>();
    static_assert(std::is_invocable_v<const Emit&, const T&, const U&>,
                  "cambium: Join needs a function of a left and a right element");
    CheckScope(right);
    return With(timed_.Join(right.timed(), OnElement<LeftKey>{std::move(left_key)},
                            OnElement<RightKey>{std::move(right_key)},
                            TimedPair<Emit>{std::move(emit)}));
  }
  // The elements that have a partner, with their own weights, or that have none.
  template <Element U, typename LeftKey, typename RightKey>
  ScopedStream SemiJoin(const ScopedStream<U, kDepth>& right, LeftKey left_key,
                        RightKey right_key) const {
    CheckKey<RightKey, U>();
    using Key = ImageOf<RightKey, U>;
    return Join(right.Map(std::move(right_key)).Distinct(), std::move(left_key), WholeElement(),
                [](const T& left, const Key&) { return left; });
  }
  template <Element U, typename LeftKey, typename RightKey>
  ScopedStream AntiJoin(const ScopedStream<U, kDepth>& right, LeftKey left_key,
                        RightKey right_key) const {
    return Minus(SemiJoin(right, std::move(left_key), std::move(right_key)));
  }

  // ---- groups ----
  template <typename KeyOf>
  ScopedGroups<T, kDepth, KeyOf> GroupBy(KeyOf key_of) const {
    return ScopedGroups<T, kDepth, KeyOf>(*this, std::move(key_of));
  }

  // A function of each group (operators/timed_groups.h).
  template <typename KeyOf, typename Running>
  auto AddGroups(KeyOf key_of, Running running) const {
    using Operator = TimedGroupsOperator<T, kDepth, KeyOf, Running>;
    return With(internal::AddOperator(
        Operator(IndexBy(timed_, OnElement<KeyOf>{std::move(key_of)}), std::move(running)),
        timed_));
  }

 private:
  template <Element U>
  ScopedStream<U, kDepth> With(Stream<Timed<U, kDepth>> timed) const {
    return {std::move(timed), scope_};
  }
  template <Element U>
  void CheckScope(const ScopedStream<U, kDepth>& other) const {
    CAMBIUM_CHECK(scope_ == other.scope(), "streams of two scopes meet");
  }

  Stream<Timed<T, kDepth>> timed_;
  const void* scope_;
};

// A stream of a scope with a way to split it into groups. Aggregates are those of
// GroupedStream (operators/aggregate.h), where SumOf and its like make others.
template <Element T, std::size_t kDepth, typename KeyOf>
class ScopedGroups {
  static_assert(std::is_void_v<decltype(CheckKey<KeyOf, T>())>);

 public:
  using Outside = GroupedStream<T, KeyOf>;

  ScopedGroups(ScopedStream<T, kDepth> stream, KeyOf key_of)
      : stream_(std::move(stream)), key_of_(std::move(key_of)) {}

  auto Count() const { return Aggregate(CountAggregate()); }
  template <typename ValueOf>
  auto Sum(ValueOf value_of) const {
    return Aggregate(Outside::SumOf(std::move(value_of)));
  }
  template <typename ValueOf>
  auto Min(ValueOf value_of) const {
    return Aggregate(Outside::MinOf(std::move(value_of)));
  }
  template <typename ValueOf>
  auto Max(ValueOf value_of) const {
    return Aggregate(Outside::MaxOf(std::move(value_of)));
  }
  // Several at once; the value is a tuple.
  template <typename... Aggregates>
  auto Aggregate(Aggregates... aggregates) const {
    return stream_.AddGroups(
        key_of_, RunningAggregates<T, KeyOf, Aggregates...>(key_of_, std::move(aggregates)...));
  }

 private:
  ScopedStream<T, kDepth> stream_;
  KeyOf key_of_;
};

}  // namespace cambium
