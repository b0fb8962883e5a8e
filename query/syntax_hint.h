// What to write instead of what is no statement: a line for below the error.
//
//     MANY Artist { id name }
//                      ^
//     hint: a comma stands between items: id, name
//
// It looks at the place where the parser gave up, and around it, for what people type out of
// habit or leave out. A statement of SQL is said in TreeQL (query/sql_habit.h).
//
// Law: it depends on the text alone, and changes nothing about the error itself.
// Cost: O(n) for n tokens, on failure only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "query/lexer.h"

namespace cambium {

// For an error at this byte of `text`; empty when nothing comes to mind.
std::string SyntaxHint(std::string_view text, const std::vector<Token>& tokens,
                       std::size_t place);

// The same for a byte that begins no token.
std::string CharacterHint(std::string_view text, std::size_t place);

}  // namespace cambium
