// The command .import: a file into a table, with a progress bar and bad rows set aside.
//
// Rows that are set aside go to the file of -skip-bad as they stand, behind the header of a CSV
// file, so that they can be mended and imported from there; the error stream says what is wrong
// with each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace cambium {

class Shell;

absl::Status RunImport(Shell& shell, std::string_view rest);

}  // namespace cambium
