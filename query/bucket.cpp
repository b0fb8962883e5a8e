// Deltas of one ordered list.
// SPDX-License-Identifier: Apache-2.0
#include "query/bucket.h"

#include <algorithm>
#include <map>
#include <optional>

#include "dataflow/check.h"
#include "dataflow/list_edits.h"

namespace cambium {
namespace {

bool OnlyAdds(Bucket::Entries delta) {
  bool only_adds = true;
  for (const auto& [row, weight] : delta) {
    CAMBIUM_CHECK(weight == 1 || weight == -1, "a row of an answer stands twice");
    only_adds = only_adds && weight > 0;
  }
  return only_adds;
}

}  // namespace

std::vector<Row> Bucket::ToVector() const {
  std::vector<Row> rows;
  rows.reserve(rows_.size());
  ForEach([&rows](const Row& row) { rows.push_back(row); });
  return rows;
}

auto Bucket::Insert(Entries delta) -> std::vector<ZSet<Row>::Entry> {
  std::vector<ZSet<Row>::Entry> added(delta.begin(), delta.end());
  const auto is_before = [this](const auto& left, const auto& right) {
    return rows_.less()(left.element, right.element);
  };
  if (!std::is_sorted(added.begin(), added.end(), is_before)) {
    std::sort(added.begin(), added.end(), is_before);
  }
  rows_.Merge(added);
  return added;
}

void Bucket::Fold(Entries delta) {
  if (OnlyAdds(delta)) {
    Insert(delta);
  } else {
    Apply(delta);
  }
}

void Bucket::Replace(const Row& row) {
  CAMBIUM_CHECK(rows_.Replace(row), "a row changes in an answer in which it does not stand");
}

bool Bucket::ChangeInPlace(Entries delta, BucketChange& change) {
  if (delta.size() != 2 || delta[0].weight == delta[1].weight) return false;
  const Row& before = delta[delta[0].weight < 0 ? 0 : 1].element;
  const Row& after = delta[delta[0].weight < 0 ? 1 : 0].element;
  // The order ends with the key, so this is one row.
  if (plan().order.Compare(before, after) != 0) return false;
  Replace(after);
  change.changed.emplace_back(before, after);
  return true;
}

BucketChange Bucket::Apply(Entries delta) {
  struct Versions {
    std::optional<Row> before, after;  // A row may be without columns: that of roots.
  };
  BucketChange change;
  if (ChangeInPlace(delta, change)) return change;
  if (OnlyAdds(delta)) {
    change.added.reserve(delta.size());
    for (const auto& [row, weight] : Insert(delta)) {
      change.added.emplace_back(row, PositionOf(row));
    }
    return change;
  }
  std::map<Row, Versions> by_key;
  for (const auto& [row, weight] : delta) {
    Versions& versions = by_key[plan().KeyOf(row)];
    (weight > 0 ? versions.after : versions.before) = row;
  }
  std::vector<const Row*> gone;
  std::vector<const Row*> come;
  for (const auto& [key, versions] : by_key) {
    if (versions.before.has_value() && versions.after.has_value()) {
      change.changed.emplace_back(*versions.before, *versions.after);
      if (plan().order.Compare(*versions.before, *versions.after) == 0) {
        Replace(*versions.after);
        continue;
      }
    }
    if (versions.before.has_value()) gone.push_back(&*versions.before);
    if (versions.after.has_value()) come.push_back(&*versions.after);
  }
  const auto by_order = [this](const Row* left, const Row* right) {
    return rows_.less()(*left, *right);
  };
  std::sort(gone.begin(), gone.end(), by_order);
  std::sort(come.begin(), come.end(), by_order);
  // Places are counted in the old list; those in the new one follow from them.
  std::vector<ListRow<Row>> gone_from;
  gone_from.reserve(gone.size());
  std::vector<ListRow<Row>> come_to;
  come_to.reserve(come.size());
  for (const Row* row : gone) gone_from.push_back({rows_.PlacesBefore(*row), row});
  for (const Row* row : come) {
    const auto left = std::lower_bound(gone.begin(), gone.end(), row, by_order) - gone.begin();
    const auto arrived = static_cast<std::int64_t>(come_to.size());
    come_to.push_back({rows_.PlacesBefore(*row) - left + arrived, row});
  }
  const auto key_of = [this](const Row& row) { return plan().KeyOf(row); };
  const auto row_at = [this](std::int64_t place) -> const Row& { return rows_.AtPlace(place); };
  using Edit = ListEdit<Row>;
  for (Edit& edit : ListEditor<Row, decltype(key_of), decltype(row_at)>(key_of, row_at)
                        .EditsOf(gone_from, come_to)) {
    switch (edit.kind) {
      case Edit::Kind::kRemove:
        change.removed.push_back(key_of(edit.element));
        break;
      case Edit::Kind::kMove:
        change.moved.emplace_back(key_of(edit.element), edit.to);
        break;
      case Edit::Kind::kInsert:
        change.added.emplace_back(std::move(edit.element), edit.to);
        break;
      case Edit::Kind::kSet:
        break;  // Told by `changed`.
    }
  }
  for (const Row* row : gone) rows_.Add(*row, -1);
  for (const Row* row : come) rows_.Add(*row, 1);
  return change;
}

}  // namespace cambium
