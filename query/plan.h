// The plan of a query: names resolved, types checked, nested selects unnested.
//
// Each select becomes one flat Z-set of rows of one shape, so that a graph can maintain
// it without knowing of trees:
//
//     [bucket]  [order key …]  [row key …]  [value …]
//
// The bucket is the value that links a row to its outer row: the outer row's key. It is
// not the path of the outer row, so rows are computed once however the tree repeats.
// Plain data; PlanText() prints it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "query/expression.h"
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
  std::string label;  // of the list in the outer object; empty at the root
  TypeId table = 0;
  std::string table_name;
  std::vector<std::size_t> read;        // the fields of the table that are read
  std::vector<AttributeId> attributes;  // the same as attributes of the store
  std::optional<PlanExpr> where;        // over what is read
  std::vector<PlanExpr> shape;          // the row, column by column, over what is read
  bool has_bucket = false;              // column 0 is the bucket
  std::size_t key_begin = 0;            // columns of the row key
  std::size_t key_end = 0;
  RowOrder order;  // within a bucket; total, the row key completes it
  std::optional<std::int64_t> limit;
  std::vector<PlanColumn> keys;
  std::vector<PlanColumn> scalars;
  std::vector<SelectPlan> selects;
  std::vector<PlanMember> members;
};

absl::StatusOr<SelectPlan> PlanQuery(const Schema& schema, const Query& query);

// For people and golden tests.
std::string PlanText(const SelectPlan& plan);

}  // namespace cambium
