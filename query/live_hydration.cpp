// Beginning over large tables: what comes behind the snapshot is a step of the graph, which
// nobody else hears of.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "query/entity_scan.h"
#include "query/live_queries.h"
#include "query/live_step.h"

namespace cambium {
namespace {

// Whether a plan reads more rows than a slice.
absl::StatusOr<bool> IsLarge(const std::vector<InputShape>& inputs, const Schema& schema,
                             const Store& store, std::size_t slice) {
  std::uint64_t rows = 0;
  for (const InputShape& input : inputs) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::uint64_t more,
                             CountEntities(store, *schema.FindById(input.table), slice - rows));
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
  std::vector<InputShape> inputs = InputsOf(FlowNeeds(*plan.plan));
  CAMBIUM_ASSIGN_OR_RETURN(const bool is_large, IsLarge(inputs, schema, store, slice));
  if (!is_large) return nullptr;
  const bool reads_asked =
      std::any_of(inputs.begin(), inputs.end(), [this](const InputShape& input) {
        return !input.asked.empty() && !router_.IsShelved(input);
      });
  return std::make_unique<Hydration>(
      HydrationStart{plan, std::move(inputs), reads_asked, clock_.now(),
                     std::max<std::size_t>(slice, 1)},
      graph_, schema, store, hydrations_);
}

void LiveQueries::Join(Hydration& hydration) {
  if (!hydration.instance().query.nodes.parts->error.ok()) hydration.Spoil();
  if (!hydration.is_spoilt()) hydration.Join(graph_);
}

void LiveQueries::Feed(Hydration& hydration) {
  hydration.Feed(clock_.now());
  const absl::Status computed = graph_.Compute();
  CAMBIUM_CHECK(computed.ok(), "a live query fails by its own error alone");
  LiveInstance& instance = hydration.instance();
  const std::vector<ZSet<Row>> deltas = DeltasOf(instance.query.nodes);
  if (!deltas.empty()) instance.assembler.Load(deltas);
  if (!instance.query.nodes.parts->error.ok()) hydration.Spoil();
  graph_.Commit();
}

bool LiveQueries::IsFilled(Hydration& hydration, const LivePlan& plan, const Store& store) {
  const auto stands = [&] {
    return !hydration.is_spoilt() && hydration.is_whole() &&
           hydration.version() == store.version();
  };
  if (!stands() || Standing(plan) != nullptr) return false;
  const std::optional<LiveClock>& clock = hydration.instance().clock;
  if (clock.has_value() && clock->now() < clock_.now()) Feed(hydration);
  return stands();
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
