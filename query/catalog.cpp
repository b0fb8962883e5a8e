// Declarations from their texts, in the order in which they rest on each other.
// SPDX-License-Identifier: Apache-2.0
#include "query/catalog.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "lsm/catalog.h"
#include "query/parser.h"

namespace cambium {
namespace {

struct Declared {
  TypeId table = 0;  // of a TABLE, and of one that was dropped
  std::string text;
  Statement statement;
};

absl::StatusOr<std::vector<Declared>> ReadTexts(const Store& store) {
  std::vector<Declared> all;
  absl::Status status;
  const AttributeId attribute = kDeclarationAttribute;
  CAMBIUM_RETURN_IF_ERROR(
      store.Scan(kCatalogType, {&attribute, 1}, [&](const std::string& subject, auto values) {
        const std::string text(values[0].AsText());
        absl::StatusOr<Statement> statement = ParseStatement(text);
        const absl::StatusOr<std::vector<Value>> key = DecodeKey(subject);
        status.Update(statement.status());
        status.Update(key.status());
        if (!status.ok()) return;
        const bool is_table = key->size() == 1 && (*key)[0].type() == ValueType::kInt;
        all.push_back({is_table ? static_cast<TypeId>((*key)[0].AsInt()) : 0, text,
                       *std::move(statement)});
      }));
  CAMBIUM_RETURN_IF_ERROR(status);
  return all;
}

absl::StatusOr<std::map<TypeId, std::vector<AttributeId>>> ReadDropped(const Store& store) {
  std::map<TypeId, std::vector<AttributeId>> dropped;
  absl::Status status;
  const AttributeId attribute = kDroppedAttribute;
  CAMBIUM_RETURN_IF_ERROR(
      store.Scan(kCatalogType, {&attribute, 1}, [&](const std::string& subject, auto) {
        const absl::StatusOr<CatalogEntry> entry = ReadCatalogSubject(subject);
        status.Update(entry.status());
        if (entry.ok()) dropped[entry->scope].push_back(entry->number);
      }));
  CAMBIUM_RETURN_IF_ERROR(status);
  return dropped;
}

absl::Status AddTables(const std::vector<Declared>& all, const Store& store, Schema& schema) {
  CAMBIUM_ASSIGN_OR_RETURN(auto dropped, ReadDropped(store));
  TypeId next = 1;
  for (const Declared& declared : all) {
    next = std::max(next, declared.table + 1);
    const auto* declaration = std::get_if<TableDeclaration>(&declared.statement);
    if (declaration != nullptr) schema.Expect(declaration->name.text);
  }
  for (const Declared& declared : all) {
    const auto* declaration = std::get_if<TableDeclaration>(&declared.statement);
    if (declaration == nullptr) continue;
    schema.ContinueAt(declared.table);
    CAMBIUM_ASSIGN_OR_RETURN(Table table, schema.Resolve(*declaration));
    table.dropped = dropped[table.id];
    schema.Add(std::move(table));
  }
  schema.ContinueAt(next);
  return absl::OkStatus();
}

}  // namespace

TripleKey KeyOfTable(TypeId table) {
  std::string subject;
  AppendKey(Value::Int(table), subject);
  return {kCatalogType, kDeclarationAttribute, subject};
}

TripleKey KeyOfDeclared(const std::string& kind, const std::string& name) {
  std::string subject;
  AppendKey(Value::Text(kind + " " + name), subject);
  return {kCatalogType, kDeclarationAttribute, subject};
}

absl::StatusOr<Schema> ReadCatalog(const Store& store) {
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<Declared> all, ReadTexts(store));
  Schema schema;
  for (const Declared& declared : all) {
    const auto* declaration = std::get_if<EnumDeclaration>(&declared.statement);
    if (declaration != nullptr) CAMBIUM_RETURN_IF_ERROR(schema.AddEnum(*declaration));
  }
  CAMBIUM_RETURN_IF_ERROR(AddTables(all, store, schema));
  for (const Declared& declared : all) {
    if (const auto* fragment = std::get_if<FragmentDeclaration>(&declared.statement)) {
      CAMBIUM_RETURN_IF_ERROR(schema.AddFragment(*fragment));
    } else if (const auto* assertion = std::get_if<AssertDeclaration>(&declared.statement)) {
      schema.AddAssertion(*assertion);
    } else if (const auto* query = std::get_if<Query>(&declared.statement);
               query != nullptr && query->name.has_value()) {
      schema.AddQuery(query->name->text, {declared.text, *query});
    } else if (declared.table == 0 &&
               !std::holds_alternative<EnumDeclaration>(declared.statement)) {
      return absl::DataLossError("catalog holds a statement that declares nothing");
    }
  }
  return schema;
}

}  // namespace cambium
