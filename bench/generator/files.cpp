// Which table of which workload is in which file; W4, with its texts, is in w4_files.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "bench/generator/files.h"

#include <utility>
#include <vector>

#include "bench/generator/generator.h"
#include "bench/generator/table_file.h"

namespace cambium::bench {
namespace {

// Writes table after table; after the first failure it does nothing.
class Writer {
 public:
  Writer(const std::string& directory, Formats formats)
      : directory_(directory), formats_(formats) {}

  template <IntegerRow Row>
  Writer& Table(const std::string& name, const std::vector<Row>& rows) {
    if (status_.ok()) status_ = WriteBinary(directory_ + "/" + name + ".bin", rows);
    if (status_.ok() && formats_ == Formats::kBinaryAndCsv) {
      status_ = WriteCsv(directory_ + "/" + name + ".csv", rows);
    }
    return *this;
  }

  const absl::Status& status() const { return status_; }

 private:
  const std::string& directory_;
  const Formats formats_;
  absl::Status status_;
};

// Reads table after table; after the first failure it does nothing.
class Reader {
 public:
  explicit Reader(const std::string& directory) : directory_(directory) {}

  template <IntegerRow Row>
  Reader& Table(const std::string& name, std::vector<Row>& rows) {
    if (!status_.ok()) return *this;
    absl::StatusOr<std::vector<Row>> read = ReadBinary<Row>(directory_ + "/" + name + ".bin");
    if (read.ok()) {
      rows = *std::move(read);
    } else {
      status_ = read.status();
    }
    return *this;
  }

  const absl::Status& status() const { return status_; }

 private:
  const std::string& directory_;
  absl::Status status_;
};

}  // namespace

absl::Status WriteW1(const W1Input& input, const std::string& directory, Formats formats) {
  return Writer(directory, formats)
      .Table("w1_customers", input.tables.customers)
      .Table("w1_orders", input.tables.orders)
      .Table("w1_tx", input.transactions)
      .Table("w1_batch", input.batches)
      .status();
}

absl::Status WriteW2(const W2Input& input, const std::string& directory, Formats formats) {
  return Writer(directory, formats)
      .Table("w2_edges", input.tables.edges)
      .Table("w2_roots", input.tables.roots)
      .Table("w2_tx", input.transactions)
      .Table("w2_batch", input.batches)
      .status();
}

absl::Status WriteW3(const W3Input& input, const std::string& directory, Formats formats) {
  return Writer(directory, formats)
      .Table("w3_edges", input.tables.edges)
      .Table("w3_tx", input.transactions)
      .status();
}

absl::Status WriteW5(const W5Input& input, const std::string& directory, Formats formats) {
  return Writer(directory, formats)
      .Table("w5_events", input.tables.events)
      .Table("w5_tx", input.transactions)
      .status();
}

absl::StatusOr<W1Input> ReadW1(const std::string& directory) {
  W1Input input;
  const absl::Status read = Reader(directory)
                                .Table("w1_customers", input.tables.customers)
                                .Table("w1_orders", input.tables.orders)
                                .Table("w1_tx", input.transactions)
                                .Table("w1_batch", input.batches)
                                .status();
  if (!read.ok()) return read;
  input.batch_size = input.batches.size() / kW1Batches;
  return input;
}

absl::StatusOr<W2Input> ReadW2(const std::string& directory) {
  W2Input input;
  const absl::Status read = Reader(directory)
                                .Table("w2_edges", input.tables.edges)
                                .Table("w2_roots", input.tables.roots)
                                .Table("w2_tx", input.transactions)
                                .Table("w2_batch", input.batches)
                                .status();
  if (!read.ok()) return read;
  input.batch_size = input.batches.size() / kW2Batches;
  return input;
}

absl::StatusOr<W3Input> ReadW3(const std::string& directory) {
  W3Input input;
  const absl::Status read = Reader(directory)
                                .Table("w3_edges", input.tables.edges)
                                .Table("w3_tx", input.transactions)
                                .status();
  if (!read.ok()) return read;
  return input;
}

absl::StatusOr<W5Input> ReadW5(const std::string& directory) {
  W5Input input;
  const absl::Status read = Reader(directory)
                                .Table("w5_events", input.tables.events)
                                .Table("w5_tx", input.transactions)
                                .status();
  if (!read.ok()) return read;
  return input;
}

}  // namespace cambium::bench
