// Names that statements write, and numbers for them.
// SPDX-License-Identifier: Apache-2.0
#include "query/lax_fields.h"

#include <algorithm>
#include <utility>

#include "lsm/catalog.h"

namespace cambium {
namespace {

void AddNames(const Schema& schema, const Name& of, const std::vector<Assignment>& assignments,
              std::map<TypeId, std::set<std::string>>& names) {
  const Table* table = schema.Find(of.text);
  if (table == nullptr || !table->is_lax) return;
  for (const Assignment& assignment : assignments) {
    const std::string& name = assignment.field.text;
    const bool is_taken = table->FindField(name).has_value() ||
                          table->FindVirtual(name) != nullptr ||
                          schema.FindRelation(*table, name).has_value();
    if (!is_taken) names[table->id].insert(name);
  }
}

}  // namespace

std::map<TypeId, std::set<std::string>> UnknownNames(const Schema& schema,
                                                     const std::vector<Mutation>& mutations) {
  std::map<TypeId, std::set<std::string>> names;
  for (const Mutation& mutation : mutations) {
    if (const auto* insert = std::get_if<Insert>(&mutation)) {
      AddNames(schema, insert->table, insert->fields, names);
    } else if (const auto* update = std::get_if<Update>(&mutation)) {
      AddNames(schema, update->table, update->set, names);
    }
  }
  return names;
}

Table WithUnknown(const Table& table, const std::set<std::string>& names, Batch& batch) {
  Table wider = table;
  AttributeId next = Field::kFirstUnknown;
  for (const Field& field : table.unknown) next = std::max(next, field.number + 1);
  // A name that was taken over by a declared field has left its number behind.
  for (const AttributeId number : table.dropped) next = std::max(next, number + 1);
  std::vector<Field> unknown = table.unknown;
  for (const std::string& name : names) {
    batch.push_back(
        {{kCatalogType, kNameAttribute, CatalogSubject(table.id, next)}, Value::Text(name)});
    unknown.push_back(UnknownFieldOf(name, next++));
  }
  wider.SetUnknown(unknown);
  return wider;
}

Field UnknownFieldOf(std::string name, AttributeId number) {
  Field field;
  field.name = std::move(name);
  field.type = AnyType();
  field.nullable = true;
  field.number = number;
  return field;
}

}  // namespace cambium
