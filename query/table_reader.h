// Reading a table for a one-shot query: by key, by a range of keys, by an index, or whole.
//
// Rows come in batches of columns, one for each field that is asked for; the first field is
// the first of the key, by whose presence a row exists.
//
// Many look-ups cost more than a scan: IsFew() says which is less, by counting no more keys of
// the table than it takes to know.
//
// Cost: of a look-up some microseconds, of a scan some ten nanoseconds for each row and field.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/store.h"
#include "query/access_path.h"
#include "query/batch.h"
#include "query/schema.h"

namespace cambium {

class TableReader {
 public:
  // Reads as of `version`. The store outlives the reader.
  TableReader(const Store& store, std::uint64_t version) : store_(store), version_(version) {}

  // What a batch views is valid while it is visited. Whether there should be more.
  using Visit = std::function<bool(const ColumnsView& rows)>;

  // All rows; with a range, those whose first key field is in it. If their first key fields are
  // all integers, or none is, in the order of keys.
  absl::Status Scan(const Table& table, std::span<const std::size_t> fields,
                    const ValueRange& keys, bool reverse, const Visit& visit);
  // Those of these subjects that there are; each is named once.
  absl::Status LookUp(const Table& table, std::span<const std::size_t> fields,
                      std::span<const std::string> subjects, const Visit& visit);

  // What the path leads to, unless a scan of all rows costs less. A join's is a scan.
  absl::Status Read(const Table& table, std::span<const std::size_t> fields,
                    const AccessPath& path, const Visit& visit);

  // Adds the subjects whose field is in the range. False, and not all of them, when there are
  // so many that a scan costs less.
  absl::StatusOr<bool> AddIndexed(const Table& table, std::size_t field,
                                  const ValueRange& range, std::vector<std::string>& subjects);

  // Whether looking up so many rows costs less than a scan.
  absl::StatusOr<bool> IsFew(const Table& table, std::size_t count);

  // Whether indexes may be used: they know what is now.
  bool has_indexes() const { return version_ == Store::kNow; }

  // Rows looked up or scanned, entries of indexes, and keys that were counted.
  std::uint64_t read_count() const { return read_count_; }

 private:
  absl::Status ScanKind(const Table& table, std::span<const std::size_t> fields,
                        const ColumnRange& range, const Visit& visit, bool& goes_on);

  const Store& store_;
  const std::uint64_t version_;
  std::uint64_t read_count_ = 0;
};

}  // namespace cambium
