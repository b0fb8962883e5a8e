// Validation of mutations.
// SPDX-License-Identifier: Apache-2.0
#include "query/mutation.h"

#include <utility>

#include "dataflow/status.h"
#include "query/expression.h"

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

std::vector<std::size_t> AllFields(const Table& table) {
  std::vector<std::size_t> fields(table.fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) fields[i] = i;
  return fields;
}

std::string KeyText(const Table& table, const Row& row) {
  std::string text;
  for (const std::size_t field : table.key) {
    text += (text.empty() ? "" : ", ") + JsonOf(table.fields[field].type, row[field]);
  }
  return table.key.size() == 1 ? text : "(" + text + ")";
}

// The value that an assignment gives to its field.
absl::StatusOr<Value> ValueFor(const Field& field, const PlanExpr& expr, const Row& row,
                               Span span) {
  absl::Status error;
  const Value value = Evaluate(expr, row, error);
  CAMBIUM_RETURN_IF_ERROR(error);
  absl::StatusOr<Value> typed = CoerceTo(field.type, value);
  if (!typed.ok()) {
    return ErrorAt(span, field.name + ": " + std::string(typed.status().message()));
  }
  if (typed->is_null() && !field.nullable) {
    return ErrorAt(span, "field cannot be NULL: " + field.name);
  }
  return typed;
}

absl::Status CheckNew(const Store& store, const Table& table, const Row& row, Span span,
                      const Changes& changes, const std::string& subject) {
  const auto changed = changes.entities.find(subject);
  bool stands = false;
  if (changed != changes.entities.end()) {
    stands = changed->second.after.has_value();
  } else {
    CAMBIUM_ASSIGN_OR_RETURN(stands, Exists(store, table, subject));
  }
  if (!stands) return absl::OkStatus();
  return ErrorAt(span, "key exists already in " + table.name + ": " + KeyText(table, row));
}

// Calls `visit(subject, row)` for each whole row of the table that satisfies `where`.
absl::Status ScanWhere(const Schema& schema, const Store& store, const Table& table,
                       const std::optional<Expr>& where, const EntityVisitor& visit) {
  std::vector<std::size_t> read = AllFields(table);
  std::optional<PlanExpr> condition;
  if (where.has_value()) {
    ExpressionPlanner planner(schema, table, read);
    CAMBIUM_ASSIGN_OR_RETURN(condition, planner.PlanTruth(*where));
  }
  // The store goes by its first attribute, which has to be of the key.
  std::vector<std::size_t> columns{table.key[0]};
  columns.insert(columns.end(), read.begin(), read.end());
  absl::Status error;
  CAMBIUM_RETURN_IF_ERROR(
      ScanEntities(store, table, columns, [&](const std::string& subject, const Row& found) {
        const Row row = found.Slice(1, found.size());
        if (!condition.has_value() || IsTrue(Evaluate(*condition, row, error))) {
          visit(subject, row);
        }
      }));
  return error;
}

}  // namespace

absl::StatusOr<Changes> PlanInsert(const Schema& schema, const Store& store,
                                   const Insert& insert) {
  Changes changes;
  CAMBIUM_ASSIGN_OR_RETURN(changes.table, FindTable(schema, insert.table));
  const Table& table = *changes.table;
  std::vector<Value> values(table.fields.size());
  std::vector<bool> given(table.fields.size(), false);
  for (const Assignment& assignment : insert.fields) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::size_t field, FindField(table, assignment.field));
    if (given[field]) {
      return ErrorAt(assignment.field.span, "field is given twice: " + assignment.field.text);
    }
    given[field] = true;
    std::vector<std::size_t> read;
    CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr expr,
                             ExpressionPlanner(schema, table, read).Plan(assignment.value));
    if (!read.empty()) {
      return ErrorAt(assignment.value.span, "a new row has no fields to read");
    }
    CAMBIUM_ASSIGN_OR_RETURN(values[field],
                             ValueFor(table.fields[field], expr, Row(), assignment.value.span));
  }
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (given[i]) continue;
    if (table.fields[i].default_value.has_value()) values[i] = *table.fields[i].default_value;
    if (values[i].is_null() && !table.fields[i].nullable) {
      return ErrorAt(insert.table.span, "field is missing: " + table.fields[i].name);
    }
  }
  const Row row(values);
  const std::string subject = SubjectOf(table, row);
  CAMBIUM_RETURN_IF_ERROR(CheckNew(store, table, row, insert.table.span, changes, subject));
  changes.entities[subject].after = row;
  changes.rows = 1;
  return changes;
}

absl::StatusOr<Changes> PlanUpdate(const Schema& schema, const Store& store,
                                   const Update& update) {
  Changes changes;
  CAMBIUM_ASSIGN_OR_RETURN(changes.table, FindTable(schema, update.table));
  const Table& table = *changes.table;
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
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr expr,
                             ExpressionPlanner(schema, table, read).Plan(assignment.value));
    sets.push_back({field, std::move(expr), assignment.value.span});
  }
  std::vector<std::pair<std::string, Row>> matched;
  CAMBIUM_RETURN_IF_ERROR(ScanWhere(
      schema, store, table, update.where,
      [&](const std::string& subject, const Row& row) { matched.emplace_back(subject, row); }));
  // All old rows go before any new one comes, so keys may be swapped or shifted.
  for (const auto& [subject, row] : matched) changes.entities[subject].before = row;
  for (const auto& [subject, row] : matched) {
    std::vector<Value> values;
    values.reserve(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) values.emplace_back(row[i]);
    for (const Set& set : sets) {
      CAMBIUM_ASSIGN_OR_RETURN(values[set.field],
                               ValueFor(table.fields[set.field], set.expr, row, set.span));
    }
    const Row after(values);
    const std::string new_subject = SubjectOf(table, after);
    CAMBIUM_RETURN_IF_ERROR(
        CheckNew(store, table, after, update.table.span, changes, new_subject));
    changes.entities[new_subject].after = after;
  }
  changes.rows = static_cast<std::int64_t>(matched.size());
  return changes;
}

absl::StatusOr<Changes> PlanDelete(const Schema& schema, const Store& store,
                                   const Delete& erase) {
  Changes changes;
  CAMBIUM_ASSIGN_OR_RETURN(changes.table, FindTable(schema, erase.table));
  CAMBIUM_RETURN_IF_ERROR(ScanWhere(schema, store, *changes.table, erase.where,
                                    [&](const std::string& subject, const Row& row) {
                                      changes.entities[subject].before = row;
                                      ++changes.rows;
                                    }));
  return changes;
}

}  // namespace cambium
