// What people type who come from another shell: `exit`, `help`, `\q`, `.headers on`.
//
// Leaving and asking for help is understood. Of the rest, the error says what it is called
// here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace cambium {

// The dot command that a line means which is none, such as .quit for `exit;`; empty for a
// statement.
std::string CommandOfOtherShells(std::string_view line);

// A hint for a command that there is not, `.headers` or `\d`; empty when nothing comes to mind.
std::string HintOfOtherShells(std::string_view command);

}  // namespace cambium
