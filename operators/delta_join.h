// DELTA JOIN: a join of several streams that keeps nothing but indexes of the streams.
//
//     triangles a < b < c of one stream of edges:
//
//             b                DeltaJoin(edges, edges, edges)           ab, ac, bc
//          ab/ \bc                 .On<0, 1>(&Edge::from, &Edge::from)  both from a
//           a───c                  .On<0, 2>(&Edge::to, &Edge::from)    b
//             ac                   .On<1, 2>(&Edge::to, &Edge::to)      c
//                                  .Emit([](const Edge& ab, const Edge&, const Edge& bc) …);
//
// A chain of Joins would index what each of them emits: here all two-paths. A delta join goes
// from each changed element through the indexes of the other streams, and has no intermediate
// result. The new elements of stream i meet the streams before i as they are after the step,
// and those after i as they were before it:
//
//     Δ(A ⋈ B ⋈ C)  =  ΔA ⋈ B ⋈ C  +  A' ⋈ ΔB ⋈ C  +  A' ⋈ B' ⋈ ΔC        A' = A + ΔA
//
// Each combination of old and new elements is therefore met once, also when all streams
// change, and when all are one stream. A key that is NULL has no partner.
//
// What comes next on the way is decided at each element: the stream with the fewest partners,
// and if one has none the way ends. A stream is looked up by all of its keys that are known,
// so a new edge ab costs one look-up for each edge of a or of b, whichever has fewer.
//
// Law: the outputs so far sum to the join of the inputs so far; weights multiply.
//
// State: none of its own; of each stream one shared index for each set of keys by which it can
// be reached: above, of edges by from, by to, and by both, written in the order of the On()s.
// Cost: for each entry of a delta one look-up for each partner met on the way.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "dataflow/key_index.h"
#include "dataflow/matches.h"
#include "dataflow/stream.h"

namespace cambium {

// The elements of two streams, by position, have equal keys.
template <std::size_t kLeftStream, std::size_t kRightStream, typename LeftKey,
          typename RightKey>
struct JoinCondition {
  static constexpr std::size_t kLeft = kLeftStream;
  static constexpr std::size_t kRight = kRightStream;
  LeftKey left_key;
  RightKey right_key;

  template <std::size_t kStream>
  const auto& KeyOf() const {
    if constexpr (kStream == kLeft) {
      return left_key;
    } else {
      return right_key;
    }
  }
};

namespace internal {

// Several keys of an element as one.
template <typename... Keys>
struct KeysOf {
  std::tuple<Keys...> keys;

  template <typename T>
  auto operator()(const T& element) const {
    return std::apply(
        [&element](const Keys&... key) { return std::tuple(std::invoke(key, element)...); },
        keys);
  }
  // Empty if one of them is like no other.
  std::string Identity() const {
    std::string all;
    bool known = true;
    const auto add = [&](const std::string& identity) {
      known = known && !identity.empty();
      all += std::to_string(identity.size()) + ":" + identity;
    };
    std::apply([&](const Keys&... key) { (add(FunctionIdentity(key)), ...); }, keys);
    return known ? all : "";
  }
};

// Which streams can be reached from which by what: sets of streams and of conditions are bits.
struct JoinShape {
  static constexpr std::size_t kMostStreams = 5;
  static constexpr std::size_t kMostConditions = 16;
  // A stream looked up by the keys of these conditions.
  struct Access {
    std::size_t stream = 0;
    std::uint32_t conditions = 0;
    constexpr bool operator==(const Access&) const = default;
  };

  std::size_t streams = 0;
  std::size_t conditions = 0;
  std::array<std::size_t, kMostConditions> left{};
  std::array<std::size_t, kMostConditions> right{};

  std::array<Access, (1 << kMostStreams) * kMostStreams> accesses{};
  std::size_t access_count = 0;
  bool connected = false;

  // The conditions between a stream and those that are bound.
  constexpr std::uint32_t Between(std::size_t stream, std::uint32_t bound) const {
    if ((bound >> stream & 1) != 0) return 0;
    std::uint32_t between = 0;
    for (std::size_t i = 0; i < conditions; ++i) {
      const bool to_left = left[i] == stream && (bound >> right[i] & 1) != 0;
      const bool to_right = right[i] == stream && (bound >> left[i] & 1) != 0;
      if (to_left || to_right) between |= std::uint32_t{1} << i;
    }
    return between;
  }
  constexpr std::size_t PositionOf(const Access& sought) const {
    std::size_t i = 0;
    while (i < access_count && accesses[i] != sought) ++i;
    return i;
  }

  template <typename... Conditions>
  static constexpr JoinShape Of(std::size_t streams) {
    JoinShape shape;
    shape.streams = streams;
    ((shape.left[shape.conditions] = Conditions::kLeft,
      shape.right[shape.conditions] = Conditions::kRight, ++shape.conditions),
     ...);
    // A set is reached from one with a stream less, which is a smaller number.
    std::array<bool, 1 << kMostStreams> reached{};
    for (std::size_t i = 0; i < streams; ++i) reached[std::size_t{1} << i] = true;
    for (std::uint32_t bound = 1; bound < std::uint32_t{1} << streams; ++bound) {
      for (std::size_t next = 0; reached[bound] && next < streams; ++next) {
        const Access access{next, shape.Between(next, bound)};
        if (access.conditions == 0) continue;
        reached[bound | std::uint32_t{1} << next] = true;
        const std::size_t position = shape.PositionOf(access);
        if (position == shape.access_count) shape.accesses[shape.access_count++] = access;
      }
    }
    shape.connected = reached[(std::size_t{1} << streams) - 1];
    return shape;
  }
};

}  // namespace internal

template <typename Emit, typename Conditions, Element... T>
class DeltaJoinOperator;

template <typename Emit, typename... Conditions, Element... T>
class DeltaJoinOperator<Emit, std::tuple<Conditions...>, T...> {
 public:
  using Out = ImageOf<Emit, T...>;
  static constexpr char kName[] = "delta join";

  DeltaJoinOperator(const std::tuple<Stream<T>...>& streams,
                    std::tuple<Conditions...> conditions, Emit emit)
      : conditions_(std::move(conditions)),
        emit_(std::move(emit)),
        indexes_(IndexAll(streams, conditions_, kEachAccess)) {}

  void Step(const Delta<T>&... deltas, Delta<Out>& out) const {
    Run run{{&deltas...}, {}, out};
    StepFromEach(run, kEachStream);
  }

  // The first stream as the delta, the others as they stand.
  void AppendContents(Delta<Out>& out) const {
    std::tuple<Delta<T>...> deltas;
    constexpr std::size_t kOfFirst = FirstAccess();
    std::get<kOfFirst>(indexes_)->AppendContents(std::get<0>(deltas));
    std::apply([&](const Delta<T>&... each) { Step(each..., out); }, deltas);
  }

 private:
  using Shape = internal::JoinShape;
  static constexpr std::size_t kStreams = sizeof...(T);
  static constexpr Shape kShape = Shape::Of<Conditions...>(kStreams);
  static constexpr std::uint32_t kAll = (std::uint32_t{1} << kStreams) - 1;
  static constexpr auto kEachStream = std::index_sequence_for<T...>();
  static constexpr auto kEachAccess = std::make_index_sequence<kShape.access_count>();

  template <std::size_t i>
  using ElementAt = std::tuple_element_t<i, std::tuple<T...>>;
  using Bound = std::tuple<const T*...>;  // The elements on the way; null for those to come.

  // ---- the accesses ----

  // The set bits of `kBits`, as an index sequence.
  template <std::uint32_t kBits, std::size_t... kFound>
  static constexpr auto BitsOf(std::index_sequence<kFound...> so_far) {
    if constexpr (kBits == 0) {
      return so_far;
    } else {
      constexpr auto kLowest = static_cast<std::size_t>(std::countr_zero(kBits));
      return BitsOf<(kBits & (kBits - 1))>(std::index_sequence<kFound..., kLowest>());
    }
  }
  template <std::size_t kAccess>
  static constexpr auto kConditionsOf =
      BitsOf<kShape.accesses[kAccess].conditions>(std::index_sequence<>());
  static constexpr std::size_t FirstAccess() {
    std::size_t i = 0;
    while (kShape.accesses[i].stream != 0) ++i;
    return i;
  }

  // By one key as a Join would look it up, so that they share the index.
  template <std::size_t kStream, std::size_t... i>
  static auto KeyOfAccess(const std::tuple<Conditions...>& conditions,
                          std::index_sequence<i...>) {
    if constexpr (sizeof...(i) == 1) {
      return (std::get<i>(conditions).template KeyOf<kStream>(), ...);
    } else {
      return internal::KeysOf<
          std::decay_t<decltype(std::get<i>(conditions).template KeyOf<kStream>())>...>{
          {std::get<i>(conditions).template KeyOf<kStream>()...}};
    }
  }
  template <std::size_t kAccess>
  static auto IndexOne(const std::tuple<Stream<T>...>& streams,
                       const std::tuple<Conditions...>& conditions) {
    constexpr std::size_t kOf = kShape.accesses[kAccess].stream;
    return IndexBy(std::get<kOf>(streams),
                   KeyOfAccess<kOf>(conditions, kConditionsOf<kAccess>));
  }
  template <std::size_t... kAccess>
  static auto IndexAll(const std::tuple<Stream<T>...>& streams,
                       const std::tuple<Conditions...>& conditions,
                       std::index_sequence<kAccess...>) {
    return std::make_tuple(IndexOne<kAccess>(streams, conditions)...);
  }
  using Indexes = decltype(IndexAll(std::declval<std::tuple<Stream<T>...>>(),
                                    std::declval<std::tuple<Conditions...>>(), kEachAccess));
  template <std::size_t kAccess>
  using IndexAt = std::decay_t<decltype(*std::get<kAccess>(std::declval<const Indexes&>()))>;

  // ---- one step ----

  template <typename Index>
  struct MatchesOf;
  template <Element E, typename KeyOf>
  struct MatchesOf<HashIndex<E, KeyOf>> {
    using Type = std::optional<Matches<E, KeyOf>>;
  };
  template <typename Sequence>
  struct AllMatchesOf;
  template <std::size_t... kAccess>
  struct AllMatchesOf<std::index_sequence<kAccess...>> {
    using Type = std::tuple<typename MatchesOf<IndexAt<kAccess>>::Type...>;
  };
  struct Run {
    std::tuple<const Delta<T>*...> deltas;
    // Of each access the new elements by key, made when they are first asked for.
    typename AllMatchesOf<std::decay_t<decltype(kEachAccess)>>::Type matches;
    Delta<Out>& out;
  };

  template <std::size_t... i>
  void StepFromEach(Run& run, std::index_sequence<i...>) const {
    (StepFrom<i>(run), ...);
  }
  template <std::size_t kFirst>
  void StepFrom(Run& run) const {
    for (const auto& [element, weight] : *std::get<kFirst>(run.deltas)) {
      Bound bound{};
      std::get<kFirst>(bound) = &element;
      Extend<kFirst, std::uint32_t{1} << kFirst>(run, bound, weight);
    }
  }

  // The partners of the bound elements in a stream: those that stand, and new ones if this
  // way, which starts at stream `kFirst`, is to see them.
  template <std::size_t kFirst, std::uint32_t kBound, std::size_t kStream>
  class Partners {
   public:
    static constexpr std::size_t kLookUp =
        kShape.PositionOf({kStream, kShape.Between(kStream, kBound)});
    using Index = IndexAt<kLookUp>;

    Partners(const DeltaJoinOperator& join, Run& run, const Bound& bound)
        : key_(KeyOf(join, bound, kConditionsOf<kLookUp>)) {
      if (IsNull(key_)) return;
      const Index& index = *std::get<kLookUp>(join.indexes_);
      standing_ = index.At(key_);
      if constexpr (kStream < kFirst) {
        const auto& delta = *std::get<kStream>(run.deltas);
        if (delta.empty()) return;
        auto& matches = std::get<kLookUp>(run.matches);
        if (!matches.has_value()) matches.emplace(index, delta);
        fresh_ = &*matches;
      }
    }
    // At least as many as there are, and zero only if there are none.
    std::size_t AtMost() const {
      return (standing_ == nullptr ? 0 : standing_->size()) +
             (fresh_ == nullptr ? 0 : fresh_->AtMost(key_));
    }
    template <typename Visit>
    void ForEach(Visit visit) const {
      if (standing_ != nullptr) standing_->ForEach(visit);
      if (fresh_ != nullptr) fresh_->ForEach(key_, visit);
    }

   private:
    using Key = typename Index::key_type;

    template <std::size_t... i>
    static Key KeyOf(const DeltaJoinOperator& join, const Bound& bound,
                     std::index_sequence<i...>) {
      return Key{KeyOfOther(std::get<i>(join.conditions_), bound)...};
    }
    template <typename Condition>
    static auto KeyOfOther(const Condition& condition, const Bound& bound) {
      constexpr std::size_t kOther =
          Condition::kLeft == kStream ? Condition::kRight : Condition::kLeft;
      return std::invoke(condition.template KeyOf<kOther>(), *std::get<kOther>(bound));
    }
    static bool IsNull(const Key& key) {
      if constexpr (decltype(kConditionsOf<kLookUp>)::size() == 1) {
        return MatchesNothing(key);
      } else {
        return std::apply([](const auto&... part) { return (MatchesNothing(part) || ...); },
                          key);
      }
    }

    Key key_;
    const Group<ElementAt<kStream>>* standing_ = nullptr;
    const typename MatchesOf<Index>::Type::value_type* fresh_ = nullptr;
  };

  // Binds one more stream to each of its partners, and goes on from there.
  template <std::size_t kFirst, std::uint32_t kBound>
  void Extend(Run& run, Bound& bound, Weight weight) const {
    if constexpr (kBound == kAll) {
      std::apply(
          [&](const T*... element) { run.out.Add(std::invoke(emit_, *element...), weight); },
          bound);
    } else {
      ExtendBy<kFirst, kBound>(run, bound, weight,
                               BitsOf<Candidates(kBound)>(std::index_sequence<>()));
    }
  }
  static constexpr std::uint32_t Candidates(std::uint32_t bound_streams) {
    std::uint32_t candidates = 0;
    for (std::size_t i = 0; i < kStreams; ++i) {
      if (kShape.Between(i, bound_streams) != 0) candidates |= std::uint32_t{1} << i;
    }
    return candidates;
  }
  template <std::size_t kFirst, std::uint32_t kBound, std::size_t... kCandidate>
  void ExtendBy(Run& run, Bound& bound, Weight weight,
                std::index_sequence<kCandidate...>) const {
    const std::tuple<Partners<kFirst, kBound, kCandidate>...> partners(
        Partners<kFirst, kBound, kCandidate>(*this, run, bound)...);
    const std::array<std::size_t, sizeof...(kCandidate)> sizes = {
        std::get<Partners<kFirst, kBound, kCandidate>>(partners).AtMost()...};
    const std::size_t least = *std::min_element(sizes.begin(), sizes.end());
    if (least == 0) return;
    std::size_t i = 0;
    bool bound_one = false;
    const auto extend = [&]<std::size_t kStream>(std::index_sequence<kStream>) {
      if (bound_one || sizes[i++] != least) return;
      bound_one = true;
      std::get<Partners<kFirst, kBound, kStream>>(partners).ForEach(
          [&](const ElementAt<kStream>& element, Weight element_weight) {
            std::get<kStream>(bound) = &element;
            Extend<kFirst, (kBound | std::uint32_t{1} << kStream)>(
                run, bound, MultiplyWeights(weight, element_weight));
          });
    };
    (extend(std::index_sequence<kCandidate>()), ...);
  }

  std::tuple<Conditions...> conditions_;
  Emit emit_;
  Indexes indexes_;
};

// A delta join to be: the streams, and what must be equal so far.
template <typename Conditions, Element... T>
class DeltaJoinOf;

template <typename... Conditions, Element... T>
class DeltaJoinOf<std::tuple<Conditions...>, T...> {
 public:
  explicit DeltaJoinOf(std::tuple<Stream<T>...> streams,
                       std::tuple<Conditions...> conditions = {})
      : streams_(std::move(streams)), conditions_(std::move(conditions)) {}

  // The key of stream `kLeft` equals that of stream `kRight`, counted from 0.
  template <std::size_t kLeft, std::size_t kRight, typename LeftKey, typename RightKey>
  auto On(LeftKey left_key, RightKey right_key) const {
    static_assert(kLeft < sizeof...(T) && kRight < sizeof...(T) && kLeft != kRight,
                  "cambium: On<i, k> of a DeltaJoin names two of its streams, from 0 on");
    if constexpr (kLeft < sizeof...(T) && kRight < sizeof...(T)) {
      using Left = std::tuple_element_t<kLeft, std::tuple<T...>>;
      using Right = std::tuple_element_t<kRight, std::tuple<T...>>;
      CheckKey<LeftKey, Left>();
      CheckKey<RightKey, Right>();
      static_assert(std::is_same_v<ImageOf<LeftKey, Left>, ImageOf<RightKey, Right>>,
                    "cambium: the two keys of an On of a DeltaJoin must be of one type");
    }
    using Condition = JoinCondition<kLeft, kRight, LeftKey, RightKey>;
    return DeltaJoinOf<std::tuple<Conditions..., Condition>, T...>(
        streams_, std::tuple_cat(conditions_, std::tuple(Condition{std::move(left_key),
                                                                   std::move(right_key)})));
  }

  // emit(element, …), for each combination of one element of each stream that satisfies all.
  template <typename Emitter>
  auto Emit(Emitter emit) const {
    static_assert(internal::JoinShape::Of<Conditions...>(sizeof...(T)).connected,
                  "cambium: a DeltaJoin needs an On between each stream and the others");
    static_assert(std::is_invocable_v<const Emitter&, const T&...>,
                  "cambium: Emit of a DeltaJoin needs a function of an element of each stream");
    static_assert(Element<ImageOf<Emitter, T...>>,
                  "cambium: what a DeltaJoin gives must have == and <");
    using Operator = DeltaJoinOperator<Emitter, std::tuple<Conditions...>, T...>;
    return std::apply(
        [&](const Stream<T>&... stream) {
          return internal::AddOperator(Operator(streams_, conditions_, std::move(emit)),
                                       stream...);
        },
        streams_);
  }

 private:
  std::tuple<Stream<T>...> streams_;
  std::tuple<Conditions...> conditions_;
};

template <Element... T>
auto DeltaJoin(const Stream<T>&... streams) {
  static_assert(sizeof...(T) >= 2 && sizeof...(T) <= internal::JoinShape::kMostStreams,
                "cambium: DeltaJoin takes two to five streams");
  return DeltaJoinOf<std::tuple<>, T...>(std::tuple(streams...));
}

}  // namespace cambium
