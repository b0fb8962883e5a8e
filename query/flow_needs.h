// What a query reads of each of its flows: columns that nobody reads are not made.
//
// Each flow once, inputs before their readers; with how many flows and selects read it, for
// what may only be done to rows that nobody else reads.
//
// Cost: the flows and their columns.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <vector>

#include "query/plan.h"

namespace cambium {

class FlowNeeds {
 public:
  // The plan outlives this.
  explicit FlowNeeds(const SelectPlan& plan);

  const std::vector<const Flow*>& order() const { return order_; }
  const std::set<ColumnId>& Of(const Flow& flow) const { return needs_.at(&flow); }
  std::size_t readers(const Flow& flow) const { return readers_.at(&flow); }

  // What is read of a scan's table, and the columns that this gives. The first field of the key
  // comes first, whether it is asked for or not: it tells that a row is there.
  struct ScanRead {
    std::vector<std::size_t> fields;
    std::vector<ColumnId> layout;  // kNoColumn in front if nothing asks for the key.
  };
  static constexpr ColumnId kNoColumn = 0;
  ScanRead ReadOf(const Flow& scan) const;

 private:
  void Visit(const SelectPlan& plan);
  void Visit(const Flow& flow);
  void AddLayouts(const SelectPlan& plan);
  template <typename Columns>
  void Add(const FlowPtr& flow, const Columns& columns) {
    needs_.at(flow.get()).insert(columns.begin(), columns.end());
  }
  void Propagate(const Flow& flow);

  std::map<const Flow*, std::set<ColumnId>> needs_;  // looked up only
  std::map<const Flow*, std::size_t> readers_;       // likewise
  std::vector<const Flow*> order_;
};

}  // namespace cambium
