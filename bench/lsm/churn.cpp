// What happens when data changes: it is overwritten under a reader that looks back, read while
// it is written, half of it deleted, and the process dies with its log full.
// SPDX-License-Identifier: Apache-2.0
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bench/fail.h"
#include "bench/lsm/data.h"
#include "bench/lsm/engine.h"
#include "bench/lsm/measure.h"
#include "dataflow/stable_hash.h"

namespace cambium::bench {
namespace {

constexpr std::size_t kBatch = 100;

// In batches, `count` triples in random order, deleted or with their values once more.
void WriteShuffled(LsmEngine& engine, std::span<const LsmTriple> triples, std::size_t count,
                   bool deleted, const std::atomic<bool>* until = nullptr) {
  std::vector<LsmTriple> batch(kBatch);
  for (std::size_t i = 0; i + kBatch <= count; i += kBatch) {
    if (until != nullptr && *until) return;
    for (std::size_t j = 0; j < kBatch; ++j) {
      batch[j] = triples[Shuffled(i + j, triples.size())];
      if (deleted) batch[j].value = Value();
    }
    engine.Write(batch, false);
  }
}

class Churn {
 public:
  Churn(const LsmEngineKind& kind, const LsmSizes& sizes, std::string folder,
        std::span<const LsmTriple> triples, const std::function<void(const char*)>& say,
        LsmResults& results)
      : kind_(kind),
        sizes_(sizes),
        folder_(std::move(folder)),
        triples_(triples),
        say_(say),
        results_(results) {}

  void Measure() {
    say_("churn_us");
    auto engine = kind_.open(folder_ + "/churn", sizes_.memory);
    for (std::size_t i = 0; i < triples_.size(); i += 1000) {
      engine->Write(triples_.subspan(i, std::min<std::size_t>(1000, triples_.size() - i)),
                    false);
    }
    engine->Settle();
    Overwrite(*engine);
    say_("busy_get_us");
    if (engine->CanShare()) Share(*engine);
    engine->Settle();
    say_("deleted_x");
    Delete(*engine);
    engine.reset();
    std::filesystem::remove_all(folder_ + "/churn");
    say_("sync8_ms");
    SyncTogether();
    say_("crash_open_ms");
    Crash();
  }

 private:
  double ScanPerRow(LsmEngine& engine, std::size_t* rows = nullptr) const {
    std::size_t count = 0;
    const double micros = CpuPer(1, [&] {
      for (std::uint32_t i = 0; i < kLsmAttributes; ++i) count += engine.Scan(i, 0, SIZE_MAX);
    });
    if (rows != nullptr) *rows = count;
    return micros / static_cast<double>(std::max<std::size_t>(1, count));
  }

  // Half of all triples, while somebody looks back at how they were.
  void Overwrite(LsmEngine& engine) {
    const bool holds = engine.Hold();
    results_["churn_us"] = CpuPer(triples_.size() / 2, [&] {
      WriteShuffled(engine, triples_, triples_.size() / 2, false);
    });
    if (holds) {
      std::size_t rows = 0;
      ScanPerRow(engine);  // To fill caches.
      results_["held_scan_us"] = ScanPerRow(engine, &rows);
      if (rows != triples_.size()) Fail("a held scan is wrong");
      engine.LetGo();
    }
    ScanPerRow(engine);
    results_["churn_scan_us"] = ScanPerRow(engine);
  }

  // Reads of one thread while another writes; only the reader's own time.
  void Share(LsmEngine& engine) {
    std::atomic<bool> done = false;
    std::thread writer([&] { WriteShuffled(engine, triples_, triples_.size(), false, &done); });
    const std::size_t gets = std::min<std::size_t>(200'000, triples_.size());
    results_["busy_get_us"] = ThreadCpuPer(gets, [&] {
      for (std::size_t i = 0; i < gets; ++i) {
        const std::uint64_t hash = StableHash(i);
        const auto attribute = static_cast<std::uint32_t>(hash % kLsmAttributes);
        const auto subject = static_cast<std::uint32_t>((hash >> 32) % sizes_.subjects);
        if (!engine.Has(attribute, subject)) Fail("a get is wrong");
      }
    });
    done = true;
    writer.join();
  }

  void Delete(LsmEngine& engine) {
    ScanPerRow(engine);
    const double before = ScanPerRow(engine);
    const std::size_t half = triples_.size() / 2 / kBatch * kBatch;
    WriteShuffled(engine, triples_, half, true);
    ScanPerRow(engine);
    std::size_t rows = 0;
    const double after = ScanPerRow(engine, &rows);
    if (rows != triples_.size() - half) Fail("a scan after deleting is wrong");
    results_["deleted_x"] = after / before;
  }

  // Synced commits of eight threads, each of one.
  void SyncTogether() {
    auto engine = kind_.open(folder_ + "/syncs8", sizes_.memory);
    constexpr int kWriters = 8;
    constexpr int kCommits = 25;
    std::vector<std::thread> writers;
    results_["sync8_ms"] = WallMillis([&] {
                             for (int i = 0; i < kWriters; ++i) {
                               writers.emplace_back([&, i] {
                                 for (int j = 0; j < kCommits; ++j) {
                                   const auto at = static_cast<std::size_t>(i * kCommits + j);
                                   engine->Write({&triples_[at % triples_.size()], 1}, true);
                                 }
                               });
                             }
                             for (std::thread& writer : writers) writer.join();
                           }) /
                           (kWriters * kCommits);
    engine.reset();
    std::filesystem::remove_all(folder_ + "/syncs8");
  }

  // What LeaveCrashed() left is opened again.
  void Crash() {
    const std::string place = folder_ + "/crash";
    std::unique_ptr<LsmEngine> engine;
    results_["crash_open_ms"] = WallMillis([&] { engine = kind_.open(place, sizes_.memory); });
    engine.reset();
    std::filesystem::remove_all(place);
  }

  const LsmEngineKind& kind_;
  const LsmSizes sizes_;
  const std::string folder_;
  const std::span<const LsmTriple> triples_;
  const std::function<void(const char*)>& say_;
  LsmResults& results_;
};

}  // namespace

void LeaveCrashed(const LsmEngineKind& kind, const LsmSizes& sizes, const std::string& folder,
                  std::span<const LsmTriple> triples) {
  const pid_t child = ::fork();
  if (child < 0) Fail("cannot fork");
  if (child == 0) {
    const auto engine = kind.open(folder + "/crash", sizes.memory);
    WriteShuffled(*engine, triples, triples.size() / 5, false);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (status != 0) Fail("the process that was to crash has failed");
}

void MeasureChurn(const LsmEngineKind& kind, const LsmSizes& sizes, const std::string& folder,
                  std::span<const LsmTriple> triples,
                  const std::function<void(const char* metric)>& say, LsmResults& results) {
  Churn(kind, sizes, folder, triples, say, results).Measure();
}

}  // namespace cambium::bench
