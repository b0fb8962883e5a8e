// A plan with a history: made up from a seed, run against the oracle, shrunk when it fails.
//
// A history is a list of steps. Each has changes of any inputs and a fate: committed, only
// previewed, refused by its body, cut off by a function that throws or by a limit. Between
// steps copies of the plan come late and go, over some of the wires that stand already.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/plan.h"

namespace cambium::testing {

struct PlanChange {
  int input;
  Cells row;
  int weight;
};

enum class Fate { kCommitted, kPreviewed, kRefused, kThrown, kLimited };

struct PlanStep {
  Fate fate = Fate::kCommitted;
  int bound = 0;  // The call that throws, or the limit.
  // Before the step: -1 for nothing; else a copy comes that shares inputs and so many nodes.
  int copy_after = -1;
  bool drop_copy = false;
  bool rebuild = false;  // The plan goes, and comes again over inputs that stand.
  std::vector<PlanChange> changes;
};

struct PlanCase {
  Plan plan;
  std::vector<PlanStep> steps;
  std::uint32_t watched = 0;       // Bit i: node i has a subscriber; those unread always do.
  std::uint32_t materialized = 0;  // Bit i: node i has a view.
  int guarded = -1;                // The node that is asserted to be empty.
  std::uint64_t regroup = 0;       // How the changes are cut into transactions once more.
};

// `clocked`: of a plan that keeps time, whose history cannot be grouped otherwise.
PlanCase MakeCase(std::uint64_t seed, bool clocked);

// What is wrong; empty when nothing is.
std::string RunCase(const PlanCase& plan_case);

// The smallest case found that still fails, by leaving things out.
PlanCase Shrink(PlanCase failing);

std::string ToText(const PlanCase& plan_case);

}  // namespace cambium::testing
