// Merging rows, and copying blocks where nothing is to be merged.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/compaction.h"

#include <algorithm>

#include "dataflow/check.h"
#include "dataflow/status.h"

namespace cambium {
namespace {

// One run of all inputs.
class RunMerge {
 public:
  RunMerge(const RunKey& run, const KeepRule& rule, std::uint32_t block_rows,
           FileSeries& output)
      : rule_(rule), block_rows_(block_rows), output_(output) {
    range_.run = run;
  }

  // The newest first.
  void AddFiles(std::vector<FilePointer> files) {
    auto cursor = std::make_unique<FileCursor>(range_, std::move(files));
    inputs_.push_back({cursor.get(), cursor.get(), {}, std::nullopt});
    cursors_.push_back(std::move(cursor));
  }
  void AddMemtable(std::shared_ptr<const Memtable> memtable) {
    auto cursor = std::make_unique<MemtableCursor>(range_, std::move(memtable));
    inputs_.push_back({cursor.get(), nullptr, {}, std::nullopt});
    cursors_.push_back(std::move(cursor));
  }

  absl::Status Run() {
    for (;;) {
      CAMBIUM_RETURN_IF_ERROR(Look());
      if (inputs_.empty()) return absl::OkStatus();
      const auto first = std::min_element(
          inputs_.begin(), inputs_.end(),
          [](const Input& left, const Input& right) { return left.head < right.head; });
      if (CanCopyBlock(*first)) {
        CAMBIUM_RETURN_IF_ERROR(CopyBlock(*first));
      } else if (first->block.has_value()) {
        first->block.reset();
        CAMBIUM_RETURN_IF_ERROR(first->cursor->Settle());
      } else {
        CAMBIUM_RETURN_IF_ERROR(MergeSubject(first->head));
      }
    }
  }

 private:
  struct Input {
    RunCursor* cursor;
    FileCursor* files;                           // The same, or null for a memtable.
    Subject head;                                // Its next subject.
    std::optional<FileCursor::NextBlock> block;  // When it begins a block that is not read yet.
  };

  // Finds the head of each input, and drops those that have none.
  absl::Status Look() {
    for (Input& input : inputs_) {
      if (!input.cursor->has_row() && !input.block.has_value()) {
        if (input.files != nullptr) {
          CAMBIUM_ASSIGN_OR_RETURN(input.block, input.files->PeekBlock());
        }
        if (!input.block.has_value()) CAMBIUM_RETURN_IF_ERROR(input.cursor->Settle());
      }
      if (input.block.has_value()) {
        input.head = input.block->info->first.view();
      } else if (input.cursor->has_row()) {
        input.head = input.cursor->subject();
      }
    }
    std::erase_if(inputs_, [](const Input& input) {
      return !input.block.has_value() && !input.cursor->has_row();
    });
    return absl::OkStatus();
  }

  bool CanCopyBlock(const Input& input) const {
    if (!input.block.has_value()) return false;
    const BlockInfo& info = *input.block->info;
    // Small blocks are worth merging with their neighbours.
    if (info.rows < block_rows_ / 2) return false;
    if (rule_.is_bottom) {
      const bool has_useless_versions = info.least_version != info.greatest_version &&
                                        info.greatest_version <= rule_.oldest_look();
      if (info.deleted > 0 || has_useless_versions) return false;
    }
    return std::all_of(inputs_.begin(), inputs_.end(), [&](const Input& other) {
      return &other == &input || info.last.view() < other.head;
    });
  }

  absl::Status CopyBlock(Input& input) {
    CAMBIUM_ASSIGN_OR_RETURN(const auto block, input.block->file->Load(input.block->number));
    CAMBIUM_ASSIGN_OR_RETURN(SortedFileWriter* const writer, output_.WriterFor(range_.run));
    CAMBIUM_RETURN_IF_ERROR(writer->AddBlock(range_.run, *input.block->info, *block));
    input.files->SkipBlock();
    input.block.reset();
    return absl::OkStatus();
  }

  absl::Status MergeSubject(const Subject& subject) {
    versions_.clear();
    values_.clear();
    for (Input& input : inputs_) {
      if (!(input.head == subject)) continue;
      if (input.block.has_value()) {
        input.block.reset();
        CAMBIUM_RETURN_IF_ERROR(input.cursor->Settle());
      }
      for (; input.cursor->has_row() && input.cursor->subject() == subject;
           input.cursor->Skip(1)) {
        const RowBatch& rows = input.cursor->rows();
        const StoredValue& value = rows.values[input.cursor->at()];
        versions_.push_back({rows.versions[input.cursor->at()], value.is_null()});
        values_.push_back(value);
      }
    }
    ApplyKeepRule(rule_, versions_, keep_);
    if (keep_.empty()) return absl::OkStatus();
    CAMBIUM_ASSIGN_OR_RETURN(SortedFileWriter* const writer, output_.WriterFor(range_.run));
    for (const std::size_t i : keep_) {
      CAMBIUM_RETURN_IF_ERROR(
          writer->Add(range_.run, subject, versions_[i].version, values_[i]));
    }
    return absl::OkStatus();
  }

  RunRange range_;
  const KeepRule& rule_;
  const std::uint32_t block_rows_;
  FileSeries& output_;
  std::vector<std::unique_ptr<RunCursor>> cursors_;
  std::vector<Input> inputs_;
  std::vector<RowVersion> versions_;
  std::vector<StoredValue> values_;
  std::vector<std::size_t> keep_;
};

absl::StatusOr<std::vector<RunKey>> RunsOf(const std::vector<FilePointer>& files) {
  std::vector<RunKey> runs;
  for (const FilePointer& file : files) {
    CAMBIUM_ASSIGN_OR_RETURN(const Directory* const directory, file->directory());
    for (const RunInfo& info : directory->runs) runs.push_back(info.run);
  }
  std::sort(runs.begin(), runs.end());
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  return runs;
}

}  // namespace

absl::StatusOr<std::vector<FileRecord>> RunCompaction(const CompactionJob& job, KeepRule rule,
                                                      const DroppedTypes& dropped,
                                                      const MergeTarget& target) {
  rule.is_bottom = job.is_bottom;
  FileSeries output(target);
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<RunKey> runs, RunsOf(job.Inputs()));
  for (const RunKey& run : runs) {
    if (dropped.Hides(run.type, rule.oldest_look())) continue;
    RunMerge merge(run, rule, target.shape.block.rows, output);
    for (const auto& source : job.sources) merge.AddFiles(source);
    CAMBIUM_RETURN_IF_ERROR(merge.Run());
  }
  return output.Finish();
}

absl::StatusOr<std::vector<FileRecord>> WriteMemtable(
    const std::shared_ptr<const Memtable>& memtable, const KeepRule& rule,
    const DroppedTypes& dropped, const MergeTarget& target) {
  FileSeries output(target);
  for (const RunKey& run : memtable->runs()) {
    if (dropped.Hides(run.type, rule.oldest_look())) continue;
    RunMerge merge(run, rule, target.shape.block.rows, output);
    merge.AddMemtable(memtable);
    CAMBIUM_RETURN_IF_ERROR(merge.Run());
  }
  return output.Finish();
}

}  // namespace cambium
