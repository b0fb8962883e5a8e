// Whether a stored value is of the kind that values of a type are stored as: a number for a
// number, a text for a text. A number need not be one of the type: 0.5 is of the kind of Int.
//
// Law: what is of one kind has one order, in keys, indexes and comparisons alike.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/field_type.h"

namespace cambium {

// NULL is of no kind; of kAny, and of a reference to what is not declared yet, nothing is.
bool IsOfKind(const FieldType& type, const Value& value);

}  // namespace cambium
