// Padding and digits.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/table.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdio>
#include <utility>

namespace cambium::bench {
namespace {

constexpr const char* kGap = "  ";

std::string FormatRow(const std::vector<std::string>& cells, const std::vector<size_t>& widths,
                      size_t names) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string padding(widths[i] - cells[i].size(), ' ');
    if (i > 0) line += kGap;
    line += i < names ? cells[i] + padding : padding + cells[i];
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + '\n';
}

std::string WithCommas(std::string digits) {
  const size_t sign = digits.starts_with('-') ? 1 : 0;
  for (size_t i = digits.size(); i > sign + 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

}  // namespace

void Table::AddRow(std::vector<std::string> cells) {
  assert(cells.size() <= rows_.front().size());
  cells.resize(rows_.front().size());
  rows_.push_back(std::move(cells));
}

std::vector<size_t> Table::Widths() const {
  std::vector<size_t> widths(rows_.front().size(), 0);
  for (const std::vector<std::string>& row : rows_) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  return widths;
}

std::string Table::Format() const {
  const std::vector<size_t> widths = Widths();
  std::vector<std::string> rule;
  for (const size_t width : widths) rule.emplace_back(width, '-');
  std::string text = FormatRow(rows_.front(), widths, names_) + FormatRow(rule, widths, names_);
  for (size_t i = 1; i < rows_.size(); ++i) text += FormatRow(rows_[i], widths, names_);
  return text;
}

std::string FormatNumber(double number, int significant_digits) {
  if (number == 0 || !std::isfinite(number)) {
    return number == 0 ? "0" : std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf";
  }
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(number))));
  const int decimals = std::clamp(significant_digits - 1 - magnitude, 0, 9);
  char digits[400];
  std::snprintf(digits, sizeof(digits), "%.*f", decimals, number);
  std::string text = digits;
  if (decimals == 0) return WithCommas(text);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace cambium::bench
