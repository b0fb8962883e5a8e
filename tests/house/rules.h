// The rules of the house, as functions from text to findings, so that each can be tested.
//
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/source.h"

namespace cambium::house {

struct Finding {
  std::string path;
  std::size_t line;
  std::string what;
};
using Findings = std::vector<Finding>;

// "path:line: what", where an editor goes to it.
std::string FindingText(const Finding& finding);

// Rules of one file. Each looks only at files that it is about.
void CheckIncludes(const Source& source, Findings& findings);       // who may include whom
void CheckLayout(const Source& source, Findings& findings);         // columns, tabs, lengths
void CheckHeaderComment(const Source& source, Findings& findings);  // what it is, SPDX, once
void CheckNames(const Source& source, Findings& findings);          // banned words, namespaces
void CheckTestNames(const Source& source, Findings& findings);      // no commas
void CheckComments(const Source& source, Findings& findings);  // kinds of to-do, suppressions
void CheckMachinePaths(const Source& source, Findings& findings);

// Rules of the whole tree.
void CheckHeadersAreTested(const std::vector<Source>& tree, Findings& findings);
void CheckSourcesAreBuilt(const std::vector<Source>& tree, Findings& findings);
// `entries` are the names at the root; those that `gitignore` names do not matter.
void CheckTopLevel(const std::vector<std::string>& entries, std::string_view gitignore,
                   Findings& findings);

// All of the above but CheckTopLevel.
Findings CheckTree(const std::vector<Source>& tree);

}  // namespace cambium::house
