// cambium-bench: how fast are the engines, beside the floor and beside recomputation?
//
// This file is the table of who takes part. To add an engine, write one file with a class
// that implements bench/engine.h and a function that makes it, and name the function here.
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "bench/curves/delta.h"
#include "bench/curves/live_queries.h"
#include "bench/curves/memory.h"
#include "bench/floor/floor.h"
#include "bench/harness/catalog.h"
#include "bench/harness/session.h"
#include "bench/lsm/lsm.h"
#include "bench/peers/node_peers.h"
#include "bench/recompute/recompute.h"
#ifdef CAMBIUM_BENCH_SQLITE
#include "bench/sqlite/sqlite.h"
#endif
#include "bench/treeql/reopen.h"
#include "bench/treeql/treeql.h"
#include "bench/typed/typed.h"

namespace cambium::bench {
namespace {

void AddSqlite(Catalog& catalog) {
#ifdef CAMBIUM_BENCH_SQLITE
  catalog.Add("sqlite", MakeSqliteW1);
  catalog.Add("sqlite", MakeSqliteW3);
  catalog.Add("sqlite", MakeSqliteW4);
  catalog.Add("sqlite", MakeSqliteW5);
  catalog.Add("sqlite-triggers", MakeSqliteTriggersW1);
  catalog.Add("sqlite-triggers", MakeSqliteTriggersW3);
  catalog.Add("sqlite-triggers", MakeSqliteTriggersW5);
  catalog.AddCase(DeltaCase("sqlite", MakeSqliteW1));
  catalog.AddCase(MemoryOfViewCase("sqlite", MakeSqliteW1));
#else
  const std::string reason = "sqlite3 was not found when this program was built";
  catalog.AddAbsent("sqlite", reason);
  catalog.AddAbsent("sqlite-triggers", reason);
#endif
}

void AddCurves(Catalog& catalog) {
  catalog.AddCase(DeltaCase("typed", MakeTypedW1));
  catalog.AddCase(DeltaCase("treeql", MakeTreeqlW1));
  catalog.AddCase(DeltaCase("recompute", MakeRecomputeW1));
  catalog.AddCase(MemoryOfViewCase("floor", MakeFloorW1));
  catalog.AddCase(MemoryOfViewCase("typed", MakeTypedW1));
  catalog.AddCase(MemoryOfViewCase("treeql", MakeTreeqlW1));
  catalog.AddCase(MemoryOfViewCase("recompute", MakeRecomputeW1));
  catalog.AddCase(TypedMemoryOfPartsCase());
  catalog.AddCase(TreeqlMemoryOfPartsCase());
  catalog.AddCase(LiveQueriesCase());
}

Catalog MakeCatalog() {
  Catalog catalog;
  catalog.Add("floor", MakeFloorW1);
  catalog.Add("floor", MakeFloorW3);
  catalog.Add("floor", MakeFloorW5);
  catalog.Add("typed", MakeTypedW1);
  catalog.Add("typed", MakeTypedW2Reach);
  catalog.Add("typed", MakeTypedW2Dist);
  catalog.Add("typed", MakeTypedW2Union);
  catalog.Add("typed", MakeTypedW3);
  catalog.Add("typed", MakeTypedW5);
  catalog.Add("treeql", MakeTreeqlW1);
  catalog.Add("treeql", MakeTreeqlW2Reach);
  catalog.Add("treeql", MakeTreeqlW2Dist);
  catalog.Add("treeql", MakeTreeqlW2Union);
  catalog.Add("treeql", MakeTreeqlW4);
  catalog.Add("treeql", MakeTreeqlW5);
  catalog.Add("treeql-durable", MakeTreeqlDurableW1);
  catalog.Add("treeql-durable", MakeTreeqlDurableW4);
  catalog.Add("treeql-durable", MakeTreeqlDurableW5);
  catalog.Add("recompute", MakeRecomputeW1);
  catalog.Add("recompute", MakeRecomputeW2Reach);
  catalog.Add("recompute", MakeRecomputeW2Dist);
  catalog.Add("recompute", MakeRecomputeW2Union);
  catalog.Add("recompute", MakeRecomputeW3);
  catalog.Add("recompute", MakeRecomputeW4);
  catalog.Add("recompute", MakeRecomputeW5);
  AddCurves(catalog);
  catalog.AddCase(ReopenW1Case());
  catalog.AddCase(ReopenW4Case());
  AddSqlite(catalog);
  AddLsm(catalog);
  AddNodePeers(CAMBIUM_BENCH_PEERS, catalog);
  return catalog;
}

}  // namespace
}  // namespace cambium::bench

int main(int count, char** arguments) {
  const std::vector<std::string> words(arguments + 1, arguments + count);
  return cambium::bench::RunProgram(cambium::bench::MakeCatalog(), words);
}
