// A database of a run: in memory, or in a folder of its own that is gone when the run is.
//
// What fails ends the process, as all of a participant that cannot go on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/fail.h"
#include "bench/harness/temporary_folder.h"
#include "query/cambium.h"

namespace cambium::bench {

enum class Place { kMemory, kFolder };

// Structs as rows to import. `fill(row, values)` gives the values of one in the order of the
// table's fields.
template <typename Struct, typename Fill>
class StructRows final : public RowSource {
 public:
  StructRows(const std::vector<Struct>& rows, Fill fill) : rows_(rows), fill_(fill) {}

  const std::string& name() const override { return name_; }
  absl::Status Bind(const Table& table) override {
    field_count_ = table.fields.size();
    return absl::OkStatus();
  }
  absl::StatusOr<bool> Next(SourceRow& row) override {
    if (next_ == rows_.size()) return false;
    row.values.resize(field_count_);
    fill_(rows_[next_++], row.values);
    row.line = next_;
    return true;
  }
  std::uint64_t bytes() const override { return next_ * sizeof(Struct); }

 private:
  const std::string name_ = "rows in memory";
  const std::vector<Struct>& rows_;
  const Fill fill_;
  std::size_t field_count_ = 0;
  std::size_t next_ = 0;
};

template <typename Struct, typename Fill>
void ImportRows(Database& database, std::string_view table, const std::vector<Struct>& rows,
                Fill fill) {
  StructRows<Struct, Fill> source(rows, fill);
  ExpectOk(database.Import(source, table).status());
}

class LiveDatabase {
 public:
  LiveDatabase(Place place, std::initializer_list<const char*> tables) {
    if (place == Place::kFolder) folder_ = std::make_unique<TemporaryFolder>();
    auto opened = Database::Open(folder_ ? folder_->path() + "/database" : ":memory:");
    ExpectOk(opened.status());
    database_ = *std::move(opened);
    for (const char* table : tables) ExpectOk(database_->Execute(table).status());
  }

  Database& database() { return *database_; }

  Prepared Prepare(std::string_view statement) {
    auto prepared = database_->Prepare(statement);
    ExpectOk(prepared.status());
    return *std::move(prepared);
  }

  template <typename Struct, typename Fill>
  void Import(std::string_view table, const std::vector<Struct>& rows, Fill fill) {
    ImportRows(*database_, table, rows, fill);
  }

  // A subscription for as long as the database.
  void Subscribe(std::string_view query, FrameSink sink, const Parameters& parameters = {}) {
    auto live = database_->Subscribe(
        query,
        [sink = std::move(sink)](const Frame& frame) {
          ExpectOk(frame.error);
          sink(frame);
        },
        parameters);
    ExpectOk(live.status());
    live->Release();
  }

  void Transact(const std::function<absl::Status(OpenTransaction&)>& body) {
    ExpectOk(database_->Transact(body).status());
  }

 private:
  std::unique_ptr<TemporaryFolder> folder_;  // None in memory.
  std::unique_ptr<Database> database_;
};

}  // namespace cambium::bench
