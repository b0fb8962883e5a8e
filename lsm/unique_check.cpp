// Rows of one value after the other.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/unique_check.h"

#include <algorithm>
#include <string_view>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "dataflow/value_dump.h"
#include "lsm/run_scan.h"

namespace cambium {

absl::Status UniqueCheck::Next(const Write& write) {
  // No key of a value begins another, so rows of equal values are neighbours.
  const bool goes_on =
      !value_.empty() && run_ == write.run && write.subject.bytes.starts_with(value_);
  if (!goes_on) {
    CAMBIUM_RETURN_IF_ERROR(End());
    std::size_t size = write.value.word();
    if (write.value.is_null()) {
      std::string_view rest = write.subject.bytes;
      CAMBIUM_RETURN_IF_ERROR(TakeKey(rest).status());
      size = write.subject.bytes.size() - rest.size();
    }
    run_ = write.run;
    value_ = write.subject.bytes.substr(0, size);
  }
  if (write.value.is_null()) {
    gone_.emplace_back(write.subject.bytes);
  } else if (comes_) {
    return Taken();
  }
  comes_ = comes_ || !write.value.is_null();
  return absl::OkStatus();
}

absl::Status UniqueCheck::End() {
  if (comes_ && view_ != nullptr) {
    RunRange range = RunRange::OfPrefix(run_, value_);
    range.version = kNewestRows;
    RunScan scan(view_, std::move(range));
    for (RowBatch rows;;) {
      CAMBIUM_ASSIGN_OR_RETURN(const bool more, scan.Next(1, rows));
      if (!more) break;
      for (const Subject& row : rows.subjects) {
        if (!std::binary_search(gone_.begin(), gone_.end(), row.bytes)) return Taken();
      }
    }
  }
  value_.clear();
  gone_.clear();
  comes_ = false;
  return absl::OkStatus();
}

absl::Status UniqueCheck::Taken() const {
  std::string_view key = value_;
  const absl::StatusOr<Value> value = TakeKey(key);
  return absl::AlreadyExistsError(
      "value is not unique in attribute " + std::to_string(run_.attribute) + " of type " +
      std::to_string(run_.type) + ": " + (value.ok() ? DebugString(*value) : "?"));
}

}  // namespace cambium
