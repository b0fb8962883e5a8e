// How a query is kept live: the plan that it shares with all of its shape, and what it asks of
// that.
//
//     MANY Issue WHERE project = 5 { title }     the plan of … project = ? …, asked for (5)
//
// What does not fit a template has a plan of its own and asks for nothing: queries without such
// an equality, several roots, paths in place of a table, blocks with RECURSE. They still share
// with queries that are the same.
//
// A LiveQuestion is a query that many subscribe to: where all of its parameters are what rows
// are asked for by, it is planned once, and after that parameters only become values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "query/plan.h"

namespace cambium {

struct LivePlan {
  std::shared_ptr<const SelectPlan> plan;
  Row asked;  // The bucket of the root that is the answer. A NULL in it asks for nothing.
  // PlanIdentity() of the plan; null where nobody else shall find it.
  std::shared_ptr<const std::string> identity;
};

// Not `shares`: a plan of its own, whatever its shape.
absl::StatusOr<LivePlan> PlanLive(const Schema& schema, const Query& query,
                                  const Parameters& parameters, bool shares);

struct LiftedConstant;

class LiveQuestion {
 public:
  explicit LiveQuestion(Query query);
  LiveQuestion(const LiveQuestion&) = delete;
  LiveQuestion& operator=(const LiveQuestion&) = delete;
  ~LiveQuestion();

  const Query& query() const { return query_; }

  // PlanLive() of the query. `generation` is another one whenever the schema is.
  absl::StatusOr<LivePlan> Plan(const Schema& schema, std::uint64_t generation,
                                const Parameters& parameters, bool shares);

 private:
  const Query query_;
  std::uint64_t generation_ = 0;  // Of what follows, as long as there is a plan.
  LivePlan template_;
  std::vector<LiftedConstant> constants_;
};

// Questions by their text: those who ask the same share one.
class LiveQuestions {
 public:
  absl::StatusOr<std::shared_ptr<LiveQuestion>> Find(std::string_view text);

 private:
  // Of those that somebody has still, and a few that are gone.
  std::map<std::string, std::weak_ptr<LiveQuestion>, std::less<>> known_;
  std::size_t sweep_at_ = 64;
};

}  // namespace cambium
