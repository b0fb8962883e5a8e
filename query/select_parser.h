// Selects, their clauses, and brace blocks.
//
// Cost: linear in the text; nesting deeper than 64 is an error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "query/syntax.h"
#include "query/token_cursor.h"

namespace cambium {

// Whether MANY or ONE stands here and starts a select.
bool AtSelect(const TokenCursor& cursor);
absl::StatusOr<Select> ParseSelect(TokenCursor& cursor);

// Clauses up to `end`, which is left where it is.
absl::Status ParseClauses(TokenCursor& cursor, std::string_view end, Clauses& clauses);

// A block with its braces.
absl::StatusOr<std::vector<Item>> ParseItems(TokenCursor& cursor);

}  // namespace cambium
