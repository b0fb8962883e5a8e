// A report is added to: what is not measured again stays, to the last letter.
// SPDX-License-Identifier: Apache-2.0
#include "bench/harness/kept_report.h"

#include <fstream>
#include <string>
#include <vector>

#include "bench/harness/temporary_folder.h"
#include "doctest/doctest.h"

namespace cambium::bench {
namespace {

WorkloadRuns RunsOf(const std::string& workload, const std::string& engine, double micros) {
  WorkloadRuns runs{workload, "a \"title\", of " + workload, workload, {}};
  runs.engines.push_back({engine,
                          {{1, {{"load_s", 1}, {"tx_p50_us", micros}}, {{"load", {0xAB, 20}}}},
                           {1, {{"load_s", 3}, {"tx_p50_us", micros}}, {{"load", {0xAB, 20}}}},
                           {1, {{"load_s", 2}}, {{"load", {0xAB, 20}}}, Cut{"tx", 140}}}});
  return runs;
}

ReportedSession SessionOf(const std::string& command, std::vector<WorkloadRuns> workloads) {
  return {command, "a machine (of \\ 2)", {}, std::move(workloads)};
}

std::string TextOf(const std::vector<ReportedSession>& sessions) {
  std::string text;
  for (const ReportFile& file : MakeReport(sessions)) text += file.name + "\n" + file.text;
  return text;
}

std::string JsonOf(const std::vector<ReportedSession>& sessions) {
  return MakeReport(sessions)[1].text;
}

TEST_SUITE("ParseReport") {
  TEST_CASE("gives what makes the same files") {
    std::vector<ReportedSession> sessions = {
        SessionOf("report W1 W8", {RunsOf("W1", "floor", 2), RunsOf("W8.10000", "typed", 3),
                                   RunsOf("W8.1000", "typed", 1.0 / 3)}),
        SessionOf("report delta", {RunsOf("delta", "typed", 4)})};
    sessions[0].workloads[0].engines.push_back({"sqlite", {{1, {{"recompute_s", 0.5}}, {}}}});
    sessions[0].notes = {"zql W1: \"none\", at all", "duckdb: not there"};
    const auto parsed = ParseReport(JsonOf(sessions));
    REQUIRE(parsed.ok());
    CHECK(TextOf(*parsed) == TextOf(sessions));
  }

  TEST_CASE("names the line that is none of a report") {
    const std::string head = "{\"session\":1,\"by\":\"a\",\"on\":\"b\"}\n";
    const std::string workload =
        "{\"session\":1,\"w\":\"W1\",\"title\":\"t\",\"data\":\"W1\"}\n";
    const std::string metric = "{\"peer\":\"floor\",\"w\":\"W1\",\"m\":\"load_s\",\"v\":1}\n";
    CHECK(ParseReport("").ok());
    CHECK(ParseReport(head + workload + metric).ok());
    const auto error = [](const std::string& json) {
      return std::string(ParseReport(json).status().message());
    };
    CHECK(error(head + "nonsense\n") == "line 2 is none of a report: nonsense");
    CHECK(error(metric).starts_with("line 1 is"));
    CHECK(error(head + metric).starts_with("line 2 is"));
    CHECK(error(workload).starts_with("line 1 is"));
    const std::string empty = "{\"peer\":\"floor\",\"w\":\"W1\",\"m\":\"load_s\",\"v\":x}\n";
    CHECK(error(head + workload + empty).starts_with("line 3 is"));
    const std::string least = "{\"peer\":\"floor\",\"w\":\"W1\",\"m\":\"rss.min\",\"v\":1}\n";
    CHECK(error(head + workload + metric + least).starts_with("line 4 is"));
  }
}

TEST_SUITE("ReadReport") {
  TEST_CASE("of a folder without one is empty and of a spoilt one names the file") {
    const TemporaryFolder folder;
    REQUIRE(ReadReport(folder.path()).ok());
    CHECK(ReadReport(folder.path())->empty());
    const std::string path = folder.path() + "/report.json";
    std::ofstream(path) << "nonsense\n";
    CHECK(std::string(ReadReport(folder.path()).status().message()) ==
          path +
              ": line 1 is none of a report: nonsense\n"
              "hint: move it away, or write elsewhere by --out");
  }
}

TEST_SUITE("Added to a report") {
  TEST_CASE("what is measured again replaces what was") {
    const auto now =
        Added({SessionOf("report W1 W3", {RunsOf("W1", "floor", 2), RunsOf("W3", "floor", 2)})},
              SessionOf("report W3", {RunsOf("W3", "typed", 5)}));
    REQUIRE(now.size() == 2);
    REQUIRE(now[0].workloads.size() == 1);
    CHECK(now[0].workloads[0].workload == "W1");
    CHECK(now[1].workloads[0].engines[0].engine == "typed");
    const std::string text = MakeReport(now)[0].text;
    CHECK(text.find("Made by `report W1 W3` on a machine (of \\ 2): W1.\n") !=
          std::string::npos);
    CHECK(text.find("Made by `report W3` on a machine (of \\ 2): W3.\n") != std::string::npos);
    CHECK(text.find("## W1") < text.find("## W3"));
  }

  TEST_CASE("nothing is left of one that was measured again as a whole") {
    const auto now = Added({SessionOf("old", {RunsOf("W1", "floor", 2)})},
                           SessionOf("new", {RunsOf("W1", "floor", 3)}));
    REQUIRE(now.size() == 1);
    CHECK(now[0].command == "new");
  }

  TEST_CASE("the same command on the same machine goes on") {
    const auto now = Added({SessionOf("report", {RunsOf("W1", "floor", 2)})},
                           SessionOf("report", {RunsOf("W3", "floor", 3)}));
    REQUIRE(now.size() == 1);
    CHECK(now[0].workloads.size() == 2);
  }
}

}  // namespace
}  // namespace cambium::bench
