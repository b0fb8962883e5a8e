// The life of a manifest, and of the superblock that points at it.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/manifest.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "lsm/superblock.h"

namespace cambium {
namespace {

constexpr const char* kSuper = "super";
constexpr std::uint32_t kSuperNumber = 0;  // What seeds the checksums of the slots.
constexpr std::uint64_t kSmallManifest = 64 << 10;

}  // namespace

std::string ManifestName(std::uint64_t number) { return "manifest-" + std::to_string(number); }

std::string LogName(std::uint64_t number) { return "log-" + std::to_string(number); }

std::optional<std::uint64_t> NumberInName(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return std::nullopt;
  name.remove_prefix(prefix.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return number;
}

const Moment* LastMomentBy(std::span<const Moment> moments, std::int64_t time) {
  const auto behind = std::upper_bound(
      moments.begin(), moments.end(), time,
      [](std::int64_t sought, const Moment& moment) { return sought < moment.time; });
  return behind == moments.begin() ? nullptr : &*std::prev(behind);
}

absl::Status ManifestState::Apply(const Edit& edit) {
  for (const std::uint64_t number : edit.removed) {
    if (files.erase(number) == 0) {
      return absl::DataLossError("edit removes a file that is not there: " +
                                 SortedFileName(number));
    }
  }
  for (const FileRecord& record : edit.added) {
    if (!files.emplace(record.number, record).second) {
      return absl::DataLossError("edit adds a file twice: " + SortedFileName(record.number));
    }
  }
  first_log = edit.first_log;
  last_version = edit.last_version;
  next_number = edit.next_number;
  horizon = edit.horizon;
  moments.insert(moments.end(), edit.moments.begin(), edit.moments.end());
  // Of times before the horizon only the last one is of use.
  const auto first_useful =
      std::find_if(moments.begin(), moments.end(),
                   [&](const Moment& moment) { return moment.version > horizon; });
  if (first_useful - moments.begin() > 1) moments.erase(moments.begin(), first_useful - 1);
  return absl::OkStatus();
}

Edit ManifestState::AsEdit() const {
  Edit edit;
  for (const auto& [number, record] : files) edit.added.push_back(record);
  edit.first_log = first_log;
  edit.last_version = last_version;
  edit.next_number = next_number;
  edit.horizon = horizon;
  edit.moments = moments;
  return edit;
}

absl::StatusOr<std::unique_ptr<Manifest>> Manifest::Open(FileSystem& files,
                                                         const std::string& folder,
                                                         bool read_only) {
  std::unique_ptr<Manifest> manifest(new Manifest(files, folder));
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<FileEntry> entries, files.List(folder));
  CAMBIUM_RETURN_IF_ERROR(manifest->ReadSuperblock(entries, read_only));
  if (manifest->number_ != 0) CAMBIUM_RETURN_IF_ERROR(manifest->ReadManifest());
  if (manifest->number_ == 0 && !manifest->IsFresh(entries)) {
    return absl::DataLossError("superblock is damaged: " + manifest->Path(kSuper));
  }
  for (const FileEntry& entry : entries) {
    // Numbers of files that a crash has left are not given again.
    for (const char* prefix : {"sorted-", "log-", "manifest-"}) {
      const auto number = NumberInName(entry.name, prefix);
      if (!number.has_value()) continue;
      manifest->state_.next_number = std::max(manifest->state_.next_number, *number + 1);
    }
  }
  return manifest;
}

// Whether there is nothing that a store has acknowledged: at most what a crash leaves of the
// first opening.
bool Manifest::IsFresh(const std::vector<FileEntry>& entries) const {
  return std::none_of(entries.begin(), entries.end(), [](const FileEntry& entry) {
    if (NumberInName(entry.name, "sorted-").has_value()) return true;
    return NumberInName(entry.name, "log-").has_value() && entry.size > 0;
  });
}

absl::Status Manifest::ReadSuperblock(const std::vector<FileEntry>& entries, bool read_only) {
  const absl::StatusOr<std::string> bytes = files_.Read(Path(kSuper));
  if (bytes.ok()) CAMBIUM_RETURN_IF_ERROR(ReadSlots(*bytes));
  if (!bytes.ok() && !absl::IsNotFound(bytes.status())) return bytes.status();
  if (epoch_ != 0) return absl::OkStatus();
  // Neither slot was ever written whole: then nothing else was made.
  const bool is_first =
      std::none_of(entries.begin(), entries.end(), [](const FileEntry& entry) {
        return NumberInName(entry.name, "sorted-").has_value() ||
               NumberInName(entry.name, "log-").has_value() ||
               NumberInName(entry.name, "manifest-").has_value();
      });
  if (!is_first) {
    const std::string fault = bytes.ok() ? "damaged: " : "missing: ";
    return absl::DataLossError("superblock is " + fault + Path(kSuper));
  }
  if (read_only) return absl::NotFoundError("there is no database: " + folder_);
  return CreateSuperblock();
}

absl::Status Manifest::ReadSlots(const std::string& bytes) {
  for (const std::uint64_t offset : {std::uint64_t{0}, kSlotSize}) {
    if (offset >= bytes.size()) continue;
    const auto record = RecordAt(bytes, kSuperNumber, offset);
    if (!record.has_value() || record->sequence <= epoch_) continue;
    CAMBIUM_ASSIGN_OR_RETURN(const Superblock superblock, DecodeSuperblock(record->payload));
    if (superblock.format != kFormat) {
      return absl::FailedPreconditionError(
          "database has format " + std::to_string(superblock.format) +
          ", and this program knows " + std::to_string(kFormat) + ": " + folder_);
    }
    epoch_ = record->sequence;
    number_ = superblock.manifest;
  }
  return absl::OkStatus();
}

absl::Status Manifest::CreateSuperblock() {
  epoch_ = 1;
  const std::string superblock = EncodeSuperblock({kFormat, 0});
  std::string bytes = EncodeRecord({epoch_, 0, superblock}, kSuperNumber, 0);
  bytes.resize(2 * kSlotSize);
  CAMBIUM_ASSIGN_OR_RETURN(const auto file, files_.Create(Path(kSuper)));
  CAMBIUM_RETURN_IF_ERROR(file->Append(bytes));
  CAMBIUM_RETURN_IF_ERROR(file->Sync());
  CAMBIUM_RETURN_IF_ERROR(files_.SyncFolder(folder_));
  // The folder may be new as well, and its name not yet safe.
  return files_.SyncFolder(Path(".."));
}

absl::Status Manifest::ReadManifest() {
  const std::string path = Path(ManifestName(number_));
  const absl::StatusOr<std::string> bytes = files_.Read(path);
  if (absl::IsNotFound(bytes.status())) {
    return absl::DataLossError("manifest is missing: " + path);
  }
  CAMBIUM_RETURN_IF_ERROR(bytes.status());
  CAMBIUM_ASSIGN_OR_RETURN(const RecordsFound found,
                           ReadRecords(*bytes, static_cast<std::uint32_t>(number_), path));
  // The first edit was synced before the superblock pointed here.
  if (found.records.empty() || found.promised_behind > found.records.size()) {
    return absl::DataLossError("record is damaged: " + PlaceInFile(path, found.sound_size));
  }
  for (const Record& record : found.records) {
    absl::StatusOr<Edit> edit = DecodeEdit(record.payload);
    absl::Status status = edit.ok() ? state_.Apply(*edit) : edit.status();
    if (!status.ok()) {
      return absl::DataLossError(std::string(status.message()) + ": " + path);
    }
  }
  return absl::OkStatus();
}

absl::Status Manifest::Restart(const Edit& edit, std::uint64_t number) {
  CAMBIUM_RETURN_IF_ERROR(state_.Apply(edit));
  CAMBIUM_CHECK(number <= UINT32_MAX, "file numbers are used up");
  const std::string path = Path(ManifestName(number));
  CAMBIUM_ASSIGN_OR_RETURN(
      writer_, RecordWriter::Create(files_, path, static_cast<std::uint32_t>(number)));
  const std::string payload = EncodeEdit(state_.AsEdit());
  edits_ = 1;
  CAMBIUM_RETURN_IF_ERROR(writer_->Append({edits_, 0, payload}));
  CAMBIUM_RETURN_IF_ERROR(writer_->Sync());
  CAMBIUM_RETURN_IF_ERROR(files_.SyncFolder(folder_));
  restart_size_ = std::max(kSmallManifest, 4 * writer_->size());
  const std::uint64_t before = std::exchange(number_, number);
  CAMBIUM_RETURN_IF_ERROR(WriteSlot());
  // If this fails, the next opening tries again.
  if (before != 0) files_.Remove(Path(ManifestName(before))).IgnoreError();
  return absl::OkStatus();
}

absl::Status Manifest::WriteSlot() {
  ++epoch_;
  const std::uint64_t offset = epoch_ % 2 == 0 ? kSlotSize : 0;
  const std::string superblock = EncodeSuperblock({kFormat, number_});
  CAMBIUM_ASSIGN_OR_RETURN(const auto file, files_.Overwrite(Path(kSuper), offset));
  CAMBIUM_RETURN_IF_ERROR(
      file->Append(EncodeRecord({epoch_, 0, superblock}, kSuperNumber, offset)));
  return file->Sync();
}

absl::Status Manifest::Append(const Edit& edit) {
  CAMBIUM_RETURN_IF_ERROR(state_.Apply(edit));
  const std::string payload = EncodeEdit(edit);
  ++edits_;
  CAMBIUM_RETURN_IF_ERROR(writer_->Append({edits_, edits_ - 1, payload}));
  return writer_->Sync();
}

}  // namespace cambium
