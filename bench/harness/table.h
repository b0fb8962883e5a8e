// A table of text in aligned columns: names to the left, numbers to the right.
//
//     metric     engine  median   min..max
//     ---------  ------  ------  ---------
//     tx_p50_us  floor      3.3  3.21..3.4
//                typed      1.2   1.1..1.3
//
// Cells are ASCII, so that a character is a column wide.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace cambium::bench {

class Table {
 public:
  // The first `names` columns hold names, the others numbers.
  Table(std::vector<std::string> header, size_t names)
      : names_(names), rows_{std::move(header)} {}

  // At most as many cells as the header; missing ones are empty.
  void AddRow(std::vector<std::string> cells);

  // Lines that end in \n, without spaces at their ends.
  std::string Format() const;

 private:
  std::vector<size_t> Widths() const;

  const size_t names_;
  // The header is the first; every row is as long as it.
  std::vector<std::vector<std::string>> rows_;
};

// So many significant digits, but never fewer than those of the whole number, with commas:
// 0.002183, 3.3, 275,503.
std::string FormatNumber(double number, int significant_digits = 4);

}  // namespace cambium::bench
