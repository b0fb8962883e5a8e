// The version, as CMakeLists.txt has it.
// SPDX-License-Identifier: Apache-2.0
#include "query/version.h"

namespace cambium {

std::string_view Version() { return CAMBIUM_VERSION; }

}  // namespace cambium
