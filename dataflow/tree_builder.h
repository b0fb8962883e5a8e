// Builds an ordered tree from its elements in order, leaf by leaf and level by level.
//
//     leaves      [ann … jon] [kim … oda] [pat … zoe]       each seven eighths full, so that
//     level 1     [    ·          kim         pat   ]       the next additions split few
//
// Cost: O(1) for each element; nothing is compared.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "dataflow/tree_branch.h"
#include "dataflow/weight.h"

namespace cambium {

template <typename T, typename Summary>
class TreeBuilder {
 public:
  using Node = TreeBranch<T, Summary>;
  using Leaf = typename Node::Leaf;

  // A tree of one leaf is that leaf; a higher one has a root, `height` levels over leaves.
  struct Built {
    Leaf leaf;
    std::unique_ptr<Node> root;
    std::size_t height = 0;
    std::size_t size = 0;
    Weight places = 0;
    Weight total = 0;
  };

  // Ascending; an element of weight zero is left out.
  void Add(const T& element, Weight weight) {
    if (weight == 0) return;
    if (leaf_.size() == kFullLeaf) TakeLeaf();
    if (leaf_.capacity() == 0) leaf_.Reserve(kFullLeaf);
    leaf_.PushBack(element, weight);
  }

  Built Finish() {
    Built built;
    built.size = size_ + leaf_.size();
    built.total = AddWeights(total_, leaf_.total());
    built.places = AddWeights(places_, leaf_.PlacesBefore(leaf_.size()));
    if (level_.empty()) {
      built.leaf = std::move(leaf_);
      return built;
    }
    if (!leaf_.empty()) TakeLeaf();
    for (built.height = 1; level_.size() > 1; ++built.height) {
      for (auto& below : std::exchange(level_, {})) {
        Parent().AppendInner(std::move(below), built.height);
      }
    }
    built.root = std::move(level_.front());
    return built;
  }

 private:
  static constexpr std::size_t kFullLeaf = Node::kLeaf * 7 / 8;
  static constexpr std::size_t kFullNode = Node::kFan * 7 / 8;

  Node& Parent() {
    if (level_.empty() || level_.back()->size == kFullNode) {
      level_.push_back(std::make_unique<Node>());
    }
    return *level_.back();
  }
  void TakeLeaf() {
    size_ += leaf_.size();
    total_ = AddWeights(total_, leaf_.total());
    places_ = AddWeights(places_, leaf_.PlacesBefore(leaf_.size()));
    Parent().AppendLeaf(std::exchange(leaf_, Leaf()));
  }

  Leaf leaf_;
  std::vector<std::unique_ptr<Node>> level_;
  std::size_t size_ = 0;  // Of what has left `leaf_`.
  Weight places_ = 0;
  Weight total_ = 0;
};

}  // namespace cambium
