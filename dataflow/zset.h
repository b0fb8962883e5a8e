// A Z-set: a finite map from elements to non-zero integer weights.
//
// Z-sets are the only data that flows along the wires of a graph. A table is a
// Z-set whose weights are all positive. A *delta* is a Z-set that says how a table
// changed: positive weights insert, negative weights delete.
//
//     table          {ada:+1, bob:+1}
//     delta                  {bob:-1, cyd:+1}      delete bob, insert cyd
//     table + delta  {ada:+1,         cyd:+1}      the next table
//
// Z-sets form a group under +. That one fact is why every query can be run on deltas
// instead of tables; docs/theory.md derives it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

#include "dataflow/consolidate.h"
#include "dataflow/weight.h"

namespace cambium {

// What a Z-set can hold: values with an order, so that equal Z-sets have equal bytes.
template <typename T>
concept Element = std::regular<T> && std::totally_ordered<T>;

template <Element T>
class ZSet {
 public:
  using element_type = T;

  struct Entry {
    T element;
    Weight weight;
    bool operator==(const Entry&) const = default;
  };

  ZSet() = default;

  // Takes entries in any order; repeated elements are summed, zero sums dropped.
  ZSet(std::initializer_list<Entry> entries) : ZSet(std::vector<Entry>(entries)) {}
  explicit ZSet(std::vector<Entry> entries) : entries_(std::move(entries)) { Consolidate(); }
  // Becomes the Z-set of these entries, in the memory that it has.
  void Assign(std::span<const Entry> entries) {
    entries_.assign(entries.begin(), entries.end());
    Consolidate();
  }

  // Ascending by element. Valid until this Z-set changes; of a temporary, never: iterate
  // over that itself, as in `for (auto& [element, weight] : view.Read())`.
  std::span<const Entry> entries() const& { return entries_; }
  std::span<const Entry> entries() const&& = delete;
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }

  ZSet& operator+=(const ZSet& delta);
  ZSet operator-() const;
  bool operator==(const ZSet&) const = default;

 private:
  void Consolidate();

  // Invariant: strictly ascending by element, and no weight is zero. Two Z-sets are
  // therefore equal exactly when these vectors are.
  std::vector<Entry> entries_;
};

// ---------------------------------------------------------------------------------
// Implementation. Readers of the interface can stop here.

template <Element T>
ZSet<T>& ZSet<T>::operator+=(const ZSet& delta) {
  entries_.insert(entries_.end(), delta.entries_.begin(), delta.entries_.end());
  Consolidate();
  return *this;
}

template <Element T>
ZSet<T> ZSet<T>::operator-() const {
  ZSet negated = *this;
  for (Entry& entry : negated.entries_) entry.weight = NegateWeight(entry.weight);
  return negated;
}

template <Element T>
void ZSet<T>::Consolidate() {
  entries_.resize(ConsolidateEntries(std::span<Entry>(entries_)));
}

}  // namespace cambium
