// Columns matched with fields, and cells with their types.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/file_rows.h"

#include <fstream>
#include <utility>

#include "dataflow/status.h"
#include "query/diagnostic.h"
#include "query/import/csv_reader.h"
#include "query/import/json_lines_reader.h"
#include "query/import/typed_cell.h"
#include "query/keyword.h"

namespace cambium {
namespace {

std::string UnknownField(const Table& table, std::string_view name) {
  return "no field '" + std::string(name) + "' on " + table.name +
         DidYouMean(name, table.FieldNames());
}

// By its name, or by the only one that differs from it in nothing but small and large letters,
// since other programs write their headers as they like.
std::optional<std::size_t> FindColumn(const Table& table, std::string_view name) {
  std::optional<std::size_t> found = table.FindField(name);
  if (found.has_value()) return found;
  std::string capitals(name);
  for (char& c : capitals) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  for (std::size_t i = 0; i < table.fields.size(); ++i) {
    if (!SameKeyword(table.fields[i].name, capitals)) continue;
    if (found.has_value()) return std::nullopt;
    found = i;
  }
  return found;
}

void Refuse(SourceRow& row, std::string field, std::string reason) {
  row.bad = BadRow{row.line, std::move(field), std::move(reason), std::string(row.raw)};
}

// Puts a value into its field; what is wrong with it, into the row.
void Put(const Field& field, absl::StatusOr<Value> value, Value& out, SourceRow& row) {
  const bool is_null = value.ok() && value->is_null();
  if (!field.awaits.empty() && !is_null) {
    return Refuse(row, field.name, "table is not declared yet: " + field.awaits);
  }
  if (!value.ok()) return Refuse(row, field.name, std::string(value.status().message()));
  if (value->is_null() && !field.nullable) {
    return Refuse(row, field.name, "field cannot be NULL");
  }
  out = *std::move(value);
}

void PutMissing(const Field& field, Value& out, SourceRow& row) {
  std::optional<Value> value = ValueOfMissing(field);
  if (!value.has_value()) return Refuse(row, field.name, "field is missing");
  out = *std::move(value);
}

class CsvRows final : public RowSource {
 public:
  CsvRows(std::istream& in, std::string name) : reader_(in), name_(std::move(name)) {}

  const std::string& name() const override { return name_; }
  std::uint64_t bytes() const override { return reader_.bytes(); }

  absl::Status Bind(const Table& table) override {
    table_ = &table;
    const absl::StatusOr<bool> has_header = reader_.Next();
    const auto refuse = [this](std::string reason) {
      return absl::InvalidArgumentError(
          BadRowText(name_, {reader_.line(), "", std::move(reason), ""}));
    };
    if (!has_header.ok()) return refuse(std::string(has_header.status().message()));
    if (!*has_header) return refuse("there is no header of field names");
    is_given_.assign(table.fields.size(), false);
    for (const std::string_view name : reader_.cells()) {
      const auto field = FindColumn(table, name);
      if (!field.has_value()) return refuse(UnknownField(table, name));
      if (is_given_[*field]) return refuse("column is there twice: " + std::string(name));
      is_given_[*field] = true;
      fields_.push_back(*field);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<bool> Next(SourceRow& row) override {
    const absl::StatusOr<bool> read = reader_.Next();
    if (read.ok() && !*read) return false;
    row.line = reader_.line();
    row.raw = reader_.raw();
    row.bad.reset();
    row.values.assign(table_->fields.size(), Value());
    const auto& cells = reader_.cells();
    if (!read.ok()) {
      Refuse(row, "", std::string(read.status().message()));
      return true;
    }
    if (cells.size() != fields_.size()) {
      Refuse(row, "",
             "expected " + std::to_string(fields_.size()) + " cells, found " +
                 std::to_string(cells.size()));
      return true;
    }
    for (std::size_t i = 0; i < cells.size() && !row.bad.has_value(); ++i) {
      PutCell(table_->fields[fields_[i]], cells[i], row.values[fields_[i]], row);
    }
    for (std::size_t i = 0; i < is_given_.size() && !row.bad.has_value(); ++i) {
      if (!is_given_[i]) PutMissing(table_->fields[i], row.values[i], row);
    }
    return true;
  }

 private:
  static void PutCell(const Field& field, std::string_view cell, Value& out, SourceRow& row) {
    const bool is_text = field.type.storage() == TypeKind::kText;
    if (!cell.empty() || (is_text && !field.nullable)) {
      return Put(field, ReadCell(field.type, cell), out, row);
    }
    if (!field.nullable && !field.default_value.has_value()) {
      return Refuse(row, field.name, "cell is empty");
    }
    if (!field.nullable) out = *field.default_value;
  }

  CsvReader reader_;
  const std::string name_;
  const Table* table_ = nullptr;
  std::vector<std::size_t> fields_;  // Of each column.
  std::vector<bool> is_given_;       // Which fields have a column.
};

class JsonRows final : public RowSource {
 public:
  JsonRows(std::istream& in, std::string name) : reader_(in), name_(std::move(name)) {}

  const std::string& name() const override { return name_; }
  std::uint64_t bytes() const override { return reader_.bytes(); }

  absl::Status Bind(const Table& table) override {
    table_ = &table;
    return absl::OkStatus();
  }

  absl::StatusOr<bool> Next(SourceRow& row) override {
    const absl::StatusOr<bool> read = reader_.Next();
    if (read.ok() && !*read) return false;
    row.line = reader_.line();
    row.raw = reader_.raw();
    row.bad.reset();
    row.values.assign(table_->fields.size(), Value());
    if (!read.ok()) {
      Refuse(row, "", std::string(read.status().message()));
      return true;
    }
    is_given_.assign(table_->fields.size(), false);
    const auto& items = reader_.items();
    for (std::size_t i = 0; i < items.size() && !row.bad.has_value(); ++i) {
      PutItem(i, items[i], row);
    }
    for (std::size_t i = 0; i < is_given_.size() && !row.bad.has_value(); ++i) {
      if (!is_given_[i]) PutMissing(table_->fields[i], row.values[i], row);
    }
    return true;
  }

 private:
  void PutItem(std::size_t position, const JsonItem& item, SourceRow& row) {
    const std::optional<std::size_t> found = FieldAt(position, item.name);
    if (!found.has_value()) return Refuse(row, "", UnknownField(*table_, item.name));
    const Field& field = table_->fields[*found];
    if (is_given_[*found]) return Refuse(row, field.name, "field is given twice");
    is_given_[*found] = true;
    Put(field, ReadItem(field.type, item), row.values[*found], row);
  }

  // Lines mostly have the members of the line before, in the same order.
  std::optional<std::size_t> FieldAt(std::size_t position, std::string_view name) {
    if (position < last_.size() && table_->fields[last_[position]].name == name) {
      return last_[position];
    }
    const std::optional<std::size_t> found = table_->FindField(name);
    if (!found.has_value()) return std::nullopt;
    if (position >= last_.size()) last_.resize(position + 1);
    last_[position] = *found;
    return found;
  }

  JsonLinesReader reader_;
  const std::string name_;
  const Table* table_ = nullptr;
  std::vector<bool> is_given_;     // Which fields the line at hand has.
  std::vector<std::size_t> last_;  // By position: the field of that member in the line before.
};

// A source together with its file.
class FileRows final : public RowSource {
 public:
  explicit FileRows(const std::string& path) : file_(path, std::ios::binary) {}

  bool is_open() const { return file_.is_open(); }
  std::ifstream& file() { return file_; }
  void Read(std::unique_ptr<RowSource> rows) { rows_ = std::move(rows); }

  const std::string& name() const override { return rows_->name(); }
  absl::Status Bind(const Table& table) override { return rows_->Bind(table); }
  absl::StatusOr<bool> Next(SourceRow& row) override {
    CAMBIUM_ASSIGN_OR_RETURN(const bool more, rows_->Next(row));
    if (!more && file_.bad()) return absl::DataLossError("cannot read " + rows_->name());
    return more;
  }
  std::uint64_t bytes() const override { return rows_->bytes(); }

 private:
  std::ifstream file_;
  std::unique_ptr<RowSource> rows_;
};

}  // namespace

std::unique_ptr<RowSource> MakeCsvRows(std::istream& in, std::string name) {
  return std::make_unique<CsvRows>(in, std::move(name));
}

std::unique_ptr<RowSource> MakeJsonRows(std::istream& in, std::string name) {
  return std::make_unique<JsonRows>(in, std::move(name));
}

absl::StatusOr<std::unique_ptr<RowSource>> OpenRows(const std::string& path) {
  const bool is_csv = path.ends_with(".csv");
  if (!is_csv && !path.ends_with(".jsonl") && !path.ends_with(".ndjson")) {
    return absl::InvalidArgumentError("a file to import ends in .csv, .jsonl or .ndjson: " +
                                      path);
  }
  auto rows = std::make_unique<FileRows>(path);
  if (!rows->is_open()) return absl::NotFoundError("cannot read file: " + path);
  rows->Read(is_csv ? MakeCsvRows(rows->file(), path) : MakeJsonRows(rows->file(), path));
  return rows;
}

}  // namespace cambium
