// SQL that somebody typed out of habit, said in TreeQL: the statement that asks or does the
// same.
//
//     SELECT name FROM Artist WHERE id = 1    MANY Artist WHERE id = 1 { name }
//     UPDATE T SET n = 1 WHERE id = 7         UPDATE T WHERE id = 7 SET n = 1
//
// It is for the hint below an error, and knows what people type first: nothing that is executed
// rests on it. What it does not know, such as a JOIN, gets a sentence instead.
//
// Law: a hint that begins with `try: ` goes on with a statement that parses.
// Cost: O(n) for n tokens.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "query/written_tokens.h"

namespace cambium {

// For the statement that begins at this token; empty if it is not SQL.
std::string SqlHint(const WrittenTokens& tokens, std::size_t begin);

// What TreeQL calls a type of SQL, such as Int for BIGINT; empty for none.
std::string_view TypeOfSql(std::string_view name);

}  // namespace cambium
