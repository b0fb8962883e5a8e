// JSON lines in all their shapes, however the stream is cut.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/json_lines_reader.h"

#include <sstream>
#include <string>

#include "doctest/doctest.h"

namespace cambium {
namespace {

// Each line as its number and {name kind text}, an error as its reason.
std::string Read(const std::string& text, std::size_t chunk = InputWindow::kChunk) {
  constexpr const char* kKinds[] = {"null", "bool", "number", "text", "nested"};
  std::istringstream in(text);
  JsonLinesReader reader(in, chunk);
  std::string found;
  for (;;) {
    const absl::StatusOr<bool> read = reader.Next();
    if (read.ok() && !*read) return found;
    found += (found.empty() ? "" : " ") + std::to_string(reader.line());
    if (!read.ok()) found += "!" + std::string(read.status().message());
    for (const JsonItem& item : reader.items()) {
      found += "{" + std::string(item.name) + " " + kKinds[static_cast<int>(item.kind)] + " " +
               std::string(item.text) + "}";
    }
    if (read.ok() && reader.items().empty()) found += "{}";
  }
}

struct Shape {
  const char* text;
  const char* lines;
};

const Shape kShapes[] = {
    {"", ""},
    {"\n\n", ""},
    {" \t\r\n", ""},
    {"\xEF\xBB\xBF", ""},
    {"{}", "1{}"},
    {"{}\n", "1{}"},
    {"{}\r\n", "1{}"},
    {" { } ", "1{}"},
    {"\n{}\n\n{}", "2{} 4{}"},
    {"\xEF\xBB\xBF{}", "1{}"},
    {"{\"a\":1}", "1{a number 1}"},
    {"{\"a\" : 1 , \"b\" : 2}", "1{a number 1}{b number 2}"},
    {"\t{\t\"a\"\t:\t1\t}\t", "1{a number 1}"},
    {"{\"a\":1,\"a\":2}", "1{a number 1}{a number 2}"},
    {"{\"\":1}", "1{ number 1}"},
    {"{\"a b\":1}", "1{a b number 1}"},
    {"{\"\\u0061\":1}", "1{a number 1}"},
    {"{\"a\\\"b\":1}", "1{a\"b number 1}"},
    {"{\"größe\":1}", "1{größe number 1}"},
    {"{\"a\":null}", "1{a null null}"},
    {"{\"a\":true,\"b\":false}", "1{a bool true}{b bool false}"},
    {"{\"a\":0}", "1{a number 0}"},
    {"{\"a\":-0}", "1{a number -0}"},
    {"{\"a\":-12.50}", "1{a number -12.50}"},
    {"{\"a\":1e5,\"b\":1E+5,\"c\":1.5e-5}", "1{a number 1e5}{b number 1E+5}{c number 1.5e-5}"},
    {"{\"a\":9223372036854775808}", "1{a number 9223372036854775808}"},
    {"{\"a\":1e400}", "1{a number 1e400}"},
    {"{\"a\":\"\"}", "1{a text }"},
    {"{\"a\":\"x\"}", "1{a text x}"},
    {"{\"a\":\"x, } y\"}", "1{a text x, } y}"},
    {"{\"a\":\"\\\"\"}", "1{a text \"}"},
    {"{\"a\":\"\\\\\"}", "1{a text \\}"},
    {"{\"a\":\"\\\\\\\"\"}", "1{a text \\\"}"},
    {"{\"a\":\"\\/\\n\\t\\r\"}", "1{a text /\n\t\r}"},
    {"{\"a\":\"\\b\\f\"}", "1{a text \b\f}"},
    {"{\"a\":\"\\u00e4\"}", "1{a text ä}"},
    {"{\"a\":\"\\ud83c\\udf33\"}", "1{a text 🌳}"},
    {"{\"a\":\"🌳\"}", "1{a text 🌳}"},
    {"{\"a\":\"\\n\",\"b\":\"\\t\"}", "1{a text \n}{b text \t}"},
    {"{\"a\":[]}", "1{a nested []}"},
    {"{\"a\":{}}", "1{a nested {}}"},
    {"{\"a\":[1,[2,{\"b\":\"]\"}]],\"c\":1}", "1{a nested [1,[2,{\"b\":\"]\"}]]}{c number 1}"},
    {"{\"a\":{\"b\":\"}\\\"}\"}}", "1{a nested {\"b\":\"}\\\"}\"}}"},
    {"{\"a\":1}\n{\"a\":2}\r\n{\"a\":3}", "1{a number 1} 2{a number 2} 3{a number 3}"},
    {"{\"a\":1}\nx\n{\"a\":3}", "1{a number 1} 2!expected an object, found 'x' 3{a number 3}"},
    {"1", "1!expected an object, found '1'"},
    {"null", "1!expected an object, found 'null'"},
    {"[]", "1!expected an object, found '[]'"},
    {"\"a\"", "1!expected an object, found '\"a\"'"},
    {"{", "1!expected the name of a member, found the end of the line"},
    {"}", "1!expected an object, found '}'"},
    {"{}}", "1!expected the end of the line, found '}'"},
    {"{},", "1!expected the end of the line, found ','"},
    {"{} {}", "1!expected the end of the line, found '{}'"},
    {"{,}", "1!expected the name of a member, found ',}'"},
    {"{a:1}", "1!expected the name of a member, found 'a:1}'"},
    {"{'a':1}", "1!expected the name of a member, found ''a':1}'"},
    {"{1:1}", "1!expected the name of a member, found '1:1}'"},
    {"{\"a\"}", "1!expected ':', found '}'"},
    {"{\"a\" 1}", "1!expected ':', found '1}'"},
    {"{\"a\":}", "1!expected a value, found '}'"},
    {"{\"a\":", "1!expected a value, found the end of the line"},
    {"{\"a\":1", "1!expected ',' or '}', found the end of the line"},
    {"{\"a\":1,", "1!expected the name of a member, found the end of the line"},
    {"{\"a\":1,}", "1!expected the name of a member, found '}'"},
    {"{\"a\":1 \"b\":2}", "1!expected ',' or '}', found '\"b\":2}'"},
    {"{\"a\":1;}", "1!expected ',' or '}', found ';}'"},
    {"{\"a\":01}", "1!expected a value, found '01}'"},
    {"{\"a\":+1}", "1!expected a value, found '+1}'"},
    {"{\"a\":.5}", "1!expected a value, found '.5}'"},
    {"{\"a\":1.}", "1!expected a value, found '1.}'"},
    {"{\"a\":1e}", "1!expected a value, found '1e}'"},
    {"{\"a\":-}", "1!expected a value, found '-}'"},
    {"{\"a\":0x10}", "1!expected ',' or '}', found 'x10}'"},
    {"{\"a\":NaN}", "1!expected a value, found 'NaN}'"},
    {"{\"a\":Infinity}", "1!expected a value, found 'Infinity}'"},
    {"{\"a\":True}", "1!expected a value, found 'True}'"},
    {"{\"a\":nul}", "1!expected a value, found 'nul}'"},
    {"{\"a\":nullx}", "1!expected ',' or '}', found 'x}'"},
    {"{\"a\":undefined}", "1!expected a value, found 'undefined}'"},
    {"{\"a\":'x'}", "1!expected a value, found ''x'}'"},
    {"{\"a\":\"x}", "1!expected a value, found '\"x}'"},
    {"{\"a", "1!a text is not closed, found '\"a'"},
    {"{\"a\":[1}", "1!expected ',' or '}', found the end of the line"},
    {"{\"a\":[1", "1!expected a value, found '[1'"},
    {"{\"a\":{\"b\":1}", "1!expected ',' or '}', found the end of the line"},
    {"\xFF", "1!text is not UTF-8"},
    {"{\"a\":\"\xC3\"}", "1!text is not UTF-8"},
    {"{\"a\":\"\xED\xA0\x80\"}\n{}", "1!text is not UTF-8 2{}"},
    {"// comment\n{}", "1!expected an object, found '// comment' 2{}"},
};

TEST_SUITE("JsonLinesReader") {
  TEST_CASE("reads every shape or says why not") {
    for (const Shape& shape : kShapes) {
      INFO(shape.text);
      CHECK(Read(shape.text) == shape.lines);
    }
  }

  TEST_CASE("reads the same however the stream is cut") {
    for (const Shape& shape : kShapes) {
      INFO(shape.text);
      for (std::size_t chunk = 1; chunk < 5; ++chunk) {
        CHECK(Read(shape.text, chunk) == shape.lines);
      }
    }
  }

  TEST_CASE("gives up a line that is too long and goes on behind it") {
    std::string text = "{\"a\":\"";
    text.resize(InputWindow::kLongest + 10, 'x');
    text += "\n{}";
    for (const std::size_t chunk : {InputWindow::kChunk, InputWindow::kLongest - 1}) {
      CHECK(Read(text, chunk) == "1!a line is longer than 64 MiB 2{}");
    }
  }

  TEST_CASE("refuses what no text may have") {
    CHECK(Read("{\"a\":\"\\x\"}").find("1!") == 0);
    CHECK(Read("{\"a\":\"\\ud83c\"}").find("1!") == 0);
    CHECK(Read("{\"a\":\"\x01\"}").find("1!control character") == 0);
  }

  TEST_CASE("keeps a line as it stands") {
    std::istringstream in("{ \"a\" : 1 }\r\n{\nlast");
    JsonLinesReader reader(in);
    for (const char* const expected : {"{ \"a\" : 1 }", "{", "last"}) {
      reader.Next().status().IgnoreError();
      CHECK(reader.raw() == expected);
    }
    CHECK(reader.bytes() == 19);
  }

  TEST_CASE("reads what stands inside of a document") {
    std::string holder;
    CHECK(ReadJsonItem("\"a\\nb\"", holder)->text == "a\nb");
    CHECK(ReadJsonItem("-1.5", holder)->kind == JsonKind::kNumber);
    CHECK(ReadJsonItem("[1]", holder)->kind == JsonKind::kNested);
    CHECK_FALSE(ReadJsonItem("1 2", holder).ok());
    CHECK_FALSE(ReadJsonItem("", holder).ok());
  }
}

}  // namespace
}  // namespace cambium
