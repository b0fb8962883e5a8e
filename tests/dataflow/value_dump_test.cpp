// Dumps: every value reads, and reads differently from every other.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/value_dump.h"

#include <map>
#include <sstream>
#include <string>

#include "doctest/doctest.h"
#include "tests/support/values.h"

namespace cambium {
namespace {

TEST_SUITE("ValueDump") {
  TEST_CASE("each type reads in its own way") {
    CHECK(DebugString(Value()) == "null");
    CHECK(DebugString(Value::Bool(true)) == "true");
    CHECK(DebugString(Value::Int(-42)) == "-42");
    CHECK(DebugString(Value::Float(1)) == "1f");
    CHECK(DebugString(Value::Float(-1.5)) == "-1.5f");
    CHECK(DebugString(Value::Of({150, 2})) == "1.50d");
    CHECK(DebugString(Value::Date(20'778)) == "2026-11-21");
    CHECK(DebugString(Value::Time(0)) == "1970-01-01T00:00:00Z");
    CHECK(DebugString(Value::Uuid({0xAB})) == "ab000000-0000-0000-0000-000000000000");
    CHECK(DebugString(Value::Text("it's\\\n\x01")) == "'it\\'s\\\\\\n\\x01'");
    CHECK(DebugString(Value::Text("\xFF")) == "'\\xff'");
    CHECK(DebugString(Value::Bytes("a")) == "x'61'");
    CHECK(DebugString(Value::Json("{\"a\":1}")) == "json'{\"a\":1}'");
  }

  TEST_CASE("streams print the same") {
    std::ostringstream out;
    out << Value::Int(7) << ' ' << ValueType::kUuid << ' ' << Decimal{150, 2};
    CHECK(out.str() == "7 Uuid 1.50d");
  }

  TEST_CASE("different values read differently") {
    std::map<std::string, Value> seen;
    for (const Value& value : testing::BoundaryValues()) {
      const auto [place, is_new] = seen.emplace(DebugString(value), value);
      CAPTURE(value);
      CHECK((is_new || (place->second == value && place->second.type() == value.type())));
    }
  }
}

}  // namespace
}  // namespace cambium
