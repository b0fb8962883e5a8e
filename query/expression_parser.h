// The expressions of TreeQL, loosest operator first:
//
//     OR   AND   NOT   = != < <= > >= IN BETWEEN LIKE IS   ??   + - ||   * / %   unary -
//     literals, parameters, paths, calls, CASE, EXISTS, EVERY, aggregates
//
// Keywords are soft: a word is a keyword where only a keyword can stand, and a name elsewhere.
// So COUNT is an aggregate in front of an operand, and a field in front of anything else.
//
// Cost: linear in the text; nesting deeper than 64, and a path of more steps, is an error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "query/syntax.h"
#include "query/token_cursor.h"

namespace cambium {

// Each leaves the cursor behind what it parsed.
absl::StatusOr<Expr> ParseExpression(TokenCursor& cursor);
absl::StatusOr<PathSyntax> ParsePath(TokenCursor& cursor);

}  // namespace cambium
