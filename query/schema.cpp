// Declarations checked and turned into tables.
// SPDX-License-Identifier: Apache-2.0
#include "query/schema.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "dataflow/decimal.h"
#include "dataflow/status.h"
#include "query/sql_habit.h"

namespace cambium {
namespace {

constexpr std::pair<std::string_view, TypeKind> kBuiltinTypes[] = {
    {"Bool", TypeKind::kBool}, {"Int", TypeKind::kInt},     {"Float", TypeKind::kFloat},
    {"Text", TypeKind::kText}, {"Bytes", TypeKind::kBytes}, {"Time", TypeKind::kTime},
    {"Date", TypeKind::kDate}, {"Uuid", TypeKind::kUuid},   {"Json", TypeKind::kJson}};

bool IsTypeName(std::string_view name) {
  return name == "Decimal" ||
         std::any_of(std::begin(kBuiltinTypes), std::end(kBuiltinTypes),
                     [name](const auto& type) { return type.first == name; });
}

absl::Status RelationTaken(const Name& back, const std::string& target) {
  return ErrorAt(back.span, target + " has a field or relation '" + back.text + "' already");
}

absl::Status CheckKey(const TableDeclaration& declaration, Table& table) {
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (table.fields[i].is_key) table.key.push_back(i);
  }
  if (table.key.size() > 1) {
    return ErrorAt(declaration.fields[table.key[1]].name.span,
                   "a key of several fields is written KEY (a, b)");
  }
  if (!table.key.empty() && !declaration.composite_key.empty()) {
    return ErrorAt(declaration.composite_key[0].span, "table has two keys: " + table.name);
  }
  for (const Name& name : declaration.composite_key) {
    const auto field = table.FindField(name.text);
    if (!field.has_value()) {
      return ErrorAt(name.span, "no field '" + name.text + "' on " + table.name +
                                    DidYouMean(name.text, table.FieldNames()));
    }
    if (table.fields[*field].is_key) {
      return ErrorAt(name.span, "field is in the key twice: " + name.text);
    }
    table.fields[*field].is_key = true;
    table.key.push_back(*field);
  }
  if (table.key.empty()) {
    return ErrorAt(declaration.name.span, "table has no KEY: " + table.name);
  }
  for (const std::size_t i : table.key) {
    if (table.fields[i].nullable) {
      return ErrorAt(declaration.fields[i].name.span,
                     "a KEY field cannot be nullable: " + table.fields[i].name);
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<std::size_t> Table::FindField(std::string_view field) const {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == field) return i;
  }
  return std::nullopt;
}

std::vector<std::string> Table::FieldNames() const {
  std::vector<std::string> names;
  for (const Field& field : fields) names.push_back(field.name);
  return names;
}

FieldType Table::KeyType() const {
  if (key.size() == 1) return StoredType(fields[key[0]].type);
  std::vector<FieldType> parts;
  for (const std::size_t field : key) parts.push_back(StoredType(fields[field].type));
  return TupleType(std::move(parts));
}

const VirtualRelation* Table::FindVirtual(std::string_view relation) const {
  for (const VirtualRelation& known : relations) {
    if (known.name.text == relation) return &known;
  }
  return nullptr;
}

bool Table::operator==(const Table& other) const {
  const auto same = [](const VirtualRelation& a, const VirtualRelation& b) {
    return a.name.text == b.name.text && a.table.text == b.table.text &&
           std::equal(a.via.begin(), a.via.end(), b.via.begin(), b.via.end(),
                      [](const Step& x, const Step& y) { return x.text == y.text; });
  };
  const auto as_reserved = [](const Reserved& a, const Reserved& b) {
    return a.number == b.number && a.name == b.name;
  };
  return id == other.id && name == other.name && is_lax == other.is_lax &&
         fields == other.fields && key == other.key &&
         std::equal(reserved.begin(), reserved.end(), other.reserved.begin(),
                    other.reserved.end(), as_reserved) &&
         std::equal(relations.begin(), relations.end(), other.relations.begin(),
                    other.relations.end(), same);
}

const Table* Schema::Find(std::string_view name) const {
  for (const auto& table : tables_) {
    if (table->name == name) return table.get();
  }
  return nullptr;
}

const Table* Schema::FindById(TypeId id) const {
  for (const auto& table : tables_) {
    if (table->id == id) return table.get();
  }
  return nullptr;
}

std::optional<Relation> Schema::FindRelation(const Table& of, std::string_view name) const {
  for (const auto& table : tables_) {
    for (std::size_t i = 0; i < table->fields.size(); ++i) {
      const Field& field = table->fields[i];
      if (field.type.kind == TypeKind::kReference && field.type.target == of.id &&
          field.back == name && !name.empty()) {
        return Relation{table.get(), i};
      }
    }
  }
  return std::nullopt;
}

std::vector<std::string> Schema::TableNames() const {
  std::vector<std::string> names;
  for (const auto& table : tables_) names.push_back(table->name);
  return names;
}

std::vector<std::string> Schema::RelationNames(const Table& of) const {
  std::vector<std::string> names;
  for (const VirtualRelation& relation : of.relations) names.push_back(relation.name.text);
  for (const auto& table : tables_) {
    for (const Field& field : table->fields) {
      const bool leads_here =
          field.type.kind == TypeKind::kReference && field.type.target == of.id;
      if (leads_here && !field.back.empty()) names.push_back(field.back);
    }
  }
  return names;
}

namespace {

// What was reserved stays so for one declaration more: none releases a number and takes it.
absl::Status CheckReserved(const std::vector<Reserved>& all,
                           const TableDeclaration& declaration) {
  for (const Reserved& reserved : all) {
    for (const FieldDeclaration& field : declaration.fields) {
      const bool taken = reserved.number.has_value() ? field.number == *reserved.number
                                                     : field.name.text == reserved.name;
      if (!taken) continue;
      return ErrorAt(field.name.span, "field is reserved: " + field.name.text + " = " +
                                          std::to_string(field.number));
    }
  }
  return absl::OkStatus();
}

// Members that are no fields, and what fields say of them.
absl::Status CheckMembers(const TableDeclaration& declaration, const Table& table,
                          const Table* standing) {
  CAMBIUM_RETURN_IF_ERROR(CheckReserved(declaration.reserved, declaration));
  if (standing != nullptr) {
    CAMBIUM_RETURN_IF_ERROR(CheckReserved(standing->reserved, declaration));
  }
  std::set<std::string_view> names;
  for (const VirtualRelation& relation : declaration.relations) {
    const std::string& name = relation.name.text;
    if (table.FindField(name).has_value()) {
      return ErrorAt(relation.name.span, "relation is named like a field: " + name);
    }
    if (!names.insert(name).second) {
      return ErrorAt(relation.name.span, "relation is declared twice: " + name);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<FieldType> Schema::EnumType(const EnumDeclaration& declaration) {
  TypeDetail detail;
  detail.name = declaration.name.text;
  for (const EnumDeclaration::Member& member : declaration.members) {
    if (detail.FindMember(member.name.text) != nullptr) {
      return ErrorAt(member.name.span, "value is declared twice: " + member.name.text);
    }
    if (const TypeDetail::Member* other = detail.FindMember(member.number)) {
      return ErrorAt(member.name.span, "number is taken by '" + other->name +
                                           "': " + std::to_string(member.number));
    }
    detail.members.push_back({member.name.text, member.number});
  }
  FieldType type;
  type.kind = TypeKind::kEnum;
  type.detail = std::make_shared<const TypeDetail>(std::move(detail));
  return type;
}

absl::Status Schema::AddEnum(const EnumDeclaration& declaration) {
  const std::string& name = declaration.name.text;
  if (IsTypeName(name)) {
    return ErrorAt(declaration.name.span, "an enum cannot be named like a type: " + name);
  }
  if (Find(name) != nullptr) {
    return ErrorAt(declaration.name.span, "an enum cannot be named like a table: " + name);
  }
  for (const auto& table : tables_) {
    for (const Field& field : table->fields) {
      if (field.awaits != name) continue;
      return ErrorAt(declaration.name.span, "an enum cannot be named like the table that " +
                                                table->name + "." + field.name +
                                                " refers to: " + name);
    }
  }
  CAMBIUM_ASSIGN_OR_RETURN(FieldType type, EnumType(declaration));
  if (const FieldType* standing = FindEnum(name)) {
    if (*standing == type) return absl::OkStatus();
    return ErrorAt(declaration.name.span, "enum is declared already: " + name);
  }
  enums_.push_back(std::move(type));
  return absl::OkStatus();
}

const FieldType* Schema::FindEnum(std::string_view name) const {
  for (const FieldType& declared : enums_) {
    if (declared.detail->name == name) return &declared;
  }
  return nullptr;
}

namespace {

// Makes it LAX: what is no key and no reference takes any value, or none.
void Loosen(Table& table) {
  table.is_lax = true;
  for (Field& field : table.fields) {
    if (field.is_key || field.type.kind == TypeKind::kReference) continue;
    field.type = AnyType(field.type);
    field.nullable = true;
  }
}

std::vector<AttributeId> DroppedNumbers(const Table& before, const Table& after) {
  std::set<AttributeId> dropped(before.dropped.begin(), before.dropped.end());
  for (const Field& field : before.fields) dropped.insert(field.number);
  for (const Field& field : after.fields) dropped.erase(field.number);
  return {dropped.begin(), dropped.end()};
}

}  // namespace

absl::StatusOr<Table> Schema::Resolve(const TableDeclaration& declaration) const {
  Table table;
  table.name = declaration.name.text;
  const Table* standing = Find(table.name);
  table.id = standing != nullptr ? standing->id : next_id_;
  if (IsTypeName(table.name) || FindEnum(table.name) != nullptr) {
    return ErrorAt(declaration.name.span, "a table cannot be named like a type: " + table.name);
  }
  for (const FieldDeclaration& field : declaration.fields) {
    if (table.FindField(field.name.text).has_value()) {
      return ErrorAt(field.name.span, "field is declared twice: " + field.name.text);
    }
    CAMBIUM_ASSIGN_OR_RETURN(Field resolved, ResolveField(field, table));
    for (const Field& other : table.fields) {
      if (other.number != resolved.number) continue;
      return ErrorAt(field.number_span, "field number is taken by '" + other.name +
                                            "': " + std::to_string(field.number));
    }
    table.fields.push_back(std::move(resolved));
  }
  CAMBIUM_RETURN_IF_ERROR(CheckKey(declaration, table));
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (!table.fields[i].is_key || table.fields[i].awaits.empty()) continue;
    return ErrorAt(declaration.fields[i].type.name.span,
                   "a key needs a table that is declared already: " + table.fields[i].awaits);
  }
  CAMBIUM_RETURN_IF_ERROR(CheckMembers(declaration, table, standing));
  table.relations = declaration.relations;
  table.reserved = declaration.reserved;
  table.declaration = std::make_shared<const TableDeclaration>(declaration);
  for (const auto& other : tables_) {
    if (other->id == table.id) continue;
    for (const Field& field : other->fields) {
      const bool leads_here = field.awaits == table.name || field.type.target == table.id;
      if (!leads_here || field.back.empty()) continue;
      const bool is_field = table.FindField(field.back).has_value();
      if (!is_field && table.FindVirtual(field.back) == nullptr) continue;
      return ErrorAt(declaration.name.span, (is_field ? "field '" : "relation '") + field.back +
                                                "' is a relation already, by " + other->name +
                                                "." + field.name);
    }
  }
  // A reference of a table to itself could not know the key while that was being read, nor
  // its relation the fields behind it.
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    Field& field = table.fields[i];
    const bool to_itself =
        field.type.kind == TypeKind::kReference && field.type.target == table.id;
    if (!to_itself) continue;
    if (field.is_key) {
      return ErrorAt(declaration.name.span, "a key cannot refer to itself: " + field.name);
    }
    const bool is_taken =
        table.FindField(field.back).has_value() || table.FindVirtual(field.back) != nullptr;
    if (is_taken) return RelationTaken(*declaration.fields[i].back, table.name);
    field.type = ReferenceType(table.id, table.KeyType());
  }
  if (declaration.is_lax) Loosen(table);
  if (standing != nullptr) {
    table.SetUnknown(standing->unknown);
    table.dropped = DroppedNumbers(*standing, table);
  }
  return table;
}

absl::StatusOr<Field> Schema::ResolveField(const FieldDeclaration& declaration,
                                           const Table& table) const {
  Field field;
  field.name = declaration.name.text;
  field.nullable = declaration.nullable;
  field.is_key = declaration.is_key;
  field.is_indexed = declaration.is_indexed;
  field.on_delete = declaration.on_delete;
  field.is_unique = declaration.is_unique;
  // 2^28 leaves room for attributes of our own beside those of the user.
  if (declaration.number < 1 || declaration.number >= std::int64_t{Field::kFirstUnknown}) {
    return ErrorAt(declaration.number_span,
                   "field number is out of range: " + std::to_string(declaration.number));
  }
  field.number = static_cast<AttributeId>(declaration.number);
  CAMBIUM_ASSIGN_OR_RETURN(field.type, ResolveType(declaration.type, table));
  if (field.type.kind == TypeKind::kReference && field.type.target == 0) {
    field.awaits = declaration.type.name.text;
  }
  if (declaration.back.has_value()) {
    CAMBIUM_RETURN_IF_ERROR(ResolveBack(*declaration.back, field, table));
    field.back = declaration.back->text;
  }
  if (field.on_delete != OnDelete::kDangle && field.type.kind != TypeKind::kReference) {
    return ErrorAt(declaration.on_delete_span,
                   "ON DELETE needs a reference, and '" + field.name + "' is none");
  }
  if (field.on_delete == OnDelete::kNull && !field.nullable) {
    return ErrorAt(declaration.on_delete_span,
                   "ON DELETE NULL needs a field that can be NULL: " + field.name);
  }
  if (declaration.default_value.has_value()) {
    const absl::StatusOr<Value> value =
        CoerceTo(field.type, declaration.default_value->literal);
    if (!value.ok()) {
      return ErrorAt(declaration.default_value->span, std::string(value.status().message()));
    }
    field.default_value = *value;
  }
  return field;
}

absl::StatusOr<FieldType> Schema::ResolveType(const TypeSyntax& type,
                                              const Table& table) const {
  const std::string& name = type.name.text;
  if (type.scale.has_value() != (name == "Decimal")) {
    return ErrorAt(type.name.span, name == "Decimal"
                                       ? "Decimal needs its digits after the point: Decimal(2)"
                                       : "type takes no number of digits: " + name);
  }
  FieldType result;
  if (name == "Decimal") {
    if (*type.scale > Decimal::kMaxScale) {
      return ErrorAt(type.name.span, "Decimal has at most 18 digits after the point");
    }
    result.kind = TypeKind::kDecimal;
    result.scale = static_cast<std::uint8_t>(*type.scale);
    return result;
  }
  for (const auto& [builtin, kind] : kBuiltinTypes) {
    if (name == builtin) {
      result.kind = kind;
      return result;
    }
  }
  if (const FieldType* declared = FindEnum(name)) return *declared;
  result.kind = TypeKind::kReference;
  if (name == table.name) {
    result.target = table.id;
    return result;
  }
  const Table* target = Find(name);
  if (target == nullptr) {
    std::vector<std::string> names = TableNames();
    for (const auto& builtin : kBuiltinTypes) names.emplace_back(builtin.first);
    for (const FieldType& declared : enums_) names.push_back(declared.detail->name);
    names.emplace_back("Decimal");
    std::string hint = expected_.count(name) == 0 ? DidYouMean(name, names) : "";
    const std::string_view meant = TypeOfSql(name);
    if (expected_.count(name) == 0 && !meant.empty()) {
      hint = "; did you mean '" + std::string(meant) + "'?";
    }
    // Far from every name that there is, it is that of a table to come.
    if (hint.empty()) return result;
    return ErrorAt(type.name.span, "no type or table '" + name + "'" + hint);
  }
  return ReferenceType(target->id, target->KeyType());
}

absl::Status Schema::ResolveBack(const Name& back, const Field& field,
                                 const Table& table) const {
  if (field.type.kind != TypeKind::kReference) {
    return ErrorAt(back.span, "BACK needs a reference, and '" + field.name + "' is none");
  }
  // Of tables that are to come, too, whose own names are checked when they do.
  const auto leads_there = [&](const Field& other) {
    return other.back == back.text && other.awaits == field.awaits &&
           other.type.target == field.type.target;
  };
  bool taken = std::any_of(table.fields.begin(), table.fields.end(), leads_there);
  for (const auto& other : tables_) {
    // A relation of its own it may have moved to another field.
    if (other->id == table.id) continue;
    taken = taken || std::any_of(other->fields.begin(), other->fields.end(), leads_there);
    if (other->id != field.type.target) continue;
    taken = taken || other->FindField(back.text).has_value() ||
            other->FindVirtual(back.text) != nullptr;
  }
  if (!taken) return absl::OkStatus();
  const Table* target = FindById(field.type.target);
  return RelationTaken(back, target != nullptr      ? target->name
                             : field.awaits.empty() ? table.name
                                                    : field.awaits);
}

absl::StatusOr<FieldType> Schema::TypeOf(const TypeSyntax& type) const {
  CAMBIUM_ASSIGN_OR_RETURN(FieldType resolved, ResolveType(type, Table()));
  const bool is_unknown = resolved.kind == TypeKind::kReference && resolved.target == 0;
  if (is_unknown) {
    return ErrorAt(type.name.span, "no type or table '" + type.name.text + "'");
  }
  return resolved;
}

void Schema::Add(Table table) {
  next_id_ = std::max(next_id_, table.id + 1);
  // References that have waited for it.
  for (std::shared_ptr<const Table>& other : tables_) {
    Table known = *other;
    bool waited = false;
    for (Field& field : known.fields) {
      if (field.awaits != table.name) continue;
      field.awaits.clear();
      field.type = ReferenceType(table.id, table.KeyType());
      waited = true;
    }
    if (waited) other = std::make_shared<const Table>(std::move(known));
  }
  for (std::shared_ptr<const Table>& other : tables_) {
    if (other->id != table.id) continue;
    other = std::make_shared<const Table>(std::move(table));
    return;
  }
  tables_.push_back(std::make_shared<const Table>(std::move(table)));
}

}  // namespace cambium
