// Two pictures of measured numbers, as SVG: bars of one metric, and curves over sizes.
//
// Numbers span powers of ten, so the axes are logarithmic. The text follows from the numbers
// alone; it reads well on white and on black.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cambium::bench {

struct SvgBar {
  std::string label;
  double value = 0;  // Above zero.
};

// One bar below the other, with its number. `unit` stands behind the title.
std::string SvgBars(const std::string& title, const std::string& unit,
                    const std::vector<SvgBar>& bars);

struct SvgCurve {
  std::string label;
  std::vector<std::pair<double, double>> points;  // All above zero, from left to right.
};

std::string SvgCurves(const std::string& title, const std::string& x, const std::string& y,
                      const std::vector<SvgCurve>& curves);

}  // namespace cambium::bench
