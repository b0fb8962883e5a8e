// Engines from npm, each a program for Node beside this file.
//
// They read the files of the workloads themselves and print an outcome
// (bench/harness/outcome.h), so what they measure is measured there, in their own process.
// Absent where `npm ci` was not run in this folder, or where there is no Node 20.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/harness/catalog.h"

namespace cambium::bench {

// `folder` has the programs and their node_modules.
void AddNodePeers(const std::string& folder, Catalog& catalog);

// Why the programs in the folder cannot run with this command for Node; empty: they can.
std::string WhyNoNodePeers(const std::string& folder, const std::string& node);

}  // namespace cambium::bench
