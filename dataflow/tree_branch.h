// A node of the ordered tree, above its leaves: children in order, and how much is below each.
//
//     separators     ·    kim   pat            child i holds what is not less than its own and
//     rows           5     7     4             less than the next one
//     places         5     9     4
//     children     ann…  kim…  pat…            nodes, or leaves at height 1
//
// Rows are elements, whatever they weigh. *Places* are what an element fills in a list: as many
// as it weighs, and none when it weighs less than nothing.
//
// A tree may keep a summary of each child beside these: a value of any semigroup, such as the
// greatest price below. A tree without one pays nothing for it.
//
// Cost: O(kFan) moves to insert or erase a child, and to put a summary together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#include "dataflow/sorted_run.h"
#include "dataflow/weight.h"

namespace cambium {

// A summary is a class with
//
//     using Value = …;                                            default constructible
//     static Value Of(const T& element, Weight weight);
//     static Value Combine(const Value& left, const Value& right);     associative
struct NoSummary {
  struct Value {};
};

template <typename T, typename Summary>
struct TreeBranch {
  using Leaf = SortedRun<T>;
  using Value = typename Summary::Value;
  static constexpr bool kSummed = !std::is_same_v<Summary, NoSummary>;
  // A leaf of small elements is four cache lines, of large ones as few as are worth it.
  static constexpr std::size_t kLeaf = std::clamp<std::size_t>(256 / sizeof(T), 16, 64);
  static constexpr std::size_t kFan = 64;

  std::size_t size = 0;
  // separators[i] is greater than all below child i - 1 and not than any below child i.
  std::array<T, kFan> separators{};
  std::array<std::size_t, kFan> rows{};
  std::array<Weight, kFan> places{};
  // Of the two, that which the height asks for.
  std::array<Leaf, kFan> leaves{};
  std::array<std::unique_ptr<TreeBranch>, kFan> inners{};
  [[no_unique_address]] std::conditional_t<kSummed, std::array<Value, kFan>, NoSummary>
      summaries{};

  // The only child that may hold this element.
  template <typename Less>
  std::size_t ChildFor(const T& element, const Less& less) const {
    std::size_t at = 0;
    for (std::size_t left = size; left > 1;) {
      const std::size_t half = left / 2;
      at += less(element, separators[at + half]) ? 0 : half;
      left -= half;
    }
    return at;
  }
  std::size_t SizeOf(std::size_t height, std::size_t child) const {
    return height == 1 ? leaves[child].size() : inners[child]->size;
  }

  // The children of another node come after those of this one, or one of them at a place.
  void AppendChild(TreeBranch& from, std::size_t from_at) { InsertChild(size, from, from_at); }
  void InsertChild(std::size_t at, TreeBranch& from, std::size_t from_at);
  void AppendLeaf(Leaf leaf);
  void AppendInner(std::unique_ptr<TreeBranch> inner, std::size_t inner_height);
  void EraseChild(std::size_t at);

  // The upper half of a full child becomes the next one.
  void SplitChild(std::size_t height, std::size_t child);
  // A small child joins a neighbour, if the two together are not much. Returns where what was
  // the child is now.
  std::size_t MergeIfSmall(std::size_t height, std::size_t child);

  // After a change below a child.
  void Summarise(std::size_t height, std::size_t child);
  // Of this node, with all of its children.
  Value SummaryOfAll() const;

  std::size_t HeapBytes(std::size_t height) const;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <typename T, typename Summary>
void TreeBranch<T, Summary>::InsertChild(std::size_t at, TreeBranch& from,
                                         std::size_t from_at) {
  const auto insert = [&](auto& mine, auto& theirs) {
    std::move_backward(mine.data() + at, mine.data() + size, mine.data() + size + 1);
    mine[at] = std::move(theirs[from_at]);
  };
  insert(separators, from.separators);
  insert(rows, from.rows);
  insert(places, from.places);
  insert(leaves, from.leaves);
  insert(inners, from.inners);
  if constexpr (kSummed) insert(summaries, from.summaries);
  ++size;
}

template <typename T, typename Summary>
void TreeBranch<T, Summary>::AppendLeaf(Leaf leaf) {
  separators[size] = leaf[0];
  rows[size] = leaf.size();
  places[size] = leaf.PlacesBefore(leaf.size());
  leaves[size] = std::move(leaf);
  Summarise(1, size++);
}

template <typename T, typename Summary>
void TreeBranch<T, Summary>::AppendInner(std::unique_ptr<TreeBranch> inner,
                                         std::size_t inner_height) {
  separators[size] = inner->separators[0];
  rows[size] = 0;
  places[size] = 0;
  for (std::size_t i = 0; i < inner->size; ++i) {
    rows[size] += inner->rows[i];
    places[size] += inner->places[i];
  }
  inners[size] = std::move(inner);
  Summarise(inner_height + 1, size++);
}

template <typename T, typename Summary>
void TreeBranch<T, Summary>::EraseChild(std::size_t at) {
  const auto erase = [&](auto& mine) {
    std::move(mine.data() + at + 1, mine.data() + size, mine.data() + at);
    mine[size - 1] = std::decay_t<decltype(mine[0])>();
  };
  erase(separators);
  erase(rows);
  erase(places);
  erase(leaves);
  erase(inners);
  if constexpr (kSummed) erase(summaries);
  --size;
}

template <typename T, typename Summary>
void TreeBranch<T, Summary>::SplitChild(std::size_t height, std::size_t child) {
  TreeBranch made;  // A node of one child.
  if (height == 1) {
    Leaf& full = leaves[child];
    made.AppendLeaf(full.SplitOff(full.size() / 2, kLeaf));
  } else {
    TreeBranch& full = *inners[child];
    auto upper = std::make_unique<TreeBranch>();
    const std::size_t from = full.size / 2;
    for (std::size_t i = from; i < full.size; ++i) upper->AppendChild(full, i);
    full.size = from;
    made.AppendInner(std::move(upper), height - 1);
  }
  rows[child] -= made.rows[0];
  places[child] -= made.places[0];
  Summarise(height, child);
  InsertChild(child + 1, made, 0);
}

template <typename T, typename Summary>
std::size_t TreeBranch<T, Summary>::MergeIfSmall(std::size_t height, std::size_t child) {
  const std::size_t room = (height == 1 ? kLeaf : kFan) / 2;
  if (SizeOf(height, child) > room / 2 || size == 1) return child;
  const std::size_t left = child > 0 ? child - 1 : child;
  const std::size_t right = left + 1;
  if (SizeOf(height, left) + SizeOf(height, right) > room) return child;
  if (height == 1) {
    leaves[left].Append(leaves[right]);
  } else {
    TreeBranch& from = *inners[right];
    from.separators[0] = separators[right];
    for (std::size_t i = 0; i < from.size; ++i) inners[left]->AppendChild(from, i);
  }
  rows[left] += rows[right];
  places[left] += places[right];
  EraseChild(right);
  return left;
}

template <typename T, typename Summary>
void TreeBranch<T, Summary>::Summarise(std::size_t height, std::size_t child) {
  if constexpr (kSummed) {
    if (height > 1) {
      summaries[child] = inners[child]->SummaryOfAll();
      return;
    }
    const Leaf& leaf = leaves[child];
    Value value = Summary::Of(leaf[0], leaf.weight(0));
    for (std::size_t i = 1; i < leaf.size(); ++i) {
      value = Summary::Combine(value, Summary::Of(leaf[i], leaf.weight(i)));
    }
    summaries[child] = std::move(value);
  }
}

template <typename T, typename Summary>
typename TreeBranch<T, Summary>::Value TreeBranch<T, Summary>::SummaryOfAll() const {
  if constexpr (kSummed) {
    Value value = summaries[0];
    for (std::size_t i = 1; i < size; ++i) value = Summary::Combine(value, summaries[i]);
    return value;
  } else {
    return Value();
  }
}

template <typename T, typename Summary>
std::size_t TreeBranch<T, Summary>::HeapBytes(std::size_t height) const {
  std::size_t bytes = sizeof(TreeBranch);
  for (std::size_t i = 0; i < size; ++i) {
    bytes += height == 1 ? leaves[i].heap_bytes() : inners[i]->HeapBytes(height - 1);
  }
  return bytes;
}

}  // namespace cambium
