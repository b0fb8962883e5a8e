// A command, its standard output, and who there is.
// SPDX-License-Identifier: Apache-2.0
#include "bench/peers/node_peers.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>

namespace cambium::bench {
namespace {

constexpr int kLeastNode = 20;

struct Program {
  const char* engine;
  const char* file;
};
constexpr Program kDuckDb = {"duckdb", "duckdb.mjs"};

std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// What the command prints; nothing if it fails.
std::optional<std::string> OutputOf(const std::string& command) {
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return std::nullopt;
  std::string output;
  char chunk[4096];
  for (std::size_t count; (count = std::fread(chunk, 1, sizeof chunk, pipe)) > 0;) {
    output.append(chunk, count);
  }
  if (::pclose(pipe) != 0) return std::nullopt;
  return output;
}

template <typename Workload>
void AddProgram(const std::string& folder, const Program& program, Catalog& catalog) {
  Case added = CaseOf<Workload>(program.engine);
  const std::string command =
      "node " + Quoted(folder + "/" + program.file) + " " + std::string(Workload::kName) + " ";
  added.run = [command](const std::string& data, Clocks) -> absl::StatusOr<Outcome> {
    const std::optional<std::string> output = OutputOf(command + Quoted(data));
    if (!output) return absl::InternalError("it has failed: " + command + Quoted(data));
    return ParseOutcome(*output);
  };
  catalog.AddCase(added);
}

}  // namespace

std::string WhyNoNodePeers(const std::string& folder, const std::string& node) {
  if (!std::filesystem::is_directory(folder + "/node_modules")) {
    return "npm ci was not run in bench/peers";
  }
  const std::string wanted = "Node " + std::to_string(kLeastNode) + " or newer";
  const std::optional<std::string> version = OutputOf(Quoted(node) + " --version 2>&1");
  if (!version || !version->starts_with("v")) return wanted + " is not there";
  if (std::atoi(version->c_str() + 1) >= kLeastNode) return "";
  return wanted + " is needed, this is " + version->substr(0, version->find('\n'));
}

void AddNodePeers(const std::string& folder, Catalog& catalog) {
  const std::string reason = WhyNoNodePeers(folder, "node");
  if (!reason.empty()) {
    catalog.AddAbsent(kDuckDb.engine, reason);
    return;
  }
  AddProgram<W1>(folder, kDuckDb, catalog);
  AddProgram<W3>(folder, kDuckDb, catalog);
  AddProgram<W5>(folder, kDuckDb, catalog);
}

}  // namespace cambium::bench
