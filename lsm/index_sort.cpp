// Sorting in memory, and merging what did not fit.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/index_sort.h"

#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "lsm/run_cursor.h"
#include "lsm/unique_check.h"

namespace cambium {
namespace {

// Files that nobody else sees need no versions.
constexpr std::uint64_t kNoVersion = 0;

// The least subject is on top of a heap.
bool IsBelow(const std::unique_ptr<FileCursor>& left,
             const std::unique_ptr<FileCursor>& right) {
  return right->subject() < left->subject();
}

}  // namespace

absl::Status IndexSort::Add(const Write& write) {
  CAMBIUM_RETURN_IF_ERROR(rows_.Add(*view_, write));
  return rows_.bytes() < bytes_ ? absl::OkStatus() : Spill();
}

absl::Status IndexSort::Spill() {
  rows_.Sort();
  MergeTarget one_file = target_;
  one_file.cuts_files = false;
  FileSeries series(one_file);
  for (const Write& row : rows_.writes()) {
    CAMBIUM_ASSIGN_OR_RETURN(SortedFileWriter* const writer, series.WriterFor(row.run));
    CAMBIUM_RETURN_IF_ERROR(writer->Add(row.run, row.subject, kNoVersion, row.value));
  }
  rows_.Clear();
  CAMBIUM_ASSIGN_OR_RETURN(std::vector<FileRecord> records, series.Finish());
  for (FileRecord& record : records) {
    std::string path = target_.folder + "/" + SortedFileName(record.number);
    files_.push_back(std::make_shared<SortedFile>(target_.files, std::move(path),
                                                  std::move(record), cache_));
    files_.back()->MakeObsolete();
  }
  return absl::OkStatus();
}

absl::Status IndexSort::Drain(const Take& take) {
  UniqueCheck unique(view_);
  const auto check_and_take = [&](const Write& row) -> absl::Status {
    if (kind_ == IndexKind::kUnique) CAMBIUM_RETURN_IF_ERROR(unique.Next(row));
    return take(row);
  };
  if (files_.empty()) {
    rows_.Sort();
    for (const Write& row : rows_.writes()) CAMBIUM_RETURN_IF_ERROR(check_and_take(row));
  } else {
    if (!rows_.writes().empty()) CAMBIUM_RETURN_IF_ERROR(Spill());
    CAMBIUM_RETURN_IF_ERROR(Merge(check_and_take));
  }
  return unique.End();
}

absl::Status IndexSort::Merge(const Take& take) {
  RunRange range;
  range.run = files_.front()->record().first_run;
  std::vector<std::unique_ptr<FileCursor>> heap;
  for (const FilePointer& file : files_) {
    heap.push_back(std::make_unique<FileCursor>(range, std::vector<FilePointer>{file}));
    CAMBIUM_RETURN_IF_ERROR(heap.back()->Settle());
  }
  std::make_heap(heap.begin(), heap.end(), IsBelow);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), IsBelow);
    FileCursor& first = *heap.back();
    CAMBIUM_RETURN_IF_ERROR(
        take({range.run, first.subject(), first.rows().values[first.at()]}));
    first.Skip(1);
    CAMBIUM_RETURN_IF_ERROR(first.Settle());
    if (first.has_row()) {
      std::push_heap(heap.begin(), heap.end(), IsBelow);
    } else {
      heap.pop_back();
    }
  }
  return absl::OkStatus();
}

}  // namespace cambium
