// Trees that share what did not change, and the changes of lists.
// SPDX-License-Identifier: Apache-2.0
#include "query/shared_tree.h"

#include <algorithm>
#include <map>
#include <memory>
#include <string>

#include "doctest/doctest.h"
#include "tests/support/random.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using testing::Random;

// A tree by value again, whose printing is that of answers.
TreeNode Plain(const SharedNode& node) {
  TreeNode plain{node.plan.get(), node.row, {}};
  for (const auto& list : node.lists) {
    TreeList rows;
    for (const auto& row : *list) rows.push_back(Plain(*row));
    plain.lists.push_back(std::move(rows));
  }
  return plain;
}

TreeList Plain(const SharedList& list) {
  TreeList rows;
  for (const auto& node : list) rows.push_back(Plain(*node));
  return rows;
}

// Whether a reader can tell them apart. Columns that only order or link rows do not show.
bool Same(const SharedNode& left, const SharedNode& right) {
  if (left.key() != right.key()) return false;
  for (const PlanColumn& scalar : left.plan->scalars) {
    if (left.row[scalar.column] != right.row[scalar.column]) return false;
  }
  for (std::size_t i = 0; i < left.lists.size(); ++i) {
    const auto same = [](const auto& a, const auto& b) { return Same(*a, *b); };
    if (!std::equal(left.lists[i]->begin(), left.lists[i]->end(), right.lists[i]->begin(),
                    right.lists[i]->end(), same)) {
      return false;
    }
  }
  return true;
}

// What looks the same is the same object, at any depth.
void CheckIdentity(const SharedList& before, const SharedList& after) {
  std::map<Row, std::shared_ptr<const SharedNode>> old;
  for (const auto& node : before) old[node->key()] = node;
  for (const auto& node : after) {
    const auto found = old.find(node->key());
    if (found == old.end()) continue;
    CHECK((found->second == node) == Same(*found->second, *node));
    for (std::size_t i = 0; i < node->lists.size(); ++i) {
      CheckIdentity(*found->second->lists[i], *node->lists[i]);
    }
  }
}

// The old list, changed as it says, is the new one.
void CheckReplay(const SharedList& before, const SharedList& after) {
  const ListChanges changes = ListChangesBetween(before, after);
  SharedList list = before;
  for (auto at = changes.deletions.rbegin(); at != changes.deletions.rend(); ++at) {
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(*at));
  }
  for (const std::size_t at : changes.insertions) {
    list.insert(list.begin() + static_cast<std::ptrdiff_t>(at), after.at(at));
  }
  for (const std::size_t at : changes.modified_new) list.at(at) = after.at(at);
  CHECK(list == after);
  REQUIRE(changes.modified_old.size() == changes.modified_new.size());
  for (std::size_t i = 0; i < changes.modified_old.size(); ++i) {
    CHECK(before.at(changes.modified_old[i])->key() ==
          after.at(changes.modified_new[i])->key());
  }
  for (const auto& [from, to] : changes.moves) {
    CHECK(before.at(from)->key() == after.at(to)->key());
    CHECK(std::count(changes.deletions.begin(), changes.deletions.end(), from) == 1);
    CHECK(std::count(changes.insertions.begin(), changes.insertions.end(), to) == 1);
  }
}

std::string AChange(Random& random) {
  const std::string id = std::to_string(random.Between(1, 6));
  const std::string n = std::to_string(random.Between(0, 9));
  switch (random.Below(6)) {
    case 0:
      return "DELETE Issue WHERE id = " + id;
    case 1:
      return "DELETE Comment WHERE id = " + id;
    case 2:
      return "UPDATE Issue WHERE votes < " + n + " SET votes = 9 - votes";
    case 3:
      return "UPSERT Issue { id: " + id + ", title: 't', votes: " + n + " }";
    default:
      return "UPSERT Comment { id: " + id + ", issue: " + std::to_string(random.Between(1, 6)) +
             ", text: 'c', stars: " + n + " }";
  }
}

const std::string_view kQuestions[] = {
    "MANY Issue ORDER BY votes { title, votes, MANY comments ORDER BY stars DESC { text, stars "
    "} }",
    "MANY Issue ORDER BY votes DESC LIMIT 3 { id, best: ONE comments ORDER BY stars { stars } "
    "}",
    "ONE Issue ORDER BY votes { votes, MANY comments { stars } }",
    "{ n: COUNT Issue, MANY Issue { id, n: COUNT comments } }",
};

// A list of rows with these keys, which other lists may share.
SharedList ListOf(const std::shared_ptr<const SelectPlan>& plan,
                  std::map<std::int64_t, std::shared_ptr<const SharedNode>>& nodes,
                  const std::vector<std::int64_t>& keys) {
  SharedList list;
  for (const std::int64_t key : keys) {
    auto& node = nodes[key];
    if (node == nullptr) {
      node = std::make_shared<const SharedNode>(SharedNode{plan, Row{Value::Int(key)}, {}});
    }
    list.push_back(node);
  }
  return list;
}

TEST_SUITE("SharedTree") {
  TEST_CASE("follows the answer and keeps the objects that did not change") {
    testing::ForSeeds(120, [](Random& random) {
      const std::string_view query = random.Pick(kQuestions);
      INFO(query);
      auto database = testing::OpenWith({testing::kIssueTable, testing::kCommentTable});
      for (int i = 0; i < 8; ++i) testing::Do(*database, AChange(random));
      SharedTree tree;
      std::shared_ptr<const SelectPlan> plan;
      const auto live = database->Subscribe(query, [&](const Frame& frame) {
        plan = frame.plan;
        tree.Apply(frame);
      });
      REQUIRE(live.ok());
      for (int step = 0; step < 10; ++step) {
        const std::shared_ptr<const SharedList> before = tree.root();
        const std::string before_text = AnswerJson(*plan, Plain(*before));
        testing::Do(*database, "TX { " + AChange(random) + "; " + AChange(random) + " }");
        CHECK(AnswerJson(*plan, Plain(*tree.root())) == testing::Ask(*database, query));
        CHECK(AnswerJson(*plan, Plain(*before)) == before_text);
        CheckIdentity(*before, *tree.root());
        CheckReplay(*before, *tree.root());
      }
    });
  }

  TEST_CASE("outlives its database") {
    std::shared_ptr<const SharedList> root;
    {
      auto database =
          testing::OpenWith({testing::kIssueTable, "INSERT Issue { id: 1, title: 'a' }"});
      SharedTree tree;
      const auto live = database->Subscribe("MANY Issue { title, same: MANY Issue { id } }",
                                            [&](const Frame& frame) { tree.Apply(frame); });
      REQUIRE(live.ok());
      CHECK(tree.version() == 2);
      root = tree.root();
    }
    REQUIRE(root->size() == 1);
    CHECK((*root)[0]->Get("title").AsText() == "a");
    CHECK((*(*root)[0]->List("same"))[0]->Get("id").AsInt() == 1);
  }

  TEST_CASE("changes of a list are positions before and after") {
    const auto plan = std::make_shared<SelectPlan>();
    plan->key_end = 1;
    std::map<std::int64_t, std::shared_ptr<const SharedNode>> nodes;
    const auto changes = [&](const std::vector<std::int64_t>& before,
                             const std::vector<std::int64_t>& after) {
      return ListChangesBetween(ListOf(plan, nodes, before), ListOf(plan, nodes, after));
    };
    CHECK(changes({1, 2, 3}, {1, 2, 3}) == ListChanges());
    CHECK(changes({1, 2, 3}, {1, 3, 4}) == ListChanges{{1}, {2}, {}, {}, {}});
    // One row moves, not the three that it passes.
    CHECK(changes({1, 2, 3, 4}, {4, 1, 2, 3}) == ListChanges{{3}, {0}, {{3, 0}}, {}, {}});
    CHECK(changes({1, 2, 3}, {}) == ListChanges{{0, 1, 2}, {}, {}, {}, {}});
    CHECK(changes({}, {5, 6}) == ListChanges{{}, {0, 1}, {}, {}, {}});
    const SharedList before = ListOf(plan, nodes, {1, 2, 3});
    nodes.erase(2);
    CHECK(ListChangesBetween(before, ListOf(plan, nodes, {7, 1, 2, 3})) ==
          ListChanges{{}, {0}, {}, {1}, {2}});
  }
}

}  // namespace
}  // namespace cambium
