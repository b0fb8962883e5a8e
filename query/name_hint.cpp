// Lists of names, cut where they are long.
// SPDX-License-Identifier: Apache-2.0
#include "query/name_hint.h"

#include <algorithm>
#include <vector>

#include "query/words.h"

namespace cambium {
namespace {

std::string Listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 12;
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < kMost; ++i) {
    list += (i == 0 ? "" : ", ") + names[i];
  }
  return names.size() > kMost ? list + ", …" : list;
}

const Table* TargetOf(const Schema& schema, const Table& of, std::string_view name) {
  if (const auto field = of.FindField(name)) {
    const FieldType& type = of.fields[*field].type;
    return type.kind == TypeKind::kReference ? schema.FindById(type.target) : nullptr;
  }
  const std::optional<Relation> relation = schema.FindRelation(of, name);
  return relation.has_value() ? relation->table : nullptr;
}

}  // namespace

std::string TablesHint(const Schema& schema) {
  const std::vector<std::string> names = schema.TableNames();
  if (!names.empty()) return "hint: the tables are " + Listed(names);
  return "hint: no table is declared yet: TABLE T { id: Int = 1 KEY, name: Text = 2 }";
}

std::string FieldsHint(const Schema& schema, const Table& table, std::string_view name,
                       bool is_value) {
  std::vector<std::string> names = table.FieldNames();
  for (std::string& relation : schema.RelationNames(table))
    names.push_back(std::move(relation));
  std::string hint = "hint: " + table.name + " has " + Listed(names);
  if (is_value) hint += "; a text stands in quotes: '" + std::string(name) + "'";
  return hint;
}

std::string OneStepFurther(const Schema& schema, const Table& of, std::string_view relation) {
  std::vector<std::string> names = schema.RelationNames(of);
  for (const Field& field : of.fields) names.push_back(field.name);
  for (const std::string& name : names) {
    const Table* const next = TargetOf(schema, of, name);
    if (next == nullptr || next->name == of.name) continue;
    const std::vector<std::string> further = schema.RelationNames(*next);
    if (std::find(further.begin(), further.end(), relation) != further.end()) {
      return "; " + name + "." + std::string(relation) + " leads there";
    }
  }
  return "";
}

std::string LabelFor(const Expr& expr) {
  std::string label = "value";
  if (expr.kind == ExprKind::kCall) label = expr.name.text;
  if (expr.kind == ExprKind::kAggregate) label = AggregateName(expr.aggregate);
  if (expr.kind == ExprKind::kExists) label = "any";
  for (char& c : label) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return label;
}

}  // namespace cambium
