// A whole run of cambium-bench: data, engines in turn, checks, reports.
//
// Run by run, every engine has its turn before any has its next, so that a noisy minute
// disturbs all of them alike. No time is reported of an engine that gave a wrong answer in
// any run. Answers that are not on file are computed by the engine "recompute".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bench/harness/catalog.h"
#include "bench/harness/options.h"

namespace cambium::bench {

// Does what the options ask for and returns the exit code: 0, or 1 if anything failed.
int RunSession(const Catalog& catalog, const Options& options);

// The whole program but for the list of engines. 2 if the arguments are wrong.
int RunProgram(const Catalog& catalog, const std::vector<std::string>& arguments);

}  // namespace cambium::bench
