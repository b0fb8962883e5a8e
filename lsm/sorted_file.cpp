// Reading a sorted file: nothing of it is believed before it is checked.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/sorted_file.h"

#include <utility>

#include "dataflow/stable_hash.h"
#include "dataflow/status.h"
#include "lsm/record.h"
#include "lsm/subject_filter.h"

namespace cambium {
namespace {

// Which run a block belongs to.
const RunInfo& RunOf(const Directory& directory, std::uint32_t block) {
  std::size_t low = 0;
  std::size_t high = directory.runs.size();
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    (directory.runs[middle].begin <= block ? low : high) = middle;
  }
  return directory.runs[low];
}

// Whether the block is what the directory says.
bool Matches(const Block& block, const BlockInfo& info) {
  std::string scratch;
  return block.rows() == info.rows && block.subjects().At(0, scratch) == info.first.view() &&
         block.subjects().At(block.rows() - 1, scratch) == info.last.view();
}

}  // namespace

std::string SortedFileName(std::uint64_t number) { return "sorted-" + std::to_string(number); }

std::uint64_t ChecksumAt(std::string_view bytes, std::uint64_t file, std::uint64_t offset) {
  return StableHashBytes(bytes, StableCombine(StableHash(file), StableHash(offset)));
}

SortedFile::~SortedFile() {
  cache_.Reserve(-static_cast<std::int64_t>(memory()));
  if (!is_obsolete_) return;
  cache_.EraseFile(record_.number);
  // One that cannot be removed is no part of the store any more; opening tries again.
  files_.Remove(path_).IgnoreError();
}

absl::Status SortedFile::Damaged(std::string_view what, std::uint64_t offset) const {
  return absl::DataLossError(std::string(what) + " is damaged: " + PlaceInFile(path_, offset));
}

absl::StatusOr<const SortedFile::Opened*> SortedFile::Open() const {
  if (const Opened* const opened = opened_.load(std::memory_order_acquire)) return opened;
  const std::lock_guard lock(open_mutex_);
  if (owned_ == nullptr) {
    CAMBIUM_ASSIGN_OR_RETURN(owned_, ReadOpened());
    cache_.Reserve(static_cast<std::int64_t>(owned_->memory));
    opened_.store(owned_.get(), std::memory_order_release);
  }
  return owned_.get();
}

absl::StatusOr<std::unique_ptr<SortedFile::Opened>> SortedFile::ReadOpened() const {
  auto opened = std::make_unique<Opened>();
  CAMBIUM_ASSIGN_OR_RETURN(opened->file, files_.OpenForRead(path_));
  char magic[kSortedMagic.size()];
  CAMBIUM_RETURN_IF_ERROR(opened->file->Read(0, magic));
  if (std::string_view(magic, sizeof magic) != kSortedMagic) return Damaged("file head", 0);
  if (record_.size < kSortedMagic.size() + kFooterSize) return Damaged("footer", 0);
  const std::uint64_t footer_at = record_.size - kFooterSize;
  char footer[kFooterSize];
  CAMBIUM_RETURN_IF_ERROR(opened->file->Read(footer_at, footer));
  const auto offset = LoadWord(footer);
  const auto size = LoadWord(footer + 8);
  if (offset > footer_at || size != footer_at - offset ||
      LoadWord(footer + 16) != record_.checksum) {
    return Damaged("footer", footer_at);
  }
  std::string bytes(size, '\0');
  CAMBIUM_RETURN_IF_ERROR(opened->file->Read(offset, bytes));
  if (ChecksumAt(bytes, record_.number, offset) != record_.checksum) {
    return Damaged("directory", offset);
  }
  auto directory = ReadDirectory(bytes, offset);
  if (!directory.ok()) return Damaged("directory", offset);
  opened->directory = *std::move(directory);
  opened->memory = opened->directory.memory();
  return opened;
}

absl::StatusOr<const Directory*> SortedFile::directory() const {
  CAMBIUM_ASSIGN_OR_RETURN(const Opened* const opened, Open());
  return &opened->directory;
}

absl::StatusOr<BlockCache::BlockPointer> SortedFile::Load(std::uint32_t block) const {
  const BlockCache::Key key{record_.number, block};
  if (auto found = cache_.Find(key)) return found;
  CAMBIUM_ASSIGN_OR_RETURN(const Opened* const opened, Open());
  CAMBIUM_ASSIGN_OR_RETURN(auto read, ReadBlock(*opened, block));
  cache_.Insert(key, read);
  return read;
}

absl::StatusOr<BlockCache::BlockPointer> SortedFile::ReadBlock(const Opened& opened,
                                                               std::uint32_t block) const {
  const BlockInfo& info = opened.directory.blocks[block];
  if (info.size < kBlockChecksum) return Damaged("block", info.offset);
  std::string bytes;
  bytes.reserve(info.size + kPackedSlack);
  bytes.resize(info.size);
  CAMBIUM_RETURN_IF_ERROR(opened.file->Read(info.offset, bytes));
  const std::string_view body = std::string_view(bytes).substr(kBlockChecksum);
  if (LoadWord(bytes.data()) != ChecksumAt(body, record_.number, info.offset)) {
    return Damaged("block", info.offset);
  }
  auto parsed = Block::Parse(std::move(bytes), kBlockChecksum,
                             RunOf(opened.directory, block).run.has_integers());
  if (!parsed.ok() || !Matches(**parsed, info)) return Damaged("block", info.offset);
  return parsed;
}

absl::StatusOr<std::optional<RowFound>> SortedFile::Find(const RunKey& run,
                                                         const Subject& subject,
                                                         std::uint64_t version) const {
  std::optional<RowFound> row;
  if (record_.least_version > version) return row;
  CAMBIUM_ASSIGN_OR_RETURN(const Opened* const opened, Open());
  const Directory& directory = opened->directory;
  const RunInfo* const info = directory.Find(run);
  if (info == nullptr) return row;
  const std::uint32_t primary = directory.FindPrimary(*info, subject);
  if (primary == info->history || subject < directory.blocks[primary].first.view()) return row;
  if (!MayHaveSubject(directory.blocks[primary].filter, subject, run.has_integers())) {
    return row;
  }
  CAMBIUM_ASSIGN_OR_RETURN(auto block, Load(primary));
  std::string scratch;
  const std::uint32_t at = block->subjects().LowerBound(subject);
  if (at == block->rows() || block->subjects().At(at, scratch) != subject) return row;
  if (block->VersionAt(at) <= version) {
    row = RowFound{block->VersionAt(at), block->ValueAt(at).ToValue()};
    return row;
  }
  for (std::uint32_t past = directory.FindHistory(*info, subject); past < info->end; ++past) {
    if (subject < directory.blocks[past].first.view()) break;
    CAMBIUM_ASSIGN_OR_RETURN(block, Load(past));
    const std::uint32_t found = block->Find(subject, version);
    if (found == block->rows()) continue;
    row = RowFound{block->VersionAt(found), block->ValueAt(found).ToValue()};
    return row;
  }
  return row;
}

absl::Status SortedFile::Verify() const {
  CAMBIUM_ASSIGN_OR_RETURN(const auto opened, ReadOpened());
  for (std::uint32_t i = 0; i < opened->directory.blocks.size(); ++i) {
    CAMBIUM_RETURN_IF_ERROR(ReadBlock(*opened, i).status());
  }
  return absl::OkStatus();
}

std::size_t SortedFile::memory() const {
  const Opened* const opened = opened_.load(std::memory_order_acquire);
  return opened == nullptr ? 0 : opened->memory;
}

}  // namespace cambium
