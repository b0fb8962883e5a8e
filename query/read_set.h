// What a transaction has read, to tell whether another commit has changed that since.
//
// A row read by its key is that key. Rows read by a condition are a range: the condition
// itself, and the fields that were read of the rows that satisfy it. A row that another commit
// brings into a range, takes out of it or changes in one of these fields was read, though it
// may not have been there: no phantoms. The same condition that chose the rows is asked, so a
// range is as narrow as the statement: `votes > 5`, not the table. A condition that asks of a
// row more than its own fields counts for all rows of its table.
//
// Law: if FindConflict says nothing, reading again after those changes gives what was read.
//
// Cost of FindConflict: each changed row, times the ranges of its table.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "query/expression.h"
#include "query/mutation.h"
#include "query/plan.h"

namespace cambium {

class ReadSet {
 public:
  void AddKey(const Table& table, const std::string& subject);
  // `condition` is over whole rows of the table; none is true of all of them.
  void AddRange(const Table& table, std::vector<std::size_t> fields,
                std::vector<PlanExpr> conditions);
  // The ranges that a query's answer depends on.
  void AddQuery(const SelectPlan& plan, const Schema& schema);

  // "Issue 7", of a row that was read and is not what it was.
  std::optional<std::string> FindConflict(const Changes& changes) const;

 private:
  struct Range {
    std::vector<std::size_t> fields;  // ascending
    std::vector<PlanExpr> conditions;

    bool Contains(const std::optional<Row>& row) const;
    bool IsChanged(const EntityChange& change) const;
  };
  struct TableReads {
    std::set<std::string> keys;  // by subject
    std::vector<Range> ranges;
  };
  void AddFlow(const Flow& flow, const Schema& schema, std::set<const Flow*>& done);

  std::map<TypeId, TableReads> tables_;
};

}  // namespace cambium
