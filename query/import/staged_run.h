// A sorted part of an import in a file: for each column its subjects and values, ascending.
//
//     column by column, row by row, where there is a value: subject as a text, value
//
// Cost: reading holds one buffer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/file_system.h"
#include "lsm/stored_value.h"

namespace cambium {

class StagedRun {
 public:
  // The files outlive it.
  StagedRun(FileSystem& files, std::string path) : files_(files), path_(std::move(path)) {}
  StagedRun(const StagedRun&) = delete;
  StagedRun& operator=(const StagedRun&) = delete;
  ~StagedRun();  // Removes the file.

  // First every row of a column, then EndColumn(), for each column; then EndFile().
  absl::Status Create();
  absl::Status Write(std::string_view subject, std::string_view value);
  void EndColumn() { column_ends_.push_back(written_); }
  absl::Status EndFile();

  // Reads a column from its first row on.
  void StartColumn(std::size_t column);
  // The next row of the column; false behind the last.
  absl::StatusOr<bool> Advance();
  // Valid until the next call.
  std::string_view subject() const { return subject_; }
  const StoredValue& value() const { return value_; }

 private:
  static constexpr std::size_t kBuffer = std::size_t{1} << 18;

  absl::Status Fill();  // Reads on, behind what is left of the buffer.

  FileSystem& files_;
  const std::string path_;
  std::unique_ptr<AppendFile> out_;
  std::unique_ptr<ReadFile> in_;
  std::string buffer_;     // To be written, or read and not taken.
  std::size_t taken_ = 0;  // Of the buffer, when reading.
  std::uint64_t written_ = 0;
  std::uint64_t at_ = 0;   // Where the file is read next,
  std::uint64_t end_ = 0;  // and where the column ends.
  std::vector<std::uint64_t> column_ends_;
  std::string_view subject_;
  StoredValue value_;
};

}  // namespace cambium
