// Outcomes as lines of words separated by spaces; names hold no spaces.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/outcome.h"

#include <cinttypes>
#include <cstdio>
#include <sstream>

namespace cambium::bench {
namespace {

constexpr std::string_view kEnd = "end";

bool ReadLine(std::istream& line, Outcome& outcome) {
  std::string kind;
  line >> kind;
  if (kind == "scale") {
    line >> outcome.scale;
  } else if (kind == "metric") {
    Metric metric;
    std::string value;
    line >> metric.name >> value;
    metric.value = std::strtod(value.c_str(), nullptr);
    outcome.metrics.push_back(metric);
  } else if (kind == "check") {
    Check check;
    line >> check.name >> std::hex >> check.checksum.hash >> std::dec >> check.checksum.rows;
    outcome.checks.push_back(check);
  } else if (kind == "cut") {
    Cut cut;
    line >> cut.part >> cut.made;
    if (cut.part != "tx" && cut.part != "batch") return false;
    outcome.cut = cut;
  } else {
    return false;
  }
  return !line.fail();
}

}  // namespace

std::string FormatHash(uint64_t hash) {
  char digits[17];
  std::snprintf(digits, sizeof(digits), "%016" PRIx64, hash);
  return digits;
}

std::string FormatOutcome(const Outcome& outcome) {
  std::ostringstream text;
  text << "scale " << outcome.scale << '\n';
  for (const Metric& metric : outcome.metrics) {
    // Hexadecimal digits lose nothing.
    text << "metric " << metric.name << ' ' << std::hexfloat << metric.value << '\n';
  }
  for (const Check& check : outcome.checks) {
    text << "check " << check.name << ' ' << FormatHash(check.checksum.hash) << ' '
         << check.checksum.rows << '\n';
  }
  if (outcome.cut) text << "cut " << outcome.cut->part << ' ' << outcome.cut->made << '\n';
  text << kEnd << '\n';
  return text.str();
}

absl::StatusOr<Outcome> ParseOutcome(std::string_view text) {
  Outcome outcome;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line == kEnd) return outcome;
    std::istringstream words(line);
    if (!ReadLine(words, outcome)) return absl::DataLossError("malformed outcome: " + line);
  }
  return absl::DataLossError("the outcome has no end");
}

}  // namespace cambium::bench
