// Members of a node by their labels.
// SPDX-License-Identifier: Apache-2.0
#include "query/tree.h"

#include "dataflow/check.h"

namespace cambium {

ValueView TreeNode::Get(std::string_view label) const {
  const PlanColumn* found = nullptr;
  for (const PlanColumn& scalar : plan->scalars) {
    if (scalar.label == label) found = &scalar;
  }
  CAMBIUM_CHECK(found != nullptr, "no value has the label ", label);
  return row[found->column];
}

const std::vector<TreeNode>& TreeNode::List(std::string_view label) const {
  std::size_t found = plan->selects.size();
  for (std::size_t i = 0; i < plan->selects.size(); ++i) {
    if (plan->selects[i].label == label) found = i;
  }
  CAMBIUM_CHECK(found < lists.size(), "no list has the label ", label);
  return lists[found];
}

}  // namespace cambium
