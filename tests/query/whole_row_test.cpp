// Rows that were read with their key in front are again what was declared.
// SPDX-License-Identifier: Apache-2.0
#include "query/whole_row.h"

#include "doctest/doctest.h"
#include "tests/support/dump.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

using Fields = std::vector<std::size_t>;

TEST_SUITE("WholeRow") {
  TEST_CASE("is read with the first field of the key in front") {
    const Schema schema = testing::MakeSchema(
        {"TABLE T { a: Text = 1, b: Int = 2, c: Int = 3, d: Int = 4, KEY (c, b) }"});
    const Table& table = *schema.tables()[0];
    const WholeRow whole(table);
    CHECK(AllFields(table) == Fields{0, 1, 2, 3});
    CHECK(whole.fields() == Fields{2, 0, 1, 3});
    CHECK(whole.places() == Fields{1, 2, 0, 3});
    const Row declared{Value::Text("a"), Value::Int(1), Value::Int(2), Value::Int(3)};
    CHECK(whole.Declared(declared.Project(whole.fields())) == declared);
  }

  TEST_CASE("is as declared where the key is declared first") {
    const Schema schema = testing::MakeSchema({"TABLE T { id: Int = 1 KEY, a: Text = 2 }"});
    const WholeRow whole(*schema.tables()[0]);
    CHECK(whole.fields() == Fields{0, 1});
    CHECK(whole.places() == Fields{0, 1});
    const Row row{Value::Int(1), Value::Text("a")};
    CHECK(whole.Declared(row) == row);
  }
}

}  // namespace
}  // namespace cambium
