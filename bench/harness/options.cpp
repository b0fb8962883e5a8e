// Parsing the command line: names and numbers, checked where they are read.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/options.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <limits>

#include "bench/generator/generator.h"

namespace cambium::bench {

const char* const kUsage =
    "usage: cambium-bench WORKLOAD... [options]\n"
    "       cambium-bench report [WORKLOAD...] [options]\n"
    "       cambium-bench --generate DIR [W1 ...] [--scale N] [--csv]\n"
    "       cambium-bench --list\n"
    "\n"
    "Runs engines on workloads, checks their answers and reports their times.\n"
    "\n"
    "  report           also write tables and pictures; without a WORKLOAD, all of them\n"
    "  --out DIR        where the report goes (default: docs/benchmarks)\n"
    "  --engine A,B     run only these engines (default: all)\n"
    "  --data DIR       read the tables from DIR (default: generate a temporary folder)\n"
    "  --scale N        generate tables a factor of N smaller (default: 1)\n"
    "  --runs N         run every engine N times, in turn (default: 5)\n"
    "  --quick          scale 100 and one run; without a WORKLOAD, all of them\n"
    "  --json           print JSON lines\n"
    "  --longest        also time each transaction by the CPU clock: tx_max_cpu_us\n"
    "  --cpu N|none     pin to CPU N, or to none (default: the last one allowed)\n"
    "  --generate DIR   write the files of W1 to W5 (or of those named) to DIR\n"
    "  --csv            with --generate: .csv files besides the .bin files\n"
    "  --list           print which engine runs which workload\n"
    "  --help           print this\n";

namespace {

constexpr const char* kDefaultReport = "docs/benchmarks";

std::string Join(const std::vector<std::string>& names) {
  std::string joined;
  for (const std::string& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined;
}

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The word before the dot of each name, in order, and the names that have a dot.
std::vector<std::string> WithFamilies(const std::vector<std::string>& workloads) {
  std::vector<std::string> names;
  for (const std::string& workload : workloads) {
    const std::string family = workload.substr(0, workload.find('.'));
    if (!Contains(names, family)) names.push_back(family);
    if (family != workload) names.push_back(workload);
  }
  return names;
}

class Parser {
 public:
  Parser(const std::vector<std::string>& arguments, const Names& names)
      : arguments_(arguments), names_(names) {}

  absl::StatusOr<Options> Parse() {
    while (status_.ok() && next_ < arguments_.size()) {
      const std::string& argument = arguments_[next_++];
      if (argument.starts_with('-')) {
        ParseOption(argument);
      } else {
        AddWorkload(argument);
      }
    }
    if (status_.ok()) Complete();
    if (!status_.ok()) return status_;
    return options_;
  }

 private:
  using Action = Options::Action;

  void ParseOption(const std::string& argument) {
    const size_t equals = argument.find('=');
    option_ = argument.substr(0, equals);
    has_value_ = equals != std::string::npos;
    if (has_value_) value_ = argument.substr(equals + 1);
    if (!ParseFlag() && !ParseValued()) {
      Error("unknown option: " + option_ + " (--help lists them)");
    }
  }

  bool ParseFlag() {
    if (option_ == "--quick") return Set(options_.quick);
    if (option_ == "--json") return Set(options_.json);
    if (option_ == "--csv") return Set(options_.csv);
    if (option_ == "--longest") return Set(options_.longest);
    if (option_ == "--list") return Act(Action::kList);
    if (option_ == "--help" || option_ == "-h") return Act(Action::kHelp);
    return false;
  }

  bool ParseValued() {
    if (option_ == "--engine") {
      AddEngines(Value("a list of " + Join(names_.engines)));
    } else if (option_ == "--data") {
      SetFolder(Value("a folder"));
    } else if (option_ == "--generate") {
      Act(Action::kGenerate);
      SetFolder(Value("a folder"));
    } else if (option_ == "--out") {
      out_ = Value("a folder");
    } else if (option_ == "--scale") {
      scale_ = NumberIn(1, kLargestScale);
    } else if (option_ == "--runs") {
      runs_ = NumberIn(1, 1000);
    } else if (option_ == "--cpu") {
      SetCpu();
    } else {
      return false;
    }
    return true;
  }

  bool Set(bool& flag) {
    if (has_value_) Error(option_ + " takes no value: " + value_);
    flag = true;
    return true;
  }

  bool Act(Action action) {
    options_.action = action;
    return true;
  }

  // The text behind = or the next argument.
  std::string Value(const std::string& wanted) {
    if (!has_value_ && next_ < arguments_.size()) {
      value_ = arguments_[next_++];
      has_value_ = true;
    }
    if (!has_value_ || value_.empty()) Error(option_ + " needs a value: " + wanted);
    return value_;
  }

  void SetFolder(const std::string& folder) {
    if (!options_.folder.empty()) Error("two folders: " + options_.folder + " and " + folder);
    options_.folder = folder;
  }

  int NumberIn(int least, int greatest) {
    const std::string range =
        "a number from " + std::to_string(least) + " to " + std::to_string(greatest);
    const std::string text = Value(range);
    int number = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    const bool valid = error == std::errc() && stop == end;
    if (!valid || number < least || number > greatest) {
      Error(option_ + " needs " + range + ": " + text);
    }
    return number;
  }

  void SetCpu() {
    if (Value("a number or none") == "none") {
      options_.pin = false;
      return;
    }
    // The value was read above, so it is not looked for again.
    options_.cpu = NumberIn(0, std::numeric_limits<int>::max());
  }

  void AddEngines(const std::string& list) {
    for (size_t begin = 0; begin <= list.size();) {
      const size_t end = std::min(list.find(',', begin), list.size());
      const std::string engine = list.substr(begin, end - begin);
      if (!Contains(names_.engines, engine)) {
        Error("unknown engine: " + engine + " (the choices are " + Join(names_.engines) + ")");
      } else if (!Contains(options_.engines, engine)) {
        options_.engines.push_back(engine);
      }
      begin = end + 1;
    }
  }

  void AddWorkload(const std::string& workload) {
    if (workload == "report") {
      options_.report = kDefaultReport;
      return;
    }
    const std::vector<std::string> choices = WithFamilies(names_.workloads);
    if (!Contains(choices, workload)) {
      Error("unknown workload: " + workload + " (the choices are " + Join(choices) + ")");
    }
    options_.workloads.push_back(workload);
  }

  void Complete() {
    if (options_.action == Action::kRun && options_.workloads.empty() && !options_.quick &&
        options_.report.empty()) {
      Error("no workload named (the choices are " + Join(WithFamilies(names_.workloads)) + ")");
    }
    if (out_ && options_.report.empty()) Error("--out goes with report only");
    if (out_) options_.report = *out_;
    if (options_.csv && options_.action != Action::kGenerate) {
      Error("--csv goes with --generate only");
    }
    const bool reads_files = options_.action == Action::kRun && !options_.folder.empty();
    if (scale_ && reads_files) Error("--scale has no meaning with --data");
    options_.scale = scale_.value_or(options_.quick ? kQuickScale : 1);
    options_.runs = runs_.value_or(options_.quick ? 1 : kDefaultRuns);
  }

  // The first error stands.
  void Error(const std::string& message) {
    if (status_.ok()) status_ = absl::InvalidArgumentError(message);
  }

  const std::vector<std::string>& arguments_;
  const Names& names_;
  size_t next_ = 0;
  // The option that is being read, and its value once it is known.
  std::string option_;
  std::string value_;
  bool has_value_ = false;

  Options options_;
  std::optional<std::string> out_;
  std::optional<int> scale_;
  std::optional<int> runs_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<Options> ParseOptions(const std::vector<std::string>& arguments,
                                     const Names& names) {
  return Parser(arguments, names).Parse();
}

}  // namespace cambium::bench
