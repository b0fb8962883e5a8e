// What a person at the prompt may be about to write: the words that go on where the cursor is.
//
//     .ta            .tables
//     MANY Iss       Issue                      keywords, tables, fields, relations
//     author.n       name                       behind a dot: fields where `author` leads
//     MANY Issue { i: COUNT c                   CASE, COUNT, comments
//
// Pure: of the text in front of the cursor and the tables alone.
//
// Cost: linear in the names that there are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "query/schema_description.h"

namespace cambium {

struct Completions {
  std::size_t begin = 0;           // Where the word at the cursor begins.
  std::vector<std::string> words;  // What may stand there, ascending.
};

Completions Complete(std::string_view before_cursor,
                     const std::vector<TableDescription>& tables);

// The beginning that all have in common.
std::string CommonPrefix(const std::vector<std::string>& words);

}  // namespace cambium
