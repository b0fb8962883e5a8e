// Making up plans, and printing them.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plan.h"

#include <algorithm>

namespace cambium::testing {
namespace {

// The power of the inputs' weights to which a wire's weights may grow.
int DegreeOf(const PlanNode& node, const std::vector<int>& degrees) {
  const int left = degrees[static_cast<std::size_t>(node.left)];
  const int right = degrees[static_cast<std::size_t>(node.right)];
  switch (node.op) {
    case PlanOp::kPlus:
    case PlanOp::kMinus:
      return std::max(left, right);
    case PlanOp::kJoin:
    case PlanOp::kLeftJoin:
    case PlanOp::kRightJoin:
    case PlanOp::kFullJoin:
      return left + right;
    case PlanOp::kDeltaJoin:
      return 2 * left + right;
    case PlanOp::kFilter:
    case PlanOp::kMap:
    case PlanOp::kFlatMap:
    case PlanOp::kNegate:
    case PlanOp::kSemiJoin:
    case PlanOp::kAntiJoin:
    case PlanOp::kTop:
    case PlanOp::kPage:
    case PlanOp::kDelay:
    case PlanOp::kDifferentiate:
      return left;
    case PlanOp::kIntegrate:
      return left + 1;  // A history is no longer than its weights are large.
    default:
      return 1;
  }
}

const char* NameOf(PlanOp op) {
  constexpr const char* kNames[kClockedPlanOps] = {
      "filter",     "map",        "flat map",  "plus",           "minus",          "negate",
      "distinct",   "join",       "semi join", "anti join",      "left join",      "right join",
      "full join",  "count",      "sum",       "sum (nullable)", "average",        "every",
      "some",       "min",        "max",       "max (nullable)", "several",        "squares",
      "top",        "variance",   "float sum", "decimal sum",    "count distinct", "digest",
      "delta join", "median",     "arg max",   "page",           "closure",        "reachable",
      "least hops", "components", "delay",     "integrate",      "differentiate"};
  return kNames[static_cast<int>(op)];
}

}  // namespace

bool HasTwoInputs(PlanOp op) {
  return op == PlanOp::kPlus || op == PlanOp::kMinus || op == PlanOp::kDeltaJoin ||
         op == PlanOp::kReachable || op == PlanOp::kLeastHops ||
         (op >= PlanOp::kJoin && op <= PlanOp::kFullJoin);
}

bool IsRecursive(PlanOp op) { return op >= PlanOp::kClosure && op <= PlanOp::kComponents; }

Plan RandomPlan(Random& random, bool clocked) {
  const auto below = [&random](int bound) {
    return static_cast<int>(random.Below(static_cast<std::uint64_t>(bound)));
  };
  Plan plan;
  plan.clocked = clocked;
  plan.inputs = 1 + below(3);
  plan.values = random.OneIn(20) ? 12 : 3;
  std::vector<int> degrees(static_cast<std::size_t>(plan.inputs), 1);
  const int nodes = 1 + below(8);
  for (int i = 0; i < nodes; ++i) {
    const int wires = plan.inputs + i;
    // Later wires are read more often, so that plans are deep.
    const auto wire = [&] { return std::max(below(wires), below(wires)); };
    PlanNode node;
    do {
      // A third of the operators of a clocked plan make it one.
      const bool keeps_time = clocked && below(3) == 0;
      node = {static_cast<PlanOp>(keeps_time ? kPlanOps + below(kClockedPlanOps - kPlanOps)
                                             : below(kPlanOps)),
              wire(),
              wire(),
              below(3),
              below(3),
              random.OneIn(2)};
    } while (DegreeOf(node, degrees) > 3);
    if (!HasTwoInputs(node.op)) node.right = node.left;
    degrees.push_back(DegreeOf(node, degrees));
    plan.nodes.push_back(node);
  }
  return plan;
}

std::string NameOf(const Plan& plan, int wire) {
  if (wire < plan.inputs) return "in" + std::to_string(wire);
  return "n" + std::to_string(wire - plan.inputs);
}

std::string ToText(const Plan& plan) {
  std::string text = "plan, cells below " + std::to_string(plan.values) + "\n";
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    const PlanNode& node = plan.nodes[i];
    text +=
        "  n" + std::to_string(i) + " = " + NameOf(node.op) + " of " + NameOf(plan, node.left);
    if (HasTwoInputs(node.op)) text += " and " + NameOf(plan, node.right);
    text += ", columns " + std::to_string(node.a) + " " + std::to_string(node.b);
    text += node.nullable ? ", 0 is NULL\n" : "\n";
  }
  return text;
}

}  // namespace cambium::testing
