// Columns in memory, runs on disk, and the merge of these.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/staged_rows.h"

#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "lsm/bytes.h"
#include "lsm/run_key.h"
#include "lsm/stored_value.h"
#include "query/import/staged_run.h"

namespace cambium {
namespace {

constexpr std::string_view kPrefix = "import-";
// Rows are found by 32 bits, and the last one may be long.
constexpr std::size_t kGreatestBudget = std::size_t{1} << 31;

// Whether the heap has `left` below `right`: its least element is on top.
bool IsBelow(const StagedRun* left, const StagedRun* right) {
  return right->subject() < left->subject();
}

// A staged subject has a byte in front, so that bytes sort as the store does: integers before
// others (lsm/run_key.h).
std::string_view WithoutKind(std::string_view staged) { return staged.substr(1); }

}  // namespace

StagedRows::StagedRows(const Table& table, FileSystem& files, std::string folder,
                       std::size_t budget)
    : table_(table),
      files_(files),
      folder_(std::move(folder)),
      budget_(std::min(budget, kGreatestBudget)) {
  for (std::size_t i = 0; i < table.fields.size(); ++i) order_.push_back(i);
  std::sort(order_.begin(), order_.end(), [&table](std::size_t left, std::size_t right) {
    return table.fields[left].number < table.fields[right].number;
  });
  columns_.resize(order_.size());
  const auto entries = files_.List(folder_);
  if (!entries.ok()) return;
  for (const FileEntry& entry : *entries) {
    if (!entry.name.starts_with(kPrefix)) continue;
    files_.Remove(folder_ + "/" + entry.name).IgnoreError();  // Of an import that crashed.
  }
}

StagedRows::~StagedRows() = default;

std::string StagedRows::RunPath(std::size_t number) const {
  return folder_ + "/" + std::string(kPrefix) + std::to_string(number);
}

absl::Status StagedRows::Add(const std::string& subject, std::span<const Value> values) {
  const std::size_t before = subjects_.bytes.size();
  subjects_.begins.push_back(static_cast<std::uint32_t>(before));
  const bool is_integer = PlaceOf({table_.id, 0, subject}).run.has_integers();
  PutVarint(subject.size() + 1, subjects_.bytes);
  subjects_.bytes += is_integer ? '\0' : '\1';
  subjects_.bytes += subject;
  bytes_ += subjects_.bytes.size() - before;
  UuidBytes uuid{};
  for (std::size_t i = 0; i < order_.size(); ++i) {
    Column& column = columns_[i];
    const std::size_t begin = column.bytes.size();
    column.begins.push_back(static_cast<std::uint32_t>(begin));
    AppendValue(StoredViewOf(values[order_[i]], uuid), column.bytes);
    bytes_ += column.bytes.size() - begin;
  }
  bytes_ += sizeof(std::uint32_t) * (order_.size() + 2);  // The begins, and sorting.
  return bytes_ < budget_ ? absl::OkStatus() : Spill();
}

std::string_view StagedRows::SubjectAt(std::size_t row) const {
  return ByteReader(std::string_view(subjects_.bytes).substr(subjects_.begins[row])).Text();
}

std::vector<std::uint32_t> StagedRows::SortedRows() const {
  std::vector<std::uint32_t> rows(subjects_.begins.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint32_t>(i);
  const auto is_before = [this](std::uint32_t left, std::uint32_t right) {
    return SubjectAt(left) < SubjectAt(right);
  };
  // Files mostly come sorted by their key.
  if (!std::is_sorted(rows.begin(), rows.end(), is_before)) {
    std::sort(rows.begin(), rows.end(), is_before);
  }
  return rows;
}

void StagedRows::Clear() {
  subjects_.bytes.clear();
  subjects_.begins.clear();
  for (Column& column : columns_) {
    column.bytes.clear();
    column.begins.clear();
  }
  bytes_ = 0;
}

absl::Status StagedRows::Spill() {
  auto run = std::make_unique<StagedRun>(files_, RunPath(runs_.size()));
  CAMBIUM_RETURN_IF_ERROR(run->Create());
  const std::vector<std::uint32_t> rows = SortedRows();
  for (const Column& column : columns_) {
    for (const std::uint32_t row : rows) {
      const std::string_view rest = std::string_view(column.bytes).substr(column.begins[row]);
      ByteReader reader(rest);
      if (TakeValue(reader).is_null()) continue;
      const std::string_view value = rest.substr(0, rest.size() - reader.rest().size());
      CAMBIUM_RETURN_IF_ERROR(run->Write(SubjectAt(row), value));
    }
    run->EndColumn();
  }
  CAMBIUM_RETURN_IF_ERROR(run->EndFile());
  runs_.push_back(std::move(run));
  Clear();
  return absl::OkStatus();
}

absl::Status StagedRows::ForEachSubject(const std::function<void(std::string_view)>& visit) {
  // The column of a key has every subject.
  const auto key = std::find(order_.begin(), order_.end(), table_.key[0]);
  for (const auto& run : runs_) {
    run->StartColumn(static_cast<std::size_t>(key - order_.begin()));
    for (;;) {
      CAMBIUM_ASSIGN_OR_RETURN(const bool more, run->Advance());
      if (!more) break;
      visit(WithoutKind(run->subject()));
    }
  }
  for (std::size_t row = 0; row < subjects_.begins.size(); ++row) {
    visit(WithoutKind(SubjectAt(row)));
  }
  return absl::OkStatus();
}

absl::Status StagedRows::Finish() {
  if (runs_.empty()) {
    sorted_ = SortedRows();
    return absl::OkStatus();
  }
  if (!subjects_.begins.empty()) CAMBIUM_RETURN_IF_ERROR(Spill());
  subjects_ = Column();  // Merging needs the room.
  for (Column& column : columns_) column = Column();
  return StartMerge();
}

absl::Status StagedRows::StartMerge() {
  heap_.clear();
  last_ = nullptr;
  for (const auto& run : runs_) {
    run->StartColumn(column_);
    CAMBIUM_ASSIGN_OR_RETURN(const bool has_row, run->Advance());
    if (has_row) heap_.push_back(run.get());
  }
  std::make_heap(heap_.begin(), heap_.end(), IsBelow);
  return absl::OkStatus();
}

absl::StatusOr<bool> StagedRows::Next(Triple& triple) {
  return runs_.empty() ? NextInMemory(triple) : NextMerged(triple);
}

absl::StatusOr<bool> StagedRows::NextInMemory(Triple& triple) {
  for (; column_ < columns_.size(); ++column_, row_ = 0) {
    const Column& column = columns_[column_];
    while (row_ < sorted_.size()) {
      const std::uint32_t row = sorted_[row_++];
      ByteReader reader(std::string_view(column.bytes).substr(column.begins[row]));
      const StoredValue value = TakeValue(reader);
      if (value.is_null()) continue;
      triple.key.type = table_.id;
      triple.key.attribute = table_.fields[order_[column_]].number;
      triple.key.subject.assign(WithoutKind(SubjectAt(row)));
      triple.value = value.ToValue();
      return true;
    }
  }
  return false;
}

absl::StatusOr<bool> StagedRows::NextMerged(Triple& triple) {
  for (;;) {
    if (last_ != nullptr) {
      StagedRun* const run = std::exchange(last_, nullptr);
      CAMBIUM_ASSIGN_OR_RETURN(const bool more, run->Advance());
      if (more) {
        heap_.push_back(run);
        std::push_heap(heap_.begin(), heap_.end(), IsBelow);
      }
    }
    if (!heap_.empty()) break;
    if (++column_ >= columns_.size()) return false;
    CAMBIUM_RETURN_IF_ERROR(StartMerge());
  }
  std::pop_heap(heap_.begin(), heap_.end(), IsBelow);
  last_ = heap_.back();
  heap_.pop_back();
  triple.key.type = table_.id;
  triple.key.attribute = table_.fields[order_[column_]].number;
  triple.key.subject.assign(WithoutKind(last_->subject()));
  triple.value = last_->value().ToValue();
  return true;
}

}  // namespace cambium
