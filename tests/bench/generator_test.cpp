// The generator writes the bytes that are on file, and reads back what it wrote.
// SPDX-License-Identifier: Apache-2.0
#include "bench/generator/generator.h"

#include <fstream>
#include <set>
#include <string>

#include "bench/generator/table_file.h"
#include "bench/harness/input.h"
#include "bench/harness/temporary_folder.h"
#include "doctest/doctest.h"
#include "tests/bench/sha256.h"

namespace cambium::bench {
namespace {

template <typename Row>
std::string BytesOf(const std::vector<Row>& rows) {
  return {reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(Row)};
}

// The digests of bench/data are lines "digest  name", as sha256sum writes them.
void CheckDigests(int scale) {
  const TemporaryFolder folder;
  for (const std::string_view data : kDataNames) {
    REQUIRE(GenerateFiles(data, scale, folder.path(), Formats::kBinaryAndCsv).ok());
  }
  std::string path = CAMBIUM_BENCH_DATA "/sha256_scale_";
  path += std::to_string(scale);
  path += ".txt";
  std::ifstream list(path);
  int files = 0;
  for (std::string digest, name; list >> digest >> name; ++files) {
    CAPTURE(name);
    const auto bytes = ReadBytes(folder.path() + "/" + name);
    REQUIRE(bytes.ok());
    CHECK(testing::Sha256::HexOf(*bytes) == digest);
  }
  CHECK(files == 30);
}

TEST_SUITE("Sha256") {
  TEST_CASE("agrees with the published examples") {
    CHECK(testing::Sha256::HexOf("") ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(testing::Sha256::HexOf("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  }
}

TEST_SUITE("Generator") {
  TEST_CASE("writes the bytes on file at scale 100") { CheckDigests(100); }

  // Some seconds and 200 MB of disk.
  TEST_CASE("writes the bytes on file at scale 1") { CheckDigests(1); }

  TEST_CASE("reads back what it wrote") {
    const TemporaryFolder folder;
    const W1Input w1 = GenerateW1(500);
    REQUIRE(WriteW1(w1, folder.path(), Formats::kBinary).ok());
    const auto w1_read = ReadW1(folder.path());
    REQUIRE(w1_read.ok());
    CHECK(BytesOf(w1_read->tables.orders) == BytesOf(w1.tables.orders));
    CHECK(BytesOf(w1_read->batches) == BytesOf(w1.batches));
    CHECK(w1_read->batch_size == w1.batch_size);

    const W2Input w2 = GenerateW2(500);
    REQUIRE(WriteW2(w2, folder.path(), Formats::kBinary).ok());
    const auto w2_read = ReadW2(folder.path());
    REQUIRE(w2_read.ok());
    CHECK(BytesOf(w2_read->transactions) == BytesOf(w2.transactions));
    CHECK(w2_read->batch_size == w2.batch_size);
  }

  TEST_CASE("writes again what it read of W4") {
    const TemporaryFolder first;
    const TemporaryFolder second;
    REQUIRE(WriteW4(GenerateW4(500), first.path()).ok());
    const auto read = ReadW4(first.path());
    REQUIRE(read.ok());
    REQUIRE(WriteW4(*read, second.path()).ok());
    for (const char* const name :
         {"users", "labels", "issues", "comments", "issue_labels", "tx"}) {
      std::string file = "/w4_";
      file += name;
      file += ".csv";
      CHECK(*ReadBytes(first.path() + file) == *ReadBytes(second.path() + file));
    }
  }

  TEST_CASE("names the line of a file that is malformed") {
    const TemporaryFolder folder;
    REQUIRE(WriteW4(GenerateW4(500), folder.path()).ok());
    for (const char* const bad :
         {"x,1,2\n", "x\n", "\n", "l,1\n", "l,1,2,3\n", "l,1,two\n", "l,1,2"}) {
      CAPTURE(bad);
      REQUIRE(WriteBytes(folder.path() + "/w4_tx.csv", std::string("l,1,2\n") + bad).ok());
      const auto read = ReadW4(folder.path());
      REQUIRE_FALSE(read.ok());
      CHECK(read.status().message().find("line 2") != std::string::npos);
    }
  }

  TEST_CASE("refuses files that are absent or cut off") {
    const TemporaryFolder folder;
    CHECK_FALSE(ReadW5(folder.path()).ok());
    REQUIRE(WriteBytes(folder.path() + "/w5_events.bin", "seven b").ok());
    CHECK(ReadW5(folder.path()).status().message().find("whole number") != std::string::npos);
  }
}

TEST_SUITE("GenerateGrowth") {
  TEST_CASE("keeps the size that was asked for") {
    const W1Input input = GenerateGrowth(1000);
    CHECK(input.tables.orders.size() == 1000);
    CHECK(input.tables.customers.size() == 100);
    CHECK(input.batches.size() % input.batch_size == 0);
    int64_t live = 1000;
    for (const auto* const changes : {&input.transactions, &input.batches}) {
      for (const W1Change& change : *changes) {
        live += (change.has_after() ? 1 : 0) - (change.has_before() ? 1 : 0);
        REQUIRE(live >= 1000);
        REQUIRE(live <= 1001);
      }
    }
  }

  TEST_CASE("changes only orders that exist") {
    const W1Input input = GenerateGrowth(kSmallestGrowth);
    std::set<int32_t> live;
    for (const W1Order& order : input.tables.orders) live.insert(order.id);
    for (const W1Change& change : input.transactions) {
      REQUIRE(live.contains(change.id) == change.has_before());
      if (!change.has_after()) live.erase(change.id);
      if (!change.has_before()) live.insert(change.id);
    }
  }
}

}  // namespace
}  // namespace cambium::bench
