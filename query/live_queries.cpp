// Attaching queries, and following commits.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_queries.h"

#include <utility>

#include "dataflow/check.h"
#include "query/entity.h"

namespace cambium {
namespace {

// One delta with all rows that a select may read: what a new input starts with.
ZSet<Row> WholeTable(const SelectPlan& plan, const Schema& schema, const Store& store) {
  std::vector<ZSet<Row>::Entry> rows;
  ScanEntities(store, *schema.FindById(plan.table), plan.read,
               [&rows](const std::string&, const Row& row) {
                 rows.push_back({row, 1});
               });
  return ZSet<Row>(std::move(rows));
}

Row Project(const Row& row, const std::vector<std::size_t>& fields) {
  std::vector<Value> values;
  values.reserve(fields.size());
  for (const std::size_t field : fields) values.push_back(row[field]);
  return Row(std::move(values));
}

// Consolidation drops a change to fields that the select does not read.
ZSet<Row> DeltaFor(const SelectPlan& plan, const Changes& changes) {
  std::vector<ZSet<Row>::Entry> rows;
  for (const auto& [subject, change] : changes.entities) {
    if (change.before.has_value()) rows.push_back({Project(*change.before, plan.read), -1});
    if (change.after.has_value()) rows.push_back({Project(*change.after, plan.read), 1});
  }
  return ZSet<Row>(std::move(rows));
}

}  // namespace

std::vector<TreeOp> LiveQueries::Assemble(Live& live) const {
  std::vector<const ZSet<Row>*> deltas;
  bool changed = false;
  for (const SelectNodes& select : live.nodes.selects) {
    deltas.push_back(&select.output->delta());
    changed = changed || !deltas.back()->empty();
  }
  return changed ? live.assembler.Apply(deltas) : std::vector<TreeOp>();
}

absl::StatusOr<Frame> LiveQueries::Add(std::shared_ptr<const SelectPlan> plan,
                                       const Schema& schema, const Store& store) {
  Live live{plan, Lower(*plan, graph_), Assembler(*plan), store.version()};
  for (const SelectNodes& select : live.nodes.selects) {
    graph_.Push(*select.input, WholeTable(*select.plan, schema, store));
  }
  graph_.Compute();
  if (!live.nodes.error->ok()) {
    const absl::Status error = *live.nodes.error;
    graph_.Abandon();
    graph_.Remove(live.nodes.nodes);
    return error;
  }
  Assemble(live);
  graph_.Commit();
  Frame open;
  open.kind = FrameKind::kOpen;
  open.subscription = ++last_id_;
  open.plan = std::move(plan);
  open.to = live.version;
  open.data = live.assembler.Snapshot();
  live_.emplace(last_id_, std::move(live));
  return open;
}

bool LiveQueries::Remove(std::int64_t id) {
  const auto live = live_.find(id);
  if (live == live_.end()) return false;
  graph_.Remove(live->second.nodes.nodes);
  live_.erase(live);
  return true;
}

absl::StatusOr<TreeList> LiveQueries::Ask(const SelectPlan& plan, const Schema& schema,
                                          const Store& store) {
  // Owned by the caller, who outlives this call.
  const std::shared_ptr<const SelectPlan> borrowed(&plan, [](const SelectPlan*) {});
  LiveQueries alone;
  absl::StatusOr<Frame> open = alone.Add(borrowed, schema, store);
  if (!open.ok()) return open.status();
  return std::move(open->data);
}

std::size_t LiveQueries::held_count() const {
  std::size_t held = graph_.held_count();
  for (const auto& [id, live] : live_) held += live.assembler.held_count();
  return held;
}

void LiveQueries::Compute(const Changes& changes) {
  for (auto& [id, live] : live_) {
    for (const SelectNodes& select : live.nodes.selects) {
      if (select.plan->table != changes.table->id) continue;
      graph_.Push(*select.input, DeltaFor(*select.plan, changes));
    }
  }
  graph_.Compute();
}

std::vector<Frame> LiveQueries::Commit(std::uint64_t version) {
  std::vector<Frame> frames;
  std::vector<std::int64_t> failed;
  for (auto& [id, live] : live_) {
    Frame frame;
    frame.kind = FrameKind::kDelta;
    frame.subscription = id;
    frame.plan = live.plan;
    if (!live.nodes.error->ok()) {
      frame.kind = FrameKind::kError;
      frame.error = *live.nodes.error;
      failed.push_back(id);
    } else {
      frame.ops = Assemble(live);
      if (frame.ops.empty()) continue;
      frame.from = live.version;
      frame.to = live.version = version;
    }
    frames.push_back(std::move(frame));
  }
  graph_.Commit();
  for (const std::int64_t id : failed) Remove(id);
  return frames;
}

}  // namespace cambium
