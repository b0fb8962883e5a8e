// What is known of rows: which are unique, which columns are equal, what values are where.
// SPDX-License-Identifier: Apache-2.0
#include "query/flow_facts.h"

#include <memory>
#include <utility>

#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

// Issue has the key #1 and a field #2; Comment the key #3 and a reference #4.
class Flows {
 public:
  FlowPtr Issues() const { return Scan("Issue", {{1, 0}, {2, 3}}); }
  FlowPtr Comments() const { return Scan("Comment", {{3, 0}, {4, 1}}); }

  static FlowPtr Make(FlowKind kind, FlowPtr left, FlowPtr right = nullptr) {
    auto flow = std::make_shared<Flow>();
    flow->kind = kind;
    flow->left = std::move(left);
    flow->right = std::move(right);
    return flow;
  }
  static FlowPtr Join(FlowKind kind, FlowPtr left, ColumnId left_key, FlowPtr right,
                      ColumnId right_key) {
    FlowPtr join = Make(kind, std::move(left), std::move(right));
    join->left_keys = {left_key};
    join->right_keys = {right_key};
    return join;
  }
  static FlowPtr Distinct(FlowPtr input, std::vector<ColumnId> columns) {
    FlowPtr flow = Make(FlowKind::kDistinct, std::move(input));
    flow->columns = std::move(columns);
    return flow;
  }
  static FlowPtr Copy(FlowPtr input, ColumnId from, ColumnId to) {
    FlowPtr flow = Make(FlowKind::kExtend, std::move(input));
    PlanExpr same;
    same.kind = ExprKind::kPath;
    same.column = from;
    flow->computed.push_back({to, std::move(same)});
    return flow;
  }

  const FlowFacts& Of(const FlowPtr& flow) {
    kept_.push_back(flow);
    return facts_.Of(*flow);
  }
  ValuePlace KeyOf(const char* table) const { return {nullptr, 0, schema_.Find(table)->id}; }

 private:
  FlowPtr Scan(const char* table, std::vector<ScanColumn> fields) const {
    FlowPtr scan = Make(FlowKind::kScan, nullptr);
    scan->table = schema_.Find(table)->id;
    scan->fields = std::move(fields);
    return scan;
  }

  const Schema schema_ = testing::MakeSchema({testing::kIssueTable, testing::kCommentTable});
  FactsOfFlows facts_{schema_};
  std::vector<FlowPtr> kept_;
};

TEST_SUITE("Facts of a scan") {
  TEST_CASE("are its key and what the key is of") {
    Flows flows;
    const FlowFacts& facts = flows.Of(flows.Issues());
    CHECK(facts.IsUnique({1}));
    CHECK(facts.IsUnique({1, 2}));
    CHECK_FALSE(facts.IsUnique({2}));
    CHECK(facts.within.at(1).count(flows.KeyOf("Issue")) == 1);
    CHECK(facts.holds.at(1).count(flows.KeyOf("Issue")) == 1);
    CHECK(facts.within.at(2).count(flows.KeyOf("Issue")) == 0);
  }

  TEST_CASE("say less of one that is asked for rows") {
    Flows flows;
    const FlowPtr scan = flows.Issues();
    scan->asked = {2};
    const FlowFacts& facts = flows.Of(scan);
    CHECK(facts.IsUnique({1}));
    CHECK(facts.within.at(1).count(flows.KeyOf("Issue")) == 1);
    CHECK(facts.holds.at(1).count(flows.KeyOf("Issue")) == 0);
  }
}

TEST_SUITE("Facts of a filter") {
  TEST_CASE("are those of its rows but that all values are there") {
    Flows flows;
    const FlowFacts& facts = flows.Of(Flows::Make(FlowKind::kFilter, flows.Issues()));
    CHECK(facts.IsUnique({1}));
    CHECK(facts.within.at(1).count(flows.KeyOf("Issue")) == 1);
    CHECK(facts.holds.at(1).count(flows.KeyOf("Issue")) == 0);
  }
}

TEST_SUITE("Facts of a join") {
  TEST_CASE("are equal keys and the key of the side that has partners") {
    Flows flows;
    const FlowPtr comments = flows.Comments();
    const FlowFacts& facts =
        flows.Of(Flows::Join(FlowKind::kJoin, comments, 4, flows.Issues(), 1));
    CHECK(facts.AreEqual(1, 4));
    CHECK_FALSE(facts.AreEqual(1, 3));
    CHECK(facts.IsUnique({3}));
    CHECK_FALSE(facts.IsUnique({1}));  // An issue has many comments.
    CHECK(facts.within.at(4).count(flows.KeyOf("Issue")) == 1);
    CHECK(facts.within.at(1).count({comments.get(), 4, 0}) == 1);
    CHECK(facts.holds.at(1).count(flows.KeyOf("Issue")) == 0);  // Some have none.
  }

  TEST_CASE("of two keys are both") {
    Flows flows;
    const FlowFacts& facts =
        flows.Of(Flows::Join(FlowKind::kJoin, flows.Comments(), 3, flows.Issues(), 1));
    CHECK(facts.IsUnique({1}));
    CHECK(facts.IsUnique({3}));
  }

  TEST_CASE("to the left are that rows stay and a partner may be missing") {
    Flows flows;
    const FlowFacts& facts =
        flows.Of(Flows::Join(FlowKind::kLeftJoin, flows.Comments(), 4, flows.Issues(), 1));
    CHECK(facts.IsUnique({3}));
    CHECK_FALSE(facts.AreEqual(1, 4));
    CHECK(facts.within.at(4).count(flows.KeyOf("Issue")) == 0);
    CHECK(facts.within.at(1).count(flows.KeyOf("Issue")) == 0);
    CHECK(facts.holds.at(3).count(flows.KeyOf("Comment")) == 1);
  }

  TEST_CASE("do not take two columns of one name for one") {
    Flows flows;
    // #2 is equal to #1 on the right alone.
    const FlowPtr right = Flows::Copy(Flows::Distinct(flows.Issues(), {1}), 1, 2);
    const FlowFacts& facts =
        flows.Of(Flows::Join(FlowKind::kJoin, flows.Issues(), 1, right, 1));
    CHECK_FALSE(facts.AreEqual(1, 2));
  }
}

TEST_SUITE("Facts of columns that are copied or picked") {
  TEST_CASE("are those of the columns") {
    Flows flows;
    const FlowPtr copy = Flows::Copy(flows.Issues(), 1, 9);
    CHECK(flows.Of(copy).AreEqual(1, 9));
    CHECK(flows.Of(copy).IsUnique({9}));
    CHECK(flows.Of(copy).holds.at(9).count(flows.KeyOf("Issue")) == 1);
    const FlowFacts& some = flows.Of(Flows::Distinct(flows.Issues(), {2}));
    CHECK(some.IsUnique({2}));
    CHECK_FALSE(some.Has(1));
    const FlowFacts& both = flows.Of(Flows::Distinct(flows.Issues(), {1, 2}));
    CHECK(both.IsUnique({1}));
    CHECK_FALSE(both.IsUnique({2}));
  }
}

TEST_SUITE("Facts of a union") {
  TEST_CASE("are where the values of both are") {
    Flows flows;
    const FlowPtr all = Flows::Make(FlowKind::kUnion, flows.Issues(),
                                    Flows::Make(FlowKind::kFilter, flows.Issues()));
    all->left_keys = all->right_keys = {1};
    all->columns = {9};
    const FlowFacts& facts = flows.Of(all);
    CHECK(facts.within.at(9).count(flows.KeyOf("Issue")) == 1);
    CHECK_FALSE(facts.IsUnique({9}));
  }
}

TEST_SUITE("Facts of what is reached") {
  TEST_CASE("are where its starts and the ends of edges are") {
    for (const std::int64_t least : {0, 1}) {
      Flows flows;
      const FlowPtr starts = Flows::Distinct(flows.Comments(), {4});
      const FlowPtr hops = Flows::Make(FlowKind::kHops, starts, flows.Issues());
      hops->left_keys = {4};
      hops->right_keys = {2, 1};
      hops->columns = {7, 8, 9};
      hops->offset = least;
      const FlowFacts& facts = flows.Of(hops);
      CHECK(facts.IsUnique({7, 8}));
      CHECK_FALSE(facts.IsUnique({8}));
      CHECK(facts.within.at(7).count({starts.get(), 4, 0}) == 1);
      // A comment's issue may be missing, and is reached without a hop.
      CHECK(facts.within.at(8).count(flows.KeyOf("Issue")) == static_cast<std::size_t>(least));
    }
  }
}

}  // namespace
}  // namespace cambium
