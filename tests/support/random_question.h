// Questions at random, of the whole language: well typed over the tables that a database has.
//
//     RandomQuestion questions(random, database);
//     const Query query = questions.AQuery();
//
// Every clause and form comes up: paths of several steps, closures, EXISTS and EVERY, IN of
// selects, aggregates with OF, groups with ROWS, DISTINCT, ONE, spreads, RECURSE, START, roots.
// Literals are those that the rows have, or near them, so that conditions split the rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "query/syntax.h"
#include "tests/support/naive.h"
#include "tests/support/random.h"

namespace cambium::testing {

class RandomQuestion {
 public:
  RandomQuestion(Random& random, const NaiveDatabase& database)
      : random_(random), database_(database) {}

  Query AQuery();
  // Over a row of this table.
  Expr ATruth(const NaiveTable& table, int depth);
  Expr ANumber(const NaiveTable& table, int depth);

 private:
  // Where a row of a table leads.
  struct Way {
    PathSyntax path;
    const NaiveTable* target;
    bool is_many;
  };
  std::vector<Way> WaysFrom(const NaiveTable& table) const;
  Way AWay(const NaiveTable& table, bool many_too);
  bool HasWay(const NaiveTable& table, bool many_too) const;

  Expr ALiteralOf(const NaiveTable& table, const NaiveField& field);
  const NaiveField* AField(const NaiveTable& table, NaiveKind kind);
  Expr AComparison(const NaiveTable& table);
  Expr AText(const NaiveTable& table, int depth);
  Expr AnAggregate(const NaiveTable& table, int depth);
  Expr AnInSelect(const NaiveTable& table, int depth);
  Expr AValue(const NaiveTable& table, int depth);
  RelationSyntax ARelation(const NaiveTable& table, int depth, const NaiveTable*& target);

  Select ASelect(PathSyntax source, const NaiveTable& table, int depth);
  void Window(const NaiveTable& table, Clauses& clauses);
  void MakeGroups(const NaiveTable& table, int depth, Select& select);
  void MakeDistinct(const NaiveTable& table, Select& select);
  void AddItems(const NaiveTable& table, int depth, Select& select);
  void AddRecurse(const NaiveTable& table, Select& select);
  Item Labelled(Expr expr);
  Item Nested(Select select);
  Name ALabel() { return {"l" + std::to_string(++labels_), {}}; }

  Random& random_;
  const NaiveDatabase& database_;
  int labels_ = 0;
  // The selects around that have a name.
  std::vector<std::pair<Name, const NaiveTable*>> names_;
};

}  // namespace cambium::testing
