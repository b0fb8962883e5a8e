// Opening, telling statements apart, asking.
// SPDX-License-Identifier: Apache-2.0
#include "query/database.h"

#include <utility>

#include "dataflow/status.h"
#include "query/ask.h"
#include "query/binding.h"
#include "query/delivery.h"
#include "query/live_queries.h"
#include "query/parser.h"
#include "query/plan_graph.h"
#include "query/sql/sql_schema.h"

namespace cambium {

Database::Database(std::unique_ptr<FileSystem> files, Options options)
    : options_(options),
      files_(std::move(files)),
      live_(std::make_unique<LiveQueries>(TakeTime())),
      questions_(std::make_unique<LiveQuestions>()),
      delivery_(std::make_unique<Delivery>([this](std::int64_t id) { PostWhole(id); })) {}

Database::~Database() { delivery_->Clear(); }

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path,
                                                         Options options) {
  if (path == ":memory:") {
    CAMBIUM_ASSIGN_OR_RETURN(auto database, Open(MakeMemoryFileSystem(), "memory", options));
    database->is_in_memory_ = true;
    return database;
  }
  return Open(MakeRealFileSystem(), path, options);
}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(std::unique_ptr<FileSystem> files,
                                                         const std::string& folder,
                                                         Options options) {
  std::unique_ptr<Database> database(new Database(std::move(files), options));
  CAMBIUM_RETURN_IF_ERROR(database->Start(folder));
  return database;
}

absl::Status Database::Start(const std::string& folder) {
  folder_ = folder;
  StoreOptions store_options;
  store_options.clock = options_.clock;
  store_options.read_only = options_.read_only;
  store_options.memory_bytes = options_.store_memory_bytes;
  CAMBIUM_ASSIGN_OR_RETURN(store_, Store::Open(*files_, folder, store_options));
  return LoadDeclarations();
}

absl::StatusOr<Committed> Database::Execute(std::string_view text,
                                            const Parameters& parameters) {
  CAMBIUM_ASSIGN_OR_RETURN(Statement statement, ParseStatement(text));
  CAMBIUM_RETURN_IF_ERROR(BindParameters(parameters, statement));
  return ExecuteStatement(text, statement);
}

absl::StatusOr<Committed> Database::ExecuteStatement(std::string_view text,
                                                     const Statement& statement) {
  absl::StatusOr<Committed> result = Committed();
  {
    const std::lock_guard lock(mutex_);
    result = Run(text, statement);
  }
  Deliver();
  return result;
}

absl::Status Database::CheckWritable() const {
  if (!options_.read_only) return absl::OkStatus();
  return absl::FailedPreconditionError("database was opened read-only");
}

absl::StatusOr<Committed> Database::Run(std::string_view text, const Statement& statement) {
  const auto* transaction = std::get_if<Transaction>(&statement);
  const bool is_preview = transaction != nullptr && transaction->is_preview;
  const auto* query = std::get_if<cambium::Query>(&statement);
  if (query != nullptr && query->name.has_value()) return DeclareQuery(text, *query);
  if (!is_preview) CAMBIUM_RETURN_IF_ERROR(CheckWritable());
  if (const auto* table = std::get_if<TableDeclaration>(&statement)) {
    return DeclareTable(text, *table);
  }
  if (const auto* declared = std::get_if<EnumDeclaration>(&statement)) {
    return DeclareEnum(text, *declared);
  }
  if (const auto* fragment = std::get_if<FragmentDeclaration>(&statement)) {
    return DeclareFragment(text, *fragment);
  }
  if (transaction != nullptr) return RunMutations(transaction->mutations, is_preview);
  if (const auto* insert = std::get_if<Insert>(&statement)) {
    return RunMutations({*insert}, false);
  }
  if (const auto* update = std::get_if<Update>(&statement)) {
    return RunMutations({*update}, false);
  }
  if (const auto* erase = std::get_if<Delete>(&statement)) {
    return RunMutations({*erase}, false);
  }
  if (const auto* assertion = std::get_if<AssertDeclaration>(&statement)) {
    CAMBIUM_ASSIGN_OR_RETURN(Committed result, RunMutations({*assertion}, false));
    result.declared = "assert";
    result.name = assertion->name.text;
    return result;
  }
  if (const auto* drop = std::get_if<Drop>(&statement)) {
    if (drop->kind != DropKind::kAssert) return DropDeclared(*drop);
    CAMBIUM_ASSIGN_OR_RETURN(Committed result, RunMutations({*drop}, false));
    result.declared = "drop";
    result.name = drop->name.text;
    return result;
  }
  return absl::InvalidArgumentError("a query has no effect: ask it");
}

absl::StatusOr<std::uint64_t> Database::Append(const Batch& batch,
                                               std::span<const IndexChange> indexes) {
  return store_->Apply(batch, indexes,
                       options_.durable ? Durability::kDurable : Durability::kRelaxed);
}

absl::StatusOr<std::string> Database::Explain(std::string_view text,
                                              const Parameters& parameters,
                                              ExplainFormat format) {
  CAMBIUM_ASSIGN_OR_RETURN(const Statement statement, ParseStatement(text));
  const auto* explain = std::get_if<cambium::Explain>(&statement);
  const auto* query =
      explain != nullptr ? &explain->query : std::get_if<cambium::Query>(&statement);
  if (query == nullptr) return absl::InvalidArgumentError("not a query");
  const std::lock_guard lock(mutex_);
  if (query->live && format == ExplainFormat::kText) {
    CAMBIUM_ASSIGN_OR_RETURN(const LivePlan standing,
                             PlanLive(schema_, *query, parameters, options_.share_live));
    std::optional<std::string> live = live_->Explain(standing);
    if (live.has_value()) return *std::move(live);
  }
  CAMBIUM_ASSIGN_OR_RETURN(
      SelectPlan plan,
      PlanQuery(schema_, *query, parameters, query->live ? Value() : Value::Time(TakeTime())));
  if (!query->live) plan = PlanOneShot(std::move(plan), options_.one_shot);
  if (format == ExplainFormat::kJson) return PlanJson(plan);
  if (format == ExplainFormat::kDot) return PlanDot(plan);
  if (query->live) return PlanText(plan);
  return OneShotText(plan, schema_, options_.one_shot);
}

absl::StatusOr<SqlText> Database::ExplainSql(std::string_view text, SqlDialect dialect,
                                             const Parameters& parameters) {
  CAMBIUM_ASSIGN_OR_RETURN(const Statement statement, ParseStatement(text));
  const auto* query = std::get_if<cambium::Query>(&statement);
  if (query == nullptr) return absl::InvalidArgumentError("not a query");
  const std::lock_guard lock(mutex_);
  return EmitSql(schema_, *query, dialect, parameters);
}

absl::StatusOr<std::vector<std::string>> Database::SchemaSql(SqlDialect dialect) {
  const std::lock_guard lock(mutex_);
  return cambium::SchemaSql(schema_, dialect);
}

absl::StatusOr<Answer> Database::Query(std::string_view text, const Parameters& parameters) {
  CAMBIUM_ASSIGN_OR_RETURN(const cambium::Query query, ParseOneShot(text));
  const std::lock_guard lock(mutex_);
  CAMBIUM_ASSIGN_OR_RETURN(std::shared_ptr<const SelectPlan> plan,
                           PlanOver(schema_, query, parameters, Value::Time(TakeTime())));
  return AnswerOver(schema_, std::move(plan), Store::kNow);
}

absl::StatusOr<std::shared_ptr<const SelectPlan>> Database::PlanOver(
    const Schema& schema, const cambium::Query& query, const Parameters& parameters,
    const Value& now) const {
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanQuery(schema, query, parameters, now));
  return std::make_shared<const SelectPlan>(PlanOneShot(std::move(plan), options_.one_shot));
}

absl::StatusOr<Answer> Database::AnswerOver(const Schema& schema,
                                            std::shared_ptr<const SelectPlan> plan,
                                            std::uint64_t version) const {
  Answer answer{std::move(plan), {}, 0};
  if (options_.limits != QueryLimits()) {
    CAMBIUM_ASSIGN_OR_RETURN(
        answer.rows, AskAt(*answer.plan, schema, *store_, version, nullptr, options_.limits));
    return answer;
  }
  CAMBIUM_ASSIGN_OR_RETURN(OneShotAnswer found, RunOneShot(*answer.plan, schema, *store_,
                                                           options_.one_shot, version));
  answer.rows = std::move(found.rows);
  answer.read_count = found.read_count;
  return answer;
}

absl::Status Database::Flush() {
  const std::lock_guard lock(mutex_);
  return store_->Flush();
}

absl::Status Database::Backup(const std::string& folder) {
  CAMBIUM_RETURN_IF_ERROR(CheckWritable());
  if (is_in_memory_) {
    return absl::FailedPreconditionError(
        "database is in memory and has no files to back up: export its tables");
  }
  const std::lock_guard lock(mutex_);
  return store_->Backup(folder);
}

std::uint64_t Database::version() const {
  const std::lock_guard lock(mutex_);
  return store_->version();
}

std::size_t Database::live_row_count() const {
  const std::lock_guard lock(mutex_);
  return live_->held_count();
}

std::uint64_t Database::scan_count() const {
  const std::lock_guard lock(mutex_);
  return store_->scan_count();
}

}  // namespace cambium
