// Which release of Cambium this is.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace cambium {

std::string_view Version();  // such as "0.1.0"

}  // namespace cambium
