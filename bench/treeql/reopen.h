// W7: how soon a database that is opened again answers, and when its queries live again.
//
// The tables of W1 or W4 are imported into a folder and made live once, which is what the bar
// of living again is measured by. Then the folder is opened again: nothing of a view is stored,
// so all of it comes from scans of columns. The live answers must be those from before.
//
//     metric       the time of, or the size of
//     load_s       import, and all first live answers
//     open_ms      Open
//     row_ms       that, and one row by its key
//     answer_ms    that, and one question at once: W1's view, the tree of W4's first project
//     live_s       all live queries, on the database that was opened again
//     heap_mb      what the database then holds in memory, with the trees of its subscribers
//     disk_mb      the folder
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/harness/catalog.h"

namespace cambium::bench {

Case ReopenW1Case();
Case ReopenW4Case();

}  // namespace cambium::bench
