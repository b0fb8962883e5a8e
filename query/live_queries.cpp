// Attaching queries, and following commits.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_queries.h"

#include <optional>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "query/entity.h"

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

std::vector<TreeOp> LiveQueries::Assemble(Live& live) {
  std::vector<ZSet<Row>> deltas;
  bool changed = false;
  for (const SelectNodes& select : live.nodes.selects) {
    deltas.push_back(select.output.delta().ToZSet());
    changed = changed || !deltas.back().empty();
  }
  return changed ? live.assembler.Apply(deltas) : std::vector<TreeOp>();
}

absl::StatusOr<Frame> LiveQueries::Add(std::shared_ptr<const SelectPlan> plan,
                                       const Schema& schema, const Store& store) {
  absl::Status read_status;
  const ReadTable read = [&](TypeId table, const std::vector<std::size_t>& fields,
                             Delta<Row>& out) {
    read_status.Update(
        ScanEntities(store, *schema.FindById(table), fields,
                     [&out](const std::string&, const Row& row) { out.Add(row, 1); }));
  };
  std::vector<ZSet<Row>> contents;
  Live live{plan, Lower(*plan, graph_, read, contents), Assembler(*plan), store.version()};
  CAMBIUM_RETURN_IF_ERROR(read_status);
  CAMBIUM_RETURN_IF_ERROR(live.nodes.parts->error);
  live.assembler.Apply(contents);
  Frame open;
  open.kind = FrameKind::kOpen;
  open.subscription = ++last_id_;
  open.plan = std::move(plan);
  open.to = live.version;
  open.data = live.assembler.Snapshot();
  live_.emplace(last_id_, std::move(live));
  return open;
}

bool LiveQueries::Remove(std::int64_t id) { return live_.erase(id) != 0; }

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
    for (TableInput& input : live.nodes.inputs) {
      const auto changed = changes.tables.find(input.table);
      if (changed != changes.tables.end()) AddChanges(changed->second, input);
    }
  }
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
