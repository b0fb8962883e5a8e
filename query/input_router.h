// Which inputs of live queries a change concerns.
//
//     Issue   (id, title)            3 inputs        a change of `votes` stops here
//             (id, open, votes)      1 input
//             by (project, status)   asked for rows: query/asked_rows.h
//
// Inputs of a table that read the same fields get the same rows: these are made once, and only
// if a field is read that has changed.
//
// Follows the two phases of a step. Not safe for concurrent use.
//
// Cost of a change: the fields of its row, and the inputs that it concerns.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "absl/status/status.h"
#include "query/asked_rows.h"
#include "query/mutation.h"

namespace cambium {

class InputRouter {
 public:
  // The inputs of a query, from now on; it stays where it is.
  absl::Status Add(RoutedQuery& query, const Schema& schema, const Store& store);
  // `asked`: what it asks for still.
  void Remove(RoutedQuery& query, const std::vector<Row>& asked);

  // For the input of the query that is asked for rows: they come, or go, with the next step.
  void Ask(RoutedQuery& query, const Row& values);
  void Leave(RoutedQuery& query, const Row& values);
  // Instead of Ask(), when the rows have come to the input already.
  void Follow(RoutedQuery& query, const Row& values);
  // Instead of Leave(), when the step in which it asked is dropped.
  void Forget(RoutedQuery& query, const Row& values);

  // Whether somebody has the rows that this input asks for, so that they need not be read.
  bool IsShelved(const InputShape& input) const;
  // The rows that this input asks for some of: how many, and how many inputs do.
  struct Shelved {
    std::size_t rows = 0;
    std::size_t users = 0;
  };
  Shelved ShelfOf(const TableInput& input) const;
  // These are all rows of a table, for the query that is added next.
  void Shelve(TypeId table, std::shared_ptr<AskedRows> rows);

  // Tables are not what they were: queries that come from now on share no rows of theirs with
  // those that have come before.
  void ShareNoMore(const std::set<TypeId>& tables);

  void Route(const Changes& changes);
  // Those that get rows in this step, each once, in the order in which they were reached.
  void Reach(RoutedQuery& query);
  const std::vector<RoutedQuery*>& reached() const { return reached_; }
  // Both forget who was reached.
  void Commit();
  void Abandon();

  // Rows that are kept so that they can be asked for.
  std::size_t held_count() const;

 private:
  // Inputs that read the same fields.
  struct Readers {
    std::vector<std::size_t> fields;
    std::vector<RoutedInput> inputs;
    std::uint64_t mark = 0;  // The last change that concerned them.
  };
  struct Shelf {
    std::shared_ptr<AskedRows> rows;
    std::size_t users = 0;
    bool is_shared = true;
  };
  struct TableRoutes {
    std::vector<std::unique_ptr<Readers>> readers;
    std::vector<std::vector<Readers*>> by_field;
    std::vector<Shelf> asked;
  };

  static void Index(TableRoutes& routes);
  static Shelf* FindShelf(TableRoutes& routes, const std::vector<std::size_t>& fields);
  absl::Status AddAsked(TableInput& input, const Schema& schema, const Store& store,
                        TableRoutes& routes);
  void Route(const EntityChange& change, TableRoutes& routes);
  void Give(const EntityChange& change, const Readers& readers);
  void EndStep();

  std::map<TypeId, TableRoutes> tables_;
  std::map<const TableInput*, std::shared_ptr<AskedRows>> shelves_;  // looked up only
  std::vector<AskedRows*> changed_;                                  // in this step
  std::vector<RoutedQuery*> reached_;
  std::uint64_t mark_ = 0;
};

}  // namespace cambium
