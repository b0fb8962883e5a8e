// An order as it will be after a change, while it still stands as it was before.
//
//     before     ann bob bob dan         bob weighs two
//     change     bob -1, cyd +1
//     after      ann bob cyd dan         AtPlace(2) is cyd, PlacesBefore(dan) is 3
//
// Operators compute from frozen indexes, so what comes next is never there to be asked. It is
// what stands and a few changes in order: between two of these, everything has shifted alike.
//
// The order is an OrderedTree or a Group, and stays as it is; so do the elements of the change.
//
// Cost: Locate O(log n) for each change; a question O(log n), and one comparison a change.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <span>

#include "absl/container/inlined_vector.h"
#include "dataflow/check.h"
#include "dataflow/ordered_tree.h"
#include "dataflow/weight.h"

namespace cambium {

// The change of one element. Places are counted from the start of the list.
template <typename T>
struct OrderStep {
  const T* element;
  Weight change;
  Weight place = 0;       // Where it is, or would be, before the change;
  Weight old_places = 0;  // how many places it fills then,
  Weight new_places = 0;  // and how many after the change;
  Weight shift = 0;       // by how much the changes of lesser elements move it.

  Weight next_shift() const { return shift + new_places - old_places; }
};

template <typename Order>
class OrderAfter {
 public:
  using T = typename Order::element_type;
  using Steps = std::span<const OrderStep<T>>;

  explicit OrderAfter(const Order& before) : before_(before) {}

  // Strictly ascending.
  void Change(const T& element, Weight change) { steps_.push_back({&element, change}); }
  // Once there are all changes; before any question below.
  void Locate() {
    Weight shift = 0;
    for (OrderStep<T>& step : steps_) {
      const OrderPlace found = before_.Find(*step.element);
      step.place = found.places_before;
      step.old_places = std::max<Weight>(found.weight, 0);
      step.new_places = std::max<Weight>(AddWeights(found.weight, step.change), 0);
      step.shift = shift;
      shift = step.next_shift();
    }
    places_ = AddWeights(before_.places(), shift);
  }

  const Order& before() const { return before_; }
  Steps steps() const { return {steps_.data(), steps_.size()}; }
  Weight places() const { return places_; }

  // By how much the places of elements that are not less than this one have shifted.
  template <typename Less>
  Weight ShiftOf(const T& element, const Less& less) const {
    const auto step = std::partition_point(
        steps_.begin(), steps_.end(),
        [&](const OrderStep<T>& changed) { return less(*changed.element, element); });
    return step == steps_.begin() ? 0 : std::prev(step)->next_shift();
  }
  // The element that fills this place.
  const T& AtPlace(Weight place) const {
    CAMBIUM_CHECK(0 <= place && place < places_, "a place is not in the list");
    // The first element changed whose places are not all before this one.
    const auto step = std::partition_point(
        steps_.begin(), steps_.end(), [place](const OrderStep<T>& changed) {
          return changed.place + changed.shift + changed.new_places <= place;
        });
    if (step != steps_.end() && step->place + step->shift <= place) return *step->element;
    const Weight shift = step == steps_.begin() ? 0 : std::prev(step)->next_shift();
    return before_.AtPlace(place - shift);
  }

 private:
  static constexpr std::size_t kInline = 4;

  const Order& before_;
  absl::InlinedVector<OrderStep<T>, kInline> steps_;
  Weight places_ = 0;
};

}  // namespace cambium
