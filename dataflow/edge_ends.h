// The nodes at the ends of edges, by the small numbers under which tables know them.
//
//     edge ann → bob comes    {0, 1, +1}     ann is 0 and bob is 1 from now on
//     edge ann → bob goes     {0, 1, -1}     and until the end of the transaction,
//     Release(table)                         which lets go of those that the table uses no more
//
// A node gets its number where it is first met. Whether it keeps it is the table's to say, when
// the transaction ends, one way or the other: only what was new or has been noted is asked for.
//
// Cost: two probes for each edge; sorting what was noted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "dataflow/delta.h"
#include "dataflow/hop_table.h"
#include "dataflow/key_index.h"
#include "dataflow/look_ahead.h"
#include "dataflow/node_names.h"

namespace cambium {

template <Element Edge, typename FromKey, typename ToKey>
class EdgeEnds {
 public:
  using NodeType = ImageOf<FromKey, Edge>;
  using Id = HopTable::NodeId;

  EdgeEnds(FromKey from, ToKey to) : from_(std::move(from)), to_(std::move(to)) {}

  // The edges by numbers, in their order.
  std::vector<HopTable::EdgeChange> Numbered(const Delta<Edge>& edges) {
    std::vector<HopTable::EdgeChange> changes(edges.size());
    auto change = changes.begin();
    LookAhead(names_, edges.entries(), from_, [&](const NodeType& from, const auto& entry) {
      *change++ = {IdOf(from), 0, entry.weight};
    });
    change = changes.begin();
    LookAhead(names_, edges.entries(), to_,
              [&](const NodeType& to, const auto&) { (change++)->to = IdOf(to); });
    return changes;
  }
  Id IdOf(const NodeType& node) {
    const auto [id, is_new] = names_.IdOf(node);
    if (is_new) noted_.push_back(id);
    return id;
  }
  const NodeType& NodeOf(Id id) const { return names_.NodeOf(id); }
  std::size_t size() const { return names_.size(); }

  // Notes the node if the table does not use it now. `Table` has IsUsed(number).
  template <typename Table>
  void NoteUnused(Id id, const Table& table) {
    if (!table.IsUsed(id)) noted_.push_back(id);
  }
  template <typename Table>
  void NoteUnused(const std::vector<HopTable::EdgeChange>& edges, const Table& table) {
    for (const HopTable::EdgeChange& edge : edges) {
      NoteUnused(edge.from, table);
      NoteUnused(edge.to, table);
    }
  }
  // At the end of a transaction. A number may have been noted more than once.
  template <typename Table>
  void Release(const Table& table) {
    std::sort(noted_.begin(), noted_.end());
    noted_.erase(std::unique(noted_.begin(), noted_.end()), noted_.end());
    for (const Id id : noted_) {
      if (!table.IsUsed(id)) names_.Release(id);
    }
    noted_.clear();
  }

 private:
  const FromKey from_;
  const ToKey to_;
  NodeNames<NodeType> names_;
  std::vector<Id> noted_;  // New, or perhaps not used any more.
};

}  // namespace cambium
