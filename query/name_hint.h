// What there is instead of a name that there is not, for the line below an error: the tables of
// a database, the fields of a table, a label for what has none.
//
// Cost: O(names).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "query/schema.h"
#include "query/syntax.h"

namespace cambium {

// "hint: there are Artist, Album", or how to declare the first one.
std::string TablesHint(const Schema& schema);

// "hint: Artist has id, name, born, albums". What is compared with a name that is none of these
// may have been meant as a text: `is_value` says so.
std::string FieldsHint(const Schema& schema, const Table& table, std::string_view name,
                       bool is_value);

// "; albums.tracks leads there", for a relation of a table that `of` has a relation to.
std::string OneStepFurther(const Schema& schema, const Table& of, std::string_view relation);

// A label for an item that needs one: the name of its function, in small letters.
std::string LabelFor(const Expr& expr);

}  // namespace cambium
