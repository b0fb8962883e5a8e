// From the words of the command to Database::Import().
// SPDX-License-Identifier: Apache-2.0
#include "query/shell/import_command.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "dataflow/status.h"
#include "query/diagnostic.h"
#include "query/field_type.h"
#include "query/import/csv_reader.h"
#include "query/import/file_rows.h"
#include "query/shell/dot_commands.h"
#include "query/shell/progress_bar.h"
#include "query/shell/shell.h"
#include "query/words.h"

namespace cambium {
namespace {

// The file that bad rows go to, made when the first one comes.
class BadRows {
 public:
  BadRows(std::string path, std::string source)
      : path_(std::move(path)), source_(std::move(source)) {}

  void Add(const BadRow& bad) {
    if (!out_.is_open()) {
      out_.open(path_, std::ios::binary | std::ios::trunc);
      out_ << Header();
    }
    out_ << bad.raw << '\n';
  }

  absl::Status Finish() {
    if (!out_.is_open()) return absl::OkStatus();
    out_ << std::flush;
    if (out_.good()) return absl::OkStatus();
    return absl::UnavailableError("cannot write file: " + path_);
  }

 private:
  std::string Header() const {
    if (!source_.ends_with(".csv")) return "";
    std::ifstream in(source_, std::ios::binary);
    CsvReader reader(in);
    const absl::StatusOr<bool> header = reader.Next();
    return header.ok() && *header ? std::string(reader.raw()) + "\n" : "";
  }

  const std::string path_;
  const std::string source_;
  std::ofstream out_;
};

absl::Status ImportAndShow(Shell& shell, std::string_view rest) {
  CAMBIUM_ASSIGN_OR_RETURN(const std::vector<std::string> words, SplitWords(rest));
  if (words.size() != 2) return absl::InvalidArgumentError("usage: .import FILE TABLE");
  const std::string& path = words[0];
  const std::string& table = words[1];
  absl::StatusOr<std::unique_ptr<RowSource>> opened = OpenRows(path);
  if (path.ends_with(".tql") || path.ends_with(".sql")) {
    return WithHint(opened.status(), "hint: .read " + path + " runs the statements of a file");
  }
  CAMBIUM_ASSIGN_OR_RETURN(const std::unique_ptr<RowSource> rows, std::move(opened));
  const std::string& aside = shell.options().bad_rows;
  std::error_code ignored;
  if (!aside.empty() && std::filesystem::equivalent(aside, path, ignored)) {
    return absl::InvalidArgumentError("bad rows cannot go into the file itself: " + path);
  }
  BadRows bad_rows(aside, path);
  ImportOptions options;
  if (!aside.empty()) {
    options.on_bad_row = [&](const BadRow& bad) {
      bad_rows.Add(bad);
      shell.errors() << "skipped: " << BadRowText(path, bad) << "\n";
    };
  }
  const std::uint64_t size = std::filesystem::file_size(path, ignored);
  ProgressBar bar(shell.errors(), ignored ? 0 : size);
  if (shell.options().is_terminal) {
    options.on_progress = [&bar](std::uint64_t bytes, std::uint64_t count) {
      bar.Show(bytes, std::to_string(count) + " rows");
    };
  }
  const auto begin = std::chrono::steady_clock::now();
  const absl::StatusOr<Imported> imported = shell.database().Import(*rows, table, options);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  bar.Clear();
  CAMBIUM_RETURN_IF_ERROR(imported.status());
  CAMBIUM_RETURN_IF_ERROR(bad_rows.Finish());
  const std::string commit = std::to_string(imported->commit);
  const std::string count = std::to_string(imported->rows);
  const std::string skipped = std::to_string(imported->skipped);
  std::string json =
      "{\"commit\":" + commit + ",\"table\":" + JsonText(table) + ",\"rows\":" + count;
  std::string text =
      "commit " + commit + ": " + Counted(imported->rows, "row") + " into " + table;
  if (!aside.empty()) {
    json += ",\"skipped\":" + skipped;
    text += ", " + skipped + " set aside in " + aside;
  }
  if (shell.options().is_terminal) {
    const double rate = static_cast<double>(imported->rows) / std::max(taken.count(), 1e-6);
    text += ", " + std::to_string(static_cast<std::uint64_t>(rate)) + " rows/s";
  }
  shell.Print(json + "}", text);
  return absl::OkStatus();
}

}  // namespace

absl::Status RunImport(Shell& shell, std::string_view rest) {
  return shell.WithFramesBehind([&shell, rest] { return ImportAndShow(shell, rest); });
}

}  // namespace cambium
