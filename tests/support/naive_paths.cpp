// Paths: names looked up outwards, references followed, relations walked, closures by breadth
// first search.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "query/keyword.h"
#include "tests/support/naive_question.h"

namespace cambium::testing {
namespace {

bool Names(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const NaiveField* FieldOf(const NaiveTable& table, const std::string& name) {
  for (const NaiveField& field : table.fields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

NaiveValue KeyValue(const NaiveTable& table, const NaiveRow* row) {
  if (row == nullptr) return {};
  NaiveRow key = table.KeyOf(*row);
  return key.size() == 1 ? key[0] : NaiveTuple(std::move(key));
}

NaiveType KeyType(const NaiveTable& table) {
  NaiveType type{NaiveKind::kTuple, 0, {}, {}};
  for (const std::size_t field : table.key) type.parts.push_back(table.fields[field]);
  return type.parts.size() == 1 ? NaiveType(type.parts[0]) : type;
}

const NaiveRow* Lookup(const NaiveTable& table, const NaiveValue& key) {
  if (key.is_null()) return nullptr;
  for (const auto& entry : table.rows) {
    if (NaiveCompare(KeyValue(table, &entry.second), key) == 0) return &entry.second;
  }
  return nullptr;
}

}  // namespace

const NaiveScope* GroupAround(const NaiveScope& scope) {
  const NaiveScope* group = &scope;
  while (group != nullptr && group->grouping == nullptr) group = group->outer;
  return group;
}

std::string LabelOf(const Item& item) {
  if (item.label.has_value()) return item.label->text;
  if (item.expr.has_value()) {
    return item.expr->kind == ExprKind::kPath ? item.expr->path.back().text : "";
  }
  return item.select.at(0).source.back().text;
}

bool IsRows(const PathSyntax& source) {
  return source.size() == 1 && SameKeyword(source[0].text, "ROWS");
}

NaiveQuestion::Reading NaiveQuestion::Read(const PathSyntax& path,
                                           const NaiveScope& scope) const {
  const std::string& name = path[0].text;
  for (const NaiveScope* at = &scope; at != nullptr; at = at->outer) {
    if (Names(at->aliases, name) && at->table != nullptr) {
      return Follow(*at->table, at->row, path, 1);
    }
    if (at->grouping != nullptr) {
      for (std::size_t i = 0; i < at->grouping->labels.size(); ++i) {
        if (at->grouping->labels[i] != name) continue;
        Reading reading{{}, at->grouping->types[i], at->grouping->targets[i]};
        if (!at->group.empty()) reading.value = at->group[i];
        if (path.size() == 1) return reading;
        if (reading.target == nullptr) throw InvalidScript("no reference: " + name);
        return Follow(*reading.target, Lookup(*reading.target, reading.value), path, 1);
      }
    }
    if (at->table != nullptr) {
      bool is_known = FieldOf(*at->table, name) != nullptr;
      if (!is_known) {
        for (const NaiveRelation& relation : database_.RelationsOf(*at->table)) {
          is_known = is_known || relation.name == name;
        }
      }
      if (is_known) return Follow(*at->table, at->row, path, 0);
    }
    if (at->labels != nullptr && path.size() == 1) {
      NaiveScope plain = *at;
      plain.labels = nullptr;
      std::optional<Reading> reading = ReadLabel(name, plain, *at->labels);
      if (reading.has_value()) return *reading;
    }
    if (at->depth.has_value() && path.size() == 1 && SameKeyword(name, "DEPTH")) {
      Reading reading{NaiveInt(*at->depth), {NaiveKind::kInt, 0, {}, {}}, nullptr};
      return reading;
    }
  }
  throw InvalidScript("no name " + name);
}

// From a row, step by step; a row that is missing reads NULL on and on.
NaiveQuestion::Reading NaiveQuestion::Follow(const NaiveTable& table, const NaiveRow* row,
                                             const PathSyntax& path, std::size_t at) const {
  if (at == path.size()) return {KeyValue(table, row), KeyType(table), &table};
  if (path[at].hops.has_value()) throw InvalidScript("a path to many is no value");
  if (const NaiveField* field = FieldOf(table, path[at].text)) {
    const NaiveValue value =
        row == nullptr ? NaiveValue() : (*row)[table.FieldAt(path[at].text)];
    const NaiveTable* target =
        field->target.empty() ? nullptr : &database_.TableAt(field->target);
    if (at + 1 == path.size()) return {value, *field, target};
    if (target == nullptr) throw InvalidScript("no reference: " + field->name);
    return Follow(*target, Lookup(*target, value), path, at + 1);
  }
  bool is_many = false;
  const NaiveTable& target = Through(table, path[at].text, is_many);
  if (is_many) throw InvalidScript("a path to many is no value");
  const std::vector<Reached> reached = GoOnce({&table, row, {}}, path[at].text);
  return Follow(target, reached.empty() ? nullptr : reached[0].row, path, at + 1);
}

std::optional<NaiveQuestion::Reading> NaiveQuestion::ReadLabel(
    const std::string& name, const NaiveScope& scope, const std::vector<Item>& items) const {
  for (const Item& item : items) {
    std::optional<Reading> found;
    if (item.kind == ItemKind::kExpr && LabelOf(item) == name) {
      return Reading{Of(*item.expr, scope), TypeOf(*item.expr, scope), nullptr};
    }
    if (item.kind == ItemKind::kFragment) {
      found = ReadLabel(name, scope, database_.FragmentAt(item.fragment.text).items);
    }
    if (item.kind == ItemKind::kSpread) {
      const PathSyntax& source = item.select[0].source;
      const std::vector<Reached> reached = Reach(source, scope);
      NaiveScope inner;
      inner.outer = &scope;
      inner.table = &TargetOf(source, scope);
      if (!reached.empty()) inner.row = reached[0].row;
      found = ReadLabel(name, inner, item.select[0].items);
      if (found.has_value() && reached.empty()) found->value = {};
    }
    if (found.has_value()) return found;
  }
  return std::nullopt;
}

// A relation of the innermost row or group, else an alias, else a table.
NaiveQuestion::Start NaiveQuestion::StartOf(const PathSyntax& source,
                                            const NaiveScope& scope) const {
  const std::string& name = source[0].text;
  if (scope.table != nullptr) {
    const NaiveField* field = FieldOf(*scope.table, name);
    bool found = field != nullptr && !field->target.empty();
    for (const NaiveRelation& relation : database_.RelationsOf(*scope.table)) {
      found = found || relation.name == name;
    }
    if (found) {
      Start start{{}, scope.table, 0, false};
      if (scope.row != nullptr) start.rows.push_back({scope.table, scope.row, {}});
      return start;
    }
  }
  if (scope.grouping != nullptr) {
    for (std::size_t i = 0; i < scope.grouping->labels.size(); ++i) {
      const NaiveTable* target = scope.grouping->targets[i];
      if (scope.grouping->labels[i] != name || target == nullptr) continue;
      Start start{{}, target, 1, false};
      const NaiveRow* row = scope.group.empty() ? nullptr : Lookup(*target, scope.group[i]);
      if (row != nullptr) start.rows.push_back({target, row, {}});
      return start;
    }
  }
  for (const NaiveScope* at = &scope; at != nullptr; at = at->outer) {
    if (!Names(at->aliases, name) || at->table == nullptr) continue;
    Start start{{}, at->table, 1, false};
    if (at->row != nullptr) start.rows.push_back({at->table, at->row, {}});
    return start;
  }
  const NaiveTable& table = database_.TableAt(name);
  if (source[0].hops.has_value()) throw InvalidScript("a closure of a table");
  Start start{{}, &table, 1, true};
  for (const auto& entry : table.rows) start.rows.push_back({&table, &entry.second, {}});
  return start;
}

std::vector<NaiveQuestion::Reached> NaiveQuestion::Reach(const PathSyntax& source,
                                                         const NaiveScope& scope) const {
  const Start start = StartOf(source, scope);
  std::vector<Reached> reached = start.rows;
  for (std::size_t i = start.used; i < source.size(); ++i) {
    std::vector<Reached> next;
    for (const Reached& from : reached) {
      for (Reached& to : Go(from, source[i])) {
        if (!to.depth.has_value()) to.depth = from.depth;
        next.push_back(to);
      }
    }
    reached = std::move(next);
  }
  return reached;
}

std::vector<NaiveQuestion::Reached> NaiveQuestion::Go(const Reached& from,
                                                      const Step& step) const {
  if (!step.hops.has_value()) return GoOnce({from.table, from.row, {}}, step.text);
  // Fewest hops first. The start is reached again only over a cycle, unless no hop will do.
  std::vector<Reached> seen;
  const auto is_new = [&seen](const Reached& to) {
    return std::none_of(seen.begin(), seen.end(),
                        [&to](const Reached& other) { return other.row == to.row; });
  };
  if (step.hops->least == 0) seen.push_back({from.table, from.row, 0});
  std::vector<Reached> level{{from.table, from.row, 0}};
  for (std::int64_t depth = 1; !level.empty(); ++depth) {
    if (step.hops->most.has_value() && depth > *step.hops->most) break;
    std::vector<Reached> next;
    for (const Reached& at : level) {
      for (Reached& to : GoOnce(at, step.text)) {
        if (!is_new(to)) continue;
        to.depth = depth;
        seen.push_back(to);
        next.push_back(to);
      }
    }
    level = std::move(next);
  }
  std::erase_if(seen, [&step](const Reached& to) { return *to.depth < step.hops->least; });
  return seen;
}

std::vector<NaiveQuestion::Reached> NaiveQuestion::GoOnce(const Reached& from,
                                                          const std::string& name) const {
  std::vector<Reached> reached;
  if (from.row == nullptr) return reached;
  if (const NaiveField* field = FieldOf(*from.table, name)) {
    if (field->target.empty()) throw InvalidScript("no reference: " + name);
    const NaiveTable& target = database_.TableAt(field->target);
    const NaiveRow* row = Lookup(target, (*from.row)[from.table->FieldAt(name)]);
    if (row != nullptr) reached.push_back({&target, row, {}});
    return reached;
  }
  for (const NaiveRelation& relation : database_.RelationsOf(*from.table)) {
    if (relation.name != name) continue;
    if (relation.via != nullptr) {
      NaiveScope scope;
      scope.table = from.table;
      scope.row = from.row;
      for (Reached& to : Reach(*relation.via, scope)) {
        to.depth.reset();
        reached.push_back(to);
      }
      return reached;
    }
    const NaiveValue key = KeyValue(*from.table, from.row);
    for (const auto& entry : relation.table->rows) {
      const NaiveValue& link = entry.second[relation.field];
      if (!link.is_null() && NaiveCompare(link, key) == 0) {
        reached.push_back({relation.table, &entry.second, {}});
      }
    }
    return reached;
  }
  throw InvalidScript("no relation " + name);
}

const NaiveTable& NaiveQuestion::Through(const NaiveTable& table, const std::string& name,
                                         bool& is_many) const {
  if (const NaiveField* field = FieldOf(table, name)) {
    if (field->target.empty()) throw InvalidScript("no reference: " + name);
    return database_.TableAt(field->target);
  }
  for (const NaiveRelation& relation : database_.RelationsOf(table)) {
    if (relation.name != name) continue;
    is_many = is_many || !relation.is_one;
    return *relation.table;
  }
  throw InvalidScript("no relation " + name);
}

const NaiveTable& NaiveQuestion::TargetOf(const PathSyntax& source,
                                          const NaiveScope& scope) const {
  const Start start = StartOf(source, scope);
  const NaiveTable* table = start.table;
  bool is_many = false;
  for (std::size_t i = start.used; i < source.size(); ++i) {
    const NaiveTable* next = &Through(*table, source[i].text, is_many);
    if (source[i].hops.has_value() && next != table) {
      throw InvalidScript("a closure that leads elsewhere");
    }
    table = next;
  }
  return *table;
}

bool NaiveQuestion::IsToOne(const PathSyntax& source, const NaiveScope& scope) const {
  if (IsRows(source)) return false;
  const Start start = StartOf(source, scope);
  const NaiveTable* table = start.table;
  bool is_many = start.is_many;
  for (std::size_t i = start.used; i < source.size(); ++i) {
    table = &Through(*table, source[i].text, is_many);
    is_many = is_many || source[i].hops.has_value();
  }
  return !is_many;
}

}  // namespace cambium::testing
