// Markdown, pictures, and files.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/report_files.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <tuple>

#include "bench/harness/bars.h"
#include "bench/harness/cpu.h"
#include "bench/harness/curves.h"
#include "bench/harness/json_line.h"
#include "bench/harness/statistics.h"
#include "bench/harness/svg_chart.h"
#include "bench/harness/table.h"

namespace cambium::bench {
namespace {

std::string Range(const Spread& spread) {
  std::string text = FormatNumber(spread.median, 3);
  if (spread.min != spread.max) {
    text += " (" + FormatNumber(spread.min, 3) + "–" + FormatNumber(spread.max, 3) + ")";
  }
  return text;
}

bool IsMeasured(const EngineRuns& engine) { return !engine.outcomes.empty(); }

// Metrics down, engines across.
std::string Medians(const WorkloadRuns& runs) {
  std::string head = "| metric |";
  std::string rule = "|---|";
  for (const EngineRuns& engine : runs.engines) {
    if (!IsMeasured(engine)) continue;
    head += " " + LabelOf(engine) + " |";
    rule += "--:|";
  }
  std::string text = head + "\n" + rule + "\n";
  for (const std::string& metric : MetricsOf(runs)) {
    if (IsPoint(metric)) continue;
    text += "| " + metric + " |";
    for (const EngineRuns& engine : runs.engines) {
      if (!IsMeasured(engine)) continue;
      const std::optional<Spread> spread = SpreadOfMetric(engine, metric);
      text += " " + (spread ? Range(*spread) : std::string("–")) + " |";
    }
    text += "\n";
  }
  return text;
}

std::string BarsOf(const WorkloadRuns& runs) {
  std::string rows;
  for (const Bar& bar : AllBars()) {
    if (bar.workload != runs.workload) continue;
    const std::optional<double> ratio = RatioOf(bar, runs);
    if (!ratio) continue;
    const bool is_met = *ratio <= bar.at_most;
    const std::string other = bar.right.engine == "*" ? "the fastest" : bar.right.engine;
    const std::string number = FormatNumber(*ratio, 3);
    rows += "| " + bar.what + " | " + bar.left.engine + (other.empty() ? "" : " by " + other) +
            " | " + (is_met ? number : "**" + number + "**") + " | " +
            FormatNumber(bar.at_most, 3) + " | " + (is_met ? "met" : "missed") + " |\n";
  }
  if (rows.empty()) return "";
  return "\n| at most | of | ratio | bar | |\n|---|---|--:|--:|---|\n" + rows;
}

// A commit of each engine, an evaluation of each evaluator.
std::vector<SvgBar> CommitBars(const WorkloadRuns& runs) {
  std::vector<SvgBar> bars;
  for (const EngineRuns& engine : runs.engines) {
    const std::optional<Spread> commit = SpreadOfMetric(engine, "tx_p50_us");
    const std::optional<Spread> again = SpreadOfMetric(engine, "recompute_s");
    if (commit && commit->median > 0) bars.push_back({LabelOf(engine), commit->median});
    if (again && again->median > 0) {
      bars.push_back({engine.engine + ", anew", again->median * 1e6});
    }
  }
  std::stable_sort(bars.begin(), bars.end(), [](const SvgBar& left, const SvgBar& right) {
    return left.value < right.value;
  });
  return bars;
}

// What is drawn as a curve needs no bars.
bool IsGrowth(const WorkloadRuns& runs) { return runs.workload.starts_with("W8."); }

// Points of curves stand with the curves. Empty if there is nothing else, and no bar.
std::string Section(const WorkloadRuns& runs) {
  const std::vector<std::string> metrics = MetricsOf(runs);
  const bool is_curve =
      !metrics.empty() && std::all_of(metrics.begin(), metrics.end(), IsPoint);
  const std::string bars = BarsOf(runs);
  if (is_curve && bars.empty()) return "";
  std::string text = "\n## " + runs.workload + ": " + runs.title + "\n" +
                     (is_curve ? "" : "\n" + Medians(runs)) + bars;
  if (!IsGrowth(runs) && !CommitBars(runs).empty()) {
    text += "\n![A commit of one row](" + runs.workload + ".svg)\n";
  }
  return text;
}

// Of several sessions each says what it measured.
std::string MadeBy(const ReportedSession& session, bool is_alone) {
  std::string text = "\nMade by `" + session.command + "` on " + session.machine;
  for (const WorkloadRuns& runs : session.workloads) {
    if (is_alone) break;
    text += (&runs == &session.workloads[0] ? ": " : ", ") + runs.workload;
  }
  text += ".\n";
  for (const std::string& note : session.notes) text += "\n- Skipped: " + note;
  return session.notes.empty() ? text : text + "\n";
}

std::string Markdown(const std::vector<ReportedSession>& sessions,
                     const std::vector<WorkloadRuns>& workloads,
                     const std::vector<Curve>& curves) {
  std::string text =
      "# Report\n\nMedians with their spread of runs in turns; the answers of all engines were "
      "checked\nbefore a time was taken. How to read it: [benchmarks](../benchmarks.md).\n";
  for (const ReportedSession& session : sessions) text += MadeBy(session, sessions.size() == 1);
  for (const WorkloadRuns& runs : workloads) text += Section(runs);
  if (!curves.empty()) text += "\n## Curves\n";
  for (const Curve& curve : curves) text += CurveAsMarkdown(curve);
  return text;
}

std::string Json(const std::vector<ReportedSession>& sessions) {
  std::string text;
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    const std::string head = "{\"session\":" + std::to_string(i + 1) + ',';
    text += head + "\"by\":" + JsonText(sessions[i].command) +
            ",\"on\":" + JsonText(sessions[i].machine) + "}\n";
    for (const std::string& note : sessions[i].notes) {
      text += head + "\"note\":" + JsonText(note) + "}\n";
    }
    for (const WorkloadRuns& runs : sessions[i].workloads) {
      text += head + "\"w\":" + JsonText(runs.workload) + ",\"title\":" + JsonText(runs.title) +
              ",\"data\":" + JsonText(runs.data) + "}\n" + FormatAsJson(runs);
    }
  }
  return text;
}

// Families by name, and what grows in a family by its size.
std::vector<WorkloadRuns> InOrder(const std::vector<ReportedSession>& sessions) {
  std::vector<WorkloadRuns> all;
  for (const ReportedSession& session : sessions) {
    all.insert(all.end(), session.workloads.begin(), session.workloads.end());
  }
  const auto key = [](const WorkloadRuns& runs) {
    const std::string& name = runs.workload;
    return std::tuple(name.substr(0, name.find('.')), name.size(), name);
  };
  std::sort(all.begin(), all.end(),
            [&key](const WorkloadRuns& left, const WorkloadRuns& right) {
              return key(left) < key(right);
            });
  return all;
}

std::string LineOf(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t begin = line.find_first_not_of(" \t", line.find(':') + 1);
    return begin == std::string::npos ? "" : line.substr(begin);
  }
  return "";
}

}  // namespace

std::vector<ReportFile> MakeReport(const std::vector<ReportedSession>& sessions) {
  const std::vector<WorkloadRuns> workloads = InOrder(sessions);
  const std::vector<Curve> curves = CurvesOf(workloads);
  std::vector<ReportFile> files = {{"report.md", Markdown(sessions, workloads, curves)},
                                   {"report.json", Json(sessions)}};
  for (const WorkloadRuns& runs : workloads) {
    const std::vector<SvgBar> bars = CommitBars(runs);
    if (IsGrowth(runs) || bars.empty()) continue;
    files.push_back(
        {runs.workload + ".svg", SvgBars(runs.workload + ": a commit of one row", "µs", bars)});
  }
  for (const Curve& curve : curves) files.push_back({curve.name + ".svg", CurveAsSvg(curve)});
  return files;
}

absl::Status WriteFiles(const std::vector<ReportFile>& files, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return absl::UnavailableError("folder cannot be made: " + folder + ": " + error.message());
  }
  for (const ReportFile& file : files) {
    const std::string path = folder + "/" + file.name;
    std::ofstream out(path + ".new", std::ios::binary);
    out << file.text;
    out.close();
    if (out.good()) std::filesystem::rename(path + ".new", path, error);
    if (!out.good() || error) return absl::UnavailableError("cannot write " + path);
  }
  return absl::OkStatus();
}

std::string DescribeMachine() {
  const std::string model = LineOf("/proc/cpuinfo", "model name");
  const std::string memory = LineOf("/proc/meminfo", "MemTotal");
  const double gib = memory.empty() ? 0 : std::stod(memory) / (1 << 20);
  return std::to_string(AllowedCpus().size()) + " processors (" +
         (model.empty() ? "of unknown model" : model) + "), " + FormatNumber(gib, 2) +
         " GiB, compiled by " +
#ifdef __clang__
         "clang "
#else
         "g++ "
#endif
         __VERSION__;
}

}  // namespace cambium::bench
