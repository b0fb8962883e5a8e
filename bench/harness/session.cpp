// The order of events: pin, generate, run, check, report.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/session.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

#include "bench/harness/answers.h"
#include "bench/harness/child.h"
#include "bench/harness/cpu.h"
#include "bench/harness/kept_report.h"
#include "bench/harness/progress.h"
#include "bench/harness/report.h"
#include "bench/harness/report_files.h"
#include "bench/harness/table.h"
#include "bench/harness/temporary_folder.h"
#include "dataflow/status.h"

namespace cambium::bench {
namespace {

constexpr const char* kOracle = "recompute";
// Of W8, --quick runs the sizes that end in a moment.
constexpr int64_t kLargestQuickGrowth = 10'000;

void Complain(const std::string& message) {
  std::fprintf(stderr, "cambium-bench: %s\n", message.c_str());
}

bool IsLargeGrowth(const std::string& workload) {
  for (const int64_t orders : kGrowthSizes) {
    if (orders > kLargestQuickGrowth && workload == "W8." + std::to_string(orders)) return true;
  }
  return false;
}

class Session {
 public:
  Session(const Catalog& catalog, const Options& options)
      : catalog_(catalog), options_(options) {}

  int Run() {
    SurviveInterrupts();
    const absl::Status prepared = Prepare();
    if (!prepared.ok()) {
      Complain(std::string(prepared.message()));
      return 1;
    }
    for (const Absence& absence : catalog_.absent()) {
      if (IsWanted(absence.engine)) Skip(absence.engine, absence.reason);
    }
    for (const Refusal& refusal : catalog_.refusals()) {
      const std::string workloads = Asked(refusal.workloads);
      if (!IsWanted(refusal.engine) || workloads.empty()) continue;
      Skip(refusal.engine + " " + workloads, refusal.reason);
    }
    for (const std::string& workload : Workloads()) {
      if (Interrupted()) break;
      RunWorkload(workload);
      if (!options_.report.empty() && !Interrupted()) WriteDown();
    }
    if (Interrupted()) Complain("interrupted");
    return failed_ || !ran_ || Interrupted() ? 1 : 0;
  }

 private:
  absl::Status Prepare() {
    // Before this process has but one processor.
    if (!options_.report.empty()) {
      reported_.machine = DescribeMachine();
      reported_.command = Command();
      CAMBIUM_ASSIGN_OR_RETURN(earlier_, ReadReport(options_.report));
    }
    const absl::Status pinned = Pin();
    if (!pinned.ok() || !options_.folder.empty()) return pinned;
    if (temporary_.path().empty()) return absl::UnavailableError("no temporary folder");
    std::set<std::string> needed;
    for (const std::string& workload : Workloads()) {
      for (const Case* const entry : CasesOf(workload)) needed.insert(entry->data);
    }
    for (const std::string& data : needed) {
      if (Interrupted()) break;
      progress_.Show("generating " + data);
      // Elsewhere: what this process has ever held counts as memory of those that it starts.
      const auto write = [&]() -> absl::StatusOr<Outcome> {
        CAMBIUM_RETURN_IF_ERROR(
            GenerateFiles(data, options_.scale, Folder(), Formats::kBinary));
        return Outcome{options_.scale, {}, {}};
      };
      CAMBIUM_RETURN_IF_ERROR(RunInChild(write).status());
    }
    progress_.Clear();
    return absl::OkStatus();
  }

  void Skip(const std::string& what, const std::string& reason) {
    Complain("skipped: " + what + " (" + reason + ")");
    reported_.notes.push_back(what + ": " + reason);
  }

  // Those of the families that this session is about.
  std::string Asked(const std::vector<std::string>& families) const {
    std::set<std::string> asked;
    for (const std::string& name : Workloads()) asked.insert(name.substr(0, name.find('.')));
    std::string names;
    for (const std::string& family : families) {
      if (asked.contains(family)) names += (names.empty() ? "" : ", ") + family;
    }
    return names;
  }

  absl::Status Pin() {
    if (!options_.pin) return absl::OkStatus();
    const std::vector<int> allowed = AllowedCpus();
    if (!options_.cpu && allowed.empty()) return absl::OkStatus();
    cpu_ = options_.cpu ? *options_.cpu : allowed.back();
    return PinTo(cpu_);
  }

  const std::string& Folder() const {
    return options_.folder.empty() ? temporary_.path() : options_.folder;
  }

  bool IsWanted(const std::string& engine) const {
    const std::vector<std::string>& wanted = options_.engines;
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), engine) != wanted.end();
  }

  std::vector<const Case*> CasesOf(const std::string& workload) const {
    std::vector<const Case*> cases;
    for (const Case& entry : catalog_.cases()) {
      if (entry.workload == workload && IsWanted(entry.engine)) cases.push_back(&entry);
    }
    return cases;
  }

  std::vector<std::string> Workloads() const {
    std::vector<std::string> workloads;
    if (options_.workloads.empty()) workloads = catalog_.Workloads();
    for (const std::string& name : options_.workloads) {
      for (const std::string& workload : catalog_.WorkloadsNamed(name)) {
        const bool named = workload == name;
        if (options_.quick && !named && IsLargeGrowth(workload)) continue;
        if (std::find(workloads.begin(), workloads.end(), workload) == workloads.end()) {
          workloads.push_back(workload);
        }
      }
    }
    if (options_.workloads.empty() && options_.quick) std::erase_if(workloads, IsLargeGrowth);
    return workloads;
  }

  void RunWorkload(const std::string& workload) {
    const std::vector<const Case*> cases = CasesOf(workload);
    if (cases.empty()) {
      Complain("none of the engines runs " + workload);
      return;
    }
    WorkloadRuns runs{workload, cases.front()->title, cases.front()->data, {}};
    for (const Case* const entry : cases) runs.engines.push_back({entry->engine, {}});
    ran_ = true;
    std::set<const Case*> wrong;
    for (int run = 1; run <= options_.runs; ++run) {
      for (size_t i = 0; i < cases.size() && !Interrupted(); ++i) {
        if (wrong.contains(cases[i])) continue;
        progress_.Show(workload + "  run " + std::to_string(run) + "/" +
                       std::to_string(options_.runs) + "  " + cases[i]->engine);
        absl::StatusOr<Outcome> outcome = RunChecked(*cases[i]);
        progress_.Clear();
        if (outcome.ok()) {
          runs.engines[i].outcomes.push_back(*std::move(outcome));
        } else if (!Interrupted()) {
          Complain(cases[i]->engine + " " + workload + ": " +
                   std::string(outcome.status().message()));
          failed_ = true;
          runs.engines[i].outcomes.clear();
          wrong.insert(cases[i]);
        }
      }
    }
    const bool is_measured =
        std::any_of(runs.engines.begin(), runs.engines.end(),
                    [](const EngineRuns& e) { return !e.outcomes.empty(); });
    // Who failed leaves what was measured before.
    if (Interrupted() || !is_measured) return;
    Report(runs);
    reported_.workloads.push_back(std::move(runs));
  }

  std::string Command() const {
    std::string command = "cambium-bench report";
    for (const std::string& name : options_.workloads) command += " " + name;
    for (const std::string& name : options_.engines) {
      command += (&name == &options_.engines[0] ? " --engine " : ",") + name;
    }
    command += " --runs " + std::to_string(options_.runs);
    return options_.scale == 1 ? command
                               : command + " --scale " + std::to_string(options_.scale);
  }

  // All that there is by now.
  void WriteDown() {
    const absl::Status written =
        WriteFiles(MakeReport(Added(earlier_, reported_)), options_.report);
    if (written.ok()) return;
    Complain(std::string(written.message()));
    failed_ = true;
  }

  absl::StatusOr<Outcome> RunChecked(const Case& entry) {
    absl::StatusOr<Outcome> outcome = RunCase(entry);
    if (!outcome.ok() || entry.checks_itself) return outcome;
    const absl::StatusOr<std::vector<Check>> expected = Expected(entry, outcome->scale);
    if (!expected.ok()) return expected.status();
    const absl::Status right = CompareChecks(AnswersDue(*expected, *outcome), outcome->checks);
    if (!right.ok()) return right;
    return outcome;
  }

  absl::StatusOr<Outcome> RunCase(const Case& entry) const {
    const Clocks clocks = options_.longest ? Clocks::kThreadToo : Clocks::kWall;
    const RunSettings settings = {Folder(), clocks, options_.scale};
    return RunInChild([&] { return entry.run(settings); });
  }

  absl::StatusOr<std::vector<Check>> Expected(const Case& entry, int64_t scale) {
    std::vector<Check>& expected = expected_[{entry.workload, scale}];
    if (expected.empty()) expected = Answers::OnFile().Find(entry.data, scale, entry.views);
    if (expected.empty()) {
      const Case* const oracle = catalog_.Find(kOracle, entry.workload);
      if (oracle == nullptr) {
        return absl::NotFoundError("no answers on file at scale " + std::to_string(scale));
      }
      const absl::StatusOr<Outcome> outcome = RunCase(*oracle);
      if (!outcome.ok()) return outcome.status();
      expected = outcome->checks;
    }
    return expected;
  }

  void Report(const WorkloadRuns& runs) const {
    if (options_.json) {
      std::fputs(FormatAsJson(runs).c_str(), stdout);
    } else {
      std::printf("%s\n%s\n", Headline(runs).c_str(), FormatAsTable(runs).c_str());
    }
    std::fflush(stdout);
  }

  std::string Headline(const WorkloadRuns& runs) const {
    int64_t scale = 1;
    for (const EngineRuns& engine : runs.engines) {
      if (!engine.outcomes.empty()) scale = engine.outcomes.front().scale;
    }
    return runs.workload + ": " + runs.title + " (scale " + std::to_string(scale) + ", " +
           std::to_string(options_.runs) + (options_.runs == 1 ? " run, " : " runs, ") +
           (options_.pin ? "CPU " + std::to_string(cpu_) : "not pinned") + ")";
  }

  const Catalog& catalog_;
  const Options& options_;
  const TemporaryFolder temporary_;
  Progress progress_;
  std::vector<ReportedSession> earlier_;  // That the report is added to.
  ReportedSession reported_;
  int cpu_ = -1;
  bool failed_ = false;
  bool ran_ = false;
  // By workload and scale; filled when first asked for.
  std::map<std::pair<std::string, int64_t>, std::vector<Check>> expected_;
};

int List(const Catalog& catalog) {
  const std::vector<std::string> engines = catalog.Engines();
  std::vector<std::string> header = {"workload"};
  header.insert(header.end(), engines.begin(), engines.end());
  Table table(header, 1);
  for (const std::string& workload : catalog.Workloads()) {
    std::vector<std::string> row = {workload};
    for (const std::string& engine : engines) {
      row.emplace_back(catalog.Find(engine, workload) != nullptr ? "yes" : "-");
    }
    table.AddRow(row);
  }
  std::fputs(table.Format().c_str(), stdout);
  for (const Absence& absence : catalog.absent()) {
    std::printf("%s is absent: %s\n", absence.engine.c_str(), absence.reason.c_str());
  }
  for (const Refusal& refusal : catalog.refusals()) {
    std::string workloads;
    for (const std::string& family : refusal.workloads) workloads += " " + family;
    std::printf("%s does not run%s: %s\n", refusal.engine.c_str(), workloads.c_str(),
                refusal.reason.c_str());
  }
  return 0;
}

int Generate(const Options& options) {
  std::error_code error;
  std::filesystem::create_directories(options.folder, error);
  if (error) {
    Complain("folder cannot be made: " + options.folder + ": " + error.message());
    return 1;
  }
  for (const std::string_view data : kDataNames) {
    const auto named = [data](const std::string& name) {
      return name.substr(0, name.find('.')) == data;
    };
    const std::vector<std::string>& wanted = options.workloads;
    if (!wanted.empty() && std::none_of(wanted.begin(), wanted.end(), named)) continue;
    const Formats formats = options.csv ? Formats::kBinaryAndCsv : Formats::kBinary;
    const absl::Status written = GenerateFiles(data, options.scale, options.folder, formats);
    if (!written.ok()) {
      Complain(std::string(written.message()));
      return 1;
    }
  }
  return 0;
}

}  // namespace

int RunSession(const Catalog& catalog, const Options& options) {
  switch (options.action) {
    case Options::Action::kHelp:
      std::fputs(kUsage, stdout);
      return 0;
    case Options::Action::kList:
      return List(catalog);
    case Options::Action::kGenerate:
      return Generate(options);
    case Options::Action::kRun:
      return Session(catalog, options).Run();
  }
  return 1;
}

int RunProgram(const Catalog& catalog, const std::vector<std::string>& arguments) {
  const absl::StatusOr<Options> options =
      ParseOptions(arguments, {catalog.Workloads(), catalog.Engines()});
  if (options.ok()) return RunSession(catalog, *options);
  Complain(std::string(options.status().message()));
  return 2;
}

}  // namespace cambium::bench
