// INSERT, UPSERT, UPDATE, DELETE, ASSERT and DROP, alone or in a TX.
//
// Cost: linear in the text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "query/syntax.h"
#include "query/token_cursor.h"

namespace cambium {

// None, and the cursor where it was, when no mutation starts here.
absl::StatusOr<std::optional<Mutation>> ParseMutation(TokenCursor& cursor);

// Behind TX.
absl::StatusOr<Transaction> ParseTransaction(TokenCursor& cursor);

}  // namespace cambium
