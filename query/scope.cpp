// Rows and demands of scopes.
// SPDX-License-Identifier: Apache-2.0
#include "query/scope.h"

#include <algorithm>
#include <utility>

namespace cambium {

RowScope& Scope::AddRow(const Table& table, FlowPtr scan) {
  owned.push_back(std::make_unique<RowScope>());
  owned.back()->table = &table;
  owned.back()->scan = std::move(scan);
  return *owned.back();
}

void Scope::Correlate(ColumnId column) {
  if (group != nullptr) return group->Correlate(column);
  const bool known =
      std::find(correlated.begin(), correlated.end(), column) != correlated.end();
  if (!known) correlated.push_back(column);
}

FlowPtr MakeFlow(FlowKind kind, FlowPtr left, FlowPtr right) {
  auto flow = std::make_shared<Flow>();
  flow->kind = kind;
  flow->left = std::move(left);
  flow->right = std::move(right);
  return flow;
}

}  // namespace cambium
