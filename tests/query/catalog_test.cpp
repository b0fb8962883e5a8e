// What is declared, as the catalog holds it.
// SPDX-License-Identifier: Apache-2.0
#include "query/catalog.h"

#include "doctest/doctest.h"
#include "query/printer.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

TEST_SUITE("Catalog") {
  TEST_CASE("come in an order in which they can be made whatever theirs was") {
    const auto files = MakeMemoryFileSystem();
    auto store = *Store::Open(*files, "folder");
    const auto keep = [&store](const TripleKey& key, const std::string& text) {
      REQUIRE(store->Apply({{key, Value::Text(text)}}, Durability::kRelaxed).ok());
    };
    keep(KeyOfDeclared("assert", "some"), "ASSERT some: EXISTS T");
    keep(KeyOfDeclared("fragment", "B"), "FRAGMENT B ON T { ...C, x: MANY T { ...A } }");
    keep(KeyOfDeclared("fragment", "A"), "FRAGMENT A ON T { e }");
    keep(KeyOfDeclared("fragment", "C"), "FRAGMENT C ON T { ...A, id }");
    keep(KeyOfTable(1), "DROP TABLE S");
    keep(KeyOfTable(2), "TABLE T { id: Int = 1 KEY, e: E = 2 }");
    keep(KeyOfDeclared("query", "a"), "QUERY a MANY T { ...B }");
    keep(KeyOfDeclared("enum", "E"), "ENUM E { one = 1 }");
    std::string order;
    const auto declarations = ReadDeclarations(*store);
    REQUIRE(declarations.ok());
    for (const Statement& statement : *declarations) {
      const std::string text = PrintStatement(statement);
      order += text.substr(0, text.find(' ', text.find(' ') + 1)) + ", ";
    }
    CHECK(order ==
          "ENUM E, TABLE T, FRAGMENT A, FRAGMENT C, FRAGMENT B, QUERY a, ASSERT some:, ");
    CHECK(ReadCatalog(*store)->next_id() == 3);
    keep(KeyOfDeclared("query", "b"), "MANY T { id }");
    CHECK(ReadCatalog(*store).status().message() ==
          "catalog holds a statement that declares nothing");
    keep(KeyOfDeclared("query", "c"), "nonsense");
    CHECK(!ReadDeclarations(*store).ok());
    CHECK(!ReadCatalog(*store).ok());
  }
}

}  // namespace
}  // namespace cambium
