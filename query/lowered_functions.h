// The functions that operators of queries are instantiated with.
//
// Small and trivially copied: they point to what LoweredParts keeps. Two that point to one
// object are the same function, by which operators share indexes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "dataflow/row.h"
#include "query/expression.h"

namespace cambium {

inline constexpr std::size_t kUsualColumns = 12;
using RowBuffer = absl::InlinedVector<ValueView, kUsualColumns>;

struct ProjectRow {
  const std::vector<std::size_t>* columns;
  std::string Identity() const {
    return std::to_string(reinterpret_cast<std::uintptr_t>(columns));
  }
  Row operator()(const Row& row) const { return row.Project(*columns); }
};

struct KeepWhere {
  const PlanExpr* where;
  absl::Status* error;
  bool operator()(const Row& row) const { return IsTrue(Evaluate(*where, row, *error)); }
};

struct Shape {
  const std::vector<PlanExpr>* columns;
  absl::Status* error;
  Row operator()(const Row& row) const {
    absl::InlinedVector<Value, kUsualColumns> computed(columns->size());
    RowBuffer values(columns->size());
    for (std::size_t i = 0; i < columns->size(); ++i) {
      values[i] = Read((*columns)[i], row, computed[i], *error);
    }
    return Row(values);
  }
};

// Columns of both sides of a join; those of a side that is missing are NULL.
struct PairRows {
  const std::vector<std::pair<bool, std::size_t>>* picks;  // right?, place
  Row operator()(const Row* left, const Row* right) const {
    RowBuffer values;
    for (const auto& [is_right, place] : *picks) {
      const Row* side = is_right ? right : left;
      values.push_back(side == nullptr ? ValueView() : (*side)[place]);
    }
    return Row(values);
  }
  Row operator()(const Row& left, const Row& right) const { return (*this)(&left, &right); }
};

}  // namespace cambium
