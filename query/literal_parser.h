// Literals as they are written: numbers with their sign, strings, TRUE, FALSE and NULL.
//
// Law: a number is exactly what was written, or an error.
// Cost: linear in the digits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "query/syntax.h"
#include "query/token_cursor.h"

namespace cambium {

bool AtNumber(const TokenCursor& cursor, std::size_t ahead = 0);  // without its sign
bool AtLiteral(const TokenCursor& cursor);

// Each leaves the cursor behind what it parsed.
absl::StatusOr<Expr> ParseLiteral(TokenCursor& cursor);
// A number of something, without sign; `what` is what was wanted.
absl::StatusOr<std::int64_t> ParseCount(TokenCursor& cursor, const std::string& what);

}  // namespace cambium
