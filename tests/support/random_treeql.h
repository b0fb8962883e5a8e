// TreeQL at random: well typed expressions and queries over a few values each, so that
// collisions and ties are the norm.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "query/syntax.h"
#include "tests/support/naive.h"
#include "tests/support/random.h"

namespace cambium::testing {

Name Named(std::string text);
Expr Literal(Value value);
Expr LiteralOf(const NaiveValue& value);
Expr FieldPath(const NaiveField& field);
Expr MakeExpr(ExprKind kind, std::vector<Expr> args);

class RandomTreeql {
 public:
  // Numbers go from 0 to `greatest`, and a little beyond.
  RandomTreeql(Random& random, const NaiveDatabase& database, std::int64_t greatest)
      : random_(random), database_(database), greatest_(greatest) {}

  Expr ALiteral(NaiveKind kind, int scale);
  // A value for a field; now and then one that it refuses.
  Expr AValue(const NaiveField& field);
  Expr ATruth(const NaiveTable& table, int depth);
  Expr AnExpression(const NaiveTable& table);
  Select ASelect(const NaiveTable& table, int depth);
  // A field outside of the key, if there is one.
  const NaiveField& ANonKey(const NaiveTable& table);
  std::vector<const NaiveField*> FieldsOf(const NaiveTable& table, NaiveKind kind);

 private:
  Expr ANumber(const NaiveTable& table, int depth);
  Expr MaybeNot(Expr truth);
  Expr AComparison(const NaiveTable& table);
  void AddItems(const NaiveTable& table, int depth, Select& select);
  void AddNested(const NaiveRelation& relation, int depth, std::vector<Item>& items);

  Random& random_;
  const NaiveDatabase& database_;
  const std::int64_t greatest_;
};

}  // namespace cambium::testing
