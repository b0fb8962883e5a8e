// A database that cannot be wrong because it does nothing clever: the oracle for answers.
//
// Tables are maps from key to row. Every answer is computed from nothing, row by row and
// nested loop in nested loop, from the syntax tree and rules 1 to 6 of docs/treeql.md.
// It shares only the parser's syntax tree with the code under test: no store, schema,
// planner, expression, operator or assembler.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
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
  std::map<NaiveRow, NaiveRow> rows;  // by key

  NaiveRow KeyOf(const NaiveRow& row) const;
  std::size_t FieldAt(const std::string& field) const;  // throws InvalidScript
};

// A to-many relation of a table.
struct NaiveRelation {
  std::string name;
  const NaiveTable* table;
  std::size_t field;
};

class NaiveDatabase {
 public:
  // What a statement should report. Not `ok`: the data forbids it and nothing changed.
  struct Effect {
    bool ok = true;
    std::int64_t rows = 0;
    bool commits = false;
  };
  // A TABLE or a mutation.
  Effect Apply(const Statement& statement);

  // The list of objects, each with its key as `$k` in front. The note of an object is its
  // order key, as text. Throws InvalidScript when a name means nothing.
  Json Answer(const Select& root) const;

  const std::vector<NaiveTable>& tables() const { return tables_; }
  const NaiveTable& TableAt(const std::string& name) const;  // throws InvalidScript
  std::vector<NaiveRelation> RelationsOf(const NaiveTable& table) const;
  bool empty() const;

 private:
  Effect Declare(const TableDeclaration& declaration);
  Effect ApplyInsert(const Insert& insert);
  Effect ApplyUpdate(const Update& update);
  Effect ApplyDelete(const Delete& erase);
  NaiveTable& Mutable(const std::string& name);
  NaiveRelation RelationAt(const NaiveTable& of, const std::string& name) const;
  void CheckSelect(const Select& select, const NaiveTable& table) const;
  Json ListOf(const Select& select, const NaiveTable& table,
              const std::vector<const NaiveRow*>& rows) const;
  Json ObjectOf(const Select& select, const NaiveTable& table, const NaiveRow& row) const;

  std::vector<NaiveTable> tables_;
};

// The same answer without the keys that a one-shot query does not print.
Json WithoutKeys(const Json& list);

}  // namespace cambium::testing
