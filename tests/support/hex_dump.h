// Bytes as text, 16 a line, and back: how golden files of bytes are kept.
//
//     00000010  0a 41 61 00 01
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace cambium::testing {

std::string HexDump(std::string_view bytes);
std::string ParseHexDump(const std::string& text);

}  // namespace cambium::testing
