// A first program: opens a database, declares a table, keeps a question live, commits, and
// prints what each commit changed.
// SPDX-License-Identifier: Apache-2.0
#include <cambium.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

void Run(cambium::Database& database, const std::string& statement) {
  const auto done = database.Execute(statement);
  if (done.ok()) return;
  std::cerr << cambium::RenderError(done.status(), statement) << "\n";
  std::exit(1);
}

int main() {
  auto database = cambium::Database::Open(":memory:");  // Or a folder.
  if (!database.ok()) {
    std::cerr << database.status().message() << "\n";
    return 1;
  }
  Run(**database, "TABLE Note { id: Int = 1 KEY, text: Text = 2 }");

  std::vector<std::string> frames;
  auto live = (*database)->Subscribe(
      "LIVE MANY Note { text }",
      [&](const cambium::Frame& frame) { frames.push_back(cambium::FrameJson(frame)); });
  if (!live.ok()) return 1;

  Run(**database, "INSERT Note { id: 7, text: 'water the tree' }");
  Run(**database, "TX { INSERT Note { id: 8, text: 'buy rope' }; DELETE Note WHERE id = 7 }");
  for (const std::string& frame : frames) std::cout << frame << "\n";

  const auto notes = (*database)->Query("MANY Note { id, text }");
  if (!notes.ok()) return 1;
  std::cout << notes->Json() << "\n";
}
