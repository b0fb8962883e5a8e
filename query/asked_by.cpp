// Taking apart what is asked for, and comparing.
// SPDX-License-Identifier: Apache-2.0
#include "query/asked_by.h"

#include <numeric>
#include <span>

namespace cambium {
namespace {

Row Part(const Row& row, std::size_t begin, std::size_t end) {
  std::vector<std::size_t> places(end - begin);
  std::iota(places.begin(), places.end(), begin);
  return row.Project(places);
}

}  // namespace

Row AskedBy::ValuesOf(const Row& asked) const {
  return bounds.empty() ? asked : Part(asked, 0, fields.size());
}

Row AskedBy::BoundsOf(const Row& asked) const {
  return bounds.empty() ? Row() : Part(asked, fields.size(), asked.size());
}

bool AskedBy::IsInRange(const Row& row, const Row& limits) const {
  if (bounds.empty()) return true;
  const ValueView value = row[range_field];
  if (value.is_null()) return false;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    const ValueView limit = limits[i];
    const bool holds = bounds[i].comparison == ExprKind::kLess        ? value < limit
                       : bounds[i].comparison == ExprKind::kLessEqual ? value <= limit
                       : bounds[i].comparison == ExprKind::kGreater   ? value > limit
                                                                      : value >= limit;
    if (!holds) return false;
  }
  return true;
}

Row ReadFields(const std::vector<std::size_t>& fields, const Row& row, const Row& bounds) {
  if (bounds.size() == 0) return row.Project(fields);
  std::vector<ValueView> values;
  values.reserve(fields.size());
  for (const std::size_t field : fields) {
    values.push_back(field < row.size() ? row[field] : bounds[field - row.size()]);
  }
  return Row(std::span<const ValueView>(values));
}

}  // namespace cambium
