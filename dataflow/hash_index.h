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

#include <cstddef>
#include <cstdint>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

#include "boost/container/small_vector.hpp"
#include "dataflow/delta.h"
#include "dataflow/executor.h"
#include "dataflow/group.h"
#include "dataflow/look_ahead.h"
#include "dataflow/positions_by_hash.h"
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
  void Fold(const Delta<T>& delta, Executor* executor = nullptr) {
    if (delta.size() <= Delta<T>::kShort) return FoldShort(delta);
    if (delta.size() >= kBulk) return FoldBulk(delta, executor);
    std::vector<key_type> emptied;
    LookAhead(*this, delta.entries(), key_of_, [&](const key_type& key, const auto& entry) {
      row_count_ += AddTo(groups_, key, entry, emptied);
    });
    EraseEmpty(groups_, emptied);
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

  // A part of the table after the other: that part is then in the cache, and parts can be
  // filled at the same time. Entries of a key stay in their order.
  void FoldBulk(const Delta<T>& delta, Executor* executor) {
    const auto entries = delta.entries();
    constexpr unsigned kCut = 4;  // Bits: 16 turns for the executor.
    const auto hash_of = [this](const auto& entry) {
      return Groups::Hash(KeyOfElement(entry.element));
    };
    const std::vector<std::uint32_t> order =
        PositionsByHash(entries, PartBits(entries.size(), kCut), hash_of, executor);
    const bool alone = executor == nullptr || executor->width() == 1;
    std::vector<Groups> parts = groups_.Cut(alone ? 0 : kCut);
    // Where each part's entries begin in the order.
    std::vector<std::size_t> begins(parts.size() + 1, order.size());
    const auto part_of = [&](std::size_t at) {
      const std::size_t hash = Groups::Hash(KeyOfElement(entries[order[at]].element));
      return parts.size() == 1 ? 0 : hash >> (64 - kCut);
    };
    for (std::size_t part = 0, at = 0; part < parts.size(); ++part) {
      std::size_t end = order.size();
      begins[part] = at;
      for (std::size_t low = at; low < end;) {
        const std::size_t middle = low + (end - low) / 2;
        if (part_of(middle) <= part) {
          low = middle + 1;
        } else {
          end = middle;
        }
      }
      at = end;
    }
    std::vector<std::size_t> grown(parts.size());
    const auto fill = [&](std::size_t part) {
      constexpr std::size_t kAhead = 16;
      std::vector<key_type> emptied;
      for (std::size_t i = begins[part]; i < begins[part + 1]; ++i) {
        if (i + kAhead < order.size()) __builtin_prefetch(&entries[order[i + kAhead]]);
        const auto& entry = entries[order[i]];
        grown[part] += AddTo(parts[part], KeyOfElement(entry.element), entry, emptied);
      }
      EraseEmpty(parts[part], emptied);
    };
    if (alone) {
      fill(0);
    } else {
      executor->ForEach(parts.size(), fill);
    }
    groups_.Join(std::move(parts));
    for (const std::size_t rows : grown) row_count_ += rows;
  }
  void FoldShort(const Delta<T>& delta) {
    // Deletions first: the only row of a group and the one that replaces it are then never
    // there together, so that the group stays one row in its place in the table.
    boost::container::small_vector<key_type, 2> emptied;
    for (const auto& entry : delta) {
      if (entry.weight > 0) continue;
      row_count_ += AddTo(groups_, KeyOfElement(entry.element), entry, emptied);
    }
    for (const auto& entry : delta) {
      if (entry.weight < 0) continue;
      row_count_ += AddTo(groups_, KeyOfElement(entry.element), entry, emptied);
    }
    EraseEmpty(groups_, emptied);
  }
  // Returns by how many rows the group has grown, and lists its key if it is empty then.
  template <typename Keys>
  static std::size_t AddTo(Groups& groups, const key_type& key,
                           const typename Delta<T>::Entry& entry, Keys& emptied) {
    Group<T>& group = groups[key];
    const std::size_t before = group.size();
    group.Add(entry.element, entry.weight);
    if (group.empty()) emptied.push_back(key);
    return group.size() - before;
  }
  template <typename Keys>
  static void EraseEmpty(Groups& groups, const Keys& emptied) {
    for (const key_type& key : emptied) {
      const Group<T>* group = groups.Find(key);
      if (group != nullptr && group->empty()) groups.Erase(key);
    }
  }

  KeyOf key_of_;
  // No empty groups: state is O(live elements), not O(history).
  Groups groups_;
  std::size_t row_count_ = 0;
};

}  // namespace cambium
