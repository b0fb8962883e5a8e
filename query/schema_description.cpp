// Copying what the schema knows.
// SPDX-License-Identifier: Apache-2.0
#include "query/schema_description.h"

#include <algorithm>

namespace cambium {
namespace {

FieldDescription Describe(const Schema& schema, const Field& field) {
  FieldDescription description;
  description.name = field.name;
  description.type = TypeText(field.type);
  description.number = field.number;
  description.nullable = field.nullable;
  description.is_key = field.is_key;
  description.is_unique = field.is_unique;
  description.is_indexed = field.is_indexed;
  if (!field.awaits.empty()) {
    description.refers_to = description.type = field.awaits;
  } else if (field.type.kind == TypeKind::kReference) {
    description.refers_to = description.type = schema.FindById(field.type.target)->name;
  }
  if (field.default_value.has_value()) {
    description.default_value = JsonOf(field.type, *field.default_value);
  }
  return description;
}

// References of any table that lead back to this one.
void AddBacks(const Schema& schema, const Table& table,
              std::vector<RelationDescription>& relations) {
  for (const auto& other : schema.tables()) {
    for (const Field& field : other->fields) {
      const bool leads_here = field.type.kind == TypeKind::kReference &&
                              field.type.target == table.id && !field.back.empty();
      if (leads_here) {
        relations.push_back({field.back, other->name, field.name, field.is_unique});
      }
    }
  }
}

}  // namespace

std::vector<TableDescription> DescribeTables(const Schema& schema) {
  std::vector<TableDescription> tables;
  for (const auto& table : schema.tables()) {
    TableDescription description;
    description.name = table->name;
    for (const Field& field : table->fields) {
      description.fields.push_back(Describe(schema, field));
    }
    for (const std::size_t field : table->key) {
      description.key.push_back(table->fields[field].name);
    }
    AddBacks(schema, *table, description.relations);
    for (const VirtualRelation& relation : table->relations) {
      std::string via;
      for (const Step& step : relation.via) via += (via.empty() ? "" : ".") + step.text;
      description.relations.push_back({relation.name.text, relation.table.text, via, false});
    }
    std::sort(description.relations.begin(), description.relations.end(),
              [](const RelationDescription& left, const RelationDescription& right) {
                return left.name < right.name;
              });
    tables.push_back(std::move(description));
  }
  return tables;
}

}  // namespace cambium
