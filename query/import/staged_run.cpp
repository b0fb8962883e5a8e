// Buffered both ways.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/staged_run.h"

#include <algorithm>

#include "dataflow/status.h"
#include "lsm/bytes.h"

namespace cambium {

StagedRun::~StagedRun() {
  out_.reset();
  in_.reset();
  files_.Remove(path_).IgnoreError();
}

absl::Status StagedRun::Create() {
  CAMBIUM_ASSIGN_OR_RETURN(out_, files_.Create(path_));
  return absl::OkStatus();
}

absl::Status StagedRun::Write(std::string_view subject, std::string_view value) {
  const std::size_t before = buffer_.size();
  PutText(subject, buffer_);
  buffer_ += value;
  written_ += buffer_.size() - before;
  if (buffer_.size() < kBuffer) return absl::OkStatus();
  CAMBIUM_RETURN_IF_ERROR(out_->Append(buffer_));
  buffer_.clear();
  return absl::OkStatus();
}

absl::Status StagedRun::EndFile() {
  CAMBIUM_RETURN_IF_ERROR(out_->Append(buffer_));
  buffer_.clear();
  out_.reset();
  CAMBIUM_ASSIGN_OR_RETURN(in_, files_.OpenForRead(path_));
  return absl::OkStatus();
}

void StagedRun::StartColumn(std::size_t column) {
  at_ = column == 0 ? 0 : column_ends_[column - 1];
  end_ = column_ends_[column];
  buffer_.clear();
  taken_ = 0;
}

absl::Status StagedRun::Fill() {
  buffer_.erase(0, taken_);
  taken_ = 0;
  const std::size_t left = buffer_.size();
  const std::uint64_t more = std::min<std::uint64_t>(std::max(kBuffer, left), end_ - at_);
  buffer_.resize(left + more);
  CAMBIUM_RETURN_IF_ERROR(in_->Read(at_, std::span<char>(buffer_).subspan(left)));
  at_ += more;
  return absl::OkStatus();
}

absl::StatusOr<bool> StagedRun::Advance() {
  for (;;) {
    if (taken_ == buffer_.size() && at_ == end_) return false;
    ByteReader reader(std::string_view(buffer_).substr(taken_));
    subject_ = reader.Text();
    value_ = TakeValue(reader);
    if (reader.ok()) {
      taken_ = buffer_.size() - reader.rest().size();
      return true;
    }
    // A row that the buffer cuts; in whole, it would be damaged.
    if (at_ == end_) return absl::DataLossError("staged rows are damaged: " + path_);
    CAMBIUM_RETURN_IF_ERROR(Fill());
  }
}

}  // namespace cambium
