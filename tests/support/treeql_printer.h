// A syntax tree as TreeQL text: what generators make and shrinkers cut can be parsed,
// shown and pasted.
//
// Law: parsing the text gives a tree that means the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "query/syntax.h"

namespace cambium::testing {

std::string PrintExpr(const Expr& expr);
std::string PrintStatement(const Statement& statement);  // ends with a semicolon

}  // namespace cambium::testing
