// Columns and blocks: every form there and back, and what becomes of wrong bytes.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "lsm/block.h"
#include "lsm/byte_arena.h"
#include "lsm/bytes.h"
#include "lsm/packed_integers.h"
#include "lsm/stored_value.h"
#include "lsm/subject_column.h"
#include "lsm/value_column.h"
#include "tests/support/random.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

using testing::ForSeeds;
using testing::Random;

// The bytes with what a reader may load behind them.
std::string WithSlack(std::string bytes) { return bytes + std::string(kPackedSlack, '\xAA'); }

void CheckPacked(const std::vector<std::uint64_t>& elements) {
  std::string bytes;
  AppendPacked(elements, bytes);
  const std::string slack = WithSlack(bytes);
  ByteReader reader(std::string_view(slack).substr(0, bytes.size()));
  const auto packed = PackedIntegers::Take(reader, elements.size());
  REQUIRE(reader.done());
  std::vector<std::uint64_t> found(elements.size());
  packed.Copy(0, elements.size(), found.data());
  CHECK((found == elements));
  for (std::size_t i = 0; i < elements.size(); ++i) REQUIRE(packed.At(i) == elements[i]);
}

// Subjects that are close together, or far apart, or both.
std::vector<std::uint64_t> RandomWords(Random& random) {
  std::set<std::uint64_t> words;
  std::uint64_t word = random.OneIn(2) ? random.Below(1000) : random.Next();
  const std::uint64_t step = std::uint64_t{1} << random.Below(20);
  for (std::uint64_t i = 1 + random.Below(300); i > 0; --i) {
    words.insert(word += 1 + random.Below(step));
  }
  return {words.begin(), words.end()};
}

void CheckSubjects(const std::vector<Subject>& subjects, bool integers) {
  std::string bytes;
  AppendSubjects(subjects, integers, bytes);
  const std::string slack = WithSlack(bytes);
  ByteReader reader(std::string_view(slack).substr(0, bytes.size()));
  const auto count = static_cast<std::uint32_t>(subjects.size());
  const auto column = SubjectColumn::Take(reader, count, integers);
  REQUIRE(reader.done());
  std::string scratch;
  for (std::uint32_t i = 0; i < count; ++i) {
    REQUIRE(column.At(i, scratch) == subjects[i]);
    const auto first = std::lower_bound(subjects.begin(), subjects.end(), subjects[i]);
    REQUIRE(column.LowerBound(subjects[i]) ==
            static_cast<std::uint32_t>(first - subjects.begin()));
    if (integers && i > 0) {
      const Subject between{subjects[i].word - 1, {}};
      const auto next = std::lower_bound(subjects.begin(), subjects.end(), between);
      REQUIRE(column.LowerBound(between) ==
              static_cast<std::uint32_t>(next - subjects.begin()));
    }
  }
  for (std::uint32_t begin = 0; begin < count; begin += 1 + count / 3) {
    std::uint32_t i = begin;
    column.Visit(begin, count, [&](const Subject& subject) {
      REQUIRE(subject == subjects[i]);
      ++i;
    });
    CHECK(i == count);
  }
  CHECK(column.LowerBound(subjects.front()) == 0);
}

std::vector<Subject> SubjectsOf(const std::vector<std::uint64_t>& words) {
  std::vector<Subject> subjects;
  for (const std::uint64_t word : words) subjects.push_back({word, {}});
  return subjects;
}

void CheckValues(const std::vector<StoredValue>& values) {
  std::string bytes;
  AppendValues(values, bytes);
  const std::string slack = WithSlack(bytes);
  ByteReader reader(std::string_view(slack).substr(0, bytes.size()));
  const auto count = static_cast<std::uint32_t>(values.size());
  const auto column = ValueColumn::Take(reader, count);
  REQUIRE(reader.done());
  std::vector<StoredValue> copied(count);
  column.Copy(0, count, copied.data());
  for (std::uint32_t i = 0; i < count; ++i) {
    if (values[i].is_null()) continue;  // A place that the block knows to be deleted.
    REQUIRE(column.At(i) == values[i]);
    REQUIRE(copied[i] == values[i]);
  }
}

// A block of random rows, in what the views point at.
struct RandomBlock {
  ByteArena arena;
  std::vector<Subject> subjects;
  std::vector<std::uint64_t> versions;
  std::vector<StoredValue> values;
  bool integers;

  explicit RandomBlock(Random& random) : integers(random.OneIn(2)) {
    std::uint64_t word = random.Below(100);
    std::string text;
    for (std::uint64_t i = 1 + random.Below(20); i > 0; --i) {
      word += 1 + random.Below(4);
      text += static_cast<char>(1 + random.Below(3));
      const Subject subject = integers ? Subject{word, {}} : BytesSubject(arena.Copy(text));
      std::uint64_t version = 100;
      for (std::uint64_t rows = random.OneIn(4) ? 3 : 1; rows > 0; --rows) {
        version -= 1 + random.Below(9);
        subjects.push_back(subject);
        versions.push_back(version);
        UuidBytes uuid;
        const Value value = random.OneIn(5) ? Value() : testing::RandomValue(random);
        values.push_back(CopyTo(arena, StoredViewOf(value, uuid)));
      }
    }
  }
  std::string Encode() const { return EncodeBlock({subjects, versions, values}, integers); }
};

TEST_SUITE("PackedIntegers") {
  TEST_CASE("give back what was packed in every width") {
    CheckPacked({7});
    CheckPacked({7, 7, 7});
    CheckPacked({100, 103, 101});
    CheckPacked({0, 10, 20, 31, 40});
    CheckPacked({0, UINT64_MAX, 0, 1});
    CheckPacked({static_cast<std::uint64_t>(-5), 3, static_cast<std::uint64_t>(-7)});
    for (unsigned width = 0; width < 64; ++width) {
      const std::uint64_t top = std::uint64_t{1} << width;
      CheckPacked({top, 0, top - 1, top, 1, top, top / 2, 0, 0, top, 3 & top});
    }
  }

  TEST_CASE("take few bytes for a line and for what is constant") {
    std::vector<std::uint64_t> line;
    for (std::uint64_t i = 0; i < 1000; ++i) line.push_back(1'000'000 + 7'777 * i + i % 3);
    CheckPacked(line);
    std::string bytes;
    AppendPacked(line, bytes);
    CHECK(bytes.size() < 17 + 1000 * 3 / 8);
    bytes.clear();
    AppendPacked(std::vector<std::uint64_t>(1000, 5), bytes);
    CHECK(bytes.size() == 9);
  }

  TEST_CASE("give back random ones") {
    ForSeeds(300, [](Random& random) {
      std::vector<std::uint64_t> elements;
      const std::uint64_t slope = random.Next() >> random.Below(64);
      const std::uint64_t noise = random.Next() >> random.Below(64);
      for (std::uint64_t i = 1 + random.Below(200); i > 0; --i) {
        elements.push_back(i * slope + (random.Next() & noise));
      }
      CheckPacked(elements);
    });
  }
}

TEST_SUITE("SubjectColumn") {
  TEST_CASE("holds integers in every form") {
    CheckSubjects(SubjectsOf({5}), true);
    CheckSubjects(SubjectsOf({5, 6, 7, 8}), true);  // dense
    CheckSubjects(SubjectsOf({5, 6, 8, 9, 10, 12, 200}), true);
    CheckSubjects(SubjectsOf({0, UINT64_MAX}), true);     // packed
    CheckSubjects(SubjectsOf({1, 1, 1, 4, 4, 5}), true);  // repeated
    ForSeeds(200, [](Random& random) { CheckSubjects(SubjectsOf(RandomWords(random)), true); });
  }

  TEST_CASE("holds bytes") {
    ForSeeds(200, [](Random& random) {
      std::set<std::string> texts;
      for (std::uint64_t i = 1 + random.Below(80); i > 0; --i) {
        texts.insert(random.Text(random.Below(12)));
      }
      std::vector<Subject> subjects;
      for (const std::string& text : texts) subjects.push_back(BytesSubject(text));
      CheckSubjects(subjects, false);
    });
  }
}

TEST_SUITE("ValueColumn") {
  TEST_CASE("holds values of one type and of several") {
    ForSeeds(300, [](Random& random) {
      std::vector<Value> values;
      std::vector<UuidBytes> uuids(400);
      const bool one_type = random.OneIn(2);
      const Value like = testing::RandomValue(random);
      const std::uint64_t count = 1 + random.Below(200);
      while (values.size() < count) {
        const Value value = testing::RandomValue(random);
        if (one_type && value.type() != like.type() && !random.OneIn(500)) continue;
        for (std::uint64_t copies = 1 + random.Below(5); copies > 0; --copies) {
          if (values.size() < count) values.push_back(value);
        }
      }
      std::vector<StoredValue> views;
      for (const Value& value : values)
        views.push_back(StoredViewOf(value, uuids[views.size()]));
      CheckValues(views);
    });
  }

  TEST_CASE("takes few bytes for few distinct texts") {
    std::vector<StoredValue> views;
    const std::string texts[] = {"open", "closed", "in progress"};
    for (int i = 0; i < 1000; ++i) {
      views.push_back(StoredValue::Text(ValueType::kText, texts[i * i % 7 % 3]));
    }
    CheckValues(views);
    std::string bytes;
    AppendValues(views, bytes);
    CHECK(bytes.size() < 1000 * 2 / 8 + 80);
  }
}

TEST_SUITE("StoredValue") {
  TEST_CASE("keeps the type of every value there and back in bytes") {
    for (const Value& value : testing::BoundaryValues()) {
      UuidBytes uuid;
      std::string bytes;
      AppendValue(StoredViewOf(value, uuid), bytes);
      ByteReader reader(bytes);
      const Value found = TakeValue(reader).ToValue();
      CHECK(reader.done());
      CHECK(found == value);
      CHECK(found.type() == value.type());
    }
  }

  TEST_CASE("accepts just the bytes that are written") {
    ForSeeds(2000, [](Random& random) {
      const std::string bytes = random.Text(1 + random.Below(12));
      ByteReader reader(bytes);
      const StoredValue view = TakeValue(reader);
      if (!reader.done()) return;
      std::string written;
      AppendValue(view, written);
      CHECK((written == bytes));
    });
  }
}

TEST_SUITE("Block") {
  TEST_CASE("gives back random rows and finds each of them") {
    ForSeeds(300, [](Random& random) {
      const RandomBlock rows(random);
      const auto block = Block::Parse("skipped" + rows.Encode(), 7, rows.integers);
      REQUIRE(block.ok());
      REQUIRE((*block)->rows() == rows.subjects.size());
      for (std::uint32_t i = 0; i < (*block)->rows(); ++i) {
        REQUIRE((*block)->VersionAt(i) == rows.versions[i]);
        REQUIRE((*block)->ValueAt(i) == rows.values[i]);
        REQUIRE((*block)->Find(rows.subjects[i], rows.versions[i]) == i);
      }
      CHECK((*block)->Find(rows.subjects[0], 0) == (*block)->rows());
    });
  }

  TEST_CASE("few bytes that stand for very many rows are refused at once") {
    std::string bytes;
    PutVarint(UINT32_MAX, bytes);
    bytes += std::string(2, '\0') + std::string(8, '\0');  // Dense subjects from 0 on.
    bytes += std::string(9, '\0');                         // Version 0 for all.
    bytes += std::string("\0\x01\x01", 3);                 // True for all.
    CHECK(absl::IsDataLoss(Block::Parse(bytes, 0, true).status()));
    bytes.replace(0, 5, "\x05");
    CHECK(Block::Parse(bytes, 0, true).ok());
  }

  TEST_CASE("wrong bytes are refused or safe to read") {
    ForSeeds(300, [](Random& random) {
      const RandomBlock rows(random);
      const std::string sound = rows.Encode();
      for (int attempt = 0; attempt < 20; ++attempt) {
        std::string bytes = sound;
        for (std::uint64_t i = 1 + random.Below(3); i > 0; --i) {
          bytes[random.Below(bytes.size())] = random.Text(1)[0];
        }
        if (random.OneIn(3)) bytes.resize(random.Below(bytes.size() + 1));
        const auto block = Block::Parse(bytes, 0, rows.integers);
        if (!block.ok()) {
          CHECK(absl::IsDataLoss(block.status()));
          continue;
        }
        std::uint32_t seen = 0;
        std::string scratch;
        for (std::uint32_t i = 0; i < (*block)->rows() && i < 1000; ++i) {
          (*block)->subjects().At(i, scratch);
          seen += (*block)->ValueAt(i).ToValue().is_null() ? 0 : 1;
        }
        CHECK(seen <= (*block)->rows());
      }
    });
  }
}

TEST_SUITE("ByteReader") {
  TEST_CASE("a varint is accepted in its shortest form alone") {
    for (const std::uint64_t number : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128},
                                       std::uint64_t{1} << 63, UINT64_MAX}) {
      std::string bytes;
      PutVarint(number, bytes);
      ByteReader reader(bytes);
      CHECK(reader.Varint() == number);
      CHECK(reader.done());
      ByteReader cut(std::string_view(bytes).substr(0, bytes.size() - 1));
      CHECK(cut.Varint() == 0);
      CHECK_FALSE(cut.ok());
      CHECK(UnZigZag(ZigZag(static_cast<std::int64_t>(number))) ==
            static_cast<std::int64_t>(number));
    }
    for (const std::string& bytes : {std::string("\x80\x00", 2), std::string(10, '\xFF'),
                                     std::string(9, '\x80') + "\x02"}) {
      ByteReader reader(bytes);
      CHECK(reader.Varint() == 0);
      CHECK_FALSE(reader.ok());
    }
  }
}

}  // namespace
}  // namespace cambium
