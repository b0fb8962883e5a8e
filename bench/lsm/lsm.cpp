// One case for each store, each run with the same triples and the same memory.
// SPDX-License-Identifier: Apache-2.0
#include "bench/lsm/lsm.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "bench/harness/temporary_folder.h"
#include "bench/lsm/engine.h"

namespace cambium::bench {
namespace {

// So that little is left of a small run.
constexpr std::size_t kLeastMemory = std::size_t{4} << 20;

LsmSizes SizesAt(int scale) {
  const LsmSizes full;
  const auto factor = static_cast<std::uint32_t>(scale);
  return {std::max(200U, full.subjects / factor), std::max(kLeastMemory, full.memory / factor)};
}

Case CaseOf(const LsmEngineKind& kind) {
  Case added;
  added.engine = kind.name;
  added.workload = added.data = "store";
  added.title = "5 M triples, 20 attributes of 250,000 subjects, 256 MiB of memory";
  added.checks_itself = true;
  added.run = [kind](const RunSettings& settings) -> absl::StatusOr<Outcome> {
    const TemporaryFolder folder;
    Outcome outcome;
    outcome.scale = settings.scale;
    outcome.metrics = MeasureLsm(kind, SizesAt(settings.scale), folder.path()).metrics();
    return outcome;
  };
  return added;
}

#if !defined(CAMBIUM_BENCH_LEVELDB) || !defined(CAMBIUM_BENCH_ROCKSDB) || \
    !defined(CAMBIUM_BENCH_LMDB)
void AddMissing(const char* engine, Catalog& catalog) {
  catalog.AddAbsent(engine, "it was not found when this program was built");
}
#endif

}  // namespace

void AddLsm(Catalog& catalog) {
  catalog.AddCase(CaseOf(CambiumLsm()));
#ifdef CAMBIUM_BENCH_LEVELDB
  catalog.AddCase(CaseOf(LeveldbLsm()));
  catalog.AddCase(CaseOf(LargeLeveldbLsm()));
#else
  AddMissing("leveldb", catalog);
#endif
#ifdef CAMBIUM_BENCH_ROCKSDB
  catalog.AddCase(CaseOf(RocksdbLsm()));
#else
  AddMissing("rocksdb", catalog);
#endif
#ifdef CAMBIUM_BENCH_LMDB
  catalog.AddCase(CaseOf(LmdbLsm()));
#else
  AddMissing("lmdb", catalog);
#endif
}

}  // namespace cambium::bench
