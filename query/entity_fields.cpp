// What is looked up, and what the subject says.
// SPDX-License-Identifier: Apache-2.0
#include "query/entity_fields.h"

#include <algorithm>
#include <utility>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "query/entity.h"

namespace cambium {

EntityFields::EntityFields(const Table& table, std::span<const std::size_t> fields)
    : table_(&table), fields_(fields.begin(), fields.end()) {
  key_parts_.reserve(fields_.size());
  attributes_.reserve(fields_.size());
  for (const std::size_t field : fields_) {
    const auto part = std::find(table.key.begin(), table.key.end(), field);
    if (part != table.key.end()) {
      key_parts_.emplace_back(static_cast<std::size_t>(part - table.key.begin()));
      has_key_ = true;
    } else {
      key_parts_.emplace_back();
      attributes_.push_back(table.fields[field].number);
    }
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
  if (has_key_) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::vector<Value> key, DecodeKey(subject));
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (key_parts_[i].has_value()) {
        found.insert(found.begin() + static_cast<std::ptrdiff_t>(i), key[*key_parts_[i]]);
      }
    }
  }
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    found[i] = AsField(table_->fields[fields_[i]].type, found[i]);
  }
  return std::optional<std::vector<Value>>(std::move(found));
}

}  // namespace cambium
