// Rows to blocks, blocks to a file.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/sorted_file_writer.h"

#include <algorithm>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "lsm/subject_filter.h"

namespace cambium {
namespace {

// The file is written in pieces of at least this size.
constexpr std::size_t kWriteSize = 256 << 10;

}  // namespace

absl::StatusOr<std::unique_ptr<SortedFileWriter>> SortedFileWriter::Create(
    FileSystem& files, const std::string& folder, std::uint64_t number, BlockLimits limits,
    bool has_filters) {
  CAMBIUM_ASSIGN_OR_RETURN(auto file, files.Create(folder + "/" + SortedFileName(number)));
  std::unique_ptr<SortedFileWriter> writer(
      new SortedFileWriter(std::move(file), number, limits, has_filters));
  writer->unwritten_ = kSortedMagic;
  writer->size_ = kSortedMagic.size();
  return writer;
}

absl::Status SortedFileWriter::Begin(const RunKey& run, const Subject& subject) {
  if (!has_run_) {
    record_.first_run = run;
    record_.first = OwnedSubject(subject);
  }
  if (!has_run_ || run != run_) {
    CAMBIUM_CHECK(!has_run_ || run_ < run, "runs are not in order");
    CAMBIUM_RETURN_IF_ERROR(EndRun());
    run_ = run;
    has_run_ = true;
  } else {
    CAMBIUM_CHECK(last_.view() < subject, "subjects are not in order");
  }
  return absl::OkStatus();
}

absl::Status SortedFileWriter::Add(const RunKey& run, const Subject& subject,
                                   std::uint64_t version, const StoredValue& value) {
  if (has_run_ && run == run_ && subject == last_.view()) {
    if (IsFull(history_)) CAMBIUM_RETURN_IF_ERROR(EndBlock(history_));
    Put(history_, subject, version, value);
    return absl::OkStatus();
  }
  CAMBIUM_RETURN_IF_ERROR(Begin(run, subject));
  if (IsFull(primary_)) CAMBIUM_RETURN_IF_ERROR(EndBlock(primary_));
  Put(primary_, subject, version, value);
  last_.word = subject.word;
  last_.bytes.assign(subject.bytes);
  return absl::OkStatus();
}

absl::Status SortedFileWriter::AddBlock(const RunKey& run, const BlockInfo& info,
                                        const Block& block) {
  CAMBIUM_RETURN_IF_ERROR(Begin(run, info.first.view()));
  CAMBIUM_RETURN_IF_ERROR(EndBlock(primary_));
  last_ = info.last;
  BlockInfo copy = info;
  if (!has_filters_) copy.filter.clear();
  return Write(block.body(), std::move(copy), primary_);
}

void SortedFileWriter::Put(Rows& rows, const Subject& subject, std::uint64_t version,
                           const StoredValue& value) {
  rows.subjects.push_back({subject.word, rows.arena.Copy(subject.bytes)});
  rows.versions.push_back(version);
  rows.values.push_back(CopyTo(rows.arena, value));
  rows.bytes += subject.bytes.size() + (value.is_text() ? value.text().size() : 0);
}

absl::Status SortedFileWriter::EndBlock(Rows& rows) {
  if (rows.subjects.empty()) return absl::OkStatus();
  const BlockColumns columns{rows.subjects, rows.versions, rows.values};
  const std::string body = EncodeBlock(columns, run_.has_integers());
  BlockInfo info = DescribeBlock(columns);
  if (WantsFilter(rows)) info.filter = MakeSubjectFilter(rows.subjects, run_.has_integers());
  CAMBIUM_RETURN_IF_ERROR(Write(body, std::move(info), rows));
  rows.subjects.clear();
  rows.versions.clear();
  rows.values.clear();
  rows.arena = ByteArena();
  rows.bytes = 0;
  return absl::OkStatus();
}

// Integers that are not far apart are a bitmap, which says as much in less; and nobody looks
// into history who has not found the subject before.
bool SortedFileWriter::WantsFilter(const Rows& rows) const {
  constexpr std::uint64_t kSparse = 8;
  if (!has_filters_ || &rows == &history_) return false;
  if (!run_.has_integers()) return true;
  const std::uint64_t span = rows.subjects.back().word - rows.subjects.front().word;
  return span / kSparse > rows.subjects.size();
}

absl::Status SortedFileWriter::Write(std::string_view body, BlockInfo info, Rows& rows) {
  info.offset = size_;
  info.size = static_cast<std::uint32_t>(kBlockChecksum + body.size());
  PutWord(ChecksumAt(body, record_.number, size_), unwritten_);
  unwritten_.append(body);
  size_ += info.size;
  Count(info);
  if (&rows == &history_) record_.history += info.rows;
  rows.blocks.push_back(std::move(info));
  return unwritten_.size() < kWriteSize ? absl::OkStatus() : WriteOut();
}

absl::Status SortedFileWriter::WriteOut() {
  absl::Status status = file_->Append(unwritten_);
  unwritten_.clear();
  return status;
}

void SortedFileWriter::Count(const BlockInfo& info) {
  const bool is_first = record_.rows == 0;
  record_.rows += info.rows;
  record_.deleted += info.deleted;
  record_.least_version =
      is_first ? info.least_version : std::min(record_.least_version, info.least_version);
  record_.greatest_version = std::max(record_.greatest_version, info.greatest_version);
}

absl::Status SortedFileWriter::EndRun() {
  if (!has_run_) return absl::OkStatus();
  CAMBIUM_RETURN_IF_ERROR(EndBlock(primary_));
  CAMBIUM_RETURN_IF_ERROR(EndBlock(history_));
  RunInfo info{run_, static_cast<std::uint32_t>(directory_.blocks.size()), 0, 0};
  const auto move_blocks = [&](std::vector<BlockInfo>& blocks) {
    for (BlockInfo& block : blocks) directory_.blocks.push_back(std::move(block));
    blocks.clear();
    return static_cast<std::uint32_t>(directory_.blocks.size());
  };
  info.history = move_blocks(primary_.blocks);
  info.end = move_blocks(history_.blocks);
  directory_.runs.push_back(info);
  return absl::OkStatus();
}

absl::StatusOr<FileRecord> SortedFileWriter::Finish(std::uint32_t level) {
  CAMBIUM_CHECK(has_run_, "a sorted file needs a row");
  CAMBIUM_RETURN_IF_ERROR(EndRun());
  record_.level = level;
  record_.last_run = run_;
  record_.last = last_;
  const std::string directory = EncodeDirectory(directory_);
  record_.checksum = ChecksumAt(directory, record_.number, size_);
  unwritten_.append(directory);
  PutWord(size_, unwritten_);
  PutWord(std::uint64_t{directory.size()}, unwritten_);
  PutWord(record_.checksum, unwritten_);
  record_.size = size_ + directory.size() + kFooterSize;
  CAMBIUM_RETURN_IF_ERROR(WriteOut());
  CAMBIUM_RETURN_IF_ERROR(file_->Sync());
  return record_;
}

}  // namespace cambium
