// Statistics and reasons as JSON, and for people.
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/live_commands.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

#include "dataflow/status.h"
#include "dataflow/value_format.h"
#include "query/shell/shell.h"
#include "query/words.h"

namespace cambium {
namespace {

// Rows of named cells: an array of objects, and columns of equal width.
class Listing {
 public:
  explicit Listing(std::vector<std::string_view> names) : names_(std::move(names)) {}

  void Add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  // `texts`: how many of the first columns are texts and no numbers.
  std::string Json(std::size_t texts) const {
    std::string json;
    for (const std::vector<std::string>& row : rows_) {
      json += json.empty() ? "{" : ",{";
      for (std::size_t i = 0; i < row.size(); ++i) {
        json += (i == 0 ? "" : ",") + JsonText(names_[i]) + ":";
        json += i < texts ? JsonText(row[i]) : row[i];
      }
      json += "}";
    }
    return "[" + json + "]";
  }

  std::string Text() const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      std::size_t width = names_[i].size();
      for (const std::vector<std::string>& row : rows_) width = std::max(width, row[i].size());
      widths.push_back(width);
    }
    std::string text = Line({names_.begin(), names_.end()}, widths);
    for (const std::vector<std::string>& row : rows_) text += Line(row, widths);
    return text;
  }

 private:
  static std::string Line(const std::vector<std::string>& cells,
                          const std::vector<std::size_t>& widths) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      line += (i == 0 ? "" : "  ") + cells[i];
      if (i + 1 < cells.size()) line.append(widths[i] - cells[i].size(), ' ');
    }
    return line + "\n";
  }

  const std::vector<std::string_view> names_;
  std::vector<std::vector<std::string>> rows_;
};

std::string Micros(std::int64_t nanos) { return std::to_string((nanos + 999) / 1000); }

}  // namespace

void PrintLiveStatistics(Shell& shell) {
  const LiveQueryStatistics live = shell.database().LiveStatistics();
  Listing subscriptions(
      {"sub", "shape", "rows", "frames", "ops", "filled_us", "last_us", "p99_us"});
  for (const LiveSubscriptionStatistics& one : live.subscriptions) {
    subscriptions.Add({std::to_string(one.subscription), std::to_string(one.instance),
                       std::to_string(one.rows), std::to_string(one.frames),
                       std::to_string(one.ops), std::to_string(one.hydration_micros),
                       Micros(one.last_delta_nanos), Micros(one.p99_delta_nanos)});
  }
  Listing operators({"operator", "id", "in", "out", "rows", "bytes", "readers", "visit_ns"});
  for (const LiveOperatorStatistics& one : live.operators) {
    operators.Add({one.name, std::to_string(one.id), std::to_string(one.rows_in),
                   std::to_string(one.rows_out), std::to_string(one.state_rows),
                   std::to_string(one.state_bytes()), std::to_string(one.readers),
                   std::to_string(one.visit_nanos)});
  }
  shell.Print("{\"subscriptions\":" + subscriptions.Json(0) +
                  ",\"operators\":" + operators.Json(1) + "}",
              subscriptions.Text() + "\n" + operators.Text());
}

absl::Status RunWhy(Shell& shell, std::string_view rest) {
  std::uint64_t commit = shell.database().version();
  if (!rest.empty()) {
    const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), commit);
    if (parsed.ec != std::errc() || parsed.ptr != rest.data() + rest.size()) {
      return absl::InvalidArgumentError("usage: .why [COMMIT]");
    }
  }
  CAMBIUM_ASSIGN_OR_RETURN(const CommitChanges changes, shell.database().Why(commit));
  std::string json;
  std::string text = "commit " + std::to_string(commit) + ": " +
                     Counted(changes.frames, "frame") + ", " +
                     Counted(changes.ops, "operation") + "\n";
  for (const CommitChanges::Table& table : changes.tables) {
    std::string keys;
    std::string shown;
    for (const std::string& key : table.keys) {
      keys += (keys.empty() ? "" : ",") + JsonText(key);
      shown += (shown.empty() ? "" : ", ") + key;
    }
    const std::uint64_t rows = table.inserted + table.updated + table.deleted;
    if (rows > table.keys.size()) shown += ", …";
    json += (json.empty() ? "" : ",") + ("{\"table\":" + JsonText(table.name)) +
            ",\"inserted\":" + std::to_string(table.inserted) +
            ",\"updated\":" + std::to_string(table.updated) +
            ",\"deleted\":" + std::to_string(table.deleted) + ",\"keys\":[" + keys + "]}";
    text += "  " + table.name + ": " + std::to_string(table.inserted) + " inserted, " +
            std::to_string(table.updated) + " updated, " + std::to_string(table.deleted) +
            " deleted (" + shown + ")\n";
  }
  shell.Print("{\"commit\":" + std::to_string(commit) + ",\"tables\":[" + json +
                  "],\"frames\":" + std::to_string(changes.frames) +
                  ",\"ops\":" + std::to_string(changes.ops) + "}",
              text);
  return absl::OkStatus();
}

}  // namespace cambium
