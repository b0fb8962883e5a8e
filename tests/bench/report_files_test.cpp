// A report says what was measured, marks what misses its bar, and is written as a whole.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/report_files.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "bench/harness/temporary_folder.h"
#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

ReportedSession Session() {
  WorkloadRuns w1{"W1", "a rollup", "W1", {}};
  w1.engines.push_back({"floor",
                        {{1, {{"load_s", 1}, {"tx_p50_us", 2}}, {}},
                         {1, {{"load_s", 3}, {"tx_p50_us", 2}}, {}}}});
  w1.engines.push_back({"typed", {{1, {{"load_s", 1}, {"tx_p50_us", 2.5}}, {}}}});
  w1.engines.push_back({"broken", {}});
  w1.engines.push_back({"sqlite", {{1, {{"recompute_s", 0.5}}, {}}}});
  WorkloadRuns small{"W8.1000", "growth", "W8.1000", {}};
  small.engines.push_back({"typed", {{1, {{"tx_p50_us", 1}}, {}}}});
  WorkloadRuns large{"W8.10000", "growth", "W8.10000", {}};
  large.engines.push_back({"typed", {{1, {{"tx_p50_us", 4}}, {}}}});
  return {"cambium-bench report", "a machine", {"duckdb: not there"}, {w1, small, large}};
}

std::string Read(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST_SUITE("MakeReport") {
  TEST_CASE("has tables and bars and pictures") {
    const std::vector<ReportFile> files = MakeReport({Session()});
    REQUIRE(files.size() == 4);
    CHECK(files[0].name == "report.md");
    CHECK(
        files[0].text ==
        "# Report\n\n"
        "Medians with their spread of runs in turns; the answers of all engines were checked\n"
        "before a time was taken. How to read it: [benchmarks](../benchmarks.md).\n\n"
        "Made by `cambium-bench report` on a machine.\n\n"
        "- Skipped: duckdb: not there\n"
        "\n## W1: a rollup\n\n"
        "| metric | floor | typed | sqlite |\n|---|--:|--:|--:|\n"
        "| load_s | 2 (1–3) | 1 | – |\n"
        "| tx_p50_us | 2 | 2.5 | – |\n"
        "| recompute_s | – | – | 0.5 |\n"
        "\n| at most | of | ratio | bar | |\n|---|---|--:|--:|---|\n"
        "| one-row commit, p50 | typed by floor | 1.25 | 1.5 | met |\n"
        "| load | typed by floor | **0.5** | 0.18 | missed |\n"
        "| commit by fastest recompute | typed by the fastest | 0.000005 | 0.000333 | met |\n"
        "\n![A commit of one row](W1.svg)\n"
        "\n## W8.1000: growth\n\n| metric | typed |\n|---|--:|\n| tx_p50_us | 1 |\n"
        "\n## W8.10000: growth\n\n| metric | typed |\n|---|--:|\n| tx_p50_us | 4 |\n"
        "\n## Curves\n"
        "\n### A commit of one row over growing tables\n\n"
        "Medians, µs; × the first column.\n\n"
        "| orders | typed |\n|--:|--:|\n| 1,000 | 1 |\n| 10,000 | 4 |\n"
        "\n![A commit of one row over growing tables](W8.svg)\n");
    CHECK(files[1].name == "report.json");
    CHECK(files[1].text.find(R"({"peer":"typed","w":"W8.10000","m":"tx_p50_us","v":4})") !=
          std::string::npos);
    CHECK(files[2].name == "W1.svg");
    CHECK(files[2].text.find(">sqlite, anew<") != std::string::npos);
    CHECK(files[3].name == "W8.svg");
    CHECK(files[3].text.find("<polyline") != std::string::npos);
  }
}

TEST_SUITE("MakeReport of points") {
  TEST_CASE("has a curve and no table of metrics") {
    WorkloadRuns delta{"delta", "growing commits", "W1", {}};
    delta.engines.push_back({"typed", {{1, {{"commit_us@1", 2}, {"commit_us@10", 9}}, {}}}});
    const std::vector<ReportFile> files = MakeReport({{"", "", {}, {delta}}});
    REQUIRE(files.size() == 3);
    CHECK(files[0].text.find("growing commits") == std::string::npos);
    CHECK(files[0].text.find("| 10 | 9 |\n") != std::string::npos);
    CHECK(files[1].text.find(R"("m":"commit_us@10","v":9})") != std::string::npos);
    CHECK(files[2].name == "delta.svg");
    // Bars are held against points, too.
    WorkloadRuns live{"W6", "many", "W6", {}};
    live.engines.push_back({"treeql", {{1, {{"one_us@1", 2}, {"one_us@10000", 5}}, {}}}});
    CHECK(MakeReport({{"", "", {}, {live}}})[0].text.find(
              "\n## W6: many\n\n| at most | of | ratio | bar | |\n|---|---|--:|--:|---|\n"
              "| a commit that one of 10,000 live queries hears of, by one of one | treeql by "
              "treeql | **2.5** | 2 | missed |\n") != std::string::npos);
    // Numbers of a workload that has points and others stand apart.
    delta.engines[0].outcomes[0].metrics.push_back({"load_s", 3});
    const std::string both = MakeReport({{"", "", {}, {delta}}})[0].text;
    CHECK(both.find("## delta: growing commits\n") != std::string::npos);
    CHECK(both.find("| load_s | 3 |\n") != std::string::npos);
    CHECK(both.find("| commit_us@1 |") == std::string::npos);
  }
}

TEST_SUITE("MakeReport of an engine that was cut") {
  TEST_CASE("says so in the table and in the picture") {
    WorkloadRuns w1{"W1", "a rollup", "W1", {}};
    w1.engines.push_back({"slow", {{1, {{"tx_p50_us", 2}}, {}, Cut{"tx", 140}}}});
    const std::vector<ReportFile> files = MakeReport({{"", "", {}, {w1}}});
    REQUIRE(files.size() == 3);
    CHECK(files[0].text.find("| metric | slow [only 140 tx] |\n") != std::string::npos);
    CHECK(files[2].text.find(">slow [only 140 tx]<") != std::string::npos);
  }
}

TEST_SUITE("WriteFiles") {
  TEST_CASE("makes the folder and replaces what is there") {
    const TemporaryFolder folder;
    const std::string place = folder.path() + "/a/b";
    REQUIRE(WriteFiles(MakeReport({Session()}), place).ok());
    REQUIRE(WriteFiles(MakeReport({Session()}), place).ok());
    CHECK(Read(place + "/report.md") == MakeReport({Session()})[0].text);
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(place)) {
      count += entry.is_regular_file() ? 1 : 0;
    }
    CHECK(count == 4);
  }

  TEST_CASE("what cannot be written is named") {
    const TemporaryFolder folder;
    std::ofstream(folder.path() + "/file") << "x";
    const absl::Status status =
        WriteFiles(MakeReport({Session()}), folder.path() + "/file/below");
    CHECK_FALSE(status.ok());
    CHECK(status.message().find(folder.path() + "/file/below") != std::string::npos);
  }
}

}  // namespace
}  // namespace cambium::bench
