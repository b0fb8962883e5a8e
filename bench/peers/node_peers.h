// Engines from npm, each a program for Node in this folder.
//
// They read the files of the workloads themselves and print an outcome
// (bench/harness/outcome.h), so what they measure is measured there, in their own process.
// Absent where `npm ci` was not run in the folder of the program, or where there is no Node 20.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "bench/harness/catalog.h"

namespace cambium::bench {

struct NodePeer {
  std::string engine;
  std::string file;     // The program, from the folder of all of them.
  std::string package;  // What it needs, in the node_modules beside it.
};

// `folder` has the programs. What an engine has no means for is refused with a reason.
void AddNodePeers(const std::string& folder, Catalog& catalog);

// Why the program cannot run with this command for Node; empty: it can.
std::string WhyAbsent(const std::string& folder, const NodePeer& peer, const std::string& node);

}  // namespace cambium::bench
