// Filling from a store, and who comes and goes.
// SPDX-License-Identifier: Apache-2.0
#include "query/asked_rows.h"

#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "query/comparison.h"
#include "query/whole_row.h"

namespace cambium {
namespace {

Interval IntervalOf(const Asker& asker) {
  using Side = IntervalCut::Side;
  Interval interval;
  const std::vector<AskedBy::Bound>& bounds = asker.by().bounds;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    const Value value(asker.bounds[i]);
    const ExprKind comparison = bounds[i].comparison;
    if (IsLowerBound(comparison)) {
      const bool is_open = comparison == ExprKind::kGreater;
      interval.lower = {value, is_open ? Side::kAfter : Side::kBefore};
    } else {
      const bool is_open = comparison == ExprKind::kLess;
      interval.upper = {value, is_open ? Side::kBefore : Side::kAfter};
    }
  }
  return interval;
}

}  // namespace

void Askers::Add(const Asker& asker) {
  if (asker.by().bounds.empty()) return all_.push_back(asker);
  Ranges& ranges = ranges_[asker.by().range_field];
  const Interval interval = IntervalOf(asker);
  ranges.index.Add(interval);
  ranges.askers[interval].push_back(asker);
}

void Askers::Remove(const Asker& asker) {
  if (asker.by().bounds.empty()) {
    std::erase(all_, asker);
    return;
  }
  const auto ranges = ranges_.find(asker.by().range_field);
  if (ranges == ranges_.end()) return;
  const Interval interval = IntervalOf(asker);
  const auto same = ranges->second.askers.find(interval);
  if (same == ranges->second.askers.end()) return;
  const auto found = std::find(same->second.begin(), same->second.end(), asker);
  if (found == same->second.end()) return;
  same->second.erase(found);
  ranges->second.index.Remove(interval);
  if (same->second.empty()) ranges->second.askers.erase(same);
  if (ranges->second.askers.empty()) ranges_.erase(ranges);
}

absl::Status AskedRows::Fill(const Store& store, const Table& table) {
  const WholeRow whole(table);
  Delta<Row> rows;
  CAMBIUM_RETURN_IF_ERROR(ScanEntities(
      store, table, whole.fields(),
      [&](const std::string&, const Row& row) { rows.Add(whole.Declared(row), 1); }));
  rows_.Fold(rows);
  return absl::OkStatus();
}

template <typename Then>
void AskedRows::WithAsker(const RoutedInput& input, const Row& asked, Then then) const {
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (asked[i].is_null()) return;
  }
  const AskedBy& by = input.input->asked;
  then(Asker{input, by.BoundsOf(asked)}, by.ValuesOf(asked));
}

void AskedRows::AddStanding(const Asker& asker, const Row& values, Weight weight) const {
  const Group<Row>* group = rows_.At(values);
  if (group == nullptr) return;
  group->ForEach([&](const Row& row, Weight times) {
    if (asker.by().IsInRange(row, asker.bounds)) asker.Add(row, times * weight);
  });
}

void AskedRows::Follow(const RoutedInput& input, const Row& asked) {
  WithAsker(input, asked,
            [&](const Asker& asker, const Row& values) { askers_[values].Add(asker); });
}

void AskedRows::Ask(const RoutedInput& input, const Row& asked) {
  Follow(input, asked);
  WithAsker(input, asked,
            [&](const Asker& asker, const Row& values) { AddStanding(asker, values, 1); });
}

void AskedRows::Leave(const RoutedInput& input, const Row& asked) {
  Forget(input, asked);
  WithAsker(input, asked,
            [&](const Asker& asker, const Row& values) { AddStanding(asker, values, -1); });
}

void AskedRows::Forget(const RoutedInput& input, const Row& asked) {
  WithAsker(input, asked, [&](const Asker& asker, const Row& values) {
    const auto found = askers_.find(values);
    if (found == askers_.end()) return;
    found->second.Remove(asker);
    if (found->second.empty()) askers_.erase(found);
  });
}

void AskedRows::Commit() {
  if (pending_.empty()) return;
  rows_.Fold(pending_);
  pending_ = Delta<Row>();
}

}  // namespace cambium
