// The bytes on disk: what docs/format.md promises is what is written, and files written
// before can be read for ever.
// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "lsm/store.h"
#include "lsm/triple.h"
#include "tests/support/golden.h"
#include "tests/support/hex_dump.h"
#include "tests/support/source_root.h"
#include "tests/support/store_history.h"

namespace cambium {
namespace {

using testing::One;
using testing::Triples;

// The example of docs/format.md.
const Batch kFirst = {{{1, 1, "a"}, Value::Text("A")}, {{1, 2, "a"}, Value::Int(7)}};
const Batch kSecond = {{{1, 1, "a"}, Value()}};

// A triple of every type of value, in every form that it has.
Batch EveryType() {
  constexpr UuidBytes kUuid = {0xF8, 0x1D, 0x4F, 0xAE, 0x7D, 0xEC, 0x11, 0xD0,
                               0xA7, 0x65, 0x00, 0xA0, 0xC9, 0x1E, 0x6B, 0xF6};
  const Value values[] = {Value::Bool(false),   Value::Bool(true),
                          Value::Int(0),        Value::Int(-1),
                          Value::Int(256),      Value::Int(INT64_MIN),
                          Value::Float(1e300),  Value::Float(-1e300),
                          Value::Float(0.1),    Value::Of({150, 2}),
                          Value::Date(20'778),  Value::Time(-1),
                          Value::Uuid(kUuid),   Value::Text(std::string("a\0b", 3)),
                          Value::Bytes("\xFF"), Value::Json("{}")};
  Batch batch;
  for (const Value& value : values) {
    const auto attribute = static_cast<AttributeId>(batch.size() % 4);
    batch.push_back({{batch.size() < 8 ? 2U : 3U, attribute,
                      std::string(1, static_cast<char>('p' + batch.size()))},
                     value});
  }
  return batch;
}

std::unique_ptr<Store> Open(FileSystem& files) {
  auto store = Store::Open(files, "db");
  REQUIRE_MESSAGE(store.ok(), store.status().ToString());
  return *std::move(store);
}

// Applies to both.
void Apply(Store& store, Triples& expected, const Batch& batch) {
  REQUIRE(store.Apply(batch, Durability::kDurable).ok());
  expected.Apply(batch);
}

TEST_SUITE("Format") {
  TEST_CASE("the log has the bytes of the example and opens as what was written") {
    const auto files = MakeMemoryFileSystem();
    Triples expected;
    {
      const auto store = Open(*files);
      Apply(*store, expected, kFirst);
      Apply(*store, expected, kSecond);
    }
    testing::CheckGolden("lsm/log.hex", testing::HexDump(*files->Read("db/log")));

    const std::string golden =
        testing::ParseHexDump(testing::ReadSourceFile("tests/golden/lsm/log.hex"));
    const auto old = MakeMemoryFileSystem();
    REQUIRE((*old->Create("db/log"))->Append(golden).ok());
    CHECK(testing::TriplesOf(*Open(*old)) == expected);
  }

  TEST_CASE("the sorted file has the same bytes for ever and opens as what was written") {
    const auto files = MakeMemoryFileSystem();
    Triples expected;
    {
      const auto store = Open(*files);
      Apply(*store, expected, EveryType());
      Apply(*store, expected, One(1, "", testing::LargeText()));
      Apply(*store, expected, One(1, "", Value()));
    }
    Open(*files);
    testing::CheckGolden("lsm/triples.hex", testing::HexDump(*files->Read("db/triples")));

    const std::string golden =
        testing::ParseHexDump(testing::ReadSourceFile("tests/golden/lsm/triples.hex"));
    const auto old = MakeMemoryFileSystem();
    REQUIRE((*old->Create("db/triples"))->Append(golden).ok());
    const auto store = Open(*old);
    CHECK(testing::TriplesOf(*store) == expected);
    CHECK(store->version() == 3);
  }

  TEST_CASE("the document shows the bytes of its example") {
    std::ifstream file(testing::SourceRoot() / "docs" / "format.md");
    std::ostringstream document;
    document << file.rdbuf();
    const std::string golden = testing::ReadSourceFile("tests/golden/lsm/log.hex");
    REQUIRE_FALSE(golden.empty());
    CHECK(document.str().find(golden) != std::string::npos);
  }
}

}  // namespace
}  // namespace cambium
