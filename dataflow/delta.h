// A delta on a wire: a Z-set written as a sum of entries, in the order in which they came.
//
//     {bob:-1, cyd:+1, bob:+1}      means      {cyd:+1}
//
// Elements may repeat until somebody consolidates: linear operators do not care, and a
// bulk load that no one looks at in order is never sorted. Short deltas are consolidated
// as soon as they are complete (the graph does it), so that a change which cancels out
// goes no further.
//
// A few entries live inside the object, more in the arena of the step.
//
// Cost: Add O(1); Consolidate one sort.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "dataflow/arena.h"
#include "dataflow/consolidate.h"
#include "dataflow/weight.h"
#include "dataflow/zset.h"

namespace cambium {

template <Element T>
class Delta {
 public:
  using element_type = T;
  using Entry = typename ZSet<T>::Entry;

  // Deltas up to this length are consolidated as soon as they are complete.
  static constexpr std::size_t kShort = 32;

  // Without an arena, in the heap.
  explicit Delta(Arena* arena = nullptr) : entries_(Allocator(arena)) {}
  // A copy outlives the step, so it lives in the heap, whatever the vector would do. There is
  // no move assignment, since the two may live in different places.
  Delta(const Delta& other)
      : entries_(other.entries_, Allocator()),
        consolidated_(other.consolidated_),
        error_(other.error_) {}
  Delta(Delta&&) noexcept = default;
  Delta& operator=(const Delta&) = default;
  // A Z-set is a delta that is consolidated.
  explicit Delta(const ZSet<T>& zset) : Delta() {
    entries_.assign(zset.entries().begin(), zset.entries().end());
  }

  void Add(T element, Weight weight) {
    if (weight == 0) return;
    entries_.push_back(Entry{std::move(element), weight});
    consolidated_ = entries_.size() == 1;
  }
  void Append(const Delta& other) {
    for (const Entry& entry : other.entries_) Add(entry.element, entry.weight);
  }
  void Reserve(std::size_t size) { entries_.reserve(size); }

  // In the order of arrival; once consolidated, strictly ascending.
  std::span<const Entry> entries() const { return {entries_.data(), entries_.size()}; }
  auto begin() const { return entries().begin(); }
  auto end() const { return entries().end(); }
  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  bool is_consolidated() const { return consolidated_; }

  void Consolidate() {
    if (consolidated_) return;
    const std::size_t kept = ConsolidateEntries(std::span<Entry>(entries_.data(), size()));
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(kept), entries_.end());
    consolidated_ = true;
  }
  void ConsolidateIfShort() {
    if (size() <= kShort) Consolidate();
  }

  // What went wrong while this was computed, such as a sum that overflows. The graph then
  // drops the step, or whoever runs it fails the queries above.
  void Fail(absl::Status error) {
    if (error_.ok()) error_ = std::move(error);
  }
  const absl::Status& error() const { return error_; }

  // Gives its memory back to the arena.
  void Clear() {
    entries_.clear();
    entries_.shrink_to_fit();
    consolidated_ = true;
    error_ = absl::Status();
  }

  ZSet<T> ToZSet() const {
    return ZSet<T>(std::vector<Entry>(entries_.begin(), entries_.end()));
  }

 private:
  using Allocator = ArenaAllocator<Entry>;
  // Two entries, an old row and a new one, are what most steps carry.
  static constexpr std::size_t kInline = sizeof(Entry) <= 64 ? 2 : 1;

  absl::InlinedVector<Entry, kInline, Allocator> entries_;
  bool consolidated_ = true;
  absl::Status error_;
};

}  // namespace cambium
