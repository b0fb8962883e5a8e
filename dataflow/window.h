// A window: the elements of a list from one place to another, and what a change of the list
// does to it.
//
//     list               ann bob cyd dan eve fay        offset 1, limit 3
//     window                [bob cyd dan]
//     bob goes           ann[cyd dan eve]fay            gone: bob at 0     come: eve at 2
//     abe comes          abe[ann bob cyd]dan eve fay    gone: dan at 2     come: ann at 0
//     gus comes          …                              behind the window: nothing
//
// An element fills as many places as it weighs, and may be in the window in part.
//
// Between two elements that change, everything shifts alike; so the window before and after
// differ by a few ranges of places, at its ends, and by the changed elements themselves.
//
// Cost: O(log n) for each element that changes, and for each that comes or goes. A change that
// is behind the window costs one comparison.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/order_after.h"
#include "dataflow/weight.h"

namespace cambium {

inline constexpr std::int64_t kNoLimit = INT64_MAX;

// Which part of a list is shown: of what comes after `start`, so many places without the first
// few.
template <typename T>
struct Window {
  enum class From { kAt, kAfter };
  enum class End { kFront, kBack };

  std::int64_t offset = 0;
  std::int64_t limit = kNoLimit;
  // A cursor: the list begins with this element, or after it. It need not be there.
  std::optional<T> start = std::nullopt;
  From from = From::kAt;
  // Whether offset and limit count from the front or from the back of the list.
  End end = End::kFront;
};

// The places of a window, from the first to before the last.
struct PlaceRange {
  Weight first = 0;
  Weight last = 0;

  Weight size() const { return last - first; }
  // Of these places, those that are in the window.
  PlaceRange Overlap(Weight from, Weight to) const {
    const Weight begin = std::clamp(from, first, last);
    return {begin, std::max(begin, std::min(to, last))};
  }
};

// Of a list with so many places, of which so many come before the start.
template <typename T>
PlaceRange RangeOf(const Window<T>& window, Weight places, Weight before_start) {
  CAMBIUM_CHECK(window.offset >= 0 && window.limit >= 0, "a window is negative");
  const Weight left = places - before_start;
  const Weight skipped = std::min(window.offset, left);
  const Weight shown = std::min(window.limit, left - skipped);
  if (window.end == Window<T>::End::kFront) {
    return {before_start + skipped, before_start + skipped + shown};
  }
  return {places - skipped - shown, places - skipped};
}

// Calls visit(element, place, places) for each element that fills any of these places of a
// list: the first of them, and how many.
template <typename Tree, typename Visit>
void VisitPlaces(const Tree& list, Weight from, Weight to, Visit visit) {
  if (from >= to) return;
  auto [at, skipped] = list.SelectPlace(from);
  for (; from < to; at.Next(), skipped = 0) {
    const Weight places = std::min(at.weight() - skipped, to - from);
    if (places <= 0) continue;
    visit(at.element(), from, places);
    from += places;
  }
}

// The window of a group before and after a change.
template <typename Tree>
class WindowChange {
 public:
  using T = typename Tree::element_type;

  // The windows differ when what is asked for changes, too. The change has been located.
  WindowChange(const OrderAfter<Tree>& after, const Window<T>& old_window,
               const Window<T>& new_window)
      : after_(after),
        old_(RangeBefore(after.before(), old_window)),
        new_(RangeAfter(after, new_window)) {}

  PlaceRange before() const { return old_; }
  PlaceRange after() const { return new_; }

  // Calls gone(element, place, places) and come(element, place, places): where its first place
  // was, or will be, counted from the start of the window, and how many there are.
  template <typename Gone, typename Come>
  void ForEach(Gone gone, Come come) const;

  // Whether this change of the list cannot concern the window, so that it need not be located.
  template <typename Steps>
  static bool IsOutside(const Tree& before, const Steps& steps, const Window<T>& window);

  static PlaceRange RangeBefore(const Tree& before, const Window<T>& window) {
    if (!window.start.has_value()) return RangeOf(window, before.places(), 0);
    const OrderPlace found = before.Find(*window.start);
    return RangeOf(window, before.places(),
                   found.places_before + (IsAfter(window) ? PlacesOf(found.weight) : 0));
  }

 private:
  static bool IsAfter(const Window<T>& window) {
    return window.from == Window<T>::From::kAfter;
  }
  static Weight PlacesOf(Weight weight) { return std::max<Weight>(weight, 0); }
  static PlaceRange RangeAfter(const OrderAfter<Tree>& after, const Window<T>& window) {
    if (!window.start.has_value()) return RangeOf(window, after.places(), 0);
    const auto& less = after.before().less();
    const OrderPlace found = after.before().Find(*window.start);
    Weight before = found.places_before + after.ShiftOf(*window.start, less);
    if (IsAfter(window)) {
      Weight weight = found.weight;
      for (const auto& step : after.steps()) {
        if (*step.element == *window.start) weight = AddWeights(weight, step.change);
      }
      before += PlacesOf(weight);
    }
    return RangeOf(window, after.places(), before);
  }

  const OrderAfter<Tree>& after_;
  const PlaceRange old_;
  const PlaceRange new_;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <typename Tree>
template <typename Steps>
bool WindowChange<Tree>::IsOutside(const Tree& before, const Steps& steps,
                                   const Window<T>& window) {
  if (steps.empty() || window.limit == 0) return true;
  const auto& less = before.less();
  const bool from_front = window.end == Window<T>::End::kFront;
  // What comes before the cursor is not in the list.
  if (window.start.has_value()) return less(*steps.back().element, *window.start);
  const PlaceRange range = RangeOf(window, before.places(), 0);
  if (range.size() < window.limit) return false;
  return from_front ? less(before.AtPlace(range.last - 1), *steps.front().element)
                    : less(*steps.back().element, before.AtPlace(range.first));
}

template <typename Tree>
template <typename Gone, typename Come>
void WindowChange<Tree>::ForEach(Gone gone, Come come) const {
  const Tree& list = after_.before();
  Weight from = 0;
  Weight shift = 0;
  // What does not change itself, from place `from` to `to` before the change.
  const auto visit_shifted = [&](Weight to) {
    const PlaceRange was = old_.Overlap(from, to);
    PlaceRange is = new_.Overlap(from + shift, to + shift);
    is = {is.first - shift, is.last - shift};
    const auto visit_gone = [&](const T& element, Weight place, Weight places) {
      gone(element, place - old_.first, places);
    };
    const auto visit_come = [&](const T& element, Weight place, Weight places) {
      come(element, place + shift - new_.first, places);
    };
    VisitPlaces(list, was.first, std::min(was.last, is.first), visit_gone);
    VisitPlaces(list, std::max(was.first, is.last), was.last, visit_gone);
    VisitPlaces(list, is.first, std::min(is.last, was.first), visit_come);
    VisitPlaces(list, std::max(is.first, was.last), is.last, visit_come);
  };
  for (const OrderStep<T>& step : after_.steps()) {
    visit_shifted(step.place);
    const PlaceRange was = old_.Overlap(step.place, step.place + step.old_places);
    const Weight begin = step.place + shift;
    const PlaceRange is = new_.Overlap(begin, begin + step.new_places);
    // Copies are alike: the last ones come or go.
    const Weight grown = is.size() - was.size();
    if (grown < 0) gone(*step.element, was.last + grown - old_.first, -grown);
    if (grown > 0) come(*step.element, is.last - grown - new_.first, grown);
    from = step.place + step.old_places;
    shift = step.next_shift();
    if (from >= old_.last && from + shift >= new_.last) return;
  }
  visit_shifted(list.places());
}

}  // namespace cambium
