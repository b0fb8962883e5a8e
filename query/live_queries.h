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
  // Attaches a query and fills it from the store; returns its number and first frame.
  absl::StatusOr<Frame> Add(std::shared_ptr<const SelectPlan> plan, const Schema& schema,
                            const Store& store);
  bool Remove(std::int64_t id);

  // The answer of a query now: attached, filled, read and detached.
  static absl::StatusOr<TreeList> Ask(const SelectPlan& plan, const Schema& schema,
                                      const Store& store);

  static absl::StatusOr<TreeList> Ask(const SelectPlan& plan, const ReadRows& read);

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

  // Which queries and assertions read one of the tables.
  std::vector<std::int64_t> QueriesOf(const std::set<TypeId>& tables) const;
  bool AssertionReads(const std::string& name, const std::set<TypeId>& tables) const;
  const SelectPlan& PlanOf(std::int64_t id) const { return *live_.at(id).plan; }
  bool IsLive(std::int64_t id) const { return live_.count(id) != 0; }
  // Begins the query anew, by this plan and these rows: its frame is a reset, or an error that
  // ends it.
  Frame Reset(std::int64_t id, absl::StatusOr<SelectPlan> plan, const ReadRows& read,
              std::uint64_t version);

  void Compute(const Changes& changes);
  // Behind Compute: names the first assertion that would not hold, but for those whose end
  // comes with the commit.
  absl::Status CheckAssertions(const std::set<std::string>& ending = {}) const;
  // Behind Compute: what Commit would send. Copies what each concerned query shows.
  std::vector<Frame> Preview() const;
  void Abandon();
  // Frames in the order of the subscriptions. A query whose expressions failed gets an
  // error frame and is gone.
  std::vector<Frame> Commit(std::uint64_t version);

  const Graph& graph() const { return graph_; }
  // Rows kept in memory, as often as they are kept.
  std::size_t held_count() const;

 private:
  struct Live {
    std::shared_ptr<const SelectPlan> plan;
    LoweredQuery nodes;  // Of the plan, which outlives them.
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
  std::map<std::int64_t, Live> live_;
  std::map<std::string, Assertion> assertions_;
  std::int64_t last_id_ = 0;
};

}  // namespace cambium
