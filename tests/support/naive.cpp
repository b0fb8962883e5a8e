// Statements on maps.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/naive.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tests/support/naive_question.h"

namespace cambium::testing {
namespace {

NaiveKind KindOf(const std::string& type) {
  static const std::map<std::string, NaiveKind> kKinds = {
      {"Bool", NaiveKind::kBool},       {"Int", NaiveKind::kInt},
      {"Decimal", NaiveKind::kDecimal}, {"Float", NaiveKind::kFloat},
      {"Text", NaiveKind::kText},       {"Bytes", NaiveKind::kBytes},
      {"Time", NaiveKind::kTime},       {"Date", NaiveKind::kDate},
      {"Uuid", NaiveKind::kUuid},       {"Json", NaiveKind::kJson}};
  const auto found = kKinds.find(type);
  return found == kKinds.end() ? NaiveKind::kNull : found->second;
}

NaiveValue KeyValue(const NaiveTable& table, const NaiveRow& row) {
  NaiveRow key = table.KeyOf(row);
  return key.size() == 1 ? key[0] : NaiveTuple(std::move(key));
}

NaiveScope ScopeOf(const NaiveTable& table, const NaiveRow* row) {
  NaiveScope scope;
  scope.table = &table;
  scope.row = row;
  return scope;
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

const FragmentDeclaration& NaiveDatabase::FragmentAt(const std::string& name) const {
  const auto found = fragments_.find(name);
  if (found == fragments_.end()) throw InvalidScript("no fragment " + name);
  return found->second;
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
        relations.push_back({field.back, &table, i, field.is_unique, nullptr});
      }
    }
  }
  for (const VirtualRelation& relation : of.virtual_relations) {
    relations.push_back(
        {relation.name.text, &TableAt(relation.table.text), 0, false, &relation.via});
  }
  return relations;
}

bool NaiveDatabase::empty() const {
  return std::all_of(tables_.begin(), tables_.end(),
                     [](const NaiveTable& table) { return table.rows.empty(); });
}

void NaiveDatabase::SetNow(const std::string& time) {
  now_ = FromText(time, {NaiveKind::kTime, 0, {}, {}});
}

Json NaiveDatabase::Answer(const Query& query, const NaiveParameters& parameters) const {
  return NaiveQuestion(*this, parameters).Answer(query);
}

Json NaiveDatabase::Answer(const Select& root) const {
  Query query;
  query.root = root;
  return Answer(query);
}

NaiveParameters NaiveDatabase::ReadParameters(
    const Query& query, const std::map<std::string, std::string>& given) const {
  NaiveParameters parameters;
  const auto read = [](const std::string& text, const NaiveType& type) {
    if (text == "null") return NaiveValue();
    if (!text.starts_with("[")) return FromText(text, type);
    NaiveValue list;
    list.kind = NaiveKind::kList;
    const std::optional<Json> json = ParseJson(text);
    if (!json.has_value()) throw InvalidScript("no list: " + text);
    for (const Json& item : json->items) {
      const bool is_null = item.kind == Json::Kind::kScalar && item.text == "null";
      list.parts.push_back(is_null ? NaiveValue() : FromText(item.text, type));
    }
    return list;
  };
  for (const auto& [name, text] : given) parameters[name] = read(text, NaiveType());
  for (const Parameter& declared : query.parameters) {
    NaiveField field;
    SetType(declared.type, field);
    const auto found = given.find(declared.name.text);
    NaiveValue& value = parameters[declared.name.text];
    if (found != given.end()) {
      value = read(found->second, field);
    } else if (declared.default_value.has_value()) {
      value =
          NaiveFit(static_cast<const NaiveType&>(field), NaiveConstant(*declared.default_value))
              .value();
    } else {
      throw InvalidScript("parameter without a value: " + declared.name.text);
    }
    if (value.is_null() && !declared.nullable) throw InvalidScript("parameter is NULL");
  }
  return parameters;
}

NaiveDatabase::Effect NaiveDatabase::Apply(const Statement& statement) {
  const NaiveDatabase before = *this;
  Effect effect{false, 0, false};
  try {
    effect = ApplyOne(statement);
    if (effect.ok && effect.commits && !AssertsHold()) effect = {false, 0, false};
  } catch (const NaiveError&) {
    effect = {false, 0, false};
  }
  const auto* transaction = std::get_if<Transaction>(&statement);
  const bool is_preview = transaction != nullptr && transaction->is_preview;
  if (!effect.ok || is_preview) *this = before;
  if (is_preview) effect.commits = false;
  return effect;
}

NaiveDatabase::Effect NaiveDatabase::ApplyOne(const Statement& statement) {
  if (const auto* table = std::get_if<TableDeclaration>(&statement)) return Declare(*table);
  if (const auto* insert = std::get_if<Insert>(&statement)) return ApplyInsert(*insert);
  if (const auto* update = std::get_if<Update>(&statement)) return ApplyUpdate(*update);
  if (const auto* erase = std::get_if<Delete>(&statement)) return ApplyDelete(*erase);
  if (const auto* drop = std::get_if<Drop>(&statement)) return ApplyDrop(*drop);
  if (const auto* all = std::get_if<Transaction>(&statement)) return ApplyTransaction(*all);
  if (const auto* assertion = std::get_if<AssertDeclaration>(&statement)) {
    asserts_[assertion->name.text] = assertion->condition;
    return {true, 0, true};
  }
  if (const auto* fragment = std::get_if<FragmentDeclaration>(&statement)) {
    fragments_[fragment->name.text] = *fragment;
    return {true, 0, true};
  }
  if (const auto* declaration = std::get_if<EnumDeclaration>(&statement)) {
    NaiveEnum names;
    for (const auto& member : declaration->members) names[member.name.text] = member.number;
    enums_[declaration->name.text] = std::make_shared<const NaiveEnum>(std::move(names));
    return {true, 0, true};
  }
  throw InvalidScript("a query changes nothing");
}

NaiveDatabase::Effect NaiveDatabase::ApplyTransaction(const Transaction& transaction) {
  Effect all;
  for (const Mutation& mutation : transaction.mutations) {
    const Effect one =
        std::visit([this](const auto& known) { return ApplyOne(Statement(known)); }, mutation);
    if (!one.ok) return {false, 0, false};
    all.rows += one.rows;
    all.commits = all.commits || one.commits;
  }
  return all;
}

NaiveDatabase::Effect NaiveDatabase::ApplyDrop(const Drop& drop) {
  if (drop.kind == DropKind::kAssert) return {asserts_.erase(drop.name.text) == 1, 0, true};
  if (drop.kind == DropKind::kQuery) return {true, 0, true};
  const std::string name = TableAt(drop.name.text).name;
  std::erase_if(tables_, [&name](const NaiveTable& table) { return table.name == name; });
  return {true, 0, true};
}

bool NaiveDatabase::AssertsHold() const {
  return std::all_of(asserts_.begin(), asserts_.end(), [this](const auto& assertion) {
    return NaiveQuestion(*this).Holds(assertion.second, {});
  });
}

void NaiveDatabase::SetType(const TypeSyntax& type, NaiveField& field) const {
  field.kind = KindOf(type.name.text);
  field.scale = static_cast<int>(type.scale.value_or(0));
  const auto found = enums_.find(type.name.text);
  if (found != enums_.end()) {
    field.kind = NaiveKind::kEnum;
    field.names = found->second;
  } else if (field.kind == NaiveKind::kNull) {
    field.target = type.name.text;
    for (const NaiveTable& table : tables_) {
      if (table.name != field.target) continue;
      NaiveType key{NaiveKind::kTuple, 0, {}, {}};
      for (const std::size_t part : table.key) key.parts.push_back(table.fields[part]);
      static_cast<NaiveType&>(field) =
          key.parts.size() == 1 ? NaiveType(key.parts[0]) : std::move(key);
    }
  }
}

// A reference is of the type of the key it names, which may be a reference itself, and of a
// table that is declared later.
void NaiveDatabase::TypeReferences() {
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    for (NaiveTable& table : tables_) {
      for (NaiveField& field : table.fields) {
        if (!field.target.empty()) SetType({{field.target, {}}, std::nullopt}, field);
      }
    }
  }
}

NaiveDatabase::Effect NaiveDatabase::Declare(const TableDeclaration& declaration) {
  NaiveTable table;
  table.name = declaration.name.text;
  for (const FieldDeclaration& field : declaration.fields) {
    NaiveField added;
    SetType(field.type, added);
    added.name = field.name.text;
    const auto& keys = declaration.composite_key;
    const bool is_key =
        field.is_key || std::any_of(keys.begin(), keys.end(), [&field](const Name& name) {
          return name.text == field.name.text;
        });
    added.nullable = field.nullable || (declaration.is_lax && !is_key);
    added.is_any = declaration.is_lax && !is_key && added.target.empty();
    added.is_unique = field.is_unique;
    added.on_delete = field.on_delete;
    if (field.back.has_value()) added.back = field.back->text;
    if (field.is_key) table.key.push_back(table.fields.size());
    table.fields.push_back(std::move(added));
  }
  for (const Name& name : declaration.composite_key) {
    table.key.push_back(table.FieldAt(name.text));
  }
  if (table.key.empty()) throw InvalidScript("table without a key");
  table.virtual_relations = declaration.relations;
  tables_.push_back(std::move(table));
  TypeReferences();
  for (std::size_t i = 0; i < declaration.fields.size(); ++i) {
    const std::optional<Expr>& fallback = declaration.fields[i].default_value;
    NaiveField& field = tables_.back().fields[i];
    if (fallback.has_value()) field.fallback = NaiveFit(field, NaiveConstant(*fallback));
  }
  return {true, 0, true};
}

bool NaiveDatabase::IsUnique(const NaiveTable& table) const {
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (!table.fields[i].is_unique) continue;
    std::map<NaiveValue, int> seen;
    for (const auto& entry : table.rows) {
      if (!entry.second[i].is_null() && ++seen[entry.second[i]] > 1) return false;
    }
  }
  return true;
}

NaiveDatabase::Effect NaiveDatabase::ApplyInsert(const Insert& insert) {
  NaiveTable& table = Mutable(insert.table.text);
  std::vector<std::optional<NaiveValue>> given(table.fields.size());
  for (const Assignment& assignment : insert.fields) {
    const std::size_t field = table.FieldAt(assignment.field.text);
    given[field] = NaiveFit(table.fields[field], NaiveQuestion(*this).Of(assignment.value, {}));
    if (!given[field].has_value()) return {false, 0, false};
  }
  NaiveRow key;
  for (const std::size_t field : table.key) {
    if (!given[field].has_value()) given[field] = table.fields[field].fallback;
    if (!given[field].has_value()) return {false, 0, false};
    key.push_back(*given[field]);
  }
  const auto found = table.rows.find(key);
  if (found != table.rows.end() && !insert.is_upsert) return {false, 0, false};
  NaiveRow row;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const NaiveField& field = table.fields[i];
    if (!given[i].has_value() && found != table.rows.end()) given[i] = found->second[i];
    if (!given[i].has_value() && field.fallback.has_value()) given[i] = field.fallback;
    if (!given[i].has_value() && !field.nullable) return {false, 0, false};
    row.push_back(given[i].value_or(NaiveValue()));
  }
  table.rows[key] = std::move(row);
  return {IsUnique(table), 1, true};
}

std::vector<NaiveRow> NaiveDatabase::Matching(const NaiveTable& table,
                                              const std::optional<Expr>& where) const {
  std::vector<NaiveRow> keys;
  const NaiveQuestion question(*this);
  if (where.has_value()) question.TypeOf(*where, ScopeOf(table, nullptr));
  for (const auto& [key, row] : table.rows) {
    if (!where.has_value() || question.Holds(*where, ScopeOf(table, &row))) keys.push_back(key);
  }
  return keys;
}

NaiveDatabase::Effect NaiveDatabase::ApplyUpdate(const Update& update) {
  NaiveTable& table = Mutable(update.table.text);
  const std::vector<NaiveRow> keys = Matching(table, update.where);
  const NaiveQuestion question(*this);
  std::map<NaiveRow, NaiveRow> rows = table.rows;
  std::vector<NaiveRow> changed;
  for (const Assignment& assignment : update.set) {
    table.FieldAt(assignment.field.text);
    question.TypeOf(assignment.value, ScopeOf(table, nullptr));
  }
  for (const NaiveRow& key : keys) {
    const NaiveRow& old = table.rows.at(key);
    NaiveRow row = old;
    for (const Assignment& assignment : update.set) {
      const std::size_t field = table.FieldAt(assignment.field.text);
      std::optional<NaiveValue> value =
          NaiveFit(table.fields[field], question.Of(assignment.value, ScopeOf(table, &old)));
      if (!value.has_value()) return {false, 0, false};
      row[field] = *std::move(value);
    }
    rows.erase(key);
    changed.push_back(std::move(row));
  }
  for (const NaiveRow& row : changed) {
    if (!rows.emplace(table.KeyOf(row), row).second) return {false, 0, false};
  }
  table.rows = std::move(rows);
  return {IsUnique(table), static_cast<std::int64_t>(changed.size()), !changed.empty()};
}

NaiveDatabase::Effect NaiveDatabase::ApplyDelete(const Delete& erase) {
  const std::vector<NaiveRow> keys = Matching(TableAt(erase.table.text), erase.where);
  if (!Erase(erase.table.text, keys)) return {false, 0, false};
  return {true, static_cast<std::int64_t>(keys.size()), !keys.empty()};
}

// Takes the rows out, and does to those that refer to them what ON DELETE says.
bool NaiveDatabase::Erase(const std::string& name, const std::vector<NaiveRow>& keys) {
  std::vector<NaiveValue> gone;
  NaiveTable& table = Mutable(name);
  for (const NaiveRow& key : keys) {
    const auto found = table.rows.find(key);
    if (found == table.rows.end()) continue;
    gone.push_back(KeyValue(table, found->second));
    table.rows.erase(found);
  }
  if (gone.empty()) return true;
  for (NaiveTable& other : tables_) {
    for (std::size_t i = 0; i < other.fields.size(); ++i) {
      const NaiveField& field = other.fields[i];
      if (field.target != name || field.on_delete == OnDelete::kDangle) continue;
      std::vector<NaiveRow> touched;
      for (const auto& by_key : other.rows) {
        const auto& row = by_key.second;
        const bool names_it =
            !row[i].is_null() && std::any_of(gone.begin(), gone.end(), [&](const auto& value) {
              return NaiveCompare(value, row[i]) == 0;
            });
        if (names_it) touched.push_back(by_key.first);
      }
      if (touched.empty()) continue;
      if (field.on_delete == OnDelete::kRestrict) return false;
      if (field.on_delete == OnDelete::kNull) {
        if (!field.nullable) return false;
        for (const NaiveRow& key : touched) other.rows.at(key)[i] = NaiveValue();
      } else if (!Erase(other.name, touched)) {
        return false;
      }
    }
  }
  return true;
}

NaiveValue NaiveConstant(const Expr& expr) {
  const NaiveDatabase nothing;
  return NaiveQuestion(nothing).Of(expr, {});
}

}  // namespace cambium::testing
