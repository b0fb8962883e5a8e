// TreeQL text to a syntax tree: recursive descent, one statement at a time.
//
// Cost: linear in the text; nesting deeper than 64 is an error, not a stack overflow.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "query/syntax.h"

namespace cambium {

absl::StatusOr<Statement> ParseStatement(std::string_view text);

}  // namespace cambium
