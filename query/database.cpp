// Opening, committing, delivering.
// SPDX-License-Identifier: Apache-2.0
#include "query/database.h"

#include <utility>

#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "query/live_queries.h"
#include "query/parser.h"

namespace cambium {
namespace {

// The catalog is stored as triples too: [kCatalog, kDeclaration, type id] → its TABLE.
constexpr TypeId kCatalog = 0;
constexpr AttributeId kDeclaration = 1;

absl::StatusOr<SelectPlan> PlanOf(const Schema& schema, std::string_view text, bool live_ok) {
  CAMBIUM_ASSIGN_OR_RETURN(const Statement statement, ParseStatement(text));
  const auto* query = std::get_if<cambium::Query>(&statement);
  if (query == nullptr) return absl::InvalidArgumentError("not a query");
  if (query->live && !live_ok) {
    return absl::InvalidArgumentError("a LIVE query needs a subscriber: Subscribe() it");
  }
  return PlanQuery(schema, *query);
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
  std::vector<std::string> declarations;
  const AttributeId attribute = kDeclaration;
  CAMBIUM_RETURN_IF_ERROR(store_->Scan(
      kCatalog, {&attribute, 1},
      [&](const std::string&, auto values) { declarations.emplace_back(values[0].AsText()); }));
  for (const std::string& text : declarations) {
    CAMBIUM_ASSIGN_OR_RETURN(const Statement statement, ParseStatement(text));
    const auto* declaration = std::get_if<TableDeclaration>(&statement);
    if (declaration == nullptr) return absl::DataLossError("catalog holds no TABLE: " + text);
    CAMBIUM_ASSIGN_OR_RETURN(Table table, schema_.Resolve(*declaration));
    schema_.Add(std::move(table));
  }
  return absl::OkStatus();
}

absl::StatusOr<Committed> Database::Execute(std::string_view text) {
  CAMBIUM_ASSIGN_OR_RETURN(const Statement statement, ParseStatement(text));
  absl::StatusOr<Committed> result =
      absl::InvalidArgumentError("a query has no effect: ask it");
  {
    const std::lock_guard lock(mutex_);
    if (const auto* table = std::get_if<TableDeclaration>(&statement)) {
      result = Declare(text, *table);
    } else if (const auto* insert = std::get_if<Insert>(&statement)) {
      result = Mutate(PlanInsert(schema_, *store_, *insert));
    } else if (const auto* update = std::get_if<Update>(&statement)) {
      result = Mutate(PlanUpdate(schema_, *store_, *update));
    } else if (const auto* erase = std::get_if<Delete>(&statement)) {
      result = Mutate(PlanDelete(schema_, *store_, *erase));
    }
  }
  Deliver();
  return result;
}

absl::StatusOr<Committed> Database::Declare(std::string_view text,
                                            const TableDeclaration& declaration) {
  CAMBIUM_ASSIGN_OR_RETURN(Table table, schema_.Resolve(declaration));
  Committed result{store_->version(), 0, table.name, true};
  if (const Table* standing = schema_.Find(table.name)) {
    if (*standing == table) return result;
    return ErrorAt(declaration.name.span, "changing a table is not built yet: " + table.name);
  }
  std::string subject;
  AppendKey(Value::Int(table.id), subject);
  CAMBIUM_ASSIGN_OR_RETURN(result.commit,
                           Append({{{kCatalog, kDeclaration, subject}, Value::Text(text)}}));
  schema_.Add(std::move(table));
  return result;
}

absl::StatusOr<Committed> Database::Mutate(absl::StatusOr<Changes> planned) {
  CAMBIUM_ASSIGN_OR_RETURN(const Changes changes, std::move(planned));
  Committed result{store_->version(), changes.rows, changes.table->name, false};
  if (changes.rows == 0) return result;
  Batch batch;
  for (const auto& [subject, change] : changes.entities) {
    AppendTriples(*changes.table, subject, change, batch);
  }
  live_->Compute(changes);
  absl::StatusOr<std::uint64_t> version = Append(batch);
  if (!version.ok()) {
    live_->Abandon();
    return version.status();
  }
  result.commit = *version;
  for (Frame& frame : live_->Commit(*version)) outbox_.push_back(std::move(frame));
  return result;
}

absl::StatusOr<std::uint64_t> Database::Append(const Batch& batch) {
  return store_->Apply(batch, options_.durable ? Durability::kDurable : Durability::kRelaxed);
}

absl::StatusOr<Answer> Database::Query(std::string_view text) {
  const std::lock_guard lock(mutex_);
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanOf(schema_, text, false));
  Answer answer{std::make_shared<const SelectPlan>(std::move(plan)), {}};
  CAMBIUM_ASSIGN_OR_RETURN(answer.rows, LiveQueries::Ask(*answer.plan, schema_, *store_));
  return answer;
}

absl::StatusOr<Subscription> Database::Subscribe(std::string_view text, FrameSink sink) {
  std::int64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, PlanOf(schema_, text, true));
    CAMBIUM_ASSIGN_OR_RETURN(
        Frame open,
        live_->Add(std::make_shared<const SelectPlan>(std::move(plan)), schema_, *store_));
    id = open.subscription;
    sinks_[id] = std::make_shared<FrameSink>(std::move(sink));
    outbox_.push_back(std::move(open));
  }
  Deliver();
  return Subscription(this, id);
}

bool Database::Unsubscribe(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  // A failed query is gone from the graph already, its sink may not be.
  live_->Remove(id);
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
    if (frame.kind == FrameKind::kError) sinks_.erase(found);  // Nothing follows.
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
