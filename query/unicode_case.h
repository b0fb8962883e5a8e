// Upper and lower case of texts, as Unicode has them for single code points.
//
// Simple case mapping of all scripts (Unicode 14.0): each code point becomes one, whatever
// stands beside it and in whatever language. So 'ß' has no upper case, and 'Σ' is 'σ' at the
// end of a word too. Bytes that are not UTF-8 stay as they are.
//
// Law: a text and its upper and lower case have equally many code points; each mapping of what
// it gave changes nothing.
//
// Cost: O(bytes), and for a code point beyond ASCII a binary search among 200 ranges.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace cambium {

std::string ToUpper(std::string_view text);
std::string ToLower(std::string_view text);

}  // namespace cambium
