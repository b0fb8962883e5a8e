// What is known of the rows of a flow, whatever the tables hold.
//
//     join #1 = #2              unique by #1, and by #2
//     ├── scan Root [#1]        #1 and #2 are equal
//     └── scan Node [#2]        each #1 is a key of Node; each #2 is one of Root
//
// Equality is that of the keys of joins: NULL equals NULL.
//
// Cost: the flows below, once each, and their columns.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <set>
#include <vector>

#include "query/flow.h"
#include "query/schema.h"

namespace cambium {

// Where values stand: in a column of a flow, or in the key of a table that has one field.
struct ValuePlace {
  const Flow* flow = nullptr;
  ColumnId column = 0;
  TypeId table = 0;
  auto operator<=>(const ValuePlace&) const = default;
};
using ValuePlaces = std::set<ValuePlace>;  // Looked up only.

struct FlowFacts {
  // Each column with its class: columns of one class are equal in every row.
  std::map<ColumnId, std::size_t> classes;
  // No two rows are equal in the columns of all these classes.
  std::vector<std::set<std::size_t>> keys;
  // Where all values of a column also stand.
  std::map<ColumnId, ValuePlaces> within;
  // ValuePlaces all of whose values stand in a column.
  std::map<ColumnId, ValuePlaces> holds;

  bool Has(ColumnId column) const { return classes.count(column) != 0; }
  bool AreEqual(ColumnId left, ColumnId right) const {
    return classes.at(left) == classes.at(right);
  }
  bool IsUnique(const std::vector<ColumnId>& columns) const;
};

class FactsOfFlows {
 public:
  explicit FactsOfFlows(const Schema& schema) : schema_(schema) {}

  // The flow outlives this.
  const FlowFacts& Of(const Flow& flow);

 private:
  FlowFacts Find(const Flow& flow);
  FlowFacts OfScan(const Flow& flow);
  FlowFacts OfExtend(const Flow& flow);
  FlowFacts OfJoin(const Flow& flow);
  FlowFacts OfColumns(const Flow& flow);
  FlowFacts OfReached(const Flow& flow);
  void AddColumn(FlowFacts& facts, ColumnId column, ValuePlaces within = {},
                 ValuePlaces holds = {});

  const Schema& schema_;
  std::size_t classes_ = 0;                 // So many are told apart.
  std::map<const Flow*, FlowFacts> known_;  // Looked up only.
};

}  // namespace cambium
