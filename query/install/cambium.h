// What `#include <cambium.h>` finds, in the build tree and once installed.
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Before anything that an older compiler would stumble over.
#if __cplusplus < 202002L
#error "Cambium needs C++20: compile with -std=c++20"
#else
#include "query/cambium.h"
#endif
