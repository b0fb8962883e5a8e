// Rows: building, comparing, hashing.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/row.h"

#include <algorithm>

namespace cambium {

Row::Row(std::vector<Value> values) {
  if (values.empty()) return;
  std::uint64_t hash = values.size();
  for (const Value& value : values) hash = StableCombine(hash, value.Hash());
  block_ = std::make_shared<const Block>(Block{std::move(values), hash});
}

bool operator==(const Row& left, const Row& right) {
  if (left.block_ == right.block_) return true;
  if (left.hash() != right.hash() || left.size() != right.size()) return false;
  return std::equal(left.values().begin(), left.values().end(), right.values().begin());
}

std::strong_ordering operator<=>(const Row& left, const Row& right) {
  return std::lexicographical_compare_three_way(left.values().begin(), left.values().end(),
                                                right.values().begin(), right.values().end());
}

}  // namespace cambium
