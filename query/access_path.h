// Access paths: which rows of a table a one-shot query reads, and how it finds them.
//
//     key lookup Issue id = 7              by key: a few look-ups, however large the table
//     key range Issue id from 10 to 20     a scan of the part of the table between two keys
//     index Issue.status = "open"          by INDEX, UNIQUE or BACK: the matches are looked up
//     index Comment.issue of each #1       the same, of each value that a join has found
//     key order Issue by id desc until 20 are found     a scan that stops, below ORDER BY a key
//     scan Issue [#1, #2]: no INDEX on status      all rows, of them just these attributes
//
// Chosen from the conditions of the filters that read a scan and nothing else, and from the
// keys of the join above them. What an access path finds are those rows and perhaps more:
// filters and joins are there still. So an expression of a row that is not read cannot fail.
//
// The first that there is of: a key, one found by a join, values of an index, those found by a
// join, the order of keys, a range of keys, a range of an index. Where more is to be looked up
// than a scan would cost, the executor scans (query/table_reader.h).
//
// Cost: the plan.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "lsm/value_range.h"
#include "query/flow_needs.h"
#include "query/schema.h"

namespace cambium {

enum class AccessKind { kScan, kKey, kKeyRange, kKeyOrder, kIndex };

struct AccessPath {
  AccessKind kind = AccessKind::kScan;
  std::size_t field = 0;              // kKeyRange, kKeyOrder, kIndex
  std::vector<std::string> subjects;  // kKey
  std::vector<ValueRange> ranges;     // the same: apart from each other
  bool reverse = false;               // kKeyOrder
  std::int64_t wanted = 0;            // kKeyOrder: how many rows behind the filters
  // Of kKey and kIndex by a join: which of its keys make the subject, or the value.
  std::vector<std::size_t> join_keys;
  bool is_subject = false;  // The one join key is the subject itself: a composite key.
  std::string text;

  bool is_by_join() const { return !join_keys.empty(); }
};

// By scan; looked up only.
using AccessPaths = std::map<const Flow*, AccessPath>;

// With `use_access` off everything is a scan.
AccessPaths ChooseAccess(const Schema& schema, const FlowNeeds& needs, bool use_access);

// For who changes rows: the way to those of which a condition can be true, and to those that
// have one of these values in this field. Columns of the condition are fields of the table.
AccessPath AccessWhere(const Table& table, const PlanExpr& condition);
AccessPath AccessByValues(const Table& table, std::size_t field, const std::set<Value>& values);

}  // namespace cambium
