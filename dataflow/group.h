// The elements of one key in an index, with their weights, in ascending order.
//
// Most groups have one element, which is held in the object itself. More are a sorted
// vector, and above 64 a B-tree, which it stays until it is down to 32.
//
// Cost: folding one entry O(log size), plus moving up to 64 neighbours in a vector.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "dataflow/weight.h"
#include "dataflow/zset.h"

namespace cambium {

template <Element T>
class Group {
 public:
  using Entry = typename ZSet<T>::Entry;

  Group() = default;
  Group(Group&&) noexcept = default;
  Group& operator=(Group&&) noexcept = default;
  Group(const Group& other)
      : one_(other.one_),
        many_(other.many_ == nullptr ? nullptr : std::make_unique<Many>(*other.many_)),
        total_(other.total_) {}
  Group& operator=(const Group& other) { return *this = Group(other); }

  bool empty() const { return size() == 0; }
  std::size_t size() const { return many_ == nullptr ? (one_.weight != 0) : many_->size(); }
  // The weight of all elements together.
  Weight total() const { return total_; }

  // Calls `visit(element, weight)` in ascending order; `Search` does until one says true.
  template <typename Visit>
  void ForEach(Visit visit) const {
    Search([&visit](const T& element, Weight weight) {
      visit(element, weight);
      return false;
    });
  }
  template <typename Visit>
  void Search(Visit visit) const {
    if (many_ == nullptr) {
      if (one_.weight != 0) visit(one_.element, one_.weight);
      return;
    }
    for (const Entry& entry : many_->few) {
      if (visit(entry.element, entry.weight)) return;
    }
    for (const auto& [element, weight] : many_->tree) {
      if (visit(element, weight)) return;
    }
  }
  // As Search, in descending order.
  template <typename Visit>
  void SearchBack(Visit visit) const {
    if (many_ == nullptr) return Search(visit);
    for (auto entry = many_->few.rbegin(); entry != many_->few.rend(); ++entry) {
      if (visit(entry->element, entry->weight)) return;
    }
    for (auto entry = many_->tree.rbegin(); entry != many_->tree.rend(); ++entry) {
      if (visit(entry->first, entry->second)) return;
    }
  }

  bool operator==(const Group& other) const {
    bool same = size() == other.size();
    if (same) {
      Search([&](const T& element, Weight weight) {
        same = other.Of(element) == weight;
        return !same;
      });
    }
    return same;
  }

  Weight Of(const T& element) const {
    if (many_ == nullptr) return one_.weight != 0 && one_.element == element ? one_.weight : 0;
    if (!many_->tree.empty()) {
      const auto found = many_->tree.find(element);
      return found == many_->tree.end() ? 0 : found->second;
    }
    const auto found = many_->Find(element);
    return found != many_->few.end() && found->element == element ? found->weight : 0;
  }

  void Add(const T& element, Weight weight) {
    if (weight == 0) return;
    total_ = AddWeights(total_, weight);
    if (many_ != nullptr) {
      many_->Add(element, weight);
      // The vector's own hysteresis is one element: a group that has had two is likely to
      // have two again, so only an empty one goes back.
      if (many_->size() == 0) many_.reset();
    } else if (one_.weight == 0) {
      one_ = Entry{element, weight};
    } else if (one_.element == element) {
      one_.weight = AddWeights(one_.weight, weight);
      if (one_.weight == 0) one_.element = T();
    } else {
      many_ = std::make_unique<Many>();
      many_->few.reserve(2);
      many_->Add(one_.element, one_.weight);
      many_->Add(element, weight);
      one_ = Entry{T(), 0};
    }
  }

  void Clear() { *this = Group(); }

  // Bytes outside of this object, near enough: a B-tree is counted as full.
  std::size_t heap_bytes() const {
    if (many_ == nullptr) return 0;
    return sizeof(Many) + (many_->few.capacity() + many_->tree.size()) * sizeof(Entry);
  }

 private:
  static constexpr std::size_t kManyAbove = 64;
  static constexpr std::size_t kFewBelow = 32;

  // Two elements or more, in one of the two containers.
  struct Many {
    std::vector<Entry> few;  // Strictly ascending, no zero weights.
    absl::btree_map<T, Weight> tree;

    std::size_t size() const { return few.size() + tree.size(); }
    typename std::vector<Entry>::iterator Find(const T& element) {
      return std::lower_bound(
          few.begin(), few.end(), element,
          [](const Entry& entry, const T& sought) { return entry.element < sought; });
    }

    void Add(const T& element, Weight weight) {
      if (!tree.empty()) return AddToTree(element, weight);
      const auto at = Find(element);
      if (at == few.end() || element < at->element) {
        few.insert(at, Entry{element, weight});
        if (few.size() > kManyAbove) Grow();
        return;
      }
      at->weight = AddWeights(at->weight, weight);
      if (at->weight == 0) few.erase(at);
    }
    void AddToTree(const T& element, Weight weight) {
      const auto [at, added] = tree.try_emplace(element, weight);
      if (added) return;
      at->second = AddWeights(at->second, weight);
      if (at->second != 0) return;
      tree.erase(at);
      if (tree.size() >= kFewBelow) return;
      for (const auto& [kept, kept_weight] : tree) few.push_back(Entry{kept, kept_weight});
      tree.clear();
    }
    void Grow() {
      for (const Entry& entry : few) tree.emplace_hint(tree.end(), entry.element, entry.weight);
      few = std::vector<Entry>();
    }
  };

  Entry one_{T(), 0};  // Weight 0 for none.
  std::unique_ptr<Many> many_;
  Weight total_ = 0;
};

}  // namespace cambium
