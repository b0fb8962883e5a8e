// From values of members to rows of tables, and back.
// SPDX-License-Identifier: Apache-2.0
#include "query/typed_rows.h"

#include <utility>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "query/entity.h"
#include "query/entity_fields.h"
#include "query/live_queries.h"

namespace cambium {
namespace {

// The value of a member as one of the field's type.
absl::StatusOr<Value> OfField(const Field& field, const Value& value) {
  // A std::string has bytes as they are, and not as a statement writes them.
  const bool is_bytes =
      field.type.storage() == TypeKind::kBytes && value.type() == ValueType::kText;
  return FieldValue(field, is_bytes ? Value::Bytes(value.AsText()) : value, Span());
}

}  // namespace

TypedLock::TypedLock(Database& database) : database_(database), lock_(database.mutex_) {}

TypedInputs& TypedLock::inputs() const { return database_.live_->typed(); }
const Schema& TypedLock::schema() const { return database_.schema_; }
const Store& TypedLock::store() const { return *database_.store_; }

absl::StatusOr<TypedRows> TypedRows::Of(Database& database, std::string_view table,
                                        std::span<const StructMember> members) {
  auto state = std::make_shared<State>();
  state->table = std::string(table);
  state->members = members;
  TypedRows rows(database, std::move(state));
  const std::lock_guard lock(database.mutex_);
  CAMBIUM_RETURN_IF_ERROR(rows.Match());
  return rows;
}

absl::Status TypedRows::Match() const {
  if (state_->generation == database_->schema_generation_) return absl::OkStatus();
  CAMBIUM_ASSIGN_OR_RETURN(state_->match,
                           MatchStruct(database_->schema_, state_->table, state_->members));
  state_->generation = database_->schema_generation_;
  return absl::OkStatus();
}

absl::StatusOr<std::string> TypedRows::SubjectFor(std::span<const Value> key) const {
  const cambium::Table& table = *state_->match.table;
  if (key.size() != table.key.size()) {
    return absl::InvalidArgumentError(
        "key of " + table.name + " has " + std::to_string(table.key.size()) +
        " fields, values are given for " + std::to_string(key.size()));
  }
  std::string subject;
  for (std::size_t i = 0; i < key.size(); ++i) {
    CAMBIUM_ASSIGN_OR_RETURN(const Value value, OfField(table.fields[table.key[i]], key[i]));
    AppendKey(value, subject);
  }
  return subject;
}

absl::Status TypedRows::AddTo(MutationPlanner& planner, WriteKind kind,
                              std::vector<Value> values) const {
  const cambium::Table& table = *state_->match.table;
  GivenRow row(table);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t position = state_->match.positions[i];
    CAMBIUM_ASSIGN_OR_RETURN(Value value, OfField(table.fields[position], values[i]));
    row.Give(position, std::move(value));
  }
  Insert insert;
  insert.is_upsert = kind == WriteKind::kUpsert;
  return planner.AddRow(table, insert, std::move(row));
}

absl::StatusOr<Committed> TypedRows::Write(WriteKind kind, std::vector<Value> values) const {
  absl::StatusOr<Committed> result = Committed();
  {
    const std::lock_guard lock(database_->mutex_);
    CAMBIUM_RETURN_IF_ERROR(database_->CheckWritable());
    CAMBIUM_RETURN_IF_ERROR(Match());
    MutationPlanner planner(database_->schema_, *database_->store_,
                            Value::Time(database_->TakeTime()));
    CAMBIUM_RETURN_IF_ERROR(AddTo(planner, kind, std::move(values)));
    result = database_->Mutate(planner);
  }
  database_->Deliver();
  return result;
}

absl::Status TypedRows::Write(OpenTransaction& transaction, WriteKind kind,
                              std::vector<Value> values) const {
  CAMBIUM_CHECK(&transaction.database_ == database_, "a transaction of another database");
  const std::lock_guard lock(database_->mutex_);
  CAMBIUM_RETURN_IF_ERROR(database_->CheckWritable());
  CAMBIUM_RETURN_IF_ERROR(transaction.CheckUsable());
  CAMBIUM_RETURN_IF_ERROR(Match());
  return transaction.failure_ = AddTo(transaction.planner_, kind, std::move(values));
}

absl::StatusOr<Committed> TypedRows::Delete(std::span<const Value> key) const {
  absl::StatusOr<Committed> result = Committed();
  {
    const std::lock_guard lock(database_->mutex_);
    CAMBIUM_RETURN_IF_ERROR(database_->CheckWritable());
    CAMBIUM_RETURN_IF_ERROR(Match());
    CAMBIUM_ASSIGN_OR_RETURN(const std::string subject, SubjectFor(key));
    MutationPlanner planner(database_->schema_, *database_->store_,
                            Value::Time(database_->TakeTime()));
    CAMBIUM_RETURN_IF_ERROR(planner.Erase(*state_->match.table, subject, Span()).status());
    result = database_->Mutate(planner);
  }
  database_->Deliver();
  return result;
}

absl::StatusOr<bool> TypedRows::Delete(OpenTransaction& transaction,
                                       std::span<const Value> key) const {
  CAMBIUM_CHECK(&transaction.database_ == database_, "a transaction of another database");
  const std::lock_guard lock(database_->mutex_);
  CAMBIUM_RETURN_IF_ERROR(database_->CheckWritable());
  CAMBIUM_RETURN_IF_ERROR(transaction.CheckUsable());
  CAMBIUM_RETURN_IF_ERROR(Match());
  CAMBIUM_ASSIGN_OR_RETURN(const std::string subject, SubjectFor(key));
  absl::StatusOr<bool> erased =
      transaction.planner_.Erase(*state_->match.table, subject, Span());
  transaction.failure_ = erased.status();
  return erased;
}

absl::StatusOr<std::optional<Row>> TypedRows::Get(std::span<const Value> key) const {
  const std::lock_guard lock(database_->mutex_);
  CAMBIUM_RETURN_IF_ERROR(Match());
  CAMBIUM_ASSIGN_OR_RETURN(const std::string subject, SubjectFor(key));
  const EntityFields reader(*state_->match.table, state_->match.positions);
  std::vector<Value> values(state_->match.positions.size());
  CAMBIUM_ASSIGN_OR_RETURN(const bool stands, reader.Read(*database_->store_, subject, values));
  return stands ? std::optional<Row>(Row(values)) : std::nullopt;
}

absl::StatusOr<std::optional<Row>> TypedRows::Get(OpenTransaction& transaction,
                                                  std::span<const Value> key) const {
  CAMBIUM_CHECK(&transaction.database_ == database_, "a transaction of another database");
  const std::lock_guard lock(database_->mutex_);
  CAMBIUM_RETURN_IF_ERROR(transaction.CheckUsable());
  CAMBIUM_RETURN_IF_ERROR(Match());
  CAMBIUM_ASSIGN_OR_RETURN(const std::string subject, SubjectFor(key));
  CAMBIUM_ASSIGN_OR_RETURN(const std::optional<Row> row,
                           transaction.planner_.Find(*state_->match.table, subject));
  if (!row.has_value()) return std::optional<Row>();
  return std::optional<Row>(row->Project(state_->match.positions));
}

absl::Status TypedRows::ForEach(const DatabaseSnapshot& snapshot,
                                const std::function<void(const Row&)>& visit) const {
  CAMBIUM_CHECK(snapshot.database_ == database_, "a snapshot of another database");
  CAMBIUM_ASSIGN_OR_RETURN(const StructMatch match,
                           MatchStruct(*snapshot.schema_, state_->table, state_->members));
  return ScanEntities(
      *database_->store_, *match.table, KeyAndMembers(*match.table, match.positions),
      [&visit](const std::string&, const Row& row) { visit(row.Slice(1, row.size())); },
      snapshot.version());
}

}  // namespace cambium
