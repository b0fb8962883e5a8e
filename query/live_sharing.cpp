// Instances of live queries: who shares one, who comes and goes, and what is left when one
// fails.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "query/live_queries.h"
#include "query/live_step.h"

namespace cambium {

LiveInstance* LiveQueries::Standing(const LivePlan& plan) const {
  const auto found =
      plan.identity == nullptr ? identities_.end() : identities_.find(*plan.identity);
  return found == identities_.end() ? nullptr : found->second;
}

absl::StatusOr<LiveInstance*> LiveQueries::Find(const LivePlan& plan, const Schema& schema,
                                                const Store& store) {
  LiveInstance* instance = Standing(plan);
  if (instance == nullptr) {
    CAMBIUM_ASSIGN_OR_RETURN(instance, Make(plan.plan, plan.identity, schema, store));
  }
  const absl::Status asked = Ask(*instance, plan.asked);
  if (asked.ok()) return instance;
  DropIfUnused(*instance);
  return asked;
}

absl::StatusOr<LiveInstance*> LiveQueries::Make(std::shared_ptr<const SelectPlan> plan,
                                                std::shared_ptr<const std::string> identity,
                                                const Schema& schema, const Store& store) {
  auto made = std::make_unique<LiveInstance>(std::move(plan));
  std::vector<ZSet<Row>> contents;
  CAMBIUM_ASSIGN_OR_RETURN(made->query.nodes,
                           Attach(*made->plan, RowsOf(schema, store), contents));
  made->assembler.Load(contents);
  CAMBIUM_RETURN_IF_ERROR(router_.Add(made->query, schema, store));
  return &Place(std::move(made), std::move(identity));
}

LiveInstance& LiveQueries::Place(std::unique_ptr<LiveInstance> made,
                                 std::shared_ptr<const std::string> identity) {
  made->number = ++last_instance_;
  made->identity = std::move(identity);
  LiveInstance& placed = *made;
  instances_.emplace(placed.number, std::move(made));
  if (placed.identity != nullptr) identities_[*placed.identity] = &placed;
  if (FollowsTime(*placed.plan)) followers_.push_back(&placed);
  return placed;
}

absl::Status LiveQueries::Ask(LiveInstance& instance, const Row& asked) {
  if (!instance.is_template() || instance.subscribers.contains(asked)) return absl::OkStatus();
  router_.Ask(instance.query, asked);
  const absl::Status computed = graph_.Compute();
  CAMBIUM_CHECK(computed.ok(), "a live query fails by its own error alone");
  absl::Status& error = instance.query.nodes.parts->error;
  if (!error.ok()) {
    graph_.Abandon();
    router_.Forget(instance.query, asked);
    return std::exchange(error, absl::OkStatus());
  }
  const std::vector<ZSet<Row>> deltas = DeltasOf(instance.query.nodes);
  if (!deltas.empty()) instance.assembler.Load(deltas);
  graph_.Commit();
  return absl::OkStatus();
}

void LiveQueries::Join(std::int64_t id, LiveInstance& instance, const Row& asked) {
  instance.subscribers[asked].push_back(id);
  LiveSubscriber& subscriber = subscribers_.at(id);
  subscriber.instance = &instance;
  subscriber.asked = asked;
}

void LiveQueries::Leave(std::int64_t id, LiveInstance& instance, const Row& asked) {
  const auto found = instance.subscribers.find(asked);
  std::erase(found->second, id);
  if (!found->second.empty()) return;
  if (instance.subscribers.size() == 1) return Drop(instance);
  instance.subscribers.erase(found);
  router_.Leave(instance.query, asked);
  const absl::Status computed = graph_.Compute();
  CAMBIUM_CHECK(computed.ok(), "a live query fails by its own error alone");
  const std::vector<ZSet<Row>> deltas = DeltasOf(instance.query.nodes);
  if (!deltas.empty()) instance.assembler.Load(deltas);
  graph_.Commit();
  instance.query.nodes.parts->error = absl::OkStatus();  // Of rows that nobody sees.
}

void LiveQueries::DropIfUnused(LiveInstance& instance) {
  if (instance.subscribers.empty()) Drop(instance);
}

void LiveQueries::Drop(LiveInstance& instance) {
  std::vector<Row> asked;
  for (const auto& [values, ids] : instance.subscribers) asked.push_back(values);
  router_.Remove(instance.query, asked);
  const auto known =
      instance.identity == nullptr ? identities_.end() : identities_.find(*instance.identity);
  if (known != identities_.end() && known->second == &instance) identities_.erase(known);
  std::erase(followers_, &instance);
  instances_.erase(instance.number);
}

void LiveQueries::ShareNoMore(const std::set<TypeId>& tables) {
  absl::erase_if(identities_, [&tables](const auto& known) {
    return Reads(known.second->query.nodes, tables);
  });
  router_.ShareNoMore(tables);
}

void LiveQueries::Recover(LiveInstance& failed, std::uint64_t version, const Schema& schema,
                          const Store& store, std::vector<Frame>& frames) {
  const absl::Status& error = failed.query.nodes.parts->error;
  if (!failed.is_template() || failed.subscribers.size() == 1) {
    const absl::Status& reason = error.ok() ? failed.assembler.status() : error;
    for (const auto& [asked, ids] : failed.subscribers) AddErrors(ids, reason, frames);
    return Drop(failed);
  }
  const absl::StatusOr<LiveInstance*> made = Make(failed.plan, failed.identity, schema, store);
  // In an order that follows from the values alone.
  const std::map<Row, Ids> answers(failed.subscribers.begin(), failed.subscribers.end());
  for (const auto& [asked, ids] : answers) {
    const absl::Status stands = made.ok() ? Ask(**made, asked) : made.status();
    if (!stands.ok()) {
      AddErrors(ids, stands, frames);
      continue;
    }
    const absl::StatusOr<std::vector<TreeOp>> ops =
        Difference(AnswerOf(failed, asked), AnswerOf(**made, asked), *failed.plan);
    CAMBIUM_CHECK(ops.ok(), "a template has a block that repeats");
    for (const std::int64_t id : ids) Join(id, **made, asked);
    AddDeltas(ids, **made, *ops, version, frames);
  }
  if (made.ok()) DropIfUnused(**made);
  Drop(failed);
}

}  // namespace cambium
