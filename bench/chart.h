// A chart as SVG: lines over two logarithmic axes, for the pictures of docs/.
//
// The markup follows from the points alone, so a picture changes only if figures do. Colours
// are readable on white and on black. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cambium::bench {

struct ChartLine {
  std::string name;
  std::vector<std::pair<double, double>> points;  // Ascending; all numbers positive.
};

struct Chart {
  std::string title;
  std::string x;  // What the axes count.
  std::string y;
  std::vector<ChartLine> lines;
};

// Side by side. Each has at least one point.
std::string ChartsSvg(const std::vector<Chart>& charts);

}  // namespace cambium::bench
