// The sessions of the tutorial and of the pages that say how to do something: each page is run
// in a folder of its own, and is what comes out. CAMBIUM_UPDATE_GOLDEN=1 writes the outputs.
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "tests/support/golden.h"
#include "tests/support/page_sessions.h"
#include "tests/support/source_root.h"
#include "tests/support/temporary_folder.h"

namespace cambium {
namespace {

TEST_SUITE("Pages of guides") {
  TEST_CASE("every session of the tutorial and the how-to pages goes as it says") {
    std::vector<std::string> pages{"docs/tutorial.md"};
    for (const auto& entry :
         std::filesystem::directory_iterator(testing::SourceRoot() / "docs/howto")) {
      pages.push_back("docs/howto/" + entry.path().filename().string());
    }
    std::size_t commands = 0;
    for (const std::string& path : pages) {
      INFO(path);
      const testing::TemporaryFolder folder;
      testing::PageSessions sessions(CAMBIUM_SHELL, folder.path());
      testing::CheckSameAsFile(path, sessions.Rerun(testing::ReadSourceFile(path)));
      commands += sessions.commands();
    }
    CHECK(commands > 20);
  }
}

}  // namespace
}  // namespace cambium
