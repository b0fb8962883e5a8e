// What turns one list into the next, for somebody who shows it: rows taken out, moved, put in,
// and set, by position.
//
//     ann bob cyd dan      bob gets a new title            set 1
//                          dan is now the first            move 3 → 0
//                          cyd goes, eve comes before bob  remove 2, insert 1
//
// Edits are to be done one after the other, each on what the ones before have left: rows are
// removed from behind, then moved, then inserted from the front, then set. So the list never
// has more rows than before and after, and nothing is touched twice.
//
// Rows are told apart by a key: what goes and comes under one key is one row, which may have
// moved. Moves are the fewest possible: all rows stay but those outside of a longest run that
// keeps its order; among equally long runs, one with the most rows that have not changed.
//
// The list itself is not looked at, only what goes and comes: the unchanged rows in between
// move as blocks, if at all.
//
// Cost: O(k log k) for k rows that go and come, and a look-up for each unchanged row that
// moves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "dataflow/prefix_counts.h"

namespace cambium {

template <typename T>
struct ListEdit {
  enum class Kind { kRemove, kMove, kInsert, kSet };

  Kind kind;
  std::size_t from;  // Where the row is that is removed or moved.
  std::size_t to;    // Where it is then; also of one that is inserted or set.
  T element;         // As it is now, or of one that is removed, as it was.

  bool operator==(const ListEdit&) const = default;
};

// A row that goes or comes, and where: in the old list, or in the new one.
template <typename T>
struct ListRow {
  std::int64_t place;
  const T* element;
};

// `gone` and `come` ascend by place. element_at(place) is the row there in the old list.
template <typename T, typename RowKey, typename ElementAt>
class ListEditor {
 public:
  using Rows = std::vector<ListRow<T>>;
  using Edits = std::vector<ListEdit<T>>;

  ListEditor(const RowKey& row_key, const ElementAt& element_at)
      : row_key_(row_key), element_at_(element_at) {}

  Edits EditsOf(const Rows& gone, const Rows& come) {
    if (gone.size() == 1 && come.size() == 1 && HaveSameKey(gone[0], come[0])) {
      return EditsOfOne(gone[0], come[0]);
    }
    Pair(gone, come);
    for (std::size_t i = removed_.size(); i-- > 0;) {
      const auto& [place, element] = removed_[i];
      Append(Edit::kRemove, place, 0, *element);
    }
    if (!kept_.empty()) Move();
    for (const auto& [place, element] : added_) Append(Edit::kInsert, 0, place, *element);
    std::sort(kept_.begin(), kept_.end(),
              [](const Kept& left, const Kept& right) { return left.to < right.to; });
    for (const Kept& row : kept_) {
      if (!row.moves) Append(Edit::kSet, 0, row.to, *row.element);
    }
    return std::move(edits_);
  }

 private:
  using Edit = typename ListEdit<T>::Kind;
  // A row that changes. Of rows that stay in the list: `old_at` is its number among these in
  // the old order, `new_at` in the new one.
  struct Kept {
    std::int64_t from;
    std::int64_t to;
    const T* element;
    std::int64_t old_at = 0;
    std::int64_t new_at = 0;
    bool moves = false;
  };
  // Rows that keep together: one that changes, or a block that does not.
  struct Item {
    std::int64_t old_at;
    std::int64_t new_at;
    std::int64_t rows;
    Kept* changed;  // Null for a block.
  };
  // A row to be moved, or several of a block, one by one.
  struct Mover {
    std::int64_t old_at;
    std::int64_t new_at;
    std::int64_t anchor;  // The old_at of the last item before it that does not move, or -1.
    const Kept* changed;
  };

  void Append(Edit kind, std::int64_t from, std::int64_t to, const T& element) {
    edits_.push_back(
        {kind, static_cast<std::size_t>(from), static_cast<std::size_t>(to), element});
  }

  bool HaveSameKey(const ListRow<T>& left, const ListRow<T>& right) const {
    return std::invoke(row_key_, *left.element) == std::invoke(row_key_, *right.element);
  }
  // One row changes, and no other: what most commits do.
  Edits EditsOfOne(const ListRow<T>& was, const ListRow<T>& is) {
    if (was.place != is.place) {
      Append(Edit::kMove, was.place, is.place, *is.element);
    } else if (*was.element != *is.element) {
      Append(Edit::kSet, 0, is.place, *is.element);
    }
    return std::move(edits_);
  }
  void Pair(const Rows& gone, const Rows& come);
  void Move();
  std::vector<Item> ItemsInNewOrder();
  static std::vector<bool> Staying(const std::vector<Item>& items);
  void AppendMoves(const std::vector<Mover>& movers);
  // The row that does not change, by its number among those that stay in the list.
  const T& Unchanged(std::int64_t old_at) const {
    const auto before =
        std::upper_bound(removed_before_.begin(), removed_before_.end(), old_at) -
        removed_before_.begin();
    return element_at_(old_at + before);
  }

  const RowKey& row_key_;
  const ElementAt& element_at_;
  Rows removed_;
  // How many rows that stay are before each of those.
  std::vector<std::int64_t> removed_before_;
  Rows added_;
  std::vector<Kept> kept_;
  Edits edits_;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

// What goes and comes under one key is one row. A copy that goes here and comes there has not
// changed at all.
template <typename T, typename RowKey, typename ElementAt>
void ListEditor<T, RowKey, ElementAt>::Pair(const Rows& gone, const Rows& come) {
  const auto by_key = [this](Rows rows) {
    std::stable_sort(rows.begin(), rows.end(), [this](const auto& left, const auto& right) {
      const auto& a = std::invoke(row_key_, *left.element);
      const auto& b = std::invoke(row_key_, *right.element);
      if (a < b || b < a) return a < b;
      return *left.element < *right.element;
    });
    return rows;
  };
  const Rows old_rows = by_key(gone);
  const Rows new_rows = by_key(come);
  auto is = new_rows.begin();
  for (auto was = old_rows.begin(); was != old_rows.end() || is != new_rows.end();) {
    const ListRow<T>& first = was != old_rows.end() ? *was : *is;
    const bool is_before = is != new_rows.end() && std::invoke(row_key_, *is->element) <
                                                       std::invoke(row_key_, *first.element);
    const ListRow<T>& of = is_before ? *is : first;
    Rows left_old;
    Rows left_new;
    while ((was != old_rows.end() && HaveSameKey(*was, of)) ||
           (is != new_rows.end() && HaveSameKey(*is, of))) {
      const bool has_old = was != old_rows.end() && HaveSameKey(*was, of);
      const bool has_new = is != new_rows.end() && HaveSameKey(*is, of);
      if (has_old && has_new && *was->element == *is->element) {
        ++was;
        ++is;
      } else if (has_old && (!has_new || *was->element < *is->element)) {
        left_old.push_back(*was++);
      } else {
        left_new.push_back(*is++);
      }
    }
    const std::size_t pairs = std::min(left_old.size(), left_new.size());
    for (std::size_t i = 0; i < pairs; ++i) {
      kept_.push_back({left_old[i].place, left_new[i].place, left_new[i].element});
    }
    const auto from = static_cast<std::ptrdiff_t>(pairs);
    removed_.insert(removed_.end(), left_old.begin() + from, left_old.end());
    added_.insert(added_.end(), left_new.begin() + from, left_new.end());
  }
  const auto by_place = [](const auto& left, const auto& right) {
    return left.place < right.place;
  };
  std::sort(removed_.begin(), removed_.end(), by_place);
  std::sort(added_.begin(), added_.end(), by_place);
  for (std::size_t i = 0; i < removed_.size(); ++i) {
    removed_before_.push_back(removed_[i].place - static_cast<std::int64_t>(i));
  }
}

// Rows that change, and the blocks of rows between the places where these were and are. Before
// the first of these places nothing moves.
template <typename T, typename RowKey, typename ElementAt>
auto ListEditor<T, RowKey, ElementAt>::ItemsInNewOrder() -> std::vector<Item> {
  // How many of the places are before each row, which ascend likewise.
  const auto number = [this](const Rows& others, auto place_of, auto number_of) {
    std::sort(kept_.begin(), kept_.end(), [&](const Kept& left, const Kept& right) {
      return left.*place_of < right.*place_of;
    });
    std::vector<std::int64_t> cuts;  // How many unchanged rows are before each changed one.
    std::int64_t before = 0;
    for (Kept& row : kept_) {
      while (before < static_cast<std::int64_t>(others.size()) &&
             others[static_cast<std::size_t>(before)].place < row.*place_of) {
        ++before;
      }
      row.*number_of = row.*place_of - before;
      cuts.push_back(row.*number_of - static_cast<std::int64_t>(cuts.size()));
    }
    return cuts;
  };
  const auto old_cuts = number(removed_, &Kept::from, &Kept::old_at);
  const auto new_cuts = number(added_, &Kept::to, &Kept::new_at);
  std::vector<std::int64_t> cuts;
  std::merge(old_cuts.begin(), old_cuts.end(), new_cuts.begin(), new_cuts.end(),
             std::back_inserter(cuts));
  std::vector<Item> items;
  for (Kept& row : kept_) items.push_back({row.old_at, row.new_at, 1, &row});
  const auto changed_before = [](const std::vector<std::int64_t>& of, std::int64_t cut) {
    return std::upper_bound(of.begin(), of.end(), cut) - of.begin();
  };
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    if (cuts[i] == cuts[i + 1]) continue;
    items.push_back({cuts[i] + changed_before(old_cuts, cuts[i]),
                     cuts[i] + changed_before(new_cuts, cuts[i]), cuts[i + 1] - cuts[i],
                     nullptr});
  }
  std::sort(items.begin(), items.end(),
            [](const Item& left, const Item& right) { return left.new_at < right.new_at; });
  return items;
}

// The heaviest run of items that ascend in the old order, too.
template <typename T, typename RowKey, typename ElementAt>
std::vector<bool> ListEditor<T, RowKey, ElementAt>::Staying(const std::vector<Item>& items) {
  using Score = std::pair<std::int64_t, std::int64_t>;  // rows, unchanged ones
  constexpr std::size_t kNone = SIZE_MAX;
  struct Best {
    Score score{0, 0};
    std::size_t last = kNone;
  };
  std::vector<std::int64_t> olds;
  olds.reserve(items.size());
  for (const Item& item : items) olds.push_back(item.old_at);
  std::sort(olds.begin(), olds.end());
  // A tree of prefix maxima over old positions: the best run that ends before one.
  std::vector<Best> tree(items.size() + 1);
  std::vector<std::size_t> previous;
  Best heaviest;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto rank = static_cast<std::size_t>(
        std::lower_bound(olds.begin(), olds.end(), items[i].old_at) - olds.begin());
    Best best;
    for (std::size_t at = rank; at > 0; at &= at - 1) {
      if (tree[at].score > best.score) best = tree[at];
    }
    previous.push_back(best.last);
    const std::int64_t unchanged = items[i].changed == nullptr ? items[i].rows : 0;
    const Best mine{{best.score.first + items[i].rows, best.score.second + unchanged}, i};
    for (std::size_t at = rank + 1; at <= items.size(); at += at & (~at + 1)) {
      if (mine.score > tree[at].score) tree[at] = mine;
    }
    if (mine.score > heaviest.score) heaviest = mine;
  }
  std::vector<bool> staying(items.size());
  for (std::size_t i = heaviest.last; i != kNone; i = previous[i]) staying[i] = true;
  return staying;
}

template <typename T, typename RowKey, typename ElementAt>
void ListEditor<T, RowKey, ElementAt>::Move() {
  const std::vector<Item> items = ItemsInNewOrder();
  const std::vector<bool> staying = Staying(items);
  std::vector<Mover> movers;
  std::int64_t anchor = -1;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto& [old_at, new_at, rows, changed] = items[i];
    if (staying[i]) {
      anchor = old_at + rows - 1;
      continue;
    }
    if (changed != nullptr) changed->moves = true;
    for (std::int64_t row = 0; row < rows; ++row) {
      movers.push_back({old_at + row, new_at + row, anchor, changed});
    }
  }
  AppendMoves(movers);
}

// In the new order, so that each is put behind its predecessor, which is in place already. What
// has been moved stands behind its anchor, what has not where it was.
template <typename T, typename RowKey, typename ElementAt>
void ListEditor<T, RowKey, ElementAt>::AppendMoves(const std::vector<Mover>& movers) {
  std::vector<std::int64_t> olds;
  olds.reserve(movers.size());
  for (const Mover& mover : movers) olds.push_back(mover.old_at);
  std::sort(olds.begin(), olds.end());
  const auto before = [&olds](std::int64_t old_at) {
    return std::lower_bound(olds.begin(), olds.end(), old_at) - olds.begin();
  };
  PrefixCounts done(olds.size());     // Of these, those that have been moved.
  std::vector<std::int64_t> anchors;  // Of those, ascending.
  for (const auto& [old_at, new_at, anchor, changed] : movers) {
    const std::int64_t arrived =
        std::lower_bound(anchors.begin(), anchors.end(), old_at) - anchors.begin();
    const std::int64_t from = old_at - done.Before(before(old_at)) + arrived;
    const std::int64_t waiting =
        before(anchor) - done.Before(before(anchor)) - (old_at < anchor ? 1 : 0);
    const std::int64_t to = new_at + waiting;
    Append(Edit::kMove, from, to, changed != nullptr ? *changed->element : Unchanged(old_at));
    done.Add(before(old_at));
    anchors.push_back(anchor);
  }
}

}  // namespace cambium
