// The plan of a query: names resolved, types checked, nested selects unnested.
//
// Each select becomes one flat Z-set of rows of one shape, so that a graph can maintain
// it without knowing of trees (query/flow.h says how its rows come about):
//
//     [bucket …]  [order key …]  [row key …]  [value …]  [link of inner selects …]
//
// The bucket is what links a row to its outer rows: the values of the outer row that the
// inner select asks for, mostly its key. It is not the path of the outer row, so rows are
// computed once however the tree repeats.
// Plain data; PlanText() prints it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "query/expression.h"
#include "query/flow.h"
#include "query/parameters.h"
#include "query/row_order.h"
#include "query/schema.h"

namespace cambium {

// A scalar member of the answer's objects: where its value stands in a row.
struct PlanColumn {
  std::string label;
  std::size_t column = 0;
  FieldType type;
};

// The members of a brace block in the order in which they were written.
struct PlanMember {
  bool is_select = false;
  std::size_t position = 0;  // in `scalars` or in `selects`
};

struct SelectPlan {
  std::string label;   // of the list in the outer object; empty at the root
  std::string source;  // what it is called in the plan's text
  bool is_one = false;
  bool is_roots = false;  // one row that has no key
  // RECURSE: its rows have the block in which it stands. Where that block comes to a RECURSE
  // again, itself or one beside it, the plan only says so: what stands there is the select of
  // that label in the block, found by this link.
  bool recurses = false;
  bool repeats = false;               // has a label and a link, and nothing else
  std::optional<std::int64_t> depth;  // of RECURSE: the last level that shows rows
  FlowPtr flow;
  std::vector<ColumnId> layout;   // the columns of a row
  std::size_t bucket_size = 0;    // columns in front
  std::vector<std::size_t> link;  // the columns of an outer row that are its bucket here
  std::size_t key_begin = 0;      // columns of the row key
  std::size_t key_end = 0;
  RowOrder order;  // within a bucket; total, the row key completes it
  std::vector<PlanColumn> keys;
  std::vector<PlanColumn> scalars;
  std::vector<SelectPlan> selects;
  std::vector<PlanMember> members;

  Row BucketOf(const Row& row) const { return row.Slice(0, bucket_size); }
  Row KeyOf(const Row& row) const { return row.Slice(key_begin, key_end); }
};

// `now` is the time that NOW() is; NULL if it passes, and the plan follows it.
absl::StatusOr<SelectPlan> PlanQuery(const Schema& schema, const Query& query,
                                     const Parameters& parameters = {},
                                     const Value& now = Value());

// Whether the rows of any of its selects may change as time passes.
bool FollowsTime(const SelectPlan& plan);

// Whether it can be planned, whatever values its parameters get.
absl::Status CheckQuery(const Schema& schema, const Query& query);

// For people and golden tests.
std::string PlanText(const SelectPlan& plan, const ScanTexts& scans = {});

}  // namespace cambium
