// Joins of rows in columns, by hashing the side that has fewer rows.
//
// Keys are equal as values are, and NULL is equal to NULL, as in the joins of a graph; without
// keys all pairs join.
//
// Law: the rows that come out are those of operators/join.h and its kin.
//
// Cost: a hash of each row of both sides, and the pairs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <vector>

#include "query/column_rows.h"

namespace cambium {

// kJoin, kLeftJoin, kSemiJoin or kAntiJoin. Of pairs, the columns that are `needed`; one of
// both sides is taken from the left. With `may_swap` off the right side is always hashed.
ColumnRows JoinColumns(const Flow& join, const ColumnRows& left, const ColumnRows& right,
                       const std::set<ColumnId>& needed, bool may_swap);

}  // namespace cambium
