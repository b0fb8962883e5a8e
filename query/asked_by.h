// What an input asks for rows by: fields that are to have a value, and a range that a field is
// to be in.
//
//     MANY Issue WHERE project = $p AND votes >= $least       by (project), votes >= ?
//     asked for (5, 100)                                      project 5, from 100 votes on
//
// The values that somebody asks for are those of the fields, then the bounds of the range. A
// row that is in the ranges of many comes once for each, with the bounds behind its fields:
// they tell the answers apart in which it is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "dataflow/row.h"
#include "query/syntax.h"

namespace cambium {

struct AskedBy {
  struct Bound {
    ExprKind comparison = ExprKind::kLess;  // Of the field with the bound: < <= > or >=.
    bool operator==(const Bound&) const = default;
  };
  std::vector<std::size_t> fields;
  std::size_t range_field = 0;
  std::vector<Bound> bounds;  // Of the range field: none, one, or a lower and an upper one.

  bool empty() const { return fields.empty() && bounds.empty(); }
  bool operator==(const AskedBy&) const = default;

  // The values of the fields, and the bounds, of what is asked for.
  Row ValuesOf(const Row& asked) const;
  Row BoundsOf(const Row& asked) const;
  // Whether a whole row is in the range. A NULL is in none.
  bool IsInRange(const Row& row, const Row& bounds) const;
};

// These fields of a whole row; those behind it are the bounds.
Row ReadFields(const std::vector<std::size_t>& fields, const Row& row, const Row& bounds);

}  // namespace cambium
