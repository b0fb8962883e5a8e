// A question to a naive database, answered by nested loops over the syntax tree.
//
// Every member computes what it says from nothing, so the same thing is computed over and
// over. Names that mean nothing throw InvalidScript, whether there are rows or not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "query/syntax.h"
#include "tests/support/json.h"
#include "tests/support/naive.h"
#include "tests/support/naive_scope.h"
#include "tests/support/naive_value.h"

namespace cambium::testing {

class NaiveQuestion {
 public:
  explicit NaiveQuestion(const NaiveDatabase& database, NaiveParameters parameters = {})
      : database_(database), parameters_(std::move(parameters)) {}

  // With keys: each object of a list has its key as `$k` in front.
  Json Answer(const Query& query) const;

  NaiveValue Of(const Expr& expr, const NaiveScope& scope) const;
  NaiveType TypeOf(const Expr& expr, const NaiveScope& scope) const;
  bool Holds(const Expr& condition, const NaiveScope& scope) const;

 private:
  // Where a path leads, of one row for each way there.
  struct Reached {
    const NaiveTable* table;
    const NaiveRow* row;
    std::optional<std::int64_t> depth;
  };
  // What a path of references says.
  struct Reading {
    NaiveValue value;
    NaiveType type;
    const NaiveTable* target = nullptr;  // of a reference
  };
  // Where the first step of a source leads, and how many steps of the path that was.
  struct Start {
    std::vector<Reached> rows;
    const NaiveTable* table;
    std::size_t used;
    bool is_many;
  };
  // The block that RECURSE repeats: its rows from the outermost on.
  struct Block {
    const std::vector<Item>* items;
    std::vector<const NaiveRow*> chain;
  };

  // naive_question.cpp: expressions
  NaiveValue Compare(ExprKind kind, const NaiveValue& left, const NaiveValue& right) const;
  // Where one type is needed.
  NaiveValue Wished(const Expr& expr, const NaiveScope& scope) const;
  // `left` and what it is compared with, of LAX tables too.
  NaiveValue CompareTyped(ExprKind kind, const Expr& left, const Expr& right,
                          const NaiveScope& scope) const;
  NaiveValue CompareTyped(ExprKind kind, NaiveValue left, const NaiveType& left_type,
                          NaiveValue right, const NaiveType& right_type) const;
  NaiveValue Logic(const Expr& expr, const NaiveScope& scope) const;
  NaiveValue In(const Expr& expr, const NaiveScope& scope) const;
  NaiveValue Case(const Expr& expr, const NaiveScope& scope) const;
  NaiveValue Call(const Expr& expr, const NaiveScope& scope) const;
  NaiveValue Aggregate(const Expr& expr, const NaiveScope& scope) const;

  // naive_types.cpp
  NaiveType AggregateTypeOf(const Expr& expr, const NaiveScope& scope) const;
  NaiveScope PatternOf(const PathSyntax& source, const Clauses& clauses,
                       const std::vector<Item>* items, const NaiveScope& scope) const;
  std::shared_ptr<NaiveGrouping> GroupingOf(const Clauses& clauses,
                                            const NaiveScope& member) const;
  void Check(const Select& select, const NaiveScope& scope) const;
  bool HoldsRecurse(const std::vector<Item>& items) const;
  void CheckItems(const std::vector<Item>& items, const NaiveScope& scope,
                  std::set<std::string>& labels) const;

  // naive_paths.cpp
  Reading Read(const PathSyntax& path, const NaiveScope& scope) const;
  Reading Follow(const NaiveTable& table, const NaiveRow* row, const PathSyntax& path,
                 std::size_t at) const;
  std::optional<Reading> ReadLabel(const std::string& name, const NaiveScope& scope,
                                   const std::vector<Item>& items) const;
  Start StartOf(const PathSyntax& source, const NaiveScope& scope) const;
  std::vector<Reached> Reach(const PathSyntax& source, const NaiveScope& scope) const;
  std::vector<Reached> Go(const Reached& from, const Step& step) const;
  std::vector<Reached> GoOnce(const Reached& from, const std::string& relation) const;
  const NaiveTable& TargetOf(const PathSyntax& source, const NaiveScope& scope) const;
  const NaiveTable& Through(const NaiveTable& table, const std::string& relation,
                            bool& is_many) const;
  bool IsToOne(const PathSyntax& source, const NaiveScope& scope) const;

  // naive_nodes.cpp
  std::vector<NaiveNode> Nodes(const PathSyntax& source, const Clauses& clauses,
                               const std::vector<Item>* items, bool as_set,
                               const NaiveScope& scope) const;
  std::vector<NaiveNode> RowsOf(const PathSyntax& source, const Clauses& clauses, bool as_set,
                                const NaiveScope& scope) const;
  std::vector<NaiveNode> Group(const Clauses& clauses, const std::vector<Item>* items,
                               std::vector<NaiveNode> rows, const NaiveScope& scope) const;
  void Sort(const Clauses& clauses, const std::vector<Item>* items,
            std::vector<NaiveNode>& nodes) const;
  void Cut(const Clauses& clauses, std::vector<NaiveNode>& nodes,
           const NaiveScope& scope) const;
  std::size_t Amount(const Expr& expr, const NaiveScope& scope) const;

  // naive_answer.cpp
  Json AnswerSelect(const Select& select, const NaiveScope& scope) const;
  Json ObjectOf(const std::vector<Item>& items, const NaiveScope& scope,
                const Block& block) const;
  void AddItems(const std::vector<Item>& items, const NaiveScope& scope, const Block& block,
                bool is_missing, Json& object) const;
  void AddSpread(const Select& spread, const NaiveScope& scope, bool is_missing,
                 Json& object) const;
  Json Recurse(const Item& item, const NaiveScope& scope, const Block& block) const;
  Select Distinct(const Select& select, const NaiveScope& scope) const;

  const NaiveDatabase& database_;
  const NaiveParameters parameters_;
};

// The innermost group around a place, or null.
const NaiveScope* GroupAround(const NaiveScope& scope);
// What an item is called, without a label its last name.
std::string LabelOf(const Item& item);
bool IsRows(const PathSyntax& source);

}  // namespace cambium::testing
