// Text for a terminal: how wide it is there, and what must not get there.
//
// Data may hold control characters, which would move the cursor, change colours or worse. They
// are escaped, also those above ASCII (U+0080 to U+009F), which UTF-8 terminals obey.
//
// Cost: linear in the text.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cambium {

// Columns on a terminal: marks that combine take none, ideographs and pictographs two.
std::size_t DisplayWidth(std::string_view text);

// With \n, \t, \r, or \u001b and the like in place of control characters.
std::string EscapeControls(std::string_view text);

// The same, but line feeds stay. JSON means the same with them and without.
std::string EscapeForTerminal(std::string_view text);

}  // namespace cambium
