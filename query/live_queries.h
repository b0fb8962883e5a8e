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
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "dataflow/graph.h"
#include "query/assembler.h"
#include "query/frame.h"
#include "query/lowering.h"
#include "query/mutation.h"

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

  // Attaches what must stay true; an error if it is not.
  absl::Status AddAssertion(const std::string& name, std::shared_ptr<const SelectPlan> plan,
                            const Schema& schema, const Store& store);
  void RemoveAssertion(const std::string& name) { assertions_.erase(name); }

  // `now` is the time from this commit on, unless it has been later before.
  void Compute(const Changes& changes, std::int64_t now);
  // Behind Compute: names the first assertion that would not hold.
  absl::Status CheckAssertions() const;
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

  struct Assertion {
    std::shared_ptr<const SelectPlan> plan;
    LoweredQuery nodes;
  };

  absl::StatusOr<LoweredQuery> Attach(const SelectPlan& plan, const Schema& schema,
                                      const Store& store, std::vector<ZSet<Row>>& contents);
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
