// The values that imported text stands for, by the type of their field.
//
//     Bool        true false 1 0, in any case        Enum    the name of a member
//     Int         digits, also 7.00                  Json    a document
//     Decimal     digits that fit exactly            key     of several columns: [1,"a"]
//     Float       what reads back, 1e3 too           others  as TreeQL writes them, unquoted
//
// JSON gives kinds besides: only a text is a Text, only a number an Int; a Json field takes
// any.
//
// Law: what JSON lines print of a value gives it back, and so does CSV, but for texts that are
// empty.
// Cost: linear in the text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/statusor.h"
#include "query/field_type.h"
#include "query/import/json_lines_reader.h"

namespace cambium {

// Of a cell that is not empty. An error says what is wrong and ends in the text.
absl::StatusOr<Value> ReadCell(const FieldType& type, std::string_view text);
// NULL of null.
absl::StatusOr<Value> ReadItem(const FieldType& type, const JsonItem& item);

}  // namespace cambium
