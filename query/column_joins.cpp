// Pairs of rows, and columns of pairs.
// SPDX-License-Identifier: Apache-2.0
#include "query/column_joins.h"

#include "dataflow/check.h"
#include "query/key_numbers.h"

namespace cambium {
namespace {

struct Pairs {
  std::vector<std::uint32_t> left;
  std::vector<std::uint32_t> right;

  void Add(std::uint32_t a, std::uint32_t b) {
    CAMBIUM_CHECK(left.size() < ColumnRows::kNobody, "a one-shot query has too many rows");
    left.push_back(a);
    right.push_back(b);
  }
};

// `keeps_left`: a left row without a partner is paired with nobody.
Pairs ByHashedRight(const KeyColumns& left_keys, std::size_t left_size,
                    const KeyColumns& right_keys, std::size_t right_size, bool keeps_left) {
  const KeyNumbers numbers(right_keys, right_size);
  const KeyNumbers::Groups groups = numbers.GroupRows();
  Pairs pairs;
  pairs.left.reserve(left_size);
  pairs.right.reserve(left_size);
  for (std::size_t row = 0; row < left_size; ++row) {
    const auto mine = static_cast<std::uint32_t>(row);
    const std::uint32_t number = numbers.Find(left_keys, row);
    if (number == KeyNumbers::kNone) {
      if (keeps_left) pairs.Add(mine, ColumnRows::kNobody);
      continue;
    }
    for (std::uint32_t at = groups.begin[number]; at < groups.begin[number + 1]; ++at) {
      pairs.Add(mine, groups.rows[at]);
    }
  }
  return pairs;
}

ColumnRows KeepPartnered(const Flow& join, const ColumnRows& left, const ColumnRows& right) {
  const bool wants_partner = join.kind == FlowKind::kSemiJoin;
  const KeyColumns keys = left.Of(join.left_keys);
  const KeyNumbers numbers(right.Of(join.right_keys), right.size());
  std::vector<std::uint32_t> kept;
  for (std::size_t row = 0; row < left.size(); ++row) {
    const bool has_partner = numbers.Find(keys, row) != KeyNumbers::kNone;
    if (has_partner == wants_partner) kept.push_back(static_cast<std::uint32_t>(row));
  }
  return left.Pick(kept);
}

}  // namespace

ColumnRows JoinColumns(const Flow& join, const ColumnRows& left, const ColumnRows& right,
                       const std::set<ColumnId>& needed, bool may_swap) {
  if (join.kind == FlowKind::kSemiJoin || join.kind == FlowKind::kAntiJoin) {
    return KeepPartnered(join, left, right);
  }
  const KeyColumns left_keys = left.Of(join.left_keys);
  const KeyColumns right_keys = right.Of(join.right_keys);
  const bool is_inner = join.kind == FlowKind::kJoin;
  Pairs pairs;
  if (may_swap && is_inner && left.size() < right.size()) {
    pairs = ByHashedRight(right_keys, right.size(), left_keys, left.size(), false);
    pairs.left.swap(pairs.right);
  } else {
    pairs = ByHashedRight(left_keys, left.size(), right_keys, right.size(), !is_inner);
  }
  ColumnRows joined(pairs.left.size());
  for (const bool is_right : {false, true}) {
    const ColumnRows& side = is_right ? right : left;
    for (const ColumnId column : side.layout()) {
      if (needed.count(column) == 0 || joined.Has(column)) continue;
      joined.Gather(side, column, is_right ? pairs.right : pairs.left);
    }
  }
  return joined;
}

}  // namespace cambium
