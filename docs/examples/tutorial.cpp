// What docs/tutorial.md ends with: open, declare, follow a nested query, write.
// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <memory>

#include "query/cambium.h"

int main() {
  auto opened = cambium::Database::Open(":memory:");
  if (!opened.ok()) {
    std::cerr << opened.status() << "\n";
    return 1;
  }
  const std::unique_ptr<cambium::Database> database = *std::move(opened);
  const auto run = [&](const char* statement) {
    const auto done = database->Execute(statement);
    if (!done.ok()) std::cerr << cambium::RenderError(done.status(), statement) << "\n";
  };
  run("TABLE Author { id: Int = 1 KEY, name: Text = 2 }");
  run("TABLE Book { id: Int = 1 KEY, title: Text = 2, author: Author = 3 BACK books }");
  run("INSERT Author { id: 1, name: 'Austen' }");

  // The tree is the answer as a program holds it; each frame brings it up to the newest commit.
  cambium::LiveTree tree;
  const auto live = database->Subscribe(
      "LIVE MANY Author { name, n: COUNT books, MANY books ORDER BY title { title } }",
      [&](const cambium::Frame& frame) {
        tree.Apply(frame);
        std::cout << cambium::FrameJson(frame) << "\n";
      });
  if (!live.ok()) return 1;

  run("TX { INSERT Book { id: 10, title: 'Emma', author: 1 };"
      "     INSERT Book { id: 11, title: 'Persuasion', author: 1 } }");
  run("UPDATE Book WHERE id = 10 SET titel = 'Emma'");
  std::cout << tree.Json() << "\n";
  return 0;
}
