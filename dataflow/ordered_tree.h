// The ordered index: elements with weights in a counted B+tree.
//
//                     ┌─────────────────────────┐
//                     │  · <  kim  < · <  pat ≤ · │      separators, and for each child how
//                     │   5        7       4      │      many elements are below it, and what
//                     └──┬─────────┬───────┬──────┘      they weigh
//                   ann … jon   kim … oda  pat … zoe      leaves: sorted runs
//
// Law: it holds the sum of what was added, by element, without zero weights.
//
// One structure serves whoever needs order: the least and the greatest, the first few, the
// k-th, the rank of an element, all between two. `Less` must be total: it tells apart
// whatever == tells apart.
//
// Cost: Add, Seek, Select, Rank O(log n), a few cache lines each; Merge of many O(n); a step
// of a cursor O(1) amortised. Memory: that of the elements and a third or so.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/check.h"
#include "dataflow/sorted_run.h"
#include "dataflow/weight.h"
#include "dataflow/zset.h"

namespace cambium {

template <Element T, typename Less = std::less<T>>
class OrderedTree {
  struct Inner;
  struct Count;

 public:
  using Entry = typename ZSet<T>::Entry;
  class Cursor;

  explicit OrderedTree(Less less = {}) : less_(std::move(less)) {}
  OrderedTree(OrderedTree&&) noexcept = default;
  OrderedTree& operator=(OrderedTree&&) noexcept = default;
  OrderedTree(const OrderedTree& other) : less_(other.less_) { CopyFrom(other); }
  OrderedTree& operator=(const OrderedTree& other) { return *this = OrderedTree(other); }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // The sum of all weights.
  Weight total() const { return total_; }
  const Less& less() const { return less_; }

  Weight Of(const T& element) const {
    const Cursor at = Seek(element);
    return at.valid() && !less_(element, at.element()) ? at.weight() : 0;
  }
  void Add(const T& element, Weight weight);
  // As Add for each; the entries ascend strictly.
  void Merge(std::span<const Entry> entries);
  void Clear() { *this = OrderedTree(std::move(less_)); }

  Cursor First() const { return Select(0); }
  Cursor Last() const { return Select(size_ == 0 ? 0 : size_ - 1); }
  // At the first element that is not less than this one.
  Cursor Seek(const T& element) const;
  // At the element with `position` elements before it.
  Cursor Select(std::size_t position) const;
  // How many elements are less than this one.
  std::size_t Rank(const T& element) const { return CountBefore(element).rows; }
  // What the elements less than this one weigh together.
  Weight WeightBefore(const T& element) const { return CountBefore(element).weight; }

  // Calls `visit(element, weight)` in ascending order.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (Cursor at = First(); at.valid(); at.Next()) visit(at.element(), at.weight());
  }

  std::size_t heap_bytes() const {
    return root_ == nullptr ? leaf_.heap_bytes() : HeapBytes(*root_, height_);
  }

 private:
  // A leaf of small elements is four cache lines, of large ones as few as are worth it.
  static constexpr std::size_t kLeaf = std::clamp<std::size_t>(256 / sizeof(T), 16, 64);
  static constexpr std::size_t kFan = 64;
  // No tree is higher: nodes have kFan / 4 children or more on average, and memory ends.
  static constexpr std::size_t kMaxHeight = 16;

  struct Count {
    std::size_t rows = 0;
    Weight weight = 0;

    void Add(std::size_t more_rows, Weight more_weight) {
      rows += more_rows;
      weight = AddWeights(weight, more_weight);
    }
  };
  struct Inner {
    std::size_t size = 0;
    // separators[i] is greater than all below child i - 1 and not than any below child i.
    std::array<T, kFan> separators{};
    std::array<Count, kFan> counts{};
    // Of the two, that which the height asks for.
    std::array<SortedRun<T>, kFan> leaves{};
    std::array<std::unique_ptr<Inner>, kFan> inners{};

    void InsertChild(std::size_t at, Inner& from, std::size_t from_at);
    void EraseChild(std::size_t at);
  };

  Count CountBefore(const T& element) const;
  std::size_t ChildFor(const Inner& node, const T& element) const {
    std::size_t at = 0;
    for (std::size_t left = node.size; left > 1;) {
      const std::size_t half = left / 2;
      at += less_(element, node.separators[at + half]) ? 0 : half;
      left -= half;
    }
    return at;
  }

  // Both return by how much the number of elements has grown.
  int AddToLeaf(SortedRun<T>& leaf, const T& element, Weight weight);
  int AddBelow(Inner& node, std::size_t height, const T& element, Weight weight);
  static std::size_t SizeOf(const Inner& node, std::size_t height, std::size_t child) {
    return height == 1 ? node.leaves[child].size() : node.inners[child]->size;
  }
  static void SplitChild(Inner& node, std::size_t height, std::size_t child);
  static void MergeIfSmall(Inner& node, std::size_t height, std::size_t child);
  void GrowRoot();
  void ShrinkRoot();
  void CopyFrom(const OrderedTree& other);
  void Build(std::span<const Entry> entries);
  static std::size_t HeapBytes(const Inner& node, std::size_t height);

  // A tree of one leaf is that leaf; a higher one has a root, `height_` levels over leaves.
  SortedRun<T> leaf_;
  std::unique_ptr<Inner> root_;
  std::size_t height_ = 0;
  std::size_t size_ = 0;
  Weight total_ = 0;
  [[no_unique_address]] Less less_;
};

// A place in a tree, until the tree changes. Past the end it is not valid, and stays so.
template <Element T, typename Less>
class OrderedTree<T, Less>::Cursor {
 public:
  bool valid() const { return leaf_ != nullptr; }
  const T& element() const { return (*leaf_)[at_]; }
  Weight weight() const { return leaf_->weight(at_); }

  void Next() {
    if (++at_ < leaf_->size()) return;
    Leave([](const Level& level) { return level.at + 1 < level.node->size; }, 1);
    at_ = 0;
  }
  void Previous() {
    if (at_-- > 0) return;
    Leave([](const Level& level) { return level.at > 0; }, static_cast<std::size_t>(-1));
    if (valid()) at_ = leaf_->size() - 1;
  }

 private:
  friend class OrderedTree;
  struct Level {
    const Inner* node;
    std::size_t at;
  };

  // To the neighbouring leaf: up as far as there is no way, one over, and down again.
  template <typename HasWay>
  void Leave(HasWay has_way, std::size_t step) {
    std::size_t up = 0;
    while (up < height_ && !has_way(path_[up])) ++up;
    if (up == height_) {
      leaf_ = nullptr;
      return;
    }
    path_[up].at += step;
    for (; up > 0; --up) {
      const Inner* below = path_[up].node->inners[path_[up].at].get();
      path_[up - 1] = {below, step == 1 ? 0 : below->size - 1};
    }
    leaf_ = &path_[0].node->leaves[path_[0].at];
  }

  const SortedRun<T>* leaf_ = nullptr;
  std::size_t at_ = 0;
  std::size_t height_ = 0;
  std::array<Level, kMaxHeight> path_;  // From the level above the leaves upwards.
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <Element T, typename Less>
void OrderedTree<T, Less>::Inner::InsertChild(std::size_t at, Inner& from,
                                              std::size_t from_at) {
  const auto insert = [&](auto& mine, auto& theirs) {
    std::move_backward(mine.data() + at, mine.data() + size, mine.data() + size + 1);
    mine[at] = std::move(theirs[from_at]);
  };
  insert(separators, from.separators);
  insert(counts, from.counts);
  insert(leaves, from.leaves);
  insert(inners, from.inners);
  ++size;
}

template <Element T, typename Less>
void OrderedTree<T, Less>::Inner::EraseChild(std::size_t at) {
  const auto erase = [&](auto& mine) {
    std::move(mine.data() + at + 1, mine.data() + size, mine.data() + at);
    mine[size - 1] = std::decay_t<decltype(mine[0])>();
  };
  erase(separators);
  erase(counts);
  erase(leaves);
  erase(inners);
  --size;
}

template <Element T, typename Less>
int OrderedTree<T, Less>::AddToLeaf(SortedRun<T>& leaf, const T& element, Weight weight) {
  const std::size_t at = leaf.LowerBound(element, less_);
  if (at == leaf.size() || less_(element, leaf[at])) {
    // A block of half a leaf grows to a whole one and not beyond.
    if (leaf.size() == leaf.capacity() && leaf.capacity() >= kLeaf / 2) leaf.Reserve(kLeaf);
    leaf.Insert(at, element, weight);
    return 1;
  }
  const Weight sum = AddWeights(leaf.weight(at), weight);
  if (sum != 0) {
    leaf.SetWeight(at, sum);
    return 0;
  }
  leaf.Erase(at);
  return -1;
}

template <Element T, typename Less>
int OrderedTree<T, Less>::AddBelow(Inner& node, std::size_t height, const T& element,
                                   Weight weight) {
  const std::size_t at = ChildFor(node, element);
  const int grown = height == 1 ? AddToLeaf(node.leaves[at], element, weight)
                                : AddBelow(*node.inners[at], height - 1, element, weight);
  node.counts[at].Add(static_cast<std::size_t>(grown), weight);
  const std::size_t full = height == 1 ? kLeaf : kFan;
  if (grown > 0 && SizeOf(node, height, at) >= full) SplitChild(node, height, at);
  if (grown < 0) {
    if (node.counts[at].rows == 0) {
      node.EraseChild(at);
    } else {
      MergeIfSmall(node, height, at);
    }
  }
  return grown;
}

template <Element T, typename Less>
void OrderedTree<T, Less>::Add(const T& element, Weight weight) {
  if (weight == 0) return;
  total_ = AddWeights(total_, weight);
  if (root_ == nullptr) {
    size_ += static_cast<std::size_t>(AddToLeaf(leaf_, element, weight));
    if (leaf_.size() >= kLeaf) GrowRoot();
    return;
  }
  size_ += static_cast<std::size_t>(AddBelow(*root_, height_, element, weight));
  if (root_->size >= kFan) GrowRoot();
  if (root_->size <= 1) ShrinkRoot();
}

template <Element T, typename Less>
void OrderedTree<T, Less>::SplitChild(Inner& node, std::size_t height, std::size_t child) {
  // The upper half becomes a child of its own, made in a node of one child.
  Inner made;
  if (height == 1) {
    SortedRun<T>& full = node.leaves[child];
    made.leaves[0] = full.SplitOff(full.size() / 2, kLeaf);
    made.separators[0] = made.leaves[0][0];
    made.counts[0] = {made.leaves[0].size(), made.leaves[0].total()};
  } else {
    Inner& full = *node.inners[child];
    auto upper = std::make_unique<Inner>();
    const std::size_t from = full.size / 2;
    made.separators[0] = full.separators[from];
    for (std::size_t i = from; i < full.size; ++i) {
      made.counts[0].Add(full.counts[i].rows, full.counts[i].weight);
      upper->InsertChild(upper->size, full, i);
    }
    full.size = from;
    made.inners[0] = std::move(upper);
  }
  node.counts[child].Add(0 - made.counts[0].rows, NegateWeight(made.counts[0].weight));
  node.InsertChild(child + 1, made, 0);
}

// A small child joins a neighbour, if the two together are not much.
template <Element T, typename Less>
void OrderedTree<T, Less>::MergeIfSmall(Inner& node, std::size_t height, std::size_t child) {
  const std::size_t room = (height == 1 ? kLeaf : kFan) / 2;
  if (SizeOf(node, height, child) > room / 2 || node.size == 1) return;
  const std::size_t left = child > 0 ? child - 1 : child;
  const std::size_t right = left + 1;
  if (SizeOf(node, height, left) + SizeOf(node, height, right) > room) return;
  if (height == 1) {
    node.leaves[left].Append(node.leaves[right]);
  } else {
    Inner& from = *node.inners[right];
    from.separators[0] = node.separators[right];
    Inner& to = *node.inners[left];
    for (std::size_t i = 0; i < from.size; ++i) to.InsertChild(to.size, from, i);
  }
  node.counts[left].Add(node.counts[right].rows, node.counts[right].weight);
  node.EraseChild(right);
}

template <Element T, typename Less>
void OrderedTree<T, Less>::GrowRoot() {
  auto grown = std::make_unique<Inner>();
  grown->counts[0] = {size_, total_};
  if (root_ == nullptr) {
    grown->leaves[0] = std::move(leaf_);
  } else {
    grown->inners[0] = std::move(root_);
  }
  grown->size = 1;
  root_ = std::move(grown);
  ++height_;
  CAMBIUM_CHECK(height_ < kMaxHeight, "an ordered tree is too high");
  SplitChild(*root_, height_, 0);
}

template <Element T, typename Less>
void OrderedTree<T, Less>::ShrinkRoot() {
  while (root_ != nullptr && root_->size <= 1) {
    if (--height_ == 0) leaf_ = std::move(root_->leaves[0]);
    root_ = std::unique_ptr<Inner>(std::move(root_->inners[0]));
  }
  if (root_ == nullptr) height_ = 0;
}

template <Element T, typename Less>
void OrderedTree<T, Less>::Merge(std::span<const Entry> entries) {
  // Few against many go in one by one; else everything is laid out anew.
  constexpr std::size_t kFew = 8;
  if (entries.size() * kFew < size_ || size_ + entries.size() < kLeaf) {
    for (const Entry& entry : entries) Add(entry.element, entry.weight);
    return;
  }
  std::vector<Entry> merged;
  merged.reserve(size_ + entries.size());
  auto change = entries.begin();
  ForEach([&](const T& element, Weight weight) {
    for (; change != entries.end() && less_(change->element, element); ++change) {
      if (change->weight != 0) merged.push_back(*change);
    }
    if (change != entries.end() && !less_(element, change->element)) {
      weight = AddWeights(weight, (change++)->weight);
    }
    if (weight != 0) merged.push_back({element, weight});
  });
  for (; change != entries.end(); ++change) {
    if (change->weight != 0) merged.push_back(*change);
  }
  Build(merged);
}

template <Element T, typename Less>
void OrderedTree<T, Less>::Build(std::span<const Entry> entries) {
  Clear();
  // Some room is left, so that the next additions do not split every leaf.
  constexpr std::size_t kFill = kLeaf * 7 / 8;
  constexpr std::size_t kWide = kFan * 7 / 8;
  std::vector<std::unique_ptr<Inner>> level;
  const auto parent = [&level]() -> Inner& {
    if (level.empty() || level.back()->size == kWide) {
      level.push_back(std::make_unique<Inner>());
    }
    return *level.back();
  };
  const std::size_t leaves = std::max<std::size_t>(1, (entries.size() + kFill - 1) / kFill);
  for (std::size_t i = 0; i < leaves; ++i) {
    const std::size_t from = entries.size() * i / leaves;
    const std::size_t to = entries.size() * (i + 1) / leaves;
    SortedRun<T> leaf;
    leaf.Reserve(to - from);
    for (std::size_t j = from; j < to; ++j)
      leaf.PushBack(entries[j].element, entries[j].weight);
    total_ = AddWeights(total_, leaf.total());
    if (leaves == 1) {
      leaf_ = std::move(leaf);
      break;
    }
    Inner made;
    made.separators[0] = leaf[0];
    made.counts[0] = {leaf.size(), leaf.total()};
    made.leaves[0] = std::move(leaf);
    Inner& above = parent();
    above.InsertChild(above.size, made, 0);
  }
  size_ = entries.size();
  if (level.empty()) return;
  for (height_ = 1; level.size() > 1; ++height_) {
    for (auto& below : std::exchange(level, {})) {
      Inner made;
      made.separators[0] = below->separators[0];
      for (std::size_t i = 0; i < below->size; ++i) {
        made.counts[0].Add(below->counts[i].rows, below->counts[i].weight);
      }
      made.inners[0] = std::move(below);
      Inner& above = parent();
      above.InsertChild(above.size, made, 0);
    }
  }
  root_ = std::move(level.front());
  ShrinkRoot();
}

template <Element T, typename Less>
void OrderedTree<T, Less>::CopyFrom(const OrderedTree& other) {
  std::vector<Entry> entries;
  entries.reserve(other.size());
  other.ForEach([&](const T& element, Weight weight) { entries.push_back({element, weight}); });
  Build(entries);
}

template <Element T, typename Less>
typename OrderedTree<T, Less>::Cursor OrderedTree<T, Less>::Seek(const T& element) const {
  Cursor cursor;
  cursor.height_ = height_;
  const Inner* node = root_.get();
  for (std::size_t height = height_; height > 0; --height) {
    const std::size_t at = ChildFor(*node, element);
    cursor.path_[height - 1] = {node, at};
    if (height > 1) node = node->inners[at].get();
  }
  const SortedRun<T>& leaf = height_ == 0 ? leaf_ : node->leaves[cursor.path_[0].at];
  if (leaf.empty()) return cursor;
  cursor.leaf_ = &leaf;
  cursor.at_ = leaf.LowerBound(element, less_);
  if (cursor.at_ == leaf.size()) {
    --cursor.at_;
    cursor.Next();
  }
  return cursor;
}

template <Element T, typename Less>
typename OrderedTree<T, Less>::Cursor OrderedTree<T, Less>::Select(std::size_t position) const {
  Cursor cursor;
  cursor.height_ = height_;
  if (position >= size_) return cursor;
  const Inner* node = root_.get();
  for (std::size_t height = height_; height > 0; --height) {
    std::size_t at = 0;
    for (; position >= node->counts[at].rows; ++at) position -= node->counts[at].rows;
    cursor.path_[height - 1] = {node, at};
    if (height > 1) node = node->inners[at].get();
  }
  cursor.leaf_ = height_ == 0 ? &leaf_ : &node->leaves[cursor.path_[0].at];
  cursor.at_ = position;
  return cursor;
}

template <Element T, typename Less>
typename OrderedTree<T, Less>::Count OrderedTree<T, Less>::CountBefore(const T& element) const {
  Count before;
  const Inner* node = root_.get();
  const SortedRun<T>* leaf = &leaf_;
  for (std::size_t height = height_; height > 0; --height) {
    const std::size_t at = ChildFor(*node, element);
    for (std::size_t i = 0; i < at; ++i)
      before.Add(node->counts[i].rows, node->counts[i].weight);
    leaf = &node->leaves[at];
    node = node->inners[at].get();
  }
  const std::size_t end = leaf->LowerBound(element, less_);
  for (std::size_t i = 0; i < end; ++i) before.Add(1, leaf->weight(i));
  return before;
}

template <Element T, typename Less>
std::size_t OrderedTree<T, Less>::HeapBytes(const Inner& node, std::size_t height) {
  std::size_t bytes = sizeof(Inner);
  for (std::size_t i = 0; i < node.size; ++i) {
    bytes += height == 1 ? node.leaves[i].heap_bytes() : HeapBytes(*node.inners[i], height - 1);
  }
  return bytes;
}

}  // namespace cambium
