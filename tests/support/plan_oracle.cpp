// The naive evaluator. It shares no code with the engine: lists, loops and definitions.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plan_oracle.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "tests/support/digraphs.h"

namespace cambium::testing {
namespace {

using Rows = Bag<Cells>;

// ---- joins ----

bool Match(const PlanNode& node, const Cells& left, const Cells& right) {
  const int key = CellAt(left, node.a);
  return key == CellAt(right, node.b) && !(node.nullable && key == 0);
}

// What the partners of a left row weigh together; of a right row likewise.
std::int64_t PartnersOfLeft(const PlanNode& node, const Cells& left, const Rows& rights) {
  std::int64_t weight = 0;
  for (const auto& [right, right_weight] : rights) {
    if (Match(node, left, right)) weight += right_weight;
  }
  return weight;
}
std::int64_t PartnersOfRight(const PlanNode& node, const Rows& lefts, const Cells& right) {
  std::int64_t weight = 0;
  for (const auto& [left, left_weight] : lefts) {
    if (Match(node, left, right)) weight += left_weight;
  }
  return weight;
}

Rows SemiJoinOf(const PlanNode& node, const Rows& lefts, const Rows& rights, bool wanted) {
  Rows kept;
  for (const auto& [left, weight] : lefts) {
    if ((PartnersOfLeft(node, left, rights) > 0) == wanted) kept.Add(left, weight);
  }
  return kept;
}

Rows JoinOf(const Plan& plan, const PlanNode& node, const Rows& lefts, const Rows& rights) {
  Rows rows;
  for (const auto& [left, left_weight] : lefts) {
    for (const auto& [right, right_weight] : rights) {
      if (Match(node, left, right)) {
        rows.Add(SidesOf(plan, &left, &right), left_weight * right_weight);
      }
    }
  }
  if (node.op == PlanOp::kLeftJoin || node.op == PlanOp::kFullJoin) {
    for (const auto& [left, weight] : lefts) {
      if (PartnersOfLeft(node, left, rights) <= 0) {
        rows.Add(SidesOf(plan, &left, nullptr), weight);
      }
    }
  }
  if (node.op == PlanOp::kRightJoin || node.op == PlanOp::kFullJoin) {
    for (const auto& [right, weight] : rights) {
      if (PartnersOfRight(node, lefts, right) <= 0) {
        rows.Add(SidesOf(plan, nullptr, &right), weight);
      }
    }
  }
  return rows;
}

Rows DeltaJoinOf(const Plan& plan, const PlanNode& node, const Rows& lefts,
                 const Rows& rights) {
  const auto equal = [&node](int one, int other) {
    return one == other && !(node.nullable && one == 0);
  };
  Rows rows;
  for (const auto& [first, first_weight] : lefts) {
    for (const auto& [second, second_weight] : rights) {
      if (!Match(node, first, second)) continue;
      for (const auto& [third, third_weight] : lefts) {
        if (equal(CellAt(first, node.b), CellAt(third, node.a)) && equal(second[2], third[2])) {
          rows.Add(ThreeSidesOf(plan, first, second, third),
                   first_weight * second_weight * third_weight);
        }
      }
    }
  }
  return rows;
}

// ---- groups ----

// The least or greatest value that weighs more than nothing; NULL is none of them.
std::optional<int> ExtremeOf(const PlanNode& node, const Rows& rows) {
  std::map<int, std::int64_t> weights;
  for (const auto& [row, weight] : rows) weights[CellAt(row, node.b)] += weight;
  std::optional<int> least;
  std::optional<int> greatest;
  for (const auto& [value, weight] : weights) {
    if (weight <= 0) continue;
    if (node.op == PlanOp::kMaxNullable && value == 0) continue;
    if (!least.has_value()) least = value;
    greatest = value;
  }
  return node.op == PlanOp::kMin || node.op == PlanOp::kSeveral ? least : greatest;
}

// Of (n·Σx² - (Σx)²) / (n·(n - 1)), in integers but for the quotient.
std::optional<double> VarianceOf(std::int64_t n, std::int64_t sum, std::int64_t squares) {
  if (n < 2) return std::nullopt;
  return static_cast<double>(n * squares - sum * sum) / static_cast<double>(n * (n - 1));
}

// Each double in units of 2^-60 is an integer; their sum is rounded once.
double FloatSumOf(const PlanNode& node, const Rows& rows) {
  __extension__ using Wide = __int128;
  Wide units = 0;
  for (const auto& [row, weight] : rows) {
    units += static_cast<Wide>(std::ldexp(TenthOf(row, node.b), 60)) * weight;
  }
  return std::ldexp(static_cast<double>(units), -60);
}

std::int64_t HundredthsOf(const PlanNode& node, const Rows& rows) {
  constexpr std::int64_t kHundredths[] = {100, 10, 1};
  std::int64_t sum = 0;
  for (const auto& [row, weight] : rows) {
    const auto [digits, scale] = DigitsOf(row, node.b);
    sum += weight * digits * kHundredths[scale];
  }
  return sum;
}

// Of each value its weight; without those that weigh nothing.
std::map<int, std::int64_t> ValuesOf(const PlanNode& node, const Rows& rows) {
  std::map<int, std::int64_t> values;
  for (const auto& [row, weight] : rows) values[CellAt(row, node.b)] += weight;
  std::erase_if(values, [](const auto& value) { return value.second == 0; });
  return values;
}

std::int64_t PresentOf(const PlanNode& node, const Rows& rows) {
  std::int64_t present = 0;
  for (const auto& [value, weight] : ValuesOf(node, rows)) present += value != 0 && weight > 0;
  return present;
}

// The one in the middle from below: NULL is no value.
std::optional<int> MedianOf(const PlanNode& node, const Rows& rows) {
  std::vector<int> values;
  for (const auto& [value, weight] : ValuesOf(node, rows)) {
    for (std::int64_t i = 0; i < weight && value != 0; ++i) values.push_back(value);
  }
  if (values.empty()) return std::nullopt;
  return values[(values.size() - 1) / 2];
}

std::int64_t DigestOf(const PlanNode& node, const Rows& rows) {
  std::int64_t digest = 0;
  for (const auto& [value, weight] : ValuesOf(node, rows)) {
    digest = (31 * digest + std::int64_t{7} * value + weight) % 1'000'003;
  }
  return digest;
}

Cells GroupOf(const Plan& plan, const PlanNode& node, int key, const Rows& rows) {
  std::int64_t count = 0;
  std::int64_t not_null = 0;
  std::int64_t sum = 0;
  std::int64_t squares = 0;
  std::int64_t satisfying = 0;
  for (const auto& [row, weight] : rows) {
    const std::int64_t value = CellAt(row, node.b);
    count += weight;
    sum += weight * value;
    squares += weight * value * value;
    if (value != 0) not_null += weight;
    if (ConditionOf(node, row)) satisfying += weight;
  }
  switch (node.op) {
    case PlanOp::kCount:
      return GroupRow(plan, key, count);
    case PlanOp::kSum:
      return GroupRow(plan, key, sum);
    case PlanOp::kSumNullable:
      return GroupRow(plan, key, not_null == 0 ? std::nullopt : std::optional(sum));
    case PlanOp::kAverage:
      return GroupRow(plan, key,
                      not_null == 0 ? std::nullopt
                                    : std::optional(static_cast<double>(sum) /
                                                    static_cast<double>(not_null)));
    case PlanOp::kEvery:
      return GroupRow(plan, key, satisfying == count);
    case PlanOp::kSome:
      return GroupRow(plan, key, satisfying > 0);
    case PlanOp::kSquares:
      return GroupRow(plan, key, squares);
    case PlanOp::kVariance:
      return GroupRow(plan, key, VarianceOf(count, sum, squares));
    case PlanOp::kFloatSum:
      return GroupRow(plan, key, FloatSumOf(node, rows));
    case PlanOp::kDecimalSum:
      return GroupRow(plan, key, HundredthsOf(node, rows));
    case PlanOp::kCountDistinct:
      return GroupRow(plan, key, PresentOf(node, rows));
    case PlanOp::kDigest:
      return GroupRow(plan, key, DigestOf(node, rows));
    case PlanOp::kMedian:
      return GroupRow(plan, key, MedianOf(node, rows));
    case PlanOp::kSeveral:
      return GroupRow(plan, key, SeveralValues(count, sum, ExtremeOf(node, rows)));
    default:
      return GroupRow(plan, key, ExtremeOf(node, rows));
  }
}

Rows GroupsOf(const Plan& plan, const PlanNode& node, const Rows& rows) {
  std::map<int, Rows> groups;
  for (const auto& [row, weight] : rows) groups[CellAt(row, node.a)].Add(row, weight);
  Rows values;
  for (const auto& [key, group] : groups) {
    std::int64_t total = 0;
    for (const auto& [row, weight] : group) total += weight;
    // NULL is a group of its own.
    const int shown = node.nullable && key == 0 ? -2 : key;
    if (total != 0) values.Add(GroupOf(plan, node, shown, group), 1);
  }
  return values;
}

Rows TopOf(const PlanNode& node, const Rows& rows) {
  std::map<int, std::int64_t> places;
  Rows first;
  for (const auto& [row, weight] : rows) {
    std::int64_t& taken = places[CellAt(row, node.a)];
    const std::int64_t more = std::clamp<std::int64_t>(weight, 0, node.b + 1 - taken);
    taken += more;
    first.Add(row, more);
  }
  return first;
}

// Of each group its rows, each copy by itself, the greatest value first.
std::map<int, std::vector<Cells>> ListsOf(const PlanNode& node, const Rows& rows) {
  std::map<int, std::vector<Cells>> lists;
  for (const auto& [row, weight] : rows) {
    for (std::int64_t i = 0; i < weight; ++i) lists[CellAt(row, node.a)].push_back(row);
  }
  for (auto& list : lists) {
    std::stable_sort(list.second.begin(), list.second.end(),
                     [&node](const Cells& left, const Cells& right) {
                       return CellAt(left, node.b) > CellAt(right, node.b);
                     });
  }
  return lists;
}

// The row of the greatest value; one of NULL only where there is nothing else.
Rows ArgMaxOf(const PlanNode& node, const Rows& rows) {
  Rows greatest;
  for (auto& [key, list] : ListsOf(node, rows)) {
    auto best = std::find_if(list.begin(), list.end(),
                             [&node](const Cells& row) { return CellAt(row, node.b) != 0; });
    greatest.Add(best == list.end() ? list.front() : *best, 1);
  }
  return greatest;
}

Rows PageOf(const PlanNode& node, const Rows& rows) {
  Rows page;
  for (auto& [key, list] : ListsOf(node, rows)) {
    if (node.nullable) std::reverse(list.begin(), list.end());
    for (std::size_t i = 1; i < std::min<std::size_t>(3, list.size()); ++i)
      page.Add(list[i], 1);
  }
  return page;
}

// ---- recursion ----

Bag<Edge> EdgesOf(const PlanNode& node, const Rows& rows) {
  Bag<Edge> edges;
  for (const auto& [row, weight] : rows) {
    const Cells edge = EdgeOf(node, row);
    edges.Add({edge[0], edge[1]}, weight);
  }
  return edges;
}

std::vector<int> RootsOf(const Rows& rows) {
  std::map<int, std::int64_t> weights;
  for (const auto& [row, weight] : rows) weights[RootOf(row)] += weight;
  std::vector<int> roots;
  for (const auto& [root, weight] : weights) {
    if (weight > 0) roots.push_back(root);
  }
  return roots;
}

// From each root, or from any of them.
Rows ReachedOf(const PlanNode& node, const Rows& left, const Rows& right) {
  const Bag<Edge> edges = EdgesOf(node, left);
  const std::vector<int> roots = RootsOf(right);
  Rows reached;
  if (node.op == PlanOp::kReachable && node.nullable) {
    for (const auto& [to, hops] : HopsFrom(edges, roots)) reached[{-1, to, 0}] = 1;
    return reached;
  }
  for (const int root : roots) {
    for (const auto& [to, hops] : HopsFrom(edges, {root})) {
      reached[{root, to, node.op == PlanOp::kLeastHops ? hops : 0}] = 1;
    }
  }
  return reached;
}

Rows RecursionOf(const PlanNode& node, const Rows& left, const Rows& right) {
  Rows rows;
  switch (node.op) {
    case PlanOp::kClosure:
      for (const auto& [from, to] : Closure(EdgesOf(node, left))) rows[{from, to, 0}] = 1;
      return rows;
    case PlanOp::kComponents:
      for (const auto& [member, least] : Components(EdgesOf(node, left))) {
        rows[{member, least, 0}] = 1;
      }
      return rows;
    default:
      return ReachedOf(node, left, right);
  }
}

// ---- all ----

Rows ContentsOf(const Plan& plan, const PlanNode& node, const Rows& left, const Rows& right) {
  Rows rows;
  switch (node.op) {
    case PlanOp::kFilter:
      for (const auto& [row, weight] : left) {
        if (KeepOf(node, row)) rows.Add(row, weight);
      }
      return rows;
    case PlanOp::kMap:
      for (const auto& [row, weight] : left) rows.Add(ImageOfCells(plan, node, row), weight);
      return rows;
    case PlanOp::kFlatMap:
      for (const auto& [row, weight] : left) {
        for (const Cells& image : ImagesOfCells(plan, node, row)) rows.Add(image, weight);
      }
      return rows;
    case PlanOp::kPlus:
      return left + right;
    case PlanOp::kMinus:
      return left - right;
    case PlanOp::kNegate:
      return rows - left;
    case PlanOp::kDistinct:
      for (const auto& [row, weight] : left) {
        if (weight > 0) rows.Add(row, 1);
      }
      return rows;
    case PlanOp::kSemiJoin:
      return SemiJoinOf(node, left, right, true);
    case PlanOp::kAntiJoin:
      return SemiJoinOf(node, left, right, false);
    case PlanOp::kJoin:
    case PlanOp::kLeftJoin:
    case PlanOp::kRightJoin:
    case PlanOp::kFullJoin:
      return JoinOf(plan, node, left, right);
    case PlanOp::kDeltaJoin:
      return DeltaJoinOf(plan, node, left, right);
    case PlanOp::kTop:
      return TopOf(node, left);
    case PlanOp::kArgMax:
      return ArgMaxOf(node, left);
    case PlanOp::kPage:
      return PageOf(node, left);
    case PlanOp::kClosure:
    case PlanOp::kReachable:
    case PlanOp::kLeastHops:
    case PlanOp::kComponents:
      return RecursionOf(node, left, right);
    default:
      return GroupsOf(plan, node, left);
  }
}

// Of a node that keeps time: from what it read before, and what it held.
Rows ContentsNow(const PlanNode& node, const Rows& left, const Rows& left_before,
                 const Rows& before) {
  switch (node.op) {
    case PlanOp::kDelay:
      return left_before;
    case PlanOp::kIntegrate:
      return before + left;
    default:
      return left - left_before;
  }
}

}  // namespace

PlanWires Evaluate(const Plan& plan, PlanWires wires, const PlanWires& before) {
  const Rows nothing;
  const auto held = [&](std::size_t wire) -> const Rows& {
    return before.empty() ? nothing : before[wire];
  };
  const std::size_t inputs = static_cast<std::size_t>(plan.inputs);
  while (wires.size() < inputs + plan.nodes.size()) {
    const std::size_t wire = wires.size();
    const PlanNode& node = plan.nodes[wire - inputs];
    const auto left = static_cast<std::size_t>(node.left);
    const auto right = static_cast<std::size_t>(node.right);
    wires.push_back(static_cast<int>(node.op) < kPlanOps
                        ? ContentsOf(plan, node, wires[left], wires[right])
                        : ContentsNow(node, wires[left], held(left), held(wire)));
  }
  return wires;
}

}  // namespace cambium::testing
