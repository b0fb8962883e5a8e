// Expressions as their trees: (AND a (= b 1)). What tests of parsers compare.
//
// A relation is its path, and the clauses that it has: comments[where limit].
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "query/syntax.h"

namespace cambium::testing {

std::string TreeText(const Expr& expr);
std::string TreeText(const PathSyntax& path);
std::string TreeText(const Clauses& clauses);  // [where limit], or nothing

}  // namespace cambium::testing
