// One question at once and followed: two ways to the answer that share nothing but the plan.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tests/support/statements.h"

namespace cambium::testing {

// The query, without LIVE; checks that both answers are the same.
inline std::string AskBoth(Database& database, const std::string& query) {
  Recorder recorder;
  const Subscription live = Follow(database, "LIVE " + query, recorder);
  std::string answer = Ask(database, query);
  CHECK(recorder.tree.Json() == answer);
  return answer;
}

}  // namespace cambium::testing
