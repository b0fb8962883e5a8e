// The ordered index: elements with weights in a counted B+tree.
//
//                     ┌─────────────────────────┐
//                     │  · <  kim  < · <  pat ≤ · │      separators, and for each child how
//                     │   5        7       4      │      many elements are below it, and how
//                     └──┬─────────┬───────┬──────┘      many places they fill
//                   ann … jon   kim … oda  pat … zoe      leaves: sorted runs
//
// Law: it holds the sum of what was added, by element, without zero weights.
//
// One structure serves whoever needs order: the least and the greatest, the first few, the
// k-th, the rank of an element, all between two, and what a summary makes of these
// (dataflow/tree_branch.h). As a list, an element fills as many *places* as it weighs, and none
// when it weighs less than nothing.
//
// `Less` must be total: it tells apart whatever == tells apart of what stands here at once.
//
// Cost: Add, Seek, Select, Find O(log n), a few cache lines each; Merge of many O(n); a step
// of a cursor O(1) amortised. Memory: that of the elements and a third or so.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/sorted_run.h"
#include "dataflow/tree_branch.h"
#include "dataflow/tree_builder.h"
#include "dataflow/tree_cursor.h"
#include "dataflow/weight.h"
#include "dataflow/zset.h"

namespace cambium {

// Where an element is in an order, or would be, and what it weighs there: 0 when it is absent.
struct OrderPlace {
  std::size_t rows_before = 0;
  Weight places_before = 0;
  Weight weight = 0;
};

template <Element T, typename Less = std::less<T>, typename Summary = NoSummary>
class OrderedTree {
 public:
  using element_type = T;
  using Entry = typename ZSet<T>::Entry;
  using Cursor = TreeCursor<T, Summary>;

  OrderedTree() requires(std::is_default_constructible_v<Less>) = default;
  explicit OrderedTree(Less less) : less_(std::move(less)) {}
  OrderedTree(OrderedTree&&) noexcept = default;
  OrderedTree& operator=(OrderedTree&&) noexcept = default;
  OrderedTree(const OrderedTree& other) : less_(other.less_) { CopyFrom(other); }
  OrderedTree& operator=(const OrderedTree& other) { return *this = OrderedTree(other); }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // The sum of all weights; and of those above zero.
  Weight total() const { return total_; }
  Weight places() const { return places_; }
  const Less& less() const { return less_; }

  Weight Of(const T& element) const {
    const Leaf& leaf = LeafFor(element);
    const std::size_t at = leaf.LowerBound(element, less_);
    return at < leaf.size() && !less_(element, leaf[at]) ? leaf.weight(at) : 0;
  }
  void Add(const T& element, Weight weight);
  // As Add for each; the entries ascend strictly.
  void Merge(std::span<const Entry> entries);
  // Puts this element where one stands that the order does not tell from it, and which may have
  // more to it than the order looks at; false if there is none.
  bool Replace(const T& element);
  void Clear() { *this = OrderedTree(std::move(less_)); }

  Cursor First() const {
    return Descend([](const Node&, std::size_t) { return std::size_t{0}; });
  }
  Cursor Last() const {
    Cursor cursor =
        Descend([](const Node& node, std::size_t) -> std::size_t { return node.size - 1; });
    if (cursor.valid()) cursor.MoveTo(cursor.leaf().size() - 1);
    return cursor;
  }
  // At the first element that is not less than this one.
  Cursor Seek(const T& element) const;
  // At the last element that is not greater than this one.
  Cursor Floor(const T& element) const;
  // At the element with `position` elements before it.
  Cursor Select(std::size_t position) const;
  // At the element that fills this place, and how many of its own places come before it.
  std::pair<Cursor, Weight> SelectPlace(Weight place) const;
  const T& AtPlace(Weight place) const { return SelectPlace(place).first.element(); }

  OrderPlace Find(const T& element) const;
  // How many elements are less than this one, and how many places they fill.
  std::size_t Rank(const T& element) const { return Find(element).rows_before; }
  Weight PlacesBefore(const T& element) const { return Find(element).places_before; }

  // The summary of all elements from this one on and before that one; none of none.
  std::optional<typename Summary::Value> Summarise(const T& from, const T& to) const {
    SummaryOfRange sum;
    if (less_(from, to)) AddRange(root_.get(), leaf_, height_, &from, &to, sum);
    return sum;
  }

  // Calls `visit(element, weight)` in ascending order.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (Cursor at = First(); at.valid(); at.Next()) visit(at.element(), at.weight());
  }

  // The same for the elements before `end`, but for those below a node whose summary `may_have`
  // says to have none that matter.
  template <typename MayHave, typename Visit>
  void ForEachBefore(const T& end, MayHave may_have, Visit visit) const {
    VisitBefore(root_.get(), leaf_, height_, &end, may_have, visit);
  }

  std::size_t heap_bytes() const {
    return root_ == nullptr ? leaf_.heap_bytes() : root_->HeapBytes(height_);
  }

 private:
  using Node = TreeBranch<T, Summary>;
  using Leaf = SortedRun<T>;
  using Builder = TreeBuilder<T, Summary>;
  using SummaryOfRange = std::optional<typename Summary::Value>;
  static constexpr std::size_t kLeaf = Node::kLeaf;
  static constexpr std::size_t kFan = Node::kFan;

  // By how much something has grown.
  struct Growth {
    int rows = 0;
    Weight places = 0;
  };

  template <typename ChildOf>
  Cursor Descend(ChildOf child_of) const {
    return Cursor(leaf_, root_.get(), height_, child_of);
  }
  const Leaf& LeafFor(const T& element) const {
    const Leaf* leaf = &leaf_;
    const Node* node = root_.get();
    for (std::size_t height = height_; height > 0; --height) {
      const std::size_t at = node->ChildFor(element, less_);
      leaf = &node->leaves[at];
      node = node->inners[at].get();
    }
    return *leaf;
  }
  Growth AddToLeaf(Leaf& leaf, const T& element, Weight weight);
  Growth AddBelow(Node& node, std::size_t height, const T& element, Weight weight);
  void GrowRoot();
  void ShrinkRoot();
  void AddRange(const Node* node, const Leaf& leaf, std::size_t height, const T* from,
                const T* to, SummaryOfRange& sum) const;
  template <typename MayHave, typename Visit>
  void VisitBefore(const Node* node, const Leaf& leaf, std::size_t height, const T* end,
                   MayHave& may_have, Visit& visit) const;
  static void AddSummary(SummaryOfRange& sum, const typename Summary::Value& value) {
    if constexpr (Node::kSummed) sum = sum.has_value() ? Summary::Combine(*sum, value) : value;
  }
  void Take(Builder& builder);
  void CopyFrom(const OrderedTree& other) {
    Builder builder;
    other.ForEach([&](const T& element, Weight weight) { builder.Add(element, weight); });
    Take(builder);
  }

  // A tree of one leaf is that leaf; a higher one has a root, `height_` levels over leaves.
  Leaf leaf_;
  std::unique_ptr<Node> root_;
  std::size_t height_ = 0;
  std::size_t size_ = 0;
  Weight places_ = 0;
  Weight total_ = 0;
  [[no_unique_address]] Less less_;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <Element T, typename Less, typename Summary>
auto OrderedTree<T, Less, Summary>::AddToLeaf(Leaf& leaf, const T& element, Weight weight)
    -> Growth {
  const std::size_t at = leaf.LowerBound(element, less_);
  if (at == leaf.size() || less_(element, leaf[at])) {
    // A block of half a leaf grows to a whole one and not beyond.
    if (leaf.size() == leaf.capacity() && leaf.capacity() >= kLeaf / 2) leaf.Reserve(kLeaf);
    leaf.Insert(at, element, weight);
    return {1, std::max<Weight>(weight, 0)};
  }
  const Weight before = leaf.weight(at);
  const Weight after = AddWeights(before, weight);
  if (after != 0) {
    leaf.SetWeight(at, after);
  } else {
    leaf.Erase(at);
  }
  return {after == 0 ? -1 : 0, std::max<Weight>(after, 0) - std::max<Weight>(before, 0)};
}

template <Element T, typename Less, typename Summary>
auto OrderedTree<T, Less, Summary>::AddBelow(Node& node, std::size_t height, const T& element,
                                             Weight weight) -> Growth {
  const std::size_t at = node.ChildFor(element, less_);
  const Growth grown = height == 1 ? AddToLeaf(node.leaves[at], element, weight)
                                   : AddBelow(*node.inners[at], height - 1, element, weight);
  node.rows[at] += static_cast<std::size_t>(grown.rows);
  node.places[at] += grown.places;
  const std::size_t full = height == 1 ? kLeaf : kFan;
  if (grown.rows > 0 && node.SizeOf(height, at) >= full) {
    node.SplitChild(height, at);
  } else if (node.rows[at] == 0) {
    node.EraseChild(at);
  } else {
    const std::size_t now = grown.rows < 0 ? node.MergeIfSmall(height, at) : at;
    node.Summarise(height, now);
  }
  return grown;
}

template <Element T, typename Less, typename Summary>
void OrderedTree<T, Less, Summary>::Add(const T& element, Weight weight) {
  if (weight == 0) return;
  total_ = AddWeights(total_, weight);
  const Growth grown = root_ == nullptr ? AddToLeaf(leaf_, element, weight)
                                        : AddBelow(*root_, height_, element, weight);
  size_ += static_cast<std::size_t>(grown.rows);
  places_ = AddWeights(places_, grown.places);
  if (root_ == nullptr ? leaf_.size() >= kLeaf : root_->size >= kFan) GrowRoot();
  if (root_ != nullptr && root_->size <= 1) ShrinkRoot();
}

template <Element T, typename Less, typename Summary>
bool OrderedTree<T, Less, Summary>::Replace(const T& element) {
  static_assert(!Node::kSummed, "cambium: an element of which there is a summary is replaced");
  auto& leaf = const_cast<Leaf&>(LeafFor(element));
  const std::size_t at = leaf.LowerBound(element, less_);
  if (at == leaf.size() || less_(element, leaf[at])) return false;
  leaf.Replace(at, element);
  return true;
}

template <Element T, typename Less, typename Summary>
void OrderedTree<T, Less, Summary>::GrowRoot() {
  auto grown = std::make_unique<Node>();
  if (root_ == nullptr) {
    grown->AppendLeaf(std::move(leaf_));
  } else {
    grown->AppendInner(std::move(root_), height_);
  }
  root_ = std::move(grown);
  ++height_;
  CAMBIUM_CHECK(height_ < Cursor::kMaxHeight, "an ordered tree is too high");
  root_->SplitChild(height_, 0);
}

template <Element T, typename Less, typename Summary>
void OrderedTree<T, Less, Summary>::ShrinkRoot() {
  while (root_ != nullptr && root_->size <= 1) {
    if (--height_ == 0) leaf_ = std::move(root_->leaves[0]);
    root_ = std::unique_ptr<Node>(std::move(root_->inners[0]));
  }
  if (root_ == nullptr) height_ = 0;
}

template <Element T, typename Less, typename Summary>
void OrderedTree<T, Less, Summary>::Merge(std::span<const Entry> entries) {
  // Few against many go in one by one; else everything is laid out anew.
  constexpr std::size_t kFew = 8;
  if (entries.size() * kFew < size_ || size_ + entries.size() < kLeaf) {
    for (const Entry& entry : entries) Add(entry.element, entry.weight);
    return;
  }
  Builder builder;
  auto change = entries.begin();
  ForEach([&](const T& element, Weight weight) {
    for (; change != entries.end() && less_(change->element, element); ++change) {
      builder.Add(change->element, change->weight);
    }
    if (change != entries.end() && !less_(element, change->element)) {
      weight = AddWeights(weight, (change++)->weight);
    }
    builder.Add(element, weight);
  });
  for (; change != entries.end(); ++change) builder.Add(change->element, change->weight);
  Take(builder);
}

template <Element T, typename Less, typename Summary>
void OrderedTree<T, Less, Summary>::Take(Builder& builder) {
  auto built = builder.Finish();
  leaf_ = std::move(built.leaf);
  root_ = std::move(built.root);
  height_ = built.height;
  size_ = built.size;
  places_ = built.places;
  total_ = built.total;
  if (root_ != nullptr && root_->size <= 1) ShrinkRoot();
}

template <Element T, typename Less, typename Summary>
auto OrderedTree<T, Less, Summary>::Seek(const T& element) const -> Cursor {
  Cursor cursor =
      Descend([&](const Node& node, std::size_t) { return node.ChildFor(element, less_); });
  if (cursor.valid()) cursor.MoveTo(cursor.leaf().LowerBound(element, less_));
  return cursor;
}

template <Element T, typename Less, typename Summary>
auto OrderedTree<T, Less, Summary>::Floor(const T& element) const -> Cursor {
  Cursor cursor = Seek(element);
  if (!cursor.valid()) return Last();
  if (less_(element, cursor.element())) cursor.Previous();
  return cursor;
}

template <Element T, typename Less, typename Summary>
auto OrderedTree<T, Less, Summary>::Select(std::size_t position) const -> Cursor {
  const bool valid = position < size_;
  if (!valid) position = 0;
  Cursor cursor = Descend([&](const Node& node, std::size_t) {
    std::size_t at = 0;
    for (; position >= node.rows[at]; ++at) position -= node.rows[at];
    return at;
  });
  if (!valid) {
    cursor.Invalidate();
  } else {
    cursor.MoveTo(position);
  }
  return cursor;
}

template <Element T, typename Less, typename Summary>
auto OrderedTree<T, Less, Summary>::SelectPlace(Weight place) const
    -> std::pair<Cursor, Weight> {
  CAMBIUM_CHECK(0 <= place && place < places_, "a place is not in the list");
  Cursor cursor = Descend([&](const Node& node, std::size_t) {
    std::size_t at = 0;
    for (; place >= node.places[at]; ++at) place -= node.places[at];
    return at;
  });
  cursor.MoveTo(cursor.leaf().AtPlace(place));
  return {cursor, place};
}

template <Element T, typename Less, typename Summary>
OrderPlace OrderedTree<T, Less, Summary>::Find(const T& element) const {
  OrderPlace place;
  const Node* node = root_.get();
  const Leaf* leaf = &leaf_;
  for (std::size_t height = height_; height > 0; --height) {
    const std::size_t at = node->ChildFor(element, less_);
    // No sum is greater than that of the whole tree, which has been checked.
    place.rows_before =
        std::accumulate(node->rows.data(), node->rows.data() + at, place.rows_before);
    place.places_before =
        std::accumulate(node->places.data(), node->places.data() + at, place.places_before);
    leaf = &node->leaves[at];
    node = node->inners[at].get();
  }
  const std::size_t at = leaf->LowerBound(element, less_);
  place.rows_before += at;
  place.places_before += leaf->PlacesBefore(at);
  if (at < leaf->size() && !less_(element, (*leaf)[at])) place.weight = leaf->weight(at);
  return place;
}

// Without a bound, from the first or to the last.
template <Element T, typename Less, typename Summary>
void OrderedTree<T, Less, Summary>::AddRange(const Node* node, const Leaf& leaf,
                                             std::size_t height, const T* from, const T* to,
                                             SummaryOfRange& sum) const {
  static_assert(Node::kSummed, "cambium: Summarise is for a tree with a Summary");
  if (height == 0) {
    const std::size_t end = to == nullptr ? leaf.size() : leaf.LowerBound(*to, less_);
    for (std::size_t i = from == nullptr ? 0 : leaf.LowerBound(*from, less_); i < end; ++i) {
      AddSummary(sum, Summary::Of(leaf[i], leaf.weight(i)));
    }
    return;
  }
  const std::size_t first = from == nullptr ? 0 : node->ChildFor(*from, less_);
  const std::size_t last = to == nullptr ? node->size - 1 : node->ChildFor(*to, less_);
  for (std::size_t i = first; i <= last; ++i) {
    const T* const child_from = i == first ? from : nullptr;
    const T* const child_to = i == last ? to : nullptr;
    if (child_from == nullptr && child_to == nullptr) {
      AddSummary(sum, node->summaries[i]);
    } else {
      AddRange(node->inners[i].get(), node->leaves[i], height - 1, child_from, child_to, sum);
    }
  }
}

// Without a bound, to the last.
template <Element T, typename Less, typename Summary>
template <typename MayHave, typename Visit>
void OrderedTree<T, Less, Summary>::VisitBefore(const Node* node, const Leaf& leaf,
                                                std::size_t height, const T* end,
                                                MayHave& may_have, Visit& visit) const {
  static_assert(Node::kSummed, "cambium: ForEachBefore is for a tree with a Summary");
  if (height == 0) {
    const std::size_t behind = end == nullptr ? leaf.size() : leaf.LowerBound(*end, less_);
    for (std::size_t i = 0; i < behind; ++i) visit(leaf[i], leaf.weight(i));
    return;
  }
  const std::size_t last = end == nullptr ? node->size - 1 : node->ChildFor(*end, less_);
  for (std::size_t i = 0; i <= last; ++i) {
    if (!may_have(node->summaries[i])) continue;
    VisitBefore(node->inners[i].get(), node->leaves[i], height - 1, i == last ? end : nullptr,
                may_have, visit);
  }
}

}  // namespace cambium
