// The bytes on disk: what docs/format.md promises is what is written, and files written
// before can be read for ever.
// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "doctest/doctest.h"
#include "lsm/file_system.h"
#include "lsm/manifest.h"
#include "lsm/record.h"
#include "lsm/store.h"
#include "lsm/superblock.h"
#include "lsm/triple.h"
#include "tests/support/golden.h"
#include "tests/support/hex_dump.h"
#include "tests/support/manual_clock.h"
#include "tests/support/source_root.h"
#include "tests/support/store_history.h"

namespace cambium {
namespace {

using testing::IntegerKey;
using testing::Triples;

// The example of docs/format.md.
const Batch kFirst = {{{1, 1, IntegerKey(7)}, Value::Text("A")}, {{1, 2, "a"}, Value::Int(7)}};
const Batch kSecond = {{{1, 1, IntegerKey(7)}, Value()}};

// A triple of every type of value, and subjects and values for every form of a column.
Batch EveryForm() {
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
    batch.push_back({{3, 0, std::string(1, static_cast<char>('a' + batch.size()))}, value});
  }
  for (int i = 0; i < 40; ++i) {
    const Value text = Value::Text(i % 3 == 0 ? "open" : "closed for now");
    batch.push_back({{1, 0, IntegerKey(i)}, Value::Int(1000 + 3 * i)});
    batch.push_back({{1, 1, IntegerKey(3 * i)}, text});
    batch.push_back({{1, 2, IntegerKey(1 << i % 20)}, Value::Text(std::to_string(i))});
    batch.push_back({{1, 3, IntegerKey(i)}, Value::Int(7)});
    batch.push_back({{2, 0, "key of " + std::to_string(i)}, Value::Uuid(kUuid)});
  }
  return batch;
}

std::unique_ptr<Store> Open(FileSystem& files) {
  StoreOptions options = testing::InlineStore();
  options.history.versions = 100;
  auto store = Store::Open(files, "db", options);
  REQUIRE_MESSAGE(store.ok(), store.status().ToString());
  return *std::move(store);
}

// Applies to both.
void Apply(Store& store, Triples& expected, const Batch& batch) {
  REQUIRE(store.Apply(batch, Durability::kDurable).ok());
  expected.Apply(batch);
}

// Compares the files of the folder with the golden ones, which are then a store.
void CheckFiles(FileSystem& files, const std::string& folder, const Triples& expected) {
  const std::vector<FileEntry> entries = *files.List("db");
  const auto old = MakeMemoryFileSystem();
  for (const FileEntry& entry : entries) {
    const std::string golden = "lsm/" + folder + "/" + entry.name + ".hex";
    testing::CheckGolden(golden, testing::HexDump(*files.Read("db/" + entry.name)));
    const std::string bytes =
        testing::ParseHexDump(testing::ReadSourceFile("tests/golden/" + golden));
    REQUIRE((*old->Create("db/" + entry.name))->Append(bytes).ok());
  }
  const auto store = Open(*old);
  CHECK(testing::TriplesOf(*store) == expected);
  CHECK(store->Verify().ok());
}

TEST_SUITE("Format") {
  TEST_CASE("a store that was not closed has the bytes of the example") {
    const auto files = MakeMemoryFileSystem();
    Triples expected;
    const auto store = Open(*files);
    Apply(*store, expected, kFirst);
    Apply(*store, expected, kSecond);
    CheckFiles(*files, "log", expected);
  }

  TEST_CASE("a sorted file has the same bytes for ever in every form of a column") {
    const auto files = MakeMemoryFileSystem();
    Triples expected;
    {
      const auto store = Open(*files);
      Apply(*store, expected, EveryForm());
      Apply(*store, expected, {{{1, 0, IntegerKey(5)}, Value()}});
    }
    CheckFiles(*files, "sorted", expected);
  }

  TEST_CASE("a newer format is refused by name") {
    const auto files = MakeMemoryFileSystem();
    std::string super = EncodeRecord({9, 0, EncodeSuperblock({kFormat + 1, 0})}, 0, 0);
    REQUIRE((*files->Create("db/super"))->Append(super).ok());
    const absl::Status refused = Store::Open(*files, "db").status();
    CHECK(absl::IsFailedPrecondition(refused));
    CHECK(refused.message() == "database has format 2, and this program knows 1: db");
  }

  TEST_CASE("the document shows the bytes of its example") {
    std::ifstream file(testing::SourceRoot() / "docs" / "format.md");
    std::ostringstream document;
    document << file.rdbuf();
    const std::string golden = testing::ReadSourceFile("tests/golden/lsm/log/log-1.hex");
    REQUIRE_FALSE(golden.empty());
    CHECK(document.str().find(golden) != std::string::npos);
  }
}

}  // namespace
}  // namespace cambium
