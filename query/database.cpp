// Opening, declaring, committing, asking.
// SPDX-License-Identifier: Apache-2.0
#include "query/database.h"

#include <algorithm>
#include <utility>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "query/ask.h"
#include "query/binding.h"
#include "query/declarations.h"
#include "query/delivery.h"
#include "query/live_queries.h"
#include "query/parser.h"
#include "query/plan_graph.h"
#include "query/sql/sql_schema.h"

namespace cambium {
namespace {

// The question whose one value must stay true.
absl::StatusOr<std::shared_ptr<const SelectPlan>> PlanAssertion(
    const Schema& schema, const AssertDeclaration& assertion) {
  cambium::Query query;
  query.is_roots = true;
  Item item;
  item.label = Name{"holds", assertion.name.span};
  item.expr = assertion.condition;
  query.root.items.push_back(std::move(item));
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanQuery(schema, query));
  if (FollowsTime(*plan.flow)) {
    return ErrorAt(assertion.condition.span,
                   "an assertion cannot ask for NOW(): time passes without a commit");
  }
  const FieldType& type = plan.scalars[0].type;
  if (type.kind != TypeKind::kBool && type.kind != TypeKind::kNull) {
    return ErrorAt(assertion.condition.span, "expected a truth value, found " + TypeText(type));
  }
  return std::make_shared<const SelectPlan>(std::move(plan));
}

std::string SubjectOfDeclaration(const std::string& kind, const std::string& name) {
  std::string subject;
  AppendKey(Value::Text(kind + " " + name), subject);
  return subject;
}

absl::Status AddTo(MutationPlanner& planner, const Mutation& mutation) {
  if (const auto* insert = std::get_if<Insert>(&mutation)) return planner.Add(*insert);
  if (const auto* update = std::get_if<Update>(&mutation)) return planner.Add(*update);
  if (const auto* erase = std::get_if<Delete>(&mutation)) return planner.Add(*erase);
  if (const auto* assertion = std::get_if<AssertDeclaration>(&mutation)) {
    return ErrorAt(assertion->name.span, "ASSERT in a TX is not built yet");
  }
  return ErrorAt(std::get<Drop>(mutation).name.span, "this DROP is not built yet");
}

}  // namespace

Database::Database(std::unique_ptr<FileSystem> files, Options options)
    : options_(options),
      files_(std::move(files)),
      live_(std::make_unique<LiveQueries>(TakeTime())),
      delivery_(std::make_unique<Delivery>([this](std::int64_t id) { PostWhole(id); })) {}

Database::~Database() = default;

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& path,
                                                         Options options) {
  if (path == ":memory:") return Open(MakeMemoryFileSystem(), "memory", options);
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
  CAMBIUM_ASSIGN_OR_RETURN(store_, Store::Open(*files_, folder, store_options));
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<Statement> declarations,
                           ReadDeclarations(*store_));
  for (const Statement& statement : declarations) {
    if (const auto* declared = std::get_if<EnumDeclaration>(&statement)) {
      CAMBIUM_RETURN_IF_ERROR(schema_.AddEnum(*declared));
    } else if (const auto* fragment = std::get_if<FragmentDeclaration>(&statement)) {
      CAMBIUM_RETURN_IF_ERROR(schema_.AddFragment(*fragment));
    } else if (const auto* declaration = std::get_if<TableDeclaration>(&statement)) {
      CAMBIUM_ASSIGN_OR_RETURN(Table table, schema_.Resolve(*declaration));
      const std::vector<NewIndex> missing = MissingIndexes(table);
      if (!missing.empty()) {
        CAMBIUM_RETURN_IF_ERROR(store_->CreateIndexes(missing, {}).status());
      }
      schema_.Add(std::move(table));
    } else if (const auto* assertion = std::get_if<AssertDeclaration>(&statement)) {
      CAMBIUM_ASSIGN_OR_RETURN(auto plan, PlanAssertion(schema_, *assertion));
      CAMBIUM_RETURN_IF_ERROR(
          live_->AddAssertion(assertion->name.text, std::move(plan), schema_, *store_));
    } else {
      return absl::DataLossError("catalog holds a statement that declares nothing");
    }
  }
  return absl::OkStatus();
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
    // One too many forgets what was resolved, one too few would use it wrongly.
    const bool declares =
        !IsMutation(statement) && !std::holds_alternative<cambium::Query>(statement);
    if (declares) ++schema_generation_;
  }
  Deliver();
  return result;
}

absl::StatusOr<Committed> Database::Run(std::string_view text, const Statement& statement) {
  const auto* maybe_preview = std::get_if<Transaction>(&statement);
  const bool is_preview = maybe_preview != nullptr && maybe_preview->is_preview;
  if (options_.read_only && !is_preview) {
    return absl::FailedPreconditionError("database was opened read-only");
  }
  if (const auto* table = std::get_if<TableDeclaration>(&statement)) {
    return DeclareTable(text, *table);
  }
  if (const auto* declared = std::get_if<EnumDeclaration>(&statement)) {
    if (schema_.FindEnum(declared->name.text) != nullptr) {
      CAMBIUM_RETURN_IF_ERROR(schema_.AddEnum(*declared));  // An equal one, or an error.
      return Committed{store_->version(), 0, "enum", declared->name.text};
    }
    CAMBIUM_RETURN_IF_ERROR(schema_.AddEnum(*declared));
    return DeclareOther(text, "enum", declared->name.text);
  }
  if (const auto* fragment = std::get_if<FragmentDeclaration>(&statement)) {
    CAMBIUM_RETURN_IF_ERROR(schema_.AddFragment(*fragment));
    return DeclareOther(text, "fragment", fragment->name.text);
  }
  MutationPlanner planner(schema_, *store_, Value::Time(TakeTime()));
  if (const auto* transaction = std::get_if<Transaction>(&statement)) {
    for (const Mutation& mutation : transaction->mutations) {
      CAMBIUM_RETURN_IF_ERROR(AddTo(planner, mutation));
    }
    return transaction->is_preview ? Preview(planner) : Mutate(planner);
  }
  if (const auto* insert = std::get_if<Insert>(&statement)) {
    CAMBIUM_RETURN_IF_ERROR(AddTo(planner, *insert));
  } else if (const auto* update = std::get_if<Update>(&statement)) {
    CAMBIUM_RETURN_IF_ERROR(AddTo(planner, *update));
  } else if (const auto* erase = std::get_if<Delete>(&statement)) {
    CAMBIUM_RETURN_IF_ERROR(AddTo(planner, *erase));
  } else if (const auto* assertion = std::get_if<AssertDeclaration>(&statement)) {
    CAMBIUM_ASSIGN_OR_RETURN(auto plan, PlanAssertion(schema_, *assertion));
    CAMBIUM_RETURN_IF_ERROR(
        live_->AddAssertion(assertion->name.text, std::move(plan), schema_, *store_));
    return DeclareOther(text, "assert", assertion->name.text);
  } else if (const auto* drop = std::get_if<Drop>(&statement)) {
    return drop->kind == DropKind::kAssert ? DropAssertion(drop->name) : AddTo(planner, *drop);
  } else {
    return absl::InvalidArgumentError("a query has no effect: ask it");
  }
  return Mutate(planner);
}

absl::StatusOr<Committed> Database::DeclareTable(std::string_view text,
                                                 const TableDeclaration& declaration) {
  CAMBIUM_ASSIGN_OR_RETURN(Table table, schema_.Resolve(declaration));
  Committed result{store_->version(), 0, "table", table.name};
  if (const Table* standing = schema_.Find(table.name)) {
    if (*standing == table) return result;
    return ErrorAt(declaration.name.span, "changing a table is not built yet: " + table.name);
  }
  std::string subject;
  AppendKey(Value::Int(table.id), subject);
  const Batch batch{{{kCatalog, kDeclaration, subject}, Value::Text(text)}};
  const std::vector<NewIndex> made = MissingIndexes(table);
  CAMBIUM_ASSIGN_OR_RETURN(result.commit,
                           made.empty() ? Append(batch) : store_->CreateIndexes(made, batch));
  schema_.Add(std::move(table));
  return result;
}

absl::StatusOr<Committed> Database::DeclareOther(std::string_view text, const std::string& kind,
                                                 const std::string& name) {
  Committed result{store_->version(), 0, kind, name};
  const TripleKey key{kCatalog, kDeclaration, SubjectOfDeclaration(kind, name)};
  CAMBIUM_ASSIGN_OR_RETURN(const Value standing, store_->Get(key));
  if (standing == Value::Text(text)) return result;
  CAMBIUM_ASSIGN_OR_RETURN(result.commit, Append({{key, Value::Text(text)}}));
  return result;
}

absl::StatusOr<Committed> Database::DropAssertion(const Name& name) {
  const TripleKey key{kCatalog, kDeclaration, SubjectOfDeclaration("assert", name.text)};
  CAMBIUM_ASSIGN_OR_RETURN(const Value standing, store_->Get(key));
  if (standing.is_null()) return ErrorAt(name.span, "no assertion '" + name.text + "'");
  Committed result{0, 0, "drop", name.text};
  CAMBIUM_ASSIGN_OR_RETURN(result.commit, Append({{key, Value()}}));
  live_->RemoveAssertion(name.text);
  return result;
}

absl::StatusOr<Committed> Database::Preview(MutationPlanner& planner) {
  CAMBIUM_RETURN_IF_ERROR(planner.Check());
  live_->Compute(planner.changes(), time_);
  const absl::Status holds = live_->CheckAssertions();
  if (holds.ok()) Post(live_->Preview());
  live_->Abandon();
  CAMBIUM_RETURN_IF_ERROR(holds);
  return Committed{store_->version(), planner.changes().rows, "", ""};
}

std::vector<NewIndex> Database::MissingIndexes(const Table& table) const {
  const Indexes standing = store_->indexes();
  std::vector<NewIndex> missing;
  for (const Field& field : table.fields) {
    if (!field.has_index() || standing.count({table.id, field.number}) != 0) continue;
    const IndexKind kind = field.is_unique ? IndexKind::kUnique : IndexKind::kPlain;
    missing.push_back({table.id, field.number, kind});
  }
  return missing;
}

absl::StatusOr<Committed> Database::Mutate(MutationPlanner& planner) {
  CAMBIUM_RETURN_IF_ERROR(planner.Check());
  const Changes& changes = planner.changes();
  Committed result{store_->version(), changes.rows, "", ""};
  if (changes.rows == 0) return result;
  if (options_.limits.rows > 0 && changes.rows > options_.limits.rows) {
    return absl::ResourceExhaustedError("transaction changes too many rows, the limit is " +
                                        std::to_string(options_.limits.rows));
  }
  Batch batch;
  for (const auto& [type, table] : changes.tables) {
    for (const auto& [subject, change] : table.entities) {
      AppendTriples(*table.table, subject, change, batch);
    }
  }
  live_->Compute(changes, time_);
  const absl::Status holds = live_->CheckAssertions();
  if (!holds.ok()) {
    live_->Abandon();
    return holds;
  }
  absl::StatusOr<std::uint64_t> version = Append(batch);
  if (!version.ok()) {
    live_->Abandon();
    return version.status();
  }
  result.commit = *version;
  recent_.Add(*version, changes);
  Post(live_->Commit(*version));
  return result;
}

absl::StatusOr<std::uint64_t> Database::Append(const Batch& batch) {
  return store_->Apply(batch, options_.durable ? Durability::kDurable : Durability::kRelaxed);
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
                           PlanNow(query, parameters, Value::Time(TakeTime())));
  return AnswerOf(std::move(plan), Store::kNow);
}

absl::StatusOr<std::shared_ptr<const SelectPlan>> Database::PlanNow(
    const cambium::Query& query, const Parameters& parameters, const Value& now) const {
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanQuery(schema_, query, parameters, now));
  return std::make_shared<const SelectPlan>(PlanOneShot(std::move(plan), options_.one_shot));
}

absl::StatusOr<Answer> Database::AnswerOf(std::shared_ptr<const SelectPlan> plan,
                                          std::uint64_t version) const {
  Answer answer{std::move(plan), {}, 0};
  if (options_.limits != QueryLimits()) {
    CAMBIUM_ASSIGN_OR_RETURN(
        answer.rows, AskAt(*answer.plan, schema_, *store_, version, nullptr, options_.limits));
    return answer;
  }
  CAMBIUM_ASSIGN_OR_RETURN(OneShotAnswer found, RunOneShot(*answer.plan, schema_, *store_,
                                                           options_.one_shot, version));
  answer.rows = std::move(found.rows);
  answer.read_count = found.read_count;
  return answer;
}

std::vector<TableDescription> Database::Tables() const {
  const std::lock_guard lock(mutex_);
  return DescribeTables(schema_);
}

absl::Status Database::Flush() {
  const std::lock_guard lock(mutex_);
  return store_->Flush();
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
