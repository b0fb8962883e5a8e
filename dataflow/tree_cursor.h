// A place in an ordered tree, until the tree changes.
//
//     for (auto at = tree.Seek("kim"); at.valid(); at.Next()) use(at.element(), at.weight());
//
// Past either end it is not valid, and stays so.
//
// Cost: a step is O(1), amortised; to make one, a descent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cassert>
#include <cstddef>

#include "dataflow/tree_branch.h"
#include "dataflow/weight.h"

namespace cambium {

template <typename T, typename Summary>
class TreeCursor {
 public:
  using Node = TreeBranch<T, Summary>;
  using Leaf = typename Node::Leaf;
  // No tree is higher: nodes have kFan / 4 children or more on average, and memory ends.
  static constexpr std::size_t kMaxHeight = 16;

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

  // ---- the tree's ----

  // Goes down from a root at this height; `child_of(node, height)` chooses. With no node, the
  // tree is this one leaf.
  template <typename ChildOf>
  TreeCursor(const Leaf& only, const Node* node, std::size_t height, ChildOf child_of)
      : leaf_(&only), height_(height) {
    for (; height > 0; --height) {
      const std::size_t at = child_of(*node, height);
      path_[height - 1] = {node, at};
      leaf_ = &node->leaves[at];
      node = node->inners[at].get();
    }
    if (leaf_->empty()) leaf_ = nullptr;
  }
  // Not at the end.
  const Leaf& leaf() const {
    assert(leaf_ != nullptr);
    return *leaf_;
  }
  // Where in the leaf; its end is the start of the next one.
  void MoveTo(std::size_t at) {
    at_ = at;
    if (at_ < leaf_->size()) return;
    --at_;
    Next();
  }
  void Invalidate() { leaf_ = nullptr; }

 private:
  struct Level {
    const Node* node;
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
      const Node* below = path_[up].node->inners[path_[up].at].get();
      path_[up - 1] = {below, step == 1 ? 0 : below->size - 1};
    }
    leaf_ = &path_[0].node->leaves[path_[0].at];
  }

  const Leaf* leaf_ = nullptr;
  std::size_t at_ = 0;
  std::size_t height_ = 0;
  std::array<Level, kMaxHeight> path_;  // From the level above the leaves upwards.
};

}  // namespace cambium
