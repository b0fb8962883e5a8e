// One case for each operator of a plan.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plan_builder.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dataflow/ordered_groups.h"
#include "operators/operators.h"
#include "operators/top.h"

namespace cambium::testing {
namespace {

// Keys say who they are, so that indexes are shared.
struct Column {
  int column;
  int operator()(const Cells& cells) const { return CellAt(cells, column); }
  std::string Identity() const { return std::to_string(column); }
};
struct NullableColumn {
  int column;
  std::optional<int> operator()(const Cells& cells) const {
    return NullableCellAt(cells, column);
  }
  std::string Identity() const { return std::to_string(column); }
};

// A key that may be NULL in some nodes and not in others: one type is enough for either.
struct KeyColumn {
  int column;
  bool nullable;
  std::optional<int> operator()(const Cells& cells) const {
    return nullable ? NullableCellAt(cells, column) : CellAt(cells, column);
  }
  std::string Identity() const { return std::to_string(column) + (nullable ? " or NULL" : ""); }
};

// What the functions of a node know: the plan without its nodes.
struct Context {
  Plan plan;
  PlanNode node;
  Fault* fault;
};

struct Sides {
  Context context;
  Cells operator()(const Cells* left, const Cells* right) const {
    context.fault->Call();
    return SidesOf(context.plan, left, right);
  }
  Cells operator()(const Cells& left, const Cells& right) const {
    return (*this)(&left, &right);
  }
};

struct ThreeSides {
  Context context;
  Cells operator()(const Cells& first, const Cells& second, const Cells& third) const {
    context.fault->Call();
    return ThreeSidesOf(context.plan, first, second, third);
  }
};

// Values of the engine's own types as plain ones.
template <typename Value>
const Value& Plain(const Value& value) {
  return value;
}
double Plain(OrderedFloat value) { return value; }
std::optional<double> Plain(const std::optional<OrderedFloat>& value) {
  return value.has_value() ? std::optional<double>(*value) : std::nullopt;
}
std::int64_t Plain(const Decimal& value) { return Rescale(value, 2).value().unscaled; }

struct ToRow {
  Plan plan;
  template <typename Value>
  Cells operator()(const Grouped<std::optional<int>, Value>& group) const {
    return GroupRow(plan, group.key.value_or(-2), Plain(group.value));
  }
};

// An aggregate as a program may bring it along.
struct SquaresAggregate {
  using State = std::int64_t;
  using Result = std::int64_t;
  Column column;
  void Add(State& state, const Cells& cells, Weight weight) const {
    state += weight * column(cells) * column(cells);
  }
  static void Merge(State& state, const State& change) { state += change; }
  Result Finish(const State& state, Weight, absl::Status&) const { return state; }
};

// A function of the whole group: its values in order and their weights.
std::int64_t DigestOf(Entries<int> values) {
  std::int64_t digest = 0;
  for (const auto& entry : values) {
    digest = (31 * digest + std::int64_t{7} * entry.element + entry.weight) % 1'000'003;
  }
  return digest;
}

Stream<Cells> AddDeltaJoin(const Context& context, const Stream<Cells>& left,
                           const Stream<Cells>& right) {
  const PlanNode& node = context.node;
  const KeyColumn a{node.a, node.nullable};
  const KeyColumn b{node.b, node.nullable};
  return DeltaJoin(left, right, left)
      .On<0, 1>(a, b)
      .On<0, 2>(b, a)
      .On<1, 2>(KeyColumn{2, node.nullable}, KeyColumn{2, node.nullable})
      .Emit(ThreeSides{context});
}

Stream<Cells> AddJoin(const Context& context, const Stream<Cells>& left,
                      const Stream<Cells>& right) {
  const PlanNode& node = context.node;
  const KeyColumn left_key{node.a, node.nullable};
  const KeyColumn right_key{node.b, node.nullable};
  const Sides sides{context};
  switch (node.op) {
    case PlanOp::kJoin:
      return left.Join(right, left_key, right_key, sides);
    case PlanOp::kSemiJoin:
      return left.SemiJoin(right, left_key, right_key);
    case PlanOp::kAntiJoin:
      return left.AntiJoin(right, left_key, right_key);
    case PlanOp::kLeftJoin:
      return left.LeftJoin(right, left_key, right_key, sides);
    case PlanOp::kRightJoin:
      return left.RightJoin(right, left_key, right_key, sides);
    default:
      return left.FullJoin(right, left_key, right_key, sides);
  }
}

Stream<Cells> AddGroups(const Context& context, const Stream<Cells>& rows) {
  const PlanNode& node = context.node;
  const Column value{node.b};
  const NullableColumn nullable_value{node.b};
  const auto condition = [node](const Cells& cells) { return ConditionOf(node, cells); };
  const auto tenth = [node](const Cells& cells) { return TenthOf(cells, node.b); };
  const auto decimal = [node](const Cells& cells) {
    const auto [digits, scale] = DigitsOf(cells, node.b);
    return Decimal{digits, static_cast<std::uint8_t>(scale)};
  };
  const ToRow to_row{context.plan};
  const auto groups = rows.GroupBy(KeyColumn{node.a, node.nullable});
  switch (node.op) {
    case PlanOp::kCount:
      return groups.Count().Map(to_row);
    case PlanOp::kSum:
      return groups.Sum(value).Map(to_row);
    case PlanOp::kSumNullable:
      return groups.Sum(nullable_value).Map(to_row);
    case PlanOp::kAverage:
      return groups.Average(nullable_value).Map(to_row);
    case PlanOp::kEvery:
      return groups.Every(condition).Map(to_row);
    case PlanOp::kSome:
      return groups.Some(condition).Map(to_row);
    case PlanOp::kMin:
      return groups.Min(value).Map(to_row);
    case PlanOp::kMax:
      return groups.Max(value).Map(to_row);
    case PlanOp::kMaxNullable:
      return groups.Max(nullable_value).Map(to_row);
    case PlanOp::kSeveral:
      return groups.Aggregate(CountAggregate(), groups.SumOf(value), groups.MinOf(value))
          .Map(to_row);
    case PlanOp::kVariance:
      return groups.Variance(value).Map(to_row);
    case PlanOp::kFloatSum:
      return groups.Sum(tenth).Map(to_row);
    case PlanOp::kDecimalSum:
      return groups.Sum(decimal).Map(to_row);
    case PlanOp::kCountDistinct:
      return groups.CountDistinct(nullable_value).Map(to_row);
    case PlanOp::kMedian:
      return groups.Median(nullable_value).Map(to_row);
    case PlanOp::kArgMax:
      return groups.ArgMax(nullable_value);
    case PlanOp::kDigest:
      return groups.Recompute(value, DigestOf).Map(to_row);
    default:
      return groups.Aggregate(SquaresAggregate{value}).Map(to_row);
  }
}

Stream<Cells> AddTop(const PlanNode& node, const Stream<Cells>& rows) {
  using Ordered = OrderedGroups<Cells, Column>;
  const Column key{node.a};
  const auto ordered =
      IndexHandle<Ordered>::Find(rows, FunctionIdentity(key), [&] { return Ordered(key); });
  return internal::AddOperator(TopOperator<Ordered>(ordered, node.b + 1), rows);
}

// Two of each group after the first one, from either end.
Stream<Cells> AddPage(const PlanNode& node, const Stream<Cells>& rows) {
  using Rows = Window<Cells>;
  return rows.GroupBy(Column{node.a})
      .Ordered(Descending(Column{node.b}))
      .Take({.offset = 1,
             .limit = 2,
             .end = node.nullable ? Rows::End::kBack : Rows::End::kFront});
}

}  // namespace

Stream<Cells> AddPlanNode(const Plan& plan, const PlanNode& node, const Stream<Cells>& left,
                          const Stream<Cells>& right, Fault& fault) {
  if (IsRecursive(node.op)) return AddRecursivePlanNode(node, left, right, fault);
  const Context context{{plan.inputs, plan.values, plan.clocked, {}}, node, &fault};
  switch (node.op) {
    case PlanOp::kFilter:
      return left.Filter([context](const Cells& cells) {
        context.fault->Call();
        return KeepOf(context.node, cells);
      });
    case PlanOp::kMap:
      return left.Map([context](const Cells& cells) {
        context.fault->Call();
        return ImageOfCells(context.plan, context.node, cells);
      });
    case PlanOp::kFlatMap:
      return left.FlatMap([context](const Cells& cells) {
        context.fault->Call();
        return ImagesOfCells(context.plan, context.node, cells);
      });
    case PlanOp::kPlus:
      return left.Plus(right);
    case PlanOp::kMinus:
      return left.Minus(right);
    case PlanOp::kNegate:
      return left.Negate();
    case PlanOp::kDistinct:
      return left.Distinct();
    case PlanOp::kDelay:
      return left.Delay();
    case PlanOp::kIntegrate:
      return left.Integrate();
    case PlanOp::kDifferentiate:
      return left.Differentiate();
    case PlanOp::kTop:
      return AddTop(node, left);
    case PlanOp::kPage:
      return AddPage(node, left);
    case PlanOp::kDeltaJoin:
      return AddDeltaJoin(context, left, right);
    case PlanOp::kJoin:
    case PlanOp::kSemiJoin:
    case PlanOp::kAntiJoin:
    case PlanOp::kLeftJoin:
    case PlanOp::kRightJoin:
    case PlanOp::kFullJoin:
      return AddJoin(context, left, right);
    default:
      return AddGroups(context, left);
  }
}

}  // namespace cambium::testing
