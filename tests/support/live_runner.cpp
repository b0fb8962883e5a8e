// The database and its oracle, side by side.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/live_runner.h"

#include <memory>
#include <utility>

#include "query/database.h"
#include "query/live_tree.h"
#include "query/parser.h"
#include "query/printer.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/frame_fold.h"
#include "tests/support/naive.h"

namespace cambium::testing {
namespace {

Json Parsed(const std::string& text) {
  std::optional<Json> json = ParseJson(text);
  if (!json.has_value()) throw BrokenLaw("no JSON: " + text);
  return *std::move(json);
}

// Whether values are of the types that the plan promises to those who read them one by one.
void CheckTypes(const TreeList& list) {
  for (const TreeNode& node : list) {
    for (const PlanColumn& scalar : node.plan->scalars) {
      const ValueView value = node.Get(scalar.label);
      const TypeKind type = scalar.type.storage();
      if (value.is_null()) continue;
      const bool fits = (type == TypeKind::kBool && value.type() == ValueType::kBool) ||
                        (type == TypeKind::kInt && value.type() == ValueType::kInt) ||
                        (type == TypeKind::kText && value.type() == ValueType::kText) ||
                        (type == TypeKind::kTime && value.type() == ValueType::kTime) ||
                        (type == TypeKind::kDecimal && value.type() == ValueType::kDecimal &&
                         value.AsDecimal().scale == scalar.type.scale);
      Require(fits, "value is not a " + TypeText(scalar.type) + ": " + scalar.label);
    }
    for (const TreeList& nested : node.lists) CheckTypes(nested);
  }
}

Query Once(Query query) {
  query.live = false;
  return query;
}

// A subscriber, with what it has been told and what it should know.
struct Subscriber {
  explicit Subscriber(const Query& asked)
      : query(asked),
        text(PrintStatement(asked)),
        text_once(PrintStatement(Once(asked))),
        fold(asked.root) {}

  const Query query;
  const std::string text;
  const std::string text_once;  // without LIVE
  std::vector<Frame> inbox;
  std::shared_ptr<const SelectPlan> plan;  // What `tree` points into.
  LiveTree tree;
  FrameFold fold;
  Json answer;  // As the oracle has it.
  Subscription subscription;
};

class Runner {
 public:
  Runner() { Open(); }

  void Run(const Script& script) {
    for (const ScriptStep& step : script) {
      try {
        RunStep(step);
      } catch (const BrokenLaw& broken) {
        throw BrokenLaw(std::string(broken.what()) + "\n  at: " + PrintScript({step}));
      }
    }
    CheckHeldRows();
  }

 private:
  void RunStep(const ScriptStep& step) {
    switch (step.kind) {
      case ScriptStep::Kind::kStop:
        if (subscribers_.empty()) return;
        subscribers_.erase(subscribers_.begin() + static_cast<std::ptrdiff_t>(
                                                      step.subscription % subscribers_.size()));
        return;
      case ScriptStep::Kind::kReopen:
        return Reopen();
      case ScriptStep::Kind::kFailing:
        return Fail(step);
      case ScriptStep::Kind::kStatement:
        break;
    }
    // The oracle reads what the database reads.
    const absl::StatusOr<Statement> parsed = ParseStatement(PrintStatement(step.statement));
    Require(parsed.ok(), "the text is not read: " + std::string(parsed.status().message()));
    Require(PrintStatement(*parsed) == PrintStatement(step.statement),
            "the text is read as: " + PrintStatement(*parsed));
    if (const auto* query = std::get_if<Query>(&*parsed)) {
      auto subscriber = std::make_unique<Subscriber>(*query);
      Start(*subscriber);
      subscribers_.push_back(std::move(subscriber));
    } else {
      Execute(*parsed);
    }
  }

  void Open() {
    auto files = std::make_unique<FaultFileSystem>(*files_);
    faults_ = files.get();
    auto opened = Database::Open(std::move(files), "folder");
    Require(opened.ok(), "does not open: " + std::string(opened.status().message()));
    database_ = *std::move(opened);
  }

  void Reopen() {
    for (const auto& subscriber : subscribers_) subscriber->subscription = {};
    database_.reset();
    Open();
    Require(database_->version() == version_, "a commit is lost or made up by reopening");
    for (const auto& subscriber : subscribers_) Start(*subscriber);
  }

  // A commit that fails leaves no trace.
  void Fail(const ScriptStep& step) {
    NaiveDatabase after = oracle_;
    if (!after.Apply(step.statement).commits) return;
    // The compactor writes as well, and what it fails at concerns no commit.
    faults_->Plan({.call = 1, .written_halves = step.written_halves, .paths = "log-"});
    Require(!database_->Execute(PrintStatement(step.statement)).ok(), "a lost write is hidden");
    Require(database_->version() == version_, "version is that of a failed commit");
    for (const auto& subscriber : subscribers_) Follow(*subscriber);
    for (const auto& subscriber : subscribers_) Restart(*subscriber);
    Reopen();
  }

  void Restart(Subscriber& subscriber) {
    subscriber.subscription = {};
    Start(subscriber);
  }

  void Start(Subscriber& subscriber) {
    subscriber.answer = oracle_.Answer(subscriber.query.root);
    auto started = database_->Subscribe(
        subscriber.text,
        [&inbox = subscriber.inbox](const Frame& frame) { inbox.push_back(frame); });
    Require(started.ok(), "query is refused: " + std::string(started.status().message()));
    subscriber.subscription = *std::move(started);
    Require(subscriber.inbox.size() == 1 && subscriber.inbox[0].kind == FrameKind::kOpen,
            "a subscription does not start with one open frame");
    Require(subscriber.inbox[0].to == version_, "open frame has another version");
    Receive(subscriber);
    CheckAnswer(subscriber);
  }

  void Execute(const Statement& statement) {
    const std::uint64_t scans = database_->scan_count();
    const auto done = database_->Execute(PrintStatement(statement));
    const std::uint64_t scanned = database_->scan_count() - scans;
    const NaiveDatabase::Effect effect = oracle_.Apply(statement);
    const std::string message = done.ok() ? "" : ": " + std::string(done.status().message());
    Require(done.ok() == effect.ok, "statement is taken or refused wrongly" + message);
    if (effect.commits) ++version_;
    Require(database_->version() == version_, "version is wrong");
    if (done.ok()) {
      Require(done->commit == version_, "commit number is wrong");
      Require(done->rows == effect.rows, "number of rows is wrong");
    }
    // An UPDATE or DELETE reads ranges to find its rows; live queries read nothing.
    const bool searches =
        std::holds_alternative<Update>(statement) || std::holds_alternative<Delete>(statement);
    Require(searches || scanned == 0, "a live query was evaluated again");
    for (const auto& subscriber : subscribers_) Follow(*subscriber);
  }

  // What one commit, or none, has told a subscriber.
  void Follow(Subscriber& subscriber) {
    Json after = oracle_.Answer(subscriber.query.root);
    if (after == subscriber.answer) {
      Require(subscriber.inbox.empty(), "a frame came though nothing changed");
    } else {
      Require(subscriber.inbox.size() == 1, "no frame came, or several");
      const Frame& frame = subscriber.inbox[0];
      Require(frame.kind == FrameKind::kDelta, "not a delta");
      Require(frame.from == subscriber.tree.version() && frame.to == version_,
              "versions of a delta are wrong");
      Receive(subscriber, &after);
    }
    subscriber.answer = std::move(after);
    CheckAnswer(subscriber);
  }

  // `after`: the answer that a delta should lead to.
  void Receive(Subscriber& subscriber, const Json* after = nullptr) {
    const Frame& frame = subscriber.inbox[0];
    const Json json = Parsed(FrameJson(frame));
    Require(json.At("sub").text == std::to_string(subscriber.subscription.id()),
            "a frame went to another subscriber");
    if (after != nullptr) {
      CheckOps(subscriber.query.root, json.At("ops"), subscriber.answer, *after);
    }
    subscriber.fold.Apply(json);
    subscriber.tree.Apply(frame);
    subscriber.plan = frame.plan;
    subscriber.inbox.clear();
  }

  void CheckAnswer(const Subscriber& subscriber) {
    const Json& answer = subscriber.answer;
    RequireEqual(subscriber.fold.root(), answer, "frames fold to ");
    Require(subscriber.fold.version() == std::to_string(subscriber.tree.version()),
            "LiveTree is at another version");
    const Json plain = WithoutKeys(answer);
    CheckTypes(subscriber.tree.root());
    RequireEqual(Parsed(subscriber.tree.Json()), plain, "LiveTree holds ");
    const auto asked = database_->Query(subscriber.text_once);
    Require(asked.ok(), "query is refused once");
    RequireEqual(Parsed(asked->Json()), plain, "Query() says ");
  }

  // State is that of what stands, whatever went before, and goes with its queries.
  void CheckHeldRows() {
    const std::size_t held = database_->live_row_count();
    Require(!oracle_.empty() || held == 0, "rows are held of an empty database");
    for (const auto& subscriber : subscribers_) subscriber->subscription = {};
    Require(database_->live_row_count() == 0, "rows are held for nobody");
    for (const auto& subscriber : subscribers_) Start(*subscriber);
    Require(database_->live_row_count() == held,
            "rows held are " + std::to_string(held) + ", after a fresh start " +
                std::to_string(database_->live_row_count()));
  }

  const std::unique_ptr<FileSystem> files_ = MakeMemoryFileSystem();
  FaultFileSystem* faults_ = nullptr;  // What the database has for its files.
  std::unique_ptr<Database> database_;
  NaiveDatabase oracle_;
  std::uint64_t version_ = 0;
  std::vector<std::unique_ptr<Subscriber>> subscribers_;  // Gone before their database.
};

}  // namespace

void RunScript(const Script& script) { Runner().Run(script); }

}  // namespace cambium::testing
