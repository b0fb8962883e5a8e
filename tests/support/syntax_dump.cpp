// Member by member.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/syntax_dump.h"

#include <charconv>

namespace cambium::testing {
namespace {

std::string Of(std::int64_t number) { return std::to_string(number) + ";"; }
std::string Of(bool flag) { return flag ? "y" : "n"; }
// With its length, so that no name can pose as two.
std::string Of(const std::string& text) { return std::to_string(text.size()) + ":" + text; }
std::string Of(const Name& name) { return Of(name.text); }
std::string Of(const Value& value);
std::string Of(const Hops& hops);
std::string Of(const Step& step);
std::string Of(const Expr& expr);
std::string Of(const OrderKey& key);
std::string Of(const GroupSyntax& key);
std::string Of(const Start& start);
std::string Of(const RelationSyntax& relation);
std::string Of(const Item& item);
std::string Of(const Select& select);
std::string Of(const Parameter& parameter);
std::string Of(const FieldDeclaration& field);
std::string Of(const VirtualRelation& relation);
std::string Of(const Reserved& reserved);
std::string Of(const EnumDeclaration::Member& member);
std::string Of(const Assignment& assignment);
std::string Of(const Mutation& mutation);

template <typename T>
std::string Of(const std::optional<T>& maybe) {
  return maybe.has_value() ? "(" + Of(*maybe) + ")" : "-";
}
template <typename T>
std::string Of(const std::vector<T>& items) {
  std::string text = "[";
  for (const T& item : items) text += Of(item) + ",";
  return text + "]";
}
template <typename Enum>
std::string Number(Enum kind) {
  return Of(static_cast<std::int64_t>(kind));
}
template <typename... Parts>
std::string Node(const char* name, const Parts&... parts) {
  std::string text = std::string(name) + "{";
  ((text += Of(parts) + " "), ...);
  return text + "}";
}

std::string Of(const Value& value) {
  std::string text = Number(value.type());
  switch (value.type()) {
    case ValueType::kNull:
      return text;
    case ValueType::kBool:
      return text + Of(value.AsBool());
    case ValueType::kInt:
      return text + Of(value.AsInt());
    case ValueType::kDecimal:
      return text + Of(value.AsDecimal().unscaled) + Of(std::int64_t{value.AsDecimal().scale});
    case ValueType::kFloat: {
      char buffer[64];
      const auto end = std::to_chars(buffer, buffer + sizeof buffer, value.AsFloat()).ptr;
      return text + std::string(buffer, end);
    }
    default:
      return text + Of(std::string(value.AsText()));
  }
}

std::string Of(const Hops& hops) { return Node("hops", hops.least, hops.most); }
std::string Of(const Step& step) { return Node("", step.text, step.hops); }

std::string Of(const Expr& expr) {
  return Number(expr.kind) + Number(expr.aggregate) +
         Node("expr", expr.literal, expr.path, expr.name, expr.args, expr.distinct,
              expr.relation, expr.select);
}

std::string Of(const OrderKey& key) {
  return Node("order", key.expr, key.descending, key.nulls_first);
}
std::string Of(const GroupSyntax& key) { return Node("group", key.label, key.expr); }
std::string Of(const Start& start) {
  return Node("start", start.inclusive, start.values, start.parameter);
}
std::string OfClauses(const Clauses& clauses) {
  return Node("clauses", clauses.alias, clauses.on, clauses.where, clauses.group_by,
              clauses.having, clauses.order_by, clauses.start, clauses.limit, clauses.offset);
}
std::string Of(const RelationSyntax& relation) {
  return OfClauses(relation) + Node("of", relation.path);
}
std::string Of(const Item& item) {
  return Number(item.kind) +
         Node("item", item.label, item.expr, item.select, item.fragment, item.depth);
}
std::string Of(const Select& select) {
  return OfClauses(select) + Number(select.cardinality) +
         Node("select", select.distinct, select.source, select.items);
}
std::string OfType(const TypeSyntax& type) { return Node("type", type.name, type.scale); }
std::string Of(const Parameter& parameter) {
  return OfType(parameter.type) +
         Node("parameter", parameter.name, parameter.nullable, parameter.default_value);
}
std::string Of(const FieldDeclaration& field) {
  return OfType(field.type) + Number(field.on_delete) +
         Node("field", field.name, field.nullable, field.number, field.is_key, field.is_unique,
              field.is_indexed, field.back, field.default_value);
}
std::string Of(const VirtualRelation& relation) {
  return Node("via", relation.name, relation.table, relation.via);
}
std::string Of(const Reserved& reserved) {
  return Node("reserved", reserved.number, reserved.name);
}
std::string Of(const EnumDeclaration::Member& member) {
  return Node("member", member.name, member.number);
}
std::string Of(const Assignment& assignment) {
  return Node("set", assignment.field, assignment.value);
}

struct Dump {
  std::string operator()(const Query& query) const {
    return Node("query", query.live, query.name, query.parameters, query.is_roots, query.root);
  }
  std::string operator()(const TableDeclaration& table) const {
    return Node("table", table.name, table.is_lax, table.fields, table.composite_key,
                table.relations, table.reserved);
  }
  std::string operator()(const EnumDeclaration& declaration) const {
    return Node("enum", declaration.name, declaration.members);
  }
  std::string operator()(const FragmentDeclaration& fragment) const {
    return Node("fragment", fragment.name, fragment.table, fragment.items);
  }
  std::string operator()(const Insert& insert) const {
    return Node("insert", insert.table, insert.is_upsert, insert.fields);
  }
  std::string operator()(const Update& update) const {
    return Node("update", update.table, update.where, update.set);
  }
  std::string operator()(const Delete& erase) const {
    return Node("delete", erase.table, erase.where);
  }
  std::string operator()(const AssertDeclaration& assertion) const {
    return Node("assert", assertion.name, assertion.condition);
  }
  std::string operator()(const Drop& drop) const {
    return Number(drop.kind) + Node("drop", drop.name);
  }
  std::string operator()(const Transaction& transaction) const {
    return Node("tx", transaction.is_preview, transaction.mutations);
  }
  std::string operator()(const Explain& explain) const {
    return "explain " + (*this)(explain.query);
  }
};

std::string Of(const Mutation& mutation) { return std::visit(Dump(), mutation); }

}  // namespace

std::string DumpOf(const Expr& expr) { return Of(expr); }
std::string DumpOf(const Statement& statement) { return std::visit(Dump(), statement); }

}  // namespace cambium::testing
