// An operator for each kind of flow, instantiated for rows.
// SPDX-License-Identifier: Apache-2.0
#include "query/lowering.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "operators/filter.h"
#include "operators/map.h"
#include "query/flow_needs.h"
#include "query/lowered_functions.h"
#include "query/row_operators.h"

namespace cambium {
namespace {

// A stream and the columns of its rows.
struct Built {
  Stream<Row> rows;
  std::vector<ColumnId> layout;
};

InputShape ShapeOf(const Flow& scan, const std::vector<std::size_t>& fields) {
  const auto field_of = [&scan](ColumnId column) {
    return std::find_if(scan.fields.begin(), scan.fields.end(),
                        [column](const ScanColumn& field) { return field.id == column; })
        ->field;
  };
  InputShape shape{scan.table, fields, {}};
  for (const ColumnId column : scan.asked) shape.asked.fields.push_back(field_of(column));
  for (const FlowBound& bound : scan.bounds) {
    shape.asked.range_field = field_of(bound.column);
    shape.asked.bounds.push_back({bound.comparison});
  }
  return shape;
}

// The input that has the rows of this shape already; `inputs.end()` if none does.
template <typename Inputs>
auto FindInput(const Inputs& inputs, const InputShape& shape) {
  return std::find_if(inputs.begin(), inputs.end(), [&shape](const InputShape& input) {
    return shape.asked.empty() && input.asked.empty() && input.table == shape.table &&
           input.fields == shape.fields;
  });
}

class Lowering {
 public:
  Lowering(Graph& graph, const LiveClock* clock, const ReadTable& read, const FlowNeeds& needs)
      : graph_(graph), clock_(clock), read_(read), needs_(needs) {
    query_.parts = std::make_unique<LoweredParts>();
  }

  void Build() {
    for (const Flow* flow : needs_.order()) {
      const Built& built = built_.emplace(flow, BuildFlow(*flow)).first->second;
      query_.flows.push_back({flow, graph_.id(built.rows.wire())});
    }
  }

  void AddSelects(const SelectPlan& plan) {
    if (plan.repeats) return;
    const Built& flow = built_.at(plan.flow.get());
    Stream<Row> rows = flow.rows;
    if (flow.layout != plan.layout) rows = rows.Map(Projection(flow, plan.layout));
    query_.selects.push_back({&plan, rows});
    for (const SelectPlan& select : plan.selects) AddSelects(select);
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
  Built BuildFlow(const Flow& flow) {
    switch (flow.kind) {
      case FlowKind::kUnit:
        return {AddUnit(), {}};
      case FlowKind::kClock:
        return {ClockRows(*clock_), flow.columns};
      case FlowKind::kScan:
        return BuildScan(flow);
      case FlowKind::kFilter: {
        const Built& input = Left(flow);
        const PlanExpr* condition = &Expressions({PlacedIn(flow.condition, input.layout)})[0];
        return {input.rows.Filter(KeepWhere{condition, &query_.parts->error}), input.layout};
      }
      case FlowKind::kFilterTime: {
        const Built& input = Left(flow);
        return {FilterRowsByTime(input.rows, *clock_,
                                 PlaceOf(flow.condition.args[0].column, input.layout),
                                 flow.condition.kind, flow.offset),
                input.layout};
      }
      case FlowKind::kExtend:
        return BuildExtend(flow);
      case FlowKind::kJoin:
      case FlowKind::kLeftJoin:
        return BuildJoin(flow);
      case FlowKind::kSemiJoin:
      case FlowKind::kAntiJoin: {
        const Built& left = Left(flow);
        const ProjectRow left_key = Projection(left, flow.left_keys);
        const ProjectRow right_key = Projection(Right(flow), flow.right_keys);
        const bool is_semi = flow.kind == FlowKind::kSemiJoin;
        return {is_semi ? SemiJoinRows(left.rows, Right(flow).rows, left_key, right_key)
                        : AntiJoinRows(left.rows, Right(flow).rows, left_key, right_key),
                left.layout};
      }
      case FlowKind::kDistinct:
        return {DistinctRows(Only(Left(flow), flow.columns)), flow.columns};
      case FlowKind::kAggregate:
        return BuildAggregate(flow);
      case FlowKind::kTop:
        return BuildTop(flow);
      case FlowKind::kReach:
        return BuildReach(flow);
      case FlowKind::kUnion:
        return {UnionRows(Only(Left(flow), flow.left_keys), Only(Right(flow), flow.right_keys)),
                flow.columns};
      case FlowKind::kHops:
        break;
    }
    return {HopRows(Left(flow).rows, Projection(Left(flow), flow.left_keys), Right(flow).rows,
                    Projection(Right(flow), {flow.right_keys[0]}),
                    Projection(Right(flow), {flow.right_keys[1]}),
                    Projection(Right(flow), flow.right_keys), flow.offset, flow.limit),
            flow.columns};
  }

  Built BuildScan(const Flow& flow) {
    FlowNeeds::ScanRead read = needs_.ReadOf(flow);
    InputShape shape = ShapeOf(flow, read.fields);
    const auto same = FindInput(query_.inputs, shape);
    if (same != query_.inputs.end()) return {same->rows, std::move(read.layout)};
    const Stream<Row> rows =
        shape.asked.empty() ? AddInput(shape.table, shape.fields) : AddRows({});
    query_.inputs.push_back({std::move(shape), rows});
    return {rows, std::move(read.layout)};
  }

  // An input says what stands only while the query is being built: its nodes are its own,
  // so nobody comes late.
  Stream<Row> AddInput(TypeId table, const std::vector<std::size_t>& fields) {
    Delta<Row> found;
    read_(table, fields, found);
    return AddRows(found.ToZSet());
  }
  Stream<Row> AddUnit() {
    Delta<Row> one;
    one.Add(Row(), 1);
    return AddRows(one.ToZSet());
  }
  Stream<Row> AddRows(ZSet<Row> standing) {
    const auto rows = std::make_shared<ZSet<Row>>(std::move(standing));
    tables_.push_back(rows);
    auto contents = [rows](Delta<Row>& out) {
      for (const auto& [row, weight] : rows->entries()) out.Add(row, weight);
    };
    auto& node =
        graph_.Own(std::make_unique<InputNode<Row>>(graph_.arena(), std::move(contents)), {});
    return Stream<Row>(node);
  }

  Built BuildExtend(const Flow& flow) {
    const Built& input = Left(flow);
    std::vector<PlanExpr> columns;
    std::vector<ColumnId> layout = input.layout;
    if (Rename(flow, layout)) return {input.rows, std::move(layout)};
    for (std::size_t i = 0; i < layout.size(); ++i) {
      PlanExpr same;
      same.kind = ExprKind::kPath;
      same.column = i;
      columns.push_back(std::move(same));
    }
    for (const ComputedColumn& column : flow.computed) {
      if (needs_.Of(flow).count(column.id) == 0) continue;
      columns.push_back(PlacedIn(column.expr, input.layout));
      layout.push_back(column.id);
    }
    if (layout.size() == input.layout.size()) return input;
    const std::vector<PlanExpr>& shape = Expressions(std::move(columns));
    return {input.rows.Map(Shape{&shape, &query_.parts->error}), layout};
  }

  // Whether all that is computed are columns that nobody reads by their old names, which then
  // stand in the layout by their new ones.
  bool Rename(const Flow& flow, std::vector<ColumnId>& layout) const {
    const std::set<ColumnId>& needed = needs_.Of(flow);
    std::vector<ColumnId> renamed = layout;
    for (const ComputedColumn& column : flow.computed) {
      if (needed.count(column.id) == 0) continue;
      if (column.expr.kind != ExprKind::kPath || needed.count(column.expr.column) != 0) {
        return false;
      }
      ColumnId& name = renamed[PlaceOf(column.expr.column, layout)];
      if (name != column.expr.column) return false;  // It has a new one already.
      name = column.id;
    }
    layout = std::move(renamed);
    return true;
  }

  Built BuildJoin(const Flow& flow) {
    const Built& left = Left(flow);
    const Built& right = Right(flow);
    std::vector<ColumnId> layout;
    std::vector<std::pair<bool, std::size_t>> picks;
    const std::set<ColumnId>& needed = needs_.Of(flow);
    for (const bool is_right : {false, true}) {
      const std::vector<ColumnId>& side = is_right ? right.layout : left.layout;
      for (std::size_t i = 0; i < side.size(); ++i) {
        const bool known = std::find(layout.begin(), layout.end(), side[i]) != layout.end();
        if (known || needed.count(side[i]) == 0) continue;
        layout.push_back(side[i]);
        picks.emplace_back(is_right, i);
      }
    }
    query_.parts->picks.push_back(std::move(picks));
    const PairRows pair{&query_.parts->picks.back()};
    const ProjectRow left_key = Projection(left, flow.left_keys);
    const ProjectRow right_key = Projection(right, flow.right_keys);
    return {flow.kind == FlowKind::kJoin
                ? JoinRows(left.rows, right.rows, left_key, right_key, pair)
                : LeftJoinRows(left.rows, right.rows, left_key, right_key, pair),
            layout};
  }

  Built BuildAggregate(const Flow& flow) {
    const Built& input = Left(flow);
    std::vector<ColumnId> layout = flow.columns;
    std::vector<RowAggregate> aggregates;
    for (const FlowAggregate& aggregate : flow.aggregates) {
      RowAggregate row;
      row.kind = aggregate.kind;
      row.distinct = aggregate.distinct;
      row.arg_type = aggregate.arg_type;
      row.order = OrderOf(aggregate.order, input);
      if (aggregate.arg.has_value()) row.arg = PlaceOf(*aggregate.arg, input.layout);
      aggregates.push_back(std::move(row));
      layout.push_back(aggregate.id);
    }
    return {AggregateRows(input.rows, Projection(input, flow.columns),
                          RowAggregates(std::move(aggregates), &query_.parts->error)),
            layout};
  }

  Built BuildTop(const Flow& flow) {
    const Built& input = Left(flow);
    // An index tells all rows apart, also two versions of one row in one step: what is left of
    // the row completes the order.
    std::vector<OrderColumn> columns = OrderOf(flow.order, input).columns();
    for (std::size_t i = 0; i < input.layout.size(); ++i) columns.push_back({i, false, true});
    return {TopRows(input.rows, Projection(input, flow.columns), RowOrder(std::move(columns)),
                    flow.offset, flow.limit),
            input.layout};
  }

  Built BuildReach(const Flow& flow) {
    const auto half = static_cast<std::ptrdiff_t>(flow.right_keys.size() / 2);
    const auto middle = flow.right_keys.begin() + half;
    return {ReachRows(Left(flow).rows, Projection(Left(flow), flow.left_keys), Right(flow).rows,
                      Projection(Right(flow), {flow.right_keys.begin(), middle}),
                      Projection(Right(flow), {middle, flow.right_keys.end()})),
            flow.columns};
  }

  const Built& Left(const Flow& flow) const { return built_.at(flow.left.get()); }
  const Built& Right(const Flow& flow) const { return built_.at(flow.right.get()); }

  static RowOrder OrderOf(const std::vector<FlowOrder>& order, const Built& input) {
    std::vector<OrderColumn> columns;
    columns.reserve(order.size());
    for (const FlowOrder& by : order) {
      columns.push_back({PlaceOf(by.column, input.layout), by.descending, by.nulls_first});
    }
    return RowOrder(std::move(columns));
  }
  const std::vector<PlanExpr>& Expressions(std::vector<PlanExpr> expressions) {
    query_.parts->expressions.push_back(std::move(expressions));
    return query_.parts->expressions.back();
  }

  // Equal projections are one object, so that operators with equal keys share an index.
  ProjectRow Projection(const Built& input, const std::vector<ColumnId>& columns) {
    std::vector<std::size_t> places;
    places.reserve(columns.size());
    for (const ColumnId column : columns) places.push_back(PlaceOf(column, input.layout));
    auto& known = query_.parts->columns;
    const auto found = std::find(known.begin(), known.end(), places);
    if (found != known.end()) return {&*found};
    return {&known.emplace_back(std::move(places))};
  }
  Stream<Row> Only(const Built& input, const std::vector<ColumnId>& columns) {
    return input.layout == columns ? input.rows : input.rows.Map(Projection(input, columns));
  }

  Graph& graph_;
  const LiveClock* const clock_;
  const ReadTable& read_;
  const FlowNeeds& needs_;
  LoweredQuery query_;
  std::map<const Flow*, Built> built_;
  // What was read, for as long as it is needed.
  std::vector<std::shared_ptr<ZSet<Row>>> tables_;
};

}  // namespace

std::vector<InputShape> InputsOf(const FlowNeeds& needs) {
  std::vector<InputShape> inputs;
  for (const Flow* flow : needs.order()) {
    if (flow->kind != FlowKind::kScan) continue;
    InputShape shape = ShapeOf(*flow, needs.ReadOf(*flow).fields);
    if (FindInput(inputs, shape) == inputs.end()) inputs.push_back(std::move(shape));
  }
  return inputs;
}

LoweredQuery Lower(const SelectPlan& plan, Graph& graph, const LiveClock* clock,
                   const ReadTable& read, std::vector<ZSet<Row>>& contents) {
  const FlowNeeds needs(plan);
  Lowering lowering(graph, clock, read, needs);
  lowering.Build();
  lowering.AddSelects(plan);
  return lowering.Take(contents);
}

}  // namespace cambium
