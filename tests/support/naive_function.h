// Functions of rules 17 and 25, LIKE of rule 16.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tests/support/naive_value.h"

namespace cambium::testing {

// Of arguments that are computed already. Throws InvalidScript when there is none of the name.
NaiveValue NaiveCall(const std::string& name, const std::vector<NaiveValue>& args);
// What type it has, of arguments of these types. `args` are the written ones: the digits of
// ROUND and DECIMAL are part of the type.
NaiveType CallType(const Expr& call, const std::vector<NaiveType>& args);

// % any text, _ any code point, \ takes what follows as it is.
bool NaiveLike(const std::string& text, const std::string& pattern);
std::string NaiveLower(const std::string& text);

// One type for both: the wider number, else the one that is known and no text.
NaiveType UnifiedType(const NaiveType& left, const NaiveType& right);

}  // namespace cambium::testing
