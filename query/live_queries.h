// The live queries of a database: one graph for all, and an instance for those that can share
// one (query/live_instance.h).
//
// Follows the two phases of a transaction: Compute() runs the graph and can still be
// abandoned; Commit() folds, and turns what each query's selects changed into frames.
//
// To come to an instance is a step of the graph of its own, which brings the rows that are
// asked for, and which no other subscriber hears of.
//
// An error of an expression fails all that an instance has to say. Then each answer is made
// anew, in another instance: those that fail there are told so, the others go on with what has
// changed for them.
//
// Not safe for concurrent use; the database's lock is around it.
//
// Cost of a commit: what it changes for the instances that read what it changed, however many
// others there are. Of a subscription to an instance that stands: its answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "dataflow/graph.h"
#include "query/commit_reasons.h"
#include "query/frame.h"
#include "query/hydration.h"
#include "query/input_router.h"
#include "query/live_instance.h"
#include "query/live_plan.h"
#include "query/live_statistics.h"
#include "query/mutation.h"
#include "query/read_rows.h"
#include "query/typed_inputs.h"

namespace cambium {

class LiveQueries {
 public:
  // `now`: microseconds since 1970.
  explicit LiveQueries(std::int64_t now = 0) : clock_(graph_, now) {}
  ~LiveQueries();

  // Attaches a query and fills it from the store; returns its number and first frame. With a
  // hydration of it that is whole and not spoilt, that is what it is filled by.
  absl::StatusOr<Frame> Add(const LivePlan& plan, const Schema& schema, const Store& store,
                            Hydration* hydration = nullptr);
  // ---- over large tables, while commits go on: live_hydration.cpp ----
  // Null if the query is to be filled at once: it has what it needs, or less than a slice is to
  // be read for it. The store outlives it, and so does this.
  absl::StatusOr<std::unique_ptr<Hydration>> Begin(const LivePlan& plan, const Schema& schema,
                                                   Store& store, std::size_t slice);
  // Behind Fill(): its nodes join the graph, or it is spoilt.
  void Join(Hydration& hydration);
  // A step of what was prepared there.
  void Feed(Hydration& hydration);
  bool Remove(std::int64_t id);

  // Puts the same query with other parameters in the place of query `id`. The frame leads from
  // the answer that its subscriber sees to the one that stands; without operations it is not to
  // be sent. On an error the query stays as it was.
  absl::StatusOr<Frame> Rebind(std::int64_t id, const LivePlan& plan, const Schema& schema,
                               const Store& store);

  // Begins query `id` anew by any plan, such as one over a table that is not what it was: the
  // frame is a reset, or an error that ends it.
  Frame Reset(std::int64_t id, absl::StatusOr<LivePlan> plan, const Schema& schema,
              const Store& store);
  // Tables are not what they were: what reads them and comes from now on shares nothing with
  // what is there.
  void ShareNoMore(const std::set<TypeId>& tables);

  // The answer that stands as a reset frame, from whose version the next delta leads on.
  absl::StatusOr<Frame> Whole(std::int64_t id, std::uint64_t version);
  // How long its first answer took, to be read and computed.
  std::int64_t hydration_micros(std::int64_t id) const {
    return subscribers_.at(id).hydration_micros;
  }
  // Rows of its answer, if it does not share one.
  std::size_t row_count(std::int64_t id) const;

  // What must stay true.
  struct NewAssertion {
    std::shared_ptr<const SelectPlan> plan;
    LoweredQuery nodes;
  };
  // An error if it is not true of these rows. It is kept by KeepAssertion, and follows the
  // commits behind that; dropped, it leaves no trace.
  absl::StatusOr<NewAssertion> MakeAssertion(const std::string& name,
                                             std::shared_ptr<const SelectPlan> plan,
                                             const ReadRows& read);
  void KeepAssertion(const std::string& name, NewAssertion made, const Schema& schema,
                     const Store& store);
  void RemoveAssertion(const std::string& name);

  // `now` is the time from this commit on, unless it has been later before.
  void Compute(const Changes& changes, std::int64_t now);
  // Behind Compute: why the step cannot be committed. A typed stream could not compute it, or
  // an assertion, the first that is named, would not hold, but for those whose end comes with
  // it.
  absl::Status CheckAssertions(const std::set<std::string>& ending = {}) const;

  // Which queries and assertions read one of the tables.
  std::set<std::int64_t> QueriesOf(const std::set<TypeId>& tables) const;
  bool AssertionReads(const std::string& name, const std::set<TypeId>& tables) const;
  const SelectPlan& PlanOfAssertion(const std::string& name) const {
    return *assertions_.at(name).plan;
  }
  bool IsLive(std::int64_t id) const { return subscribers_.contains(id); }
  // Whether this plan is how the live query is answered.
  bool IsAnsweredBy(std::int64_t id, const LivePlan& plan) const;
  // Behind Compute: what Commit would send. Nothing to those of an instance that fails.
  std::vector<Frame> Preview();
  void Abandon();
  // Frames in the order of the subscriptions. A query whose expressions failed gets an
  // error frame and is gone. The store stands as of `version`.
  std::vector<Frame> Commit(std::uint64_t version, const Schema& schema, const Store& store);

  // When rows come or go by themselves, the clock being their only reason.
  std::optional<std::int64_t> next_deadline() const;

  // Typed streams of the same graph.
  TypedInputs& typed() { return typed_; }

  bool empty() const {
    return subscribers_.empty() && assertions_.empty() && hydrations_.empty() && typed_.empty();
  }
  const Graph& graph() const { return graph_; }
  // Rows kept in memory, as often as they are kept.
  std::size_t held_count() const;

  LiveQueryStatistics Statistics() const;
  // The plan, each flow with what its operators have done and keep; nothing if no such query is
  // live: live_explain.cpp
  std::optional<std::string> Explain(const LivePlan& plan) const;
  // Null if the commit is not among the last.
  const CommitReason* ReasonOf(std::uint64_t version) const { return reasons_.Find(version); }
  // In the order of their numbers.
  std::vector<const LiveInstance*> instances() const;

 private:
  struct Assertion {
    std::shared_ptr<const SelectPlan> plan;
    RoutedQuery query;
  };
  using Ids = std::vector<std::int64_t>;

  // Whether an instance stands by which it can be answered.
  LiveInstance* Standing(const LivePlan& plan) const;
  const LiveInstance* FindEqual(const LivePlan& plan) const;
  // Whether it is what the query would be if it were filled now.
  bool IsFilled(Hydration& hydration, const LivePlan& plan, const Store& store);
  // The instance that has been filled so.
  absl::StatusOr<LiveInstance*> GoLive(Hydration& hydration, const Schema& schema,
                                       const Store& store);

  absl::StatusOr<LoweredQuery> Attach(const SelectPlan& plan, const ReadRows& read,
                                      std::vector<ZSet<Row>>& contents);
  absl::StatusOr<Frame> Replace(std::int64_t id, const LivePlan& plan, const Schema& schema,
                                const Store& store);
  static absl::Status CheckAssertion(const std::string& name, const SelectPlan& plan,
                                     const LoweredQuery& nodes, const ZSet<Row>& rows);

  // ---------- instances: live_sharing.cpp ----------
  // The instance that this plan is answered by, which has the rows that it asks for. Who has no
  // use for it after all calls DropIfUnused().
  absl::StatusOr<LiveInstance*> Find(const LivePlan& plan, const Schema& schema,
                                     const Store& store);
  absl::StatusOr<LiveInstance*> Make(std::shared_ptr<const SelectPlan> plan,
                                     std::shared_ptr<const std::string> identity,
                                     const Schema& schema, const Store& store);
  // Of a new one, whose inputs are routed.
  LiveInstance& Place(std::unique_ptr<LiveInstance> made,
                      std::shared_ptr<const std::string> identity);
  absl::Status Ask(LiveInstance& instance, const Row& asked);
  void Join(std::int64_t id, LiveInstance& instance, const Row& asked);
  void Leave(std::int64_t id, LiveInstance& instance, const Row& asked);
  void DropIfUnused(LiveInstance& instance);
  void Drop(LiveInstance& instance);
  // One of several answers of an instance failed in the step that has been committed.
  void Recover(LiveInstance& failed, std::uint64_t version, const Schema& schema,
               const Store& store, std::vector<Frame>& frames);

  // ---------- frames ----------
  Frame OpenFrame(std::int64_t id, LiveInstance& instance, const Row& asked);
  void AddDeltas(const Ids& ids, LiveInstance& instance, std::vector<TreeOp> ops,
                 std::uint64_t version, std::vector<Frame>& frames);
  // Since the step began, without what came between its phases.
  std::int64_t NanosOfStep() const;
  void AddErrors(const Ids& ids, const absl::Status& error, std::vector<Frame>& frames);

  // Outlives the queries in it.
  Graph graph_{DefaultExecutor(), Steps::kShared};
  TypedInputs typed_{graph_};
  absl::Status step_;  // How typed streams took what was computed last.
  LiveClock clock_;
  InputRouter router_;
  std::map<std::int64_t, std::unique_ptr<LiveInstance>> instances_;  // by number
  absl::flat_hash_map<std::string, LiveInstance*> identities_;
  std::vector<LiveInstance*> followers_;  // of the time
  std::vector<Hydration*> hydrations_;    // In the order in which they began.
  CommitReasons reasons_;
  // Of the step that is being made: how long COMPUTE took, and when the phase after it began.
  std::chrono::steady_clock::duration computed_in_{};
  std::chrono::steady_clock::time_point step_begin_;
  absl::flat_hash_map<std::int64_t, LiveSubscriber> subscribers_;
  std::map<std::string, Assertion> assertions_;
  std::int64_t last_id_ = 0;
  std::int64_t last_instance_ = 0;
};

}  // namespace cambium
