// The elements of one key in an index, with their weights, in ascending order.
//
// Nearly all groups are small, so a group is one element inside the object, then a sorted
// vector; above 64 elements it is a B-tree and stays one until it is down to 32.
//
// Cost: folding one entry O(log size), plus moving up to 64 neighbours in a vector.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>

#include "absl/container/btree_map.h"
#include "absl/container/inlined_vector.h"
#include "dataflow/weight.h"
#include "dataflow/zset.h"

namespace cambium {

template <Element T>
class Group {
 public:
  using Entry = typename ZSet<T>::Entry;

  bool empty() const { return tree_ == nullptr && few_.empty(); }
  std::size_t size() const { return tree_ == nullptr ? few_.size() : tree_->size(); }

  // Calls `visit(element, weight)` in ascending order.
  template <typename Visit>
  void ForEach(Visit visit) const {
    if (tree_ == nullptr) {
      for (const Entry& entry : few_) visit(entry.element, entry.weight);
    } else {
      for (const auto& [element, weight] : *tree_) visit(element, weight);
    }
  }

  Weight Of(const T& element) const {
    if (tree_ != nullptr) {
      const auto found = tree_->find(element);
      return found == tree_->end() ? 0 : found->second;
    }
    const auto found = Find(element);
    return found != few_.end() && found->element == element ? found->weight : 0;
  }

  void Add(const T& element, Weight weight) {
    if (tree_ != nullptr) return AddToTree(element, weight);
    const auto at = Find(element);
    if (at == few_.end() || element < at->element) {
      few_.insert(at, Entry{element, weight});
      if (few_.size() > kManyAbove) Grow();
      return;
    }
    at->weight = AddWeights(at->weight, weight);
    if (at->weight == 0) few_.erase(at);
  }

  void Clear() {
    tree_.reset();
    few_.clear();
    few_.shrink_to_fit();
  }

  // Bytes outside of this object, near enough: a B-tree is counted as full.
  std::size_t heap_bytes() const {
    if (tree_ != nullptr) return tree_->size() * sizeof(Entry);
    return few_.capacity() > 1 ? few_.capacity() * sizeof(Entry) : 0;
  }

 private:
  static constexpr std::size_t kManyAbove = 64;
  static constexpr std::size_t kFewBelow = 32;
  using Tree = absl::btree_map<T, Weight>;
  using Few = absl::InlinedVector<Entry, 1>;

  static bool Before(const Entry& entry, const T& element) { return entry.element < element; }
  typename Few::iterator Find(const T& element) {
    return std::lower_bound(few_.begin(), few_.end(), element, Before);
  }
  typename Few::const_iterator Find(const T& element) const {
    return std::lower_bound(few_.begin(), few_.end(), element, Before);
  }

  void AddToTree(const T& element, Weight weight) {
    const auto [at, added] = tree_->try_emplace(element, weight);
    if (added) return;
    at->second = AddWeights(at->second, weight);
    if (at->second != 0) return;
    tree_->erase(at);
    if (tree_->size() >= kFewBelow) return;
    for (const auto& [kept, kept_weight] : *tree_) few_.push_back(Entry{kept, kept_weight});
    tree_.reset();
  }
  void Grow() {
    tree_ = std::make_unique<Tree>();
    for (const Entry& entry : few_) tree_->emplace_hint(tree_->end(), entry.element, entry.weight);
    few_.clear();
    few_.shrink_to_fit();
  }

  // Strictly ascending, no zero weights. Empty while there is a tree.
  Few few_;
  std::unique_ptr<Tree> tree_;
};

}  // namespace cambium
