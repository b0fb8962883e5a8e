// An element inside of a recursive scope: with the iteration from which on it counts.
//
//     iteration        0         1         2         3
//     set holds      {a}      {a, b}    {a, b}     {b}
//     written as     (a,0):+1 (b,1):+1             (a,3):-1
//
// A stream of a scope is a Z-set of such elements: what the scope's streams hold in iteration
// i is the sum of the entries of all iterations up to i. Scopes nest, so a time has one number
// for each scope around it, the outermost first; (i, j) counts for (m, n) when i <= m and
// j <= n. A transaction adds entries at any times: it changes the whole course of an iteration
// at once, and nothing is said about the iterations in which it changes nothing.
//
// So linear operators are linear here too, and a join is bilinear: two entries meet from the
// time on when both are there, which is the greater number of each pair.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/shared_index.h"
#include "dataflow/zset.h"

namespace cambium {

template <std::size_t kDepth>
using Iteration = std::array<std::uint32_t, kDepth>;

template <Element T, std::size_t kDepth>
struct Timed {
  T element;
  Iteration<kDepth> time;

  bool operator==(const Timed&) const = default;
  friend std::weak_ordering operator<=>(const Timed& left, const Timed& right) {
    if (left.element < right.element) return std::weak_ordering::less;
    if (right.element < left.element) return std::weak_ordering::greater;
    return left.time <=> right.time;
  }
};

// The first time that is not before either.
template <std::size_t kDepth>
Iteration<kDepth> Later(const Iteration<kDepth>& left, const Iteration<kDepth>& right) {
  Iteration<kDepth> later;
  for (std::size_t i = 0; i < kDepth; ++i) later[i] = std::max(left[i], right[i]);
  return later;
}

// Whether what is there from `time` on counts at `when`.
template <std::size_t kDepth>
bool CountsAt(const Iteration<kDepth>& time, const Iteration<kDepth>& when) {
  for (std::size_t i = 0; i < kDepth; ++i) {
    if (time[i] > when[i]) return false;
  }
  return true;
}

template <std::size_t kDepth>
Iteration<kDepth> NextIteration(Iteration<kDepth> time) {
  ++time[kDepth - 1];
  return time;
}

// ---- functions of elements, as functions of timed ones ----

// For keys and predicates: two of them are the same when the functions are.
template <typename Function>
struct OnElement {
  Function function;

  template <Element T, std::size_t kDepth>
  decltype(auto) operator()(const Timed<T, kDepth>& timed) const {
    return std::invoke(function, timed.element);
  }
  std::string Identity() const
      requires(std::is_member_pointer_v<Function> || std::is_empty_v<Function> ||
               requires(const Function& of) { of.Identity(); }) {
    return FunctionIdentity(function);
  }
};

// An image counts when its element does.
template <typename Image>
struct TimedImage {
  Image image;

  template <Element T, std::size_t kDepth>
  auto operator()(const Timed<T, kDepth>& timed) const {
    return Timed<ImageOf<Image, T>, kDepth>{std::invoke(image, timed.element), timed.time};
  }
};

template <typename Images>
struct TimedImages {
  Images images;

  template <Element T, std::size_t kDepth>
  auto operator()(const Timed<T, kDepth>& timed) const {
    auto&& range = std::invoke(images, timed.element);
    using U = std::decay_t<decltype(*std::begin(range))>;
    std::vector<Timed<U, kDepth>> all;
    for (auto&& image : range) all.push_back({image, timed.time});
    return all;
  }
};

// A pair counts when both sides do.
template <typename Emit>
struct TimedPair {
  Emit emit;

  template <Element Left, Element Right, std::size_t kDepth>
  auto operator()(const Timed<Left, kDepth>& left, const Timed<Right, kDepth>& right) const {
    return Timed<ImageOf<Emit, Left, Right>, kDepth>{
        std::invoke(emit, left.element, right.element), Later(left.time, right.time)};
  }
};

// Into a scope: there from its first iteration on.
struct EnterScope {
  template <Element T, std::size_t kDepth>
  auto operator()(const Timed<T, kDepth>& timed) const {
    Iteration<kDepth + 1> time{};
    std::copy(timed.time.begin(), timed.time.end(), time.begin());
    return Timed<T, kDepth + 1>{timed.element, time};
  }
};

// Out of a scope, as it is after its last iteration.
struct LeaveScope {
  template <Element T, std::size_t kDepth>
  auto operator()(const Timed<T, kDepth>& timed) const {
    static_assert(kDepth > 1, "cambium: the outermost scope is left by its node");
    Iteration<kDepth - 1> time;
    std::copy(timed.time.begin(), timed.time.end() - 1, time.begin());
    return Timed<T, kDepth - 1>{timed.element, time};
  }
};

}  // namespace cambium
