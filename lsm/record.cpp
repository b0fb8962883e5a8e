// Framing, checksums, and where reading must stop.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/record.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/stable_hash.h"
#include "dataflow/status.h"
#include "lsm/bytes.h"

namespace cambium {
namespace {

constexpr std::size_t kChecksum = 8;
constexpr std::size_t kNumberAt = 8;
constexpr std::size_t kKeptBuffer = 1 << 20;

std::uint64_t Checksum(std::string_view covered, std::uint32_t number, std::uint64_t offset) {
  return StableHashBytes(covered, StableCombine(StableHash(number), StableHash(offset)));
}

std::uint64_t GreatestPromise(std::string_view bytes, std::uint32_t number,
                              std::uint64_t offset) {
  std::string mark;
  PutWord(number, mark);
  std::uint64_t greatest = 0;
  for (std::size_t at = bytes.find(mark, offset + 1 + kNumberAt); at != std::string_view::npos;
       at = bytes.find(mark, at + 1)) {
    const auto record = RecordAt(bytes, number, at - kNumberAt);
    if (record.has_value()) greatest = std::max(greatest, record->promise);
  }
  return greatest;
}

}  // namespace

std::optional<Record> RecordAt(std::string_view bytes, std::uint32_t number,
                               std::uint64_t offset) {
  const std::string_view rest = bytes.substr(offset);
  if (rest.size() < kRecordHeader) return std::nullopt;
  const std::uint64_t size = LoadWord<std::uint32_t>(rest.data() + 12);
  if (LoadWord<std::uint32_t>(rest.data() + kNumberAt) != number) return std::nullopt;
  if (size > rest.size() - kRecordHeader) return std::nullopt;
  const std::string_view covered = rest.substr(kChecksum, kRecordHeader - kChecksum + size);
  if (LoadWord(rest.data()) != Checksum(covered, number, offset)) return std::nullopt;
  return Record{LoadWord(rest.data() + 16), LoadWord(rest.data() + 24),
                rest.substr(kRecordHeader, size)};
}

std::string PlaceInFile(const std::string& name, std::uint64_t offset) {
  return name + " at byte " + std::to_string(offset);
}

void AppendRecord(const Record& record, std::uint32_t number, std::uint64_t offset,
                  std::string& out) {
  CAMBIUM_CHECK(record.payload.size() <= UINT32_MAX,
                "record is too large: ", record.payload.size());
  const std::size_t begin = out.size();
  out.append(kChecksum, '\0');
  PutWord(number, out);
  PutWord(static_cast<std::uint32_t>(record.payload.size()), out);
  PutWord(record.sequence, out);
  PutWord(record.promise, out);
  out.append(record.payload);
  const std::uint64_t checksum =
      Checksum(std::string_view(out).substr(begin + kChecksum), number, offset);
  std::memcpy(out.data() + begin, &checksum, sizeof checksum);
}

std::string EncodeRecord(const Record& record, std::uint32_t number, std::uint64_t offset) {
  std::string bytes;
  AppendRecord(record, number, offset, bytes);
  return bytes;
}

absl::StatusOr<RecordsFound> ReadRecords(std::string_view bytes, std::uint32_t number,
                                         const std::string& name) {
  RecordsFound found;
  while (found.sound_size < bytes.size()) {
    const auto record = RecordAt(bytes, number, found.sound_size);
    if (!record.has_value()) {
      found.promised_behind = GreatestPromise(bytes, number, found.sound_size);
      break;
    }
    if (!found.records.empty() && record->sequence != found.records.back().sequence + 1) {
      return absl::DataLossError("record is out of sequence: " +
                                 PlaceInFile(name, found.sound_size));
    }
    found.records.push_back(*record);
    found.sound_size += kRecordHeader + record->payload.size();
  }
  return found;
}

absl::StatusOr<std::unique_ptr<RecordWriter>> RecordWriter::Create(FileSystem& files,
                                                                   const std::string& path,
                                                                   std::uint32_t number) {
  CAMBIUM_ASSIGN_OR_RETURN(auto file, files.Create(path));
  return std::unique_ptr<RecordWriter>(new RecordWriter(std::move(file), number));
}

absl::Status RecordWriter::Append(const Record& record) {
  bytes_.clear();
  AppendRecord(record, number_, size_, bytes_);
  CAMBIUM_RETURN_IF_ERROR(file_->Append(bytes_));
  size_ += bytes_.size();
  if (bytes_.capacity() > kKeptBuffer) bytes_ = std::string();
  return absl::OkStatus();
}

}  // namespace cambium
