// One-shot queries: the answer now, read from the store and computed once.
//
// The same plan that a live query is maintained by, flow by flow, without a graph: a scan
// becomes the cheapest access path that there is (query/access_path.h), each flow becomes its
// rows as columns, computed once however many flows read it, and the selects become a tree.
//
//     scan ► filter ► join ► aggregate ► …         columns (query/column_rows.h)
//                                    select ► rows by bucket ► tree (query/tree_builder.h)
//
// Where a join leads to a table by a key or an index, and few of its rows are asked for, these
// alone are read: the inner rows of one outer row cost what they are, not what their table is.
//
// Law: the answer is what a live query of the same plan shows in its first frame. An
// expression that fails fails the query; of rows that are not read none can.
//
// Cost: what is read (query/table_reader.h), and a few ten nanoseconds for each row and flow.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/plan.h"
#include "query/schema.h"
#include "query/tree.h"

namespace cambium {

// Each can be turned off to see that it changes no answer.
struct OneShotRules {
  bool push_filters = true;   // query/rewrite/push_filters.h
  bool choose_access = true;  // query/access_path.h
  bool hash_smaller = true;   // of the two sides of a join
};

struct OneShotAnswer {
  TreeList rows;                 // They point to the plan.
  std::uint64_t read_count = 0;  // Entries of the store that were read.
};

// The plan as it is run: its flows rewritten.
SelectPlan PlanOneShot(SelectPlan plan, const OneShotRules& rules = {});

// `plan` comes from PlanOneShot, and outlives the answer.
absl::StatusOr<OneShotAnswer> RunOneShot(const SelectPlan& plan, const Schema& schema,
                                         const Store& store, const OneShotRules& rules = {},
                                         std::uint64_t version = Store::kNow);

// For people and golden tests: the plan, with the access path of each scan and why it is so.
std::string OneShotText(const SelectPlan& plan, const Schema& schema,
                        const OneShotRules& rules = {});

}  // namespace cambium
