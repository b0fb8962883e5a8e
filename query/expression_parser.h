// The expressions of TreeQL, loosest operator first:
//
//     OR   AND   NOT   = != < <= > >= IN IS   + -   *   unary -   literals and paths
//
// Cost: linear in the text; nesting deeper than 64 is an error.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "query/syntax.h"
#include "query/token_cursor.h"

namespace cambium {

// Leaves the cursor behind the expression.
absl::StatusOr<Expr> ParseExpression(TokenCursor& cursor);
absl::StatusOr<Expr> ParseLiteral(TokenCursor& cursor);

}  // namespace cambium
