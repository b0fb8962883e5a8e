// A session trusts no engine: a wrong answer, a crash and an exit are errors.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/session.h"

#include <sched.h>

#include <csignal>
#include <fstream>
#include <memory>
#include <span>
#include <sstream>
#include <string>
#include <vector>

#include "bench/fail.h"
#include "bench/floor/floor.h"
#include "bench/harness/answers.h"
#include "bench/harness/child.h"
#include "bench/harness/cpu.h"
#include "bench/harness/report_files.h"
#include "bench/harness/temporary_folder.h"
#include "bench/recompute/recompute.h"
#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

// Right about everything but the last batch.
class Forgetful final : public Engine<W1> {
 public:
  void Load(const W1Tables& tables) override { floor_->Load(tables); }
  void Transaction(const W1Change& change) override { floor_->Transaction(change); }
  void Batch(std::span<const W1Change> changes) override {
    if (++batches_ < 200) floor_->Batch(changes);
  }
  void Result(ResultSink& sink) const override { floor_->Result(sink); }

 private:
  std::unique_ptr<Engine<W1>> floor_ = MakeFloorW1();
  int batches_ = 0;
};

std::unique_ptr<Engine<W1>> MakeForgetful() { return std::make_unique<Forgetful>(); }

std::vector<std::string> Quick(const std::string& engines) {
  return {"W1", "--quick", "--json", "--cpu", "none", "--engine", engines};
}

TEST_SUITE("RunProgram") {
  TEST_CASE("succeeds when every answer is right") {
    Catalog catalog;
    catalog.Add("floor", MakeFloorW1);
    catalog.Add("recompute", MakeRecomputeW1);
    CHECK(RunProgram(catalog, Quick("floor,recompute")) == 0);
  }

  TEST_CASE("asks recompute where no answers are on file") {
    Catalog catalog;
    catalog.Add("floor", MakeFloorW1);
    catalog.Add("forgetful", MakeForgetful);
    catalog.Add("recompute", MakeRecomputeW1);
    const std::vector<std::string> rest = {"--scale", "123", "--runs", "1", "--json"};
    std::vector<std::string> right = {"W1", "--engine", "floor"};
    right.insert(right.end(), rest.begin(), rest.end());
    CHECK(RunProgram(catalog, right) == 0);
    std::vector<std::string> wrong = {"W1", "--engine", "forgetful"};
    wrong.insert(wrong.end(), rest.begin(), rest.end());
    CHECK(RunProgram(catalog, wrong) == 1);
  }

  TEST_CASE("fails when an answer is wrong") {
    Catalog catalog;
    catalog.Add("forgetful", MakeForgetful);
    CHECK(RunProgram(catalog, Quick("forgetful")) == 1);
  }

  TEST_CASE("succeeds without an engine that could not be built") {
    Catalog catalog;
    catalog.Add("floor", MakeFloorW1);
    catalog.AddAbsent("sqlite", "not found");
    CHECK(RunProgram(catalog, Quick("floor,sqlite")) == 0);
  }

  TEST_CASE("fails when no engine runs what was asked for") {
    Catalog catalog;
    catalog.Add("floor", MakeFloorW3);
    catalog.Add("recompute", MakeRecomputeW1);
    CHECK(RunProgram(catalog, Quick("floor")) == 1);
  }

  TEST_CASE("refuses arguments that are wrong") {
    Catalog catalog;
    catalog.Add("floor", MakeFloorW1);
    CHECK(RunProgram(catalog, {"W7"}) == 2);
    CHECK(RunProgram(catalog, {"W1", "--data", "no/such/folder", "--runs", "1"}) == 1);
  }
}

TEST_SUITE("RunProgram with a report") {
  TEST_CASE("tells all processors and not the one that runs are pinned to") {
    Catalog catalog;
    catalog.Add("floor", MakeFloorW1);
    const std::string machine = DescribeMachine();
    const TemporaryFolder folder;
    cpu_set_t all;
    REQUIRE(sched_getaffinity(0, sizeof all, &all) == 0);
    CHECK(RunProgram(catalog, {"report", "W1", "--quick", "--out", folder.path()}) == 0);
    CHECK(AllowedCpus().size() == 1);
    sched_setaffinity(0, sizeof all, &all);
    std::ifstream file(folder.path() + "/report.md");
    std::ostringstream text;
    text << file.rdbuf();
    CHECK(text.str().find(" on " + machine) != std::string::npos);
  }

  TEST_CASE("is written after each workload and keeps what it does not run") {
    const TemporaryFolder folder;
    const std::string path = folder.path() + "/report.json";
    Catalog catalog;
    Case first = CaseOf<W1>("own");
    first.checks_itself = true;
    first.run = [](const RunSettings& settings) -> absl::StatusOr<Outcome> {
      return Outcome{settings.scale, {{"load_s", 1}}, {}};
    };
    catalog.AddCase(first);
    Case second = first;
    second.workload = "W3";
    bool fails = false;
    second.run = [first, path, &fails](const RunSettings& settings) {
      if (!std::ifstream(path).is_open()) Fail("nothing was written of the first");
      if (fails) Fail("on purpose");
      return first.run(settings);
    };
    catalog.AddCase(second);
    const auto run = [&](const std::string& workload) {
      return RunProgram(
          catalog, {"report", workload, "--quick", "--cpu", "none", "--out", folder.path()});
    };
    CHECK(run("W3") == 1);
    CHECK(run("W1") == 0);
    CHECK(run("W3") == 0);
    fails = true;
    CHECK(run("W3") == 1);
    std::ifstream file(folder.path() + "/report.md");
    std::ostringstream text;
    text << file.rdbuf();
    CHECK(text.str().find("\n## W1: ") != std::string::npos);
    CHECK(text.str().find("\n## W3: ") != std::string::npos);
    CHECK(text.str().find("| load_s | 1 |", text.str().find("\n## W3: ")) != std::string::npos);
    std::ofstream(path) << "spoilt\n";
    CHECK(run("W1") == 1);
  }
}

// An engine of W1 that is cut in its transactions, with this answer after the load.
Case CutAfterLoad(const Checksum& loaded) {
  Case cut = CaseOf<W1>("slow");
  cut.run = [loaded](const RunSettings&) -> absl::StatusOr<Outcome> {
    return Outcome{kQuickScale, {{"tx_p50_us", 1}}, {{"load", loaded}}, Cut{"tx", 140}};
  };
  return cut;
}

TEST_SUITE("RunProgram with an engine that is cut") {
  TEST_CASE("compares what it answered before") {
    const std::vector<Check> answers = Answers::OnFile().Find("W1", kQuickScale, {""});
    REQUIRE(answers.front().name == "load");
    Checksum loaded = answers.front().checksum;
    Catalog right;
    right.AddCase(CutAfterLoad(loaded));
    CHECK(RunProgram(right, Quick("slow")) == 0);
    ++loaded.hash;
    Catalog wrong;
    wrong.AddCase(CutAfterLoad(loaded));
    CHECK(RunProgram(wrong, Quick("slow")) == 1);
  }
}

TEST_SUITE("RunProgram with a case that checks itself") {
  TEST_CASE("asks nobody for answers and fails when it does") {
    bool is_right = true;
    Case own = CaseOf<W1>("own");
    own.views.clear();
    own.run = [&is_right](const RunSettings& settings) -> absl::StatusOr<Outcome> {
      if (!is_right) Fail("on purpose");
      return Outcome{settings.scale, {{"load_s", 1}}, {}};
    };
    // Neither on file nor known to "recompute".
    Catalog trusting;
    trusting.AddCase(own);
    CHECK(RunProgram(trusting, Quick("own")) == 1);
    own.checks_itself = true;
    Catalog catalog;
    catalog.AddCase(own);
    CHECK(RunProgram(catalog, Quick("own")) == 0);
    is_right = false;
    CHECK(RunProgram(catalog, Quick("own")) == 1);
  }
}

TEST_SUITE("RunProgram with an engine that refuses a workload") {
  TEST_CASE("notes its reason where that was asked for") {
    Catalog catalog;
    catalog.Add("floor", MakeFloorW1);
    catalog.Add("floor", MakeFloorW3);
    catalog.Add("recompute", MakeRecomputeW2Union);
    catalog.AddRefusal({"floor", {"W2", "W5"}, "no recursion"});
    const auto report_of = [&catalog](const std::string& workload) {
      const TemporaryFolder folder;
      const int code =
          RunProgram(catalog, {"report", "W1", workload, "--quick", "--cpu", "none", "--engine",
                               "floor", "--out", folder.path()});
      CHECK(code == 0);
      std::ifstream file(folder.path() + "/report.md");
      std::ostringstream text;
      text << file.rdbuf();
      return text.str();
    };
    CHECK(report_of("W2").find("\n- Skipped: floor W2: no recursion\n") != std::string::npos);
    CHECK(report_of("W3").find("Skipped") == std::string::npos);
  }
}

TEST_SUITE("RunInChild") {
  TEST_CASE("hands over the outcome") {
    const Outcome outcome{1, {{"load_s", 2}}, {}};
    const auto run = RunInChild([&]() -> absl::StatusOr<Outcome> { return outcome; });
    REQUIRE(run.ok());
    CHECK((*run == outcome));
  }

  TEST_CASE("says how a child ended") {
    const auto failed = RunInChild([]() -> absl::StatusOr<Outcome> { Fail("on purpose"); });
    CHECK(failed.status().message() == "the run failed with exit code 3");
    const auto killed = RunInChild([]() -> absl::StatusOr<Outcome> {
      std::raise(SIGKILL);
      return Outcome{};
    });
    CHECK(killed.status().message() == "the run was ended by a signal: Killed");
  }
}

TEST_SUITE("Catalog") {
  TEST_CASE("knows the members of a family") {
    Catalog catalog;
    catalog.Add("floor", MakeFloorW1);
    catalog.Add("recompute", MakeRecomputeW2Reach);
    catalog.Add("recompute", MakeRecomputeW2Union);
    const std::vector<std::string> family = {"W2.reach", "W2.union"};
    CHECK(catalog.WorkloadsNamed("W2") == family);
    CHECK(catalog.WorkloadsNamed("W8").size() == 5);
    CHECK(catalog.WorkloadsNamed("W8.1000").size() == 1);
    CHECK(catalog.WorkloadsNamed("W6").empty());
    CHECK(catalog.Find("floor", "W2.reach") == nullptr);
    CHECK(catalog.Find("floor", "W8.1000") != nullptr);
  }
}

}  // namespace
}  // namespace cambium::bench
