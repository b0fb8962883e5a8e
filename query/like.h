// LIKE: whether a whole text is of a pattern.
//
//     %     any number of code points, none too
//     _     one code point
//     \x    x itself; a \ at the end is itself
//
// ILIKE is LIKE of both sides in lower case (query/unicode_case.h).
//
// Law: Like decides as the definition by recursion does: a `%` matches when what follows it
// matches some suffix.
//
// Cost: O(text + pattern), for a part between two `%` that has an `_` or `\` at most its length
// times the text: what a `%` has skipped is not looked at again for another `%`. LIKE allocates
// nothing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace cambium {

bool Like(std::string_view text, std::string_view pattern);
bool ILike(std::string_view text, std::string_view pattern);

}  // namespace cambium
