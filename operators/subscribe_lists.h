// SUBSCRIBE LISTS: a callback for what each commit changes in the ordered lists of groups, with
// positions, so that a user interface can do to its lists what happened to these.
//
//     auto subscription = newest.SubscribeLists(
//         &Issue::id, [](std::span<const ListChange<int, Issue>> changes) { … });
//
//     project 7    [#9, #4, #2]      #4 is touched: it is the newest now
//                                    move 1 → 0
//
// First everything that stands, as insertions into empty lists; then one call for each commit
// that changes something, after the commit, groups ascending by key. What is listed is a window
// of each group: rows that are pushed out of it, and those that move up, are told too.
//
// Law: the edits so far, done one after the other, give the window of each group. They are the
// fewest moves that do (dataflow/list_edits.h).
//
// State: none but the ordered index. Cost: O(log group) for each entry of the delta and each
// row that the window wins or loses; a change behind the window costs one comparison.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/changes_by_group.h"
#include "dataflow/list_edits.h"
#include "dataflow/order_after.h"
#include "dataflow/shared_index.h"
#include "dataflow/window.h"
#include "operators/subscribe.h"

namespace cambium {

template <typename Key, typename T>
struct ListChange {
  Key key;
  std::vector<ListEdit<T>> edits;
};

template <typename GroupIndex, typename RowKey>
class ListSubscribeNode final : public Node, private StepListener {
 public:
  using T = typename GroupIndex::element_type;
  using Key = typename GroupIndex::key_type;
  using Changes = std::vector<ListChange<Key, T>>;
  using Callback = std::function<void(std::span<const ListChange<Key, T>>)>;

  ListSubscribeNode(Wire<T>& wire, IndexHandle<GroupIndex> index, RowKey row_key,
                    Callback callback, Window<T> window)
      : wire_(wire),
        index_(std::move(index)),
        row_key_(std::move(row_key)),
        callback_(std::make_shared<Callback>(std::move(callback))),
        window_(std::move(window)) {
    wire_.DemandConsolidated();
  }
  ~ListSubscribeNode() override { wire_.ReleaseConsolidated(); }

  void Compute() override {
    const ChangesByGroup<GroupIndex> changed(*index_, wire_.delta());
    changed.ForEach([&](const Key& key, const auto& changes) {
      const Tree& before = index_->At(key);
      if (WindowChange<Tree>::IsOutside(before, changes, window_)) return;
      OrderAfter<Tree> after(before);
      for (const auto& change : changes) after.Change(*change.element, change.weight);
      after.Locate();
      auto edits = EditsOf(WindowChange<Tree>(after, window_, window_), before);
      if (!edits.empty()) computed_.push_back({key, std::move(edits)});
    });
  }
  void Commit() override { pending_.push_back(std::move(computed_)); }
  void Clear() override { computed_.clear(); }
  bool commit_reads_deltas() const override { return false; }
  std::size_t delta_size() const override { return 0; }
  std::string name() const override { return "subscribe lists"; }
  StepListener* listener() override { return this; }

  // What stands, as edits of empty lists.
  Changes Standing() const {
    Changes changes;
    index_->ForEachGroup([&](const Key& key, const Tree& group) {
      const PlaceRange range = WindowChange<Tree>::RangeBefore(group, window_);
      std::vector<ListEdit<T>> edits;
      VisitPlaces(group, range.first, range.last, [&](const T& row, Weight, Weight places) {
        for (Weight i = 0; i < places; ++i) {
          edits.push_back({ListEdit<T>::Kind::kInsert, 0, edits.size(), row});
        }
      });
      if (!edits.empty()) changes.push_back({key, std::move(edits)});
    });
    std::sort(changes.begin(), changes.end(),
              [](const auto& left, const auto& right) { return left.key < right.key; });
    return changes;
  }
  void Call(const Changes& changes) {
    if (changes.empty()) return;
    // The callback may end this subscription, and with it this node.
    const std::shared_ptr<Callback> callback = callback_;
    (*callback)(changes);
  }

 private:
  using Tree = typename GroupIndex::Group;

  std::vector<ListEdit<T>> EditsOf(const WindowChange<Tree>& change, const Tree& before) const {
    std::vector<ListRow<T>> gone;
    std::vector<ListRow<T>> come;
    const auto into = [](std::vector<ListRow<T>>& rows) {
      return [&rows](const T& element, Weight place, Weight places) {
        for (Weight i = 0; i < places; ++i) rows.push_back({place + i, &element});
      };
    };
    change.ForEach(into(gone), into(come));
    const auto element_at = [&](Weight place) -> const T& {
      return before.AtPlace(change.before().first + place);
    };
    return ListEditor<T, RowKey, decltype(element_at)>(row_key_, element_at)
        .EditsOf(gone, come);
  }
  void Deliver() override {
    const Changes changes = std::move(pending_.front());
    pending_.pop_front();
    Call(changes);
  }

  Wire<T>& wire_;
  const IndexHandle<GroupIndex> index_;
  const RowKey row_key_;
  const std::shared_ptr<Callback> callback_;
  const Window<T> window_;
  Changes computed_;             // Of the running step.
  std::deque<Changes> pending_;  // One for each commit that is not delivered yet.
};

namespace internal {

template <typename T, typename GroupIndex, typename RowKey, typename Callback>
Subscriber AddListSubscriber(const Stream<T>& stream, const IndexHandle<GroupIndex>& index,
                             RowKey row_key, Callback callback, Window<T> window) {
  static_assert(std::is_invocable_v<const RowKey&, const T&>,
                "cambium: SubscribeLists needs the key of a row: a member of the element, or a "
                "function of it");
  using SubscribeNode = ListSubscribeNode<GroupIndex, RowKey>;
  static_assert(
      std::is_invocable_v<Callback&,
                          std::span<const ListChange<typename GroupIndex::key_type, T>>>,
      "cambium: SubscribeLists needs a function of std::span<const ListChange<Key, T>>");
  Graph& graph = stream.graph();
  auto& node =
      graph.Own(std::make_unique<SubscribeNode>(stream.wire(), index, std::move(row_key),
                                                std::move(callback), std::move(window)),
                {&stream.wire()});
  NodeHandle handle(node);
  node.Call(node.Standing());
  return Subscriber(std::move(handle));
}

}  // namespace internal

}  // namespace cambium
