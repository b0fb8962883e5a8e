// A table of rows by id, packed: scans touch live rows and nothing else.
//
// Ids are small and dense, as those of the generators are. Cost: O(1) for each call.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cambium::bench {

// `Row` has an `id`.
template <typename Row>
class RowTable {
 public:
  std::span<const Row> rows() const { return rows_; }

  // Inserts the row, or replaces the one with its id.
  void Put(const Row& row) {
    const auto id = static_cast<size_t>(row.id);
    if (id >= position_of_.size()) position_of_.resize(id + 1, kAbsent);
    if (position_of_[id] == kAbsent) {
      position_of_[id] = rows_.size();
      rows_.push_back(row);
    } else {
      rows_[position_of_[id]] = row;
    }
  }

  // The row exists; the last one takes its place.
  void Erase(int32_t id) {
    const size_t position = position_of_[static_cast<size_t>(id)];
    rows_[position] = rows_.back();
    position_of_[static_cast<size_t>(rows_[position].id)] = position;
    position_of_[static_cast<size_t>(id)] = kAbsent;
    rows_.pop_back();
  }

 private:
  static constexpr size_t kAbsent = static_cast<size_t>(-1);

  // rows_[position_of_[id]].id == id for every id that is present.
  std::vector<Row> rows_;
  std::vector<size_t> position_of_;
};

}  // namespace cambium::bench
