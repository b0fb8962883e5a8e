// Expressions, paths and literals as text; query/printer.h says how.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "query/printer.h"
#include "query/syntax.h"

namespace cambium {

// `what` printed one by one, with commas between.
template <typename T, typename Print>
std::string PrintList(const std::vector<T>& all, Print print) {
  std::string text;
  for (const T& one : all) text += (text.empty() ? "" : ", ") + print(one);
  return text;
}

std::string PrintLiteral(const Value& value);
std::string PrintPath(const PathSyntax& path);
// PrintExpr is for where a comma or bracket follows; this where a keyword may, such as the
// next clause.
std::string PrintBeforeKeyword(const Expr& expr);

// Each with a blank in front; nothing for none. Likewise a select in one line.
std::string PrintClauses(const Clauses& clauses);
std::string PrintSelect(const Select& select);

}  // namespace cambium
