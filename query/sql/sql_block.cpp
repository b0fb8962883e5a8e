// Brace blocks: the members of an object, and the columns that they show.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/status.h"
#include "query/sql/sql_emitter.h"
#include "query/typing.h"

namespace cambium {
namespace {

// Through a spread of NULL there is no value, not even of what asks for no field of the row.
PlanExpr UnlessMissing(PlanExpr key, PlanExpr expr) {
  PlanExpr missing;
  missing.kind = ExprKind::kIsNull;
  missing.type.kind = TypeKind::kBool;
  missing.args.push_back(std::move(key));
  PlanExpr chosen;
  chosen.kind = ExprKind::kCase;
  chosen.span = expr.span;
  chosen.type = expr.type;
  chosen.args = {std::move(missing), PlanExpr(), std::move(expr)};
  return chosen;
}

}  // namespace

absl::Status SqlEmitter::AddItems(const std::vector<Item>& items, SqlScope& scope,
                                  const Block& block, Columns& columns) {
  for (const Item& item : items) {
    CAMBIUM_RETURN_IF_ERROR(AddItem(item, scope, block, columns));
  }
  return absl::OkStatus();
}

absl::Status SqlEmitter::AddItem(const Item& item, SqlScope& scope, const Block& block,
                                 Columns& columns) {
  switch (item.kind) {
    case ItemKind::kAllFields:
      return AddAllFields(item, scope, columns);
    case ItemKind::kSpread:
      return AddSpread(item, scope, columns);
    case ItemKind::kFragment:
      return AddFragment(item, scope, block, columns);
    case ItemKind::kRecurse:
      return AddRecursion(item, scope, block, columns);
    case ItemKind::kSelect: {
      const Select& select = item.select[0];
      const std::string& label =
          item.label.has_value() ? item.label->text : select.source.back().text;
      std::string only_if;
      if (block.is_spread) only_if = "(" + block.chain.back()[0] + " IS NOT NULL)";
      bool is_one = false;
      CAMBIUM_ASSIGN_OR_RETURN(const std::string tree,
                               EmitSelect(select, &scope, {}, only_if, is_one));
      return AddTree(label, "(" + tree + ")", item.span, columns);
    }
    case ItemKind::kExpr:
      break;
  }
  const bool is_path = item.expr->kind == ExprKind::kPath;
  if (!item.label.has_value() && !is_path) {
    return ErrorAt(item.span, "an item that is not a path needs a label");
  }
  const std::string& label =
      item.label.has_value() ? item.label->text : item.expr->path.back().text;
  CAMBIUM_ASSIGN_OR_RETURN(PlanExpr expr, Term(*item.expr, scope));
  if (block.is_spread) {
    const SqlRow& row = *scope.rows.back();
    const bool is_field = is_path && row.table->FindField(item.expr->path[0].text).has_value();
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr key, FieldOf(row, row.table->key[0]));
    if (!is_field) expr = UnlessMissing(std::move(key), std::move(expr));
  }
  return AddValue(label, std::move(expr), item.span, columns);
}

absl::Status SqlEmitter::AddValue(const std::string& label, PlanExpr expr, Span span,
                                  Columns& columns) {
  RoundAsPrinted(expr);
  expr.span = span;
  CAMBIUM_ASSIGN_OR_RETURN(const Texts parts, sql_.Parts(expr));
  Texts names;
  for (const std::string& part : parts) {
    const std::string name = "v" + std::to_string(++columns.count);
    columns.inner.push_back(part + " AS " + name);
    names.push_back("r." + name);
  }
  CAMBIUM_ASSIGN_OR_RETURN(const std::string json, sql_.Json(expr.type, names, span));
  return AddMember(label, json, span, columns);
}

absl::Status SqlEmitter::AddTree(const std::string& label, const std::string& tree, Span span,
                                 Columns& columns) {
  const std::string name = "v" + std::to_string(++columns.count);
  columns.inner.push_back(tree + " AS " + name);
  const std::string json = sql_.is_sqlite() ? "JSON(r." + name + ")" : "r." + name;
  return AddMember(label, json, span, columns);
}

absl::Status SqlEmitter::AddMember(const std::string& label, const std::string& json, Span span,
                                   Columns& columns) {
  if (!columns.labels.insert(label).second) {
    return ErrorAt(span, "label is given twice: " + label);
  }
  if (columns.labels.size() > kMaxMembers) {
    return SqlExpressions::Refuse(span, "a block of more than 50 members");
  }
  columns.object.push_back(SqlString(label) + ", " + json);
  return absl::OkStatus();
}

std::string SqlEmitter::Object(const Columns& columns) const {
  std::string members;
  for (const std::string& member : columns.object) {
    members += (members.empty() ? "" : ", ") + member;
  }
  return (sql_.is_sqlite() ? "JSON_OBJECT(" : "JSON_BUILD_OBJECT(") + members + ")";
}

absl::Status SqlEmitter::AddAllFields(const Item& item, SqlScope& scope, Columns& columns) {
  if (scope.rows.empty()) {
    return ErrorAt(item.span, "there is no row here of which '*' could list the fields");
  }
  const SqlRow& row = *scope.rows.back();
  for (std::size_t i = 0; i < row.table->fields.size(); ++i) {
    CAMBIUM_ASSIGN_OR_RETURN(PlanExpr field, FieldOf(row, i));
    CAMBIUM_RETURN_IF_ERROR(
        AddValue(row.table->fields[i].name, std::move(field), item.span, columns));
  }
  return absl::OkStatus();
}

absl::Status SqlEmitter::AddSpread(const Item& item, SqlScope& scope, Columns& columns) {
  const Select& spread = item.select[0];
  CAMBIUM_ASSIGN_OR_RETURN(const PlanExpr reference, Path(spread.source, spread.span, scope));
  if (reference.type.kind != TypeKind::kReference) {
    return ErrorAt(spread.span, "a spread needs a reference, and '" +
                                    spread.source.back().text + "' is none");
  }
  CAMBIUM_ASSIGN_OR_RETURN(SqlRow * row, LookUp(reference, spread.span, scope));
  CAMBIUM_ASSIGN_OR_RETURN(const Texts key, KeyOf(*row));
  Block inside;
  inside.items = &spread.items;
  inside.chain = {key};
  inside.is_spread = true;
  scope.rows.push_back(row);
  absl::Status status = AddItems(spread.items, scope, inside, columns);
  scope.rows.pop_back();
  return status;
}

absl::Status SqlEmitter::AddFragment(const Item& item, SqlScope& scope, const Block& block,
                                     Columns& columns) {
  const Table* const table = scope.rows.empty() ? nullptr : scope.rows.back()->table;
  return expansion_.OfFragment(item.fragment, table, [&](const std::vector<Item>& items) {
    return AddItems(items, scope, block, columns);
  });
}

// The block once more for each level, as a nested select of the level above it.
absl::Status SqlEmitter::AddRecursion(const Item& item, SqlScope& scope, const Block& block,
                                      Columns& columns) {
  Select select = item.select[0];
  select.cardinality = Cardinality::kMany;
  const std::string& label =
      item.label.has_value() ? item.label->text : select.source.back().text;
  if (!item.depth.has_value()) {
    return SqlExpressions::Refuse(item.span, "RECURSE without DEPTH");
  }
  if (*item.depth > kMaxRecursion) {
    return SqlExpressions::Refuse(item.span,
                                  "RECURSE deeper than " + std::to_string(kMaxRecursion));
  }
  if (block.chain.empty() || block.is_spread) {
    return ErrorAt(item.span, "there is no block of a row here that RECURSE could repeat");
  }
  const auto level = static_cast<std::int64_t>(block.chain.size()) - 1;
  if (level >= *item.depth) {
    // The path must be one all the same.
    SqlScope unused;
    unused.outer = &scope;
    CAMBIUM_RETURN_IF_ERROR(OpenSource(select.source, select, true, unused).status());
    const std::string empty = sql_.is_sqlite() ? "'[]'" : "CAST('[]' AS JSON)";
    return AddTree(label, empty, item.span, columns);
  }
  bool is_one = false;
  CAMBIUM_ASSIGN_OR_RETURN(const std::string tree,
                           EmitSelect(select, &scope, block, "", is_one));
  return AddTree(label, "(" + tree + ")", item.span, columns);
}

}  // namespace cambium
