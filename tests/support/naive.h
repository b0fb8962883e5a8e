// A database that cannot be wrong because it does nothing clever: the oracle for answers.
//
// Tables are maps from key to row. Every answer is computed from nothing, row by row and
// nested loop in nested loop, from the syntax tree and the rules of docs/treeql.md. It shares
// only the parser's syntax tree with the code under test: no store, schema, planner,
// expression, operator or assembler.
//
//     naive.h           statements: tables, rows, what a mutation does to them
//     naive_question.h  answers: expressions, paths, selects
//     naive_value.h     values, with naive_number.h, naive_time.h, naive_function.h and
//                       naive_aggregate.h for what is computed from them
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "query/syntax.h"
#include "tests/support/json.h"
#include "tests/support/naive_value.h"

namespace cambium::testing {

struct NaiveTable {
  std::string name;
  std::vector<NaiveField> fields;
  std::vector<std::size_t> key;
  std::vector<VirtualRelation> virtual_relations;
  std::map<NaiveRow, NaiveRow> rows;  // by key

  NaiveRow KeyOf(const NaiveRow& row) const;
  std::size_t FieldAt(const std::string& field) const;  // throws InvalidScript
};

// A relation of a table other than a reference: the rows of `table` whose `field` names this
// row, or what `via` leads to.
struct NaiveRelation {
  std::string name;
  const NaiveTable* table;
  std::size_t field = 0;
  bool is_one = false;
  const PathSyntax* via = nullptr;
};

using NaiveParameters = std::map<std::string, NaiveValue>;

class NaiveDatabase {
 public:
  // What a statement should report. Not `ok`: the data forbids it and nothing changed.
  struct Effect {
    bool ok = true;
    std::int64_t rows = 0;
    bool commits = false;
  };
  // Anything but a query.
  Effect Apply(const Statement& statement);

  // Lists of objects, each with its key as `$k` in front. The note of an object is its
  // order key, as text. Throws InvalidScript when a name means nothing.
  Json Answer(const Query& query, const NaiveParameters& parameters = {}) const;
  Json Answer(const Select& root) const;

  // From what -param says of each: typed by the query, texts where it says nothing of them.
  NaiveParameters ReadParameters(const Query& query,
                                 const std::map<std::string, std::string>& given) const;

  const std::vector<NaiveTable>& tables() const { return tables_; }
  const NaiveTable& TableAt(const std::string& name) const;              // throws InvalidScript
  const FragmentDeclaration& FragmentAt(const std::string& name) const;  // likewise
  std::vector<NaiveRelation> RelationsOf(const NaiveTable& table) const;
  bool empty() const;

  // NOW().
  const NaiveValue& now() const { return now_; }
  void SetNow(const std::string& time);

 private:
  Effect ApplyOne(const Statement& statement);
  Effect Declare(const TableDeclaration& declaration);
  Effect ApplyInsert(const Insert& insert);
  Effect ApplyUpdate(const Update& update);
  Effect ApplyDelete(const Delete& erase);
  Effect ApplyDrop(const Drop& drop);
  Effect ApplyTransaction(const Transaction& transaction);
  bool Erase(const std::string& table, const std::vector<NaiveRow>& keys);
  bool AssertsHold() const;
  bool IsUnique(const NaiveTable& table) const;
  std::vector<NaiveRow> Matching(const NaiveTable& table,
                                 const std::optional<Expr>& where) const;
  NaiveTable& Mutable(const std::string& name);
  void SetType(const TypeSyntax& type, NaiveField& field) const;
  void TypeReferences();

  std::vector<NaiveTable> tables_;
  std::map<std::string, std::shared_ptr<const NaiveEnum>> enums_;
  std::map<std::string, FragmentDeclaration> fragments_;
  std::map<std::string, Expr> asserts_;
  NaiveValue now_;
};

// What an expression without names says. Throws InvalidScript if it has some.
NaiveValue NaiveConstant(const Expr& expr);

// The same answer without the keys that a one-shot query does not print.
Json WithoutKeys(const Json& json);

}  // namespace cambium::testing
