// Random plans: what the whole-graph fuzzer builds and what its oracle evaluates.
//
// A plan is a list of operators over rows of three small integers, each reading inputs or
// operators before it. Here are the plan as data, and the pure functions that a program
// would hand to the operators; nothing of the engine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "tests/support/random.h"

namespace cambium::testing {

using Cells = std::array<int, 3>;

enum class PlanOp {
  kFilter,
  kMap,
  kFlatMap,
  kPlus,
  kMinus,
  kNegate,
  kDistinct,
  kJoin,
  kSemiJoin,
  kAntiJoin,
  kLeftJoin,
  kRightJoin,
  kFullJoin,
  kCount,
  kSum,
  kSumNullable,
  kAverage,
  kEvery,
  kSome,
  kMin,
  kMax,
  kMaxNullable,
  kSeveral,
  kSquares,
  kTop,
  kVariance,
  kFloatSum,
  kDecimalSum,
  kCountDistinct,
  kDigest,
  kDeltaJoin,
  kMedian,
  kArgMax,
  kPage,
  // Rows as edges from a column to another one, and as roots.
  kClosure,
  kReachable,
  kLeastHops,
  kComponents,
  // Of plans whose clock are their transactions.
  kDelay,
  kIntegrate,
  kDifferentiate,
};
inline constexpr int kPlanOps = static_cast<int>(PlanOp::kComponents) + 1;
inline constexpr int kClockedPlanOps = static_cast<int>(PlanOp::kDifferentiate) + 1;

struct PlanNode {
  PlanOp op = PlanOp::kFilter;
  int left = 0;           // What it reads: an input, or inputs + the position of a node.
  int right = 0;          // Of operators with two inputs.
  int a = 0;              // Columns: the key of the left side,
  int b = 0;              // and of the right side, or a value.
  bool nullable = false;  // Whether a key of 0 is NULL.
};

struct Plan {
  int inputs = 1;
  int values = 3;        // Cells of inputs are below this.
  bool clocked = false;  // Whether contents depend on what happened when.
  std::vector<PlanNode> nodes;
};

bool HasTwoInputs(PlanOp op);
bool IsRecursive(PlanOp op);
// One to eight operators. No weight grows beyond the third power of the inputs'.
Plan RandomPlan(Random& random, bool clocked);
std::string NameOf(const Plan& plan, int wire);
std::string ToText(const Plan& plan);

// ---- what programs hand to operators ----

inline int Wrap(const Plan& plan, std::int64_t number) {
  const std::int64_t rest = number % plan.values;
  return static_cast<int>(rest < 0 ? rest + plan.values : rest);
}

inline int CellAt(const Cells& cells, int column) {
  return cells[static_cast<std::size_t>(column)];
}
inline std::optional<int> NullableCellAt(const Cells& cells, int column) {
  const int cell = CellAt(cells, column);
  return cell == 0 ? std::nullopt : std::optional(cell);
}

// A tenth of a cell, which is a number that no double is.
inline double TenthOf(const Cells& cells, int column) { return 0.1 * CellAt(cells, column); }
// A decimal's digits and its scale, which is 0 to 2.
inline std::pair<int, int> DigitsOf(const Cells& cells, int column) {
  return {CellAt(cells, column), cells[2] < 0 ? 0 : cells[2] % 3};
}

inline bool KeepOf(const PlanNode& node, const Cells& cells) {
  return CellAt(cells, node.a) != node.b;
}
inline Cells ImageOfCells(const Plan& plan, const PlanNode& node, const Cells& cells) {
  return {Wrap(plan, CellAt(cells, node.a) + 1), CellAt(cells, node.b), 0};
}
// As many images as a cell says, and always one.
inline std::vector<Cells> ImagesOfCells(const Plan& plan, const PlanNode& node,
                                        const Cells& cells) {
  std::vector<Cells> images{cells};
  for (int i = 0; i < CellAt(cells, node.a) % 3; ++i) {
    images.push_back({CellAt(cells, node.b), i, Wrap(plan, cells[2] + 1)});
  }
  return images;
}
// A side that is null leaves -1.
inline Cells SidesOf(const Plan& plan, const Cells* left, const Cells* right) {
  const int left_part = left == nullptr ? 1 : (*left)[2];
  const int right_part = right == nullptr ? 1 : (*right)[2];
  return {left == nullptr ? -1 : (*left)[0], right == nullptr ? -1 : (*right)[1],
          Wrap(plan, left_part + right_part)};
}
// Three rows: of the left input, of the right one, and of the left one again.
inline Cells ThreeSidesOf(const Plan& plan, const Cells& first, const Cells& second,
                          const Cells& third) {
  return {first[0], second[1], Wrap(plan, first[2] + second[2] + 2 * third[2])};
}
inline bool ConditionOf(const PlanNode& node, const Cells& cells) {
  return CellAt(cells, node.b) > 0;
}

// A row as an edge.
inline Cells EdgeOf(const PlanNode& node, const Cells& cells) {
  return {CellAt(cells, node.a), CellAt(cells, node.b), 0};
}
inline int RootOf(const Cells& cells) { return cells[2]; }

// A group as a row: its key, and its value made small.
inline Cells GroupRow(const Plan& plan, int key, std::int64_t value) {
  return {key, Wrap(plan, value), 0};
}
inline Cells GroupRow(const Plan& plan, int key, std::optional<std::int64_t> value) {
  return value.has_value() ? GroupRow(plan, key, *value) : Cells{key, -1, 0};
}
inline Cells GroupRow(const Plan&, int key, std::optional<int> value) {
  return {key, value.value_or(-1), 0};
}
inline Cells GroupRow(const Plan& plan, int key, std::optional<double> value) {
  if (!value.has_value()) return {key, -1, 0};
  return {key, Wrap(plan, static_cast<std::int64_t>(*value * 8)), 1};
}
// To the last bit.
inline Cells GroupRow(const Plan& plan, int key, double value) {
  return {key, Wrap(plan, std::bit_cast<std::int64_t>(value)), 1};
}
inline Cells GroupRow(const Plan&, int key, bool value) { return {key, value ? 1 : 0, 2}; }
using SeveralValues = std::tuple<std::int64_t, std::int64_t, std::optional<int>>;
inline Cells GroupRow(const Plan& plan, int key, const SeveralValues& values) {
  const auto& [count, sum, least] = values;
  return {key, Wrap(plan, count + 2 * sum), least.value_or(-1)};
}

}  // namespace cambium::testing
