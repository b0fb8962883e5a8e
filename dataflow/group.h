// The elements of one key in an index, with their weights, in ascending order.
//
//     one element          in the object itself
//     some                 a sorted run, one block of memory
//     more than 64         a tree, which it stays until it is down to 16
//
// Cost: folding one entry O(log size), plus moving up to 64 neighbours in a run.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "dataflow/ordered_tree.h"
#include "dataflow/sorted_run.h"
#include "dataflow/weight.h"
#include "dataflow/zset.h"

namespace cambium {

template <Element T>
class Group {
 public:
  using element_type = T;
  using Entry = typename ZSet<T>::Entry;

  Group() = default;
  Group(Group&&) noexcept = default;
  Group& operator=(Group&&) noexcept = default;
  Group(const Group& other) {
    if (const Tree* tree = other.tree()) {
      rows_ = std::make_unique<Tree>(*tree);
    } else if (const Run* run = other.run()) {
      rows_ = *run;
    } else {
      rows_ = *other.one();
    }
  }
  Group& operator=(const Group& other) { return *this = Group(other); }
  ~Group() = default;

  bool empty() const { return size() == 0; }
  std::size_t size() const {
    if (const Entry* one = this->one()) return one->weight != 0;
    return run() != nullptr ? run()->size() : tree()->size();
  }
  // The weight of all elements together.
  Weight total() const {
    if (const Entry* one = this->one()) return one->weight;
    return run() != nullptr ? run()->total() : tree()->total();
  }

  // As a list, an element fills as many places as it weighs, and none below zero.
  Weight places() const {
    if (const Entry* one = this->one()) return std::max<Weight>(one->weight, 0);
    return run() != nullptr ? run()->PlacesBefore(run()->size()) : tree()->places();
  }
  const T& AtPlace(Weight place) const {
    if (const Entry* one = this->one()) return one->element;
    return run() != nullptr ? (*run())[run()->AtPlace(place)] : tree()->AtPlace(place);
  }
  OrderPlace Find(const T& element) const;

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
    if (const Entry* one = this->one()) {
      if (one->weight != 0) visit(one->element, one->weight);
    } else if (const Run* run = this->run()) {
      for (std::size_t i = 0; i < run->size(); ++i) {
        if (visit((*run)[i], run->weight(i))) return;
      }
    } else {
      for (auto at = tree()->First(); at.valid(); at.Next()) {
        if (visit(at.element(), at.weight())) return;
      }
    }
  }
  // As Search, in descending order.
  template <typename Visit>
  void SearchBack(Visit visit) const {
    if (one() != nullptr) return Search(visit);
    if (const Run* run = this->run()) {
      for (std::size_t i = run->size(); i-- > 0;) {
        if (visit((*run)[i], run->weight(i))) return;
      }
    } else {
      for (auto at = tree()->Last(); at.valid(); at.Previous()) {
        if (visit(at.element(), at.weight())) return;
      }
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
    if (const Entry* one = this->one()) {
      return one->weight != 0 && one->element == element ? one->weight : 0;
    }
    if (run() == nullptr) return tree()->Of(element);
    const std::size_t at = run()->LowerBound(element, Less());
    return at < run()->size() && (*run())[at] == element ? run()->weight(at) : 0;
  }

  void Add(const T& element, Weight weight);
  // As Add for each; the entries ascend strictly.
  void Merge(std::span<const Entry> entries);

  void Clear() { rows_ = Entry{T(), 0}; }

  // Where the elements are, when not in this object; to be loaded before they are asked for.
  const void* heap() const {
    if (one() != nullptr) return nullptr;
    return run() != nullptr ? run()->block() : static_cast<const void*>(tree());
  }
  // Bytes outside of this object.
  std::size_t heap_bytes() const {
    if (one() != nullptr) return 0;
    return run() != nullptr ? run()->heap_bytes() : sizeof(Tree) + tree()->heap_bytes();
  }

 private:
  using Less = std::less<T>;
  using Run = SortedRun<T>;
  using Tree = OrderedTree<T>;
  static constexpr std::size_t kRunMost = 64;
  static constexpr std::size_t kTreeLeast = 16;

  Entry* one() { return std::get_if<Entry>(&rows_); }
  const Entry* one() const { return std::get_if<Entry>(&rows_); }
  Run* run() { return std::get_if<Run>(&rows_); }
  const Run* run() const { return std::get_if<Run>(&rows_); }
  Tree* tree() { return const_cast<Tree*>(std::as_const(*this).tree()); }
  const Tree* tree() const {
    const auto* tree = std::get_if<std::unique_ptr<Tree>>(&rows_);
    return tree == nullptr ? nullptr : tree->get();
  }

  void AddToOne(Entry& one, const T& element, Weight weight);
  void AddToRun(Run& run, const T& element, Weight weight);
  void BecomeTree();
  void BecomeRun();

  // A group that has had two elements is likely to have two again: only an empty one goes
  // back to the first.
  std::variant<Entry, Run, std::unique_ptr<Tree>> rows_{Entry{T(), 0}};
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <Element T>
void Group<T>::Add(const T& element, Weight weight) {
  if (weight == 0) return;
  if (Entry* one = this->one()) return AddToOne(*one, element, weight);
  if (Run* run = this->run()) return AddToRun(*run, element, weight);
  tree()->Add(element, weight);
  if (tree()->size() < kTreeLeast) BecomeRun();
}

template <Element T>
OrderPlace Group<T>::Find(const T& element) const {
  if (const Tree* tree = this->tree()) return tree->Find(element);
  if (const Run* run = this->run()) {
    const std::size_t at = run->LowerBound(element, Less());
    const bool is_there = at < run->size() && (*run)[at] == element;
    return {at, run->PlacesBefore(at), is_there ? run->weight(at) : 0};
  }
  const Entry& one = *this->one();
  if (one.weight == 0) return {};
  if (one.element == element) return {0, 0, one.weight};
  return one.element < element ? OrderPlace{1, places(), 0} : OrderPlace{};
}

template <Element T>
void Group<T>::AddToOne(Entry& one, const T& element, Weight weight) {
  if (one.weight == 0) {
    one = Entry{element, weight};
  } else if (one.element == element) {
    one.weight = AddWeights(one.weight, weight);
    if (one.weight == 0) one.element = T();
  } else {
    const bool first = Less()(one.element, element);
    Run run;
    run.Insert(0, std::move(one.element), one.weight);
    run.Insert(first ? 1 : 0, element, weight);
    rows_ = std::move(run);
  }
}

template <Element T>
void Group<T>::AddToRun(Run& run, const T& element, Weight weight) {
  const std::size_t at = run.LowerBound(element, Less());
  if (at == run.size() || element < run[at]) {
    run.Insert(at, element, weight);
    if (run.size() > kRunMost) BecomeTree();
    return;
  }
  const Weight sum = AddWeights(run.weight(at), weight);
  if (sum != 0) return run.SetWeight(at, sum);
  run.Erase(at);
  if (run.empty()) Clear();
}

template <Element T>
void Group<T>::Merge(std::span<const Entry> entries) {
  if (tree() == nullptr && size() + entries.size() > kRunMost) BecomeTree();
  if (empty() && tree() == nullptr && entries.size() > 1) {
    Run run;
    run.Reserve(entries.size());
    for (const Entry& entry : entries) {
      if (entry.weight != 0) run.PushBack(entry.element, entry.weight);
    }
    rows_ = std::move(run);
    if (this->run()->empty()) Clear();
    return;
  }
  if (tree() == nullptr) {
    for (const Entry& entry : entries) Add(entry.element, entry.weight);
    return;
  }
  tree()->Merge(entries);
  if (tree()->size() < kTreeLeast) BecomeRun();
}

template <Element T>
void Group<T>::BecomeTree() {
  std::vector<Entry> entries;
  entries.reserve(size());
  ForEach([&](const T& element, Weight weight) { entries.push_back({element, weight}); });
  auto tree = std::make_unique<Tree>();
  tree->Merge(entries);
  rows_ = std::move(tree);
}

template <Element T>
void Group<T>::BecomeRun() {
  Run run;
  run.Reserve(size());
  ForEach([&](const T& element, Weight weight) { run.PushBack(element, weight); });
  rows_ = std::move(run);
  if (this->run()->empty()) Clear();
}

}  // namespace cambium
