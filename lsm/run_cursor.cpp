// Filling chunks.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/run_cursor.h"

#include <algorithm>

#include "dataflow/status.h"

namespace cambium {
namespace {

constexpr std::size_t kLargestChunk = 1024;

void ReverseRows(RowBatch& rows) {
  std::reverse(rows.subjects.begin(), rows.subjects.end());
  std::reverse(rows.versions.begin(), rows.versions.end());
  std::reverse(rows.values.begin(), rows.values.end());
}

}  // namespace

RunRange RunRange::OfPrefix(const RunKey& run, std::string_view prefix) {
  RunRange range;
  range.run = run;
  range.least = OwnedSubject(BytesSubject(prefix));
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xFF') end.pop_back();
  if (end.empty()) return range;
  end.back() = static_cast<char>(end.back() + 1);
  range.end = OwnedSubject(BytesSubject(end));
  return range;
}

absl::Status RunCursor::Settle(std::size_t most) {
  while (!has_row() && !is_last_) {
    rows_.Clear();
    at_ = 0;
    chunk_ = std::min(kLargestChunk, std::max(chunk_, most));
    CAMBIUM_ASSIGN_OR_RETURN(const bool more, Refill(chunk_, rows_));
    is_last_ = !more;
    chunk_ *= 2;
  }
  return absl::OkStatus();
}

MemtableCursor::MemtableCursor(const RunRange& range, std::shared_ptr<const Memtable> memtable)
    : RunCursor(range), memtable_(std::move(memtable)) {
  from_ = range.reverse ? range.end : range.least;
  after_ = range.reverse;  // The end is not in the range.
}

absl::StatusOr<bool> MemtableCursor::Refill(std::size_t most, RowBatch& rows) {
  Subject from;
  if (from_.has_value()) from = from_->view();
  const Memtable::Reading reading{range().run, from_.has_value() ? &from : nullptr, after_,
                                  range().reverse, range().version};
  bool more = memtable_->Copy(reading, most, rows);
  rows.Pin(memtable_);
  // A chunk may be empty, when all its rows are too new; but then nothing tells where to go
  // on, so it is taken larger.
  while (more && rows.size() == 0) {
    most *= 4;
    more = memtable_->Copy(reading, most, rows);
  }
  if (rows.size() == 0) return false;
  from_ = OwnedSubject(rows.subjects.back());
  after_ = true;
  const auto is_out = [&](const Subject& subject) {
    return range().reverse ? range().IsBefore(subject) : range().IsBehind(subject);
  };
  while (rows.size() > 0 && is_out(rows.subjects.back())) {
    more = false;
    rows.subjects.pop_back();
    rows.versions.pop_back();
    rows.values.pop_back();
  }
  return more;
}

absl::Status HistoryReader::Copy(const Directory& directory, const RunInfo& run,
                                 const Subject& subject, std::uint64_t version,
                                 RowBatch& rows) {
  const bool is_here = number_ < run.end && number_ >= run.history &&
                       directory.blocks[number_].first.view() < subject &&
                       !(directory.blocks[number_].last.view() < subject);
  std::uint32_t number = is_here ? number_ : directory.FindHistory(run, subject);
  for (; number < run.end; ++number) {
    if (subject < directory.blocks[number].first.view()) break;
    if (number != number_) {
      CAMBIUM_ASSIGN_OR_RETURN(block_, file_->Load(number));
      number_ = number;
      at_ = 0;
    }
    rows.Pin(block_);
    for (std::uint32_t i = Seek(subject); i < block_->rows(); ++i) {
      if (block_->subjects().At(i, scratch_) != subject) break;
      if (block_->VersionAt(i) > version) continue;
      const Subject kept{subject.word, rows.arena.Copy(subject.bytes)};
      rows.Add(kept, block_->VersionAt(i), block_->ValueAt(i));
      if (version != Memtable::kAllVersions) return absl::OkStatus();
    }
    if (subject < directory.blocks[number].last.view()) break;
  }
  return absl::OkStatus();
}

std::uint32_t HistoryReader::Seek(const Subject& subject) {
  constexpr std::uint32_t kSteps = 16;
  const SubjectColumn& subjects = block_->subjects();
  // From a row that is before the subject, so no row of it is left behind.
  if (at_ < subjects.size() && subjects.At(at_, scratch_) < subject) {
    for (const std::uint32_t stop = std::min(subjects.size(), at_ + kSteps); at_ < stop;
         ++at_) {
      if (!(subjects.At(at_, scratch_) < subject)) return at_;
    }
  }
  return at_ = subjects.LowerBound(subject);
}

FileCursor::FileCursor(const RunRange& range, std::vector<FilePointer> files)
    : RunCursor(range), files_(std::move(files)) {
  if (!range.reverse) std::reverse(files_.begin(), files_.end());
}

absl::StatusOr<bool> FileCursor::NextFile() {
  while (!files_.empty()) {
    file_ = std::move(files_.back());
    files_.pop_back();
    if (file_->record().least_version > range().version) continue;
    CAMBIUM_ASSIGN_OR_RETURN(directory_, file_->directory());
    run_ = directory_->Find(range().run);
    if (run_ == nullptr) continue;
    begin_ = run_->begin;
    end_ = run_->history;
    if (range().least.has_value()) {
      begin_ = directory_->FindPrimary(*run_, range().least->view());
    }
    while (begin_ < end_ && range().IsBehind(directory_->blocks[end_ - 1].first.view())) {
      --end_;
    }
    history_.reset();
    if (run_->history < run_->end) history_.emplace(file_);
    if (begin_ < end_) return true;
  }
  return false;
}

absl::StatusOr<bool> FileCursor::NextBlockNumber() {
  if (has_block_) return true;
  do {
    if (begin_ == end_) {
      CAMBIUM_ASSIGN_OR_RETURN(const bool found, NextFile());
      if (!found) return false;
    }
    number_ = range().reverse ? --end_ : begin_++;
  } while (skips_by_value_ && CanSkip(number_));
  has_block_ = true;
  block_ = nullptr;
  return true;
}

// Only blocks whose rows are all seen: else older rows in their place are, with other values.
bool FileCursor::CanSkip(std::uint32_t block) const {
  const BlockInfo& info = directory_->blocks[block];
  if (info.greatest_version > range().version) return false;
  return info.deleted == info.rows || !range().values.MayMeet(info.least, info.greatest);
}

absl::Status FileCursor::EnterBlock() {
  CAMBIUM_ASSIGN_OR_RETURN(block_, file_->Load(number_));
  row_begin_ = 0;
  row_end_ = block_->rows();
  if (range().IsBefore(info().first.view())) {
    row_begin_ = block_->subjects().LowerBound(range().least->view());
  }
  if (range().IsBehind(info().last.view())) {
    row_end_ = block_->subjects().LowerBound(range().end->view());
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> FileCursor::Refill(std::size_t most, RowBatch& rows) {
  CAMBIUM_ASSIGN_OR_RETURN(const bool found, NextBlockNumber());
  if (!found) return false;
  if (block_ == nullptr) CAMBIUM_RETURN_IF_ERROR(EnterBlock());
  const std::uint32_t left = row_begin_ < row_end_ ? row_end_ - row_begin_ : 0;
  const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(left, most));
  rows.Pin(block_);
  if (range().reverse) {
    row_end_ -= count;
    CAMBIUM_RETURN_IF_ERROR(CopyRows(row_end_, row_end_ + count, rows));
    ReverseRows(rows);
  } else {
    row_begin_ += count;
    CAMBIUM_RETURN_IF_ERROR(CopyRows(row_begin_ - count, row_begin_, rows));
  }
  has_block_ = count < left;
  return true;
}

absl::Status FileCursor::CopyRows(std::uint32_t begin, std::uint32_t end, RowBatch& rows) {
  if (info().greatest_version > range().version ||
      (history_.has_value() && range().version == Memtable::kAllVersions)) {
    return CopyVisible(begin, end, rows);
  }
  const std::size_t count = end - begin;
  if (range().run.has_integers()) {
    rows.subjects.resize(count);
    block_->subjects().CopyIntegers(begin, end, rows.subjects.data());
  } else {
    rows.subjects.reserve(count);
    block_->subjects().Visit(begin, end, [&](const Subject& subject) {
      rows.subjects.push_back({subject.word, rows.arena.Copy(subject.bytes)});
    });
  }
  rows.versions.resize(count);
  block_->versions().Copy(begin, end, rows.versions.data());
  rows.values.resize(count);
  block_->CopyValues(begin, end, rows.values.data());
  return absl::OkStatus();
}

absl::Status FileCursor::CopyVisible(std::uint32_t begin, std::uint32_t end, RowBatch& rows) {
  const std::uint64_t version = range().version;
  const bool all = version == Memtable::kAllVersions;
  absl::Status status;
  std::uint32_t i = begin;
  block_->subjects().Visit(begin, end, [&](const Subject& subject) {
    const std::uint32_t row = i++;
    if (!status.ok()) return;
    const bool is_visible = block_->VersionAt(row) <= version;
    if (is_visible) {
      const Subject kept{subject.word, rows.arena.Copy(subject.bytes)};
      rows.Add(kept, block_->VersionAt(row), block_->ValueAt(row));
    }
    if (!history_.has_value() || (is_visible && !all)) return;
    status = history_->Copy(*directory_, *run_, subject, version, rows);
  });
  return status;
}

auto FileCursor::PeekBlock() -> absl::StatusOr<std::optional<NextBlock>> {
  std::optional<NextBlock> next;
  CAMBIUM_ASSIGN_OR_RETURN(const bool found, NextBlockNumber());
  if (!found || block_ != nullptr) return next;
  const std::uint32_t past = directory_->FindHistory(*run_, info().first.view());
  const bool has_history =
      past < run_->end && !(info().last.view() < directory_->blocks[past].first.view());
  if (!has_history) next = NextBlock{file_.get(), number_, &info()};
  return next;
}

void FileCursor::SkipBlock() { has_block_ = false; }

}  // namespace cambium
