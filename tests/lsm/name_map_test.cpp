// Names and numbers, over openings, failures and power cuts.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/name_map.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "doctest/doctest.h"
#include "tests/support/fault_file_system.h"
#include "tests/support/power_cut_file_system.h"
#include "tests/support/random.h"
#include "tests/support/store_history.h"

namespace cambium {
namespace {

using testing::Random;

constexpr std::uint32_t kTypes = NameMap::kTypes;

struct Database {
  std::unique_ptr<Store> store;
  std::unique_ptr<NameMap> names;
};

Database Open(FileSystem& files) {
  auto store = Store::Open(files, "db", testing::InlineStore());
  REQUIRE_MESSAGE(store.ok(), store.status().ToString());
  auto names = NameMap::Load(**store);
  REQUIRE_MESSAGE(names.ok(), names.status().ToString());
  return {*std::move(store), *std::move(names)};
}

std::uint32_t NumberOf(NameMap& names, std::uint32_t scope, const std::string& name) {
  const absl::StatusOr<std::uint32_t> number = names.Number(scope, name);
  REQUIRE_MESSAGE(number.ok(), number.status().ToString());
  return *number;
}

TEST_SUITE("NameMap") {
  TEST_CASE("numbers names from one on in each scope and knows them later") {
    const auto files = MakeMemoryFileSystem();
    for (int opening = 0; opening < 2; ++opening) {
      const Database database = Open(*files);
      NameMap& names = *database.names;
      CHECK(NumberOf(names, kTypes, "Issue") == 1U);
      CHECK(NumberOf(names, kTypes, "User") == 2U);
      CHECK(NumberOf(names, 1, "title") == 1U);
      CHECK(NumberOf(names, 2, "title") == 1U);
      CHECK(NumberOf(names, 1, "state") == 2U);
      CHECK(names.Find(1, "state") == 2U);
      CHECK(names.Find(2, "state") == std::nullopt);
      CHECK(names.Find(9, "state") == std::nullopt);
      CHECK(names.NameOf(kTypes, 2) == "User");
      CHECK(names.NameOf(kTypes, 3) == std::nullopt);
      CHECK(names.NameOf(9, 1) == std::nullopt);
      CHECK(database.store->version() == 5);
    }
  }

  TEST_CASE("a name is a triple and its number a subject like any other") {
    const auto files = MakeMemoryFileSystem();
    const Database database = Open(*files);
    REQUIRE(NumberOf(*database.names, kTypes, "Issue") == 1U);
    const std::string issue = CatalogSubject(kTypes, 1);
    CHECK(*database.store->Get({kCatalogType, kNameAttribute, issue}) == Value::Text("Issue"));
    const TripleKey described{kCatalogType, 100, issue};
    CHECK(
        database.store->Apply({{described, Value::Text("a task")}}, Durability::kRelaxed).ok());
    CHECK(*database.store->Get(described) == Value::Text("a task"));
  }

  TEST_CASE("numbers may be chosen but not twice") {
    const auto files = MakeMemoryFileSystem();
    const Database database = Open(*files);
    NameMap& names = *database.names;
    CHECK(names.Declare(1, "title", 7).ok());
    CHECK(names.Declare(1, "title", 7).ok());
    CHECK(database.store->version() == 1);
    CHECK(names.Declare(1, "title", 8).message() == "name has the number 7: title");
    CHECK(names.Declare(1, "state", 7).message() == "number 7 has the name: title");
    CHECK(NumberOf(names, 1, "state") == 8U);
    CHECK(names.Declare(kTypes, "Catalog", 0).message() ==
          "type 0 is the catalog, not: Catalog");
    CHECK(names.Declare(1, "last", UINT32_MAX).ok());
    CHECK(absl::IsResourceExhausted(names.Number(1, "more").status()));
  }

  TEST_CASE("a renamed number keeps what it has") {
    const auto files = MakeMemoryFileSystem();
    for (int opening = 0; opening < 2; ++opening) {
      const Database database = Open(*files);
      NameMap& names = *database.names;
      if (opening == 0) {
        REQUIRE(NumberOf(names, 1, "title") == 1U);
        REQUIRE(NumberOf(names, 1, "state") == 2U);
        CHECK(names.Rename(1, 1, "state").message() == "name has a number: state");
        CHECK(names.Rename(1, 3, "x").message() == "number has no name: 3");
        CHECK(names.Rename(1, 1, "subject line").ok());
        CHECK(names.Rename(1, 1, "subject line").ok());
      }
      CHECK(names.Find(1, "subject line") == 1U);
      CHECK(names.Find(1, "title") == std::nullopt);
      CHECK(names.NameOf(1, 1) == "subject line");
      CHECK(database.store->version() == 3);
    }
  }

  TEST_CASE("a name whose commit fails is not known") {
    const auto disk = MakeMemoryFileSystem();
    testing::FaultFileSystem files(*disk);
    const Database database = Open(files);
    files.Plan({.call = 1});
    CHECK_FALSE(database.names->Number(1, "title").ok());
    CHECK(database.names->Find(1, "title") == std::nullopt);
    CHECK_FALSE(database.names->Number(1, "title").ok());  // The store is read-only now.
  }

  TEST_CASE("after a power cut every number in use has its name") {
    testing::ForSeeds(60, [](Random& random) {
      testing::PowerCutFileSystem files;
      files.CutAfter(25 + random.Below(40));  // Opening is over by then.
      {
        const Database database = Open(files);
        for (int i = 0; i < 20; ++i) {
          const auto number = database.names->Number(
              1, std::string(1, static_cast<char>('a' + random.Below(9))));
          if (!number.ok()) break;
          const TripleKey key{1, *number, "x"};
          database.store->Apply({{key, Value::Int(*number)}}, Durability::kRelaxed)
              .IgnoreError();
          if (random.OneIn(4)) database.store->Flush().IgnoreError();
        }
      }
      files.CutAfter(0);
      files.PowerOn(testing::Survival::kAnything, random);
      const Database database = Open(files);
      CHECK(database.store
                ->ScanAll([&](const TripleKey& key, std::uint64_t, const Value&) {
                  if (key.type == 1)
                    CHECK(database.names->NameOf(1, key.attribute).has_value());
                })
                .ok());
    });
  }

  TEST_CASE("a catalog that cannot be read is an error") {
    for (const auto& [subject, value, message] :
         {std::tuple{CatalogSubject(1, 1), Value::Int(1), "catalog has a name that is no text"},
          std::tuple{std::string("x"), Value::Text("a"), ""}}) {
      const auto files = MakeMemoryFileSystem();
      const Database database = Open(*files);
      const TripleKey key{kCatalogType, kNameAttribute, subject};
      REQUIRE(database.store->Apply({{key, value}}, Durability::kRelaxed).ok());
      const absl::Status refused = NameMap::Load(*database.store).status();
      CHECK_FALSE(refused.ok());
      if (message[0] != '\0') CHECK(refused.message() == message);
    }
  }
}

}  // namespace
}  // namespace cambium
