// The commands that look into live queries: .stats live, and .why.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace cambium {

class Shell;

// What each subscription was sent and each operator keeps.
void PrintLiveStatistics(Shell& shell);

// Behind .why: a commit, or the last one if there is none.
absl::Status RunWhy(Shell& shell, std::string_view rest);

}  // namespace cambium
