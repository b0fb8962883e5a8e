// Changes are made twice: at once for the program, and for the disk when they are synced.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/power_cut_file_system.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "dataflow/status.h"

namespace cambium::testing {
namespace {

constexpr const char* kTop = ".";  // The folder that is always there.

std::string Normal(const std::string& path) {
  return std::filesystem::path(path).lexically_normal().string();
}

std::string FolderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? kTop : folder;
}

absl::Status NoPower() { return absl::UnavailableError("power is cut"); }

absl::Status Missing(const std::string& path) {
  return absl::NotFoundError("file does not exist: " + path);
}

}  // namespace

class PowerCutFileSystem::OpenFile final : public AppendFile {
 public:
  // Without an offset, it writes where the file ends.
  OpenFile(PowerCutFileSystem& files, std::shared_ptr<File> file,
           std::optional<std::uint64_t> offset)
      : files_(files), file_(std::move(file)), offset_(offset) {}

  absl::Status Append(std::string_view bytes) override {
    CAMBIUM_RETURN_IF_ERROR(files_.CountChange());
    ChangeFile(*file_, {offset_.value_or(file_->bytes.size()), std::string(bytes)});
    if (offset_.has_value()) *offset_ += bytes.size();
    return absl::OkStatus();
  }
  absl::Status Sync() override {
    CAMBIUM_RETURN_IF_ERROR(files_.CountChange());
    for (const Change& change : std::exchange(file_->unsynced, {})) {
      Make(change, file_->synced);
    }
    return absl::OkStatus();
  }

 private:
  PowerCutFileSystem& files_;
  const std::shared_ptr<File> file_;
  std::optional<std::uint64_t> offset_;
};

class PowerCutFileSystem::OpenReadFile final : public ReadFile {
 public:
  OpenReadFile(PowerCutFileSystem& files, std::shared_ptr<File> file)
      : files_(files), file_(std::move(file)) {}

  absl::Status Read(std::uint64_t offset, std::span<char> bytes) override {
    if (!files_.has_power()) return NoPower();
    const std::string& all = file_->bytes;
    if (offset > all.size() || bytes.size() > all.size() - offset) {
      return absl::DataLossError("file ends early");
    }
    std::copy_n(all.begin() + static_cast<std::ptrdiff_t>(offset), bytes.size(), bytes.begin());
    return absl::OkStatus();
  }

 private:
  PowerCutFileSystem& files_;
  const std::shared_ptr<File> file_;
};

class PowerCutFileSystem::Lock final : public FolderLock {
 public:
  Lock(PowerCutFileSystem& files, std::string path) : files_(files), path_(std::move(path)) {}
  ~Lock() override { files_.locked_.erase(path_); }

 private:
  PowerCutFileSystem& files_;
  const std::string path_;
};

void PowerCutFileSystem::Make(const Change& change, std::string& bytes) {
  if (change.is_cut) return bytes.resize(change.place);
  const std::size_t end = change.place + change.written.size();
  if (bytes.size() < end) bytes.resize(end);
  bytes.replace(change.place, change.written.size(), change.written);
}

void PowerCutFileSystem::Make(const NameChange& change, Names& names) {
  if (!change.to.empty()) names[change.to] = change.file;
  if (!change.from.empty()) names.erase(change.from);
}

void PowerCutFileSystem::PowerOn(Survival survival, Random& random) {
  const auto survives = [&] {
    if (survival == Survival::kAnything) return random.OneIn(2);
    return survival == Survival::kEverything;
  };
  for (const NameChange& change : std::exchange(unsynced_names_, {})) {
    if (survives()) Make(change, synced_names_);
  }
  std::erase_if(synced_names_, [&](const auto& name) {
    const std::string folder = FolderOf(name.first);
    return folder != kTop && !synced_names_.contains(folder);
  });
  names_ = synced_names_;
  for (const auto& [path, file] : names_) Survive(survival, random, *file);
  changes_left_ = UINT64_MAX;
}

void PowerCutFileSystem::Survive(Survival survival, Random& random, File& file) {
  const bool in_order = random.OneIn(2);
  for (Change change : std::exchange(file.unsynced, {})) {
    if (survival == Survival::kNothing) break;
    const bool whole = survival == Survival::kEverything || random.OneIn(2);
    if (!whole) change.written.resize(random.Below(change.written.size() + 1));
    if (whole || !change.is_cut) Make(change, file.synced);
    if (!whole && in_order) break;
  }
  file.bytes = file.synced;
}

absl::Status PowerCutFileSystem::CountChange() {
  if (!has_power()) return NoPower();
  --changes_left_;
  return absl::OkStatus();
}

auto PowerCutFileSystem::Find(const std::string& path) const
    -> absl::StatusOr<std::shared_ptr<File>> {
  if (!has_power()) return NoPower();
  const auto found = names_.find(Normal(path));
  if (found == names_.end()) return Missing(path);
  return found->second;
}

auto PowerCutFileSystem::FindOrMake(const std::string& path)
    -> absl::StatusOr<std::shared_ptr<File>> {
  auto found = Find(path);
  if (!absl::IsNotFound(found.status())) return found;
  const std::string folder = FolderOf(Normal(path));
  if (folder != kTop && !names_.contains(folder)) return Missing(folder);
  CAMBIUM_RETURN_IF_ERROR(CountChange());
  ChangeName({"", Normal(path), std::make_shared<File>()});
  return unsynced_names_.back().file;
}

void PowerCutFileSystem::ChangeName(NameChange change) {
  Make(change, names_);
  unsynced_names_.push_back(std::move(change));
}

void PowerCutFileSystem::ChangeFile(File& file, Change change) {
  Make(change, file.bytes);
  file.unsynced.push_back(std::move(change));
}

absl::Status PowerCutFileSystem::CreateFolder(const std::string& path) {
  return FindOrMake(path).status();
}

absl::StatusOr<std::unique_ptr<FolderLock>> PowerCutFileSystem::LockFolder(
    const std::string& path) {
  CAMBIUM_RETURN_IF_ERROR(Find(path).status());
  if (!locked_.insert(path).second) {
    return absl::FailedPreconditionError("database is open already: " + path);
  }
  return std::make_unique<Lock>(*this, path);
}

absl::StatusOr<std::vector<FileEntry>> PowerCutFileSystem::List(const std::string& folder) {
  if (!has_power()) return NoPower();
  std::vector<FileEntry> entries;
  for (const auto& [path, file] : names_) {
    if (FolderOf(path) != Normal(folder)) continue;
    entries.push_back({std::filesystem::path(path).filename().string(), file->bytes.size()});
  }
  return entries;
}

absl::StatusOr<std::unique_ptr<ReadFile>> PowerCutFileSystem::OpenForRead(
    const std::string& path) {
  CAMBIUM_ASSIGN_OR_RETURN(auto file, Find(path));
  return std::make_unique<OpenReadFile>(*this, std::move(file));
}

absl::StatusOr<std::string> PowerCutFileSystem::Read(const std::string& path) {
  CAMBIUM_ASSIGN_OR_RETURN(const auto file, Find(path));
  return file->bytes;
}

absl::StatusOr<std::unique_ptr<AppendFile>> PowerCutFileSystem::Create(
    const std::string& path) {
  CAMBIUM_ASSIGN_OR_RETURN(auto file, FindOrMake(path));
  if (!file->bytes.empty()) {
    CAMBIUM_RETURN_IF_ERROR(CountChange());
    ChangeFile(*file, {0, "", true});
  }
  return std::make_unique<OpenFile>(*this, std::move(file), std::nullopt);
}

absl::StatusOr<std::unique_ptr<AppendFile>> PowerCutFileSystem::Extend(
    const std::string& path) {
  CAMBIUM_ASSIGN_OR_RETURN(auto file, FindOrMake(path));
  return std::make_unique<OpenFile>(*this, std::move(file), std::nullopt);
}

absl::Status PowerCutFileSystem::Truncate(const std::string& path, std::uint64_t size) {
  CAMBIUM_ASSIGN_OR_RETURN(const auto file, Find(path));
  CAMBIUM_RETURN_IF_ERROR(CountChange());
  ChangeFile(*file, {size, "", true});
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<AppendFile>> PowerCutFileSystem::Overwrite(
    const std::string& path, std::uint64_t offset) {
  CAMBIUM_ASSIGN_OR_RETURN(auto file, Find(path));
  return std::make_unique<OpenFile>(*this, std::move(file), offset);
}

absl::Status PowerCutFileSystem::Remove(const std::string& path) {
  CAMBIUM_ASSIGN_OR_RETURN(const auto file, Find(path));
  CAMBIUM_RETURN_IF_ERROR(CountChange());
  ChangeName({Normal(path), "", file});
  return absl::OkStatus();
}

absl::Status PowerCutFileSystem::Link(const std::string& from, const std::string& to) {
  CAMBIUM_ASSIGN_OR_RETURN(const auto file, Find(from));
  if (names_.contains(Normal(to))) return absl::UnavailableError("name is taken: " + to);
  CAMBIUM_RETURN_IF_ERROR(CountChange());
  ChangeName({"", Normal(to), file});
  return absl::OkStatus();
}

absl::Status PowerCutFileSystem::Rename(const std::string& from, const std::string& to) {
  CAMBIUM_ASSIGN_OR_RETURN(const auto file, Find(from));
  CAMBIUM_RETURN_IF_ERROR(CountChange());
  ChangeName({Normal(from), Normal(to), file});
  return absl::OkStatus();
}

absl::Status PowerCutFileSystem::SyncFolder(const std::string& path) {
  const std::string folder = Normal(path);
  if (folder != kTop) CAMBIUM_RETURN_IF_ERROR(Find(folder).status());
  CAMBIUM_RETURN_IF_ERROR(CountChange());
  std::vector<NameChange> others;
  for (NameChange& change : unsynced_names_) {
    if (FolderOf(change.to.empty() ? change.from : change.to) == folder) {
      Make(change, synced_names_);
    } else {
      others.push_back(std::move(change));
    }
  }
  unsynced_names_ = std::move(others);
  return absl::OkStatus();
}

}  // namespace cambium::testing
