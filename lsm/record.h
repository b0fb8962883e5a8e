// Records: what files are made of that grow at their end, logs and manifests.
//
//     offset  size
//          0     8   checksum of all that follows, seeded with the file's number and offset
//          8     4   number of the file
//         12     4   size of the payload
//         16     8   sequence: one more than that of the record before
//         24     8   promise: when this was written, records up to this sequence were synced
//         32     n   payload
//
// Reading stops at the first record that is not sound. Is that the torn end which a crash
// leaves, or damage? Behind it there may be sound records: if one of them promises that the
// missing one was synced, then synced bytes are gone, and that is damage. If none does, all
// from the break on was unsynced, and a crash may have kept any part of it.
//
// Since number and offset seed the checksum, a record that strayed from another place, another
// file or the former life of a file is not sound.
//
// Cost: reading is one pass; a break costs another over the rest.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/file_system.h"

namespace cambium {

inline constexpr std::size_t kRecordHeader = 32;

struct Record {
  std::uint64_t sequence = 0;
  std::uint64_t promise = 0;
  std::string_view payload;
};

// `offset` is where in the file `number` the record will stand.
std::string EncodeRecord(const Record& record, std::uint32_t number, std::uint64_t offset);
void AppendRecord(const Record& record, std::uint32_t number, std::uint64_t offset,
                  std::string& out);

// The sound record at an offset, if there is one.
std::optional<Record> RecordAt(std::string_view bytes, std::uint32_t number,
                               std::uint64_t offset);

struct RecordsFound {
  std::vector<Record> records;        // Views of the bytes that were read.
  std::uint64_t sound_size = 0;       // Where the break is; the file's size if none.
  std::uint64_t promised_behind = 0;  // The greatest promise behind the break.
};

// An error only for a sound record that is out of sequence.
absl::StatusOr<RecordsFound> ReadRecords(std::string_view bytes, std::uint32_t number,
                                         const std::string& name);

// "db/log-7 at byte 120"
std::string PlaceInFile(const std::string& name, std::uint64_t offset);

// Writes records to a new file.
class RecordWriter {
 public:
  static absl::StatusOr<std::unique_ptr<RecordWriter>> Create(FileSystem& files,
                                                              const std::string& path,
                                                              std::uint32_t number);

  // After an error the file's end is unknown.
  absl::Status Append(const Record& record);
  absl::Status Sync() { return file_->Sync(); }

  std::uint32_t number() const { return number_; }
  std::uint64_t size() const { return size_; }

 private:
  RecordWriter(std::unique_ptr<AppendFile> file, std::uint32_t number)
      : file_(std::move(file)), number_(number) {}

  const std::unique_ptr<AppendFile> file_;
  const std::uint32_t number_;
  std::uint64_t size_ = 0;
  std::string bytes_;  // Room for a record.
};

}  // namespace cambium
