// The key in front.
// SPDX-License-Identifier: Apache-2.0
#include "query/whole_row.h"

#include <algorithm>
#include <numeric>

namespace cambium {

std::vector<std::size_t> AllFields(const Table& table) {
  std::vector<std::size_t> fields(table.fields.size());
  std::iota(fields.begin(), fields.end(), std::size_t{0});
  return fields;
}

WholeRow::WholeRow(const Table& table)
    : in_place_(table.key[0] == 0), fields_(AllFields(table)), places_(fields_.size()) {
  const auto key = fields_.begin() + static_cast<std::ptrdiff_t>(table.key[0]);
  std::rotate(fields_.begin(), key, key + 1);
  for (std::size_t i = 0; i < fields_.size(); ++i) places_[fields_[i]] = i;
}

}  // namespace cambium
