// Runs a case on the engine beside the oracle, and compares after every step.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "dataflow/graph.h"
#include "operators/assert_empty.h"
#include "operators/materialize.h"
#include "operators/subscribe.h"
#include "tests/support/bag.h"
#include "tests/support/plan_builder.h"
#include "tests/support/plan_case.h"
#include "tests/support/plan_oracle.h"

namespace cambium::testing {
namespace {

using Rows = Bag<Cells>;

// Listens to one wire of the graph.
class Watch {
 public:
  Watch(int wire, const Stream<Cells>& stream, bool materialized)
      : wire_(wire), stream_(stream), heard_(std::make_shared<Heard>()) {
    if (materialized) view_ = stream.Materialize();
    subscriber_ = stream.Subscribe([heard = heard_](const ZSet<Cells>& delta) {
      heard->nothing = heard->nothing || delta.empty();
      heard->sum.AddAll(ToBag(delta));
    });
  }

  const Rows& sum() const { return heard_->sum; }
  std::string Compare(const Plan& plan, const PlanWires& expected) const {
    const Rows& rows = expected[static_cast<std::size_t>(wire_)];
    if (heard_->nothing) return NameOf(plan, wire_) + " delivers an empty delta";
    if (heard_->sum != rows) return Differ(plan, "sums to", heard_->sum, rows);
    if (!view_.has_value()) return "";
    const Rows read = ToBag(view_->Read());
    return read == rows ? "" : Differ(plan, "reads as", read, rows);
  }
  // Within a preview.
  std::string CompareDelta(const Plan& plan, const PlanWires& before,
                           const PlanWires& after) const {
    const auto at = static_cast<std::size_t>(wire_);
    if (!stream_.delta().is_consolidated()) {
      return NameOf(plan, wire_) + " is not consolidated";
    }
    const Rows delta = ToBag(stream_.delta());
    const Rows expected = after[at] - before[at];
    return delta == expected ? "" : Differ(plan, "previews", delta, expected);
  }

 private:
  struct Heard {
    Rows sum;
    bool nothing = false;
  };

  std::string Differ(const Plan& plan, const char* what, const Rows& is,
                     const Rows& should) const {
    std::ostringstream text;
    text << NameOf(plan, wire_) << " " << what << " " << is << " and should be " << should;
    return text.str();
  }

  int wire_;
  Stream<Cells> stream_;
  std::optional<View<Cells>> view_;
  std::shared_ptr<Heard> heard_;
  Subscriber subscriber_;
};

// A plan in a graph.
class BuiltPlan {
 public:
  BuiltPlan(const PlanCase& plan_case, std::vector<Stream<Cells>> standing, Fault& fault)
      : streams_(std::move(standing)) {
    const Plan& plan = plan_case.plan;
    for (std::size_t i = streams_.size() - Inputs(plan); i < plan.nodes.size(); ++i) {
      const PlanNode& node = plan.nodes[i];
      streams_.push_back(AddPlanNode(plan, node, streams_[static_cast<std::size_t>(node.left)],
                                     streams_[static_cast<std::size_t>(node.right)], fault));
    }
    std::vector<bool> read(streams_.size());
    for (const PlanNode& node : plan.nodes) {
      read[static_cast<std::size_t>(node.left)] = true;
      read[static_cast<std::size_t>(node.right)] = true;
    }
    for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
      const std::size_t wire = Inputs(plan) + i;
      const bool materialized = (plan_case.materialized >> i & 1) != 0;
      if (read[wire] && (plan_case.watched >> i & 1) == 0 && !materialized) continue;
      watches_.emplace_back(static_cast<int>(wire), streams_[wire], materialized);
    }
  }

  static std::size_t Inputs(const Plan& plan) { return static_cast<std::size_t>(plan.inputs); }
  // What its wires should hold.
  const PlanWires& now() const { return now_; }
  void Become(PlanWires now) { now_ = std::move(now); }
  std::string Compare(const Plan& plan) const {
    for (const Watch& watch : watches_) {
      std::string wrong = watch.Compare(plan, now_);
      if (!wrong.empty()) return wrong;
    }
    return "";
  }
  const std::vector<Stream<Cells>>& streams() const { return streams_; }
  const std::vector<Watch>& watches() const { return watches_; }

 private:
  std::vector<Stream<Cells>> streams_;
  std::vector<Watch> watches_;
  PlanWires now_;
};

class Run {
 public:
  explicit Run(const PlanCase& plan_case) : case_(plan_case) {
    for (int i = 0; i < plan().inputs; ++i) {
      NewInput<Cells> made = graph_.AddInput<Cells>();
      sources_.push_back(std::move(made.stream));
      inputs_.push_back(std::move(made.input));
    }
    sums_.resize(sources_.size());
    Build();
  }

  std::string All() {
    for (std::size_t i = 0; i < case_.steps.size(); ++i) {
      std::string wrong = OneStep(case_.steps[i]);
      if (wrong.empty()) wrong = CompareAll();
      if (!wrong.empty()) return "in step " + std::to_string(i) + ": " + wrong;
    }
    std::string wrong = Regrouped();
    return wrong.empty() ? TakenBack() : wrong;
  }

 private:
  using ChangeList = std::vector<PlanChange>;

  const Plan& plan() const { return case_.plan; }
  void Build() {
    built_ = std::make_unique<BuiltPlan>(case_, sources_, fault_);
    built_->Become(Evaluate(plan(), sums_, {}));
    // It may not hold now, if the plan comes late; then it is not asked for.
    guarded_ = false;
    if (case_.guarded < 0) return;
    const auto wire = BuiltPlan::Inputs(plan()) + static_cast<std::size_t>(case_.guarded);
    auto guard = built_->streams()[wire].AssertEmpty("guard");
    guarded_ = guard.ok();
    guard_ = guarded_ ? *std::move(guard) : NodeHandle();
  }

  std::string OneStep(const PlanStep& step) {
    if (step.drop_copy) copy_.reset();
    if (step.rebuild) {
      copy_.reset();
      guard_ = NodeHandle();
      built_.reset();
      if (graph_.node_count() != sources_.size()) return "nodes are left behind";
      Build();
    }
    if (step.copy_after >= 0) {
      const auto& streams = built_->streams();
      const auto shared = BuiltPlan::Inputs(plan()) + static_cast<std::size_t>(step.copy_after);
      copy_ = std::make_unique<BuiltPlan>(
          case_,
          std::vector<Stream<Cells>>(streams.begin(),
                                     streams.begin() + static_cast<std::ptrdiff_t>(shared)),
          fault_);
      const PlanWires& now = built_->now();
      copy_->Become(Evaluate(
          plan(), PlanWires(now.begin(), now.begin() + static_cast<std::ptrdiff_t>(shared)),
          {}));
      if (std::string wrong = CompareAll(); !wrong.empty()) return wrong;
    }
    std::vector<Rows> sums = sums_;
    Add(step.changes, 1, sums);
    PlanWires next = Evaluate(plan(), sums, built_->now());
    PlanWires copys_next;
    if (copy_ != nullptr) {
      copys_next = plan().clocked ? Evaluate(plan(), sums, copy_->now()) : next;
    }
    if (step.fate == Fate::kPreviewed) return Preview(step.changes, next, copys_next);
    const absl::Status done = Transact(step);
    if (!done.ok()) {
      if (done.code() == absl::StatusCode::kFailedPrecondition) {
        return Keeps(next) ? "the assertion fails and should hold" : "";
      }
      return step.fate == Fate::kCommitted ? "fails: " + done.ToString() : "";
    }
    if (step.fate == Fate::kRefused) return "a refused transaction takes place";
    if (!Keeps(next)) return "the assertion holds and should fail";
    committed_.insert(committed_.end(), step.changes.begin(), step.changes.end());
    sums_ = std::move(sums);
    built_->Become(std::move(next));
    if (copy_ != nullptr) copy_->Become(std::move(copys_next));
    return "";
  }

  absl::Status Transact(const PlanStep& step) {
    Limits limits;
    if (step.fate == Fate::kLimited)
      limits.max_entries = static_cast<std::uint64_t>(step.bound);
    if (step.fate == Fate::kThrown) fault_.calls_left = step.bound;
    absl::Status done;
    try {
      done = graph_.Transact(
          [&] {
            Push(step.changes, 1, inputs_);
            if (step.fate == Fate::kRefused) return absl::CancelledError("refused");
            return absl::OkStatus();
          },
          limits);
    } catch (const std::runtime_error&) {
      done = absl::CancelledError("thrown");
    }
    fault_.calls_left = 0;
    return done;
  }

  std::string Preview(const ChangeList& changes, const PlanWires& next,
                      const PlanWires& copys_next) {
    std::string wrong;
    const auto read = [&] {
      for (const BuiltPlan* built : {built_.get(), copy_.get()}) {
        if (built == nullptr) continue;
        for (const Watch& watch : built->watches()) {
          const PlanWires& after = built == copy_.get() ? copys_next : next;
          if (wrong.empty()) wrong = watch.CompareDelta(plan(), built->now(), after);
        }
      }
    };
    const absl::Status done = graph_.Preview([&] { Push(changes, 1, inputs_); }, read);
    if (done.ok() != Keeps(next)) return "a preview fails or does not: " + done.ToString();
    return wrong;
  }

  // The same changes, cut into transactions at other places, in a graph of their own.
  std::string Regrouped() {
    if (guarded_ || plan().clocked) return "";
    Graph graph;
    std::vector<Stream<Cells>> sources;
    std::vector<Input<Cells>> inputs;
    for (int i = 0; i < plan().inputs; ++i) {
      NewInput<Cells> made = graph.AddInput<Cells>();
      sources.push_back(std::move(made.stream));
      inputs.push_back(std::move(made.input));
    }
    BuiltPlan built(case_, sources, fault_);
    built.Become(built_->now());
    Random random(case_.regroup);
    const std::uint64_t longest = 1 + random.Below(committed_.size() + 1);
    for (std::size_t from = 0; from < committed_.size();) {
      const std::size_t to = std::min(committed_.size(), from + 1 + random.Below(longest));
      const ChangeList changes(committed_.begin() + static_cast<std::ptrdiff_t>(from),
                               committed_.begin() + static_cast<std::ptrdiff_t>(to));
      if (!graph.Transact([&] { Push(changes, 1, inputs); }).ok()) return "regrouping fails";
      from = to;
    }
    const std::string wrong = built.Compare(plan());
    return wrong.empty() ? "" : "regrouped: " + wrong;
  }

  std::string TakenBack() {
    guard_ = NodeHandle();
    // At once, or one by one from the first on.
    const std::size_t piece = case_.regroup % 2 == 0 ? committed_.size() : 1;
    for (std::size_t from = 0; from < committed_.size(); from += piece) {
      const ChangeList changes(committed_.begin() + static_cast<std::ptrdiff_t>(from),
                               committed_.begin() + static_cast<std::ptrdiff_t>(from + piece));
      if (!graph_.Transact([&] { Push(changes, -1, inputs_); }).ok())
        return "taking back fails";
      Add(changes, -1, sums_);
      if (plan().clocked) Advance();
    }
    if (!plan().clocked) Advance();
    std::string wrong = CompareAll();
    if (!wrong.empty()) return "all taken back: " + wrong;
    if (!plan().clocked) {
      for (const Watch& watch : built_->watches()) {
        if (!watch.sum().empty()) return "all taken back: something is left";
      }
      const std::string dot = graph_.Dot();
      if (dot.find(", rows ") != std::string::npos) return "state is left: " + dot;
    }
    copy_.reset();
    built_.reset();
    return graph_.node_count() == sources_.size() ? "" : "nodes are left behind";
  }

  std::string CompareAll() const {
    for (const BuiltPlan* built : {built_.get(), copy_.get()}) {
      if (built == nullptr) continue;
      const std::string wrong = built->Compare(plan());
      if (!wrong.empty()) return (built == copy_.get() ? "in the copy " : "") + wrong;
    }
    return "";
  }
  // By a transaction after which the sums are these.
  void Advance() {
    for (BuiltPlan* built : {built_.get(), copy_.get()}) {
      if (built != nullptr) built->Become(Evaluate(plan(), sums_, built->now()));
    }
  }
  bool Keeps(const PlanWires& wires) const {
    if (!guarded_) return true;
    return wires[BuiltPlan::Inputs(plan()) + static_cast<std::size_t>(case_.guarded)].empty();
  }
  static void Push(const ChangeList& changes, Weight times, std::vector<Input<Cells>>& inputs) {
    for (const auto& [input, row, weight] : changes) {
      inputs[static_cast<std::size_t>(input)].Add(row, times * weight);
    }
  }
  static void Add(const ChangeList& changes, Weight times, std::vector<Rows>& sums) {
    for (const auto& [input, row, weight] : changes) {
      sums[static_cast<std::size_t>(input)].Add(row, times * weight);
    }
  }

  const PlanCase& case_;
  Fault fault_;
  Graph graph_;
  std::vector<Stream<Cells>> sources_;
  std::vector<Input<Cells>> inputs_;
  std::vector<Rows> sums_;
  ChangeList committed_;
  std::unique_ptr<BuiltPlan> built_;
  std::unique_ptr<BuiltPlan> copy_;
  NodeHandle guard_;
  bool guarded_ = false;
};

}  // namespace

std::string RunCase(const PlanCase& plan_case) { return Run(plan_case).All(); }

}  // namespace cambium::testing
