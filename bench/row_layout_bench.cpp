// Which layout should a row have? Decision 001 answers from the table that this prints.
//
// Three candidates, and the struct that a programmer would write for the same columns:
//
//     struct     the reference, columns known when compiled
//     inline/N   A: N tagged values of 16 bytes in the row, more of them on the heap
//     shared     B: one handle to a counted block of tagged values
//     packed     C: one handle to a counted block of 8-byte slots and all texts
//     …, plain   B and C with a count that is not atomic, to show what atomic costs
//     …, pool    C with blocks from free lists, to show what malloc costs
//
// Each cell is the median of thread CPU ns per operation, or bytes per row, and its ratio to
// the struct.
// Before the candidates comes the row that the engine has, beside the one that it had before;
// its ratios are to that one. `--built` stops there. `--quick` runs everything on small tables
// in a second, as a test.
// SPDX-License-Identifier: Apache-2.0

#include <malloc.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "bench/row_layout/comparison.h"
#include "bench/row_layout/engine_row.h"
#include "bench/row_layout/inline_row.h"
#include "bench/row_layout/packed_row.h"
#include "bench/row_layout/plain_row.h"
#include "bench/row_layout/row_checks.h"
#include "bench/row_layout/row_data.h"
#include "bench/row_layout/shared_row.h"

namespace cambium::bench {
namespace {

// Rows that stay in the cache while one operation is measured on them.
constexpr std::size_t kHotRows = 256;

struct Size {
  std::size_t rows;  // in a large table
  std::size_t sorted_rows;
  std::size_t found_rows;  // looked up in one round
  std::size_t passes;      // over the hot rows in one round
  std::size_t rounds;      // of operations on hot rows
  std::size_t large_rounds;
};
constexpr Size kFull = {1'000'000, 100'000, 20'000, 16, 101, 5};
constexpr Size kQuick = {10'000, 2'000, 1'000, 1, 3, 1};

// One shape of row: its fields, and the columns that are read and projected.
struct Shape {
  FieldTable fields;
  FieldTable last_field_differs;
  std::vector<std::uint32_t> shuffled;
  std::size_t number_column;
  std::size_t text_column;
  std::array<std::uint32_t, 3> projection;

  Shape(FieldTable table, std::size_t number, std::size_t text,
        std::array<std::uint32_t, 3> projected)
      : fields(std::move(table)),
        last_field_differs(fields.WithOtherLastField(kHotRows)),
        shuffled(ShuffledPositions(fields.size())),
        number_column(number),
        text_column(text),
        projection(projected) {}
};

template <typename Row>
struct RowHash {
  std::size_t operator()(const Row& row) const { return row.Hash(); }
};

template <typename Row>
using Index = absl::flat_hash_map<Row, std::int64_t, RowHash<Row>>;

// The same index, with the hash beside the row: what a layout gains when growing the map and
// probing it do not have to visit the row.
template <typename Row>
struct HashedRow {
  explicit HashedRow(Row hashed) : row(std::move(hashed)), hash(row.Hash()) {}
  std::uint64_t Hash() const { return hash; }
  bool operator==(const HashedRow& other) const {
    return hash == other.hash && row == other.row;
  }

  Row row;
  std::uint64_t hash;
};

// One candidate's rows. All are hashed, as rows that came out of an index are.
template <typename Row>
class Table {
 public:
  Table(const char* name, const Shape& of_shape)
      : shape(of_shape),
        rows(Build(shape.fields, shape.fields.size())),
        hot(Build(shape.fields, kHotRows)),
        twins(Build(shape.fields, kHotRows)),
        near_twins(Build(shape.last_field_differs, kHotRows)),
        name_(name) {
    index.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      index.try_emplace(rows[i], static_cast<std::int64_t>(i));
    }
    MustHold(index.size() == rows.size(), "rows are distinct");
  }

  const char* name() const { return name_; }

  const Shape& shape;
  std::vector<Row> rows;
  std::vector<Row> hot;
  std::vector<Row> twins;
  std::vector<Row> near_twins;
  Index<Row> index;

 private:
  static std::vector<Row> Build(const FieldTable& fields, std::size_t size) {
    std::vector<Row> rows;
    rows.reserve(size);
    for (std::size_t i = 0; i < size; ++i) rows.emplace_back(fields.Row(i)).Hash();
    return rows;
  }

  const char* name_;
};

// ---------------------------------------------------------------------------------
// Operations on hot rows. The first pass is not measured: it warms cache and allocator.

template <typename Pass>
Sample TimePasses(const Size& size, Pass pass) {
  pass();
  return TimeEach(size.passes * kHotRows, [&] {
    std::uint64_t checksum = 0;
    for (std::size_t i = 0; i < size.passes; ++i) checksum += pass();
    return checksum;
  });
}

// Makes one row for each hot row, then destroys them all: allocators see a batch.
template <typename Made, typename Make>
Sample TimeMaking(const Size& size, Make make) {
  std::vector<Made> batch;
  batch.reserve(kHotRows);
  return TimePasses(size, [&] {
    for (std::size_t i = 0; i < kHotRows; ++i) make(batch, i);
    const std::uint64_t checksum = batch.size();
    batch.clear();
    return checksum;
  });
}

template <typename Visit>
Sample TimeVisiting(const Size& size, Visit visit) {
  return TimePasses(size, [&] {
    std::uint64_t checksum = 0;
    for (std::size_t i = 0; i < kHotRows; ++i) checksum += static_cast<std::uint64_t>(visit(i));
    return checksum;
  });
}

// Two threads copy the same hot rows at once, long enough to overlap if two cores are free.
// Mean of both.
template <typename Row>
Sample TimeCopyingInTwoThreads(Size size, const std::vector<Row>& rows) {
  size.passes *= 32;
  std::atomic<int> ready = 0;
  std::array<Sample, 2> samples{};
  const auto copy = [&](std::size_t thread) {
    ++ready;
    while (ready != 2) std::this_thread::yield();
    samples[thread] = TimeMaking<Row>(
        size, [&](std::vector<Row>& batch, std::size_t i) { batch.push_back(rows[i]); });
  };
  std::thread other(copy, 1);
  copy(0);
  other.join();
  return {(samples[0].cost + samples[1].cost) / 2, samples[0].checksum};
}

template <typename Comparison>
void MeasureHotRows(Comparison& comparison, const Size& size) {
  comparison.Measure("copy, destroy", size.rounds, [&]<typename Row>(Table<Row>& table) {
    return TimeMaking<Row>(size,
                           [&](auto& batch, std::size_t i) { batch.push_back(table.hot[i]); });
  });
  comparison.Measure("build, destroy", size.rounds, [&]<typename Row>(Table<Row>& table) {
    return TimeMaking<Row>(size, [&](auto& batch, std::size_t i) {
      batch.emplace_back(table.shape.fields.Row(i));
    });
  });
  comparison.Measure("build, hash, destroy", size.rounds, [&]<typename Row>(Table<Row>& table) {
    std::uint64_t hashes = 0;
    Sample sample = TimeMaking<Row>(size, [&](auto& batch, std::size_t i) {
      hashes += batch.emplace_back(table.shape.fields.Row(i)).Hash();
    });
    sample.checksum += hashes;
    return sample;
  });
  comparison.Measure(
      "project 3 columns, destroy", size.rounds, [&]<typename Row>(Table<Row>& table) {
        return TimeMaking<typename Row::Projection>(size, [&](auto& batch, std::size_t i) {
          batch.emplace_back(table.hot[i], table.shape.projection);
        });
      });
  comparison.Measure("hash an existing row", size.rounds, [&](auto& table) {
    return TimeVisiting(size, [&](std::size_t i) { return table.hot[i].Hash(); });
  });
  comparison.Measure("equal", size.rounds, [&](auto& table) {
    return TimeVisiting(size, [&](std::size_t i) { return table.hot[i] == table.twins[i]; });
  });
  comparison.Measure("equal but for the last field", size.rounds, [&](auto& table) {
    return TimeVisiting(size,
                        [&](std::size_t i) { return table.hot[i] == table.near_twins[i]; });
  });
  comparison.Measure("order by the last field", size.rounds, [&](auto& table) {
    return TimeVisiting(
        size, [&](std::size_t i) { return (table.hot[i] <=> table.near_twins[i]) < 0; });
  });
  comparison.Measure("copy, destroy, 2 threads", size.large_rounds * 3,
                     [&]<typename Row>(Table<Row>& table) -> std::optional<Sample> {
                       if constexpr (Row::kThreadSafe)
                         return TimeCopyingInTwoThreads(size, table.hot);
                       return std::nullopt;
                     });
}

// ---------------------------------------------------------------------------------
// Operations on large tables, which no cache holds.

template <typename Row>
Sample TimeFinding(const Size& size, const Table<Row>& table, std::uint64_t seed) {
  Random random(seed);
  std::vector<Row> probes;
  probes.reserve(size.found_rows);
  for (std::size_t i = 0; i < size.found_rows; ++i) {
    probes.emplace_back(table.shape.fields.Row(random.Below(table.rows.size())));
    // One of the forms has its hash when it is built.
    if constexpr (requires { Row::kFindsHashed; }) probes.back().Hash();
  }
  return TimeEach(probes.size(), [&] {
    std::int64_t checksum = 0;
    for (const Row& probe : probes) checksum += table.index.find(probe)->second;
    return static_cast<std::uint64_t>(checksum);
  });
}

template <typename Row>
Sample TimeSorting(const Size& size, const Table<Row>& table) {
  const auto end = table.rows.begin() + static_cast<std::ptrdiff_t>(size.sorted_rows);
  std::vector<Row> sorted(table.rows.begin(), end);
  Sample sample = TimeEach(sorted.size(), [&] {
    std::sort(sorted.begin(), sorted.end());
    return 0;
  });
  for (const Row& row : sorted) sample.checksum = sample.checksum * 31 + row.Hash();
  return sample;
}

template <typename Comparison>
void MeasureLargeTables(Comparison& comparison, const Size& size) {
  comparison.Measure("copy, destroy, shuffled", size.large_rounds,
                     [&]<typename Row>(Table<Row>& table) {
                       std::vector<Row> copies;
                       copies.reserve(table.rows.size());
                       return TimeEach(table.rows.size(), [&] {
                         for (const std::uint32_t i : table.shape.shuffled)
                           copies.push_back(table.rows[i]);
                         const std::size_t checksum = copies.size();
                         copies.clear();
                         return checksum;
                       });
                     });
  comparison.Measure("read a number, shuffled", size.large_rounds, [&](auto& table) {
    const std::size_t column = table.shape.number_column;
    return TimeEach(table.rows.size(), [&] {
      std::uint64_t sum = 0;
      for (const std::uint32_t i : table.shape.shuffled) {
        sum += static_cast<std::uint64_t>(table.rows[i].Int64At(column));
      }
      return sum;
    });
  });
  comparison.Measure("read a long text, shuffled", size.large_rounds,
                     [&](auto& table) -> std::optional<Sample> {
                       const std::size_t column = table.shape.text_column;
                       if (column == 0) return std::nullopt;
                       return TimeEach(table.rows.size(), [&] {
                         std::uint64_t sum = 0;
                         for (const std::uint32_t i : table.shape.shuffled) {
                           sum +=
                               static_cast<unsigned char>(table.rows[i].TextAt(column).back());
                         }
                         return sum;
                       });
                     });
  std::size_t finds = 0;
  comparison.Measure("find an equal row", size.large_rounds * 3, [&](auto& table) {
    const std::uint64_t round = finds++ / Comparison::kCandidates;
    return TimeFinding(size, table, round);
  });
  comparison.Measure("insert a copy, map grows", size.large_rounds,
                     [&]<typename Row>(Table<Row>& table) {
                       Index<Row> index;
                       return TimeEach(table.rows.size(), [&] {
                         for (const Row& row : table.rows) index.try_emplace(row, 1);
                         return index.size();
                       });
                     });
  comparison.Measure("load: build, insert", size.large_rounds,
                     [&]<typename Row>(Table<Row>& table) {
                       Index<Row> index;
                       return TimeEach(table.rows.size(), [&] {
                         for (std::size_t i = 0; i < table.rows.size(); ++i) {
                           index.try_emplace(Row(table.shape.fields.Row(i)), 1);
                         }
                         return index.size();
                       });
                     });
  comparison.Measure("load, hash beside the row", size.large_rounds,
                     [&]<typename Row>(Table<Row>& table) {
                       Index<HashedRow<Row>> index;
                       return TimeEach(table.rows.size(), [&] {
                         for (std::size_t i = 0; i < table.rows.size(); ++i) {
                           index.try_emplace(HashedRow<Row>(Row(table.shape.fields.Row(i))), 1);
                         }
                         return index.size();
                       });
                     });
  comparison.Measure("sort, per row", size.large_rounds,
                     [&](auto& table) { return TimeSorting(size, table); });
}

// ---------------------------------------------------------------------------------

// From the allocator, so rounding and headers count. Zero where a sanitizer replaces it.
std::size_t HeapBytes() {
  const auto heap = mallinfo2();
  return heap.uordblks + heap.hblkhd;
}

// Handles are held in vectors; a hash index would add its empty slots to each.
// A pool's chunks say nothing about its blocks.
template <typename Row>
std::optional<Sample> MeasureBytes(const Table<Row>& table, std::size_t holders) {
  if constexpr (requires { requires Row::kIsPooled; }) return std::nullopt;
  const std::size_t before = HeapBytes();
  std::vector<std::vector<Row>> held(holders);
  for (auto& rows : held) rows.reserve(table.rows.size());
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    held[0].emplace_back(table.shape.fields.Row(i));
    for (std::size_t holder = 1; holder < holders; ++holder) held[holder].push_back(held[0][i]);
  }
  const double bytes = static_cast<double>(HeapBytes() - before);
  return Sample{bytes / static_cast<double>(table.rows.size()), 0};
}

template <typename Comparison>
void MeasureMemory(Comparison& comparison) {
  comparison.Measure("bytes, one holder", 1,
                     [](auto& table) { return MeasureBytes(table, 1); });
  comparison.Measure("bytes, three holders", 1,
                     [](auto& table) { return MeasureBytes(table, 3); });
}

// ---------------------------------------------------------------------------------
// Checks that cover more than the checksums of timed loops.

// Every row and projection hashes as the fields do, in every layout.
template <typename Row>
std::uint64_t HashEverything(const Table<Row>& table) {
  std::uint64_t hashes = 0;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const Row& row = table.rows[i];
    const typename Row::Projection projected(row, table.shape.projection);
    hashes = hashes * 31 + (row.Hash() ^ projected.Hash());
    MustHold(row == Row(table.shape.fields.Row(i)), "a row equals its twin");
  }
  return hashes;
}

template <typename Struct>
void Compare(const char* heading, const Shape& shape, const Size& size) {
  Table<Struct> plain("struct", shape);
  Table<InlineRow<4>> inline_4("inline/4", shape);
  Table<InlineRow<8>> inline_8("inline/8", shape);
  Table<SharedRow<AtomicCount>> shared("shared", shape);
  Table<SharedRow<PlainCount>> shared_plain("shared, plain", shape);
  Table<PackedRow<AtomicCount>> packed("packed", shape);
  Table<PackedRow<PlainCount>> packed_plain("packed, plain", shape);
  Table<PackedRow<AtomicCount, PoolMemory>> packed_pool("packed, pool", shape);

  Comparison comparison(plain, inline_4, inline_8, shared, shared_plain, packed, packed_plain,
                        packed_pool);
  comparison.CheckEqual("every layout hashes the same fields alike",
                        [](const auto& table) { return HashEverything(table); });
  comparison.PrintHeading(heading);
  MeasureHotRows(comparison, size);
  MeasureLargeTables(comparison, size);
  MeasureMemory(comparison);
}

// The row that the engine has, beside the one that it had.
void CompareBuilt(const char* heading, const Shape& shape, const Size& size) {
  Table<EngineRow> row("row", shape);
  Table<ValuesRow> values("values", shape);
  Comparison comparison(values, row);
  comparison.CheckEqual("the engine's rows hash alike",
                        [](const auto& table) { return HashEverything(table); });
  comparison.PrintHeading(heading);
  MeasureHotRows(comparison, size);
  MeasureLargeTables(comparison, size);
  MeasureMemory(comparison);
}

void Run(const Size& size, bool only_built) {
  CompareBuilt("built: integers", Shape(FieldTable::Integers(size.rows), 5, 0, {2, 5, 6}),
               size);
  CompareBuilt("built: texts", Shape(FieldTable::Texts(size.rows), 0, 4, {0, 2, 4}), size);
  if (only_built) return;
  CheckOrder<InlineRow<4>>();
  CheckOrder<InlineRow<8>>();
  CheckOrder<SharedRow<AtomicCount>>();
  CheckOrder<SharedRow<PlainCount>>();
  CheckOrder<PackedRow<AtomicCount>>();
  CheckOrder<PackedRow<PlainCount>>();
  CheckOrder<PackedRow<AtomicCount, PoolMemory>>();
  std::printf(
      "median ns per operation and ratio to the struct; first on %zu rows in the cache,"
      " from 'shuffled' on %zu rows\n",
      kHotRows, size.rows);
  Compare<IntegerStruct>("6 int64, 1 nullable bool",
                         Shape(FieldTable::Integers(size.rows), 5, 0, {2, 5, 6}), size);
  Compare<TextStruct>("1 int64, texts of 7, 12, 32, 120",
                      Shape(FieldTable::Texts(size.rows), 0, 4, {0, 2, 4}), size);
}

}  // namespace
}  // namespace cambium::bench

int main(int argument_count, char** arguments) {
  // Freed memory is kept, so that page faults are not what is measured; and the allocator
  // is told that threads exist, as they will in the engine.
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  std::thread([] {}).join();

  const std::string_view option = argument_count == 2 ? arguments[1] : "";
  const bool is_known = option == "--quick" || option == "--built";
  if (argument_count > 1 && !is_known) {
    std::fprintf(stderr, "usage: row_layout_bench [--quick|--built]\n");
    return 1;
  }
  cambium::bench::Run(option == "--quick" ? cambium::bench::kQuick : cambium::bench::kFull,
                      option == "--built");
  return 0;
}
