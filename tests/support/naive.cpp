// Statements on maps, answers by nested loops.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/naive.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace cambium::testing {
namespace {

bool Satisfies(const std::optional<Expr>& where, const NaiveTable& table, const NaiveRow& row) {
  if (!where.has_value()) return true;
  const NaiveValue truth = NaiveEvaluate(*where, table.fields, row);
  if (!truth.is_null() && truth.kind != NaiveKind::kBool) throw InvalidScript("no truth");
  return !truth.is_null() && truth.number == 1;
}

// ORDER BY sees fields first, then labels.
const Expr& BehindLabel(const Select& select, const NaiveTable& table, const Expr& expr) {
  if (expr.kind != ExprKind::kPath || expr.path.size() != 1) return expr;
  for (const NaiveField& field : table.fields) {
    if (field.name == expr.path[0].text) return expr;
  }
  for (const Item& item : select.items) {
    const bool same = item.label.has_value() && item.label->text == expr.path[0].text;
    if (same && item.expr.has_value()) return *item.expr;
  }
  return expr;
}

void CheckNames(const std::optional<Expr>& where, const NaiveTable& table) {
  if (where.has_value()) CheckNames(*where, table.fields);
}

NaiveKind KindOf(const std::string& type) {
  if (type == "Bool") return NaiveKind::kBool;
  if (type == "Int" || type == "Decimal") return NaiveKind::kNumber;
  if (type == "Text") return NaiveKind::kText;
  return type == "Time" ? NaiveKind::kTime : NaiveKind::kNull;
}

}  // namespace

NaiveRow NaiveTable::KeyOf(const NaiveRow& row) const {
  NaiveRow values;
  for (const std::size_t field : key) values.push_back(row[field]);
  return values;
}

std::size_t NaiveTable::FieldAt(const std::string& field) const {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == field) return i;
  }
  throw InvalidScript("no field " + field);
}

const NaiveTable& NaiveDatabase::TableAt(const std::string& name) const {
  for (const NaiveTable& table : tables_) {
    if (table.name == name) return table;
  }
  throw InvalidScript("no table " + name);
}

NaiveTable& NaiveDatabase::Mutable(const std::string& name) {
  return const_cast<NaiveTable&>(TableAt(name));
}

std::vector<NaiveRelation> NaiveDatabase::RelationsOf(const NaiveTable& of) const {
  std::vector<NaiveRelation> relations;
  for (const NaiveTable& table : tables_) {
    for (std::size_t i = 0; i < table.fields.size(); ++i) {
      const NaiveField& field = table.fields[i];
      if (field.target == of.name && !field.back.empty()) {
        relations.push_back({field.back, &table, i});
      }
    }
  }
  return relations;
}

NaiveRelation NaiveDatabase::RelationAt(const NaiveTable& of, const std::string& name) const {
  for (const NaiveRelation& relation : RelationsOf(of)) {
    if (relation.name == name) return relation;
  }
  throw InvalidScript("no relation " + name);
}

bool NaiveDatabase::empty() const {
  return std::all_of(tables_.begin(), tables_.end(),
                     [](const NaiveTable& table) { return table.rows.empty(); });
}

NaiveDatabase::Effect NaiveDatabase::Apply(const Statement& statement) {
  if (const auto* table = std::get_if<TableDeclaration>(&statement)) return Declare(*table);
  if (const auto* insert = std::get_if<Insert>(&statement)) return ApplyInsert(*insert);
  if (const auto* update = std::get_if<Update>(&statement)) return ApplyUpdate(*update);
  if (const auto* erase = std::get_if<Delete>(&statement)) return ApplyDelete(*erase);
  throw InvalidScript("a query changes nothing");
}

NaiveDatabase::Effect NaiveDatabase::Declare(const TableDeclaration& declaration) {
  NaiveTable table;
  table.name = declaration.name.text;
  for (const FieldDeclaration& field : declaration.fields) {
    NaiveField added;
    added.name = field.name.text;
    added.kind = KindOf(field.type.name.text);
    added.scale = static_cast<int>(field.type.scale.value_or(0));
    added.nullable = field.nullable;
    if (added.kind == NaiveKind::kNull) added.target = field.type.name.text;
    if (field.back.has_value()) added.back = field.back->text;
    if (field.is_key) table.key.push_back(table.fields.size());
    table.fields.push_back(std::move(added));
  }
  for (const Name& name : declaration.composite_key) {
    table.key.push_back(table.FieldAt(name.text));
  }
  if (table.key.empty()) throw InvalidScript("table without a key");
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    NaiveField& field = table.fields[i];
    if (!field.target.empty()) {
      const NaiveTable& target = field.target == table.name ? table : TableAt(field.target);
      field.kind = target.fields[target.key[0]].kind;
      field.scale = target.fields[target.key[0]].scale;
    }
    if (declaration.fields[i].default_value.has_value()) {
      field.fallback =
          NaiveFit(field, NaiveEvaluate(*declaration.fields[i].default_value, {}, {}));
    }
  }
  tables_.push_back(std::move(table));
  return {true, 0, true};
}

NaiveDatabase::Effect NaiveDatabase::ApplyInsert(const Insert& insert) {
  NaiveTable& table = Mutable(insert.table.text);
  std::vector<std::optional<NaiveValue>> given(table.fields.size());
  for (const Assignment& assignment : insert.fields) {
    const std::size_t field = table.FieldAt(assignment.field.text);
    given[field] = NaiveFit(table.fields[field], NaiveEvaluate(assignment.value, {}, {}));
    if (!given[field].has_value()) return {false, 0, false};
  }
  NaiveRow row;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const NaiveField& field = table.fields[i];
    if (!given[i].has_value() && field.fallback.has_value()) given[i] = field.fallback;
    if (!given[i].has_value() && !field.nullable) return {false, 0, false};
    row.push_back(given[i].value_or(NaiveValue()));
  }
  const bool is_new = table.rows.emplace(table.KeyOf(row), row).second;
  return {is_new, is_new ? 1 : 0, is_new};
}

NaiveDatabase::Effect NaiveDatabase::ApplyUpdate(const Update& update) {
  NaiveTable& table = Mutable(update.table.text);
  CheckNames(update.where, table);
  for (const Assignment& assignment : update.set) {
    table.FieldAt(assignment.field.text);
    CheckNames(assignment.value, table.fields);
  }
  std::map<NaiveRow, NaiveRow> rows;
  std::vector<NaiveRow> changed;
  for (const auto& [key, row] : table.rows) {
    if (!Satisfies(update.where, table, row)) {
      rows.emplace(key, row);
      continue;
    }
    NaiveRow after = row;
    for (const Assignment& assignment : update.set) {
      const std::size_t field = table.FieldAt(assignment.field.text);
      const auto value =
          NaiveFit(table.fields[field], NaiveEvaluate(assignment.value, table.fields, row));
      if (!value.has_value()) return {false, 0, false};
      after[field] = *value;
    }
    changed.push_back(std::move(after));
  }
  for (const NaiveRow& row : changed) {
    if (!rows.emplace(table.KeyOf(row), row).second) return {false, 0, false};
  }
  table.rows = std::move(rows);
  return {true, static_cast<std::int64_t>(changed.size()), !changed.empty()};
}

NaiveDatabase::Effect NaiveDatabase::ApplyDelete(const Delete& erase) {
  NaiveTable& table = Mutable(erase.table.text);
  CheckNames(erase.where, table);
  const auto gone = std::erase_if(table.rows, [&](const auto& entry) {
    return Satisfies(erase.where, table, entry.second);
  });
  return {true, static_cast<std::int64_t>(gone), gone != 0};
}

Json NaiveDatabase::Answer(const Select& root) const {
  const NaiveTable& table = TableAt(root.source[0].text);
  CheckSelect(root, table);
  std::vector<const NaiveRow*> rows;
  for (const auto& [key, row] : table.rows) rows.push_back(&row);
  return ListOf(root, table, rows);
}

void NaiveDatabase::CheckSelect(const Select& select, const NaiveTable& table) const {
  CheckNames(select.where, table);
  for (const OrderKey& key : select.order_by) {
    CheckNames(BehindLabel(select, table, key.expr), table.fields);
  }
  for (const Item& item : select.items) {
    if (item.expr.has_value()) CheckNames(*item.expr, table.fields);
    if (item.select.empty()) continue;
    CheckSelect(item.select[0], *RelationAt(table, item.select[0].source[0].text).table);
  }
}

Json NaiveDatabase::ListOf(const Select& select, const NaiveTable& table,
                           const std::vector<const NaiveRow*>& rows) const {
  struct Placed {
    const NaiveRow* row;
    NaiveRow order;
  };
  std::vector<Placed> placed;
  for (const NaiveRow* row : rows) {
    if (!Satisfies(select.where, table, *row)) continue;
    Placed& added = placed.emplace_back(Placed{row, {}});
    for (const OrderKey& key : select.order_by) {
      added.order.push_back(
          NaiveEvaluate(BehindLabel(select, table, key.expr), table.fields, *row));
    }
  }
  // Rows come by key, so a stable sort leaves ties as the rules want them.
  std::stable_sort(placed.begin(), placed.end(), [&](const Placed& left, const Placed& right) {
    for (std::size_t i = 0; i < select.order_by.size(); ++i) {
      const OrderKey& key = select.order_by[i];
      const NaiveValue& a = left.order[i];
      const NaiveValue& b = right.order[i];
      if (a.is_null() != b.is_null()) {
        // NULL is lowest: first when ascending, last when descending, unless told.
        const bool nulls_first = key.nulls_first.value_or(!key.descending);
        return nulls_first ? a.is_null() : b.is_null();
      }
      const int order = NaiveCompare(a, b);
      if (order != 0) return key.descending ? order > 0 : order < 0;
    }
    return false;
  });
  if (select.limit.has_value() &&
      static_cast<std::int64_t>(placed.size()) > select.limit->literal.AsInt()) {
    placed.resize(static_cast<std::size_t>(select.limit->literal.AsInt()));
  }
  Json list = Json::Array();
  for (const Placed& one : placed) {
    list.items.push_back(ObjectOf(select, table, *one.row));
    for (const NaiveValue& value : one.order) {
      list.items.back().note += JsonDump(NaiveJson(value)) + ",";
    }
  }
  return list;
}

Json NaiveDatabase::ObjectOf(const Select& select, const NaiveTable& table,
                             const NaiveRow& row) const {
  Json object = Json::Object();
  const NaiveRow key = table.KeyOf(row);
  Json printed_key = Json::Array();
  for (const NaiveValue& value : key) printed_key.items.push_back(NaiveJson(value));
  object.members.push_back({"$k", key.size() == 1 ? printed_key.items[0] : printed_key});
  for (const Item& item : select.items) {
    if (item.kind == ItemKind::kAllFields) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        object.members.push_back({table.fields[i].name, NaiveJson(row[i])});
      }
    } else if (item.expr.has_value()) {
      const std::string& label = item.label ? item.label->text : item.expr->path.back().text;
      object.members.push_back(
          {label, NaiveJson(NaiveEvaluate(*item.expr, table.fields, row))});
    } else {
      const Select& nested = item.select[0];
      const NaiveRelation relation = RelationAt(table, nested.source[0].text);
      std::vector<const NaiveRow*> rows;
      for (const auto& [other_key, other] : relation.table->rows) {
        const NaiveValue& link = other[relation.field];
        if (!link.is_null() && NaiveCompare(link, key[0]) == 0) rows.push_back(&other);
      }
      const std::string& label = item.label ? item.label->text : nested.source[0].text;
      object.members.push_back({label, ListOf(nested, *relation.table, rows)});
    }
  }
  return object;
}

Json WithoutKeys(const Json& list) {
  Json plain = list;
  for (Json& object : plain.items) {
    if (!object.members.empty()) object.members.erase(object.members.begin());
    for (JsonMember& member : object.members) {
      if (member.value.kind == Json::Kind::kArray) member.value = WithoutKeys(member.value);
    }
  }
  return plain;
}

}  // namespace cambium::testing
