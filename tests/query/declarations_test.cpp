// Declarations as the catalog holds them.
// SPDX-License-Identifier: Apache-2.0
#include "query/declarations.h"

#include "doctest/doctest.h"
#include "query/printer.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("Declarations") {
  TEST_CASE("come in an order in which they can be made whatever theirs was") {
    const auto files = MakeMemoryFileSystem();
    auto store = *Store::Open(*files, "folder");
    const auto keep = [&store](const std::string& subject, const std::string& text) {
      REQUIRE(store
                  ->Apply({{{kCatalog, kDeclaration, subject}, Value::Text(text)}},
                          Durability::kRelaxed)
                  .ok());
    };
    keep("a", "ASSERT some: EXISTS T");
    keep("b", "FRAGMENT F ON T { id }");
    keep("c", "TABLE T { id: Int = 1 KEY, e: E = 2 }");
    keep("d", "ENUM E { one = 1 }");
    std::string kinds;
    const auto declarations = ReadDeclarations(*store);
    REQUIRE(declarations.ok());
    for (const Statement& statement : *declarations) {
      kinds += FormatStatement(statement)[0];
    }
    CHECK(kinds == "ETFA");
    keep("e", "nonsense");
    CHECK(!ReadDeclarations(*store).ok());
  }
}

}  // namespace
}  // namespace cambium
