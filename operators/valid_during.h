// VALID DURING: the rows whose time it is. A row appears when its time comes, and goes when it
// is over, with no other change than that of the clock.
//
//     rows      a [10, 30)    b [20, ∞)     c [5, 8)
//     time      5         8         10        20        30
//     emitted   c:+1      c:-1      a:+1      b:+1      a:-1         next deadline: none
//
// A row is valid from the first time on, and before the second one; NULL, an empty optional, is
// no bound. The clock is a TimeInput (dataflow/time_input.h) and never goes back, so what is
// over is never asked for again.
//
// Law: the outputs so far sum to those of the summed rows that are valid at the time that it
// is.
//
// State: the rows that are still to come or to go, each by the next time at which it does.
// Cost: O(log n) for each entry of the delta; when time advances, O(log n) for each row that
// comes or goes by that, and nothing for the others.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/consolidate.h"
#include "dataflow/ordered_tree.h"
#include "dataflow/stream.h"
#include "dataflow/time_input.h"

namespace cambium {

template <Element T, Element Time, typename FromOf, typename UntilOf>
class ValidDuringNode final : public Wire<T>, private Waiter<Time> {
 public:
  ValidDuringNode(Arena& arena, const Wire<T>& rows, TimeNode<Time>& time, FromOf from_of,
                  UntilOf until_of)
      : Wire<T>(arena),
        rows_(rows),
        time_(time),
        from_of_(std::move(from_of)),
        until_of_(std::move(until_of)) {
    Delta<T> contents;
    rows.AppendContents(contents);
    Fold(contents);
    time_.AddWaiter(this);
  }
  ~ValidDuringNode() override { time_.RemoveWaiter(this); }

  void Compute() override {
    const Time& now = time_.now();
    const Time& next = time_.next();
    VisitDue(next, [&](const T& element, Weight weight) {
      const int change = IsValid(element, next) - IsValid(element, now);
      this->delta_.Add(element, MultiplyWeights(weight, change));
    });
    for (const auto& [element, weight] : rows_.delta()) {
      if (IsValid(element, next)) this->delta_.Add(element, weight);
    }
    this->FinishDelta();
  }
  // The clock has been committed before.
  void Commit() override { Fold(rows_.delta()); }
  std::string name() const override { return "valid during"; }
  std::size_t state_rows() const override { return due_.size(); }

 protected:
  void ComputeContents(Delta<T>& out) const override {
    Delta<T> contents;
    rows_.AppendContents(contents);
    for (const auto& [element, weight] : contents) {
      if (IsValid(element, time_.now())) out.Add(element, weight);
    }
  }

 private:
  // A row and when it comes or goes next.
  using Due = std::pair<Time, T>;
  using Entry = typename OrderedTree<Due>::Entry;

  std::optional<Time> Deadline() const override {
    const auto first = due_.First();
    return first.valid() ? std::optional<Time>(first.element().first) : std::nullopt;
  }

  std::optional<Time> From(const T& element) const { return std::invoke(from_of_, element); }
  std::optional<Time> Until(const T& element) const { return std::invoke(until_of_, element); }
  bool IsValid(const T& element, const Time& time) const {
    const std::optional<Time> from = From(element);
    const std::optional<Time> until = Until(element);
    return (!from.has_value() || !(time < *from)) && (!until.has_value() || time < *until);
  }
  // After this time, if ever.
  std::optional<Time> NextDue(const T& element, const Time& time) const {
    std::optional<Time> from = From(element);
    std::optional<Time> until = Until(element);
    if (until.has_value() && !(time < *until)) return std::nullopt;
    if (!from.has_value() || !(time < *from)) return until;
    return until.has_value() && !(*from < *until) ? std::nullopt : from;
  }

  // Calls visit(element, weight) for what is due at this time.
  template <typename Visit>
  void VisitDue(const Time& time, Visit visit) const {
    for (auto at = due_.First(); at.valid() && !(time < at.element().first); at.Next()) {
      visit(at.element().second, at.weight());
    }
  }
  void Fold(const Delta<T>& rows) {
    const Time& now = time_.now();
    std::vector<Entry> changes;
    const auto wait = [&](const T& element, Weight weight) {
      if (auto next = NextDue(element, now)) {
        changes.push_back({Due(*std::move(next), element), weight});
      }
    };
    for (auto at = due_.First(); at.valid() && !(now < at.element().first); at.Next()) {
      changes.push_back({at.element(), NegateWeight(at.weight())});
      wait(at.element().second, at.weight());
    }
    for (const auto& [element, weight] : rows) wait(element, weight);
    changes.resize(ConsolidateEntries(std::span<Entry>(changes)));
    due_.Merge(changes);
  }

  const Wire<T>& rows_;
  TimeNode<Time>& time_;
  const FromOf from_of_;
  const UntilOf until_of_;
  // Invariant: all are due after now. So state is O(rows to come or to go), not O(history).
  OrderedTree<Due> due_;
};

template <Element T>
template <typename Time, typename FromOf, typename UntilOf>
Stream<T> Stream<T>::ValidDuring(const TimeInput<Time>& time, FromOf from_of,
                                 UntilOf until_of) const {
  constexpr bool kHasBounds =
      std::is_invocable_r_v<std::optional<Time>, const FromOf&, const T&> &&
      std::is_invocable_r_v<std::optional<Time>, const UntilOf&, const T&>;
  static_assert(kHasBounds,
                "cambium: ValidDuring needs two members of the element, or functions of it, "
                "which are times of the clock or optional ones");
  using ValidNode = ValidDuringNode<T, Time, FromOf, UntilOf>;
  auto& node = graph().Own(std::make_unique<ValidNode>(graph().arena(), wire(), time.node(),
                                                       std::move(from_of), std::move(until_of)),
                           {&wire(), &time.node()});
  return Stream<T>(node);
}

}  // namespace cambium
