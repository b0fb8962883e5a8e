// From syntax to plan: one planner for one query.
//
// planner.cpp has selects, item_planner.cpp their blocks, recurse_planner.cpp blocks that
// repeat, lift_planner.cpp what live queries of one shape have in common, source_planner.cpp
// the paths that lead to rows, term_planner.cpp expressions with names, subquery_planner.cpp
// what asks about other rows inside of an expression: EXISTS, EVERY, IN, aggregates, and
// now_planner.cpp the time.
//
// Each sub-query is planned in a scope of its own. When it is finished, the demand is bound to
// the outer rows as they stand then, and the result is joined back to them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "query/bound_parameters.h"
#include "query/expansion.h"
#include "query/plan.h"
#include "query/scope.h"

namespace cambium {

// A constant that rows are asked for by, instead of a filter.
struct LiftedConstant {
  const Expr* conjunct = nullptr;  // path = constant or path < constant, or turned round
  bool path_is_left = true;
  PlanExpr path;        // as planned
  ColumnId column = 0;  // of the table that is asked; another one where `path` leads further
  Value value;
};

// Whether it asks about other rows than the one at hand.
bool AsksElsewhere(const Expr& expr);

class QueryPlanner {
 public:
  // All outlive the planner.
  QueryPlanner(const Schema& schema, const Query& query, const Parameters& parameters,
               const Value& now, ParameterUse use = ParameterUse::kNeedsValues)
      : schema_(schema),
        query_(query),
        bound_(schema, query, parameters, use),
        now_(now),
        expansion_(schema) {}

  absl::StatusOr<SelectPlan> Plan();
  // Before Plan(): equalities of the outermost WHERE with a constant become values that the
  // root's rows are asked for by, one for each column of its bucket.
  void LiftInto(std::vector<LiftedConstant>& constants) { lifted_ = &constants; }
  // Behind Plan(): whether a block repeats.
  bool has_recursion() const { return has_recursion_; }
  // Behind Plan(): how often it asked for the value of a parameter.
  int parameter_reads() const { return bound_.read_count(); }

 private:
  // ---------- selects: planner.cpp ----------
  // Of which rows a select is, and what tells them apart.
  struct Source {
    std::string label;  // the last step
    bool is_one = false;
    std::vector<ColumnId> key;  // the columns that tell its rows apart
    std::vector<PlanColumn> key_labels;
  };
  struct Recursion;
  // What a brace block comes to, before the columns of its rows have places.
  struct Block {
    SelectPlan plan;
    std::vector<ColumnId> scalars;                   // of plan.scalars
    std::vector<std::vector<ColumnId>> links;        // of plan.selects
    std::optional<ColumnId> spread = std::nullopt;   // the key of the row that is spread
    const std::vector<Item>* items = nullptr;        // as written
    std::shared_ptr<Recursion> recursion = nullptr;  // what the RECURSEs in it share
    bool is_repeated = false;                        // of rows of a RECURSE
  };

  // Before rules have made it less work.
  absl::StatusOr<SelectPlan> PlanAsWritten();
  absl::StatusOr<SelectPlan> PlanRoots(const Select& select);
  absl::StatusOr<SelectPlan> PlanSelect(const Select& select, Scope& scope, bool is_one);
  absl::StatusOr<SelectPlan> PlanDistinct(const Select& select, Scope& scope);
  absl::Status PlanWhere(const std::optional<Expr>& where, Scope& scope);
  absl::Status PlanConjunct(const Expr& conjunct, Scope& scope);
  // lift_planner.cpp
  absl::Status LiftConstants(const Select& select, Scope& scope);
  absl::StatusOr<std::optional<LiftedConstant>> LiftConstant(const Expr& conjunct,
                                                             Scope& scope);
  absl::Status PlanGroups(const Clauses& clauses, Scope& scope);
  absl::StatusOr<std::vector<FlowOrder>> PlanOrder(const std::vector<OrderKey>& keys,
                                                   Scope& scope);
  // The order, completed by the key of the rows.
  static std::vector<FlowOrder> Completed(std::vector<FlowOrder> order, const Source& source);
  // Groups are told apart by what they are grouped by.
  static void SetGroupKey(const Scope& scope, Source& source);
  absl::Status PlanCursor(const Start& start, const std::vector<FlowOrder>& order,
                          Scope& scope);
  absl::Status PlanWindow(const Clauses& clauses, std::vector<FlowOrder> order, bool is_one,
                          Scope& scope);
  absl::StatusOr<std::int64_t> PlanAmount(const Expr& expr, const std::string& what);

  // ---------- blocks: item_planner.cpp ----------
  absl::Status PlanItems(const std::vector<Item>& items, Scope& scope, Block& block);
  absl::Status PlanItem(const Item& item, Scope& scope, Block& block);
  absl::Status PlanAllFields(const Item& item, Scope& scope, Block& block);
  // The row that a path of references and relations to one leads to; its columns are NULL where
  // there is none.
  absl::StatusOr<RowScope*> PlanRow(const PathSyntax& path, Span span, Scope& scope);
  absl::Status PlanSpread(const Item& item, Scope& scope, Block& block);
  absl::Status PlanFragment(const Item& item, Scope& scope, Block& block);
  absl::Status PlanNested(const Item& item, Scope& scope, Block& block);
  absl::Status AddScalar(const std::string& label, PlanExpr expr, Span span, Scope& scope,
                         Block& block);
  static absl::Status CheckLabel(const std::string& label, Span span, const Block& block);
  // Gives columns their places, and finishes the scope.
  SelectPlan FinishBlock(Block block, const std::vector<FlowOrder>& order,
                         std::vector<PlanColumn> keys, const std::vector<ColumnId>& key_columns,
                         Scope& scope);

  // ---------- RECURSE: recurse_planner.cpp ----------
  absl::Status PlanRecurse(const Item& item, Scope& scope, Block& block);
  void OpenRecursion(Scope& scope, Block& block);
  // When all of the block is planned.
  void FinishRecursion(Scope& scope, Block& block);
  std::vector<ColumnId> NewColumns(std::size_t count);

  // ---------- sources: source_planner.cpp ----------
  // Opens a scope over the rows that a path leads to. `as_set`: each row once.
  absl::StatusOr<Source> PlanSource(const PathSyntax& path, const Clauses& clauses, bool as_set,
                                    Scope& scope);
  absl::StatusOr<Source> PlanRows(Scope& scope);
  // Where a path has come to. `owner` is the scope in which the row stands: an outer one until
  // the first step.
  struct Place {
    Scope* owner = nullptr;
    RowScope* row = nullptr;  // Null before a table.
    bool is_one = true;
    int to_many = 0;                               // steps that lead to many rows
    bool may_repeat = false;                       // a step was taken from many rows
    std::optional<ColumnId> depth = std::nullopt;  // of the last closure on the way
  };
  absl::StatusOr<Place> PlanStart(const PathSyntax& path, std::size_t& at, Scope& scope);
  absl::Status PlanStep(const Step& step, Place& place, Scope& scope);
  absl::Status PlanVia(const Step& step, const VirtualRelation& relation, Place& place,
                       Scope& scope);
  // Rows of `table` whose `field`, or whose key, equals `link`: a column that the scope sees.
  void JoinTable(const Table& table, std::optional<std::size_t> field, ColumnId link,
                 Place& place, Scope& scope);
  // Pairs of keys of one table, from each row to those that a closure goes on to.
  struct Edges {
    FlowPtr rows;
    ColumnId from = 0;
    ColumnId to = 0;
  };
  // Those that a field of the table makes, along it or against it.
  Edges EdgesOf(const Table& table, std::size_t field, bool along, Scope& scope);
  absl::StatusOr<Edges> EdgesVia(const Step& step, const VirtualRelation& relation,
                                 const Table& table);
  void JoinHops(const Step& step, const Edges& edges, Place& place, Scope& scope);
  bool PushEquality(const PlanExpr& conjunct, Scope& scope);
  // A child scope whose demand is bound when it is finished.
  void Open(Scope& scope, Scope* outer);
  static void Finish(Scope& scope);

  // ---------- expressions: term_planner.cpp ----------
  absl::StatusOr<PlanExpr> PlanTerm(const Expr& expr, Scope& scope);
  absl::StatusOr<PlanExpr> PlanTruth(const Expr& expr, Scope& scope);
  absl::StatusOr<PlanExpr> PlanPath(const PathSyntax& path, Span span, Scope& scope);
  absl::StatusOr<PlanExpr> PlanLabel(const PathSyntax& path, Scope& owner, bool& found);
  absl::StatusOr<PlanExpr> FindLabel(const std::vector<Item>& items, const std::string& name,
                                     Scope& owner, bool& found);
  absl::StatusOr<PlanExpr> FollowPath(PlanExpr value, const PathSyntax& path, std::size_t at,
                                      Scope& owner);
  absl::StatusOr<PlanExpr> FieldOf(RowScope& row, const PathSyntax& path, std::size_t at,
                                   Scope& owner);
  bool LeadsToOne(const RowScope& row, const Step& step) const;
  absl::Status UnknownName(const PathSyntax& path, const Scope& scope) const;
  RowScope& LookUp(ColumnId reference, const FieldType& type, Scope& owner);
  static absl::Status CheckDeclared(const FieldType& reference, const Name& name);
  // The row of a UNIQUE reference to this row.
  RowScope& LookUpBack(RowScope& row, const Relation& relation, Scope& owner);
  static FlowPtr WithoutNulls(FlowPtr flow, ColumnId column);
  // The column as seen from `scope`, an inner scope of `owner` or the same.
  static void Reach(ColumnId column, const Scope& owner, Scope& scope);
  ColumnId FieldColumn(RowScope& row, std::size_t field);
  // What a reference to the row holds: its key, of a composite one as a tuple.
  PlanExpr KeyExpr(RowScope& row);
  // The scan of the row with that as a column.
  std::pair<FlowPtr, ColumnId> ScanByKey(RowScope& row);
  // The expression as a column of the scope's rows.
  ColumnId AsColumn(PlanExpr expr, Scope& scope);
  FlowPtr MakeScan(const Table& table) const;
  static PlanExpr ColumnExpr(ColumnId column, FieldType type);

  // ---------- sub-queries: subquery_planner.cpp ----------
  absl::StatusOr<PlanExpr> PlanAggregate(const Expr& expr, Scope& scope);
  absl::StatusOr<PlanExpr> PlanGroupAggregate(const Expr& expr, Scope& scope);
  absl::StatusOr<PlanExpr> PlanExists(const Expr& expr, Scope& scope);
  absl::StatusOr<PlanExpr> PlanEvery(const Expr& expr, Scope& scope);
  absl::StatusOr<PlanExpr> PlanInSelect(const Expr& expr, Scope& scope);
  // EXISTS and EVERY as a filter of the scope's rows. False if the conjunct is neither.
  absl::StatusOr<bool> FilterByRelation(const Expr& conjunct, bool negated, Scope& scope);
  absl::Status OpenRelation(const RelationSyntax& relation, bool as_set, Scope& scope,
                            Scope& sub, Source& source);
  absl::StatusOr<std::vector<FlowOrder>> PlanRelationOrder(const RelationSyntax& relation,
                                                           const Source& source, Scope& sub);
  absl::Status OpenExists(const Expr& expr, Scope& scope, Scope& sub);
  PlanExpr Present(Scope& sub, Scope& scope);
  static void JoinBack(FlowPtr found, const Scope& sub, Scope& scope);
  absl::StatusOr<FlowAggregate> DescribeAggregate(const Expr& expr, Scope& rows);
  static PlanExpr OrNothing(const FlowAggregate& aggregate);
  bool IsRelation(const PathSyntax& path, const Scope& scope) const;

  // ---------- the time: now_planner.cpp ----------
  PlanExpr PlanNow(Scope& scope);
  // A comparison of a row's time with NOW() as a filter that rows enter and leave as time
  // passes. False if the conjunct is none.
  absl::StatusOr<bool> FilterByTime(const Expr& conjunct, Scope& scope);
  // How far the side is from NOW(), in microseconds; none if it is something else.
  absl::StatusOr<std::optional<std::int64_t>> DistanceFromNow(const Expr& side, Scope& scope);

  ColumnId NewColumn() { return next_column_++; }

  const Schema& schema_;
  const Query& query_;
  const BoundParameters bound_;
  const Value& now_;
  ColumnId next_column_ = 1;
  Expansion expansion_;
  std::vector<LiftedConstant>* lifted_ = nullptr;
  std::set<const Expr*> lifted_conjuncts_;  // Need no filter any more.
  bool has_recursion_ = false;
};

}  // namespace cambium
