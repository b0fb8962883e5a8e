// One walk over the rows and one over the pins, side by side.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/keep_rule.h"

namespace cambium {

void ApplyKeepRule(const KeepRule& rule, std::span<RowVersion> rows,
                   std::vector<std::size_t>& keep) {
  keep.clear();
  std::size_t pins = rule.pinned.size();  // Those not served yet; the last is the greatest.
  bool horizon_is_served = false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint64_t version = rows[i].version;
    bool is_seen = version > rule.horizon;
    if (!is_seen && !horizon_is_served) is_seen = horizon_is_served = true;
    // This is the first row that those pins reach which no row before has served.
    for (; pins > 0 && rule.pinned[pins - 1] >= version; --pins) is_seen = true;
    if (is_seen) keep.push_back(i);
  }
  if (!rule.is_bottom) return;
  while (!keep.empty() && rows[keep.back()].is_deleted &&
         rows[keep.back()].version <= rule.horizon) {
    keep.pop_back();
  }
  if (keep.empty()) return;
  RowVersion& oldest = rows[keep.back()];
  if (oldest.version <= rule.oldest_look() && !oldest.is_deleted) oldest.version = 0;
}

}  // namespace cambium
