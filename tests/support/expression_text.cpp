// Trees in prefix form.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/expression_text.h"

#include <map>

#include "dataflow/value_dump.h"

namespace cambium::testing {
namespace {

std::string NameOf(const Expr& expr) {
  static const std::map<ExprKind, std::string> kNames = {
      {ExprKind::kTuple, "TUPLE"},     {ExprKind::kNot, "NOT"},
      {ExprKind::kNegate, "-"},        {ExprKind::kAnd, "AND"},
      {ExprKind::kOr, "OR"},           {ExprKind::kEqual, "="},
      {ExprKind::kNotEqual, "!="},     {ExprKind::kLess, "<"},
      {ExprKind::kLessEqual, "<="},    {ExprKind::kGreater, ">"},
      {ExprKind::kGreaterEqual, ">="}, {ExprKind::kIs, "IS"},
      {ExprKind::kIsNull, "NULL?"},    {ExprKind::kIn, "IN"},
      {ExprKind::kInParameter, "IN$"}, {ExprKind::kInSelect, "IN-SELECT"},
      {ExprKind::kBetween, "BETWEEN"}, {ExprKind::kLike, "LIKE"},
      {ExprKind::kILike, "ILIKE"},     {ExprKind::kCoalesce, "??"},
      {ExprKind::kAdd, "+"},           {ExprKind::kSubtract, "-"},
      {ExprKind::kConcat, "||"},       {ExprKind::kMultiply, "*"},
      {ExprKind::kDivide, "/"},        {ExprKind::kModulo, "%"},
      {ExprKind::kCase, "CASE"},       {ExprKind::kExists, "EXISTS"},
      {ExprKind::kEvery, "EVERY"}};
  static const std::map<AggregateKind, std::string> kAggregates = {
      {AggregateKind::kCount, "COUNT"},   {AggregateKind::kSum, "SUM"},
      {AggregateKind::kAvg, "AVG"},       {AggregateKind::kMin, "MIN"},
      {AggregateKind::kMax, "MAX"},       {AggregateKind::kList, "LIST"},
      {AggregateKind::kFirst, "FIRST"},   {AggregateKind::kLast, "LAST"},
      {AggregateKind::kStddev, "STDDEV"}, {AggregateKind::kVariance, "VARIANCE"},
      {AggregateKind::kMedian, "MEDIAN"}};
  if (expr.kind == ExprKind::kCall) return expr.name.text + "()";
  if (expr.kind != ExprKind::kAggregate) return kNames.at(expr.kind);
  return kAggregates.at(expr.aggregate) + (expr.distinct ? "-DISTINCT" : "");
}

}  // namespace

std::string TreeText(const PathSyntax& path) {
  std::string text;
  for (const Step& step : path) {
    text += (text.empty() ? "" : ".") + step.text;
    if (!step.hops.has_value()) continue;
    text += "<" + std::to_string(step.hops->least) + "..";
    if (step.hops->most.has_value()) text += std::to_string(*step.hops->most);
    text += ">";
  }
  return text;
}

std::string TreeText(const Clauses& clauses) {
  std::string text;
  const auto add = [&text](bool there, const char* name) {
    if (there) text += (text.empty() ? "" : " ") + std::string(name);
  };
  add(clauses.alias.has_value(), "as");
  add(clauses.on.has_value(), "on");
  add(clauses.where.has_value(), "where");
  add(!clauses.group_by.empty(), "group");
  add(clauses.having.has_value(), "having");
  add(!clauses.order_by.empty(), "order");
  add(clauses.start.has_value(), "start");
  add(clauses.limit.has_value(), "limit");
  add(clauses.offset.has_value(), "offset");
  return text.empty() ? text : "[" + text + "]";
}

std::string TreeText(const Expr& expr) {
  if (expr.kind == ExprKind::kLiteral) return DebugString(expr.literal);
  if (expr.kind == ExprKind::kParameter) return "$" + expr.name.text;
  if (expr.kind == ExprKind::kPath) return TreeText(expr.path);
  std::string text = "(" + NameOf(expr);
  for (const RelationSyntax& relation : expr.relation) {
    text += " " + TreeText(relation.path) + TreeText(static_cast<const Clauses&>(relation));
  }
  for (const Expr& arg : expr.args) text += " " + TreeText(arg);
  for (const Select& select : expr.select) text += " " + TreeText(select.source);
  return text + ")";
}

}  // namespace cambium::testing
