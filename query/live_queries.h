// The live queries of a database: one graph for all, an assembler for each.
//
// Follows the two phases of a transaction: Compute() runs the graph and can still be
// abandoned; Commit() folds, and turns what each query's selects changed into frames.
//
// Not safe for concurrent use; the database's lock is around it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "dataflow/graph.h"
#include "query/assembler.h"
#include "query/frame.h"
#include "query/lowering.h"
#include "query/mutation.h"
#include "query/read_rows.h"

namespace cambium {

class LiveQueries {
 public:
  // `now`: microseconds since 1970.
  explicit LiveQueries(std::int64_t now = 0) : clock_(graph_, now) {}

  // Attaches a query and fills it from the store; returns its number and first frame.
  absl::StatusOr<Frame> Add(std::shared_ptr<const SelectPlan> plan, const Schema& schema,
                            const Store& store);
  bool Remove(std::int64_t id);

  // Puts the same query with other parameters in the place of query `id`. The frame leads from
  // the answer that its subscriber sees to the one that stands; without operations it is not to
  // be sent. On an error the query stays as it was.
  absl::StatusOr<Frame> Rebind(std::int64_t id, std::shared_ptr<const SelectPlan> plan,
                               const Schema& schema, const Store& store);

  // The answer that stands as a reset frame, from whose version the next delta leads on.
  absl::StatusOr<Frame> Whole(std::int64_t id, std::uint64_t version);
  // Rows of its answer.
  std::size_t row_count(std::int64_t id) const;

  // What must stay true.
  struct Assertion {
    std::shared_ptr<const SelectPlan> plan;
    LoweredQuery nodes;
  };
  // An error if it is not true of these rows. It is kept by KeepAssertion, and follows the
  // commits behind that; dropped, it leaves no trace.
  absl::StatusOr<Assertion> MakeAssertion(const std::string& name,
                                          std::shared_ptr<const SelectPlan> plan,
                                          const ReadRows& read);
  void KeepAssertion(const std::string& name, Assertion assertion);
  void RemoveAssertion(const std::string& name) { assertions_.erase(name); }

  // `now` is the time from this commit on, unless it has been later before.
  void Compute(const Changes& changes, std::int64_t now);
  // Behind Compute: names the first assertion that would not hold, but for those whose end
  // comes with the commit.
  absl::Status CheckAssertions(const std::set<std::string>& ending = {}) const;

  // Which queries and assertions read one of the tables.
  std::vector<std::int64_t> QueriesOf(const std::set<TypeId>& tables) const;
  bool AssertionReads(const std::string& name, const std::set<TypeId>& tables) const;
  const SelectPlan& PlanOfAssertion(const std::string& name) const {
    return *assertions_.at(name).plan;
  }
  bool IsLive(std::int64_t id) const { return live_.count(id) != 0; }
  // As it is answered, of a live query.
  const SelectPlan& PlanOf(std::int64_t id) const { return *live_.at(id).bound; }
  // Begins the query anew, by this plan and these rows: its frame is a reset, or an error that
  // ends it.
  Frame Reset(std::int64_t id, absl::StatusOr<SelectPlan> plan, const ReadRows& read,
              std::uint64_t version);

  // Behind Compute: what Commit would send. Copies what each concerned query shows.
  std::vector<Frame> Preview() const;
  void Abandon();
  // Frames in the order of the subscriptions. A query whose expressions failed gets an
  // error frame and is gone.
  std::vector<Frame> Commit(std::uint64_t version);

  // When rows come or go by themselves, the clock being their only reason.
  std::optional<std::int64_t> next_deadline() const { return clock_.next_deadline(); }

  bool empty() const { return live_.empty() && assertions_.empty(); }
  const Graph& graph() const { return graph_; }
  // Rows kept in memory, as often as they are kept.
  std::size_t held_count() const;

 private:
  struct Live {
    std::shared_ptr<const SelectPlan> plan;   // What its trees refer to.
    std::shared_ptr<const SelectPlan> bound;  // The same, or since Rebind() one of its shape.
    LoweredQuery nodes;                       // Of `bound`, which outlives them.
    Assembler assembler;
    std::uint64_t version;  // What its subscriber has seen.
  };

  absl::StatusOr<LoweredQuery> Attach(const SelectPlan& plan, const ReadRows& read,
                                      std::vector<ZSet<Row>>& contents);
  absl::StatusOr<Live> Begin(std::shared_ptr<const SelectPlan> plan, const ReadRows& read,
                             std::uint64_t version);
  static absl::Status CheckAssertion(const std::string& name, const Assertion& assertion,
                                     const ZSet<Row>& rows);
  static std::vector<TreeOp> Assemble(const LoweredQuery& nodes, Assembler& assembler);

  Graph graph_;  // Outlives the queries in it.
  LiveClock clock_;
  std::map<std::int64_t, Live> live_;
  std::map<std::string, Assertion> assertions_;
  std::int64_t last_id_ = 0;
};

}  // namespace cambium
