// The workload *store*: ours beside LevelDB, RocksDB and LMDB, as far as they are installed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/harness/catalog.h"

namespace cambium::bench {

void AddLsm(Catalog& catalog);

}  // namespace cambium::bench
