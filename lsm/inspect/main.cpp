// cambium-lsm: what is inside of a database folder, and whether it is whole.
//
//     cambium-lsm stats  <folder>     levels, files, rows, bytes
//     cambium-lsm verify <folder>     reads every byte of every sorted file
//     cambium-lsm dump   <folder>     every triple, one to a line
//
// The folder is opened read-only. Ends with 1, and says why, if anything is wrong.
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>
#include <string_view>

#include "dataflow/status.h"
#include "dataflow/value_dump.h"
#include "lsm/store.h"

namespace cambium {
namespace {

void PrintStatistics(const Store& store) {
  const StoreStatistics statistics = store.Statistics();
  std::printf("version %llu\n", static_cast<unsigned long long>(store.version()));
  for (const auto& [place, index] : store.indexes()) {
    std::printf("index of attribute %u of type %u%s, since version %llu\n", place.second,
                place.first, index.kind == IndexKind::kUnique ? ", unique" : "",
                static_cast<unsigned long long>(index.since));
  }
  std::printf("level  files        bytes\n");
  for (std::uint32_t level = 0; level < kLevels; ++level) {
    if (statistics.level_files[level] == 0) continue;
    std::printf("%5u %6llu %12llu\n", level,
                static_cast<unsigned long long>(statistics.level_files[level]),
                static_cast<unsigned long long>(statistics.level_bytes[level]));
  }
  std::printf("rows in files %llu, deleted %llu, bytes in the log's memtable %llu\n",
              static_cast<unsigned long long>(statistics.file_rows),
              static_cast<unsigned long long>(statistics.deleted_rows),
              static_cast<unsigned long long>(statistics.memtable_bytes));
}

absl::Status Dump(const Store& store) {
  return store.ScanAll([](const TripleKey& key, std::uint64_t version, const Value& value) {
    const std::string line = "[" + std::to_string(key.type) + ", " +
                             std::to_string(key.attribute) + ", " +
                             DebugString(Value::Bytes(key.subject)) + "] " +
                             DebugString(value) + " @" + std::to_string(version);
    std::puts(line.c_str());
  });
}

absl::Status Inspect(std::string_view command, const std::string& folder) {
  const auto files = MakeRealFileSystem();
  StoreOptions options;
  options.read_only = true;
  CAMBIUM_ASSIGN_OR_RETURN(const auto store, Store::Open(*files, folder, options));
  if (command == "dump") return Dump(*store);
  if (command == "verify") CAMBIUM_RETURN_IF_ERROR(store->Verify());
  PrintStatistics(*store);
  return absl::OkStatus();
}

}  // namespace
}  // namespace cambium

int main(int count, char** words) {
  const std::string_view command = count == 3 ? words[1] : "";
  if (command != "stats" && command != "verify" && command != "dump") {
    std::fputs("usage: cambium-lsm stats|verify|dump <folder>\n", stderr);
    return 2;
  }
  const absl::Status status = cambium::Inspect(command, words[2]);
  if (status.ok()) return 0;
  std::fprintf(stderr, "cambium-lsm: %s\n", std::string(status.message()).c_str());
  return 1;
}
