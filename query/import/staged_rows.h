// The rows of one import on their way to the store: taken in any order, given as triples that
// ascend by attribute and subject, as Store::Ingest() wants them.
//
// Rows are kept as bytes, a column each. When they pass the budget they are sorted and written
// to a file of the database's folder, a *run*; the triples are then the runs merged, attribute
// by attribute. The files go away with the object; what a crash has left, with the next one.
//
// Law: Next() gives what was added, but for NULLs, in order of field number and subject.
// Cost: memory of the budget and a buffer for each run, however many rows there are; each byte
// is written and read once more when they do not fit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/file_system.h"
#include "lsm/triple.h"
#include "query/schema.h"

namespace cambium {

class StagedRun;

class StagedRows {
 public:
  // The table and the files outlive this.
  StagedRows(const Table& table, FileSystem& files, std::string folder, std::size_t budget);
  StagedRows(const StagedRows&) = delete;
  StagedRows& operator=(const StagedRows&) = delete;
  ~StagedRows();

  // No subject may come twice. `values` has one for each field of the table.
  absl::Status Add(const std::string& subject, std::span<const Value> values);

  // Calls `visit` for the subject of each row so far, in no order.
  absl::Status ForEachSubject(const std::function<void(std::string_view)>& visit);

  // Behind the last Add().
  absl::Status Finish();
  // The next triple; false at the end.
  absl::StatusOr<bool> Next(Triple& triple);

  std::size_t run_count() const { return runs_.size(); }

 private:
  struct Column {
    std::string bytes;
    std::vector<std::uint32_t> begins;  // Of each row.
  };

  std::vector<std::uint32_t> SortedRows() const;
  std::string_view SubjectAt(std::size_t row) const;
  absl::Status Spill();
  void Clear();
  absl::StatusOr<bool> NextInMemory(Triple& triple);
  absl::StatusOr<bool> NextMerged(Triple& triple);
  absl::Status StartMerge();
  std::string RunPath(std::size_t number) const;

  const Table& table_;
  FileSystem& files_;
  const std::string folder_;
  const std::size_t budget_;
  std::vector<std::size_t> order_;  // Positions of the fields by their numbers.
  Column subjects_;                 // With a byte for their kind in front.
  std::vector<Column> columns_;     // In the order of `order_`.
  std::size_t bytes_ = 0;
  std::vector<std::unique_ptr<StagedRun>> runs_;

  // Where Next() stands: a column, and in it a row of `sorted_` or the least of `heap_`.
  std::size_t column_ = 0;
  std::size_t row_ = 0;
  std::vector<std::uint32_t> sorted_;
  std::vector<StagedRun*> heap_;
  StagedRun* last_ = nullptr;  // Gave the last triple, and is not in the heap.
};

}  // namespace cambium
