// A script: what one client does to a database, as data. Made at random, run against the
// oracle, cut down when it fails, and printed so that it can be pasted into the shell.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "query/syntax.h"
#include "tests/support/random.h"

namespace cambium::testing {

struct ScriptStep {
  enum class Kind {
    kStatement,  // a TABLE, a mutation, or a query to subscribe to
    kFailing,    // a mutation whose write fails, after which the database is opened again
    kStop,       // ends a subscription
    kReopen,     // closes and opens the database; subscriptions start anew
  };
  Kind kind = Kind::kStatement;
  Statement statement;
  std::size_t subscription = 0;  // kStop: counted modulo those that stand
  unsigned written_halves = 0;   // kFailing: how much of the write is done
};

using Script = std::vector<ScriptStep>;

std::string PrintScript(const Script& script);

// Tables, rows, live queries over them and a history of changes.
Script RandomScript(Random& random);

// The smallest script found that still fails. Tries at most `budget` scripts.
Script ShrinkScript(Script script, const std::function<bool(const Script&)>& fails,
                    std::size_t budget);

}  // namespace cambium::testing
