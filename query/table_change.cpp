// Comparing fields by their numbers, and one scan for all that the comparison asks.
// SPDX-License-Identifier: Apache-2.0
#include "query/table_change.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "dataflow/status.h"
#include "lsm/dropped_types.h"
#include "query/mutation.h"
#include "query/value_kind.h"

namespace cambium {
namespace {

constexpr std::size_t kNamed = 10;

// What stands in the way: a few by name, and their number.
struct Hindrances {
  std::vector<std::string> named;
  std::size_t count = 0;

  void Add(const std::string& name) {
    if (++count <= kNamed) named.push_back(name);
  }
  std::string Text() const {
    std::string text;
    for (const std::string& name : named) text += (text.empty() ? "" : ", ") + name;
    if (count > named.size()) text += " and " + std::to_string(count - named.size()) + " more";
    return text;
  }
};

// Whether a stored value is one of the type, without being read as another.
bool Fits(const FieldType& type, const Value& value) {
  if (!IsOfKind(type, value)) return false;
  return !value.is_number() || CoerceTo(type, value).ok();
}

// Exact numbers become each other where no value is in the way.
bool MayBecome(const FieldType& before, const FieldType& after) {
  const auto is_exact = [](const FieldType& type) {
    return type.kind == TypeKind::kInt || type.kind == TypeKind::kDecimal;
  };
  return is_exact(before) && is_exact(after);
}

// What the scan is asked about one field of the new table.
struct FieldCheck {
  std::size_t field = 0;
  AttributeId source = 0;  // What it is read from: the field, or what it takes over.
  bool may_misfit = false;
  bool is_required = false;  // and was not, or not there
  bool is_unique = false;    // and was not, or not there
  bool fills = false;
  Hindrances misfits;
  Hindrances missing;
  std::map<Value, Hindrances> holders;  // by value
};

const Field* FindByNumber(const Table& table, AttributeId number) {
  for (const Field& field : table.fields) {
    if (field.number == number) return &field;
  }
  return nullptr;
}

const Field* FindUnknown(const Table& table, const std::string& name) {
  for (const Field& field : table.unknown) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

absl::Status CheckSameKey(const Table& before, const Table& after) {
  bool same = before.key.size() == after.key.size();
  for (std::size_t i = 0; same && i < before.key.size(); ++i) {
    const Field& old = before.fields[before.key[i]];
    const Field& now = after.fields[after.key[i]];
    same = old.number == now.number && old.type == now.type;
  }
  if (same) return absl::OkStatus();
  return ErrorAt(after.declaration->name.span,
                 "the key of a table stays as it is: " + before.name);
}

absl::StatusOr<std::vector<FieldCheck>> CompareFields(const Table& before, const Table& after) {
  std::vector<FieldCheck> checks;
  for (std::size_t i = 0; i < after.fields.size(); ++i) {
    const Field& now = after.fields[i];
    const Field* old = FindByNumber(before, now.number);
    const bool takes_any = now.type.kind == TypeKind::kAny;
    FieldCheck check;
    check.field = i;
    check.source = now.number;
    if (old == nullptr) {
      const bool was_one = std::find(before.dropped.begin(), before.dropped.end(),
                                     now.number) != before.dropped.end();
      const Field* taken = now.is_unknown() ? nullptr : FindUnknown(before, now.name);
      if (was_one && taken != nullptr) {
        return ErrorAt(after.declaration->fields[i].number_span,
                       "rows have values of '" + now.name +
                           "' already, and others under this number; give it one of its own");
      }
      if (taken != nullptr) check.source = taken->number;
      check.may_misfit = !takes_any && (was_one || taken != nullptr);
      check.fills = now.default_value.has_value() && !now.default_value->is_null();
      check.is_required = !now.nullable && !check.fills;
    } else {
      const bool took_any = old->type.kind == TypeKind::kAny;
      const bool same_type = takes_any || (old->type == now.type && old->awaits == now.awaits);
      if (!same_type && !took_any && !MayBecome(old->type, now.type)) {
        const FieldDeclaration& declared = after.declaration->fields[i];
        return ErrorAt(declared.type.name.span,
                       "field '" + now.name + "' cannot change its type from " +
                           TypeText(old->type) + " to " + TypeText(now.type) +
                           "; give a new field a number of its own");
      }
      check.may_misfit = !same_type;
      check.is_required = old->nullable && !now.nullable;
    }
    check.is_unique = now.is_unique && (old == nullptr || !old->is_unique);
    const bool asks = check.may_misfit || check.is_required || check.is_unique || check.fills ||
                      check.source != now.number;
    if (asks) checks.push_back(std::move(check));
  }
  return checks;
}

void Visit(const Table& table, const std::string& subject, const Value& stored,
           FieldCheck& check, Batch& batch) {
  const Field& field = table.fields[check.field];
  Value value = stored;
  const bool moves = !value.is_null() && check.source != field.number;
  // An index finds a Float by what it is, not by the Decimal or Int that it was.
  const bool is_float = field.type.storage() == TypeKind::kFloat && value.is_number();
  if (is_float || (moves && field.type.kind == TypeKind::kAny)) {
    absl::StatusOr<Value> typed = CoerceTo(field.type, value);
    if (typed.ok()) value = *std::move(typed);
  }
  if (moves || (is_float && value != stored)) {
    batch.push_back({{table.id, field.number, subject}, value});
  }
  if (moves) batch.push_back({{table.id, check.source, subject}, Value()});
  if (value.is_null() && check.fills) {
    value = *field.default_value;
    batch.push_back({{table.id, field.number, subject}, value});
  }
  if (value.is_null()) {
    if (check.is_required) check.missing.Add(KeyText(table, subject));
    return;
  }
  if (check.may_misfit && !Fits(field.type, value)) {
    check.misfits.Add(KeyText(table, subject));
  } else if (check.is_unique) {
    check.holders[value].Add(KeyText(table, subject));
  }
}

absl::Status Judge(const Table& table, const FieldCheck& check) {
  const Field& field = table.fields[check.field];
  const FieldDeclaration& declared = table.declaration->fields[check.field];
  if (check.misfits.count > 0) {
    return ErrorAt(declared.type.name.span, "rows of " + table.name + " have values of '" +
                                                field.name + "' that do not fit " +
                                                TypeText(field.type) + ": " +
                                                check.misfits.Text());
  }
  if (check.missing.count > 0) {
    return ErrorAt(declared.name.span, "rows of " + table.name + " have no value of '" +
                                           field.name + "': " + check.missing.Text());
  }
  Hindrances twice;
  for (const auto& [value, holders] : check.holders) {
    if (holders.count < 2) continue;
    twice.Add(JsonOf(field.type, value) + " in " + holders.Text());
  }
  if (twice.count == 0) return absl::OkStatus();
  return ErrorAt(declared.name.span, "rows of " + table.name + " share values of '" +
                                         field.name + "': " + twice.Text());
}

// Of each index at most one change.
std::vector<IndexChange> ChangeIndexes(const Table& before, const Table& after) {
  std::vector<IndexChange> changes;
  for (const Field& old : before.fields) {
    const Field* now = FindByNumber(after, old.number);
    const bool ends =
        NeededIndex(old).has_value() && (now == nullptr || !NeededIndex(*now).has_value());
    if (ends) changes.push_back({before.id, old.number, std::nullopt});
  }
  for (const Field& now : after.fields) {
    const Field* old = FindByNumber(before, now.number);
    const auto had = old == nullptr ? std::nullopt : NeededIndex(*old);
    if (NeededIndex(now).has_value() && had != NeededIndex(now)) {
      changes.push_back({after.id, now.number, NeededIndex(now)});
    }
  }
  return changes;
}

// What the catalog knows of numbers that are no fields' any more.
void WriteDropped(const Table& before, const Table& after, Batch& batch) {
  const std::set<AttributeId> old(before.dropped.begin(), before.dropped.end());
  const std::set<AttributeId> now(after.dropped.begin(), after.dropped.end());
  const auto write = [&](AttributeId number, const Value& value) {
    batch.push_back(
        {{kCatalogType, kDroppedAttribute, CatalogSubject(before.id, number)}, value});
  };
  for (const AttributeId number : now) {
    if (old.count(number) == 0) write(number, Value::Bool(true));
  }
  for (const AttributeId number : old) {
    if (now.count(number) == 0) write(number, Value());
  }
}

// Names of unknown fields that have been declared since.
void ForgetNames(const Table& before, const Table& after, Batch& batch) {
  for (const Field& field : before.unknown) {
    if (FindUnknown(after, field.name) != nullptr) continue;
    batch.push_back(
        {{kCatalogType, kNameAttribute, CatalogSubject(before.id, field.number)}, Value()});
  }
}

}  // namespace

std::optional<IndexKind> NeededIndex(const Field& field) {
  if (!field.has_index()) return std::nullopt;
  return field.is_unique ? IndexKind::kUnique : IndexKind::kPlain;
}

std::vector<IndexChange> IndexesOf(const Table& table) {
  std::vector<IndexChange> indexes;
  for (const Field& field : table.fields) {
    const std::optional<IndexKind> needed = NeededIndex(field);
    if (needed.has_value()) indexes.push_back({table.id, field.number, needed});
  }
  return indexes;
}

absl::StatusOr<TableChange> ChangeTable(const Table& before, const Table& after,
                                        const Store& store) {
  CAMBIUM_RETURN_IF_ERROR(CheckSameKey(before, after));
  CAMBIUM_ASSIGN_OR_RETURN(std::vector<FieldCheck> checks, CompareFields(before, after));
  TableChange change;
  change.indexes = ChangeIndexes(before, after);
  WriteDropped(before, after, change.batch);
  ForgetNames(before, after, change.batch);
  if (checks.empty()) return change;
  std::vector<AttributeId> read{after.fields[after.key[0]].number};
  for (const FieldCheck& check : checks) read.push_back(check.source);
  CAMBIUM_RETURN_IF_ERROR(
      store.Scan(after.id, read, [&](const std::string& subject, auto values) {
        for (std::size_t i = 0; i < checks.size(); ++i) {
          Visit(after, subject, values[i + 1], checks[i], change.batch);
        }
      }));
  for (const FieldCheck& check : checks) CAMBIUM_RETURN_IF_ERROR(Judge(after, check));
  return change;
}

Batch DropTable(const Table& table) {
  Batch batch{DropOfType(table.id)};
  ForgetNames(table, Table(), batch);
  const auto forget = [&](AttributeId attribute, AttributeId number) {
    batch.push_back({{kCatalogType, attribute, CatalogSubject(table.id, number)}, {}});
  };
  for (const AttributeId number : table.dropped) forget(kDroppedAttribute, number);
  for (const IndexChange& made : IndexesOf(table)) forget(kIndexAttribute, made.attribute);
  return batch;
}

absl::Status CheckMembersGone(const Schema& before, const FieldType& after, Span span,
                              const Store& store) {
  for (const auto& table : before.tables()) {
    for (const Field& field : table->fields) {
      const bool is_of_it = field.type.storage() == TypeKind::kEnum &&
                            field.type.detail->name == after.detail->name;
      if (!is_of_it) continue;
      Hindrances users;
      const AttributeId read[] = {table->fields[table->key[0]].number, field.number};
      CAMBIUM_RETURN_IF_ERROR(
          store.Scan(table->id, read, [&](const std::string& subject, auto values) {
            const bool is_gone = values[1].type() == ValueType::kInt &&
                                 after.detail->FindMember(values[1].AsInt()) == nullptr;
            if (is_gone) users.Add(KeyText(*table, subject));
          }));
      if (users.count == 0) continue;
      return ErrorAt(span, "rows of " + table->name + " have values of '" + field.name +
                               "' that would go: " + users.Text());
    }
  }
  return absl::OkStatus();
}

}  // namespace cambium
