// From lines to sessions. Of a metric's runs three are made: least, median and most.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/kept_report.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <utility>

#include "bench/harness/json_line.h"

namespace cambium::bench {
namespace {

constexpr std::size_t kLeast = 0;
constexpr std::size_t kMost = 2;

class Reader {
 public:
  // False if it is no line of a report.
  bool Read(const std::string& line) {
    line_ = &line;
    if (!Has("peer")) return Has("session") && ReadSession();
    if (sessions_.empty() || sessions_.back().workloads.empty()) return false;
    return Has("check") ? ReadCheck() : Has("cut") ? ReadCut() : ReadMetric();
  }

  std::vector<ReportedSession>& sessions() { return sessions_; }

 private:
  std::string Of(const char* key) const { return JsonValueOf(*line_, key); }
  bool Has(const char* key) const { return !Of(key).empty(); }

  // Its head, a note, or what comes next.
  bool ReadSession() {
    if (Has("by")) {
      sessions_.push_back({Of("by"), Of("on"), {}, {}});
      return true;
    }
    if (sessions_.empty() || Has("note") == Has("w")) return false;
    if (Has("note")) sessions_.back().notes.push_back(Of("note"));
    if (Has("w")) sessions_.back().workloads.push_back({Of("w"), Of("title"), Of("data"), {}});
    return true;
  }

  std::vector<Outcome>& Outcomes() {
    std::vector<EngineRuns>& engines = sessions_.back().workloads.back().engines;
    const std::string name = Of("peer");
    const auto found = std::find_if(engines.begin(), engines.end(),
                                    [&name](const EngineRuns& e) { return e.engine == name; });
    if (found != engines.end()) return found->outcomes;
    return engines.emplace_back(EngineRuns{name, std::vector<Outcome>(kMost + 1)}).outcomes;
  }

  bool ReadCheck() {
    const Checksum checksum{std::strtoull(Of("hash").c_str(), nullptr, 16),
                            std::strtoll(Of("rows").c_str(), nullptr, 10)};
    Outcomes().front().checks.push_back({Of("check"), checksum});
    return true;
  }

  bool ReadCut() {
    Outcomes().front().cut = Cut{Of("cut"), std::strtoll(Of("made").c_str(), nullptr, 10)};
    return true;
  }

  // The median, and then the two others by the same name with an ending.
  bool ReadMetric() {
    const std::string name = Of("m");
    const std::string text = Of("v");
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (name.empty() || text.empty() || *end != 0) return false;
    std::vector<Outcome>& outcomes = Outcomes();
    const bool is_least = name.ends_with(".min");
    if (!is_least && !name.ends_with(".max")) {
      for (Outcome& outcome : outcomes) outcome.metrics.push_back({name, value});
      return true;
    }
    std::vector<Metric>& metrics = outcomes[is_least ? kLeast : kMost].metrics;
    if (metrics.empty() || name.substr(0, name.size() - 4) != metrics.back().name) return false;
    metrics.back().value = value;
    return true;
  }

  const std::string* line_ = nullptr;
  std::vector<ReportedSession> sessions_;
};

bool IsOf(const ReportedSession& session, const std::string& workload) {
  return std::any_of(session.workloads.begin(), session.workloads.end(),
                     [&](const WorkloadRuns& runs) { return runs.workload == workload; });
}

}  // namespace

absl::StatusOr<std::vector<ReportedSession>> ParseReport(std::string_view json) {
  Reader reader;
  std::istringstream lines{std::string(json)};
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (reader.Read(line)) continue;
    return absl::InvalidArgumentError("line " + std::to_string(number) +
                                      " is none of a report: " + line);
  }
  return std::move(reader.sessions());
}

absl::StatusOr<std::vector<ReportedSession>> ReadReport(const std::string& folder) {
  const std::string path = folder + "/report.json";
  std::ifstream file(path);
  if (!file.is_open()) return std::vector<ReportedSession>();
  std::ostringstream text;
  text << file.rdbuf();
  absl::StatusOr<std::vector<ReportedSession>> sessions = ParseReport(text.str());
  if (sessions.ok()) return sessions;
  return absl::InvalidArgumentError(path + ": " + std::string(sessions.status().message()) +
                                    "\nhint: move it away, or write elsewhere by --out");
}

std::vector<ReportedSession> Added(std::vector<ReportedSession> earlier,
                                   ReportedSession session) {
  for (ReportedSession& other : earlier) {
    std::erase_if(other.workloads, [&session](const WorkloadRuns& runs) {
      return IsOf(session, runs.workload);
    });
    if (other.command != session.command || other.machine != session.machine) continue;
    session.workloads.insert(session.workloads.begin(), other.workloads.begin(),
                             other.workloads.end());
    other.workloads.clear();
  }
  std::erase_if(earlier, [](const ReportedSession& other) { return other.workloads.empty(); });
  earlier.push_back(std::move(session));
  return earlier;
}

}  // namespace cambium::bench
