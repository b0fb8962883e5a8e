// Beginning over large tables: a slice is a step of the graph, which nobody else hears of.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "query/flow_needs.h"
#include "query/live_queries.h"
#include "query/live_step.h"

namespace cambium {
namespace {

// Whether the scans of a plan read more rows than a slice.
absl::StatusOr<bool> IsLarge(const SelectPlan& plan, const Schema& schema, const Store& store,
                             std::size_t slice) {
  std::uint64_t rows = 0;
  const FlowNeeds needs(plan);
  for (const Flow* flow : needs.order()) {
    if (flow->kind != FlowKind::kScan) continue;
    CAMBIUM_ASSIGN_OR_RETURN(const std::uint64_t more,
                             CountEntities(store, *schema.FindById(flow->table), slice - rows));
    rows += more;
    if (rows > slice) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Hydration>> LiveQueries::Begin(const LivePlan& plan,
                                                              const Schema& schema,
                                                              Store& store, std::size_t slice) {
  if (Standing(plan) != nullptr) return nullptr;
  CAMBIUM_ASSIGN_OR_RETURN(const bool is_large, IsLarge(*plan.plan, schema, store, slice));
  if (!is_large) return nullptr;
  auto made = std::make_unique<LiveInstance>(plan.plan);
  const ReadRows read_nothing = [](TypeId, const std::vector<std::size_t>&, Delta<Row>&) {
    return absl::OkStatus();
  };
  std::vector<ZSet<Row>> contents;
  absl::StatusOr<LoweredQuery> nodes = Attach(*plan.plan, read_nothing, contents);
  if (!nodes.ok()) return nullptr;  // Over no rows; over all there may be nothing wrong.
  made->query.nodes = *std::move(nodes);
  made->assembler.Load(contents);
  const std::vector<TableInput>& inputs = made->query.nodes.inputs;
  const bool reads_asked =
      std::any_of(inputs.begin(), inputs.end(), [this](const TableInput& input) {
        return !input.asked.empty() && !router_.IsShelved(input);
      });
  return std::make_unique<Hydration>(plan, std::move(made), reads_asked, schema, store, slice,
                                     hydrations_);
}

void LiveQueries::Load(Hydration& hydration) {
  LiveInstance& instance = hydration.instance();
  const std::vector<ZSet<Row>> deltas = DeltasOf(instance.query.nodes);
  if (!deltas.empty()) instance.assembler.Load(deltas);
  if (!instance.query.nodes.parts->error.ok()) hydration.Spoil();
}

void LiveQueries::Feed(Hydration& hydration) {
  hydration.Feed();
  const absl::Status computed = graph_.Compute();
  CAMBIUM_CHECK(computed.ok(), "a live query fails by its own error alone");
  Load(hydration);
  graph_.Commit();
}

absl::StatusOr<LiveInstance*> LiveQueries::GoLive(Hydration& hydration, const Schema& schema,
                                                  const Store& store) {
  const LivePlan& plan = hydration.plan();
  for (const Hydration::Shelved& shelved : hydration.shelved()) {
    router_.Shelve(shelved.table, shelved.rows);
  }
  std::unique_ptr<LiveInstance> made = hydration.TakeInstance();
  CAMBIUM_RETURN_IF_ERROR(router_.Add(made->query, schema, store));
  LiveInstance& placed = Place(std::move(made), plan.identity);
  if (hydration.reads_asked()) {
    router_.Follow(placed.query, plan.asked);
    return &placed;
  }
  const absl::Status asked = Ask(placed, plan.asked);
  if (asked.ok()) return &placed;
  Drop(placed);
  return asked;
}

}  // namespace cambium
