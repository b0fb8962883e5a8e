// The syntax tree: what was written, with the place where it was written.
//
// Plain data. Names are not looked up and types not checked here; that is the planner's.
// The productions of docs/treeql.md that the parser refuses today have no node yet.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dataflow/value.h"
#include "query/diagnostic.h"

namespace cambium {

struct Name {
  std::string text;
  Span span;
};

// ---------- expressions ----------

enum class ExprKind {
  kLiteral,
  kPath,
  kNot,
  kNegate,
  kAnd,
  kOr,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kAdd,
  kSubtract,
  kMultiply,
  kIsNull,
  kIsNotNull,
  kIn,
  kNotIn,
};

struct Expr {
  ExprKind kind = ExprKind::kLiteral;
  Span span;
  Value literal;           // kLiteral
  std::vector<Name> path;  // kPath: step by step
  std::vector<Expr> args;  // operands; of kIn the tested one first
};

// ---------- queries ----------

struct OrderKey {
  Expr expr;
  bool descending = false;
  std::optional<bool> nulls_first;
};

struct Select;

// One member of a brace block: an expression or a nested select, with its label.
struct Item {
  std::optional<Name> label;
  bool all_fields = false;  // `*`
  std::optional<Expr> expr;
  std::vector<Select> select;  // one or none: a Select is incomplete here
  Span span;
};

struct Select {
  Span span;
  Name source;  // a table at the root, a relation of the outer row inside
  std::optional<Expr> where;
  std::vector<OrderKey> order_by;
  std::optional<std::int64_t> limit;
  std::vector<Item> items;
};

struct Query {
  bool live = false;
  Select root;
};

// ---------- schema ----------

struct TypeSyntax {
  Name name;                          // a built-in type or a table
  std::optional<std::int64_t> scale;  // of Decimal(n)
};

struct FieldDeclaration {
  Name name;
  TypeSyntax type;
  bool nullable = false;
  std::int64_t number = 0;
  Span number_span;
  bool is_key = false;
  bool is_indexed = false;
  std::optional<Name> back;
  std::optional<Expr> default_value;
};

struct TableDeclaration {
  Name name;
  std::vector<FieldDeclaration> fields;
  std::vector<Name> composite_key;
};

// ---------- mutations ----------

struct Assignment {
  Name field;
  Expr value;
};

struct Insert {
  Name table;
  std::vector<Assignment> fields;
};

struct Update {
  Name table;
  std::optional<Expr> where;
  std::vector<Assignment> set;
};

struct Delete {
  Name table;
  std::optional<Expr> where;
};

using Statement = std::variant<Query, TableDeclaration, Insert, Update, Delete>;

}  // namespace cambium
