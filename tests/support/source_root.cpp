// The one file that is compiled anew when the sources move.
//
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/source_root.h"

namespace cambium::testing {

std::filesystem::path SourceRoot() { return CAMBIUM_SOURCE_ROOT; }

}  // namespace cambium::testing
