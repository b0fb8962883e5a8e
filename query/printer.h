// A syntax tree as TreeQL text again: in one line for machines, in several for people.
//
//     PrintStatement    MANY Post WHERE at > $from ORDER BY at DESC { id, author { name } };
//     FormatStatement   the same with each item, field and mutation on a line of its own,
//                       indented by two blanks
//
// The text is canonical: keywords in capitals, clauses in the order of the grammar, names as
// they are, `x NOT IN (…)` and `x IS NOT NULL` rather than NOT around them, and brackets only
// where the text would otherwise mean something else. That includes names that read like a
// keyword: `(not) - 1` is a field, `NOT -1` is none.
//
// Law: parsing either text gives the tree back, but for its spans. Trees that no text gives,
// such as a Decimal without digits after its point, need not.
//
// Cost: linear in the text, times the depth of nested operators.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "query/syntax.h"

namespace cambium {

std::string PrintExpr(const Expr& expr);
std::string PrintStatement(const Statement& statement);   // ends with a semicolon
std::string FormatStatement(const Statement& statement);  // likewise

}  // namespace cambium
