// The rows of a table as of one version, so many at a time: a scan that may pause.
//
// It sees its version however long it takes and whatever is committed or declared meanwhile,
// as long as somebody holds a snapshot of that version. It needs no lock of the database.
//
// Cost: that of a scan of the fields that are read, whole or in pieces.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "dataflow/row.h"
#include "lsm/store.h"
#include "query/schema.h"

namespace cambium {

class EntityScan {
 public:
  // Rows have the fields `read`, of which the first is the first of the key. The store outlives
  // the scan.
  EntityScan(const Store& store, std::shared_ptr<const Table> table,
             std::vector<std::size_t> read, std::uint64_t version);

  // Adds the next rows to `out`, at most `most`. False when there were fewer: these are all.
  absl::StatusOr<bool> Next(std::size_t most, std::vector<Row>& out);

 private:
  // Begins with the next kind of subjects that there is; false behind the last.
  absl::StatusOr<bool> Begin();

  const Store& store_;
  const std::shared_ptr<const Table> table_;
  const std::vector<std::size_t> read_;
  const std::uint64_t version_;
  std::size_t kinds_ = 0;  // That have begun.
  std::unique_ptr<ColumnScan> scan_;
};

// How many rows the table has then. Stops counting when there are more than `most`.
//
// Cost: a few nanoseconds for each that is counted.
absl::StatusOr<std::uint64_t> CountEntities(const Store& store, const Table& table,
                                            std::uint64_t most = UINT64_MAX,
                                            std::uint64_t version = Store::kNow);

}  // namespace cambium
