// What `#include <cambium.h>` finds, in the build tree and once installed.
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/cambium.h"
