// Resolving fields, and typing values.
// SPDX-License-Identifier: Apache-2.0
#include "query/row_write.h"

#include <utility>

#include "dataflow/status.h"

namespace cambium {

std::optional<RowWrite> RowWrite::Of(const Schema& schema, const Insert& insert,
                                     const std::vector<std::string>& parameters) {
  RowWrite write;
  write.insert_ = &insert;
  write.table_ = schema.Find(insert.table.text);
  if (write.table_ == nullptr) return std::nullopt;
  std::optional<std::vector<GivenField>> given =
      GivenFields(*write.table_, insert.fields, parameters);
  if (!given.has_value()) return std::nullopt;
  write.given_ = *std::move(given);
  return write;
}

absl::Status RowWrite::AddTo(MutationPlanner& planner, std::span<const Value> values) const {
  GivenRow row(*table_);
  for (const GivenField& one : given_) {
    CAMBIUM_ASSIGN_OR_RETURN(
        Value value, FieldValue(table_->fields[one.field], one.value.In(values), one.span));
    row.Give(one.field, std::move(value));
  }
  return planner.AddRow(*table_, *insert_, std::move(row));
}

}  // namespace cambium
