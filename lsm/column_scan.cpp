// The first column leads, the others follow.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/column_scan.h"

#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"

namespace cambium {
namespace {

RunRange RunRangeOf(const ColumnRange& range, AttributeId attribute, std::uint64_t version) {
  RunRange run;
  run.run = {range.type, attribute, range.kind};
  run.least = range.least;
  run.end = range.end;
  run.reverse = range.reverse;
  run.version = version;
  return run;
}

}  // namespace

ColumnScan::ColumnScan(const std::shared_ptr<const StoreView>& view, const ColumnRange& range,
                       std::uint64_t version)
    : reverse_(range.reverse) {
  CAMBIUM_CHECK(!range.attributes.empty(), "scan names no attribute");
  RunRange first = RunRangeOf(range, range.attributes[0], version);
  first.values = range.values;
  first_ = std::make_unique<RunScan>(view, std::move(first));
  for (std::size_t i = 1; i < range.attributes.size(); ++i) {
    RunRange next = RunRangeOf(range, range.attributes[i], version);
    followers_.push_back({std::make_unique<RunScan>(view, std::move(next)), {}, 0});
  }
}

absl::StatusOr<bool> ColumnScan::Next(std::size_t most, ColumnBatch& batch) {
  batch.pins.clear();
  batch.columns.resize(1 + followers_.size());
  CAMBIUM_ASSIGN_OR_RETURN(const bool more, first_->Next(most, batch.first));
  batch.subjects.swap(batch.first.subjects);
  batch.columns[0].swap(batch.first.values);
  for (std::size_t i = 0; i < followers_.size(); ++i) {
    CAMBIUM_RETURN_IF_ERROR(Fill(followers_[i], batch.subjects, batch.columns[i + 1], batch));
  }
  return more;
}

absl::Status ColumnScan::Fill(Follower& follower, std::span<const Subject> subjects,
                              std::vector<StoredValue>& column, ColumnBatch& batch) const {
  column.clear();
  column.reserve(subjects.size());
  const auto keep = [&] {
    batch.pins.insert(batch.pins.end(), follower.rows.pins.begin(), follower.rows.pins.end());
  };
  for (const Subject& subject : subjects) {
    for (;;) {
      if (follower.at == follower.rows.size()) {
        keep();
        follower.at = 0;
        CAMBIUM_RETURN_IF_ERROR(
            follower.scan->Next(ColumnScan::kUsualBatch, follower.rows).status());
        if (follower.rows.size() == 0) break;
      }
      if (!IsBefore(follower.rows.subjects[follower.at], subject)) break;
      ++follower.at;
    }
    const bool is_there =
        follower.at < follower.rows.size() && follower.rows.subjects[follower.at] == subject;
    column.push_back(is_there ? follower.rows.values[follower.at] : StoredValue());
  }
  keep();
  return absl::OkStatus();
}

}  // namespace cambium
