// Records and the commits in them there and back, and what becomes of them when bytes are lost
// or wrong.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/record.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "lsm/commit.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

using testing::ForSeeds;
using testing::Random;

constexpr std::uint32_t kNumber = 7;

// A file of records, and where each of them ends.
struct Records {
  std::vector<std::string> payloads;
  std::string bytes;
  std::vector<std::size_t> ends;

  // The promise is that all records up to the one before the last were synced.
  void Add(const std::string& payload) {
    const std::uint64_t sequence = payloads.size() + 1;
    bytes += EncodeRecord({sequence, sequence - 1, payload}, kNumber, bytes.size());
    payloads.push_back(payload);
    ends.push_back(bytes.size());
  }
  // Whether what was found is the first of them.
  bool HasPrefix(const RecordsFound& found) const {
    const std::size_t count = found.records.size();
    if (count > payloads.size()) return false;
    for (std::size_t i = 0; i < count; ++i) {
      if (found.records[i].sequence != i + 1 || found.records[i].payload != payloads[i]) {
        return false;
      }
    }
    return found.sound_size == (count == 0 ? 0 : ends[count - 1]);
  }
};

Records SmallFile() {
  Records records;
  for (const char* payload : {"one", "", "three", "a longer payload than the others", ""}) {
    records.Add(payload);
  }
  return records;
}

TEST_SUITE("ReadRecords") {
  TEST_CASE("gives back what was written") {
    const Records records = SmallFile();
    const auto found = ReadRecords(records.bytes, kNumber, "log");
    REQUIRE(found.ok());
    CHECK(found->records.size() == 5);
    CHECK(records.HasPrefix(*found));
    CHECK(ReadRecords("", kNumber, "log")->records.empty());
    CHECK(ReadRecords(records.bytes, kNumber + 1, "log")->records.empty());
  }

  TEST_CASE("a file that ends anywhere holds the records that ended before") {
    const Records records = SmallFile();
    for (std::size_t size = 0; size <= records.bytes.size(); ++size) {
      CAPTURE(size);
      const std::string bytes = records.bytes.substr(0, size);
      const auto found = ReadRecords(bytes, kNumber, "log");
      REQUIRE(found.ok());
      CHECK(records.HasPrefix(*found));
      const auto whole = std::count_if(records.ends.begin(), records.ends.end(),
                                       [&](std::size_t end) { return end <= size; });
      CHECK(found->records.size() == static_cast<std::size_t>(whole));
      CHECK(found->promised_behind == 0);
    }
  }

  TEST_CASE("a wrong byte stops the reading and is promised behind unless it is the last") {
    const Records records = SmallFile();
    for (std::size_t at = 0; at < records.bytes.size(); ++at) {
      for (int mask = 1; mask < 256; mask += 1 + mask % 5) {
        CAPTURE(at);
        std::string bytes = records.bytes;
        bytes[at] = static_cast<char>(bytes[at] ^ mask);
        const auto found = ReadRecords(bytes, kNumber, "log");
        REQUIRE(found.ok());
        REQUIRE(records.HasPrefix(*found));
        const auto broken = static_cast<std::uint64_t>(
            std::upper_bound(records.ends.begin(), records.ends.end(), at) -
            records.ends.begin());
        REQUIRE(found->records.size() == broken);
        // Records count from 1: the broken one has the number `broken` + 1.
        REQUIRE(found->promised_behind == (broken + 1 == 5 ? 0 : 4));
      }
    }
  }

  TEST_CASE("a sound record out of sequence is an error that names the place") {
    std::string bytes = EncodeRecord({1, 0, "a"}, kNumber, 0);
    const std::size_t size = bytes.size();
    bytes += EncodeRecord({3, 0, "c"}, kNumber, size);
    CHECK(ReadRecords(bytes, kNumber, "db/log-7").status().message() ==
          "record is out of sequence: db/log-7 at byte " + std::to_string(size));
  }

  TEST_CASE("random bytes are not taken for records") {
    ForSeeds(300, [](Random& random) {
      const Records records = SmallFile();
      std::string bytes = records.bytes;
      const std::size_t at = random.Below(bytes.size() + 1);
      bytes.replace(at, random.Below(20), random.Text(1 + random.Below(40)));
      const auto found = ReadRecords(bytes, kNumber, "log");
      REQUIRE(found.ok());
      CHECK((records.HasPrefix(*found) || bytes == records.bytes));
    });
  }
}

bool Same(const Write& left, const Write& right) {
  return left.run == right.run && left.subject == right.subject && left.value == right.value;
}

TEST_SUITE("Commit") {
  TEST_CASE("gives back random writes and values of all types") {
    ForSeeds(300, [](Random& random) {
      const Batch batch = testing::RandomBatch(random);
      const Writes writes(batch);
      const auto time = random.Integer();
      const std::string bytes = EncodeCommit(time, writes.writes());
      const auto found = ReadCommit(bytes);
      REQUIRE(found.ok());
      CHECK(found->time == time);
      REQUIRE(found->writes.size() == batch.size());
      for (std::size_t i = 0; i < batch.size(); ++i) {
        CHECK(Same(found->writes[i], writes.writes()[i]));
        CHECK(found->writes[i].value.ToValue() == batch[i].value);
        CHECK(found->writes[i].value.type() == batch[i].value.type());
      }
    });
  }

  TEST_CASE("accepts just the bytes that are written") {
    ForSeeds(2000, [](Random& random) {
      const Batch batch = testing::RandomBatch(random);
      std::string bytes = EncodeCommit(5, Writes(batch).writes());
      if (random.OneIn(4)) bytes = random.Text(1 + random.Below(20));
      bytes[random.Below(bytes.size())] = random.Text(1)[0];
      bytes.resize(random.Below(bytes.size()) + 1);
      const auto found = ReadCommit(bytes);
      if (found.ok()) {
        CHECK((EncodeCommit(found->time, found->writes) == bytes));
      } else {
        CHECK(found.status().message() == "commit cannot be read");
      }
    });
  }
}

}  // namespace
}  // namespace cambium
