// What is looked up, and what the subject says.
// SPDX-License-Identifier: Apache-2.0
#include "query/entity_fields.h"

#include <algorithm>
#include <utility>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "query/entity.h"

namespace cambium {

EntityFields::EntityFields(const Table& table, std::vector<std::size_t> fields)
    : table_(&table), fields_(std::move(fields)) {
  attributes_.reserve(fields_.size());
  for (const std::size_t field : fields_) {
    if (!table.fields[field].is_key) attributes_.push_back(table.fields[field].number);
  }
}

absl::StatusOr<std::optional<std::vector<Value>>> EntityFields::Read(
    const Store& store, const std::string& subject, std::uint64_t version) const {
  std::vector<Value> found;
  if (!attributes_.empty()) {
    CAMBIUM_ASSIGN_OR_RETURN(found, store.GetEntity(table_->id, subject, attributes_, version));
  }
  const bool is_found = std::any_of(found.begin(), found.end(),
                                    [](const Value& value) { return !value.is_null(); });
  if (!is_found) {
    CAMBIUM_ASSIGN_OR_RETURN(const bool stands, Exists(store, *table_, subject, version));
    if (!stands) return std::optional<std::vector<Value>>();
  }
  std::vector<Value> key;
  if (attributes_.size() < fields_.size()) {
    CAMBIUM_ASSIGN_OR_RETURN(key, DecodeKey(subject));
  }
  std::vector<Value> values;
  values.reserve(fields_.size());
  auto next = found.begin();
  for (const std::size_t field : fields_) {
    const auto part = std::find(table_->key.begin(), table_->key.end(), field);
    const bool is_key = part != table_->key.end();
    const Value& stored =
        is_key ? key[static_cast<std::size_t>(part - table_->key.begin())] : *next++;
    values.push_back(AsField(table_->fields[field].type, stored));
  }
  return std::optional<std::vector<Value>>(std::move(values));
}

}  // namespace cambium
