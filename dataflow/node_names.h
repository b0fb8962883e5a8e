// Small integers for the nodes of a graph, whatever they are: numbers, texts, structs.
//
// Numbers are given in the order in which nodes come; that of a node which is let go of is
// given again. So arrays by number stay as large as the graph was at its largest.
//
// Cost: a look-up is one probe.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "dataflow/check.h"
#include "dataflow/split_map.h"
#include "dataflow/zset.h"

namespace cambium {

template <Element T>
class NodeNames {
 public:
  using Id = std::uint32_t;

  // The number of a node, and whether it is new.
  std::pair<Id, bool> IdOf(const T& node) {
    Id& id = ids_[node];  // Counted from 1, so that a new one is told by its zero.
    if (id != 0) return {id - 1, false};
    if (!free_.empty()) {
      id = free_.back() + 1;
      free_.pop_back();
      nodes_[id - 1] = node;
    } else {
      CAMBIUM_CHECK(nodes_.size() < UINT32_MAX - 1, "too many nodes");
      nodes_.push_back(node);
      id = static_cast<Id>(nodes_.size());
    }
    return {id - 1, true};
  }
  // Before many look-ups: dataflow/look_ahead.h.
  void Prefetch(const T& node) const { ids_.Prefetch(node); }
  void PrefetchFound(const T&) const {}
  const T& NodeOf(Id id) const { return nodes_[id]; }
  void Release(Id id) {
    ids_.Erase(nodes_[id]);
    nodes_[id] = T();
    free_.push_back(id);
  }

  std::size_t size() const { return ids_.size(); }

 private:
  SplitMap<T, Id> ids_;
  std::vector<T> nodes_;  // By number.
  std::vector<Id> free_;
};

}  // namespace cambium
