// When a file ends, and which are given up.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/file_series.h"

#include "dataflow/status.h"

namespace cambium {

FileSeries::~FileSeries() {
  writer_ = nullptr;
  for (const std::uint64_t number : numbers_) {
    target_.files.Remove(target_.folder + "/" + SortedFileName(number)).IgnoreError();
  }
}

absl::StatusOr<SortedFileWriter*> FileSeries::WriterFor(const RunKey& run) {
  if (writer_ != nullptr && IsFull(run)) CAMBIUM_RETURN_IF_ERROR(EndFile());
  if (writer_ == nullptr) {
    numbers_.push_back(target_.next_number());
    CAMBIUM_ASSIGN_OR_RETURN(
        writer_, SortedFileWriter::Create(target_.files, target_.folder, numbers_.back(),
                                          target_.shape.block, target_.has_filters));
  }
  return writer_.get();
}

absl::StatusOr<std::vector<FileRecord>> FileSeries::Finish() {
  if (writer_ != nullptr) CAMBIUM_RETURN_IF_ERROR(EndFile());
  numbers_.clear();
  return std::move(records_);
}

bool FileSeries::IsFull(const RunKey& run) const {
  if (!target_.cuts_files) return false;
  const std::uint64_t quarter = target_.shape.file_bytes / 4;
  return writer_->size() >= (run == writer_->run() ? 5 * quarter : 3 * quarter);
}

absl::Status FileSeries::EndFile() {
  CAMBIUM_ASSIGN_OR_RETURN(FileRecord record, writer_->Finish(target_.level));
  records_.push_back(std::move(record));
  writer_ = nullptr;
  return absl::OkStatus();
}

}  // namespace cambium
