// From syntax to plan: sources, relations, shapes.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "dataflow/status.h"
#include "query/plan.h"

namespace cambium {
namespace {

absl::Status Later(Span span, const std::string& what) {
  return ErrorAt(span, what + " is not built yet");
}

// What the parser takes and the planner does not, for now.
absl::Status RefuseLater(const Select& select) {
  const bool is_parameter =
      select.limit.has_value() && select.limit->kind == ExprKind::kParameter;
  const bool plain = select.cardinality == Cardinality::kMany && !select.distinct &&
                     select.source.size() == 1 && !select.source[0].hops.has_value();
  if (!plain) return Later(select.span, "this form of select");
  if (select.alias.has_value()) return Later(select.alias->span, "an alias");
  if (select.on.has_value()) return Later(select.on->span, "ON");
  if (!select.group_by.empty()) return Later(select.span, "GROUP BY");
  if (select.having.has_value()) return Later(select.having->span, "HAVING");
  if (select.start.has_value()) return Later(select.start->span, "START");
  if (select.offset.has_value()) return Later(select.offset->span, "OFFSET");
  return is_parameter ? Later(select.limit->span, "a parameter") : absl::OkStatus();
}

absl::Status RefuseLater(const Query& query) {
  if (query.name.has_value()) return Later(query.name->span, "a named query");
  if (query.is_roots) return Later(query.root.span, "several roots in one query");
  return RefuseLater(query.root);
}

// Plans one select; nested ones by planners of their own.
class SelectPlanner {
 public:
  SelectPlanner(const Schema& schema, const Select& select, const Table& table)
      : schema_(schema),
        select_(select),
        table_(table),
        expressions_(schema, table, plan_.read) {}

  // `link`: the reference to the outer row; none at the root.
  absl::StatusOr<SelectPlan> Plan(std::optional<std::size_t> link) {
    plan_.table = table_.id;
    plan_.table_name = table_.name;
    if (select_.limit.has_value()) plan_.limit = select_.limit->literal.AsInt();
    // The first key field comes first in `read`: it is present in every row.
    for (const std::size_t field : table_.key) expressions_.ReadField(field);
    if (link.has_value()) {
      plan_.has_bucket = true;
      plan_.shape.push_back(expressions_.ReadField(*link));
    }
    if (select_.where.has_value()) {
      CAMBIUM_ASSIGN_OR_RETURN(plan_.where, expressions_.PlanTruth(*select_.where));
    }
    CAMBIUM_RETURN_IF_ERROR(PlanOrder());
    plan_.key_begin = plan_.shape.size();
    for (const std::size_t field : table_.key) {
      const std::size_t column = AddColumn(expressions_.ReadField(field));
      order_.push_back({column, false, true});
      plan_.keys.push_back({table_.fields[field].name, column, table_.fields[field].type});
    }
    plan_.key_end = plan_.shape.size();
    plan_.order = RowOrder(std::move(order_));
    for (const Item& item : select_.items) CAMBIUM_RETURN_IF_ERROR(PlanItem(item));
    for (const std::size_t field : plan_.read) {
      plan_.attributes.push_back(table_.fields[field].number);
    }
    return std::move(plan_);
  }

 private:
  std::size_t AddColumn(PlanExpr expr) {
    plan_.shape.push_back(std::move(expr));
    return plan_.shape.size() - 1;
  }

  absl::Status PlanOrder() {
    for (const OrderKey& key : select_.order_by) {
      CAMBIUM_ASSIGN_OR_RETURN(PlanExpr expr, expressions_.Plan(BehindLabel(key.expr)));
      const bool nulls_first = key.nulls_first.value_or(!key.descending);
      order_.push_back({AddColumn(std::move(expr)), key.descending, nulls_first});
    }
    return absl::OkStatus();
  }

  // ORDER BY sees labels, after fields.
  const Expr& BehindLabel(const Expr& expr) const {
    const bool may_be_label = expr.kind == ExprKind::kPath && expr.path.size() == 1 &&
                              !table_.FindField(expr.path[0].text).has_value();
    if (!may_be_label) return expr;
    for (const Item& item : select_.items) {
      const bool same = item.label.has_value() && item.label->text == expr.path[0].text;
      if (same && item.expr.has_value()) return *item.expr;
    }
    return expr;
  }

  absl::Status PlanItem(const Item& item) {
    if (item.kind == ItemKind::kAllFields) {
      for (std::size_t i = 0; i < table_.fields.size(); ++i) {
        CAMBIUM_RETURN_IF_ERROR(
            AddScalar(table_.fields[i].name, expressions_.ReadField(i), item.span));
      }
      return absl::OkStatus();
    }
    if (item.kind == ItemKind::kSelect) return PlanNested(item);
    if (item.kind != ItemKind::kExpr) return Later(item.span, "this kind of item");
    const bool is_path = item.expr->kind == ExprKind::kPath;
    if (!item.label.has_value() && !is_path) {
      return ErrorAt(item.span, "an item that is not a path needs a label");
    }
    const Name& label = item.label.has_value() ? *item.label : item.expr->path.back();
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr expr, expressions_.Plan(*item.expr));
    return AddScalar(label.text, std::move(expr), item.span);
  }

  absl::Status AddScalar(const std::string& label, PlanExpr expr, Span span) {
    CAMBIUM_RETURN_IF_ERROR(CheckLabel(label, span));
    const FieldType type = expr.type;
    plan_.members.push_back({false, plan_.scalars.size()});
    plan_.scalars.push_back({label, AddColumn(std::move(expr)), type});
    return absl::OkStatus();
  }

  absl::Status PlanNested(const Item& item) {
    const Select& nested = item.select[0];
    CAMBIUM_RETURN_IF_ERROR(RefuseLater(nested));
    const std::string& label =
        item.label.has_value() ? item.label->text : nested.source[0].text;
    CAMBIUM_RETURN_IF_ERROR(CheckLabel(label, item.span));
    const auto relation = schema_.FindRelation(table_, nested.source[0].text);
    if (!relation.has_value()) {
      const bool is_table = schema_.Find(nested.source[0].text) != nullptr;
      const std::string message =
          is_table ? "a table without a relation inside of a select is not built yet: "
                   : "no relation '";
      if (is_table) return ErrorAt(nested.source[0].span, message + nested.source[0].text);
      return ErrorAt(nested.source[0].span,
                     message + nested.source[0].text + "' on " + table_.name +
                         DidYouMean(nested.source[0].text, schema_.RelationNames(table_)));
    }
    SelectPlanner planner(schema_, nested, *relation->table);
    CAMBIUM_ASSIGN_OR_RETURN(SelectPlan plan, planner.Plan(relation->field));
    plan.label = label;
    plan_.members.push_back({true, plan_.selects.size()});
    plan_.selects.push_back(std::move(plan));
    return absl::OkStatus();
  }

  absl::Status CheckLabel(const std::string& label, Span span) const {
    bool taken = false;
    for (const PlanColumn& scalar : plan_.scalars) taken = taken || scalar.label == label;
    for (const SelectPlan& select : plan_.selects) taken = taken || select.label == label;
    return taken ? ErrorAt(span, "label is given twice: " + label) : absl::OkStatus();
  }

  const Schema& schema_;
  const Select& select_;
  const Table& table_;
  SelectPlan plan_;
  std::vector<OrderColumn> order_;
  ExpressionPlanner expressions_;
};

}  // namespace

absl::StatusOr<SelectPlan> PlanQuery(const Schema& schema, const Query& query) {
  CAMBIUM_RETURN_IF_ERROR(RefuseLater(query));
  const Name& source = query.root.source[0];
  const Table* table = schema.Find(source.text);
  if (table == nullptr) {
    return ErrorAt(source.span, "no table '" + source.text + "'" +
                                    DidYouMean(source.text, schema.TableNames()));
  }
  return SelectPlanner(schema, query.root, *table).Plan(std::nullopt);
}

}  // namespace cambium
