// Links between pages: where they lead, and whether that is there.
//
// A heading is linked by the name that both GitHub and the site give it; where these differ, it
// cannot be linked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/rules.h"
#include "tests/house/source.h"

namespace cambium::house {

struct Link {
  std::string target;  // As written, such as "../lsm.md#options".
  std::size_t line;
};

// Those outside of code, pictures among them.
std::vector<Link> LinksOf(std::string_view page);

// The anchors of a page's headings.
std::vector<std::string> AnchorsOf(std::string_view page);

// Of all pages of the tree: links to files that `exists` does not know (by paths from the
// root), to anchors that a page does not have, and out of the repository.
void CheckLinks(const std::vector<Source>& tree,
                const std::function<bool(const std::string&)>& exists, Findings& findings);

// Every page below docs/ stands in the list of mkdocs.yml once, and nothing else does.
void CheckSiteList(const std::vector<Source>& tree, Findings& findings);

}  // namespace cambium::house
