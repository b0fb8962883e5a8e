// What a folder has of a report already.
//
// A report takes more than an hour, so it is written down after each workload, and who measures
// some of its workloads again keeps the others.
//
// Law: of what ParseReport() gives, MakeReport() makes the same files. Cost: one reading.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "bench/harness/report_files.h"

namespace cambium::bench {

// `json` is the text of a report.json.
absl::StatusOr<std::vector<ReportedSession>> ParseReport(std::string_view json);

// That of a folder; nothing if it has none.
absl::StatusOr<std::vector<ReportedSession>> ReadReport(const std::string& folder);

// What `earlier` measured and `session` did not, and `session`, which continues an earlier one
// of the same command on the same machine.
std::vector<ReportedSession> Added(std::vector<ReportedSession> earlier,
                                   ReportedSession session);

}  // namespace cambium::bench
