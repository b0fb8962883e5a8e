// Whether bytes are UTF-8 as Unicode has it: shortest forms, no surrogates, up to U+10FFFF.
//
// Cost: O(bytes), eight at a time where they are ASCII.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace cambium {

bool IsUtf8(std::string_view text);

}  // namespace cambium
