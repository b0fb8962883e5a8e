// Records there and back, and what becomes of them when bytes are lost or wrong.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/log.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "lsm/triple.h"
#include "tests/support/log_frame.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

// A log, and where each of its records ends.
struct Log {
  std::vector<Commit> commits;
  std::string bytes;
  std::vector<size_t> ends;

  void Add(Batch batch) {
    commits.push_back({commits.size() + 1, std::move(batch)});
    bytes += EncodeRecord(commits.back(), bytes.size());
    ends.push_back(bytes.size());
  }
};

Log SmallLog() {
  Log log;
  log.Add({{{1, 1, "a"}, Value::Text("A")}, {{1, 2, "a"}, Value::Int(7)}});
  log.Add({});
  log.Add({{{1, 1, "a"}, Value()}, {{UINT32_MAX, 0, ""}, Value::Float(0.1)}});
  log.Add({{{3, 300, std::string(3, '\0')}, Value::Text(std::string(20, 'x'))}});
  log.Add({});  // The shortest record may be the one that shows damage before it.
  return log;
}

bool Same(const Commit& left, const Commit& right) {
  return left.version == right.version &&
         std::ranges::equal(left.batch, right.batch, [](const auto& one, const auto& other) {
           return one.key == other.key && one.value == other.value;
         });
}

// Whether `found` is the first commits of the log, and sound up to their end.
bool IsPrefix(const LogContents& found, const Log& log) {
  const size_t count = found.commits.size();
  if (count > log.commits.size()) return false;
  const size_t end = count == 0 ? 0 : log.ends[count - 1];
  return found.sound_size == end &&
         std::equal(found.commits.begin(), found.commits.end(), log.commits.begin(), Same);
}

// Accepted bytes are just those that EncodeRecord writes.
void CheckReadsOnlyWhatIsWritten(const std::string& bytes) {
  const absl::StatusOr<LogContents> found = ReadLog(bytes, "log");
  if (!found.ok()) {
    CHECK(absl::IsDataLoss(found.status()));
    return;
  }
  std::string written;
  for (const Commit& commit : found->commits) written += EncodeRecord(commit, written.size());
  REQUIRE(found->sound_size <= bytes.size());
  CHECK((written == bytes.substr(0, found->sound_size)));
}

TEST_SUITE("ReadLog") {
  TEST_CASE("an empty log has no commits") {
    const auto found = ReadLog("", "log");
    REQUIRE(found.ok());
    CHECK(found->commits.empty());
    CHECK(found->sound_size == 0);
  }

  TEST_CASE("gives back what was written") {
    const Log log = SmallLog();
    const auto found = ReadLog(log.bytes, "log");
    REQUIRE(found.ok());
    CHECK(found->commits.size() == 5);
    CHECK(IsPrefix(*found, log));
  }

  TEST_CASE("gives back values of all types and all boundaries") {
    Log log;
    Batch batch;
    for (const Value& value : testing::BoundaryValues()) {
      log.Add({{{1, 2, "one by one"}, value}});
      batch.push_back({{1, 2, "all at once"}, value});
    }
    log.Add(batch);
    const auto found = ReadLog(log.bytes, "log");
    REQUIRE(found.ok());
    CHECK(found->commits.size() == log.commits.size());
    CHECK(IsPrefix(*found, log));
  }

  TEST_CASE("gives back random commits") {
    testing::ForSeeds(200, [](testing::Random& random) {
      Log log;
      for (uint64_t i = random.Below(6); i > 0; --i) log.Add(testing::RandomBatch(random));
      const auto found = ReadLog(log.bytes, "log");
      REQUIRE(found.ok());
      CHECK(found->commits.size() == log.commits.size());
      CHECK(IsPrefix(*found, log));
      CheckReadsOnlyWhatIsWritten(log.bytes);
    });
  }

  TEST_CASE("a log that ends anywhere holds the commits that ended before") {
    const Log log = SmallLog();
    for (size_t size = 0; size <= log.bytes.size(); ++size) {
      CAPTURE(size);
      const auto found = ReadLog(log.bytes.substr(0, size), "log");
      REQUIRE(found.ok());
      CHECK(IsPrefix(*found, log));
      const auto whole =
          std::ranges::count_if(log.ends, [&](size_t end) { return end <= size; });
      CHECK(found->commits.size() == static_cast<size_t>(whole));
    }
  }

  TEST_CASE("a tail of zeros or noise is torn off") {
    testing::ForSeeds(50, [](testing::Random& random) {
      const Log log = SmallLog();
      const size_t size = 1 + random.Below(100);
      for (const std::string& tail : {std::string(size, '\0'), random.Text(size)}) {
        const auto found = ReadLog(log.bytes + tail, "log");
        REQUIRE(found.ok());
        CHECK(IsPrefix(*found, log));
        CHECK(found->sound_size == log.bytes.size());
      }
    });
  }

  TEST_CASE("a wrong byte is an error that names the place or tears off the last record") {
    const Log log = SmallLog();
    const size_t last = log.ends[log.ends.size() - 2];
    for (size_t at = 0; at < log.bytes.size(); ++at) {
      for (int mask = 1; mask < 256; ++mask) {
        CAPTURE(at);
        CAPTURE(mask);
        std::string bytes = log.bytes;
        bytes[at] = static_cast<char>(bytes[at] ^ mask);
        const auto found = ReadLog(bytes, "db/log");
        if (at >= last) {
          REQUIRE(found.ok());
          REQUIRE(IsPrefix(*found, log));
          REQUIRE(found->sound_size == last);
          continue;
        }
        REQUIRE(absl::IsDataLoss(found.status()));
        const auto behind = std::ranges::upper_bound(log.ends, at);
        const size_t begin = behind == log.ends.begin() ? 0 : *std::prev(behind);
        REQUIRE(found.status().message() ==
                "record is damaged: db/log at byte " + std::to_string(begin));
      }
    }
  }

  TEST_CASE("a record that is missing or repeated or out of place is an error") {
    const Log log = SmallLog();
    const auto record = [&](size_t i) {
      const size_t begin = i == 0 ? 0 : log.ends[i - 1];
      return log.bytes.substr(begin, log.ends[i] - begin);
    };
    const std::string sound = record(0) + record(1);
    // Alone, such a record is no more than noise at the end.
    CHECK(IsPrefix(*ReadLog(sound + record(3), "log"), log));
    CHECK(IsPrefix(*ReadLog(sound + record(0), "log"), log));
    CHECK(ReadLog(sound + record(0), "log")->commits.size() == 2);
    // Overwritten with another record of its size, it has sound ones behind it.
    Log twice;
    twice.Add({{{1, 1, "a"}, Value::Text("A")}});
    twice.Add({{{1, 1, "a"}, Value::Text("B")}});
    twice.Add({{{1, 1, "a"}, Value::Text("C")}});
    const size_t size = twice.ends[0];
    REQUIRE(twice.ends[1] == 2 * size);
    const std::string repeated = twice.bytes.substr(0, size) + twice.bytes.substr(0, size) +
                                 twice.bytes.substr(2 * size);
    CHECK(ReadLog(repeated, "log").status().message() ==
          "record is damaged: log at byte " + std::to_string(size));
  }

  TEST_CASE("random damage gives an error or a prefix and never other commits") {
    testing::ForSeeds(500, [](testing::Random& random) {
      Log log;
      for (uint64_t i = 1 + random.Below(5); i > 0; --i) log.Add(testing::RandomBatch(random));
      std::string bytes = log.bytes;
      for (uint64_t i = 1 + random.Below(3); i > 0; --i) {
        const size_t at = random.Below(bytes.size() + 1);
        switch (random.Below(3)) {
          case 0:
            bytes.insert(at, random.Text(1 + random.Below(20)));
            break;
          case 1:
            bytes.erase(at, random.Below(20));
            break;
          default:
            bytes.replace(at, random.Below(20), random.Text(random.Below(20)));
        }
      }
      const auto found = ReadLog(bytes, "log");
      if (found.ok()) {
        CHECK(IsPrefix(*found, log));
      } else {
        CHECK(absl::IsDataLoss(found.status()));
      }
    });
  }

  TEST_CASE("random bytes are not taken for commits") {
    testing::ForSeeds(500, [](testing::Random& random) {
      const std::string bytes = random.Text(random.Below(300));
      const auto found = ReadLog(bytes, "log");
      REQUIRE(found.ok());
      CHECK(found->commits.empty());
    });
  }

  TEST_CASE("a record with a true checksum and a payload nobody writes is an error") {
    testing::ForSeeds(500, [](testing::Random& random) {
      Log log;
      log.Add(testing::RandomBatch(random));
      std::string payload = log.bytes.substr(testing::kFrameSize);
      if (random.OneIn(3)) {
        payload = random.Text(1 + random.Below(30));
      } else {
        payload[random.Below(payload.size())] = random.Text(1)[0];
        payload.resize(1 + random.Below(payload.size()));
      }
      CheckReadsOnlyWhatIsWritten(testing::Framed(payload, 0));
    });
    const auto unreadable = ReadLog(testing::Framed("no key", 0), "db/log");
    CHECK(absl::IsDataLoss(unreadable.status()));
    CHECK(unreadable.status().message() == "record cannot be read: db/log at byte 0");
  }
}

}  // namespace
}  // namespace cambium
