// What is kept comes back as it was.
// SPDX-License-Identifier: Apache-2.0
#include "query/kept_parameters.h"

#include "doctest/doctest.h"
#include "query/expression_printer.h"

namespace cambium {
namespace {

TEST_SUITE("KeptParameters") {
  TEST_CASE("come back as they were") {
    Parameters parameters;
    for (const char* const text : {"5", "-2.50", "ann", "'it''s'", "NULL", "TRUE", "2026-11-22",
                                   "[1,2]", "[]", "['a','b',NULL]"}) {
      parameters["p" + std::to_string(parameters.size())] = *ReadParameter(text);
    }
    parameters["p0"].span = {3, 7};
    const Parameters restored = KeptParameters(parameters).Restore();
    REQUIRE(restored.size() == parameters.size());
    for (const auto& parameter : parameters) {
      const std::string& name = parameter.first;
      const Expr& value = parameter.second;
      CAPTURE(name);
      const Expr& other = restored.at(name);
      CHECK(other.kind == value.kind);
      CHECK(other.literal == value.literal);
      CHECK(other.literal.type() == value.literal.type());
      CHECK(other.name.text == value.name.text);
      CHECK(other.span.begin == value.span.begin);
      CHECK(other.span.end == value.span.end);
      CHECK(PrintExpr(other) == PrintExpr(value));
    }
    CHECK(KeptParameters().Restore().empty());
    CHECK(KeptParameters(Parameters()).Restore().empty());
  }
}

}  // namespace
}  // namespace cambium
