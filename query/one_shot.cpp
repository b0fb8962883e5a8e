// Flows to columns, inputs first.
// SPDX-License-Identifier: Apache-2.0
#include "query/one_shot.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "dataflow/check.h"
#include "dataflow/delta.h"
#include "dataflow/key_encoding.h"
#include "dataflow/status.h"
#include "query/access_path.h"
#include "query/assembler.h"
#include "query/column_aggregates.h"
#include "query/column_hops.h"
#include "query/column_joins.h"
#include "query/column_reach.h"
#include "query/column_top.h"
#include "query/entity.h"
#include "query/flow_needs.h"
#include "query/key_numbers.h"
#include "query/rewrite/push_filters.h"
#include "query/table_reader.h"
#include "query/tree_builder.h"

namespace cambium {
namespace {

using Subjects = std::vector<std::string>;

class OneShot {
 public:
  OneShot(const SelectPlan& plan, const Schema& schema, const Store& store,
          const OneShotRules& rules, std::uint64_t version)
      : schema_(schema),
        rules_(rules),
        needs_(plan),
        reader_(store, version),
        paths_(ChooseAccess(schema, needs_, rules.choose_access)) {}

  absl::StatusOr<std::vector<ColumnRows>> Run(const SelectPlan& plan) {
    std::vector<ColumnRows> selects;
    CAMBIUM_RETURN_IF_ERROR(RunSelect(plan, selects));
    return selects;
  }
  std::uint64_t read_count() const { return reader_.read_count(); }

 private:
  absl::Status RunSelect(const SelectPlan& plan, std::vector<ColumnRows>& selects) {
    if (plan.repeats) return absl::OkStatus();
    CAMBIUM_ASSIGN_OR_RETURN(ColumnRows rows, RowsOf(*plan.flow));
    selects.push_back(std::move(rows));
    for (const SelectPlan& select : plan.selects) {
      CAMBIUM_RETURN_IF_ERROR(RunSelect(select, selects));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<ColumnRows> RowsOf(const Flow& flow) {
    const auto known = done_.find(&flow);
    if (known != done_.end()) return known->second;
    CAMBIUM_ASSIGN_OR_RETURN(ColumnRows rows, Compute(flow, nullptr));
    if (needs_.readers(flow) > 1) done_.emplace(&flow, rows);
    return rows;
  }

  // With subjects, of a flow that nobody else reads, down to a scan: what comes of these rows
  // of the table.
  absl::StatusOr<ColumnRows> Compute(const Flow& flow, const Subjects* subjects) {
    switch (flow.kind) {
      case FlowKind::kUnit:
        return ColumnRows(1);
      case FlowKind::kScan:
      case FlowKind::kFilter:
        return ComputeFilters(flow, subjects);
      case FlowKind::kJoin:
      case FlowKind::kLeftJoin:
      case FlowKind::kSemiJoin:
      case FlowKind::kAntiJoin:
        return ComputeJoin(flow);
      default:
        break;
    }
    absl::StatusOr<ColumnRows> input =
        subjects == nullptr ? RowsOf(*flow.left) : Compute(*flow.left, subjects);
    CAMBIUM_RETURN_IF_ERROR(input.status());
    return ComputeOfOne(flow, *input);
  }

  absl::StatusOr<ColumnRows> ComputeOfOne(const Flow& flow, const ColumnRows& input) {
    absl::Status error;
    ColumnRows rows;
    switch (flow.kind) {
      case FlowKind::kExtend:
        rows = ComputeExtend(flow, input, error);
        break;
      case FlowKind::kDistinct: {
        const KeyNumbers numbers(input.Of(flow.columns), input.size());
        rows = ColumnRows(numbers.size());
        for (const ColumnId column : flow.columns) rows.Gather(input, column, numbers.first());
        break;
      }
      case FlowKind::kAggregate:
        rows = AggregateColumns(flow, input, texts_, error);
        break;
      case FlowKind::kTop:
        rows = TopColumns(flow, input);
        break;
      default: {
        // The clock is for plans that follow it.
        const bool has_two = flow.kind == FlowKind::kHops || flow.kind == FlowKind::kReach ||
                             flow.kind == FlowKind::kUnion;
        CAMBIUM_CHECK(has_two, "a flow is of live queries alone");
        CAMBIUM_ASSIGN_OR_RETURN(const ColumnRows right, RowsOf(*flow.right));
        if (flow.kind == FlowKind::kHops) return HopColumns(flow, input, right);
        if (flow.kind == FlowKind::kReach) return ReachColumns(flow, input, right);
        return UnionColumns(flow, input, right);
      }
    }
    CAMBIUM_RETURN_IF_ERROR(error);
    return rows;
  }

  ColumnRows ComputeExtend(const Flow& flow, const ColumnRows& input, absl::Status& error) {
    ColumnRows rows = input;
    const ColumnsView view = input.View();
    for (const ComputedColumn& column : flow.computed) {
      if (needs_.Of(flow).count(column.id) == 0) continue;
      if (column.expr.kind == ExprKind::kPath) {
        ColumnRows::Values same(input.Of(column.expr.column),
                                input.Of(column.expr.column) + input.size());
        rows.Add(column.id, std::move(same));
        continue;
      }
      ColumnRows::Values values;
      EvaluateBatch(PlacedIn(column.expr, input.layout()), view, values, texts_, error);
      rows.Add(column.id, std::move(values));
    }
    return rows;
  }

  // ---------- scans and the filters on top of them ----------

  absl::StatusOr<ColumnRows> ComputeFilters(const Flow& top, const Subjects* subjects) {
    std::vector<const Flow*> filters;  // The lowest last.
    const Flow* flow = &top;
    while (flow->kind == FlowKind::kFilter) {
      filters.push_back(flow);
      flow = flow->left.get();
      const bool is_shared = subjects == nullptr && needs_.readers(*flow) > 1;
      if (is_shared) break;
    }
    if (flow->kind == FlowKind::kScan && (filters.empty() || needs_.readers(*flow) == 1)) {
      return ComputeScan(*flow, filters, top, subjects);
    }
    absl::StatusOr<ColumnRows> input =
        subjects == nullptr ? RowsOf(*flow) : Compute(*flow, subjects);
    CAMBIUM_RETURN_IF_ERROR(input.status());
    const ColumnRows kept = Shown(*input, top);
    std::vector<std::uint32_t> at(input->size());
    std::iota(at.begin(), at.end(), 0);
    absl::Status error;
    for (auto filter = filters.rbegin(); filter != filters.rend(); ++filter) {
      KeepTrue(PlacedIn((*filter)->condition, input->layout()), input->View(), at, error);
    }
    CAMBIUM_RETURN_IF_ERROR(error);
    return at.size() == input->size() ? kept : kept.Pick(at);
  }

  // The columns that are read of `flow`.
  ColumnRows Shown(const ColumnRows& rows, const Flow& flow) const {
    ColumnRows shown(rows.size());
    for (const ColumnId column : rows.layout()) {
      if (needs_.Of(flow).count(column) != 0) shown.Share(rows, column);
    }
    return shown;
  }

  // Rows of a table that satisfy some filters, of them the columns that `top` shows.
  class Collected {
   public:
    Collected(const std::vector<ColumnId>& layout, const std::set<ColumnId>& shown,
              ByteArena& texts)
        : texts_(texts) {
      for (std::size_t i = 0; i < layout.size(); ++i) {
        if (shown.count(layout[i]) == 0) continue;
        places_.push_back(i);
        ids_.push_back(layout[i]);
      }
      values_.resize(places_.size());
    }
    void Add(const ColumnsView& rows, const std::vector<std::uint32_t>& at) {
      size_ += at.size();
      for (std::size_t i = 0; i < places_.size(); ++i) {
        const ValueView* column = rows.columns[places_[i]];
        for (const std::uint32_t row : at) values_[i].push_back(Kept(column[row]));
      }
    }
    std::size_t size() const { return size_; }
    ColumnRows Take() {
      ColumnRows rows(size_);
      for (std::size_t i = 0; i < ids_.size(); ++i) rows.Add(ids_[i], std::move(values_[i]));
      return rows;
    }

   private:
    ValueView Kept(const ValueView& value) {
      if (!value.has_bytes()) return value;
      const std::string_view bytes = value.bytes();
      const bool is_short =
          bytes.size() <= ValueView::kMaxInlineText && value.type() != ValueType::kUuid;
      return is_short ? ValueView(Value(value))
                      : ValueView::OfBytes(value.type(), texts_.Copy(bytes));
    }

    ByteArena& texts_;
    std::vector<std::size_t> places_;
    std::vector<ColumnId> ids_;
    std::vector<ColumnRows::Values> values_;
    std::size_t size_ = 0;
  };

  absl::StatusOr<ColumnRows> ComputeScan(const Flow& scan,
                                         const std::vector<const Flow*>& filters,
                                         const Flow& top, const Subjects* subjects) {
    const Table& table = *schema_.FindById(scan.table);
    const FlowNeeds::ScanRead read = needs_.ReadOf(scan);
    std::vector<PlanExpr> conditions;
    for (auto filter = filters.rbegin(); filter != filters.rend(); ++filter) {
      conditions.push_back(PlacedIn((*filter)->condition, read.layout));
    }
    const AccessPath& path = paths_.at(&scan);
    Collected collected(read.layout, needs_.Of(top), texts_);
    absl::Status error;
    const auto visit = [&](const ColumnsView& rows) {
      std::vector<std::uint32_t> at(rows.size);
      std::iota(at.begin(), at.end(), 0);
      for (const PlanExpr& condition : conditions) KeepTrue(condition, rows, at, error);
      collected.Add(rows, at);
      const bool has_all = path.kind == AccessKind::kKeyOrder &&
                           static_cast<std::int64_t>(collected.size()) >= path.wanted;
      return error.ok() && !has_all;
    };
    CAMBIUM_RETURN_IF_ERROR(subjects != nullptr
                                ? reader_.LookUp(table, read.fields, *subjects, visit)
                                : reader_.Read(table, read.fields, path, visit));
    CAMBIUM_RETURN_IF_ERROR(error);
    return collected.Take();
  }

  // ---------- joins ----------

  absl::StatusOr<ColumnRows> ComputeJoin(const Flow& flow) {
    CAMBIUM_ASSIGN_OR_RETURN(const ColumnRows left, RowsOf(*flow.left));
    CAMBIUM_ASSIGN_OR_RETURN(const std::optional<Subjects> subjects, PartnersOf(flow, left));
    absl::StatusOr<ColumnRows> right =
        subjects.has_value() ? Compute(*flow.right, &*subjects) : RowsOf(*flow.right);
    CAMBIUM_RETURN_IF_ERROR(right.status());
    return JoinColumns(flow, left, *right, needs_.Of(flow), rules_.hash_smaller);
  }

  // The subjects that may join with the left rows, if they are found by a key or an index and
  // are few.
  absl::StatusOr<std::optional<Subjects>> PartnersOf(const Flow& flow, const ColumnRows& left) {
    const Flow* scan = flow.right.get();
    while (scan->kind == FlowKind::kFilter || scan->kind == FlowKind::kExtend) {
      if (needs_.readers(*scan) > 1) return std::nullopt;
      scan = scan->left.get();
    }
    if (scan->kind != FlowKind::kScan || needs_.readers(*scan) > 1) return std::nullopt;
    const AccessPath& path = paths_.at(scan);
    if (!path.is_by_join()) return std::nullopt;
    const Table& table = *schema_.FindById(scan->table);
    KeyColumns keys;
    for (const std::size_t key : path.join_keys) keys.push_back(left.Of(flow.left_keys[key]));
    const KeyNumbers distinct(keys, left.size());
    CAMBIUM_ASSIGN_OR_RETURN(const bool is_few, reader_.IsFew(table, distinct.size()));
    if (!is_few) return std::nullopt;
    if (path.kind == AccessKind::kIndex)
      return IndexedPartners(table, path.field, keys[0], distinct);
    Subjects subjects;
    for (const std::uint32_t row : distinct.first()) {
      std::string subject;
      bool has_null = false;
      for (const ValueView* key : keys) {
        has_null = has_null || key[row].is_null();
        if (path.is_subject) {
          subject = key[row].bytes();
        } else {
          AppendKey(key[row], subject);
        }
      }
      // A key is never NULL.
      if (!has_null) subjects.push_back(std::move(subject));
    }
    return subjects;
  }

  absl::StatusOr<std::optional<Subjects>> IndexedPartners(const Table& table, std::size_t field,
                                                          const ValueView* values,
                                                          const KeyNumbers& distinct) {
    if (!reader_.has_indexes()) return std::nullopt;
    Subjects subjects;
    for (const std::uint32_t row : distinct.first()) {
      const Value value(values[row]);
      if (value.is_null()) {
        // NULL joins with NULL, which no index has.
        if (table.fields[field].nullable) return std::nullopt;
        continue;
      }
      CAMBIUM_ASSIGN_OR_RETURN(const bool is_few,
                               reader_.AddIndexed(table, field, {value, value}, subjects));
      if (!is_few) return std::nullopt;
    }
    return subjects;
  }

  const Schema& schema_;
  const OneShotRules rules_;
  const FlowNeeds needs_;
  TableReader reader_;
  const AccessPaths paths_;
  ByteArena texts_;                         // Of all columns.
  std::map<const Flow*, ColumnRows> done_;  // Of those that are read again; looked up only.
};

// Lists that repeat, at any depth and with rows left out, are for the assembler.
bool HasRepeats(const SelectPlan& plan) {
  return plan.recurses || std::any_of(plan.selects.begin(), plan.selects.end(), HasRepeats);
}

absl::StatusOr<TreeList> Assembled(const SelectPlan& plan,
                                   const std::vector<ColumnRows>& selects) {
  std::vector<const SelectPlan*> plans;
  const std::function<void(const SelectPlan&)> add = [&](const SelectPlan& select) {
    if (select.repeats) return;
    plans.push_back(&select);
    for (const SelectPlan& inner : select.selects) add(inner);
  };
  add(plan);
  std::vector<ZSet<Row>> contents;
  for (std::size_t i = 0; i < selects.size(); ++i) {
    const KeyColumns columns = selects[i].Of(plans[i]->layout);
    Delta<Row> rows;
    for (std::size_t row = 0; row < selects[i].size(); ++row) {
      ColumnRows::Values values;
      for (const ValueView* column : columns) values.push_back(column[row]);
      rows.Add(Row(std::span<const ValueView>(values)), 1);
    }
    contents.push_back(rows.ToZSet());
  }
  Assembler assembler(plan);
  assembler.Apply(contents);
  CAMBIUM_RETURN_IF_ERROR(assembler.status());
  TreeList tree = assembler.Snapshot();
  CAMBIUM_RETURN_IF_ERROR(assembler.status());
  return tree;
}

}  // namespace

SelectPlan PlanOneShot(SelectPlan plan, const OneShotRules& rules) {
  return rules.push_filters ? PushFilters(std::move(plan)) : std::move(plan);
}

absl::StatusOr<OneShotAnswer> RunOneShot(const SelectPlan& plan, const Schema& schema,
                                         const Store& store, const OneShotRules& rules,
                                         std::uint64_t version) {
  OneShot query(plan, schema, store, rules, version);
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<ColumnRows> selects, query.Run(plan));
  if (!HasRepeats(plan)) return OneShotAnswer{BuildTree(plan, selects), query.read_count()};
  CAMBIUM_ASSIGN_OR_RETURN(TreeList tree, Assembled(plan, selects));
  return OneShotAnswer{std::move(tree), query.read_count()};
}

std::string OneShotText(const SelectPlan& plan, const Schema& schema,
                        const OneShotRules& rules) {
  const FlowNeeds needs(plan);
  ScanTexts texts;
  for (const auto& [scan, path] : ChooseAccess(schema, needs, rules.choose_access)) {
    if (!path.text.empty()) texts[scan] = path.text;
  }
  return PlanText(plan, texts);
}

}  // namespace cambium
