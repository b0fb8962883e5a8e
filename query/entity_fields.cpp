// What is looked up, and what the subject says.
// SPDX-License-Identifier: Apache-2.0
#include "query/entity_fields.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "query/entity.h"

namespace cambium {

EntityFields::EntityFields(const Table& table, std::span<const std::size_t> fields)
    : table_(&table) {
  for (const std::size_t field : fields) Add(field);
}

EntityFields::EntityFields(const Table& table) : table_(&table) {
  for (std::size_t field = 0; field < table.fields.size(); ++field) Add(field);
}

void EntityFields::Add(std::size_t field) {
  fields_.push_back(field);
  const Field& declared = table_->fields[field];
  if (!declared.is_key) attributes_.push_back(declared.number);
}

absl::StatusOr<bool> EntityFields::Read(const Store& store, const std::string& subject,
                                        std::span<Value> values, std::uint64_t version) const {
  // At first behind places for the fields of the key; then each moves to its own, which is not
  // behind where it was.
  const std::span<Value> found = values.last(attributes_.size());
  if (!attributes_.empty()) {
    CAMBIUM_RETURN_IF_ERROR(store.GetEntity(table_->id, subject, attributes_, found, version));
  }
  const bool is_found = std::any_of(found.begin(), found.end(),
                                    [](const Value& value) { return !value.is_null(); });
  if (!is_found) {
    CAMBIUM_ASSIGN_OR_RETURN(const bool stands, Exists(store, *table_, subject, version));
    if (!stands) return false;
  }
  auto next = found.begin();
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    const Field& field = table_->fields[fields_[i]];
    if (!field.is_key) values[i] = AsField(field.type, *next++);
  }
  if (attributes_.size() == fields_.size()) return true;
  std::string_view key = subject;
  for (const std::size_t part : table_->key) {
    CAMBIUM_ASSIGN_OR_RETURN(const Value value, TakeKey(key));
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (fields_[i] == part) values[i] = AsField(table_->fields[part].type, value);
    }
  }
  return true;
}

}  // namespace cambium
