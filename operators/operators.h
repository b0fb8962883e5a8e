// All operators: what a program that builds typed streams includes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "dataflow/stream.h"         // IWYU pragma: export
#include "dataflow/table.h"          // IWYU pragma: export
#include "operators/aggregate.h"     // IWYU pragma: export
#include "operators/assert_empty.h"  // IWYU pragma: export
#include "operators/components.h"    // IWYU pragma: export
#include "operators/delay.h"         // IWYU pragma: export
#include "operators/delta_join.h"    // IWYU pragma: export
#include "operators/distinct.h"      // IWYU pragma: export
#include "operators/filter.h"        // IWYU pragma: export
#include "operators/fixpoint.h"      // IWYU pragma: export
#include "operators/flat_map.h"      // IWYU pragma: export
#include "operators/integrate.h"     // IWYU pragma: export
#include "operators/join.h"          // IWYU pragma: export
#include "operators/map.h"           // IWYU pragma: export
#include "operators/materialize.h"   // IWYU pragma: export
#include "operators/negate.h"        // IWYU pragma: export
#include "operators/ordered.h"       // IWYU pragma: export
#include "operators/outer_join.h"    // IWYU pragma: export
#include "operators/plus.h"          // IWYU pragma: export
#include "operators/reachable.h"     // IWYU pragma: export
#include "operators/semi_join.h"     // IWYU pragma: export
#include "operators/subscribe.h"     // IWYU pragma: export
#include "operators/valid_during.h"  // IWYU pragma: export
