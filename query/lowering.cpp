// The operators of each select, instantiated for rows.
// SPDX-License-Identifier: Apache-2.0
#include "query/lowering.h"

#include <functional>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "dataflow/ordered_groups.h"
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
  static constexpr std::size_t kInline = 12;
  const std::vector<PlanExpr>* columns;
  absl::Status* error;
  Row operator()(const Row& row) const {
    absl::InlinedVector<Value, kInline> computed(columns->size());
    absl::InlinedVector<ValueView, kInline> values(columns->size());
    for (std::size_t i = 0; i < columns->size(); ++i) {
      values[i] = Read((*columns)[i], row, computed[i], *error);
    }
    return Row(values);
  }
};

struct KeyOfShaped {
  std::size_t begin;
  std::size_t end;
  Row operator()(const Row& row) const { return row.Slice(begin, end); }
};

// A nested row is shown while its outer row is; the outer key adds nothing to it.
struct KeepInner {
  Row operator()(const Row& inner, const Row&) const { return inner; }
};

class Lowering {
 public:
  Lowering(Graph& graph, const ReadTable& read) : graph_(graph), read_(read) {
    query_.error = std::make_unique<absl::Status>();
  }

  // `outer_keys`: the keys of the outer select's rows; null at the root.
  void AddSelect(const SelectPlan& plan, const Stream<Row>* outer_keys) {
    const Stream<Row> input = AddInput(plan);
    Stream<Row> rows = input;
    absl::Status* error = query_.error.get();
    if (plan.where.has_value()) rows = rows.Filter(KeepWhere{&*plan.where, error});
    rows = rows.Map(Shape{&plan.shape, error});
    if (outer_keys != nullptr) {
      rows = rows.Join(*outer_keys, BucketOf{true}, std::identity(), KeepInner());
    }
    if (plan.limit.has_value()) rows = AddTop(plan, rows);
    query_.selects.push_back({&plan, input, rows});
    if (plan.selects.empty()) return;
    const Stream<Row> keys = rows.Map(KeyOfShaped{plan.key_begin, plan.key_end});
    for (const SelectPlan& nested : plan.selects) AddSelect(nested, &keys);
  }

  LoweredQuery Take(std::vector<ZSet<Row>>& contents) {
    for (const SelectNodes& select : query_.selects) {
      Delta<Row> rows;
      select.output.wire().AppendContents(rows);
      contents.push_back(rows.ToZSet());
    }
    for (const auto& rows : tables_) *rows = ZSet<Row>();
    return std::move(query_);
  }

 private:
  // An input says what stands only while the query is being built: its nodes are its own,
  // so nobody comes late.
  Stream<Row> AddInput(const SelectPlan& plan) {
    Delta<Row> found;
    read_(plan, found);
    const auto rows = std::make_shared<ZSet<Row>>(found.ToZSet());
    tables_.push_back(rows);
    auto contents = [rows](Delta<Row>& out) {
      for (const auto& [row, weight] : rows->entries()) out.Add(row, weight);
    };
    auto& node =
        graph_.Own(std::make_unique<InputNode<Row>>(graph_.arena(), std::move(contents)), {});
    return Stream<Row>(graph_, node);
  }

  Stream<Row> AddTop(const SelectPlan& plan, const Stream<Row>& rows) {
    using Ordered = OrderedGroups<Row, BucketOf, RowOrder>;
    const auto ordered = IndexHandle<Ordered>::Find(
        rows, "", [&] { return Ordered(BucketOf{plan.has_bucket}, CompleteOrder(plan)); });
    return internal::AddOperator(TopOperator<Ordered>(ordered, *plan.limit), rows);
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
  const ReadTable& read_;
  LoweredQuery query_;
  std::vector<std::shared_ptr<ZSet<Row>>>
      tables_;  // What was read, for as long as it is needed.
};

}  // namespace

LoweredQuery Lower(const SelectPlan& plan, Graph& graph, const ReadTable& read,
                   std::vector<ZSet<Row>>& contents) {
  Lowering lowering(graph, read);
  lowering.AddSelect(plan, nullptr);
  return lowering.Take(contents);
}

}  // namespace cambium
