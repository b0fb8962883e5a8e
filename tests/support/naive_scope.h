// What names mean at a place of a query: the rows and groups around it, innermost first.
//
// A scope whose row is null stands for any row: of it types are known, and values are NULL.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "query/syntax.h"
#include "tests/support/naive_value.h"

namespace cambium::testing {

struct NaiveTable;
struct NaiveGrouping;
struct NaiveNode;

struct NaiveScope {
  const NaiveScope* outer = nullptr;
  std::vector<std::string> aliases;
  // Of a row.
  const NaiveTable* table = nullptr;
  const NaiveRow* row = nullptr;
  std::optional<std::int64_t> depth;  // of a closure
  // Of a group.
  std::shared_ptr<const NaiveGrouping> grouping;
  NaiveRow group;
  std::shared_ptr<const std::vector<NaiveNode>> members;
  // Items whose labels can be seen: in ORDER BY and HAVING.
  const std::vector<Item>* labels = nullptr;
};

// A row or a group of a select, with its place in the order.
struct NaiveNode {
  NaiveScope scope;
  NaiveRow key;
  NaiveRow order;
};

// What the groups of a select have in common, key by key.
struct NaiveGrouping {
  std::vector<std::string> labels;  // empty for an expression without one
  std::vector<std::string> dumps;   // what was written
  std::vector<NaiveType> types;
  std::vector<const NaiveTable*> targets;  // of references, else null
  NaiveScope member;                       // any row of a group
};

}  // namespace cambium::testing
