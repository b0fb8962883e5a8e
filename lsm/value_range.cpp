// Bounds of values and of blocks.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/value_range.h"

namespace cambium {

bool ValueRange::Has(const StoredValue& value) const {
  if (value.is_null()) return false;
  const ValueView view = value.View();
  if (least.has_value() && view < *least) return false;
  return !greatest.has_value() || !(*greatest < view);
}

bool ValueRange::MayMeet(const Value& from, const Value& to) const {
  if (least.has_value() && !to.is_null() && to < *least) return false;
  return !greatest.has_value() || from.is_null() || !(*greatest < from);
}

}  // namespace cambium
