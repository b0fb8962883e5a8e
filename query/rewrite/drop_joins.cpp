// Facts are those of the plan as it was; flows are copied where they change.
// SPDX-License-Identifier: Apache-2.0
#include "query/rewrite/drop_joins.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "query/flow_facts.h"
#include "query/flow_needs.h"

namespace cambium {
namespace {

class Dropper {
 public:
  Dropper(const SelectPlan& plan, const Schema& schema)
      : schema_(schema), needs_(plan), facts_(schema) {
    for (const Flow* flow : needs_.order()) Rewrite(*flow);
  }

  void Install(SelectPlan& plan) const {
    if (plan.repeats) return;
    const auto found = rewritten_.find(plan.flow.get());
    if (found != rewritten_.end()) plan.flow = found->second;
    for (SelectPlan& select : plan.selects) Install(select);
  }

 private:
  FlowPtr Now(const FlowPtr& flow) const {
    const auto found = rewritten_.find(flow.get());
    return found == rewritten_.end() ? flow : found->second;
  }

  void Rewrite(const Flow& flow) {
    if (FlowPtr less = Dropped(flow)) {
      rewritten_[&flow] = std::move(less);
      return;
    }
    if (flow.left == nullptr) return;
    const FlowPtr left = Now(flow.left);
    const FlowPtr right = flow.right == nullptr ? nullptr : Now(flow.right);
    if (left == flow.left && right == flow.right) return;
    auto copy = std::make_shared<Flow>(flow);
    copy->left = left;
    copy->right = right;
    rewritten_[&flow] = std::move(copy);
  }

  // What has the same rows with less work, or null.
  FlowPtr Dropped(const Flow& flow) {
    if (flow.kind == FlowKind::kDistinct) return IsNoMore(flow) ? Now(flow.left) : nullptr;
    if (flow.kind != FlowKind::kJoin || flow.left_keys.size() != 1) return nullptr;
    const ColumnId left = flow.left_keys[0];
    const ColumnId right = flow.right_keys[0];
    if (FlowPtr less = WithoutOther(flow, {flow.left, left}, {flow.right, right})) return less;
    return WithoutOther(flow, {flow.right, right}, {flow.left, left});
  }

  // Whether a distinct has the rows of its input, and the input no other columns: a join makes
  // what is read, and a distinct what it is of.
  bool IsNoMore(const Flow& distinct) {
    const Flow& rows = *distinct.left;
    const bool is_distinct = rows.kind == FlowKind::kDistinct;
    if (rows.kind != FlowKind::kJoin && !is_distinct) return false;
    const std::set<ColumnId> read =
        is_distinct ? std::set<ColumnId>(rows.columns.begin(), rows.columns.end())
                    : needs_.Of(rows);
    const std::set<ColumnId> columns(distinct.columns.begin(), distinct.columns.end());
    return std::includes(columns.begin(), columns.end(), read.begin(), read.end()) &&
           facts_.Of(rows).IsUnique(distinct.columns);
  }

  struct Side {
    const FlowPtr& flow;
    ColumnId key;
  };
  // The join without its other side, if that has one partner for each row, and nothing more.
  FlowPtr WithoutOther(const Flow& join, const Side& kept, const Side& other) {
    if (IsHopeless(join, kept, other)) return nullptr;
    const FlowFacts& all = facts_.Of(*kept.flow);
    const FlowFacts& gone = facts_.Of(*other.flow);
    std::vector<ComputedColumn> copies;
    for (const ColumnId column : needs_.Of(join)) {
      if (!gone.Has(column)) continue;
      const bool is_of_both = all.Has(column);
      if (is_of_both && kept.flow == join.left) continue;
      if (is_of_both || !gone.AreEqual(column, other.key)) return nullptr;
      PlanExpr same;
      same.kind = ExprKind::kPath;
      same.column = kept.key;
      copies.push_back({column, std::move(same)});
    }
    if (!gone.IsUnique({other.key})) return nullptr;
    const ValuePlaces& within = all.within.at(kept.key);
    const ValuePlaces& holds = gone.holds.at(other.key);
    const bool is_there =
        std::any_of(within.begin(), within.end(),
                    [&holds](const ValuePlace& place) { return holds.count(place) != 0; });
    if (!is_there) return nullptr;
    FlowPtr rows = Now(kept.flow);
    if (copies.empty()) return rows;
    auto extend = std::make_shared<Flow>();
    extend->kind = FlowKind::kExtend;
    extend->left = std::move(rows);
    extend->computed = std::move(copies);
    return extend;
  }

  // The scan whose rows these are, or some of them; null if they are put together.
  static const Flow* ScanOf(const Flow& flow) {
    switch (flow.kind) {
      case FlowKind::kScan:
        return &flow;
      case FlowKind::kFilter:
      case FlowKind::kFilterTime:
      case FlowKind::kSemiJoin:
      case FlowKind::kAntiJoin:
        return ScanOf(*flow.left);
      default:
        return nullptr;
    }
  }
  // Most joins end here, before facts are looked for: by a field that is no key, or with more
  // of a row than that.
  bool IsHopeless(const Flow& join, const Side& kept, const Side& other) const {
    for (const Side* side : {&kept, &other}) {
      const Flow* scan = ScanOf(*side->flow);
      if (scan == nullptr) continue;
      const std::vector<std::size_t>& key = schema_.FindById(scan->table)->key;
      for (const ScanColumn& column : scan->fields) {
        if (column.id == side->key) {
          if (key.size() > 1 || column.field != key[0]) return true;
        } else if (side == &other && needs_.Of(join).count(column.id) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  const Schema& schema_;
  const FlowNeeds needs_;
  FactsOfFlows facts_;
  std::map<const Flow*, FlowPtr> rewritten_;  // Looked up only.
};

}  // namespace

SelectPlan DropJoins(SelectPlan plan, const Schema& schema) {
  Dropper(plan, schema).Install(plan);
  return plan;
}

}  // namespace cambium
