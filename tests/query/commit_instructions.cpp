// Commits of one row for callgrind, which writes a file for each kind: what it counted of those
// that count. tests/query/commit_instructions_test.cpp runs it and reads them.
// SPDX-License-Identifier: Apache-2.0
#include <valgrind/callgrind.h>

#include "tests/support/one_row_commits.h"

int main() {
  for (const auto& kind : cambium::testing::OneRowCommits()) {
    cambium::testing::IssuesOfProjects issues(kind.queries);
    int i = 0;
    while (i < cambium::testing::kWarmCommits) kind.work(issues, i++);
    CALLGRIND_TOGGLE_COLLECT;
    for (int j = 0; j < cambium::testing::kCountedCommits; ++j) kind.work(issues, i++);
    CALLGRIND_TOGGLE_COLLECT;
    CALLGRIND_DUMP_STATS_AT(kind.name.c_str());
  }
  return 0;
}
