// Attaching queries, and following commits.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_queries.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "query/plan_shape.h"

namespace cambium {
namespace {

// What the query reads of the changed rows; a change to other fields stays outside.
void AddChanges(const TableChanges& changes, TableInput& input) {
  const std::vector<std::size_t>& read = input.fields;
  for (const auto& [subject, change] : changes.entities) {
    std::optional<Row> before;
    std::optional<Row> after;
    if (change.before.has_value()) before = change.before->Project(read);
    if (change.after.has_value()) after = change.after->Project(read);
    if (before == after) continue;
    if (before.has_value()) input.Add(*std::move(before), -1);
    if (after.has_value()) input.Add(*std::move(after), 1);
  }
}

}  // namespace

std::vector<TreeOp> LiveQueries::Assemble(const LoweredQuery& nodes, Assembler& assembler) {
  std::vector<ZSet<Row>> deltas;
  bool changed = false;
  for (const SelectNodes& select : nodes.selects) {
    deltas.push_back(select.output.delta().ToZSet());
    changed = changed || !deltas.back().empty();
  }
  return changed ? assembler.Apply(deltas) : std::vector<TreeOp>();
}

// Attaches a plan, filled with the rows that it reads.
absl::StatusOr<LoweredQuery> LiveQueries::Attach(const SelectPlan& plan, const ReadRows& read,
                                                 std::vector<ZSet<Row>>& contents) {
  absl::Status read_status;
  const ReadTable read_table = [&](TypeId table, const std::vector<std::size_t>& fields,
                                   Delta<Row>& out) {
    read_status.Update(read(table, fields, out));
  };
  LoweredQuery nodes = Lower(plan, graph_, clock_, read_table, contents);
  CAMBIUM_RETURN_IF_ERROR(read_status);
  CAMBIUM_RETURN_IF_ERROR(nodes.parts->error);
  return nodes;
}

auto LiveQueries::Begin(std::shared_ptr<const SelectPlan> plan, const ReadRows& read,
                        std::uint64_t version) -> absl::StatusOr<Live> {
  std::vector<ZSet<Row>> contents;
  CAMBIUM_ASSIGN_OR_RETURN(LoweredQuery nodes, Attach(*plan, read, contents));
  Live live{plan, plan, std::move(nodes), Assembler(*plan), version};
  live.assembler.Apply(contents);
  CAMBIUM_RETURN_IF_ERROR(live.assembler.status());
  return live;
}

absl::StatusOr<Frame> LiveQueries::Add(std::shared_ptr<const SelectPlan> plan,
                                       const Schema& schema, const Store& store) {
  CAMBIUM_ASSIGN_OR_RETURN(Live live, Begin(plan, RowsOf(schema, store), store.version()));
  Frame open;
  open.kind = FrameKind::kOpen;
  open.subscription = ++last_id_;
  open.plan = std::move(plan);
  open.to = live.version;
  open.data = live.assembler.Snapshot();
  CAMBIUM_RETURN_IF_ERROR(live.assembler.status());
  live_.emplace(last_id_, std::move(live));
  return open;
}

absl::StatusOr<Frame> LiveQueries::Rebind(std::int64_t id,
                                          std::shared_ptr<const SelectPlan> plan,
                                          const Schema& schema, const Store& store) {
  const auto found = live_.find(id);
  if (found == live_.end()) {
    return absl::NotFoundError("no subscription: " + std::to_string(id));
  }
  Live& live = found->second;
  CAMBIUM_RETURN_IF_ERROR(CheckSameShape(*live.plan, *plan));
  std::vector<ZSet<Row>> deltas;
  CAMBIUM_ASSIGN_OR_RETURN(LoweredQuery nodes, Attach(*plan, RowsOf(schema, store), deltas));
  const std::vector<ZSet<Row>> standing = live.assembler.Contents();
  for (std::size_t i = 0; i < deltas.size(); ++i) deltas[i] += -standing[i];
  Assembler assembler = live.assembler;
  std::vector<TreeOp> ops = assembler.Apply(deltas);
  CAMBIUM_RETURN_IF_ERROR(assembler.status());
  live.assembler = std::move(assembler);
  // Nodes refer to parts of their query, so the old ones go whole, and before their plan does.
  std::swap(live.nodes, nodes);
  std::swap(live.bound, plan);
  Frame frame;
  frame.kind = FrameKind::kDelta;
  frame.subscription = id;
  frame.plan = live.plan;
  frame.ops = std::move(ops);
  frame.from = live.version;
  frame.to = store.version();
  if (!frame.ops.empty()) live.version = frame.to;
  return frame;
}

absl::StatusOr<Frame> LiveQueries::Whole(std::int64_t id, std::uint64_t version) {
  const auto found = live_.find(id);
  if (found == live_.end()) {
    return absl::NotFoundError("no subscription: " + std::to_string(id));
  }
  Live& live = found->second;
  Frame reset;
  reset.kind = FrameKind::kReset;
  reset.subscription = id;
  reset.plan = live.plan;
  reset.to = live.version = version;
  reset.data = live.assembler.Snapshot();
  CAMBIUM_RETURN_IF_ERROR(live.assembler.status());
  return reset;
}

std::size_t LiveQueries::row_count(std::int64_t id) const {
  const auto found = live_.find(id);
  return found == live_.end() ? 0 : found->second.assembler.row_count();
}

Frame LiveQueries::Reset(std::int64_t id, absl::StatusOr<SelectPlan> plan, const ReadRows& read,
                         std::uint64_t version) {
  live_.erase(id);
  Frame frame;
  frame.subscription = id;
  const auto begin = [&]() -> absl::StatusOr<Live> {
    CAMBIUM_RETURN_IF_ERROR(plan.status());
    frame.plan = std::make_shared<const SelectPlan>(*std::move(plan));
    return Begin(frame.plan, read, version);
  };
  absl::StatusOr<Live> live = begin();
  if (!live.ok()) {
    frame.kind = FrameKind::kError;
    frame.error = live.status();
    return frame;
  }
  frame.kind = FrameKind::kReset;
  frame.why = "schema";
  frame.to = version;
  frame.data = live->assembler.Snapshot();
  if (!live->assembler.status().ok()) {
    frame.kind = FrameKind::kError;
    frame.error = live->assembler.status();
    frame.data = {};
    return frame;
  }
  live_.emplace(id, *std::move(live));
  return frame;
}

namespace {

bool Reads(const LoweredQuery& query, const std::set<TypeId>& tables) {
  return std::any_of(
      query.inputs.begin(), query.inputs.end(),
      [&tables](const TableInput& input) { return tables.count(input.table) != 0; });
}

}  // namespace

std::vector<std::int64_t> LiveQueries::QueriesOf(const std::set<TypeId>& tables) const {
  std::vector<std::int64_t> found;
  for (const auto& [id, live] : live_) {
    if (Reads(live.nodes, tables)) found.push_back(id);
  }
  return found;
}

bool LiveQueries::AssertionReads(const std::string& name,
                                 const std::set<TypeId>& tables) const {
  return Reads(assertions_.at(name).nodes, tables);
}

absl::Status LiveQueries::CheckAssertion(const std::string& name, const Assertion& assertion,
                                         const ZSet<Row>& rows) {
  const absl::Status& error = assertion.nodes.parts->error;
  if (!error.ok()) return error;
  for (const auto& [row, weight] : rows.entries()) {
    if (weight < 0 || IsTrue(row[assertion.plan->scalars[0].column])) continue;
    return absl::FailedPreconditionError("assertion does not hold: " + name);
  }
  return absl::OkStatus();
}

auto LiveQueries::MakeAssertion(const std::string& name, std::shared_ptr<const SelectPlan> plan,
                                const ReadRows& read) -> absl::StatusOr<Assertion> {
  std::vector<ZSet<Row>> contents;
  CAMBIUM_ASSIGN_OR_RETURN(LoweredQuery nodes, Attach(*plan, read, contents));
  Assertion assertion{std::move(plan), std::move(nodes)};
  CAMBIUM_RETURN_IF_ERROR(CheckAssertion(name, assertion, contents[0]));
  return assertion;
}

void LiveQueries::KeepAssertion(const std::string& name, Assertion assertion) {
  assertions_.erase(name);
  assertions_.emplace(name, std::move(assertion));
}

absl::Status LiveQueries::CheckAssertions(const std::set<std::string>& ending) const {
  for (const auto& [name, assertion] : assertions_) {
    if (ending.count(name) != 0) continue;
    const ZSet<Row> delta = assertion.nodes.selects[0].output.delta().ToZSet();
    CAMBIUM_RETURN_IF_ERROR(CheckAssertion(name, assertion, delta));
  }
  return absl::OkStatus();
}

std::vector<Frame> LiveQueries::Preview() const {
  std::vector<Frame> frames;
  for (const auto& [id, live] : live_) {
    if (!live.nodes.parts->error.ok()) continue;  // It would end, and send nothing.
    Assembler assembler = live.assembler;
    Frame frame;
    frame.kind = FrameKind::kPreview;
    frame.subscription = id;
    frame.plan = live.plan;
    frame.from = frame.to = live.version;
    frame.ops = Assemble(live.nodes, assembler);
    if (!assembler.status().ok()) continue;  // Likewise.
    if (!frame.ops.empty()) frames.push_back(std::move(frame));
  }
  return frames;
}

void LiveQueries::Abandon() {
  graph_.Abandon();
  // What an expression ran into, it ran into over rows that do not come.
  for (auto& [id, live] : live_) live.nodes.parts->error = absl::OkStatus();
  for (auto& [name, assertion] : assertions_) assertion.nodes.parts->error = absl::OkStatus();
}

bool LiveQueries::Remove(std::int64_t id) { return live_.erase(id) != 0; }

std::size_t LiveQueries::held_count() const {
  std::size_t held = graph_.held_count();
  for (const auto& [id, live] : live_) held += live.assembler.held_count();
  return held;
}

void LiveQueries::Compute(const Changes& changes, std::int64_t now) {
  if (clock_.now() < now) clock_.AdvanceTo(now);
  const auto add = [&changes](LoweredQuery& query) {
    for (TableInput& input : query.inputs) {
      const auto changed = changes.tables.find(input.table);
      if (changed != changes.tables.end()) AddChanges(changed->second, input);
    }
  };
  for (auto& [id, live] : live_) add(live.nodes);
  for (auto& [name, assertion] : assertions_) add(assertion.nodes);
  const absl::Status status = graph_.Compute();
  CAMBIUM_CHECK(status.ok(), "a live query fails by its own error alone");
}

std::vector<Frame> LiveQueries::Commit(std::uint64_t version) {
  std::vector<Frame> frames;
  std::vector<std::int64_t> failed;
  for (auto& [id, live] : live_) {
    Frame frame;
    frame.kind = FrameKind::kDelta;
    frame.subscription = id;
    frame.plan = live.plan;
    if (!live.nodes.parts->error.ok()) {
      frame.kind = FrameKind::kError;
      frame.error = live.nodes.parts->error;
      failed.push_back(id);
    } else {
      frame.ops = Assemble(live.nodes, live.assembler);
      if (!live.assembler.status().ok()) {
        frame.ops.clear();
        frame.kind = FrameKind::kError;
        frame.error = live.assembler.status();
        failed.push_back(id);
      } else if (frame.ops.empty()) {
        continue;
      } else {
        frame.from = live.version;
        frame.to = live.version = version;
      }
    }
    frames.push_back(std::move(frame));
  }
  graph_.Commit();
  for (const std::int64_t id : failed) Remove(id);
  return frames;
}

}  // namespace cambium
