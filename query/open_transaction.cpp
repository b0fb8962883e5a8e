// Statements over a version, and the checks of a commit.
// SPDX-License-Identifier: Apache-2.0
#include "query/open_transaction.h"

#include <string>
#include <utility>
#include <vector>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "query/ask.h"
#include "query/binding.h"
#include "query/key_lookup.h"
#include "query/parser.h"
#include "query/prepared.h"

namespace cambium {

OpenTransaction::OpenTransaction(Database& database, cambium::Snapshot snapshot,
                                 std::uint64_t generation, Value now)
    : database_(database),
      snapshot_(std::move(snapshot)),
      generation_(generation),
      now_(std::move(now)),
      planner_(database.schema_, *database.store_, now_, snapshot_.version(), &reads_) {}

OpenTransaction::~OpenTransaction() {
  const std::lock_guard lock(database_.mutex_);
  End();
}

void OpenTransaction::End() {
  if (std::exchange(is_open_, false)) database_.recent_.End(version());
}

absl::Status OpenTransaction::CheckUsable() const {
  if (!is_open_) return absl::FailedPreconditionError("transaction has ended");
  if (!failure_.ok()) {
    return absl::FailedPreconditionError("transaction has failed: " +
                                         std::string(failure_.message()));
  }
  if (generation_ == database_.schema_generation_) return absl::OkStatus();
  return absl::AbortedError("conflict: the schema was changed by another commit");
}

absl::StatusOr<std::int64_t> OpenTransaction::Execute(std::string_view text,
                                                      const Parameters& parameters) {
  CAMBIUM_ASSIGN_OR_RETURN(Statement statement, ParseStatement(text));
  CAMBIUM_RETURN_IF_ERROR(BindParameters(parameters, statement));
  const std::lock_guard lock(database_.mutex_);
  CAMBIUM_RETURN_IF_ERROR(CheckUsable());
  const std::int64_t before = planner_.changes().rows;
  failure_ = Add(statement);
  CAMBIUM_RETURN_IF_ERROR(failure_);
  return planner_.changes().rows - before;
}

absl::StatusOr<std::int64_t> OpenTransaction::ExecuteWith(const Prepared& statement,
                                                          std::span<const Value> values) {
  CAMBIUM_CHECK(statement.database_ == &database_, "a statement is of this database");
  CAMBIUM_RETURN_IF_ERROR(statement.CheckCount(values));
  const std::lock_guard lock(database_.mutex_);
  CAMBIUM_RETURN_IF_ERROR(CheckUsable());
  const std::int64_t before = planner_.changes().rows;
  const absl::StatusOr<bool> is_added = statement.AddTo(planner_, values);
  failure_ = is_added.status();
  if (is_added.ok() && !*is_added) {
    Statement bound = statement.state_->statement;
    CAMBIUM_RETURN_IF_ERROR(BindParameters(statement.Named(values), bound));
    failure_ = Add(bound);
  }
  CAMBIUM_RETURN_IF_ERROR(failure_);
  return planner_.changes().rows - before;
}

absl::Status OpenTransaction::Add(const Statement& statement) {
  if (const auto* insert = std::get_if<Insert>(&statement)) return planner_.Add(*insert);
  if (const auto* update = std::get_if<Update>(&statement)) return planner_.Add(*update);
  if (const auto* erase = std::get_if<Delete>(&statement)) return planner_.Add(*erase);
  const auto* block = std::get_if<Transaction>(&statement);
  if (block == nullptr || block->is_preview) {
    return absl::InvalidArgumentError("a transaction takes INSERT, UPSERT, UPDATE and DELETE");
  }
  for (const Mutation& mutation : block->mutations) {
    CAMBIUM_RETURN_IF_ERROR(
        std::visit([this](const auto& each) { return Add(Statement(each)); }, mutation));
  }
  return absl::OkStatus();
}

absl::StatusOr<Answer> OpenTransaction::Query(std::string_view text,
                                              const Parameters& parameters) {
  CAMBIUM_ASSIGN_OR_RETURN(const cambium::Query query, ParseOneShot(text));
  const std::lock_guard lock(database_.mutex_);
  CAMBIUM_RETURN_IF_ERROR(CheckUsable());
  CAMBIUM_ASSIGN_OR_RETURN(std::shared_ptr<const SelectPlan> plan,
                           database_.PlanOver(database_.schema_, query, parameters, now_));
  CAMBIUM_ASSIGN_OR_RETURN(std::optional<TreeList> row, LookUp(query, parameters, plan));
  if (row.has_value()) return Answer{std::move(plan), *std::move(row), 0};
  reads_.AddQuery(*plan, database_.schema_);
  if (planner_.changes().tables.empty()) {
    return database_.AnswerOver(database_.schema_, std::move(plan), version());
  }
  Answer answer{std::move(plan), {}, 0};
  CAMBIUM_ASSIGN_OR_RETURN(answer.rows,
                           AskAt(*answer.plan, database_.schema_, *database_.store_, version(),
                                 &planner_.changes(), database_.options_.limits));
  return answer;
}

absl::StatusOr<std::optional<TreeList>> OpenTransaction::LookUp(
    const cambium::Query& query, const Parameters& parameters,
    std::shared_ptr<const SelectPlan> plan) {
  std::vector<std::string> names;
  std::vector<Value> values;
  for (const auto& [name, value] : parameters) {
    if (value.kind != ExprKind::kLiteral) continue;
    names.push_back(name);
    values.push_back(value.literal);
  }
  const std::optional<KeyLookup> lookup =
      KeyLookup::Of(database_.schema_, query, names, std::move(plan));
  if (!lookup.has_value()) return std::optional<TreeList>();
  const std::optional<std::string> subject = lookup->SubjectFor(values);
  if (!subject.has_value()) return std::optional<TreeList>();
  CAMBIUM_ASSIGN_OR_RETURN(const std::optional<Row> row,
                           planner_.Find(lookup->table(), *subject));
  return std::optional<TreeList>(lookup->AnswerFrom(row));
}

absl::Status OpenTransaction::CheckReads() const {
  const Store& store = *database_.store_;
  const RecentCommits& recent = database_.recent_;
  // A commit that is not among them was no mutation: a declaration, or a load of files.
  if (recent.CountSince(version()) != store.version() - version()) {
    return absl::AbortedError("conflict: another commit was no mutation");
  }
  for (const RecentCommit& commit : recent.commits()) {
    if (commit.version <= version()) continue;
    const std::optional<std::string> row = reads_.FindConflict(commit.changes);
    if (!row.has_value()) continue;
    return absl::AbortedError("conflict: " + *row + " was changed by commit " +
                              std::to_string(commit.version));
  }
  return absl::OkStatus();
}

absl::StatusOr<Committed> OpenTransaction::Commit() {
  absl::StatusOr<Committed> result = Committed();
  {
    const std::lock_guard lock(database_.mutex_);
    CAMBIUM_RETURN_IF_ERROR(CheckUsable());
    const bool is_reader = planner_.changes().tables.empty();
    const absl::Status valid = is_reader ? absl::OkStatus() : CheckReads();
    // It is no longer among those for whom commits are kept.
    End();
    CAMBIUM_RETURN_IF_ERROR(valid);
    if (is_reader) return Committed{version(), planner_.changes().rows, "", ""};
    planner_.LookAtNow();
    database_.TakeTime();
    result = database_.Mutate(planner_);
  }
  database_.Deliver();
  return result;
}

std::unique_ptr<OpenTransaction> Database::Begin() {
  const std::lock_guard lock(mutex_);
  cambium::Snapshot snapshot = store_->TakeSnapshot();
  recent_.Begin(snapshot.version());
  return std::unique_ptr<OpenTransaction>(new OpenTransaction(
      *this, std::move(snapshot), schema_generation_, Value::Time(TakeTime())));
}

absl::StatusOr<Committed> Database::Transact(
    const std::function<absl::Status(OpenTransaction&)>& body, int attempts) {
  for (int attempt = 1;; ++attempt) {
    const std::unique_ptr<OpenTransaction> transaction = Begin();
    absl::StatusOr<Committed> result = Committed();
    const absl::Status done = body(*transaction);
    result = done.ok() ? transaction->Commit() : absl::StatusOr<Committed>(done);
    if (result.ok() || !absl::IsAborted(result.status()) || attempt >= attempts) return result;
  }
}

}  // namespace cambium
