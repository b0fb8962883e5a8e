// The one header that an application includes.
//
//     auto database = cambium::Database::Open("folder");
//     (*database)->Execute("TABLE Issue { id: Int = 1 KEY, title: Text = 2 }").status();
//     auto live = (*database)->Subscribe("LIVE MANY Issue { title }", PrintFrame);
//
// docs/embedding.md is the long form.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/binding.h"            // IWYU pragma: export
#include "query/database.h"           // IWYU pragma: export
#include "query/database_snapshot.h"  // IWYU pragma: export
#include "query/diagnostic.h"         // IWYU pragma: export
#include "query/frame.h"              // IWYU pragma: export
#include "query/import/file_rows.h"   // IWYU pragma: export
#include "query/live_tree.h"          // IWYU pragma: export
#include "query/open_transaction.h"   // IWYU pragma: export
#include "query/prepared.h"           // IWYU pragma: export
#include "query/shared_tree.h"        // IWYU pragma: export
#include "query/subscription.h"       // IWYU pragma: export
#include "query/tree_sink.h"          // IWYU pragma: export
#include "query/typed_table.h"        // IWYU pragma: export
#include "query/version.h"            // IWYU pragma: export
