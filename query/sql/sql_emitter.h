// From a query to its statement: names looked up, selects nested as the question nests them.
//
// Each select is a sub-query of two layers: the inner one has its rows, the columns that its
// members show (v1, v2, …) and those that order it (o1, …); the outer one makes JSON of them.
// Nested selects are columns of the inner layer, and speak of its tables by their aliases
// t1, t2, …, of which each stands for one table of one select in the whole statement.
//
// sql_emitter.cpp has selects, sql_block.cpp their blocks, sql_source.cpp the paths that lead
// to rows, sql_group.cpp groups, sql_name.cpp names in expressions, sql_subquery.cpp what asks
// about other rows inside of an expression.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "query/bound_parameters.h"
#include "query/expansion.h"
#include "query/parameters.h"
#include "query/sql/sql_expression.h"
#include "query/sql/sql_text.h"

namespace cambium {

// A row whose fields can be named.
struct SqlRow {
  const Table* table = nullptr;
  std::string sql;    // t1
  std::string name;   // AS name
  std::string depth;  // the text of DEPTH, of what a closure reached
};

// A key of a GROUP BY as a name.
struct SqlGroupKey {
  std::string label;
  std::vector<std::string> path;  // as it was written, if it is one
  PlanExpr expr;                  // a column of the groups
};

struct SqlScope {
  SqlScope* outer = nullptr;
  std::vector<SqlRow*> rows;  // The source's, then those of spreads.
  std::vector<std::unique_ptr<SqlRow>> owned;
  std::string base;                // The first table; empty for none, and of groups.
  std::string joins;               // What follows it.
  std::vector<std::string> where;  // All must hold.
  std::map<std::string, SqlRow*> lookups;
  const std::vector<Item>* items = nullptr;  // What ORDER BY and HAVING name by its label.

  // GROUP BY: the scope of the members, and the columns of both layers.
  std::unique_ptr<SqlScope> members;
  const PathSyntax* source = nullptr;  // of the members, for ROWS
  const Clauses* clauses = nullptr;
  std::vector<SqlGroupKey> keys;
  std::vector<std::string> member_columns;
  std::vector<std::string> group_columns;
  std::string group_by;
  std::string alias;
  std::string only_if;
  bool as_set = true;

  bool is_group() const { return members != nullptr; }
};

struct SqlOrder {
  PlanExpr expr;
  bool descending = false;
  bool nulls_first = true;
  bool may_be_null = true;
};

class SqlEmitter {
 public:
  SqlEmitter(const Schema& schema, const Query& query, SqlDialect dialect,
             const Parameters& parameters)
      : schema_(schema),
        query_(query),
        bound_(schema, query, parameters),
        sql_(dialect),
        expansion_(schema) {}

  absl::StatusOr<SqlText> Emit();

 private:
  static constexpr std::int64_t kMaxRecursion = 5;
  // More than that and the parser of SQLite, which has a stack of 100 symbols, may give up.
  static constexpr int kMaxDepth = 12;
  static constexpr std::size_t kMaxMembers = 50;

  using Texts = std::vector<std::string>;

  // What RECURSE repeats, and the keys of the rows that it may not meet again.
  struct Block {
    const std::vector<Item>* items = nullptr;
    const Table* table = nullptr;
    std::string name;
    std::vector<Texts> chain;
    bool is_spread = false;
  };
  // The columns of the inner layer, and the arguments of the object.
  struct Columns {
    Texts inner;
    Texts object;
    std::set<std::string> labels;
    std::size_t count = 0;
  };

  // ---------- selects: sql_emitter.cpp ----------
  // Of a select, or of what COUNT, EXISTS, EVERY and OF look at.
  struct Asked {
    const PathSyntax& source;
    const Clauses& clauses;
    const std::vector<Item>* items = nullptr;  // for labels
    bool as_set = true;
    bool takes_one = false;
    const Expr* every = nullptr;  // What EVERY wants to hold.
    std::string only_if = {};     // Else there are no rows.
  };
  struct Rows {
    std::string label;
    bool is_one = false;
    std::vector<PlanExpr> key;
    std::vector<SqlOrder> order;
    std::string window;  // LIMIT and OFFSET
  };
  // The JSON of a select, as a SELECT of one value. A `block` that has items stands in for the
  // select's own: it is repeated by RECURSE.
  absl::StatusOr<std::string> EmitSelect(const Select& select, SqlScope* outer, Block block,
                                         const std::string& only_if, bool& is_one);
  // Everything but the members: rows that are filtered, grouped, ordered and cut.
  absl::StatusOr<Rows> OpenRows(const Asked& asked, SqlScope& scope);
  absl::StatusOr<Clauses> AsGroups(const Select& select) const;
  absl::Status AddWhere(const std::optional<Expr>& where, SqlScope& scope);
  absl::Status AddWindow(const Asked& asked, SqlScope& scope, Rows& rows);
  absl::Status AddCursor(const Start& start, const Rows& rows, SqlScope& scope);
  absl::StatusOr<std::string> Behind(const SqlOrder& by, const PlanExpr& column,
                                     const PlanExpr& value);
  absl::StatusOr<std::int64_t> Amount(const Expr& expr, const std::string& what);
  // SELECT these columns and those of the order, FROM the scope's rows. `order` becomes what
  // orders them in the layer around.
  absl::StatusOr<std::string> Inner(const SqlScope& scope, Texts columns, const Rows& rows,
                                    bool is_ordered, std::string& order);
  // The same order the other way round.
  static std::string Turned(const Rows& rows);

  // ---------- blocks: sql_block.cpp ----------
  absl::Status AddItems(const std::vector<Item>& items, SqlScope& scope, const Block& block,
                        Columns& columns);
  absl::Status AddItem(const Item& item, SqlScope& scope, const Block& block, Columns& columns);
  absl::Status AddAllFields(const Item& item, SqlScope& scope, Columns& columns);
  absl::Status AddSpread(const Item& item, SqlScope& scope, Columns& columns);
  absl::Status AddFragment(const Item& item, SqlScope& scope, const Block& block,
                           Columns& columns);
  absl::Status AddRecursion(const Item& item, SqlScope& scope, const Block& block,
                            Columns& columns);
  absl::Status AddValue(const std::string& label, PlanExpr expr, Span span, Columns& columns);
  absl::Status AddTree(const std::string& label, const std::string& tree, Span span,
                       Columns& columns);
  static absl::Status AddMember(const std::string& label, const std::string& json, Span span,
                                Columns& columns);
  std::string Object(const Columns& columns) const;

  // ---------- sources: sql_source.cpp ----------
  struct Source {
    std::string label;
    bool is_one = false;
    std::vector<PlanExpr> key;
  };
  struct Place {
    SqlRow* row = nullptr;  // Null before a table.
    bool is_one = true;
    int to_many = 0;
    bool may_repeat = false;
    std::string depth = {};
  };
  absl::StatusOr<Source> OpenSource(const PathSyntax& path, const Clauses& clauses, bool as_set,
                                    SqlScope& scope);
  absl::Status OpenMembers(SqlScope& scope);
  absl::StatusOr<Place> StartOf(const PathSyntax& path, std::size_t& at, SqlScope& scope);
  absl::Status TakeStep(const Step& step, Place& place, SqlScope& scope);
  absl::Status TakeVia(const Step& step, const VirtualRelation& relation, Place& place,
                       SqlScope& scope);
  absl::Status TakeHops(const Step& step, std::size_t field, bool along, Place& place,
                        SqlScope& scope);
  absl::StatusOr<SqlRow*> Once(const Place& place, SqlScope& ways, SqlScope& scope);
  // A table whose columns are equal to the link.
  SqlRow& JoinTable(const Table& table, const Texts& columns, const Texts& link,
                    SqlScope& scope);
  SqlRow& AddRow(const Table& table, SqlScope& scope);
  static void Join(const std::string& table, const std::string& condition, SqlScope& scope);
  absl::StatusOr<Texts> ColumnsOf(const Table& table, std::size_t field) const;
  absl::StatusOr<Texts> KeyColumns(const Table& table) const;
  absl::StatusOr<PlanExpr> FieldOf(const SqlRow& row, std::size_t field);
  absl::StatusOr<Texts> KeyOf(const SqlRow& row) const;
  static std::string Equal(const Texts& left, const Texts& right,
                           const std::string& word = " = ");

  // ---------- groups: sql_group.cpp ----------
  absl::Status OpenGroups(const Asked& asked, SqlScope& scope);
  absl::StatusOr<PlanExpr> GroupAggregate(const Expr& expr, SqlScope& scope);
  std::string FromOf(const SqlScope& scope) const;
  // COUNT, SUM, MIN and MAX as SQL has them.
  std::string AggregateText(const Expr& expr, const FieldType& arg,
                            const std::string& column) const;

  // ---------- names: sql_name.cpp ----------
  absl::StatusOr<PlanExpr> Term(const Expr& expr, SqlScope& scope);
  absl::StatusOr<PlanExpr> Truth(const Expr& expr, SqlScope& scope);
  absl::StatusOr<PlanExpr> Path(const PathSyntax& path, Span span, SqlScope& scope);
  absl::StatusOr<PlanExpr> Label(const std::vector<Item>& items, const std::string& name,
                                 SqlScope& owner, bool& found);
  absl::StatusOr<PlanExpr> Follow(PlanExpr value, const PathSyntax& path, std::size_t at,
                                  SqlScope& owner);
  absl::StatusOr<PlanExpr> StepOf(SqlRow& row, const PathSyntax& path, std::size_t at,
                                  SqlScope& owner);
  absl::StatusOr<SqlRow*> LookUp(const PlanExpr& reference, Span span, SqlScope& owner);
  absl::StatusOr<SqlRow*> LookUpBack(const SqlRow& row, const Relation& relation,
                                     SqlScope& owner);
  SqlRow* LeftJoin(const Table& table, const Texts& columns, const Texts& link,
                   SqlScope& owner);
  absl::Status UnknownName(const PathSyntax& path, const SqlScope& scope) const;

  // ---------- sub-queries: sql_subquery.cpp ----------
  absl::StatusOr<PlanExpr> Exists(const Expr& expr, SqlScope& scope);
  absl::StatusOr<PlanExpr> InSelect(const Expr& expr, SqlScope& scope);
  absl::StatusOr<PlanExpr> Aggregate(const Expr& expr, SqlScope& scope);
  absl::StatusOr<PlanExpr> RelationAggregate(const Expr& expr, SqlScope& scope);
  absl::StatusOr<Rows> OpenRelation(const RelationSyntax& relation, bool as_set,
                                    const Expr* every, SqlScope& sub);
  absl::StatusOr<PlanExpr> InOrder(const Expr& expr, const PlanExpr& arg, std::size_t parts,
                                   std::string inner, std::string order, const Rows& rows);
  bool IsRelation(const PathSyntax& path, const SqlScope& scope) const;

  std::string NextAlias(char letter) { return letter + std::to_string(++aliases_); }

  const Schema& schema_;
  const Query& query_;
  const BoundParameters bound_;
  SqlExpressions sql_;
  int aliases_ = 0;
  Expansion expansion_;
};

// What an aggregate takes and gives; an error for one that is no number where one is needed.
absl::StatusOr<FieldType> SqlAggregateType(const Expr& expr, const PlanExpr& arg);

}  // namespace cambium
