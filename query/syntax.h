// The syntax tree: what was written, with the place where it was written.
//
// Plain data, one type for each production of docs/treeql.md that is more than a choice.
// Names are not looked up and types not checked here; that is the planner's. So a path may
// turn out to be a field, an alias, a relation, a table or DEPTH.
//
// A vector that is said to hold one or none stands where an optional cannot: of a type that
// is incomplete there.
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

// ---------- paths ----------

// How often a step is taken, of a closure; `+` is {1,}, `*` is {0,}.
struct Hops {
  std::int64_t least = 1;
  std::optional<std::int64_t> most;
};

struct Step : Name {
  Step() = default;
  explicit Step(Name name) : Name(std::move(name)) {}

  std::optional<Hops> hops;  // Set of a closure.
};

using PathSyntax = std::vector<Step>;

// ---------- expressions ----------

enum class ExprKind {
  kLiteral,
  kParameter,
  kPath,
  kTuple,  // a composite key: (1, 2)
  kNot,    // NOT IN, NOT LIKE, IS NOT … are a kNot of the rest
  kNegate,
  kAnd,
  kOr,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIs,
  kIsNull,
  kIn,
  kInParameter,  // IN $list
  kInSelect,
  kBetween,
  kLike,
  kILike,
  kCoalesce,
  kAdd,
  kSubtract,
  kConcat,
  kMultiply,
  kDivide,
  kModulo,
  kCall,
  kCase,
  kExists,
  kEvery,
  kAggregate,
};

enum class AggregateKind {
  kCount,
  kSum,
  kAvg,
  kMin,
  kMax,
  kList,
  kFirst,
  kLast,
  kStddev,
  kVariance,
  kMedian,
};

struct RelationSyntax;
struct Select;

struct Expr {
  ExprKind kind = ExprKind::kLiteral;
  Span span;
  Value literal;    // kLiteral
  PathSyntax path;  // kPath
  Name name;        // kParameter without its $, kCall as written
  // Operands. Of kIn the tested one first; of kBetween tested, least, greatest; of kCase
  // condition and value in turn, then perhaps the value of ELSE; of kEvery what they HAVE; of
  // kAggregate what is aggregated, none for COUNT(*) and for COUNT of a relation.
  std::vector<Expr> args;
  AggregateKind aggregate = AggregateKind::kCount;
  bool distinct = false;                 // kAggregate
  std::vector<RelationSyntax> relation;  // kExists, kEvery: one; kAggregate: one, or none
  std::vector<Select> select;            // kInSelect: one
};

// ---------- queries ----------

struct OrderKey {
  Expr expr;
  bool descending = false;
  std::optional<bool> nulls_first;
};

struct GroupSyntax {
  std::optional<Name> label;
  Expr expr;
};

// START AFTER or AT: a tuple of values, or one parameter that holds it.
struct Start {
  bool inclusive = false;  // AT
  std::vector<Expr> values;
  std::optional<Name> parameter;
  Span span;
};

struct Clauses {
  std::optional<Name> alias;
  std::optional<Expr> on;
  std::optional<Expr> where;
  std::vector<GroupSyntax> group_by;
  std::optional<Expr> having;
  std::vector<OrderKey> order_by;
  std::optional<Start> start;
  std::optional<Expr> limit;   // a literal or a parameter
  std::optional<Expr> offset;  // likewise
};

// What COUNT, EXISTS, EVERY and OF look at: a path of relations, or a table.
struct RelationSyntax : Clauses {
  PathSyntax path;
  Span span;
};

struct Item;

enum class Cardinality { kInferred, kMany, kOne };

struct Select : Clauses {
  Span span;
  Cardinality cardinality = Cardinality::kMany;
  bool distinct = false;
  PathSyntax source;  // a table at the root; ROWS is a path like another
  std::vector<Item> items;
};

enum class ItemKind {
  kAllFields,  // *
  kExpr,
  kSelect,
  kSpread,    // ...author { name }
  kFragment,  // ...Fragment
  kRecurse,
};

// One member of a brace block.
struct Item {
  ItemKind kind = ItemKind::kExpr;
  std::optional<Name> label;
  std::optional<Expr> expr;           // kExpr
  std::vector<Select> select;         // kSelect, kSpread and kRecurse: one, as far as it goes
  Name fragment;                      // kFragment
  std::optional<std::int64_t> depth;  // kRecurse
  Span span;
};

struct TypeSyntax {
  Name name;                          // a built-in type, an enum or a table
  std::optional<std::int64_t> scale;  // of Decimal(n)
};

struct Parameter {
  Name name;
  TypeSyntax type;
  bool nullable = false;
  std::optional<Expr> default_value;
};

struct Query {
  bool live = false;
  std::optional<Name> name;
  std::vector<Parameter> parameters;
  bool is_roots = false;  // `{ … }`: the root has items and nothing else
  Select root;
};

// ---------- schema ----------

enum class OnDelete { kDangle, kRestrict, kCascade, kNull };

struct FieldDeclaration {
  Name name;
  TypeSyntax type;
  bool nullable = false;
  std::int64_t number = 0;
  Span number_span;
  bool is_key = false;
  bool is_unique = false;
  bool is_indexed = false;
  OnDelete on_delete = OnDelete::kDangle;
  Span on_delete_span;
  std::optional<Name> back;
  std::optional<Expr> default_value;
};

// MANY albums: Album VIA tracks.album
struct VirtualRelation {
  Name name;
  Name table;
  PathSyntax via;
};

// A field number or a name that no field may take.
struct Reserved {
  std::optional<std::int64_t> number;
  std::string name;
  Span span;
};

struct TableDeclaration {
  Name name;
  bool is_lax = false;
  std::vector<FieldDeclaration> fields;
  std::vector<Name> composite_key;
  std::vector<VirtualRelation> relations;
  std::vector<Reserved> reserved;
};

struct EnumDeclaration {
  struct Member {
    Name name;
    std::int64_t number = 0;
  };
  Name name;
  std::vector<Member> members;
};

struct FragmentDeclaration {
  Name name;
  Name table;
  std::vector<Item> items;
};

// ---------- mutations ----------

struct Assignment {
  Name field;
  Expr value;
};

struct Insert {
  Name table;
  bool is_upsert = false;
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

struct AssertDeclaration {
  Name name;
  Expr condition;
};

enum class DropKind { kAssert, kTable, kQuery };

struct Drop {
  DropKind kind = DropKind::kAssert;
  Name name;
};

using Mutation = std::variant<Insert, Update, Delete, AssertDeclaration, Drop>;

struct Transaction {
  bool is_preview = false;
  std::vector<Mutation> mutations;
};

struct Explain {
  Query query;
};

using Statement =
    std::variant<Query, TableDeclaration, EnumDeclaration, FragmentDeclaration, Insert, Update,
                 Delete, AssertDeclaration, Drop, Transaction, Explain>;

}  // namespace cambium
