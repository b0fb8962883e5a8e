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

// Else the limit follows from the machine, and with it how often memory is collected.
constexpr const char* kNode = "node --max-old-space-size=4096 ";

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
void AddProgram(const std::string& folder, const NodePeer& peer, Catalog& catalog) {
  Case added = CaseOf<Workload>(peer.engine);
  const std::string command =
      kNode + Quoted(folder + "/" + peer.file) + " " + std::string(Workload::kName) + " ";
  added.run = [command](const RunSettings& settings) -> absl::StatusOr<Outcome> {
    const std::string whole = command + Quoted(settings.folder);
    const std::optional<std::string> output = OutputOf(whole);
    if (!output) return absl::InternalError("it has failed: " + whole);
    return ParseOutcome(*output);
  };
  catalog.AddCase(added);
}

bool IsThere(const std::string& folder, const NodePeer& peer, Catalog& catalog) {
  const std::string reason = WhyAbsent(folder, peer, "node");
  if (!reason.empty()) catalog.AddAbsent(peer.engine, reason);
  return reason.empty();
}

}  // namespace

std::string WhyAbsent(const std::string& folder, const NodePeer& peer,
                      const std::string& node) {
  const auto folder_in = [&peer](const std::filesystem::path& root) {
    return (root / peer.file).parent_path();
  };
  if (!std::filesystem::is_directory(folder_in(folder) / "node_modules" / peer.package)) {
    return "npm ci was not run in " + folder_in("bench/peers").string();
  }
  const std::string wanted = "Node " + std::to_string(kLeastNode) + " or newer";
  const std::optional<std::string> version = OutputOf(Quoted(node) + " --version 2>&1");
  if (!version || !version->starts_with("v")) return wanted + " is not there";
  if (std::atoi(version->c_str() + 1) >= kLeastNode) return "";
  return wanted + " is needed, this is " + version->substr(0, version->find('\n'));
}

void AddNodePeers(const std::string& folder, Catalog& catalog) {
  const NodePeer duckdb = {"duckdb", "duckdb.mjs", "@duckdb/node-api"};
  if (IsThere(folder, duckdb, catalog)) {
    AddProgram<W1>(folder, duckdb, catalog);
    AddProgram<W3>(folder, duckdb, catalog);
    AddProgram<W5>(folder, duckdb, catalog);
  }
  const NodePeer db_ivm = {"db-ivm", "db_ivm.mjs", "@tanstack/db-ivm"};
  if (IsThere(folder, db_ivm, catalog)) {
    AddProgram<W1>(folder, db_ivm, catalog);
    AddProgram<W3>(folder, db_ivm, catalog);
    AddProgram<W4>(folder, db_ivm, catalog);
    AddProgram<W5>(folder, db_ivm, catalog);
    catalog.AddRefusal({"db-ivm", {"W2"}, "it has no operator for recursion"});
  }
  const NodePeer zql = {"zql", "zql/zql.mjs", "@rocicorp/zero"};
  if (IsThere(folder, zql, catalog)) {
    AddProgram<W4>(folder, zql, catalog);
    catalog.AddRefusal({"zql", {"W1", "W3", "W5"}, "ZQL has no aggregates"});
    catalog.AddRefusal({"zql", {"W2"}, "ZQL has no recursion"});
  }
}

}  // namespace cambium::bench
