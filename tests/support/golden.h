// Golden files: texts under tests/golden/ that an output must equal. CAMBIUM_UPDATE_GOLDEN=1
// writes them anew; then read the diff.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace cambium::testing {

std::string ReadGolden(const std::string& name);
void CheckGolden(const std::string& name, const std::string& text);

// Bytes as text, 16 a line, and back:
//
//     00000010  0a 41 61 00 01
std::string HexDump(std::string_view bytes);
std::string ParseHexDump(const std::string& text);

}  // namespace cambium::testing
