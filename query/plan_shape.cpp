// Walking two plans side by side.
// SPDX-License-Identifier: Apache-2.0
#include "query/plan_shape.h"

#include <algorithm>
#include <string>

#include "dataflow/status.h"

namespace cambium {
namespace {

absl::Status Differs(const std::string& label) {
  return absl::InvalidArgumentError("parameters change the shape of the answer" +
                                    (label.empty() ? "" : ": " + label));
}

absl::Status CheckSameColumns(const std::vector<PlanColumn>& before,
                              const std::vector<PlanColumn>& after, const std::string& label) {
  if (before.size() != after.size()) return Differs(label);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool same = before[i].label == after[i].label &&
                      before[i].column == after[i].column && before[i].type == after[i].type;
    if (!same) return Differs(before[i].label);
  }
  return absl::OkStatus();
}

bool SameOrder(const RowOrder& before, const RowOrder& after) {
  return std::equal(
      before.columns().begin(), before.columns().end(), after.columns().begin(),
      after.columns().end(), [](const OrderColumn& left, const OrderColumn& right) {
        return left.column == right.column && left.descending == right.descending &&
               left.nulls_first == right.nulls_first;
      });
}

bool SameMembers(const SelectPlan& before, const SelectPlan& after) {
  return std::equal(before.members.begin(), before.members.end(), after.members.begin(),
                    after.members.end(), [](const PlanMember& left, const PlanMember& right) {
                      return left.is_select == right.is_select &&
                             left.position == right.position;
                    });
}

}  // namespace

absl::Status CheckSameShape(const SelectPlan& before, const SelectPlan& after) {
  const bool same = before.label == after.label && before.is_one == after.is_one &&
                    before.is_roots == after.is_roots &&
                    before.layout.size() == after.layout.size() &&
                    before.bucket_size == after.bucket_size && before.link == after.link &&
                    before.key_begin == after.key_begin && before.key_end == after.key_end &&
                    SameOrder(before.order, after.order) && SameMembers(before, after) &&
                    before.selects.size() == after.selects.size();
  if (!same) return Differs(before.label);
  CAMBIUM_RETURN_IF_ERROR(CheckSameColumns(before.keys, after.keys, before.label));
  CAMBIUM_RETURN_IF_ERROR(CheckSameColumns(before.scalars, after.scalars, before.label));
  for (std::size_t i = 0; i < before.selects.size(); ++i) {
    CAMBIUM_RETURN_IF_ERROR(CheckSameShape(before.selects[i], after.selects[i]));
  }
  return absl::OkStatus();
}

}  // namespace cambium
