// Resolving the row and its fields, and changing it.
// SPDX-License-Identifier: Apache-2.0
#include "query/keyed_write.h"

#include <algorithm>

#include "dataflow/status.h"

namespace cambium {

std::optional<KeyedWrite> KeyedWrite::Of(const Schema& schema, const Name& table,
                                         const std::optional<Expr>& where,
                                         const std::vector<std::string>& parameters) {
  const Table* const found = schema.Find(table.text);
  if (found == nullptr || !where.has_value()) return std::nullopt;
  std::optional<KeyCondition> condition = KeyCondition::Of(*found, *where, parameters);
  if (!condition.has_value()) return std::nullopt;
  return KeyedWrite(*found, table.span, *std::move(condition));
}

std::optional<KeyedWrite> KeyedWrite::Of(const Schema& schema, const Delete& erase,
                                         const std::vector<std::string>& parameters) {
  std::optional<KeyedWrite> write = Of(schema, erase.table, erase.where, parameters);
  if (write.has_value()) write->erases_ = true;
  return write;
}

std::optional<KeyedWrite> KeyedWrite::Of(const Schema& schema, const Update& update,
                                         const std::vector<std::string>& parameters) {
  std::optional<KeyedWrite> write = Of(schema, update.table, update.where, parameters);
  if (!write.has_value()) return std::nullopt;
  const Table& table = *write->table_;
  std::optional<std::vector<GivenField>> given = GivenFields(table, update.set, parameters);
  if (!given.has_value()) return std::nullopt;
  const bool moves = std::any_of(given->begin(), given->end(), [&](const GivenField& one) {
    return table.fields[one.field].is_key;
  });
  if (moves) return std::nullopt;
  write->given_ = *std::move(given);
  return write;
}

absl::StatusOr<bool> KeyedWrite::AddTo(MutationPlanner& planner,
                                       std::span<const Value> values) const {
  const std::optional<std::string> subject = condition_.SubjectFor(values);
  if (!subject.has_value()) return false;
  if (erases_) {
    CAMBIUM_RETURN_IF_ERROR(planner.Erase(*table_, *subject, span_).status());
    return true;
  }
  CAMBIUM_ASSIGN_OR_RETURN(const std::optional<Row> row, planner.Find(*table_, *subject));
  if (!row.has_value()) return true;
  std::vector<Value> changed;
  changed.reserve(row->size());
  for (std::size_t i = 0; i < row->size(); ++i) changed.emplace_back((*row)[i]);
  for (const GivenField& one : given_) {
    CAMBIUM_ASSIGN_OR_RETURN(changed[one.field], FieldValue(table_->fields[one.field],
                                                            one.value.In(values), one.span));
  }
  planner.Change(*table_, *subject, *row, Row(changed));
  return true;
}

}  // namespace cambium
