// Opening, committing, delivering.
// SPDX-License-Identifier: Apache-2.0
#include "query/database.h"

#include <utility>

#include "dataflow/status.h"
#include "query/live_queries.h"
#include "query/parser.h"

namespace cambium {
namespace {

absl::StatusOr<cambium::Query> ParseQuestion(std::string_view text, bool live_ok) {
  CAMBIUM_ASSIGN_OR_RETURN(Statement statement, ParseStatement(text));
  auto* query = std::get_if<cambium::Query>(&statement);
  if (query == nullptr) return absl::InvalidArgumentError("not a query");
  if (query->live && !live_ok) {
    return absl::InvalidArgumentError("a LIVE query needs a subscriber: Subscribe() it");
  }
  return std::move(*query);
}

}  // namespace

Subscription& Subscription::operator=(Subscription&& other) noexcept {
  if (this == &other) return *this;
  Stop();
  database_ = std::exchange(other.database_, nullptr);
  id_ = other.id_;
  return *this;
}

void Subscription::Stop() {
  if (database_ != nullptr) std::exchange(database_, nullptr)->Unsubscribe(id_);
}

Database::Database(std::unique_ptr<FileSystem> files, Options options)
    : options_(options), files_(std::move(files)), live_(std::make_unique<LiveQueries>()) {}

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
  CAMBIUM_ASSIGN_OR_RETURN(store_, Store::Open(*files_, folder));
  return LoadDeclarations();
}

absl::StatusOr<Committed> Database::Execute(std::string_view text) {
  CAMBIUM_ASSIGN_OR_RETURN(const Statement statement, ParseStatement(text));
  absl::StatusOr<Committed> result = Committed();
  {
    const std::lock_guard lock(mutex_);
    result = Run(text, statement);
  }
  Deliver();
  return result;
}

absl::StatusOr<Committed> Database::Run(std::string_view text, const Statement& statement) {
  if (const auto* table = std::get_if<TableDeclaration>(&statement)) {
    return DeclareTable(text, *table);
  }
  if (const auto* declared = std::get_if<EnumDeclaration>(&statement)) {
    return DeclareEnum(text, *declared);
  }
  if (const auto* fragment = std::get_if<FragmentDeclaration>(&statement)) {
    return DeclareFragment(text, *fragment);
  }
  if (const auto* transaction = std::get_if<Transaction>(&statement)) {
    return RunMutations(transaction->mutations, transaction->is_preview);
  }
  if (const auto* query = std::get_if<cambium::Query>(&statement)) {
    if (query->name.has_value()) return DeclareQuery(text, *query);
  }
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
                                              const Parameters& parameters) {
  CAMBIUM_ASSIGN_OR_RETURN(const Statement statement, ParseStatement(text));
  const auto* explain = std::get_if<cambium::Explain>(&statement);
  const auto* query =
      explain != nullptr ? &explain->query : std::get_if<cambium::Query>(&statement);
  if (query == nullptr) return absl::InvalidArgumentError("not a query");
  const std::lock_guard lock(mutex_);
  CAMBIUM_ASSIGN_OR_RETURN(const SelectPlan plan, PlanQuery(schema_, *query, parameters));
  return PlanText(plan);
}

absl::StatusOr<Answer> Database::Query(std::string_view text, const Parameters& parameters) {
  CAMBIUM_ASSIGN_OR_RETURN(const cambium::Query query, ParseQuestion(text, false));
  const std::lock_guard lock(mutex_);
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanQuery(schema_, query, parameters));
  Answer answer{std::make_shared<const SelectPlan>(std::move(plan)), {}};
  CAMBIUM_ASSIGN_OR_RETURN(answer.rows, LiveQueries::Ask(*answer.plan, schema_, *store_));
  return answer;
}

absl::StatusOr<Subscription> Database::Subscribe(std::string_view text, FrameSink sink,
                                                 const Parameters& parameters) {
  CAMBIUM_ASSIGN_OR_RETURN(cambium::Query query, ParseQuestion(text, true));
  std::int64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanQuery(schema_, query, parameters));
    CAMBIUM_ASSIGN_OR_RETURN(
        Frame open,
        live_->Add(std::make_shared<const SelectPlan>(std::move(plan)), schema_, *store_));
    id = open.subscription;
    sinks_[id] = std::make_shared<FrameSink>(std::move(sink));
    questions_[id] = {std::move(query), parameters};
    outbox_.push_back(std::move(open));
  }
  Deliver();
  return Subscription(this, id);
}

bool Database::Unsubscribe(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  // A failed query is gone from the graph already, its sink may not be.
  live_->Remove(id);
  questions_.erase(id);
  return sinks_.erase(id) != 0;
}

void Database::Deliver() {
  std::unique_lock lock(mutex_);
  // Somebody delivers already, perhaps this thread further up: frames keep their order.
  if (delivering_) return;
  delivering_ = true;
  while (!outbox_.empty()) {
    const Frame frame = std::move(outbox_.front());
    outbox_.pop_front();
    const auto found = sinks_.find(frame.subscription);
    if (found == sinks_.end()) continue;  // Unsubscribed since.
    const std::shared_ptr<FrameSink> sink = found->second;
    if (frame.kind == FrameKind::kError) {  // Nothing follows.
      sinks_.erase(found);
      questions_.erase(frame.subscription);
    }
    lock.unlock();
    (*sink)(frame);
    lock.lock();
  }
  delivering_ = false;
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
