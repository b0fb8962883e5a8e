// CSV in all its shapes, however the stream is cut.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/csv_reader.h"

#include <sstream>
#include <string>
#include <vector>

#include "doctest/doctest.h"
#include "query/import/input_window.h"
#include "query/import/utf8.h"
#include "tests/support/random.h"

namespace cambium {
namespace {

// Each record as [cell][cell] with its line, an error as its reason; joined by blanks.
std::string Read(const std::string& text, std::size_t chunk = InputWindow::kChunk) {
  std::istringstream in(text);
  CsvReader reader(in, chunk);
  std::string found;
  for (;;) {
    const absl::StatusOr<bool> read = reader.Next();
    if (read.ok() && !*read) return found;
    found += (found.empty() ? "" : " ") + std::to_string(reader.line());
    if (!read.ok()) found += "!" + std::string(read.status().message());
    for (const std::string_view cell : reader.cells()) found += "[" + std::string(cell) + "]";
  }
}

struct Shape {
  const char* text;
  const char* records;
};

const Shape kShapes[] = {
    {"", ""},
    {"\n", ""},
    {"\n\n\n", ""},
    {"\r\n", ""},
    {"\r\n\r\n", ""},
    {"\xEF\xBB\xBF", ""},
    {"\xEF\xBB\xBF\n", ""},
    {"a", "1[a]"},
    {"a\n", "1[a]"},
    {"a\r\n", "1[a]"},
    {"a\r", "1[a]"},
    {"a\n\n", "1[a]"},
    {"\na", "2[a]"},
    {"\n\n\na", "4[a]"},
    {"\r\n\r\na", "3[a]"},
    {"a\nb", "1[a] 2[b]"},
    {"a\r\nb", "1[a] 2[b]"},
    {"a\n\nb", "1[a] 3[b]"},
    {"a\nb\r\nc\nd", "1[a] 2[b] 3[c] 4[d]"},
    {"a,b", "1[a][b]"},
    {"a,b\n", "1[a][b]"},
    {",", "1[][]"},
    {",\n", "1[][]"},
    {",,", "1[][][]"},
    {",\r\n,", "1[][] 2[][]"},
    {"a,", "1[a][]"},
    {",a", "1[][a]"},
    {"a,,b", "1[a][][b]"},
    {",,,,,,,,", "1[][][][][][][][][]"},
    {" ", "1[ ]"},
    {" a ", "1[ a ]"},
    {" , ", "1[ ][ ]"},
    {"\t", "1[\t]"},
    {"a\tb", "1[a\tb]"},
    {"a;b", "1[a;b]"},
    {"a|b", "1[a|b]"},
    {"'a,b'", "1['a][b']"},
    {"\\,\\", "1[\\][\\]"},
    {"a\\\"", "1!a quote inside of an unquoted cell"},
    {"\"\"", "1[]"},
    {"\"\"\n", "1[]"},
    {"\"\"\r\n", "1[]"},
    {"\"\",\"\"", "1[][]"},
    {"\"a\"", "1[a]"},
    {"\"a\"\n\"b\"", "1[a] 2[b]"},
    {"\"a\",b", "1[a][b]"},
    {"a,\"b\"", "1[a][b]"},
    {"\"a\",\"b\"\r\n", "1[a][b]"},
    {"\"a,b\"", "1[a,b]"},
    {"\",\"", "1[,]"},
    {"\",,,\",", "1[,,,][]"},
    {"\"a\nb\"", "1[a\nb]"},
    {"\"a\nb\"\nc", "1[a\nb] 3[c]"},
    {"\"a\r\nb\"", "1[a\r\nb]"},
    {"\"a\r\nb\"\r\nc", "1[a\r\nb] 3[c]"},
    {"\"a\rb\"", "1[a\rb]"},
    {"\"\n\n\n\"\nx", "1[\n\n\n] 5[x]"},
    {"\"\r\"", "1[\r]"},
    {"\"\n\"", "1[\n]"},
    {"\"\"\"\"", "1[\"]"},
    {"\"\"\"\"\"\"", "1[\"\"]"},
    {"\"\"\"a\"\"\"", "1[\"a\"]"},
    {"\"a\"\"b\"", "1[a\"b]"},
    {"\"a\"\"\"", "1[a\"]"},
    {"\"\"\"a\"", "1[\"a]"},
    {"\"a\"\"b\"\"c\",\"d\"\"e\"", "1[a\"b\"c][d\"e]"},
    {"\"a\"\",\"\"b\"", "1[a\",\"b]"},
    {"\"a\"\"\nb\"", "1[a\"\nb]"},
    {"\"\"\"\n\"\"\",x\ny", "1[\"\n\"][x] 3[y]"},
    {"\"{\"\"a\"\":1}\"", "1[{\"a\":1}]"},
    {"\"", "1!a quote is not closed"},
    {"\"a", "1!a quote is not closed"},
    {"\"a\n", "1!a quote is not closed"},
    {"\"\"\"", "1!a quote is not closed"},
    {"\"a\"\"", "1!a quote is not closed"},
    {"a,\"", "1!a quote is not closed"},
    {"a,\"b\nc", "1!a quote is not closed 2[c]"},
    {"x\n\"a\ny\nz", "1[x] 2!a quote is not closed 3[y] 4[z]"},
    {"\"a\"b", "1!text behind a closing quote"},
    {"\"a\"b\nc", "1!text behind a closing quote 2[c]"},
    {"\"a\" ", "1!text behind a closing quote"},
    {"\"a\" ,b", "1!text behind a closing quote"},
    {"\"a\"\t\n", "1!text behind a closing quote"},
    {"\"\"a", "1!text behind a closing quote"},
    {"\"\" \"\"", "1!text behind a closing quote"},
    {"\"a\nb\"c\nd", "1!text behind a closing quote 2!a quote inside of an unquoted cell 3[d]"},
    {"a\"", "1!a quote inside of an unquoted cell"},
    {"a\"b\"", "1!a quote inside of an unquoted cell"},
    {" \"a\"", "1!a quote inside of an unquoted cell"},
    {"a\"\"b\nc", "1!a quote inside of an unquoted cell 2[c]"},
    {"x,y\"\nz,w", "1!a quote inside of an unquoted cell 2[z][w]"},
    {"a\rb", "1!a carriage return without a line feed"},
    {"a\rb\nc", "1!a carriage return without a line feed 2[c]"},
    {"\r", ""},
    {"\ra", "1!a carriage return without a line feed"},
    {"\"a\"\rb", "1!a carriage return without a line feed"},
    {"a,\rb", "1!a carriage return without a line feed"},
    {"a\r\r\n", "1!a carriage return without a line feed"},
    {"\xEF\xBB\xBF"
     "a",
     "1[a]"},
    {"\xEF\xBB\xBF\"a,b\"", "1[a,b]"},
    {"\xEF\xBB\xBF"
     "a,b\r\n1,2\r\n",
     "1[a][b] 2[1][2]"},
    {"a\n\xEF\xBB\xBF"
     "b",
     "1[a] 2[\xEF\xBB\xBF"
     "b]"},
    {"\xEF\xBB", "1!text is not UTF-8"},
    {"\xEF\xBB"
     "a",
     "1!text is not UTF-8"},
    {"ä,ö", "1[ä][ö]"},
    {"\"größer\"\n", "1[größer]"},
    {"日本,語\n", "1[日本][語]"},
    {"🌳", "1[🌳]"},
    {"e\xCC\x81", "1[e\xCC\x81]"},
    {"\xC2\x80", "1[\xC2\x80]"},
    {"\xDF\xBF", "1[\xDF\xBF]"},
    {"\xE0\xA0\x80", "1[\xE0\xA0\x80]"},
    {"\xED\x9F\xBF", "1[\xED\x9F\xBF]"},
    {"\xEE\x80\x80", "1[\xEE\x80\x80]"},
    {"\xF4\x8F\xBF\xBF", "1[\xF4\x8F\xBF\xBF]"},
    {"\x80", "1!text is not UTF-8"},
    {"\xFF", "1!text is not UTF-8"},
    {"\xFE", "1!text is not UTF-8"},
    {"\xC0\x80", "1!text is not UTF-8"},
    {"\xC1\xBF", "1!text is not UTF-8"},
    {"\xC2", "1!text is not UTF-8"},
    {"\xC2,a", "1!text is not UTF-8"},
    {"a\xC3\nb", "1!text is not UTF-8 2[b]"},
    {"\xE0\x9F\xBF", "1!text is not UTF-8"},
    {"\xED\xA0\x80", "1!text is not UTF-8"},
    {"\xE2\x82", "1!text is not UTF-8"},
    {"\xF0\x8F\xBF\xBF", "1!text is not UTF-8"},
    {"\xF4\x90\x80\x80", "1!text is not UTF-8"},
    {"\xF5\x80\x80\x80", "1!text is not UTF-8"},
    {"\xF0\x9F\x8C", "1!text is not UTF-8"},
    {"aaaaaaaa\xFF", "1!text is not UTF-8"},
    {"\"\xFF\"", "1!text is not UTF-8"},
    {"\"\xFF\"\n1", "1!text is not UTF-8 2[1]"},
    {"caf\xE9,x", "1!text is not UTF-8"},
    {"1,2,3\n4,5,6\n7,8,9\n", "1[1][2][3] 2[4][5][6] 3[7][8][9]"},
    {"1,2\n3\n4,5,6", "1[1][2] 2[3] 3[4][5][6]"},
    {"a,b\n,\n\"\"\n", "1[a][b] 2[][] 3[]"},
    {"-- comment\n# comment\n", "1[-- comment] 2[# comment]"},
    {"NULL,null,\\N", "1[NULL][null][\\N]"},
    {"1e400,-0,+1,0x10,١", "1[1e400][-0][+1][0x10][١]"},
    {"9223372036854775807,-9223372036854775808",
     "1[9223372036854775807][-9223372036854775808]"},
    {"\x01\x02\x7F", "1[\x01\x02\x7F]"},
    {"\x1B[31mred", "1[\x1B[31mred]"},
    {"a\vb\fc", "1[a\vb\fc]"},
    {"\xE2\x80\xA8", "1[\xE2\x80\xA8]"},
    {"a\xC2\x85"
     "b",
     "1[a\xC2\x85"
     "b]"},
};

TEST_SUITE("CsvReader") {
  TEST_CASE("bytes are UTF-8 wherever in a text they stand") {
    for (const std::string good : {"", "a", "ä", "日", "🌳"}) {
      for (std::size_t before = 0; before < 10; ++before) {
        CHECK(IsUtf8(std::string(before, 'x') + good + "y"));
        if (good.size() < 2) continue;
        CHECK_FALSE(IsUtf8(std::string(before, 'x') + good.substr(0, good.size() - 1)));
        CHECK_FALSE(IsUtf8(std::string(before, 'x') + good.substr(1)));
      }
    }
  }

  TEST_CASE("a window grows without losing a byte") {
    std::istringstream in("0123456789");
    InputWindow window(in, 3);
    CHECK(window.rest() == "");
    CHECK(window.Grow());
    CHECK(window.rest() == "012");
    window.Take(1);
    CHECK(window.Grow());
    CHECK(window.rest() == "12345");
    CHECK(window.taken() == 1);
    while (window.Grow()) continue;
    CHECK(window.rest() == "123456789");
    CHECK(window.at_end());
  }

  TEST_CASE("reads every shape as the RFC says or says why not") {
    CHECK(std::size(kShapes) > 145);
    for (const Shape& shape : kShapes) {
      INFO(shape.text);
      CHECK(Read(shape.text) == shape.records);
    }
    CHECK(Read(std::string("a\0b,c\0", 6)) == std::string("1[a\0b][c\0]", 10));
  }

  TEST_CASE("reads the same however the stream is cut") {
    for (const Shape& shape : kShapes) {
      INFO(shape.text);
      for (std::size_t chunk = 1; chunk < 8; ++chunk) {
        CHECK(Read(shape.text, chunk) == shape.records);
      }
    }
  }

  TEST_CASE("keeps a record as it stands") {
    std::istringstream in("a,\"b\"\"c\"\r\nx\"y,z\r\n\xFF\nlast");
    CsvReader reader(in);
    const char* const raw[] = {"a,\"b\"\"c\"", "x\"y,z", "\xFF", "last"};
    for (const char* const expected : raw) {
      reader.Next().status().IgnoreError();
      CHECK(reader.raw() == expected);
    }
    CHECK(reader.bytes() == 23);
    CHECK_FALSE(*reader.Next());
  }

  TEST_CASE("reads cells of megabytes") {
    std::string cell;
    for (int i = 0; i < 300'000; ++i) cell += "line, \"\"" + std::to_string(i) + "\n";
    const std::string text = "\"" + cell + "\",end\nnext";
    std::istringstream in(text);
    CsvReader reader(in);
    REQUIRE(reader.Next().ok());
    REQUIRE(reader.cells().size() == 2);
    CHECK(reader.cells()[0].size() == cell.size() - 300'000);
    CHECK(reader.cells()[1] == "end");
    REQUIRE(reader.Next().ok());
    CHECK(reader.line() == 300'002);
    CHECK(reader.cells()[0] == "next");
  }

  TEST_CASE("gives up a record that is too long and goes on behind its line") {
    std::string text = "\"";
    text.resize(InputWindow::kLongest + 10, 'x');
    text += "\nnext";
    for (const std::size_t chunk : {InputWindow::kChunk, InputWindow::kLongest - 1}) {
      std::istringstream in(text);
      CsvReader reader(in, chunk);
      CHECK(reader.Next().status().message() == "a record is longer than 64 MiB");
      CHECK(reader.line() == 1);
      REQUIRE(reader.Next().ok());
      CHECK(reader.raw() == "next");
      CHECK(reader.line() == 2);
      CHECK(reader.bytes() == text.size());
    }
  }

  TEST_CASE("reads back what any writer quotes") {
    testing::ForSeeds(100, [](testing::Random& random) {
      constexpr std::string_view kBytes = "ab,\"\n\r ";
      std::string text;
      std::string expected;
      std::size_t line = 1;
      const auto records = random.Below(20);
      for (std::uint64_t i = 0; i < records; ++i) {
        if (i > 0) text += random.Below(2) == 0 ? "\n" : "\r\n";
        expected += (i > 0 ? " " : "") + std::to_string(line);
        std::size_t feeds = 1;
        for (std::uint64_t cells = 0; cells <= random.Below(4); ++cells) {
          std::string cell;
          const auto length = random.Below(6);
          for (std::uint64_t at = 0; at < length; ++at) {
            cell += kBytes[random.Below(kBytes.size())];
          }
          expected += "[" + cell + "]";
          if (cells > 0) text += ',';
          text += '"';
          for (const char c : cell) {
            text += c;
            if (c == '"') text += c;
            if (c == '\n') ++feeds;
          }
          text += '"';
        }
        line += feeds;
      }
      CHECK(Read(text) == expected);
    });
  }
}

}  // namespace
}  // namespace cambium
