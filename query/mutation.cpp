// Validation of mutations, over rows as the transaction has left them.
// SPDX-License-Identifier: Apache-2.0
#include "query/mutation.h"

#include <algorithm>
#include <utility>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "lsm/index.h"
#include "query/access_path.h"
#include "query/expression.h"
#include "query/name_hint.h"
#include "query/read_set.h"
#include "query/table_reader.h"
#include "query/whole_row.h"

namespace cambium {
namespace {

absl::StatusOr<const Table*> FindTable(const Schema& schema, const Name& name) {
  const Table* table = schema.Find(name.text);
  if (table != nullptr) return table;
  const std::string guess = DidYouMean(name.text, schema.TableNames());
  return WithHint(ErrorAt(name.span, "no table '" + name.text + "'" + guess),
                  guess.empty() ? TablesHint(schema) : "");
}

absl::StatusOr<std::size_t> FindField(const Table& table, const Name& name) {
  const auto field = table.FindField(name.text);
  if (field.has_value()) return *field;
  if (table.is_lax) {
    return ErrorAt(name.span, "no row of " + table.name + " has had a field '" + name.text +
                                  "' yet; a statement of its own has to write it first");
  }
  return ErrorAt(name.span, "no field '" + name.text + "' on " + table.name +
                                DidYouMean(name.text, table.FieldNames()));
}

// What references to this row hold.
Value ReferenceTo(const Table& table, const std::string& subject, const Row& row) {
  return table.key.size() > 1 ? Value::Bytes(subject) : Value(row[table.key[0]]);
}

}  // namespace

std::string KeyText(const Table& table, const Row& row) {
  std::string text;
  for (const std::size_t field : table.key) {
    text += (text.empty() ? "" : ", ") + JsonOf(table.fields[field].type, row[field]);
  }
  return table.key.size() == 1 ? text : "(" + text + ")";
}

std::string KeyText(const Table& table, const std::string& subject) {
  const absl::StatusOr<std::vector<Value>> parts = DecodeKey(subject);
  if (!parts.ok() || parts->size() != table.key.size()) return "?";
  std::vector<Value> row(table.fields.size());
  for (std::size_t i = 0; i < parts->size(); ++i) {
    const std::size_t field = table.key[i];
    row[field] = AsField(table.fields[field].type, (*parts)[i]);
  }
  return KeyText(table, Row(row));
}

absl::StatusOr<Value> FieldValue(const Field& field, const Value& value, Span span) {
  if (!value.is_null() && !field.awaits.empty()) {
    return ErrorAt(span, field.name + ": table is not declared yet: " + field.awaits);
  }
  absl::StatusOr<Value> typed = CoerceTo(field.type, value);
  if (!typed.ok()) {
    return ErrorAt(span, field.name + ": " + std::string(typed.status().message()));
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
  const WholeRow whole(table);
  TableReader reader(store_, version_);
  CAMBIUM_RETURN_IF_ERROR(
      reader.Read(table, whole.fields(), path, [&](const ColumnsView& rows) {
        std::vector<ValueView> values(table.fields.size());
        for (std::size_t at = 0; at < rows.size; ++at) {
          for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = rows.columns[whole.places()[i]][at];
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

auto MutationPlanner::FindMatches(const Table& table, const std::optional<Expr>& where,
                                  const std::vector<const Expr*>& values, Span span)
    -> absl::StatusOr<std::vector<Matched>> {
  const bool is_plain = (!where.has_value() || IsOfOneRow(table, *where)) &&
                        std::all_of(values.begin(), values.end(), [&table](const Expr* value) {
                          return IsOfOneRow(table, *value);
                        });
  return is_plain ? Match(table, where, values) : Ask(table, where, values, span);
}

auto MutationPlanner::Match(const Table& table, const std::optional<Expr>& where,
                            const std::vector<const Expr*>& values)
    -> absl::StatusOr<std::vector<Matched>> {
  std::optional<PlanExpr> condition;
  std::vector<PlanExpr> plans;
  std::vector<std::size_t> read = AllFields(table);
  ExpressionPlanner planner(schema_, table, read, now_);
  for (const Expr* value : values) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr plan, planner.Plan(*value));
    plans.push_back(std::move(plan));
  }
  if (where.has_value()) {
    CAMBIUM_ASSIGN_OR_RETURN(condition, planner.PlanTruth(*where));
  }
  if (reads_ != nullptr) {
    std::vector<PlanExpr> conditions;
    if (condition.has_value()) conditions.push_back(*condition);
    reads_->AddRange(table, read, std::move(conditions));
  }
  absl::Status error;
  std::vector<Matched> matched;
  const AccessPath path = condition.has_value() ? AccessWhere(table, *condition) : AccessPath();
  CAMBIUM_RETURN_IF_ERROR(ForEach(table, path, [&](const std::string& subject, const Row& row) {
    const bool matches = !condition.has_value() || IsTrue(Evaluate(*condition, row, error));
    if (!matches) return;
    Matched& found = matched.emplace_back(Matched{subject, row, {}});
    for (const PlanExpr& plan : plans) found.values.push_back(Evaluate(plan, row, error));
  }));
  CAMBIUM_RETURN_IF_ERROR(error);
  return matched;
}

void MutationPlanner::Put(const Table& table, const std::string& subject,
                          const std::optional<Row>& before, std::optional<Row> after) {
  TableChanges& changed = changes_.tables[table.id];
  changed.table = &table;
  const auto [entity, is_new] = changed.entities.try_emplace(subject);
  if (is_new) entity->second.before = before;
  if (!after.has_value()) entity->second.is_replaced = true;
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
                                            GivenRow row) {
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    const Field& field = table.fields[i];
    if (row.given[i]) continue;
    if (field.default_value.has_value()) row.values[i] = *field.default_value;
    if (row.values[i].is_null() && !field.nullable) {
      return ErrorAt(insert.table.span, "field is missing: " + field.name);
    }
  }
  return Row(row.all());
}

absl::StatusOr<Value> MutationPlanner::NewValue(const Table& table, const Expr& expr) {
  if (!IsOfOneRow(table, expr)) return AskAlone(expr);
  std::vector<std::size_t> read;
  CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr plan,
                           ExpressionPlanner(schema_, table, read, now_).Plan(expr));
  if (!read.empty()) return ErrorAt(expr.span, "a new row has no fields to read");
  absl::Status error;
  const Value value = Evaluate(plan, Row(), error);
  CAMBIUM_RETURN_IF_ERROR(error);
  return value;
}

absl::Status MutationPlanner::Add(const Insert& insert) {
  CAMBIUM_ASSIGN_OR_RETURN(const Table* found, FindTable(schema_, insert.table));
  const Table& table = *found;
  GivenRow row(table);
  for (const Assignment& assignment : insert.fields) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::size_t field, FindField(table, assignment.field));
    if (row.given[field]) {
      return ErrorAt(assignment.field.span, "field is given twice: " + assignment.field.text);
    }
    CAMBIUM_ASSIGN_OR_RETURN(const Value value, NewValue(table, assignment.value));
    CAMBIUM_ASSIGN_OR_RETURN(Value typed,
                             FieldValue(table.fields[field], value, assignment.value.span));
    row.Give(field, std::move(typed));
  }
  return AddRow(table, insert, std::move(row));
}

absl::Status MutationPlanner::AddRow(const Table& table, const Insert& insert, GivenRow row) {
  ++changes_.rows;
  if (!insert.is_upsert) {
    CAMBIUM_ASSIGN_OR_RETURN(const Row fresh, NewRow(table, insert, std::move(row)));
    return PutNew(table, fresh, insert.table.span);
  }
  for (const std::size_t field : table.key) {
    if (row.given[field]) continue;
    if (!table.fields[field].default_value.has_value()) {
      return ErrorAt(insert.table.span, "field is missing: " + table.fields[field].name);
    }
    row.values[field] = *table.fields[field].default_value;
  }
  const std::string subject = SubjectOf(table, row.all());
  CAMBIUM_ASSIGN_OR_RETURN(const std::optional<Row> standing, Find(table, subject));
  if (!standing.has_value()) {
    CAMBIUM_ASSIGN_OR_RETURN(Row fresh, NewRow(table, insert, std::move(row)));
    Put(table, subject, std::nullopt, std::move(fresh));
    return absl::OkStatus();
  }
  for (std::size_t i = 0; i < row.values.size(); ++i) {
    if (!row.given[i]) row.values[i] = Value((*standing)[i]);
  }
  Put(table, subject, standing, Row(row.all()));
  return absl::OkStatus();
}

absl::Status MutationPlanner::Add(const Table& table, const Row& row) {
  ++changes_.rows;
  return PutNew(table, row, Span());
}

absl::Status MutationPlanner::Add(const Update& update) {
  CAMBIUM_ASSIGN_OR_RETURN(const Table* found, FindTable(schema_, update.table));
  const Table& table = *found;
  std::vector<std::size_t> fields;
  std::vector<const Expr*> values;
  for (const Assignment& assignment : update.set) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::size_t field, FindField(table, assignment.field));
    if (std::find(fields.begin(), fields.end(), field) != fields.end()) {
      return ErrorAt(assignment.field.span, "field is set twice: " + assignment.field.text);
    }
    fields.push_back(field);
    values.push_back(&assignment.value);
  }
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<Matched> matched,
                           FindMatches(table, update.where, values, update.table.span));
  // All rows that get another key go before any of them comes, so keys may be swapped or
  // shifted.
  std::vector<Row> moved;
  for (const Matched& old : matched) {
    std::vector<Value> row;
    row.reserve(old.row.size());
    for (std::size_t i = 0; i < old.row.size(); ++i) row.emplace_back(old.row[i]);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      CAMBIUM_ASSIGN_OR_RETURN(
          row[fields[i]], FieldValue(table.fields[fields[i]], old.values[i], values[i]->span));
    }
    const bool stays = SubjectOf(table, std::span<const Value>(row)) == old.subject;
    Put(table, old.subject, old.row, stays ? std::optional<Row>(row) : std::nullopt);
    if (!stays) moved.emplace_back(row);
  }
  for (const Row& row : moved) {
    CAMBIUM_RETURN_IF_ERROR(PutNew(table, row, update.table.span));
  }
  changes_.rows += static_cast<std::int64_t>(matched.size());
  return absl::OkStatus();
}

absl::Status MutationPlanner::Add(const Delete& erase) {
  CAMBIUM_ASSIGN_OR_RETURN(const Table* table, FindTable(schema_, erase.table));
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<Matched> matched,
                           FindMatches(*table, erase.where, {}, erase.table.span));
  Gone gone;
  for (const Matched& old : matched) {
    Put(*table, old.subject, old.row, std::nullopt);
    gone.emplace(old.subject, ReferenceTo(*table, old.subject, old.row));
  }
  changes_.rows += static_cast<std::int64_t>(gone.size());
  return FollowDeletes(*table, gone, erase.table.span);
}

void MutationPlanner::Change(const Table& table, const std::string& subject, const Row& before,
                             Row after) {
  ++changes_.rows;
  Put(table, subject, before, std::move(after));
}

absl::StatusOr<bool> MutationPlanner::Erase(const Table& table, const std::string& subject,
                                            Span span) {
  CAMBIUM_ASSIGN_OR_RETURN(const std::optional<Row> row, Find(table, subject));
  if (!row.has_value()) return false;
  ++changes_.rows;
  Put(table, subject, row, std::nullopt);
  const Gone gone{{subject, ReferenceTo(table, subject, *row)}};
  CAMBIUM_RETURN_IF_ERROR(FollowDeletes(table, gone, span));
  return true;
}

// A reference may lead from row to row through a whole table, so what goes is followed with a
// stack of our own; still depth first, as the declarations stand: whether a row that restricts
// goes itself may depend on what went before.
absl::Status MutationPlanner::FollowDeletes(const Table& table, const Gone& gone, Span span) {
  if (gone.empty()) return absl::OkStatus();
  std::vector<std::pair<const Table*, std::size_t>> references;
  for (const auto& other : schema_.tables()) {
    for (std::size_t i = 0; i < other->fields.size(); ++i) {
      const Field& field = other->fields[i];
      const bool follows =
          field.type.kind == TypeKind::kReference && field.on_delete != OnDelete::kDangle;
      if (follows) references.emplace_back(other.get(), i);
    }
  }
  struct Level {
    const Table* table;
    Gone gone;
    std::size_t next = 0;  // of the references
  };
  std::vector<Level> levels = {{&table, gone}};
  while (!levels.empty()) {
    Level& level = levels.back();
    if (level.next == references.size()) {
      levels.pop_back();
      continue;
    }
    const auto [other, field] = references[level.next++];
    if (other->fields[field].type.target != level.table->id) continue;
    CAMBIUM_ASSIGN_OR_RETURN(Gone below,
                             FollowReference(*level.table, level.gone, *other, field, span));
    if (!below.empty()) levels.push_back({other, std::move(below)});
  }
  return absl::OkStatus();
}

auto MutationPlanner::FollowReference(const Table& table, const Gone& gone, const Table& other,
                                      std::size_t field, Span span) -> absl::StatusOr<Gone> {
  std::set<Value> references;
  for (const auto& [subject, reference] : gone) references.insert(reference);
  if (reads_ != nullptr) reads_->AddRange(other, {field}, {});
  std::vector<std::pair<std::string, Row>> referring;
  const AccessPath path = AccessByValues(other, field, references);
  CAMBIUM_RETURN_IF_ERROR(ForEach(other, path, [&](const std::string& subject, const Row& row) {
    if (row[field].is_null()) return;
    if (gone.count(SubjectOfReference(table, row[field])) == 0) return;
    referring.emplace_back(subject, row);
  }));
  Gone below;
  const Field& declared = other.fields[field];
  for (const auto& [subject, row] : referring) {
    if (declared.on_delete == OnDelete::kRestrict) {
      return ErrorAt(span, "row is referred to: " + table.name + " " +
                               JsonOf(declared.type, row[field]) + " by " + other.name + "." +
                               declared.name + " of " + KeyText(other, row));
    }
    if (declared.on_delete == OnDelete::kCascade) {
      Put(other, subject, row, std::nullopt);
      below.emplace(subject, ReferenceTo(other, subject, row));
      continue;
    }
    std::vector<Value> values;
    for (std::size_t at = 0; at < row.size(); ++at) values.emplace_back(row[at]);
    values[field] = Value();
    Put(other, subject, row, Row(values));
  }
  return below;
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
