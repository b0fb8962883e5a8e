// Validation of mutations, over rows as the transaction has left them.
// SPDX-License-Identifier: Apache-2.0
#include "query/mutation.h"

#include <utility>

#include "dataflow/status.h"
#include "lsm/index.h"
#include "query/access_path.h"
#include "query/expression.h"
#include "query/read_set.h"
#include "query/table_reader.h"

namespace cambium {
namespace {

absl::StatusOr<const Table*> FindTable(const Schema& schema, const Name& name) {
  const Table* table = schema.Find(name.text);
  if (table != nullptr) return table;
  return ErrorAt(name.span,
                 "no table '" + name.text + "'" + DidYouMean(name.text, schema.TableNames()));
}

absl::StatusOr<std::size_t> FindField(const Table& table, const Name& name) {
  const auto field = table.FindField(name.text);
  if (field.has_value()) return *field;
  return ErrorAt(name.span, "no field '" + name.text + "' on " + table.name +
                                DidYouMean(name.text, table.FieldNames()));
}

// What references to this row hold.
Value ReferenceTo(const Table& table, const std::string& subject, const Row& row) {
  return table.key.size() > 1 ? Value::Bytes(subject) : Value(row[table.key[0]]);
}

std::vector<std::size_t> AllFields(const Table& table) {
  std::vector<std::size_t> fields(table.fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) fields[i] = i;
  return fields;
}

// The value that an assignment gives to its field.
absl::StatusOr<Value> ValueFor(const Field& field, const PlanExpr& expr, const Row& row,
                               Span span) {
  absl::Status error;
  const Value value = Evaluate(expr, row, error);
  CAMBIUM_RETURN_IF_ERROR(error);
  return FieldValue(field, value, span);
}

}  // namespace

std::string KeyText(const Table& table, const Row& row) {
  std::string text;
  for (const std::size_t field : table.key) {
    text += (text.empty() ? "" : ", ") + JsonOf(table.fields[field].type, row[field]);
  }
  return table.key.size() == 1 ? text : "(" + text + ")";
}

absl::StatusOr<Value> FieldValue(const Field& field, const Value& value, Span span) {
  absl::StatusOr<Value> typed = CoerceTo(field.type, value);
  if (!typed.ok()) {
    return ErrorAt(span, field.name + ": " + std::string(typed.status().message()));
  }
  if (!value.is_null() && !field.awaits.empty()) {
    return ErrorAt(span, field.name + ": table is not declared yet: " + field.awaits);
  }
  if (typed->is_null() && !field.nullable) {
    return ErrorAt(span, "field cannot be NULL: " + field.name);
  }
  return typed;
}

absl::StatusOr<std::optional<Row>> MutationPlanner::Find(const Table& table,
                                                         const std::string& subject) {
  const auto changed = changes_.tables.find(table.id);
  if (changed != changes_.tables.end()) {
    const auto entity = changed->second.entities.find(subject);
    if (entity != changed->second.entities.end()) return entity->second.after;
  }
  if (reads_ != nullptr) reads_->AddKey(table, subject);
  return ReadEntity(store_, table, subject, version_);
}

absl::Status MutationPlanner::ForEach(const Table& table, const AccessPath& path,
                                      const EntityVisitor& visit) {
  const auto found = changes_.tables.find(table.id);
  const TableChanges none;
  const TableChanges& changed = found == changes_.tables.end() ? none : found->second;
  // The store goes by its first attribute, which has to be of the key.
  std::vector<std::size_t> columns = AllFields(table);
  columns.insert(columns.begin(), table.key[0]);
  TableReader reader(store_, version_);
  CAMBIUM_RETURN_IF_ERROR(reader.Read(table, columns, path, [&](const ColumnsView& rows) {
    std::vector<ValueView> values(table.fields.size());
    for (std::size_t at = 0; at < rows.size; ++at) {
      for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = rows.columns[i + 1][at];
      }
      const Row row{std::span<const ValueView>(values)};
      const std::string subject = SubjectOf(table, row);
      if (changed.entities.count(subject) == 0) visit(subject, row);
    }
    return true;
  }));
  const auto visit_changed = [&visit](const auto& entity) {
    if (entity.second.after.has_value()) visit(entity.first, *entity.second.after);
  };
  if (path.kind != AccessKind::kKey) {
    for (const auto& entity : changed.entities) visit_changed(entity);
    return absl::OkStatus();
  }
  for (const std::string& subject : path.subjects) {
    const auto entity = changed.entities.find(subject);
    if (entity != changed.entities.end()) visit_changed(*entity);
  }
  return absl::OkStatus();
}

absl::Status MutationPlanner::ForEachWhere(const Table& table, const std::optional<Expr>& where,
                                           const EntityVisitor& visit) {
  std::optional<PlanExpr> condition;
  std::vector<std::size_t> read = AllFields(table);
  if (where.has_value()) {
    ExpressionPlanner planner(schema_, table, read, now_);
    CAMBIUM_ASSIGN_OR_RETURN(condition, planner.PlanTruth(*where));
  }
  if (reads_ != nullptr) {
    std::vector<PlanExpr> conditions;
    if (condition.has_value()) conditions.push_back(*condition);
    reads_->AddRange(table, read, std::move(conditions));
  }
  absl::Status error;
  std::vector<std::pair<std::string, Row>> matched;
  const AccessPath path = condition.has_value() ? AccessWhere(table, *condition) : AccessPath();
  CAMBIUM_RETURN_IF_ERROR(ForEach(table, path, [&](const std::string& subject, const Row& row) {
    const bool matches = !condition.has_value() || IsTrue(Evaluate(*condition, row, error));
    if (matches) matched.emplace_back(subject, row);
  }));
  CAMBIUM_RETURN_IF_ERROR(error);
  for (const auto& [subject, row] : matched) visit(subject, row);
  return absl::OkStatus();
}

void MutationPlanner::Put(const Table& table, const std::string& subject,
                          const std::optional<Row>& before, std::optional<Row> after) {
  TableChanges& changed = changes_.tables[table.id];
  changed.table = &table;
  const auto [entity, is_new] = changed.entities.try_emplace(subject);
  if (is_new) entity->second.before = before;
  entity->second.after = std::move(after);
}

absl::Status MutationPlanner::PutNew(const Table& table, const Row& row, Span span) {
  const std::string subject = SubjectOf(table, row);
  CAMBIUM_ASSIGN_OR_RETURN(const std::optional<Row> standing, Find(table, subject));
  if (standing.has_value()) {
    return ErrorAt(span, "key exists already in " + table.name + ": " + KeyText(table, row));
  }
  Put(table, subject, std::nullopt, row);
  return absl::OkStatus();
}

// The values that are given, then defaults.
absl::StatusOr<Row> MutationPlanner::NewRow(const Table& table, const Insert& insert,
                                            const std::vector<Value>& values,
                                            const std::vector<bool>& given) {
  std::vector<Value> whole = values;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (given[i]) continue;
    if (table.fields[i].default_value.has_value()) whole[i] = *table.fields[i].default_value;
    if (whole[i].is_null() && !table.fields[i].nullable) {
      return ErrorAt(insert.table.span, "field is missing: " + table.fields[i].name);
    }
  }
  return Row(whole);
}

absl::Status MutationPlanner::Add(const Insert& insert) {
  CAMBIUM_ASSIGN_OR_RETURN(const Table* found, FindTable(schema_, insert.table));
  const Table& table = *found;
  std::vector<Value> values(table.fields.size());
  std::vector<bool> given(table.fields.size(), false);
  for (const Assignment& assignment : insert.fields) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::size_t field, FindField(table, assignment.field));
    if (given[field]) {
      return ErrorAt(assignment.field.span, "field is given twice: " + assignment.field.text);
    }
    given[field] = true;
    std::vector<std::size_t> read;
    CAMBIUM_ASSIGN_OR_RETURN(
        const PlanExpr expr,
        ExpressionPlanner(schema_, table, read, now_).Plan(assignment.value));
    if (!read.empty()) {
      return ErrorAt(assignment.value.span, "a new row has no fields to read");
    }
    CAMBIUM_ASSIGN_OR_RETURN(values[field],
                             ValueFor(table.fields[field], expr, Row(), assignment.value.span));
  }
  return AddRow(table, insert, std::move(values), given);
}

absl::Status MutationPlanner::AddRow(const Table& table, const Insert& insert,
                                     std::vector<Value> values,
                                     const std::vector<bool>& given) {
  ++changes_.rows;
  if (!insert.is_upsert) {
    CAMBIUM_ASSIGN_OR_RETURN(const Row row, NewRow(table, insert, values, given));
    return PutNew(table, row, insert.table.span);
  }
  for (const std::size_t field : table.key) {
    const bool is_known = given[field] || table.fields[field].default_value.has_value();
    if (!is_known) {
      return ErrorAt(insert.table.span, "field is missing: " + table.fields[field].name);
    }
    if (!given[field]) values[field] = *table.fields[field].default_value;
  }
  const std::string subject = SubjectOf(table, Row(values));
  CAMBIUM_ASSIGN_OR_RETURN(const std::optional<Row> standing, Find(table, subject));
  if (!standing.has_value()) {
    CAMBIUM_ASSIGN_OR_RETURN(const Row row, NewRow(table, insert, values, given));
    return PutNew(table, row, insert.table.span);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!given[i]) values[i] = Value((*standing)[i]);
  }
  Put(table, subject, standing, Row(values));
  return absl::OkStatus();
}

absl::Status MutationPlanner::Add(const Table& table, const Row& row) {
  ++changes_.rows;
  return PutNew(table, row, Span());
}

absl::Status MutationPlanner::Add(const Update& update) {
  CAMBIUM_ASSIGN_OR_RETURN(const Table* found, FindTable(schema_, update.table));
  const Table& table = *found;
  struct Set {
    std::size_t field;
    PlanExpr expr;
    Span span;
  };
  std::vector<Set> sets;
  std::vector<std::size_t> read = AllFields(table);
  for (const Assignment& assignment : update.set) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::size_t field, FindField(table, assignment.field));
    for (const Set& set : sets) {
      if (set.field != field) continue;
      return ErrorAt(assignment.field.span, "field is set twice: " + assignment.field.text);
    }
    CAMBIUM_ASSIGN_OR_RETURN(
        PlanExpr expr, ExpressionPlanner(schema_, table, read, now_).Plan(assignment.value));
    sets.push_back({field, std::move(expr), assignment.value.span});
  }
  std::vector<std::pair<std::string, Row>> matched;
  CAMBIUM_RETURN_IF_ERROR(ForEachWhere(
      table, update.where,
      [&](const std::string& subject, const Row& row) { matched.emplace_back(subject, row); }));
  // All old rows go before any new one comes, so keys may be swapped or shifted.
  for (const auto& [subject, row] : matched) Put(table, subject, row, std::nullopt);
  for (const auto& [subject, row] : matched) {
    std::vector<Value> values;
    values.reserve(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) values.emplace_back(row[i]);
    for (const Set& set : sets) {
      CAMBIUM_ASSIGN_OR_RETURN(values[set.field],
                               ValueFor(table.fields[set.field], set.expr, row, set.span));
    }
    CAMBIUM_RETURN_IF_ERROR(PutNew(table, Row(values), update.table.span));
  }
  changes_.rows += static_cast<std::int64_t>(matched.size());
  return absl::OkStatus();
}

absl::Status MutationPlanner::Add(const Delete& erase) {
  CAMBIUM_ASSIGN_OR_RETURN(const Table* table, FindTable(schema_, erase.table));
  Gone gone;
  CAMBIUM_RETURN_IF_ERROR(
      ForEachWhere(*table, erase.where, [&](const std::string& subject, const Row& row) {
        Put(*table, subject, row, std::nullopt);
        gone.emplace(subject, ReferenceTo(*table, subject, row));
      }));
  changes_.rows += static_cast<std::int64_t>(gone.size());
  return FollowDeletes(*table, gone, erase.table.span);
}

absl::Status MutationPlanner::FollowDeletes(const Table& table, const Gone& gone, Span span) {
  if (gone.empty()) return absl::OkStatus();
  std::set<Value> references;
  for (const auto& [subject, reference] : gone) references.insert(reference);
  for (const auto& other : schema_.tables()) {
    for (std::size_t i = 0; i < other->fields.size(); ++i) {
      const Field& field = other->fields[i];
      const bool refers = field.type.kind == TypeKind::kReference &&
                          field.type.target == table.id && field.on_delete != OnDelete::kDangle;
      if (!refers) continue;
      if (reads_ != nullptr) reads_->AddRange(*other, {i}, {});
      std::vector<std::pair<std::string, Row>> referring;
      const AccessPath path = AccessByValues(*other, i, references);
      CAMBIUM_RETURN_IF_ERROR(
          ForEach(*other, path, [&](const std::string& subject, const Row& row) {
            if (row[i].is_null()) return;
            if (gone.count(SubjectOfReference(table, row[i])) == 0) return;
            referring.emplace_back(subject, row);
          }));
      Gone below;
      for (const auto& [subject, row] : referring) {
        if (field.on_delete == OnDelete::kRestrict) {
          return ErrorAt(span, "row is referred to: " + table.name + " " +
                                   JsonOf(field.type, row[i]) + " by " + other->name + "." +
                                   field.name + " of " + KeyText(*other, row));
        }
        if (field.on_delete == OnDelete::kCascade) {
          Put(*other, subject, row, std::nullopt);
          below.emplace(subject, ReferenceTo(*other, subject, row));
          continue;
        }
        std::vector<Value> values;
        for (std::size_t at = 0; at < row.size(); ++at) values.emplace_back(row[at]);
        values[i] = Value();
        Put(*other, subject, row, Row(values));
      }
      CAMBIUM_RETURN_IF_ERROR(FollowDeletes(*other, below, span));
    }
  }
  return absl::OkStatus();
}

absl::Status MutationPlanner::Check() {
  for (const auto& [type, changed] : changes_.tables) {
    for (std::size_t i = 0; i < changed.table->fields.size(); ++i) {
      if (!changed.table->fields[i].is_unique) continue;
      CAMBIUM_RETURN_IF_ERROR(CheckUnique(*changed.table, i, changed));
    }
  }
  return absl::OkStatus();
}

absl::Status MutationPlanner::CheckUnique(const Table& table, std::size_t field,
                                          const TableChanges& changed) {
  const auto taken = [&](const Row& row) {
    return absl::AlreadyExistsError("value exists already in " + table.name + "." +
                                    table.fields[field].name + ": " +
                                    JsonOf(table.fields[field].type, row[field]));
  };
  std::map<Value, std::string> holders;  // by value: who has it behind the transaction
  for (const auto& [subject, change] : changed.entities) {
    if (!change.after.has_value() || (*change.after)[field].is_null()) continue;
    const auto [holder, is_new] = holders.emplace(Value((*change.after)[field]), subject);
    if (!is_new) return taken(*change.after);
    IndexRange range;
    range.type = table.id;
    range.attribute = table.fields[field].number;
    range.values.least = range.values.greatest = holder->first;
    CAMBIUM_ASSIGN_OR_RETURN(const std::unique_ptr<IndexScan> scan, store_.ScanIndex(range));
    IndexBatch batch;
    for (;;) {
      CAMBIUM_ASSIGN_OR_RETURN(const bool more, scan->Next(16, batch));
      if (!more) break;
      for (const std::string_view standing : batch.subjects) {
        if (changed.entities.count(std::string(standing)) == 0) return taken(*change.after);
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace cambium
