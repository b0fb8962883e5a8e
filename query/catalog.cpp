// Declarations from their texts, in the order in which they rest on each other.
// SPDX-License-Identifier: Apache-2.0
#include "query/catalog.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "lsm/catalog.h"
#include "query/lax_fields.h"
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

// Calls `visit(entry, value)` for what the catalog says of types and attributes in one way.
template <typename Visit>
absl::Status VisitEntries(const Store& store, AttributeId attribute, Visit visit) {
  absl::Status status;
  CAMBIUM_RETURN_IF_ERROR(
      store.Scan(kCatalogType, {&attribute, 1}, [&](const std::string& subject, auto values) {
        const absl::StatusOr<CatalogEntry> entry = ReadCatalogSubject(subject);
        status.Update(entry.status());
        if (entry.ok()) visit(*entry, values[0]);
      }));
  return status;
}

absl::StatusOr<std::map<TypeId, std::vector<AttributeId>>> ReadDropped(const Store& store) {
  std::map<TypeId, std::vector<AttributeId>> dropped;
  CAMBIUM_RETURN_IF_ERROR(VisitEntries(store, kDroppedAttribute,
                                       [&dropped](const CatalogEntry& entry, const Value&) {
                                         dropped[entry.scope].push_back(entry.number);
                                       }));
  return dropped;
}

// The names of fields that rows of LAX tables have, by table.
absl::StatusOr<std::map<TypeId, std::vector<Field>>> ReadUnknown(const Store& store) {
  std::map<TypeId, std::vector<Field>> unknown;
  CAMBIUM_RETURN_IF_ERROR(VisitEntries(
      store, kNameAttribute, [&unknown](const CatalogEntry& entry, const Value& name) {
        if (entry.number < Field::kFirstUnknown) return;
        unknown[entry.scope].push_back(
            UnknownFieldOf(std::string(name.AsText()), entry.number));
      }));
  return unknown;
}

absl::Status AddTables(const std::vector<Declared>& all, const Store& store, Schema& schema) {
  CAMBIUM_ASSIGN_OR_RETURN(auto dropped, ReadDropped(store));
  CAMBIUM_ASSIGN_OR_RETURN(auto unknown, ReadUnknown(store));
  TypeId next = 1;
  for (const Declared& declared : all) {
    next = std::max(next, declared.table + 1);
    const auto* declaration = std::get_if<TableDeclaration>(&declared.statement);
    if (declaration == nullptr) continue;
    schema.Expect(declaration->name.text);
    // What was taken for the name of a table to come is none of a misspelt type now.
    for (const FieldDeclaration& field : declaration->fields) {
      schema.Expect(field.type.name.text);
    }
  }
  for (const Declared& declared : all) {
    const auto* declaration = std::get_if<TableDeclaration>(&declared.statement);
    if (declaration == nullptr) continue;
    schema.ContinueAt(declared.table);
    CAMBIUM_ASSIGN_OR_RETURN(Table table, schema.Resolve(*declaration));
    table.SetUnknown(unknown[table.id]);
    table.dropped = dropped[table.id];
    schema.Add(std::move(table));
  }
  schema.ContinueAt(next);
  return absl::OkStatus();
}

constexpr int kFragmentRank = 2;

int RankOf(const Statement& statement) {
  if (std::holds_alternative<EnumDeclaration>(statement)) return 0;
  if (std::holds_alternative<TableDeclaration>(statement)) return 1;
  if (std::holds_alternative<FragmentDeclaration>(statement)) return kFragmentRank;
  if (std::holds_alternative<Query>(statement)) return 3;
  return std::holds_alternative<AssertDeclaration>(statement) ? 4 : 5;
}

bool Uses(const std::vector<Item>& items, const std::set<std::string>& fragments) {
  return std::any_of(items.begin(), items.end(), [&fragments](const Item& item) {
    if (item.kind == ItemKind::kFragment) return fragments.count(item.fragment.text) != 0;
    return std::any_of(
        item.select.begin(), item.select.end(),
        [&fragments](const Select& select) { return Uses(select.items, fragments); });
  });
}

// Each behind those that it uses; none uses itself, however indirectly.
std::vector<Statement> InOrderOfUse(const std::vector<Statement>& fragments) {
  std::set<std::string> waiting;
  const auto name_of = [](const Statement& statement) {
    return std::get<FragmentDeclaration>(statement).name.text;
  };
  for (const Statement& statement : fragments) waiting.insert(name_of(statement));
  std::vector<Statement> ordered;
  for (bool goes_on = true; goes_on;) {
    goes_on = false;
    for (const Statement& statement : fragments) {
      const auto& fragment = std::get<FragmentDeclaration>(statement);
      const bool is_next =
          waiting.count(fragment.name.text) != 0 && !Uses(fragment.items, waiting);
      if (!is_next) continue;
      waiting.erase(fragment.name.text);
      ordered.push_back(statement);
      goes_on = true;
    }
  }
  return ordered;
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

absl::StatusOr<std::vector<Statement>> ReadDeclarations(const Store& store) {
  CAMBIUM_ASSIGN_OR_RETURN(std::vector<Declared> all, ReadTexts(store));
  std::vector<Statement> kinds[5];
  for (Declared& declared : all) {
    const int rank = RankOf(declared.statement);
    if (rank < 5) kinds[rank].push_back(std::move(declared.statement));
  }
  std::vector<Statement> ordered;
  for (std::vector<Statement>& kind : kinds) {
    if (&kind == &kinds[kFragmentRank]) kind = InOrderOfUse(kind);
    for (Statement& statement : kind) ordered.push_back(std::move(statement));
  }
  return ordered;
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
