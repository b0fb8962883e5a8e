// Taking apart what is asked for, and comparing.
// SPDX-License-Identifier: Apache-2.0
#include "query/asked_by.h"

#include <span>

#include "query/comparison.h"
#include "query/expression.h"

namespace cambium {

Row AskedBy::ValuesOf(const Row& asked) const {
  return bounds.empty() ? asked : asked.Slice(0, fields.size());
}

Row AskedBy::BoundsOf(const Row& asked) const {
  return bounds.empty() ? Row() : asked.Slice(fields.size(), asked.size());
}

bool AskedBy::IsInRange(const Row& row, const Row& limits) const {
  if (bounds.empty()) return true;
  const ValueView value = row[range_field];
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    const bool holds = IsTrue(Compare(bounds[i].comparison, value, limits[i]));
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
