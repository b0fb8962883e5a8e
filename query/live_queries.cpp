// Subscriptions and assertions, and following commits.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_queries.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>
#include <utility>

#include "dataflow/check.h"
#include "dataflow/status.h"
#include "query/live_step.h"
#include "query/plan_identity.h"
#include "query/plan_shape.h"
#include "query/tree_retarget.h"

namespace cambium {

LiveQueries::~LiveQueries() {
  CAMBIUM_CHECK(hydrations_.empty(), "a database is destroyed while a live query of it begins");
}

// ---------- subscriptions ----------

absl::StatusOr<Frame> LiveQueries::Add(const LivePlan& plan, const Schema& schema,
                                       const Store& store, Hydration* hydration) {
  const auto begin =
      hydration == nullptr ? std::chrono::steady_clock::now() : hydration->begin();
  const bool is_filled = hydration != nullptr && IsFilled(*hydration, plan, store);
  CAMBIUM_ASSIGN_OR_RETURN(LiveInstance * instance, is_filled
                                                        ? GoLive(*hydration, schema, store)
                                                        : Find(plan, schema, store));
  Frame open = OpenFrame(last_id_ + 1, *instance, plan.asked);
  if (!instance->assembler.status().ok()) {
    const absl::Status status = instance->assembler.status();
    DropIfUnused(*instance);
    return status;
  }
  LiveSubscriber& subscriber = subscribers_[++last_id_];
  subscriber.plan = open.plan;
  subscriber.version = open.to = store.version();
  Join(last_id_, *instance, plan.asked);
  const auto passed = std::chrono::steady_clock::now() - begin;
  subscriber.hydration_micros = static_cast<std::uint32_t>(std::min<std::int64_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(passed).count(), UINT32_MAX));
  return open;
}

bool LiveQueries::Remove(std::int64_t id) {
  const auto found = subscribers_.find(id);
  if (found == subscribers_.end()) return false;
  const LiveSubscriber gone = std::move(found->second);
  subscribers_.erase(found);
  Leave(id, *gone.instance, gone.asked);
  return true;
}

absl::StatusOr<Frame> LiveQueries::Rebind(std::int64_t id, const LivePlan& plan,
                                          const Schema& schema, const Store& store) {
  const auto found = subscribers_.find(id);
  if (found == subscribers_.end()) {
    return absl::NotFoundError("no subscription: " + std::to_string(id));
  }
  LiveSubscriber& subscriber = found->second;
  CAMBIUM_RETURN_IF_ERROR(CheckSameShape(*subscriber.plan, *plan.plan));
  CAMBIUM_ASSIGN_OR_RETURN(LiveInstance * after, Find(plan, schema, store));
  LiveInstance& before = *subscriber.instance;
  Frame frame;
  frame.kind = FrameKind::kDelta;
  frame.subscription = id;
  frame.plan = subscriber.plan;
  frame.from = subscriber.version;
  frame.to = store.version();
  if (after == &before && plan.asked == subscriber.asked) return frame;
  absl::StatusOr<std::vector<TreeOp>> ops =
      Difference(AnswerOf(before, subscriber.asked), AnswerOf(*after, plan.asked), *frame.plan);
  if (!ops.ok()) {
    DropIfUnused(*after);
    return ops.status();
  }
  const Row left = subscriber.asked;
  Join(id, *after, plan.asked);
  Leave(id, before, left);
  frame.ops = *std::move(ops);
  if (!frame.ops.empty()) subscriber.version = frame.to;
  return frame;
}

absl::StatusOr<Frame> LiveQueries::Replace(std::int64_t id, const LivePlan& plan,
                                           const Schema& schema, const Store& store) {
  CAMBIUM_ASSIGN_OR_RETURN(LiveInstance * after, Find(plan, schema, store));
  Frame frame = OpenFrame(id, *after, plan.asked);
  if (!after->assembler.status().ok()) {
    const absl::Status status = after->assembler.status();
    DropIfUnused(*after);
    return status;
  }
  LiveSubscriber& subscriber = subscribers_.at(id);
  LiveInstance& before = *subscriber.instance;
  const Row left = subscriber.asked;
  const bool stays = after == &before && plan.asked == left;
  if (!stays) {
    Join(id, *after, plan.asked);
    Leave(id, before, left);
  }
  subscriber.plan = frame.plan;
  subscriber.version = frame.to = store.version();
  return frame;
}

Frame LiveQueries::Reset(std::int64_t id, absl::StatusOr<LivePlan> plan, const Schema& schema,
                         const Store& store) {
  CAMBIUM_CHECK(IsLive(id), "no live query is to be begun anew");
  absl::StatusOr<Frame> frame =
      plan.ok() ? Replace(id, *plan, schema, store) : absl::StatusOr<Frame>(plan.status());
  if (frame.ok()) {
    frame->kind = FrameKind::kReset;
    frame->why = "schema";
    return *std::move(frame);
  }
  Frame error;
  error.kind = FrameKind::kError;
  error.subscription = id;
  error.plan = subscribers_.at(id).plan;
  error.error = frame.status();
  Remove(id);
  return error;
}

absl::StatusOr<Frame> LiveQueries::Whole(std::int64_t id, std::uint64_t version) {
  const auto found = subscribers_.find(id);
  if (found == subscribers_.end()) {
    return absl::NotFoundError("no subscription: " + std::to_string(id));
  }
  LiveSubscriber& subscriber = found->second;
  Frame reset = OpenFrame(id, *subscriber.instance, subscriber.asked);
  CAMBIUM_RETURN_IF_ERROR(subscriber.instance->assembler.status());
  reset.kind = FrameKind::kReset;
  subscriber.plan = reset.plan;
  reset.to = subscriber.version = version;
  return reset;
}

std::size_t LiveQueries::row_count(std::int64_t id) const {
  const auto found = subscribers_.find(id);
  return found == subscribers_.end() ? 0 : found->second.instance->assembler.row_count();
}

std::set<std::int64_t> LiveQueries::QueriesOf(const std::set<TypeId>& tables) const {
  std::set<std::int64_t> found;
  for (const auto& [number, instance] : instances_) {
    if (!Reads(instance->query.nodes, tables)) continue;
    for (const auto& [asked, ids] : instance->subscribers) found.insert(ids.begin(), ids.end());
  }
  return found;
}

bool LiveQueries::IsAnsweredBy(std::int64_t id, const LivePlan& plan) const {
  const LiveSubscriber& subscriber = subscribers_.at(id);
  const LiveInstance& instance = *subscriber.instance;
  if (subscriber.asked != plan.asked) return false;
  if (instance.identity != nullptr && plan.identity != nullptr) {
    return *instance.identity == *plan.identity;
  }
  return PlanIdentity(*instance.plan) == PlanIdentity(*plan.plan);
}

// ---------- assertions ----------

bool LiveQueries::AssertionReads(const std::string& name,
                                 const std::set<TypeId>& tables) const {
  return Reads(assertions_.at(name).query.nodes, tables);
}

// Attaches a plan, filled with the rows that it reads.
absl::StatusOr<LoweredQuery> LiveQueries::Attach(const SelectPlan& plan, const ReadRows& read,
                                                 std::vector<ZSet<Row>>& contents) {
  absl::Status read_status;
  const ReadTable read_table = [&](TypeId table, const std::vector<std::size_t>& fields,
                                   Delta<Row>& out) {
    read_status.Update(read(table, fields, out));
  };
  LoweredQuery nodes = Lower(plan, graph_, &clock_, read_table, contents);
  CAMBIUM_RETURN_IF_ERROR(read_status);
  CAMBIUM_RETURN_IF_ERROR(nodes.parts->error);
  return nodes;
}

absl::Status LiveQueries::CheckAssertion(const std::string& name, const SelectPlan& plan,
                                         const LoweredQuery& nodes, const ZSet<Row>& rows) {
  const absl::Status& error = nodes.parts->error;
  if (!error.ok()) return error;
  for (const auto& [row, weight] : rows.entries()) {
    if (weight < 0 || IsTrue(row[plan.scalars[0].column])) continue;
    return absl::FailedPreconditionError("assertion does not hold: " + name);
  }
  return absl::OkStatus();
}

auto LiveQueries::MakeAssertion(const std::string& name, std::shared_ptr<const SelectPlan> plan,
                                const ReadRows& read) -> absl::StatusOr<NewAssertion> {
  std::vector<ZSet<Row>> contents;
  CAMBIUM_ASSIGN_OR_RETURN(LoweredQuery nodes, Attach(*plan, read, contents));
  CAMBIUM_RETURN_IF_ERROR(CheckAssertion(name, *plan, nodes, contents[0]));
  return NewAssertion{std::move(plan), std::move(nodes)};
}

void LiveQueries::KeepAssertion(const std::string& name, NewAssertion made,
                                const Schema& schema, const Store& store) {
  RemoveAssertion(name);
  Assertion& assertion = assertions_[name];  // Stays in its place, as routes need it.
  assertion.plan = std::move(made.plan);
  assertion.query.nodes = std::move(made.nodes);
  const absl::Status routed = router_.Add(assertion.query, schema, store);
  CAMBIUM_CHECK(routed.ok(), "an assertion asks for no rows of its own");
}

void LiveQueries::RemoveAssertion(const std::string& name) {
  const auto found = assertions_.find(name);
  if (found == assertions_.end()) return;
  router_.Remove(found->second.query, {});
  assertions_.erase(found);
}

absl::Status LiveQueries::CheckAssertions(const std::set<std::string>& ending) const {
  CAMBIUM_RETURN_IF_ERROR(step_);
  for (const auto& [name, assertion] : assertions_) {
    if (!assertion.query.is_reached || ending.count(name) != 0) continue;
    const LoweredQuery& nodes = assertion.query.nodes;
    const ZSet<Row> delta = nodes.selects[0].output.delta().ToZSet();
    CAMBIUM_RETURN_IF_ERROR(CheckAssertion(name, *assertion.plan, nodes, delta));
  }
  return absl::OkStatus();
}

// ---------- steps ----------

void LiveQueries::Compute(const Changes& changes, std::int64_t now) {
  if (clock_.now() < now) {
    clock_.AdvanceTo(now);
    for (LiveInstance* instance : followers_) {
      if (instance->clock.has_value()) instance->clock->AdvanceTo(now);
      router_.Reach(instance->query);
    }
  }
  const auto begin = std::chrono::steady_clock::now();
  router_.Route(changes);
  for (Hydration* hydration : hydrations_) hydration->Stage(changes);
  if (!subscribers_.empty()) reasons_.Stage(changes);
  try {
    typed_.Route(changes);
    step_ = graph_.Compute();  // Live queries fail by errors of their own.
  } catch (...) {              // By a function of a typed stream.
    Abandon();
    throw;
  }
  step_begin_ = std::chrono::steady_clock::now();
  computed_in_ = step_begin_ - begin;
}

std::optional<std::int64_t> LiveQueries::next_deadline() const {
  std::optional<std::int64_t> earliest = clock_.next_deadline();
  for (const LiveInstance* instance : followers_) {
    if (!instance->clock.has_value()) continue;
    const std::optional<std::int64_t> deadline = instance->clock->next_deadline();
    if (deadline.has_value() && (!earliest.has_value() || *deadline < *earliest)) {
      earliest = deadline;
    }
  }
  return earliest;
}

std::int64_t LiveQueries::NanosOfStep() const {
  const auto passed = std::chrono::steady_clock::now() - step_begin_ + computed_in_;
  return std::chrono::duration_cast<std::chrono::nanoseconds>(passed).count();
}

std::vector<Frame> LiveQueries::Preview() {
  std::vector<Frame> frames;
  for (const RoutedQuery* query : router_.reached()) {
    LiveInstance* instance = query->instance;
    if (instance == nullptr || !query->nodes.parts->error.ok()) continue;
    const std::vector<ZSet<Row>> deltas = DeltasOf(query->nodes);
    if (deltas.empty()) continue;
    std::map<Row, std::vector<TreeOp>> answers;
    if (instance->is_template()) {
      answers = instance->assembler.ApplyEach(deltas);
      std::vector<ZSet<Row>> back;
      back.reserve(deltas.size());
      for (const ZSet<Row>& delta : deltas) back.push_back(-delta);
      instance->assembler.Load(back);
    } else {
      Assembler copy = instance->assembler;
      answers = copy.ApplyEach(deltas);
      if (!copy.status().ok()) continue;  // It would end, and send nothing.
    }
    for (const auto& [asked, ops] : answers) {
      const auto ids = instance->subscribers.find(asked);
      if (ids == instance->subscribers.end() || ops.empty()) continue;
      for (const std::int64_t id : ids->second) {
        const LiveSubscriber& subscriber = subscribers_.at(id);
        Frame frame;
        frame.kind = FrameKind::kPreview;
        frame.subscription = id;
        frame.plan = subscriber.plan;
        frame.from = frame.to = subscriber.version;
        frame.ops = ops;
        if (frame.plan != instance->plan) Retarget(*instance->plan, *frame.plan, frame.ops);
        frames.push_back(std::move(frame));
      }
    }
  }
  SortFrames(frames);
  return frames;
}

void LiveQueries::Abandon() {
  graph_.Abandon();
  for (Hydration* hydration : hydrations_) hydration->Abandon();
  reasons_.Abandon();
  // What an expression ran into, it ran into over rows that do not come.
  for (RoutedQuery* query : router_.reached()) query->nodes.parts->error = absl::OkStatus();
  router_.Abandon();
}

std::vector<Frame> LiveQueries::Commit(std::uint64_t version, const Schema& schema,
                                       const Store& store) {
  CAMBIUM_CHECK(step_.ok(), "a step that failed is committed");
  step_begin_ = std::chrono::steady_clock::now();
  std::vector<Frame> frames;
  std::vector<LiveInstance*> failed;
  for (const RoutedQuery* query : router_.reached()) {
    LiveInstance* instance = query->instance;
    if (instance == nullptr) continue;
    if (!query->nodes.parts->error.ok()) {
      failed.push_back(instance);
      continue;
    }
    const std::vector<ZSet<Row>> deltas = DeltasOf(query->nodes);
    if (deltas.empty()) continue;
    auto answers = instance->assembler.ApplyEach(deltas);
    if (!instance->assembler.status().ok()) {
      failed.push_back(instance);
      continue;
    }
    for (auto& [asked, ops] : answers) {
      const auto ids = instance->subscribers.find(asked);
      if (ids == instance->subscribers.end()) continue;
      AddDeltas(ids->second, *instance, std::move(ops), version, frames);
    }
  }
  graph_.Commit();
  router_.Commit();
  for (Hydration* hydration : hydrations_) hydration->Commit(version);
  for (LiveInstance* instance : failed) Recover(*instance, version, schema, store, frames);
  SortFrames(frames);
  reasons_.Commit(version, frames);
  return frames;
}

// ---------- frames ----------

Frame LiveQueries::OpenFrame(std::int64_t id, LiveInstance& instance, const Row& asked) {
  Frame open;
  open.kind = FrameKind::kOpen;
  open.subscription = id;
  open.plan = instance.plan;
  open.data = instance.assembler.Snapshot(asked);
  return open;
}

void LiveQueries::AddDeltas(const Ids& ids, LiveInstance& instance, std::vector<TreeOp> ops,
                            std::uint64_t version, std::vector<Frame>& frames) {
  if (ops.empty() || ids.empty()) return;
  const std::int64_t nanos = NanosOfStep();
  const auto told = static_cast<std::uint32_t>(std::min<std::int64_t>(nanos, UINT32_MAX));
  instance.times.Add(nanos);
  const auto add = [&](std::int64_t id, std::vector<TreeOp> its_own) {
    LiveSubscriber& subscriber = subscribers_.at(id);
    Frame frame;
    frame.kind = FrameKind::kDelta;
    frame.subscription = id;
    frame.plan = subscriber.plan;
    frame.ops = std::move(its_own);
    if (frame.plan != instance.plan) Retarget(*instance.plan, *frame.plan, frame.ops);
    frame.from = subscriber.version;
    frame.to = subscriber.version = version;
    ++subscriber.frames;
    subscriber.ops += frame.ops.size();
    subscriber.last_delta_nanos = told;
    frames.push_back(std::move(frame));
  };
  const auto last = std::prev(ids.end());
  for (auto id = ids.begin(); id != last; ++id) add(*id, ops);
  add(*last, std::move(ops));
}

void LiveQueries::AddErrors(const Ids& ids, const absl::Status& error,
                            std::vector<Frame>& frames) {
  for (const std::int64_t id : ids) {
    Frame frame;
    frame.kind = FrameKind::kError;
    frame.subscription = id;
    frame.plan = subscribers_.at(id).plan;
    frame.error = error;
    frames.push_back(std::move(frame));
    subscribers_.erase(id);
  }
}

std::size_t LiveQueries::held_count() const {
  std::size_t held = graph_.held_count() + router_.held_count();
  for (const auto& [number, instance] : instances_) held += instance->assembler.held_count();
  return held;
}

std::vector<const LiveInstance*> LiveQueries::instances() const {
  std::vector<const LiveInstance*> all;
  for (const auto& [number, instance] : instances_) all.push_back(instance.get());
  return all;
}

}  // namespace cambium
