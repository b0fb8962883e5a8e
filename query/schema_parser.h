// TABLE, ENUM and FRAGMENT.
//
// Each is called behind its keyword. Commas and semicolons between the members of a TABLE are
// optional, so a member ends where the next one starts.
//
// Cost: linear in the text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "absl/status/statusor.h"
#include "query/syntax.h"
#include "query/token_cursor.h"

namespace cambium {

absl::StatusOr<TableDeclaration> ParseTable(TokenCursor& cursor);
absl::StatusOr<EnumDeclaration> ParseEnum(TokenCursor& cursor);
absl::StatusOr<FragmentDeclaration> ParseFragment(TokenCursor& cursor);

// `Int`, `Decimal(2)`, `User`; of a field and of a parameter.
absl::StatusOr<TypeSyntax> ParseType(TokenCursor& cursor);

}  // namespace cambium
