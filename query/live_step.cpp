// Reading streams, and comparing answers.
// SPDX-License-Identifier: Apache-2.0
#include "query/live_step.h"

#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "query/tree_retarget.h"

namespace cambium {

bool Reads(const LoweredQuery& nodes, const std::set<TypeId>& tables) {
  return std::any_of(
      nodes.inputs.begin(), nodes.inputs.end(),
      [&tables](const TableInput& input) { return tables.count(input.table) != 0; });
}

std::vector<ZSet<Row>> DeltasOf(const LoweredQuery& nodes) {
  const bool changed =
      std::any_of(nodes.selects.begin(), nodes.selects.end(),
                  [](const SelectNodes& select) { return select.output.delta().size() > 0; });
  std::vector<ZSet<Row>> deltas;
  if (!changed) return deltas;
  for (const SelectNodes& select : nodes.selects) {
    deltas.push_back(select.output.delta().ToZSet());
  }
  return deltas;
}

std::vector<ZSet<Row>> AnswerOf(const LiveInstance& instance, const Row& asked) {
  return instance.is_template() ? instance.assembler.ContentsOf(asked)
                                : instance.assembler.Contents();
}

absl::StatusOr<std::vector<TreeOp>> Difference(const std::vector<ZSet<Row>>& before,
                                               std::vector<ZSet<Row>> after,
                                               const SelectPlan& plan) {
  // What was asked for is a part of the rows still, but tells no answers apart here.
  SelectPlan merged = plan;
  merged.bucket_size = 0;
  Assembler assembler(merged);
  assembler.Load(before);
  for (std::size_t i = 0; i < after.size(); ++i) after[i] += -before[i];
  std::vector<TreeOp> ops = assembler.Apply(after);
  CAMBIUM_RETURN_IF_ERROR(assembler.status());
  Retarget(merged, plan, ops);
  return ops;
}

void SortFrames(std::vector<Frame>& frames) {
  if (frames.size() < 2) return;  // Sorting asks for memory first.
  std::stable_sort(frames.begin(), frames.end(), [](const Frame& left, const Frame& right) {
    return left.subscription < right.subscription;
  });
}

}  // namespace cambium
