// An organisation as a tree that shows itself: who reports to whom, and what each team costs.
//
// One live query has the whole tree: the block repeats for the people below (RECURSE), and each
// row sums up all that can be reached from it (`reports*`). When somebody moves, only the rows
// on the ways up to the top change; the program prints the operations of each commit, and the
// tree that it keeps by them.
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <iostream>
#include <string>

#include "query/cambium.h"

namespace {

using cambium::Database;
using cambium::TreeNode;

constexpr const char* kStart[] = {
    "TABLE Person { id: Int = 1 KEY, name: Text = 2, boss: Person? = 3 BACK reports,"
    "               pay: Int = 4 }",
    "TX { INSERT Person { id: 1, name: 'Ann', pay: 90 };"
    "     INSERT Person { id: 2, name: 'Bob', boss: 1, pay: 50 };"
    "     INSERT Person { id: 3, name: 'Cyd', boss: 1, pay: 60 };"
    "     INSERT Person { id: 4, name: 'Dan', boss: 2, pay: 40 };"
    "     INSERT Person { id: 5, name: 'Eve', boss: 4, pay: 30 };"
    "     INSERT Person { id: 6, name: 'Fay', boss: 3, pay: 30 } }",
};

constexpr char kTree[] =
    "LIVE MANY Person WHERE boss IS NULL {"
    "  name, people: COUNT reports*, cost: SUM(pay) OF reports*,"
    "  team: RECURSE reports ORDER BY name }";

// What happens, and how it is said.
constexpr const char* kCommits[][2] = {
    {"Dan moves to Cyd with all of his team", "UPDATE Person WHERE id = 4 SET boss = 3"},
    {"Eve gets a rise", "UPDATE Person WHERE id = 5 SET pay = 45"},
    {"Gus comes to Eve", "INSERT Person { id: 7, name: 'Gus', boss: 5, pay: 20 }"},
    {"Bob leaves", "DELETE Person WHERE id = 2"},
    {"a new name for Fay, and no rows but hers change",
     "UPDATE Person WHERE id = 6 SET name = 'Flo'"},
    {"Cyd starts a company of his own", "UPDATE Person WHERE id = 3 SET boss = NULL"},
};

void Print(const TreeNode& person, const std::string& indent) {
  std::cout << indent << person.Get("name").AsText() << "  " << person.Get("people").AsInt()
            << (person.Get("people").AsInt() == 1 ? " person, " : " people, ")
            << person.Get("cost").AsInt() << "\n";
  for (const TreeNode& report : person.List("team")) Print(report, indent + "  ");
}

}  // namespace

int main() {
  const auto database = Database::Open(":memory:");
  if (!database.ok()) return EXIT_FAILURE;
  for (const char* statement : kStart) {
    if (!(*database)->Execute(statement).ok()) return EXIT_FAILURE;
  }
  cambium::LiveTree tree;
  const auto live = (*database)->Subscribe(kTree, [&tree](const cambium::Frame& frame) {
    tree.Apply(frame);
    if (frame.kind == cambium::FrameKind::kDelta) {
      std::cout << cambium::FrameJson(frame) << "\n";
    }
    for (const TreeNode& person : tree.root()) Print(person, "  ");
  });
  if (!live.ok()) return EXIT_FAILURE;
  for (const auto& [what, statement] : kCommits) {
    std::cout << "\n" << what << "\n";
    if (!(*database)->Execute(statement).ok()) return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}
