// What to merge next.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dataflow/status.h"
#include "lsm/compaction.h"

namespace cambium {
namespace {

constexpr std::uint32_t kLast = kLevels - 1;

// From the first to the last place of some files.
struct Span {
  RunKey first_run;
  OwnedSubject first;
  RunKey last_run;
  OwnedSubject last;

  explicit Span(const FileRecord& record)
      : first_run(record.first_run),
        first(record.first),
        last_run(record.last_run),
        last(record.last) {}

  void Add(const FileRecord& record) {
    if (record.first_run < first_run ||
        (record.first_run == first_run && record.first.view() < first.view())) {
      first_run = record.first_run;
      first = record.first;
    }
    if (last_run < record.last_run ||
        (record.last_run == last_run && last.view() < record.last.view())) {
      last_run = record.last_run;
      last = record.last;
    }
  }
  bool Overlaps(const FileRecord& record) const {
    const bool is_before = record.last_run < first_run ||
                           (record.last_run == first_run && record.last.view() < first.view());
    const bool is_behind = last_run < record.first_run ||
                           (record.first_run == last_run && last.view() < record.first.view());
    return !is_before && !is_behind;
  }
};

std::vector<FilePointer> OverlappingFiles(const Levels& levels, std::uint32_t level,
                                          const Span& span) {
  std::vector<FilePointer> found;
  for (const FilePointer& file : levels.files[level]) {
    if (span.Overlaps(file->record())) found.push_back(file);
  }
  return found;
}

// What the levels may hold: 0 above the base level.
struct Targets {
  std::uint32_t base = kLast;
  std::array<std::uint64_t, kLevels> bytes{};

  Targets(const Levels& levels, const StoreShape& shape) {
    bytes[kLast] = UINT64_MAX;
    std::uint64_t target = levels.bytes(kLast);
    while (base > 1 && target / shape.fan_out >= shape.base_level_bytes) {
      target /= shape.fan_out;
      bytes[--base] = target;
    }
  }
};

// Adds what the inputs overlap in the output level, and looks below it.
CompactionJob Complete(const Levels& levels, CompactionJob job) {
  Span span(job.sources.front().front()->record());
  for (const auto& source : job.sources) {
    for (const FilePointer& file : source) span.Add(file->record());
  }
  auto below = OverlappingFiles(levels, job.output_level, span);
  for (const FilePointer& file : below) span.Add(file->record());
  if (!below.empty()) job.sources.push_back(std::move(below));
  job.is_bottom = true;
  for (std::uint32_t level = job.output_level + 1; level < kLevels; ++level) {
    job.is_bottom = job.is_bottom && OverlappingFiles(levels, level, span).empty();
  }
  return job;
}

std::uint64_t BytesOf(const std::vector<FilePointer>& files) {
  std::uint64_t bytes = 0;
  for (const FilePointer& file : files) bytes += file->record().size;
  return bytes;
}

// The file that overlaps least of the next level, for its size; the level has files.
FilePointer CheapestFile(const Levels& levels, std::uint32_t level) {
  FilePointer cheapest;
  double least = 0;
  for (const FilePointer& file : levels.files[level]) {
    const auto overlap = OverlappingFiles(levels, level + 1, Span(file->record()));
    const double price =
        static_cast<double>(BytesOf(overlap)) / static_cast<double>(file->record().size);
    if (cheapest == nullptr || price < least) {
      cheapest = file;
      least = price;
    }
  }
  return cheapest;
}

bool HasManyDeletions(const Levels& levels) {
  constexpr std::uint64_t kMany = 8;
  std::uint64_t deleted = 0;
  std::uint64_t rows = 0;
  for (const FilePointer& file : levels.files[0]) deleted += file->record().deleted;
  if (deleted == 0) return false;
  for (const auto& level : levels.files) {
    for (const FilePointer& file : level) rows += file->record().rows;
  }
  return deleted * kMany >= rows;
}

// The file with most garbage, of those that are a quarter garbage or more. All of a file of the
// last level goes when it is merged, for nobody sees it; of another, it goes down by a level.
std::optional<CompactionJob> PickGarbage(const Levels& levels, std::uint64_t oldest_look) {
  constexpr std::uint64_t kQuarter = 4;
  const FilePointer* worst = nullptr;
  std::uint32_t worst_level = 0;
  std::uint64_t most = 0;
  for (std::uint32_t level = 1; level < kLevels; ++level) {
    for (const FilePointer& file : levels.files[level]) {
      const FileRecord& record = file->record();
      const std::uint64_t garbage = record.deleted + record.history;
      const bool is_seen = record.greatest_version > oldest_look;
      if (is_seen || garbage <= most || garbage * kQuarter < record.rows) continue;
      worst = &file;
      most = garbage;
      worst_level = level;
    }
  }
  if (worst == nullptr) return std::nullopt;
  CompactionJob job;
  job.sources.push_back({*worst});
  if (worst_level == kLast) {
    job.is_bottom = true;
    return job;
  }
  job.output_level = worst_level + 1;
  return Complete(levels, std::move(job));
}

CompactionJob AllOfLevel0(const Levels& levels, const Targets& targets) {
  CompactionJob job;
  for (const FilePointer& file : levels.files[0]) job.sources.push_back({file});
  // What stands above the base, when that has moved down, is older and goes along.
  for (std::uint32_t level = 1; level < targets.base; ++level) {
    if (!levels.files[level].empty()) job.sources.push_back(levels.files[level]);
  }
  job.output_level = targets.base;
  return Complete(levels, std::move(job));
}

absl::StatusOr<bool> HasHidden(const SortedFile& file, const DroppedTypes& dropped,
                               std::uint64_t oldest_look) {
  const FileRecord& record = file.record();
  if (!dropped.HidesSome(record.first_run.type, record.last_run.type, oldest_look))
    return false;
  CAMBIUM_ASSIGN_OR_RETURN(const Directory* const directory, file.directory());
  return std::any_of(directory->runs.begin(), directory->runs.end(), [&](const RunInfo& info) {
    return dropped.Hides(info.run.type, oldest_look);
  });
}

// A file with a type that is gone is written again without it, where it is.
absl::StatusOr<std::optional<CompactionJob>> PickDropped(const Levels& levels,
                                                         const Targets& targets,
                                                         const DroppedTypes& dropped,
                                                         std::uint64_t oldest_look) {
  if (dropped.empty()) return std::nullopt;
  for (std::uint32_t level = 0; level < kLevels; ++level) {
    for (const FilePointer& file : levels.files[level]) {
      CAMBIUM_ASSIGN_OR_RETURN(const bool has, HasHidden(*file, dropped, oldest_look));
      if (!has) continue;
      if (level == 0) return AllOfLevel0(levels, targets);
      CompactionJob job;
      job.sources.push_back({file});
      job.output_level = level;
      job.is_bottom = level == kLast;
      return job;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<FilePointer> CompactionJob::Inputs() const {
  std::vector<FilePointer> inputs;
  for (const auto& source : sources) {
    inputs.insert(inputs.end(), source.begin(), source.end());
  }
  return inputs;
}

absl::StatusOr<std::optional<CompactionJob>> PickCompaction(const Levels& levels,
                                                            const StoreShape& shape,
                                                            const DroppedTypes& dropped,
                                                            std::uint64_t oldest_look) {
  const Targets targets(levels, shape);
  if (levels.files[0].size() >= shape.level0_files || HasManyDeletions(levels)) {
    return AllOfLevel0(levels, targets);
  }
  CompactionJob job;
  for (std::uint32_t level = 1; level < kLast; ++level) {
    if (levels.bytes(level) <= targets.bytes[level]) continue;
    job.sources.push_back({CheapestFile(levels, level)});
    job.output_level = level + 1;
    job = Complete(levels, std::move(job));
    job.is_move = job.sources.size() == 1;
    return job;
  }
  CAMBIUM_ASSIGN_OR_RETURN(auto gone, PickDropped(levels, targets, dropped, oldest_look));
  if (gone.has_value()) return gone;
  return PickGarbage(levels, oldest_look);
}

CompactionJob CompactAll(const Levels& levels) {
  CompactionJob job;
  for (const FilePointer& file : levels.files[0]) job.sources.push_back({file});
  for (std::uint32_t level = 1; level < kLevels; ++level) {
    if (!levels.files[level].empty()) job.sources.push_back(levels.files[level]);
  }
  job.output_level = kLast;
  job.is_bottom = true;
  return job;
}

}  // namespace cambium
