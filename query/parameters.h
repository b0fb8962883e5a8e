// The values of a query's parameters, by name without the $.
//
//     who=ann   n=5   when=2026-11-21   list=[1,2]   none=null
//
// Written as on a command line they have no quotes, so their type is the declared one, or else
// that of a literal that looks like them: a number is a number, TRUE and FALSE are truths, NULL
// is NULL, a list in square brackets is one of these, anything else is a text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "query/syntax.h"

namespace cambium {

// Literals, or tuples of these. The name of each is its text as it was written.
using Parameters = std::map<std::string, Expr>;

absl::StatusOr<Expr> ReadParameter(std::string_view text);

}  // namespace cambium
