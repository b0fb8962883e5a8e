// Deltas of one ordered list, and its moves.
// SPDX-License-Identifier: Apache-2.0
#include "query/bucket.h"

#include <algorithm>
#include <map>
#include <optional>

#include "dataflow/check.h"

namespace cambium {
namespace {

// Which of the rows may stay where they are. `old_positions` lists, in new order, where
// each row stood; a longest ascending run stays, with as many `steady` rows as possible.
std::vector<bool> Staying(const std::vector<std::size_t>& old_positions,
                          const std::vector<bool>& steady) {
  using Score = std::pair<std::size_t, std::size_t>;  // length, steady rows
  const std::size_t n = old_positions.size();
  std::vector<std::size_t> ranked = old_positions;
  std::sort(ranked.begin(), ranked.end());
  // A prefix-maximum tree over old positions: the best run that ends at or before one.
  struct Best {
    Score score{0, 0};
    std::size_t last = SIZE_MAX;
  };
  std::vector<Best> tree(n + 1);
  std::vector<std::size_t> previous(n, SIZE_MAX);
  Best longest;
  for (std::size_t i = 0; i < n; ++i) {
    const auto rank = static_cast<std::size_t>(
        std::lower_bound(ranked.begin(), ranked.end(), old_positions[i]) - ranked.begin());
    Best best;
    for (std::size_t at = rank; at > 0; at &= at - 1) {
      if (tree[at].score > best.score) best = tree[at];
    }
    previous[i] = best.last;
    const Best mine{{best.score.first + 1, best.score.second + (steady[i] ? 1 : 0)}, i};
    for (std::size_t at = rank + 1; at <= n; at += at & (~at + 1)) {
      if (mine.score > tree[at].score) tree[at] = mine;
    }
    if (mine.score > longest.score) longest = mine;
  }
  std::vector<bool> staying(n, false);
  for (std::size_t i = longest.last; i != SIZE_MAX; i = previous[i]) staying[i] = true;
  return staying;
}

}  // namespace

std::size_t Bucket::PositionOf(const Row& row) const {
  const auto found = std::lower_bound(rows_.begin(), rows_.end(), row, plan_->order);
  return static_cast<std::size_t>(found - rows_.begin());
}

BucketChange Bucket::Apply(const std::vector<ZSet<Row>::Entry>& delta) {
  struct Versions {
    std::optional<Row> before, after;  // A row may be without columns: that of roots.
  };
  std::map<Row, Versions> by_key;
  for (const auto& [row, weight] : delta) {
    CAMBIUM_CHECK(weight == 1 || weight == -1, "a row of an answer stands twice");
    Versions& versions = by_key[KeyOf(row)];
    (weight > 0 ? versions.after : versions.before) = row;
  }
  BucketChange change;
  std::vector<std::pair<std::size_t, Row>> removed;
  std::vector<Row> added;
  std::vector<std::pair<Row, Row>> movers;
  for (const auto& [key, versions] : by_key) {
    if (!versions.after.has_value()) {
      removed.emplace_back(PositionOf(*versions.before), key);
    } else if (!versions.before.has_value()) {
      added.push_back(*versions.after);
    } else {
      change.changed.emplace_back(*versions.before, *versions.after);
      const bool same_place = plan_->order.Compare(*versions.before, *versions.after) == 0;
      if (same_place) {
        rows_[PositionOf(*versions.before)] = *versions.after;
      } else {
        movers.emplace_back(*versions.before, *versions.after);
      }
    }
  }
  std::sort(removed.begin(), removed.end(),
            [](const auto& left, const auto& right) { return left.first > right.first; });
  for (const auto& [position, key] : removed) {
    rows_.erase(rows_.begin() + static_cast<std::ptrdiff_t>(position));
    change.removed.push_back(key);
  }
  if (!movers.empty()) change.moved = Move(movers);
  std::sort(added.begin(), added.end(), plan_->order);
  for (const Row& row : added) {
    const std::size_t position = PositionOf(row);
    rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(position), row);
    change.added.emplace_back(row, position);
  }
  return change;
}

std::vector<std::pair<Row, std::size_t>> Bucket::Move(
    const std::vector<std::pair<Row, Row>>& movers) {
  // Old order: each survivor with its old position, movers as their new selves.
  struct Place {
    Row row;
    std::size_t old_position;
    bool steady;
  };
  std::size_t first = rows_.size();
  std::size_t last = 0;
  std::map<std::size_t, Row> moved_from;
  for (const auto& [before, after] : movers) {
    const std::size_t position = PositionOf(before);
    moved_from[position] = after;
    first = std::min(first, position);
    last = std::max(last, position);
  }
  // Where the movers land, counted among the rows as they stood: the span of rows that a
  // move can concern.
  for (const auto& [before, after] : movers) {
    const std::size_t landing = PositionOf(after);
    first = std::min(first, landing);
    last = std::max(last, std::min(landing, rows_.size() - 1));
  }
  std::vector<Place> places;
  places.reserve(last + 1 - first);
  for (std::size_t i = first; i <= last; ++i) {
    const auto mover = moved_from.find(i);
    const bool steady = mover == moved_from.end();
    places.push_back({steady ? rows_[i] : mover->second, i, steady});
  }
  std::vector<Row> current;  // The span as a reader sees it, move by move.
  current.reserve(places.size());
  for (const Place& place : places) current.push_back(place.row);
  std::sort(places.begin(), places.end(), [this](const Place& left, const Place& right) {
    return plan_->order(left.row, right.row);
  });
  std::vector<std::size_t> old_positions;
  std::vector<bool> steady;
  for (const Place& place : places) {
    old_positions.push_back(place.old_position);
    steady.push_back(place.steady);
  }
  const std::vector<bool> staying = Staying(old_positions, steady);
  std::vector<std::pair<Row, std::size_t>> moves;
  for (std::size_t i = 0; i < places.size(); ++i) {
    rows_[first + i] = places[i].row;
    if (staying[i]) continue;
    current.erase(std::find(current.begin(), current.end(), places[i].row));
    // Its predecessor in the new order is in place already.
    const auto at = i == 0 ? current.begin()
                           : std::find(current.begin(), current.end(), places[i - 1].row) + 1;
    moves.emplace_back(KeyOf(places[i].row),
                       first + static_cast<std::size_t>(at - current.begin()));
    current.insert(at, places[i].row);
  }
  return moves;
}

}  // namespace cambium
