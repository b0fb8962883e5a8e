// A reader for the one shape of line that the file of answers has.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/answers.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "bench/harness/json_line.h"

namespace cambium::bench {

// The text of bench/data/expected.jsonl; the build writes a source file that defines it.
extern const char* const kExpectedLines;

namespace {

std::string Describe(const Checksum& checksum) {
  return FormatHash(checksum.hash) + " over " + std::to_string(checksum.rows) + " rows";
}

const Check* FindCheck(const std::vector<Check>& checks, const std::string& name) {
  const auto found = std::find_if(checks.begin(), checks.end(),
                                  [&name](const Check& check) { return check.name == name; });
  return found == checks.end() ? nullptr : &*found;
}

}  // namespace

const Answers& Answers::OnFile() {
  static const Answers answers = [] {
    absl::StatusOr<Answers> parsed = Parse(kExpectedLines);
    if (parsed.ok()) return *std::move(parsed);
    std::fprintf(stderr, "cambium-bench: expected.jsonl: %s\n",
                 parsed.status().ToString().c_str());
    std::abort();
  }();
  return answers;
}

absl::StatusOr<Answers> Answers::Parse(std::string_view lines) {
  Answers answers;
  std::istringstream stream{std::string(lines)};
  for (std::string line; std::getline(stream, line);) {
    if (line.empty()) continue;
    const std::string hash = JsonValueOf(line, "hash");
    const Answer answer{JsonValueOf(line, "w"),
                        std::strtoll(JsonValueOf(line, "scale").c_str(), nullptr, 10),
                        {JsonValueOf(line, "check"),
                         {std::strtoull(hash.c_str(), nullptr, 16),
                          std::strtoll(JsonValueOf(line, "rows").c_str(), nullptr, 10)}}};
    if (answer.data.empty() || answer.scale < 1 || hash.size() != 16) {
      return absl::InvalidArgumentError("malformed answer: " + line);
    }
    answers.answers_.push_back(answer);
  }
  return answers;
}

std::vector<Check> Answers::Find(std::string_view data, int64_t scale,
                                 const std::vector<std::string>& views) const {
  std::vector<Check> found;
  for (const Answer& answer : answers_) {
    if (answer.data != data || answer.scale != scale) continue;
    const size_t dot = answer.check.name.find('.');
    const std::string view = dot == std::string::npos ? "" : answer.check.name.substr(dot + 1);
    if (std::find(views.begin(), views.end(), view) != views.end()) {
      found.push_back(answer.check);
    }
  }
  return found;
}

std::vector<Check> AnswersDue(const std::vector<Check>& expected, const Outcome& outcome) {
  std::vector<Check> due = expected;
  if (!outcome.cut) return due;
  std::erase_if(due, [&](const Check& check) {
    const std::string checkpoint = check.name.substr(0, check.name.find('.'));
    return checkpoint == outcome.cut->part || checkpoint == "batch";
  });
  return due;
}

absl::Status CompareChecks(const std::vector<Check>& expected,
                           const std::vector<Check>& actual) {
  for (const Check& check : expected) {
    const Check* const found = FindCheck(actual, check.name);
    if (found == nullptr) return absl::InternalError("no result for " + check.name);
    if (found->checksum == check.checksum) continue;
    return absl::InternalError("wrong result for " + check.name + ": expected " +
                               Describe(check.checksum) + ", got " + Describe(found->checksum));
  }
  for (const Check& check : actual) {
    if (FindCheck(expected, check.name) == nullptr) {
      return absl::InternalError("a result that was not asked for: " + check.name);
    }
  }
  return absl::OkStatus();
}

}  // namespace cambium::bench
