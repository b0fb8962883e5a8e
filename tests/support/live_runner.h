// Runs a script against a database and its oracle, and checks every law of live queries
// after every commit.
//
//     I1  the frames fold to the answer, by LiveTree, by their JSON, and as Query() says
//     I2  versions have no gap       I3, I4, I6  operations are the right ones in order
//     I5  no empty frames, and silence when the answer stays
//
// Besides: what statements report, reads of the store, and the rows that live queries
// hold, which depend on what stands and not on how it came to be.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/live_script.h"

namespace cambium::testing {

// Throws BrokenLaw when the database is wrong, InvalidScript when the script is.
void RunScript(const Script& script);

}  // namespace cambium::testing
