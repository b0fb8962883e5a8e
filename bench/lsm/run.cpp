// What the workload *store* measures of one store, one kind of load after the other.
//
// All in µs of CPU time of the whole process for each triple or operation, but for disk_mib,
// and the _ms, which are of the wall clock. Each kind of load has a folder of its own.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include "bench/fail.h"
#include "bench/harness/disk.h"
#include "bench/harness/progress.h"
#include "bench/lsm/data.h"
#include "bench/lsm/engine.h"
#include "bench/lsm/measure.h"
#include "dataflow/stable_hash.h"
#include "lsm/stored_value.h"

namespace cambium::bench {
namespace {

class Run {
 public:
  Run(const LsmEngineKind& kind, const LsmSizes& sizes, std::string folder)
      : kind_(kind),
        sizes_(sizes),
        folder_(std::move(folder)),
        say_([this](const char* metric) {
          progress_.Show("store " + kind_.name + " " + metric);
        }) {
    say_("data");
    triples_.reserve(std::size_t{sizes_.subjects} * kLsmAttributes);
    for (std::uint32_t attribute = 0; attribute < kLsmAttributes; ++attribute) {
      for (std::uint32_t subject = 0; subject < sizes_.subjects; ++subject) {
        triples_.push_back({attribute, subject, LsmValue(attribute, subject)});
      }
    }
  }

  LsmResults Measure() {
    LeaveCrashed(kind_, sizes_, folder_, triples_);
    say_("load_us");
    Load();
    say_("ingest_us");
    Ingest();
    say_("fill1_us");
    Fill("fill1_us", 1, triples_.size() / 5);
    say_("fill100_us");
    Fill("fill100_us", 100, triples_.size());
    say_("entities_us");
    Entities();
    say_("sync_ms");
    Syncs();
    MeasureChurn(kind_, sizes_, folder_, triples_, say_, results_);
    progress_.Clear();
    return results_;
  }

 private:
  std::unique_ptr<LsmEngine> Open(const std::string& name) const {
    return kind_.open(folder_ + "/" + name, sizes_.memory);
  }

  void Load() {
    const std::string place = folder_ + "/load";
    auto engine = Open("load");
    const std::span<const LsmTriple> all(triples_);
    results_["load_us"] = CpuPer(all.size(), [&] {
      for (std::size_t i = 0; i < all.size(); i += 1000) {
        engine->Write(all.subspan(i, std::min<std::size_t>(1000, all.size() - i)), false);
      }
    });
    engine->Settle();
    say_("get_us");
    Reads(*engine);
    engine.reset();
    results_["open_ms"] = WallMillis([&] { engine = Open("load"); });
    engine.reset();
    results_["disk_mib"] = DiskMb(place);
    std::filesystem::remove_all(place);
  }

  void Reads(LsmEngine& engine) {
    const std::size_t gets = std::min<std::size_t>(200'000, triples_.size());
    const auto get = [&](std::uint32_t beyond, bool expected) {
      for (std::size_t i = 0; i < gets; ++i) {
        const std::uint64_t hash = StableHash(i);
        const auto attribute = static_cast<std::uint32_t>(hash % kLsmAttributes);
        const auto subject = static_cast<std::uint32_t>((hash >> 32) % sizes_.subjects);
        if (engine.Has(attribute, subject + beyond) != expected) Fail("a get is wrong");
      }
    };
    get(0, true);  // To fill caches.
    results_["get_us"] = CpuPer(gets, [&] { get(0, true); });
    results_["miss_us"] = CpuPer(gets, [&] { get(sizes_.subjects, false); });
    const std::size_t entities = gets / 20;
    results_["entity_us"] = CpuPer(entities, [&] {
      for (std::size_t i = 0; i < entities; ++i) {
        const auto subject = static_cast<std::uint32_t>(StableHash(i) % sizes_.subjects);
        if (engine.Entity(subject, kLsmAttributes) != kLsmAttributes)
          Fail("an entity is wrong");
      }
    });
    const auto scan = [&](std::uint32_t attribute) {
      constexpr int kTimes = 3;
      return CpuPer(kTimes * sizes_.subjects, [&] {
        for (int i = 0; i < kTimes; ++i) {
          if (engine.Scan(attribute, 0, SIZE_MAX) != sizes_.subjects) Fail("a scan is wrong");
        }
      });
    };
    results_["scan_us"] = scan(kLsmNumber);
    results_["text_us"] = scan(kLsmText);
    const std::size_t seeks = gets / 20;
    results_["seek100_us"] = CpuPer(seeks, [&] {
      for (std::size_t i = 0; i < seeks; ++i) {
        const std::uint64_t hash = StableHash(i);
        engine.Scan(static_cast<std::uint32_t>(hash % kLsmAttributes),
                    static_cast<std::uint32_t>((hash >> 32) % sizes_.subjects), 100);
      }
    });
  }

  void Ingest() {
    auto engine = Open("ingest");
    bool can = false;
    const double micros = CpuPer(triples_.size(), [&] { can = engine->Ingest(triples_); });
    if (can) results_["ingest_us"] = micros;
    engine.reset();
    std::filesystem::remove_all(folder_ + "/ingest");
  }

  void Fill(const char* metric, std::size_t batch, std::size_t count) {
    auto engine = Open("fill");
    std::vector<LsmTriple> triples(batch);
    double longest = 0;
    results_[metric] = CpuPer(count, [&] {
      for (std::size_t i = 0; i < count; i += batch) {
        for (std::size_t j = 0; j < batch; ++j) {
          triples[j] = triples_[Shuffled(i + j, triples_.size())];
        }
        if (batch == 1) {
          engine->Write(triples, false);
        } else {
          longest = std::max(longest, WallMillis([&] { engine->Write(triples, false); }));
        }
      }
    });
    if (batch > 1) results_["stall_ms"] = longest;
    engine.reset();
    std::filesystem::remove_all(folder_ + "/fill");
  }

  void Entities() {
    auto engine = Open("entities");
    std::vector<LsmTriple> triples(kLsmAttributes);
    results_["entities_us"] = CpuPer(triples_.size(), [&] {
      for (std::uint32_t subject = 0; subject < sizes_.subjects; ++subject) {
        for (std::uint32_t i = 0; i < kLsmAttributes; ++i) {
          triples[i] = triples_[std::size_t{i} * sizes_.subjects + subject];
        }
        engine->Write(triples, false);
      }
    });
    engine.reset();
    std::filesystem::remove_all(folder_ + "/entities");
  }

  void Syncs() {
    auto engine = Open("syncs");
    constexpr std::size_t kCommits = 100;
    results_["sync_ms"] = WallMillis([&] {
                            for (std::size_t i = 0; i < kCommits; ++i) {
                              engine->Write({&triples_[i % triples_.size()], 1}, true);
                            }
                          }) /
                          kCommits;
    engine.reset();
    std::filesystem::remove_all(folder_ + "/syncs");
  }

  const LsmEngineKind& kind_;
  const LsmSizes sizes_;
  const std::string folder_;
  Progress progress_;
  const std::function<void(const char* metric)> say_;
  std::vector<LsmTriple> triples_;
  LsmResults results_;
};

}  // namespace

std::string PeerKey(std::uint32_t attribute, std::uint32_t subject) {
  std::string key;
  for (const std::uint32_t word : {attribute | 1U << 16, subject}) {
    for (int shift = 24; shift >= 0; shift -= 8) key += static_cast<char>(word >> shift & 0xFF);
  }
  return key;
}

std::string PeerValue(const Value& value) {
  UuidBytes uuid;
  std::string bytes;
  AppendValue(StoredViewOf(value, uuid), bytes);
  return bytes;
}

std::uint64_t UsePeerValue(std::string_view bytes) {
  ByteReader reader(bytes);
  const StoredValue value = TakeValue(reader);
  return value.is_text() ? value.text().size() : value.word();
}

LsmResults MeasureLsm(const LsmEngineKind& kind, const LsmSizes& sizes,
                      const std::string& folder) {
  return Run(kind, sizes, folder).Measure();
}

}  // namespace cambium::bench
