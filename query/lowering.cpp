// The operators of each select, instantiated for rows.
// SPDX-License-Identifier: Apache-2.0
#include "query/lowering.h"

#include <utility>

#include "dataflow/index.h"
#include "operators/filter.h"
#include "operators/join.h"
#include "operators/map.h"
#include "operators/top.h"

namespace cambium {
namespace {

// The bucket of a shaped row, in front. Every root row is in the one empty bucket.
struct BucketOf {
  bool has_bucket;
  Row operator()(const Row& row) const { return has_bucket ? row.Slice(0, 1) : Row(); }
};

struct KeepWhere {
  const PlanExpr* where;
  absl::Status* error;
  bool operator()(const Row& row) const { return IsTrue(Evaluate(*where, row, *error)); }
};

struct Shape {
  const std::vector<PlanExpr>* columns;
  absl::Status* error;
  Row operator()(const Row& row) const {
    std::vector<Value> values;
    values.reserve(columns->size());
    for (const PlanExpr& column : *columns) values.push_back(Evaluate(column, row, *error));
    return Row(std::move(values));
  }
};

struct KeyOfShaped {
  std::size_t begin;
  std::size_t end;
  Row operator()(const Row& row) const { return row.Slice(begin, end); }
};

struct Whole {
  Row operator()(const Row& row) const { return row; }
};

// A nested row is shown while its outer row is; the outer key adds nothing to it.
struct KeepInner {
  Row operator()(const Row& inner, const Row&) const { return inner; }
};

class Lowering {
 public:
  explicit Lowering(Graph& graph) : graph_(graph) {
    query_.error = std::make_unique<absl::Status>();
  }

  // `outer_keys`: the keys of the outer select's rows; null at the root.
  void AddSelect(const SelectPlan& plan, const Wire<Row>* outer_keys) {
    InputNode<Row>& input = graph_.AddInput<Row>();
    const Wire<Row>* wire = &input;
    absl::Status* error = query_.error.get();
    if (plan.where.has_value()) {
      wire = &graph_.Add(Filter<Row, KeepWhere>(KeepWhere{&*plan.where, error}), *wire);
    }
    wire = &graph_.Add(Map<Row, Shape>(Shape{&plan.shape, error}), *wire);
    if (outer_keys != nullptr) wire = &AddJoin(*wire, *outer_keys);
    if (plan.limit.has_value()) wire = &AddTop(plan, *wire);
    query_.selects.push_back({&plan, &input, wire});
    if (plan.selects.empty()) return;
    const Wire<Row>& keys =
        graph_.Add(Map<Row, KeyOfShaped>(KeyOfShaped{plan.key_begin, plan.key_end}), *wire);
    for (const SelectPlan& nested : plan.selects) AddSelect(nested, &keys);
  }

  LoweredQuery Take() { return std::move(query_); }

 private:
  const Wire<Row>& AddJoin(const Wire<Row>& rows, const Wire<Row>& outer_keys) {
    using Inner = Index<Row, BucketOf>;
    using Outer = Index<Row, Whole>;
    const Inner& by_bucket = graph_.AddIndex(Inner(BucketOf{true}), rows);
    const Outer& by_key = graph_.AddIndex(Outer(Whole{}), outer_keys);
    return graph_.Add(Join<Inner, Outer, KeepInner>(by_bucket, by_key, KeepInner{}), rows,
                      outer_keys);
  }

  const Wire<Row>& AddTop(const SelectPlan& plan, const Wire<Row>& rows) {
    using Ordered = Index<Row, BucketOf, RowOrder>;
    const Ordered& ordered =
        graph_.AddIndex(Ordered(BucketOf{plan.has_bucket}, CompleteOrder(plan)), rows);
    return graph_.Add(Top<Ordered>(ordered, *plan.limit), rows);
  }

  // An index tells all rows apart, also two versions of one row in one step: the rest of
  // the row completes the order of the plan.
  static RowOrder CompleteOrder(const SelectPlan& plan) {
    std::vector<OrderColumn> columns = plan.order.columns();
    for (std::size_t i = plan.key_end; i < plan.shape.size(); ++i) {
      columns.push_back({i, false, true});
    }
    return RowOrder(std::move(columns));
  }

  Graph& graph_;
  LoweredQuery query_;
};

}  // namespace

LoweredQuery Lower(const SelectPlan& plan, Graph& graph) {
  const std::size_t mark = graph.mark();
  Lowering lowering(graph);
  lowering.AddSelect(plan, nullptr);
  LoweredQuery query = lowering.Take();
  query.nodes = graph.NodesSince(mark);
  return query;
}

}  // namespace cambium
