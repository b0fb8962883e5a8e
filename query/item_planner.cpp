// Brace blocks: which members a row has, and where their columns stand.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "dataflow/status.h"
#include "query/keyword.h"
#include "query/name_hint.h"
#include "query/printer.h"
#include "query/query_planner.h"
#include "query/typing.h"

namespace cambium {
namespace {

bool IsRows(const Item& item) {
  return item.kind == ItemKind::kSelect && item.select[0].source.size() == 1 &&
         SameKeyword(item.select[0].source[0].text, "ROWS");
}

// Values first, since they may ask for more columns of outer rows; members of groups last,
// since they are found by all columns that their groups are in.
int PassOf(const Item& item) {
  if (IsRows(item)) return 2;
  return item.kind == ItemKind::kSelect || item.kind == ItemKind::kRecurse ? 1 : 0;
}

// Through a spread of NULL there is no value, not even of what asks for no field of the row.
PlanExpr UnlessMissing(ColumnId key, PlanExpr expr) {
  PlanExpr column;
  column.kind = ExprKind::kPath;
  column.column = key;
  PlanExpr missing;
  missing.kind = ExprKind::kIsNull;
  missing.type.kind = TypeKind::kBool;
  missing.args.push_back(std::move(column));
  PlanExpr chosen;
  chosen.kind = ExprKind::kCase;
  chosen.type = expr.type;
  chosen.args = {std::move(missing), PlanExpr(), std::move(expr)};
  return chosen;
}

// In the order of the text, though not planned in it.
absl::Status CheckLabels(const std::vector<Item>& items) {
  std::set<std::string> labels;
  for (const Item& item : items) {
    std::string label;
    if (item.label.has_value()) {
      label = item.label->text;
    } else if (item.kind == ItemKind::kExpr && item.expr->kind == ExprKind::kPath) {
      label = item.expr->path.back().text;
    } else if (item.kind == ItemKind::kSelect || item.kind == ItemKind::kRecurse) {
      label = item.select[0].source.back().text;
    }
    if (label.empty() || labels.insert(label).second) continue;
    return ErrorAt(item.span, "label is given twice: " + label);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status QueryPlanner::PlanItems(const std::vector<Item>& items, Scope& scope,
                                     Block& block) {
  CAMBIUM_RETURN_IF_ERROR(CheckLabels(items));
  const std::vector<PlanMember> before = std::exchange(block.plan.members, {});
  std::vector<std::vector<PlanMember>> members(items.size());
  const auto plan = [&](int pass) -> absl::Status {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (PassOf(items[i]) != pass) continue;
      CAMBIUM_RETURN_IF_ERROR(PlanItem(items[i], scope, block));
      members[i] = std::exchange(block.plan.members, {});
    }
    return absl::OkStatus();
  };
  CAMBIUM_RETURN_IF_ERROR(plan(0));
  CAMBIUM_RETURN_IF_ERROR(plan(1));
  const Block without_rows = scope.is_group() ? block : Block();
  const std::size_t asked = scope.correlated.size();
  CAMBIUM_RETURN_IF_ERROR(plan(2));
  if (scope.is_group() && scope.correlated.size() > asked) {
    // One of them has asked for more, by which the others are to find their groups too.
    block = without_rows;
    CAMBIUM_RETURN_IF_ERROR(plan(2));
  }
  block.plan.members = before;
  for (const std::vector<PlanMember>& of_item : members) {
    block.plan.members.insert(block.plan.members.end(), of_item.begin(), of_item.end());
  }
  return absl::OkStatus();
}

absl::Status QueryPlanner::PlanItem(const Item& item, Scope& scope, Block& block) {
  switch (item.kind) {
    case ItemKind::kAllFields:
      return PlanAllFields(item, scope, block);
    case ItemKind::kSelect:
      return PlanNested(item, scope, block);
    case ItemKind::kSpread:
      return PlanSpread(item, scope, block);
    case ItemKind::kFragment:
      return PlanFragment(item, scope, block);
    case ItemKind::kRecurse:
      return PlanRecurse(item, scope, block);
    case ItemKind::kExpr:
      break;
  }
  if (!item.label.has_value() && item.expr->kind != ExprKind::kPath) {
    return WithHint(ErrorAt(item.span, "an item that is not a path needs a label"),
                    "hint: a label stands in front: " + LabelFor(*item.expr) + ": " +
                        PrintExpr(*item.expr));
  }
  const auto known = scope.labelled.find(&*item.expr);
  PlanExpr expr;
  if (known != scope.labelled.end()) {
    expr = known->second;
  } else {
    CAMBIUM_ASSIGN_OR_RETURN(expr, PlanTerm(*item.expr, scope));
  }
  const std::string& label =
      item.label.has_value() ? item.label->text : item.expr->path.back().text;
  const bool is_field = item.expr->kind == ExprKind::kPath && item.expr->path.size() == 1 &&
                        !scope.rows.empty() &&
                        scope.rows.back()->table->FindField(label).has_value();
  if (block.spread.has_value() && !is_field) {
    expr = UnlessMissing(*block.spread, std::move(expr));
  }
  return AddScalar(label, std::move(expr), item.span, scope, block);
}

absl::Status QueryPlanner::PlanAllFields(const Item& item, Scope& scope, Block& block) {
  if (scope.rows.empty()) {
    return ErrorAt(item.span, "there is no row here of which '*' could list the fields");
  }
  RowScope& row = *scope.rows.back();
  for (std::size_t i = 0; i < row.table->fields.size(); ++i) {
    const Field& field = row.table->fields[i];
    if (field.is_unknown()) continue;
    CAMBIUM_RETURN_IF_ERROR(AddScalar(field.name, ColumnExpr(FieldColumn(row, i), field.type),
                                      item.span, scope, block));
  }
  return absl::OkStatus();
}

absl::StatusOr<RowScope*> QueryPlanner::PlanRow(const PathSyntax& path, Span span,
                                                Scope& scope) {
  CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr value, PlanPath(path, span, scope));
  const Step& last = path.back();
  if (value.type.kind == TypeKind::kReference) {
    CAMBIUM_RETURN_IF_ERROR(CheckDeclared(value.type, last));
    return &LookUp(value.column, value.type, scope);
  }
  // BACK of a UNIQUE reference, from a row that is named, or that the path has come to.
  Scope* owner = &scope;
  RowScope* from = nullptr;
  for (; owner != nullptr && path.size() < 3; owner = owner->outer) {
    for (auto row = owner->rows.rbegin(); row != owner->rows.rend() && !from; ++row) {
      const bool is_named = path.size() == 1
                                ? LeadsToOne(**row, last) || (*row)->table->FindField(last.text)
                                : (*row)->alias == path[0].text;
      if (is_named) from = *row;
    }
    if (from != nullptr) break;
  }
  if (from == nullptr && path.size() > 1) {
    owner = &scope;
    CAMBIUM_ASSIGN_OR_RETURN(from, PlanRow({path.begin(), path.end() - 1}, span, scope));
  }
  if (from == nullptr || !LeadsToOne(*from, last)) {
    return ErrorAt(span, "a spread needs a reference, and '" + last.text + "' is none");
  }
  for (const std::size_t field : from->table->key) {
    Reach(FieldColumn(*from, field), *owner, scope);
  }
  return &LookUpBack(*from, *schema_.FindRelation(*from->table, last.text), scope);
}

// The members of the row that a path leads to, among those of this row.
absl::Status QueryPlanner::PlanSpread(const Item& item, Scope& scope, Block& block) {
  const Select& spread = item.select[0];
  CAMBIUM_ASSIGN_OR_RETURN(RowScope* const found, PlanRow(spread.source, spread.span, scope));
  RowScope& row = *found;
  const std::optional<ColumnId> outer =
      std::exchange(block.spread, FieldColumn(row, row.table->key[0]));
  scope.rows.push_back(&row);
  absl::Status status = PlanItems(spread.items, scope, block);
  scope.rows.pop_back();
  block.spread = outer;
  return status;
}

absl::Status QueryPlanner::PlanFragment(const Item& item, Scope& scope, Block& block) {
  const Table* const table = scope.rows.empty() ? nullptr : scope.rows.back()->table;
  return expansion_.OfFragment(item.fragment, table, [&](const std::vector<Item>& items) {
    return PlanItems(items, scope, block);
  });
}

absl::Status QueryPlanner::PlanNested(const Item& item, Scope& scope, Block& block) {
  const Select& select = item.select[0];
  const std::string& label =
      item.label.has_value() ? item.label->text : select.source.back().text;
  CAMBIUM_RETURN_IF_ERROR(CheckLabel(label, item.span, block));
  Scope inner;
  Open(inner, &scope);
  CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan,
                           PlanSelect(select, inner, select.cardinality == Cardinality::kOne));
  plan.label = label;
  block.plan.members.push_back({true, block.plan.selects.size()});
  block.plan.selects.push_back(std::move(plan));
  block.links.push_back(inner.correlated);
  return absl::OkStatus();
}

absl::Status QueryPlanner::AddScalar(const std::string& label, PlanExpr expr, Span span,
                                     Scope& scope, Block& block) {
  CAMBIUM_RETURN_IF_ERROR(CheckLabel(label, span, block));
  if (scope.is_shown) RoundAsPrinted(expr);
  const FieldType type = expr.type;
  block.plan.members.push_back({false, block.plan.scalars.size()});
  block.plan.scalars.push_back({label, 0, type});
  block.scalars.push_back(AsColumn(std::move(expr), scope));
  return absl::OkStatus();
}

absl::Status QueryPlanner::CheckLabel(const std::string& label, Span span, const Block& block) {
  bool taken = false;
  for (const PlanColumn& scalar : block.plan.scalars) taken = taken || scalar.label == label;
  for (const SelectPlan& select : block.plan.selects) taken = taken || select.label == label;
  return taken ? ErrorAt(span, "label is given twice: " + label) : absl::OkStatus();
}

SelectPlan QueryPlanner::FinishBlock(Block block, const std::vector<FlowOrder>& order,
                                     std::vector<PlanColumn> keys,
                                     const std::vector<ColumnId>& key_columns, Scope& scope) {
  if (block.recursion != nullptr) FinishRecursion(scope, block);
  Finish(scope);
  SelectPlan& plan = block.plan;
  plan.flow = scope.flow;
  plan.layout = scope.bucket.value_or(scope.correlated);
  plan.bucket_size = plan.layout.size();
  const auto place = [&plan](ColumnId column) {
    const auto found = std::find(plan.layout.begin(), plan.layout.end(), column);
    const auto at = static_cast<std::size_t>(found - plan.layout.begin());
    if (found == plan.layout.end()) plan.layout.push_back(column);
    return at;
  };
  std::vector<OrderColumn> sorted;
  sorted.reserve(order.size());
  for (const FlowOrder& by : order) {
    sorted.push_back({place(by.column), by.descending, by.nulls_first});
  }
  // The key is one run of columns, whatever else shows them.
  plan.key_begin = plan.layout.size();
  plan.layout.insert(plan.layout.end(), key_columns.begin(), key_columns.end());
  plan.key_end = plan.layout.size();
  plan.keys = std::move(keys);
  for (std::size_t i = 0; i < key_columns.size(); ++i) {
    plan.keys[i].column = plan.key_begin + i;
    // Frames name rows by their keys, and two that are rounded may look alike.
    if (plan.keys[i].type.kind == TypeKind::kRatio) plan.keys[i].type.kind = TypeKind::kBytes;
    sorted.push_back({plan.key_begin + i, false, true});
  }
  plan.order = RowOrder(std::move(sorted));
  for (std::size_t i = 0; i < plan.scalars.size(); ++i) {
    plan.scalars[i].column = place(block.scalars[i]);
  }
  for (std::size_t i = 0; i < plan.selects.size(); ++i) {
    for (const ColumnId column : block.links[i]) plan.selects[i].link.push_back(place(column));
  }
  // Lists stand in the order of the text, in which not all of them were planned.
  std::vector<SelectPlan> in_order;
  for (PlanMember& member : plan.members) {
    if (!member.is_select) continue;
    in_order.push_back(std::move(plan.selects[member.position]));
    member.position = in_order.size() - 1;
  }
  plan.selects = std::move(in_order);
  return std::move(plan);
}

}  // namespace cambium
