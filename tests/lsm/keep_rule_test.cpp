// The keep rule against brute force: for all rows, horizons and pins of a few versions, what
// anybody may look at reads the same before and after.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/keep_rule.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "doctest/doctest.h"

namespace cambium {
namespace {

constexpr std::uint64_t kVersions = 6;

// The place of the row that a reader at `version` sees, among those given.
std::optional<std::size_t> Seen(const std::vector<RowVersion>& rows, std::uint64_t version) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].version <= version) return i;
  }
  return std::nullopt;
}

std::vector<std::uint64_t> Members(std::uint64_t set) {
  std::vector<std::uint64_t> members;
  for (std::uint64_t i = 1; i <= kVersions; ++i) {
    if ((set >> (i - 1) & 1) != 0) members.push_back(i);
  }
  return members;
}

// Whether the rule does right. `written` and `deleted` say which versions have rows, and which
// of these are deletions.
bool IsRight(std::uint64_t written, std::uint64_t deleted, const KeepRule& rule) {
  std::vector<RowVersion> before;
  for (const std::uint64_t version : Members(written)) {
    before.insert(before.begin(), {version, (deleted >> (version - 1) & 1) != 0});
  }
  std::vector<RowVersion> rows = before;
  std::vector<std::size_t> keep;
  ApplyKeepRule(rule, rows, keep);
  std::vector<RowVersion> after;
  for (const std::size_t place : keep) after.push_back(rows[place]);

  std::vector<std::uint64_t> looks = rule.pinned;
  for (std::uint64_t look = rule.horizon; look <= kVersions; ++look) looks.push_back(look);
  std::vector<bool> needed(before.size());
  for (const std::uint64_t look : looks) {
    const auto expected = Seen(before, look);
    const auto found = Seen(after, look);
    if (expected.has_value()) needed[*expected] = true;
    // Where there is nothing below, a deletion hides nothing.
    const bool is_needed =
        expected.has_value() && (!rule.is_bottom || !before[*expected].is_deleted);
    if (is_needed) {
      if (!found.has_value() || keep[*found] != *expected) return false;
    } else if (rule.is_bottom) {
      if (found.has_value() && !after[*found].is_deleted) return false;
    }
  }
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (!needed[keep[i]]) return false;  // Nothing is kept for nobody.
    const bool is_new = before[keep[i]].version > rule.horizon;
    if (is_new && rows[keep[i]].version != before[keep[i]].version) return false;
    if (rule.is_bottom && i + 1 == keep.size() && !is_new) {
      if (after[i].is_deleted && keep.size() == 1) return false;
    }
  }
  // Deletions since the horizon are changes that somebody may ask for.
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i].version <= rule.horizon) continue;
    if (std::find(keep.begin(), keep.end(), i) == keep.end()) return false;
  }
  return true;
}

TEST_SUITE("KeepRule") {
  TEST_CASE("the examples of its description") {
    std::vector<RowVersion> rows{{9, false}, {7, false}, {5, false}, {3, false}};
    std::vector<std::size_t> keep;
    ApplyKeepRule({6, {4}, false}, rows, keep);
    CHECK(keep == std::vector<std::size_t>{0, 1, 2, 3});
    ApplyKeepRule({6, {}, false}, rows, keep);
    CHECK(keep == std::vector<std::size_t>{0, 1, 2});
    CHECK(rows[2].version == 5);
    ApplyKeepRule({6, {}, true}, rows, keep);
    CHECK(rows[2].version == 0);
  }

  TEST_CASE("changes nothing that anybody may look at in all small cases") {
    for (std::uint64_t written = 0; written < 1 << kVersions; ++written) {
      for (std::uint64_t deleted = written;; deleted = (deleted - 1) & written) {
        for (std::uint64_t horizon = 0; horizon <= kVersions; ++horizon) {
          for (std::uint64_t pins = 0; pins < 1 << kVersions; pins += 1 + pins % 3) {
            for (const bool is_bottom : {false, true}) {
              if (IsRight(written, deleted, {horizon, Members(pins), is_bottom})) continue;
              CAPTURE(written);
              CAPTURE(deleted);
              CAPTURE(horizon);
              CAPTURE(pins);
              FAIL_CHECK("somebody reads something else, or a row is kept for nobody");
            }
          }
        }
        if (deleted == 0) break;
      }
    }
  }
}

}  // namespace
}  // namespace cambium
