// The schema: which tables there are, their fields, and the relations between them.
//
// Built from TABLE declarations and checked there, so that the rest of query/ may rely
// on it: every reference has its table, every relation its field.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "lsm/triple.h"
#include "query/field_type.h"
#include "query/syntax.h"

namespace cambium {

struct Field {
  std::string name;
  FieldType type;
  bool nullable = false;
  AttributeId number = 0;
  bool is_key = false;
  bool is_indexed = false;
  bool is_unique = false;
  OnDelete on_delete = OnDelete::kDangle;
  std::string awaits;  // The table that it refers to, if that is not declared yet.
  std::string back;    // The relation on the target that leads here; empty for none.
  std::optional<Value> default_value;

  bool operator==(const Field&) const = default;
  // Whether the store finds rows by its value.
  bool has_index() const { return is_indexed || is_unique || !back.empty(); }
  // Whether no declaration has it: rows of a LAX table do (query/lax_fields.h).
  bool is_unknown() const { return number >= kFirstUnknown; }
  static constexpr AttributeId kFirstUnknown = AttributeId{1} << 28;
};

struct Table {
  TypeId id = 0;
  std::string name;
  bool is_lax = false;
  std::vector<Field> fields;     // As declared; of a LAX table unknown ones behind them.
  std::vector<std::size_t> key;  // Positions in `fields`, in key order.
  std::vector<VirtualRelation> relations;
  std::vector<Reserved> reserved;
  // What statements have written to it beside declared fields; kept while it is STRICT, too.
  std::vector<Field> unknown;
  // Numbers of fields that are declared no more: their triples may stand.
  std::vector<AttributeId> dropped;
  std::shared_ptr<const TableDeclaration> declaration;  // That it was resolved from.

  // Those of `now` whose names no declared field has.
  void SetUnknown(const std::vector<Field>& now);
  // What is stored, and what can be asked for.
  bool operator==(const Table& other) const;
  const VirtualRelation* FindVirtual(std::string_view name) const;
  std::optional<std::size_t> FindField(std::string_view name) const;
  std::vector<std::string> FieldNames() const;
  // Of the key as references hold it: of several fields, a tuple.
  FieldType KeyType() const;
};

// A to-many relation: the rows of `table` whose `field` refers to the row at hand.
struct Relation {
  const Table* table;
  std::size_t field;
};

// QUERY name(…) …, as it was written.
struct NamedQuery {
  std::string text;
  Query query;
};

class Schema {
 public:
  const Table* Find(std::string_view name) const;
  const Table* FindById(TypeId id) const;
  std::optional<Relation> FindRelation(const Table& of, std::string_view name) const;
  std::vector<std::string> TableNames() const;
  std::vector<std::string> RelationNames(const Table& of) const;
  const std::vector<std::shared_ptr<const Table>>& tables() const { return tables_; }

  // What a type is called in a statement, of a parameter.
  absl::StatusOr<FieldType> TypeOf(const TypeSyntax& type) const;

  absl::Status AddFragment(FragmentDeclaration fragment);
  const FragmentDeclaration* FindFragment(std::string_view name) const;
  std::vector<std::string> FragmentNames() const;
  const std::vector<FragmentDeclaration>& fragments() const { return fragments_; }

  // Null when there is none.
  const NamedQuery* FindQuery(std::string_view name) const;
  std::vector<std::string> QueryNames() const;
  // In the place of one of this name, if there is one.
  void AddQuery(std::string name, NamedQuery query);
  bool RemoveQuery(std::string_view name);
  const std::map<std::string, NamedQuery, std::less<>>& queries() const { return queries_; }

  // What must stay true, by name.
  const std::map<std::string, AssertDeclaration, std::less<>>& assertions() const {
    return assertions_;
  }
  void AddAssertion(AssertDeclaration assertion);
  bool RemoveAssertion(std::string_view name);

  // Tables that are declared later may have fields of this type. An equal one that stands
  // already is fine, another of its name is not.
  absl::Status AddEnum(const EnumDeclaration& declaration);
  // Null when there is none. Its type is kEnum.
  const FieldType* FindEnum(std::string_view name) const;
  // A schema in which the enum has these members, and all else is resolved anew. The error
  // names what cannot be.
  absl::StatusOr<Schema> With(const EnumDeclaration& declaration) const;

  // The table that the declaration describes, checked against this schema; its id is
  // that of the table that it re-declares, or the next that never was one.
  absl::StatusOr<Table> Resolve(const TableDeclaration& declaration) const;

  // `table` comes from Resolve(); it takes the place of the one that it re-declares.
  void Add(Table table);
  void Remove(TypeId table);

  // For who declares again what was declared once: names that come later are no mistakes, and
  // the next table gets this id.
  void Expect(std::string table) { expected_.insert(std::move(table)); }
  void ContinueAt(TypeId id) { next_id_ = id; }
  TypeId next_id() const { return next_id_; }

 private:
  absl::StatusOr<Field> ResolveField(const FieldDeclaration& declaration,
                                     const Table& table) const;
  absl::StatusOr<FieldType> ResolveType(const TypeSyntax& type, const Table& table) const;
  absl::Status ResolveBack(const Name& back, const Field& field, const Table& table) const;

  static absl::StatusOr<FieldType> EnumType(const EnumDeclaration& declaration);

  std::vector<FragmentDeclaration> fragments_;
  std::vector<std::shared_ptr<const Table>> tables_;  // By id.
  std::vector<FieldType> enums_;                      // In the order of declaration.
  std::map<std::string, NamedQuery, std::less<>> queries_;
  std::map<std::string, AssertDeclaration, std::less<>> assertions_;
  std::set<std::string, std::less<>> expected_;
  TypeId next_id_ = 1;  // Above that of every table that there has been.
};

}  // namespace cambium
