// Statements as text, with a bracket around every operand that is not a single word.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/treeql_printer.h"

#include "dataflow/decimal.h"

namespace cambium::testing {
namespace {

std::string PrintLiteral(const Value& value) {
  switch (value.type()) {
    case ValueType::kNull:
      return "NULL";
    case ValueType::kBool:
      return value.AsBool() ? "TRUE" : "FALSE";
    case ValueType::kInt:
      return std::to_string(value.AsInt());
    case ValueType::kDecimal:
      return FormatDecimal(value.AsDecimal());
    default:
      break;
  }
  std::string quoted = "'";
  for (const char c : value.AsText()) quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

std::string Symbol(ExprKind kind) {
  switch (kind) {
    case ExprKind::kAnd:
      return " AND ";
    case ExprKind::kOr:
      return " OR ";
    case ExprKind::kEqual:
      return " = ";
    case ExprKind::kNotEqual:
      return " != ";
    case ExprKind::kLess:
      return " < ";
    case ExprKind::kLessEqual:
      return " <= ";
    case ExprKind::kGreater:
      return " > ";
    case ExprKind::kGreaterEqual:
      return " >= ";
    case ExprKind::kAdd:
      return " + ";
    case ExprKind::kSubtract:
      return " - ";
    default:
      return " * ";
  }
}

std::string Operand(const Expr& expr) {
  const bool is_word = expr.kind == ExprKind::kLiteral || expr.kind == ExprKind::kPath;
  return is_word ? PrintExpr(expr) : "(" + PrintExpr(expr) + ")";
}

std::string Joined(const std::vector<std::string>& parts, const std::string& between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

std::string PrintSelect(const Select& select);

std::string PrintItem(const Item& item) {
  if (item.kind == ItemKind::kAllFields) return "*";
  const std::string label = item.label.has_value() ? item.label->text + ": " : "";
  return label + (item.expr.has_value() ? PrintExpr(*item.expr) : PrintSelect(item.select[0]));
}

std::string PrintSelect(const Select& select) {
  std::string text = "MANY " + select.source[0].text;
  if (select.where.has_value()) text += " WHERE " + PrintExpr(*select.where);
  std::vector<std::string> keys;
  for (const OrderKey& key : select.order_by) {
    std::string order = PrintExpr(key.expr) + (key.descending ? " DESC" : "");
    if (key.nulls_first.has_value()) order += *key.nulls_first ? " NULLS FIRST" : " NULLS LAST";
    keys.push_back(order);
  }
  if (!keys.empty()) text += " ORDER BY " + Joined(keys, ", ");
  if (select.limit.has_value()) text += " LIMIT " + PrintExpr(*select.limit);
  std::vector<std::string> items;
  for (const Item& item : select.items) items.push_back(PrintItem(item));
  return text + " { " + Joined(items, ", ") + " }";
}

std::string PrintField(const FieldDeclaration& field) {
  std::string text = field.name.text + ": " + field.type.name.text;
  if (field.type.scale.has_value()) text += "(" + std::to_string(*field.type.scale) + ")";
  text += (field.nullable ? "? = " : " = ") + std::to_string(field.number);
  if (field.is_key) text += " KEY";
  if (field.is_indexed) text += " INDEX";
  if (field.back.has_value()) text += " BACK " + field.back->text;
  if (field.default_value.has_value()) text += " DEFAULT " + PrintExpr(*field.default_value);
  return text;
}

std::string PrintTable(const TableDeclaration& table) {
  std::vector<std::string> members;
  for (const FieldDeclaration& field : table.fields) members.push_back(PrintField(field));
  std::vector<std::string> key;
  for (const Name& name : table.composite_key) key.push_back(name.text);
  if (!key.empty()) members.push_back("KEY (" + Joined(key, ", ") + ")");
  return "TABLE " + table.name.text + " { " + Joined(members, ", ") + " }";
}

std::string PrintSet(const std::vector<Assignment>& assignments, const std::string& between) {
  std::vector<std::string> parts;
  parts.reserve(assignments.size());
  for (const Assignment& assignment : assignments) {
    parts.push_back(assignment.field.text + between + PrintExpr(assignment.value));
  }
  return Joined(parts, ", ");
}

std::string PrintWhere(const std::optional<Expr>& where) {
  return where.has_value() ? " WHERE " + PrintExpr(*where) : "";
}

}  // namespace

std::string PrintExpr(const Expr& expr) {
  std::vector<std::string> args;
  for (const Expr& arg : expr.args) args.push_back(Operand(arg));
  switch (expr.kind) {
    case ExprKind::kLiteral:
      return PrintLiteral(expr.literal);
    case ExprKind::kPath: {
      std::vector<std::string> steps;
      for (const Name& step : expr.path) steps.push_back(step.text);
      return Joined(steps, ".");
    }
    case ExprKind::kNot:
      return "NOT " + args[0];
    case ExprKind::kNegate:
      return "-(" + PrintExpr(expr.args[0]) + ")";
    case ExprKind::kIsNull:
      return args[0] + " IS NULL";
    case ExprKind::kIn: {
      const std::vector<std::string> candidates(args.begin() + 1, args.end());
      return args[0] + " IN (" + Joined(candidates, ", ") + ")";
    }
    default:
      return Joined(args, Symbol(expr.kind));
  }
}

std::string PrintStatement(const Statement& statement) {
  if (const auto* query = std::get_if<Query>(&statement)) {
    return (query->live ? "LIVE " : "") + PrintSelect(query->root) + ";";
  }
  if (const auto* table = std::get_if<TableDeclaration>(&statement)) {
    return PrintTable(*table) + ";";
  }
  if (const auto* insert = std::get_if<Insert>(&statement)) {
    return "INSERT " + insert->table.text + " { " + PrintSet(insert->fields, ": ") + " };";
  }
  if (const auto* update = std::get_if<Update>(&statement)) {
    return "UPDATE " + update->table.text + PrintWhere(update->where) + " SET " +
           PrintSet(update->set, " = ") + ";";
  }
  const auto& erase = std::get<Delete>(statement);
  return "DELETE " + erase.table.text + PrintWhere(erase.where) + ";";
}

}  // namespace cambium::testing
