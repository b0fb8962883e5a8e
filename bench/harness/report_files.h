// The report: what all workloads said, as files in a folder.
//
//     report.md      tables of medians with their spread, the bars, the curves, the pictures
//     report.json    the same numbers, a JSON object a line (bench/harness/report.h)
//     W1.svg …       a commit of one row beside recomputation
//     delta.svg …    the curves (bench/harness/curves.h)
//
// All of a workload is of one session, so that ratios can be trusted. What a folder has of
// other workloads stays there: bench/harness/kept_report.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "bench/harness/report.h"

namespace cambium::bench {

struct ReportedSession {
  std::string command;             // That measures it again.
  std::string machine;             // One line.
  std::vector<std::string> notes;  // Engines that were skipped, and why.
  std::vector<WorkloadRuns> workloads;
};

struct ReportFile {
  std::string name;
  std::string text;
};
std::vector<ReportFile> MakeReport(const std::vector<ReportedSession>& sessions);

// Makes the folder if it is not there. Each file is replaced as a whole.
absl::Status WriteFiles(const std::vector<ReportFile>& files, const std::string& folder);

// Model and number of the processors that this process may run on, memory, and what compiled
// this program.
std::string DescribeMachine();

}  // namespace cambium::bench
