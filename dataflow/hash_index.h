// Everything that a wire has carried so far, grouped by key.
//
// During COMPUTE an index stands as it was before the step, so any number of operators
// may read it, in any order and on any thread. COMMIT folds the step's delta in.
//
//     wire so far  {(7,ann):+1, (7,bob):+1, (9,cyd):+2}     key = first column
//     At(7)        ann:+1, bob:+1
//     At(8)        nothing
//
// Cost: one probe to find a group; folding an entry costs that and O(log group).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

#include "dataflow/delta.h"
#include "dataflow/group.h"
#include "dataflow/look_ahead.h"
#include "dataflow/split_map.h"

namespace cambium {

// `KeyOf` maps an element to the key of its group: a function object or a member pointer.
template <Element T, typename KeyOf>
class HashIndex {
 public:
  using element_type = T;
  using key_type = std::decay_t<std::invoke_result_t<const KeyOf&, const T&>>;
  static constexpr char kName[] = "index";

  explicit HashIndex(KeyOf key_of) : key_of_(std::move(key_of)) {}

  // Null when there is nothing of this key. Valid until the next COMMIT.
  const Group<T>* At(const key_type& key) const { return groups_.Find(key); }
  key_type KeyOfElement(const T& element) const { return std::invoke(key_of_, element); }

  std::size_t group_count() const { return groups_.size(); }
  std::size_t row_count() const { return row_count_; }

  // Before many look-ups: dataflow/look_ahead.h.
  void Prefetch(const key_type& key) const { groups_.Prefetch(key); }
  void PrefetchFound(const key_type& key) const {
    const Group<T>* group = groups_.Find(key);
    if (group != nullptr && group->heap() != nullptr) __builtin_prefetch(group->heap());
  }

  // COMMIT only, or while nobody else can see the index.
  void Fold(const Delta<T>& delta) {
    if (delta.size() <= Delta<T>::kShort) return FoldShort(delta);
    std::vector<key_type> emptied;
    const auto add = [&](const key_type& key, const auto& entry) {
      if (AddToGroup(key, entry.element, entry.weight)) emptied.push_back(key);
    };
    if (delta.size() < kBulk) {
      LookAhead(*this, delta.entries(), key_of_, add);
    } else {
      ForEachByShard(delta, add);
    }
    for (const key_type& key : emptied) EraseIfEmpty(key);
  }

  // Adds all that the wire has carried to `out`, in no order.
  void AppendContents(Delta<T>& out) const {
    out.Reserve(out.size() + row_count_);
    groups_.ForEach([&out](const key_type&, const Group<T>& group) {
      group.ForEach([&out](const T& element, Weight weight) { out.Add(element, weight); });
    });
  }

  std::size_t heap_bytes() const {
    std::size_t bytes = groups_.table_bytes();
    groups_.ForEach(
        [&bytes](const key_type&, const Group<T>& group) { bytes += group.heap_bytes(); });
    return bytes;
  }

 private:
  using Groups = SplitMap<key_type, Group<T>>;
  // From this many entries on, it pays to put them in the order of the table first.
  static constexpr std::size_t kBulk = std::size_t{1} << 14;

  // Calls `visit(key, entry)` for all entries of a long delta, those of one part of the
  // table after each other: that part is then in the cache. In their order for each key.
  template <typename Visit>
  void ForEachByShard(const Delta<T>& delta, Visit visit) const {
    const auto entries = delta.entries();
    constexpr std::size_t kPart = 2048;  // Entries, or so.
    const auto bits = static_cast<unsigned>(std::bit_width(entries.size() / kPart));
    CAMBIUM_CHECK(entries.size() < UINT32_MAX, "a delta is too long");
    std::vector<std::uint32_t> parts(entries.size());
    std::vector<std::uint32_t> places(std::size_t{1} << bits);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const std::size_t hash = Groups::Hash(KeyOfElement(entries[i].element));
      parts[i] = static_cast<std::uint32_t>(hash >> (64 - bits));
      ++places[parts[i]];
    }
    std::uint32_t place = 0;
    for (std::uint32_t& count : places) place += std::exchange(count, place);
    std::vector<std::uint32_t> order(entries.size());
    for (std::uint32_t i = 0; i < entries.size(); ++i) order[places[parts[i]]++] = i;
    constexpr std::size_t kAhead = 16;
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (i + kAhead < order.size()) __builtin_prefetch(&entries[order[i + kAhead]]);
      const auto& entry = entries[order[i]];
      visit(KeyOfElement(entry.element), entry);
    }
  }
  void FoldShort(const Delta<T>& delta) {
    // Deletions first: the only row of a group and the one that replaces it are then never
    // there together, so that the group stays one row in its place in the table.
    bool some_are_empty = false;
    for (const auto& [element, weight] : delta) {
      if (weight < 0) some_are_empty |= AddToGroup(KeyOfElement(element), element, weight);
    }
    for (const auto& [element, weight] : delta) {
      if (weight > 0) some_are_empty |= AddToGroup(KeyOfElement(element), element, weight);
    }
    if (!some_are_empty) return;
    for (const auto& entry : delta) EraseIfEmpty(KeyOfElement(entry.element));
  }
  // Whether the group is empty then.
  bool AddToGroup(const key_type& key, const T& element, Weight weight) {
    Group<T>& group = groups_[key];
    const std::size_t before = group.size();
    group.Add(element, weight);
    const std::size_t after = group.size();
    row_count_ += after - before;
    return after == 0;
  }
  void EraseIfEmpty(const key_type& key) {
    const Group<T>* group = At(key);
    if (group != nullptr && group->empty()) groups_.Erase(key);
  }

  KeyOf key_of_;
  // No empty groups: state is O(live elements), not O(history).
  Groups groups_;
  std::size_t row_count_ = 0;
};

}  // namespace cambium
