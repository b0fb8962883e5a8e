// Databases to play with, for .example: what they declare and three questions stand in
// query/shell/examples/, their rows are generated, the same each time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "query/database.h"

namespace cambium {

struct Example {
  std::string_view name;
  std::string_view text;               // The file: declarations, `-- Try:`, questions.
  std::vector<std::string> (*rows)();  // Each the insert of one row.
};

std::span<const Example> Examples();
const Example* FindExample(std::string_view name);  // Null when there is none.

std::vector<std::string> QuestionsOf(const Example& example);

// Declares its tables and inserts its rows, whose number it returns. A table of one of these
// names that is there already is an error, and nothing is changed then.
absl::StatusOr<std::int64_t> LoadExample(Database& database, const Example& example);

}  // namespace cambium
