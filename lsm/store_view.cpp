// Looking into one source after the other.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/store_view.h"

#include <algorithm>
#include <utility>

#include "dataflow/status.h"

namespace cambium {
namespace {

bool IsBehind(const FileRecord& record, const RunKey& run, const Subject& subject) {
  return record.first_run > run || (record.first_run == run && subject < record.first.view());
}

bool IsBefore(const FileRecord& record, const RunKey& run, const Subject& subject) {
  return record.last_run < run || (record.last_run == run && record.last.view() < subject);
}

bool EndsBefore(const FileRecord& record, const RunRange& range) {
  if (record.last_run < range.run) return true;
  return range.least.has_value() && IsBefore(record, range.run, range.least->view());
}

bool BeginsBehind(const FileRecord& record, const RunRange& range) {
  if (record.first_run != range.run) return range.run < record.first_run;
  return range.IsBehind(record.first.view());
}

// The order of the files of a level.
bool ComesFirst(std::uint32_t level, const FilePointer& left, const FilePointer& right) {
  const FileRecord& one = left->record();
  const FileRecord& other = right->record();
  if (level == 0) return one.number > other.number;
  if (one.first_run != other.first_run) return one.first_run < other.first_run;
  return one.first.view() < other.first.view();
}

// The file of a level, whose files are apart, that may have the subject.
const SortedFile* FileWith(const std::vector<FilePointer>& files, const RunKey& run,
                           const Subject& subject) {
  const auto found = std::lower_bound(files.begin(), files.end(), subject,
                                      [&](const FilePointer& file, const Subject& key) {
                                        return IsBefore(file->record(), run, key);
                                      });
  if (found == files.end() || IsBehind((*found)->record(), run, subject)) return nullptr;
  return found->get();
}

}  // namespace

std::vector<FilePointer> Levels::Overlapping(std::uint32_t level, const RunRange& range) const {
  std::vector<FilePointer> found;
  auto file = files[level].begin();
  if (level > 0) {  // They ascend.
    file = std::partition_point(file, files[level].end(), [&](const FilePointer& other) {
      return EndsBefore(other->record(), range);
    });
  }
  for (; file != files[level].end(); ++file) {
    const bool is_behind = BeginsBehind((*file)->record(), range);
    if (is_behind && level > 0) break;
    if (!is_behind && !EndsBefore((*file)->record(), range)) found.push_back(*file);
  }
  return found;
}

std::uint64_t Levels::bytes(std::uint32_t level) const {
  std::uint64_t bytes = 0;
  for (const FilePointer& file : files[level]) bytes += file->record().size;
  return bytes;
}

bool Levels::empty() const {
  return std::all_of(files.begin(), files.end(),
                     [](const auto& level) { return level.empty(); });
}

void Levels::Add(std::uint32_t level, FilePointer file) {
  const auto place = std::upper_bound(files[level].begin(), files[level].end(), file,
                                      [&](const FilePointer& left, const FilePointer& right) {
                                        return ComesFirst(level, left, right);
                                      });
  files[level].insert(place, std::move(file));
}

absl::StatusOr<std::optional<RowFound>> StoreView::Find(const RunKey& run,
                                                        const Subject& subject,
                                                        std::uint64_t version) const {
  if (dropped->Hides(run.type, version)) return std::optional<RowFound>();
  if (auto row = active->Find(run, subject, version)) return row;
  for (const auto& memtable : sealed) {
    if (auto row = memtable->Find(run, subject, version)) return row;
  }
  for (const FilePointer& file : levels->files[0]) {
    const FileRecord& record = file->record();
    if (IsBehind(record, run, subject) || IsBefore(record, run, subject)) continue;
    CAMBIUM_ASSIGN_OR_RETURN(auto row, file->Find(run, subject, version));
    if (row.has_value()) return row;
  }
  for (std::uint32_t level = 1; level < kLevels; ++level) {
    const SortedFile* const file = FileWith(levels->files[level], run, subject);
    if (file == nullptr) continue;
    CAMBIUM_ASSIGN_OR_RETURN(auto row, file->Find(run, subject, version));
    if (row.has_value()) return row;
  }
  return std::optional<RowFound>();
}

std::vector<std::unique_ptr<RunCursor>> StoreView::Cursors(const RunRange& range) const {
  std::vector<std::unique_ptr<RunCursor>> cursors;
  if (dropped->Hides(range.run.type, range.version)) return cursors;
  const auto add_memtable = [&](const std::shared_ptr<const Memtable>& memtable) {
    if (memtable->empty() || memtable->least_version() > range.version) return;
    cursors.push_back(std::make_unique<MemtableCursor>(range, memtable));
  };
  add_memtable(active);
  for (const auto& memtable : sealed) add_memtable(memtable);
  FileCursor* oldest = nullptr;
  const auto add_files = [&](std::vector<FilePointer> files) {
    auto cursor = std::make_unique<FileCursor>(range, std::move(files));
    oldest = cursor.get();
    cursors.push_back(std::move(cursor));
  };
  for (const FilePointer& file : levels->Overlapping(0, range)) add_files({file});
  for (std::uint32_t level = 1; level < kLevels; ++level) {
    auto files = levels->Overlapping(level, range);
    if (!files.empty()) add_files(std::move(files));
  }
  if (oldest != nullptr) oldest->SkipByValue();
  return cursors;
}

absl::StatusOr<std::vector<RunKey>> StoreView::Runs() const {
  std::vector<RunKey> runs = active->runs();
  const auto add = [&](const std::vector<RunKey>& more) {
    runs.insert(runs.end(), more.begin(), more.end());
  };
  for (const auto& memtable : sealed) add(memtable->runs());
  for (const auto& level : levels->files) {
    for (const FilePointer& file : level) {
      CAMBIUM_ASSIGN_OR_RETURN(const Directory* const directory, file->directory());
      for (const RunInfo& info : directory->runs) runs.push_back(info.run);
    }
  }
  std::sort(runs.begin(), runs.end());
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  return runs;
}

}  // namespace cambium
