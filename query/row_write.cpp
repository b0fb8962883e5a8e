// Resolving fields, and typing values.
// SPDX-License-Identifier: Apache-2.0
#include "query/row_write.h"

#include <algorithm>
#include <utility>

#include "dataflow/status.h"

namespace cambium {

std::optional<RowWrite> RowWrite::Of(const Schema& schema, const Insert& insert,
                                     const std::vector<std::string>& parameters) {
  RowWrite write;
  write.insert_ = &insert;
  write.table_ = schema.Find(insert.table.text);
  if (write.table_ == nullptr) return std::nullopt;
  for (const Assignment& assignment : insert.fields) {
    const std::optional<std::size_t> field = write.table_->FindField(assignment.field.text);
    if (!field.has_value()) return std::nullopt;
    const bool is_repeated =
        std::any_of(write.sources_.begin(), write.sources_.end(),
                    [&](const Source& source) { return source.field == *field; });
    if (is_repeated) return std::nullopt;
    std::optional<GivenValue> value = GivenValue::Of(assignment.value, parameters);
    if (!value.has_value()) return std::nullopt;
    write.sources_.push_back({*field, *std::move(value), assignment.value.span});
  }
  return write;
}

absl::Status RowWrite::AddTo(MutationPlanner& planner, std::span<const Value> values) const {
  std::vector<Value> row(table_->fields.size());
  std::vector<bool> given(table_->fields.size(), false);
  for (const Source& source : sources_) {
    CAMBIUM_ASSIGN_OR_RETURN(
        row[source.field],
        FieldValue(table_->fields[source.field], source.value.In(values), source.span));
    given[source.field] = true;
  }
  return planner.AddRow(*table_, *insert_, std::move(row), given);
}

}  // namespace cambium
