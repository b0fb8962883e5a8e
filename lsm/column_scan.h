// A scan of several attributes of one type: batches of subjects, and a column of values for
// each attribute. What a query reads to begin with.
//
//     subjects    1    2    4          of all that have the first attribute
//     title      'a'  'b'  'd'
//     state       0    .    3          NULL where a subject has no such triple
//
// Subjects are those of one kind that have the first attribute, in the range, and with a value
// of it in `values`. Columns are typed as they are stored: any value may stand in any row.
//
// Cost: that of a scan of each attribute (lsm/run_scan.h), and a step in it for each row.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/run_scan.h"

namespace cambium {

// As RunRange, of several attributes; the range of values is that of the first.
struct ColumnRange {
  TypeId type = 0;
  std::vector<AttributeId> attributes;  // At least one.
  SubjectKind kind = SubjectKind::kInteger;
  std::optional<OwnedSubject> least;
  std::optional<OwnedSubject> end;
  ValueRange values;
  bool reverse = false;
};

// Views of what the batch keeps alive.
struct ColumnBatch {
  std::vector<Subject> subjects;
  std::vector<std::vector<StoredValue>> columns;  // One for each attribute.
  RowBatch first;                                 // Keeps subjects and the first column.
  std::vector<std::shared_ptr<const void>> pins;  // Keep the other columns.

  std::size_t size() const { return subjects.size(); }
};

class ColumnScan {
 public:
  static constexpr std::size_t kUsualBatch = 1024;

  ColumnScan(const std::shared_ptr<const StoreView>& view, const ColumnRange& range,
             std::uint64_t version);

  // Replaces the batch by the next rows, at most `most` and at least one; false, and an empty
  // batch, when there are none.
  absl::StatusOr<bool> Next(std::size_t most, ColumnBatch& batch);

 private:
  // A column but the first, and where in its rows it is.
  struct Follower {
    std::unique_ptr<RunScan> scan;
    RowBatch rows;
    std::size_t at = 0;
  };

  bool IsBefore(const Subject& left, const Subject& right) const {
    return reverse_ ? right < left : left < right;
  }
  absl::Status Fill(Follower& follower, std::span<const Subject> subjects,
                    std::vector<StoredValue>& column, ColumnBatch& batch) const;

  const bool reverse_;
  std::unique_ptr<RunScan> first_;
  std::vector<Follower> followers_;
};

}  // namespace cambium
