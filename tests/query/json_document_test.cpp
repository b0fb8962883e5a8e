// JSON documents have one text each, and are refused with a reason.
// SPDX-License-Identifier: Apache-2.0
#include "query/json_document.h"

#include "doctest/doctest.h"
#include "tests/support/json.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

std::string Canonical(std::string_view text) {
  const absl::StatusOr<std::string> json = CanonicalJson(text);
  return json.ok() ? *json : std::string(json.status().message());
}

TEST_SUITE("CanonicalJson") {
  TEST_CASE("has no blanks and members in order") {
    // Covers: rule 19 partly
    CHECK(Canonical(" { \"b\" : 1 , \"a\" : [ true , null ] }\n") ==
          R"({"a":[true,null],"b":1})");
    CHECK(Canonical(R"({"a":1,"b":2,"a":3})") == R"({"a":3,"b":2})");
    CHECK(Canonical("{}") == "{}");
    CHECK(Canonical("[ ]") == "[]");
    CHECK(Canonical("false") == "false");
    CHECK(Canonical("[[],{},[{}]]") == "[[],{},[{}]]");
  }

  TEST_CASE("numbers that are equal have the same digits") {
    CHECK(Canonical("1.50") == "1.5");
    CHECK(Canonical("1.0") == "1");
    CHECK(Canonical("-0") == "0");
    CHECK(Canonical("-0.0e5") == "0");
    CHECK(Canonical("1e2") == "100");
    CHECK(Canonical("1.5E+2") == "150");
    CHECK(Canonical("15e-3") == "0.015");
    CHECK(Canonical("-2.5e-3") == "-0.0025");
    CHECK(Canonical("1e18") == "1000000000000000000");
    CHECK(Canonical("1e19") == "1e+19");
    CHECK(Canonical("10000000000000000000") == "1e+19");
    CHECK(Canonical("9223372036854775807") == "9223372036854775807");
    CHECK(Canonical("0.123456789012345678") == "0.123456789012345678");
    CHECK(Canonical("1e-300") == "1e-300");
  }

  TEST_CASE("texts have the escapes that they need") {
    CHECK(Canonical(R"("a\/b\u0041\n\u00e9")") == R"("a/bA\né")");
    CHECK(Canonical(R"("\ud83d\ude00")") == "\"😀\"");
    CHECK(Canonical(R"("\"\\\b")") == R"("\"\\\u0008")");
    CHECK(Canonical(R"({"\u0061":1})") == R"({"a":1})");
  }

  TEST_CASE("refuses what is no document") {
    CHECK(Canonical("") == "not JSON: ''");
    CHECK(Canonical("nul") == "not JSON: 'nul'");
    CHECK(Canonical("01") == "not JSON: '01'");
    CHECK(Canonical("1.") == "not JSON: '1.'");
    CHECK(Canonical(".5") == "not JSON: '.5'");
    CHECK(Canonical("+1") == "not JSON: '+1'");
    CHECK(Canonical("1e") == "not JSON: '1e'");
    CHECK(Canonical("1 2") == "text behind the JSON document: '2'");
    CHECK(Canonical("[1,]") == "not JSON: ']'");
    CHECK(Canonical("[1") == "expected ',' or ']' in a JSON array: ''");
    CHECK(Canonical("{\"a\":1") == "expected ',' or '}' in a JSON object: ''");
    CHECK(Canonical("{a:1}") == "expected the name of a JSON member: 'a:1}'");
    CHECK(Canonical("{\"a\"}") == "expected ':' in a JSON object: '}'");
    CHECK(Canonical("\"a") == "JSON text is not closed: ''");
    CHECK(Canonical("\"\n\"") == "control character in a JSON text: '\n\"'");
    CHECK(Canonical(R"("\x")") == R"(no such escape in a JSON text: '\x"')");
    CHECK(Canonical(R"("\ud800")") == R"(no such escape in a JSON text: '\ud800"')");
    CHECK(Canonical(R"("\udc00")") == R"(no such escape in a JSON text: '\udc00"')");
    CHECK(Canonical(R"("\ud800\u0041")") ==
          R"(no such escape in a JSON text: '\ud800\u0041"')");
    CHECK(Canonical("1e999") == "float is out of range: 1e999");
    CHECK(Canonical(std::string(100000, '[')).starts_with("JSON is nested too deeply: '"));
    CHECK(Canonical(std::string(128, '[') + std::string(128, ']')).size() == 256);
  }
}

// A random document, with blanks, as text.
std::string RandomDocument(testing::Random& random, int depth) {
  const std::string blank = random.OneIn(3) ? " " : "";
  const std::string kNames[] = {"a", "b", "ab", "\\u0061", "\\\"", ",:{}[]"};
  const std::string kLeaves[] = {"1", "-2.50", "1e1", "true", "null", "\"x\"", "\"[,]\\\\\""};
  if (depth == 0 || random.OneIn(3)) return blank + random.Pick(kLeaves) + blank;
  const bool is_object = random.OneIn(2);
  std::string text;
  for (std::uint64_t i = random.Below(4); i > 0; --i) {
    text += text.empty() ? "" : ",";
    if (is_object) text += "\"" + random.Pick(kNames) + "\":";
    text += RandomDocument(random, depth - 1);
  }
  return blank + (is_object ? "{" : "[") + text + (is_object ? "}" : "]") + blank;
}

TEST_SUITE("JSON documents") {
  TEST_CASE("look-ups find what stands there") {
    // Covers: rule 17 partly
    const std::string json = R"({"a":[1,[2],{"b":"],\"}"}],"c":"x","d":{}})";
    CHECK(JsonMember(json, "a") == R"([1,[2],{"b":"],\"}"}])");
    CHECK(JsonMember(json, "c") == "\"x\"");
    CHECK(JsonMember(json, "d") == "{}");
    CHECK(JsonMember(json, "b") == std::nullopt);
    CHECK(JsonMember("[1]", "a") == std::nullopt);
    CHECK(JsonMember("{}", "a") == std::nullopt);
    const std::string_view list = *JsonMember(json, "a");
    CHECK(JsonElement(list, 0) == "1");
    CHECK(JsonElement(list, 1) == "[2]");
    CHECK(JsonMember(*JsonElement(list, 2), "b") == R"("],\"}")");
    CHECK(JsonElement(list, 3) == std::nullopt);
    CHECK(JsonElement(list, -1) == std::nullopt);
    CHECK(JsonElement("[]", 0) == std::nullopt);
    CHECK(JsonElement("\"[1]\"", 0) == std::nullopt);
    CHECK(JsonContents(R"("a\"\n")") == "a\"\n");
    CHECK(JsonContents("1") == std::nullopt);
  }

  TEST_CASE("agree with a parser that shares nothing") {
    testing::ForSeeds(3000, [](testing::Random& random) {
      const std::string text = RandomDocument(random, 3);
      INFO("text: ", text);
      const absl::StatusOr<std::string> json = CanonicalJson(text);
      REQUIRE(json.ok());
      CHECK(Canonical(*json) == *json);
      const std::optional<testing::Json> parsed = testing::ParseJson(*json);
      REQUIRE(parsed.has_value());
      for (const auto& member : parsed->members) {
        const auto found = JsonMember(*json, member.name);
        REQUIRE(found.has_value());
        CHECK(testing::ParseJson(*found) == member.value);
      }
      for (std::size_t i = 0; i < parsed->items.size(); ++i) {
        const auto found = JsonElement(*json, static_cast<std::int64_t>(i));
        REQUIRE(found.has_value());
        CHECK(testing::ParseJson(*found) == parsed->items[i]);
      }
    });
  }
}

}  // namespace
}  // namespace cambium
