// Making cases up, shrinking and printing them; plan_run.cpp runs them.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plan_case.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

namespace cambium::testing {
namespace {

PlanStep RandomStep(Random& random, const Plan& plan, const std::vector<Cells>& rows) {
  PlanStep step;
  if (random.OneIn(4)) {
    step.fate = static_cast<Fate>(random.Between(1, 4));
    step.bound = static_cast<int>(random.Between(1, 6));
  }
  if (random.OneIn(4)) {
    step.copy_after = static_cast<int>(random.Below(plan.nodes.size()));
  }
  step.drop_copy = random.OneIn(4);
  step.rebuild = random.OneIn(12);
  const std::uint64_t size = random.OneIn(30) ? 40 + random.Below(60) : random.Below(5);
  for (std::uint64_t i = 0; i < size; ++i) {
    const int input = static_cast<int>(random.Below(static_cast<std::uint64_t>(plan.inputs)));
    step.changes.push_back({input, random.Pick(rows), static_cast<int>(random.Between(-2, 3))});
  }
  return step;
}

// ---- shrinking ----

// Without node `gone`; who read it reads what it read.
std::optional<PlanCase> WithoutNode(const PlanCase& old, int gone) {
  if (old.plan.nodes.size() == 1) return std::nullopt;
  PlanCase fewer = old;
  const int wire = old.plan.inputs + gone;
  const int instead = old.plan.nodes[static_cast<std::size_t>(gone)].left;
  fewer.plan.nodes.erase(fewer.plan.nodes.begin() + gone);
  for (PlanNode& node : fewer.plan.nodes) {
    for (int* read : {&node.left, &node.right}) {
      if (*read == wire) *read = instead;
      if (*read > wire) --*read;
    }
  }
  const auto without_bit = [gone](std::uint32_t bits) {
    const std::uint32_t below = (std::uint32_t{1} << gone) - 1;
    return (bits & below) | ((bits >> 1) & ~below);
  };
  fewer.watched = without_bit(fewer.watched);
  fewer.materialized = without_bit(fewer.materialized);
  if (fewer.guarded == gone) fewer.guarded = -1;
  if (fewer.guarded > gone) --fewer.guarded;
  for (PlanStep& step : fewer.steps) {
    if (step.copy_after > gone) --step.copy_after;
  }
  return fewer;
}

template <typename T>
auto At(std::vector<T>& all, std::size_t i) {
  return all.begin() + static_cast<std::ptrdiff_t>(i);
}

// Takes simpler cases for as long as they fail.
class Shrinker {
 public:
  explicit Shrinker(PlanCase failing) : best_(std::move(failing)) {}

  PlanCase Run() {
    bool smaller = true;
    while (smaller && runs_ < kMostRuns) {
      smaller = false;
      for (std::size_t i = best_.steps.size(); i-- > 0;) {
        smaller |= Try([i](PlanCase& c) { c.steps.erase(At(c.steps, i)); });
      }
      for (int i = static_cast<int>(best_.plan.nodes.size()); i-- > 0;) {
        const std::optional<PlanCase> fewer = WithoutNode(best_, i);
        if (fewer.has_value()) smaller |= TryCase(*fewer);
      }
      for (std::size_t i = 0; i < best_.steps.size(); ++i) smaller |= ShrinkStep(i);
      smaller |= best_.guarded >= 0 && Try([](PlanCase& c) { c.guarded = -1; });
      smaller |= best_.watched != 0 && Try([](PlanCase& c) { c.watched = 0; });
      smaller |= best_.materialized != 0 && Try([](PlanCase& c) { c.materialized = 0; });
    }
    return best_;
  }

 private:
  static constexpr int kMostRuns = 5000;

  bool ShrinkStep(std::size_t i) {
    bool smaller = false;
    const PlanStep step = best_.steps[i];
    const auto plain = [i](PlanCase& c) { c.steps[i].fate = Fate::kCommitted; };
    smaller |= step.fate != Fate::kCommitted && Try(plain);
    smaller |= step.copy_after >= 0 && Try([i](PlanCase& c) { c.steps[i].copy_after = -1; });
    smaller |= step.drop_copy && Try([i](PlanCase& c) { c.steps[i].drop_copy = false; });
    smaller |= step.rebuild && Try([i](PlanCase& c) { c.steps[i].rebuild = false; });
    for (std::size_t change = step.changes.size(); change-- > 0;) {
      const auto drop = [i, change](PlanCase& c) {
        c.steps[i].changes.erase(At(c.steps[i].changes, change));
      };
      smaller |= Try(drop);
    }
    return smaller;
  }
  bool Try(const std::function<void(PlanCase&)>& simplify) {
    PlanCase simpler = best_;
    simplify(simpler);
    return TryCase(simpler);
  }
  bool TryCase(const PlanCase& simpler) {
    if (++runs_ > kMostRuns || RunCase(simpler).empty()) return false;
    best_ = simpler;
    return true;
  }

  PlanCase best_;
  int runs_ = 0;
};

}  // namespace

PlanCase MakeCase(std::uint64_t seed, bool clocked) {
  Random random(seed);
  PlanCase made;
  made.plan = RandomPlan(random, clocked);
  made.watched = static_cast<std::uint32_t>(random.Next() & random.Next());
  made.materialized = static_cast<std::uint32_t>(random.Next() & random.Next());
  if (random.OneIn(8)) made.guarded = static_cast<int>(random.Below(made.plan.nodes.size()));
  made.regroup = random.Next();
  // A handful of rows, which therefore come and go again and again.
  std::vector<Cells> rows;
  const std::uint64_t count = made.plan.values > 3 ? 40 : 2 + random.Below(8);
  const auto cell = [&] {
    return static_cast<int>(random.Below(static_cast<std::uint64_t>(made.plan.values)));
  };
  for (std::uint64_t i = 0; i < count; ++i) {
    Cells row;
    for (int& value : row) value = cell();
    rows.push_back(row);
  }
  const std::uint64_t steps = 1 + random.Below(8);
  for (std::uint64_t i = 0; i < steps; ++i) {
    made.steps.push_back(RandomStep(random, made.plan, rows));
  }
  return made;
}

PlanCase Shrink(PlanCase failing) { return Shrinker(std::move(failing)).Run(); }

std::string ToText(const PlanCase& plan_case) {
  constexpr const char* kFates[] = {"commit", "preview", "refuse", "throw at call",
                                    "limit of entries"};
  std::string text = ToText(plan_case.plan);
  if (plan_case.guarded >= 0) {
    text += "n" + std::to_string(plan_case.guarded) + " is asserted to be empty\n";
  }
  const auto list = [&](const char* what, std::uint32_t bits) {
    std::string names;
    for (std::size_t i = 0; i < plan_case.plan.nodes.size(); ++i) {
      if ((bits >> i & 1) != 0) names += " n" + std::to_string(i);
    }
    if (!names.empty()) text += std::string(what) + names + "\n";
  };
  list("watched:", plan_case.watched);
  list("materialized:", plan_case.materialized);
  text += "history\n";
  for (const PlanStep& step : plan_case.steps) {
    if (step.drop_copy) text += "  the copy goes\n";
    if (step.rebuild) text += "  the plan goes and comes again\n";
    if (step.copy_after >= 0) {
      text += "  a copy comes, of the nodes from n" + std::to_string(step.copy_after) + " on\n";
    }
    text += std::string("  ") + kFates[static_cast<int>(step.fate)];
    if (step.fate >= Fate::kThrown) text += " " + std::to_string(step.bound);
    text += ":";
    for (const auto& [input, row, weight] : step.changes) {
      text += " in" + std::to_string(input) + "(" + std::to_string(row[0]) + " " +
              std::to_string(row[1]) + " " + std::to_string(row[2]) +
              (weight < 0 ? "):" : "):+") + std::to_string(weight);
    }
    text += "\n";
  }
  return text;
}

}  // namespace cambium::testing
