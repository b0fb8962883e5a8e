// A delta as an ordered index sees it: group by group, and in the order of the index.
//
//     delta      {(7,ann):+1, (8,bob):-1, (7,cyd):-1}    key = first column, order descending
//     group 7    cyd -1, ann +1
//     group 8    bob -1
//
// Elements stay in the delta, which must outlive this.
//
// Cost: a sort of the delta.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "absl/container/inlined_vector.h"
#include "dataflow/delta.h"
#include "dataflow/weight.h"

namespace cambium {

template <typename GroupIndex>
class ChangesByGroup {
 public:
  using T = typename GroupIndex::element_type;
  using Key = typename GroupIndex::key_type;
  struct Change {
    Key key;
    const T* element;
    Weight weight;
  };
  using Changes = std::span<const Change>;

  // A consolidated delta gives strictly ascending changes.
  ChangesByGroup(const GroupIndex& index, const Delta<T>& delta) {
    changes_.reserve(delta.size());
    for (const auto& [element, weight] : delta) {
      changes_.push_back({index.KeyOfElement(element), &element, weight});
    }
    if (changes_.size() < 2) return;
    std::sort(changes_.begin(), changes_.end(),
              [less = index.less()](const Change& left, const Change& right) {
                if (left.key != right.key) return left.key < right.key;
                return less(*left.element, *right.element);
              });
  }

  // Calls visit(key, changes) for each group, ascending.
  template <typename Visit>
  void ForEach(Visit visit) const {
    for (std::size_t i = 0; i < changes_.size();) {
      const Key& key = changes_[i].key;
      std::size_t end = i + 1;
      while (end < changes_.size() && changes_[end].key == key) ++end;
      visit(key, Changes(changes_.data() + i, end - i));
      i = end;
    }
  }
  // Those of one group.
  Changes Of(const Key& key) const {
    const auto first = std::partition_point(changes_.begin(), changes_.end(),
                                            [&key](const Change& c) { return c.key < key; });
    const auto last = std::partition_point(first, changes_.end(),
                                           [&key](const Change& c) { return !(key < c.key); });
    return {changes_.data() + (first - changes_.begin()),
            static_cast<std::size_t>(last - first)};
  }

 private:
  static constexpr std::size_t kInline = 4;
  absl::InlinedVector<Change, kInline> changes_;
};

}  // namespace cambium
