// docs/reference.md names all that an application gets by <cambium.h>, and nothing else.
//
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "doctest/doctest.h"
#include "tests/house/public_names.h"
#include "tests/house/source.h"
#include "tests/support/source_root.h"

namespace cambium::house {
namespace {

std::vector<std::string> NamesOf(const std::string& text) {
  std::vector<std::string> names;
  for (const PublicName& name : PublicNames(MakeSource("query/a.h", text))) {
    names.push_back(name.owner.empty() ? name.name : name.owner + "." + name.name);
  }
  return names;
}

using Strings = std::vector<std::string>;

TEST_SUITE("Public names") {
  TEST_CASE("are types and members and functions") {
    CHECK(NamesOf("namespace cambium {\n"
                  "class A;\n"
                  "template <typename T>\nclass B;\n"
                  "enum class Kind { kOne, kTwo };\n"
                  "using List = std::vector<int>;\n"
                  "struct Options {\n  std::size_t n = std::size_t{64} << 20;\n"
                  "  std::function<bool(int)> call = nullptr;\n};\n"
                  "inline int Free(int a, const Options& b = {}, int c = 0) { return a; }\n"
                  "}\n") == Strings{"Kind", "Kind.kOne", "Kind.kTwo", "List", "Options",
                                    "Options.n", "Options.call", "Free"});
  }

  TEST_CASE("are not what others cannot use or what has no name") {
    CHECK(NamesOf("class A : public B {\n public:\n  explicit A(int n) : n_(n) {}\n"
                  "  A(const A&) = delete;\n  ~A();\n  A& operator=(const A&);\n"
                  "  template <typename T>\n  std::vector<T> Get() const { return {}; }\n"
                  "  struct Inner {\n    int in = 0;\n  };\n"
                  " protected:\n  int Hidden();\n private:\n  friend class B;\n"
                  "  struct Private {\n    int never;\n  };\n  int n_ = 0;\n};\n"
                  "namespace internal {\nint Never();\n}\n"
                  "template <typename T>\nint A::Get() {\n  return 1;\n}\n") ==
          Strings{"A", "A.Get", "A.Inner", "A.in"});
  }
}

// What stands between backquotes, cut into words.
std::set<std::string> WordsInQuotes(std::string_view text) {
  std::set<std::string> found;
  bool is_code = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('`'), text.size());
    if (is_code) {
      for (const Word& word : Words(text.substr(0, end))) found.emplace(word.text);
    }
    is_code = !is_code;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return found;
}

// Member names in the first column of a table: `Query(query)`, `Table<T>(name)`, `from`.
std::set<std::string> NamesInTable(std::string_view section) {
  std::set<std::string> names;
  for (const std::string_view line : SplitLines(section)) {
    if (!line.starts_with("| `")) continue;
    std::string_view cell = line.substr(2, line.find(" |", 2) - 2);
    while (!cell.empty()) {
      const std::size_t begin = cell.find('`');
      if (begin == std::string_view::npos) break;
      const std::size_t end = std::min(cell.find('`', begin + 1), cell.size());
      const std::string_view code = cell.substr(begin + 1, end - begin - 1);
      names.emplace(code.substr(0, code.find_first_of("(<")));
      cell.remove_prefix(std::min(end + 1, cell.size()));
    }
  }
  return names;
}

class Reference {
 public:
  Reference() {
    for (Source& source : ReadTree(testing::SourceRoot())) {
      const bool is_read = source.path == "docs/reference.md" || IsHeader(source);
      if (is_read) sources_.emplace(source.path, std::move(source));
    }
    std::string heading;
    for (const std::string_view line : SplitLines(At("docs/reference.md").text)) {
      if (line.starts_with("#")) heading = line.substr(line.find(' ') + 1);
      sections_[heading] += std::string(line) + "\n";
    }
  }

  // Of <cambium.h>, and of what it hands on that programs name.
  std::vector<PublicName> Names() const {
    std::vector<std::string> headers{"query/import/import.h", "query/live_statistics.h",
                                     "query/tree.h"};
    for (const std::string_view line : SplitLines(At("query/cambium.h").text)) {
      constexpr std::string_view kInclude = "#include \"";
      if (!line.starts_with(kInclude)) continue;
      headers.emplace_back(line.substr(kInclude.size(), line.rfind('"') - kInclude.size()));
    }
    CHECK(headers.size() > 12);
    std::vector<PublicName> names;
    for (const std::string& header : headers) {
      const std::vector<PublicName> more = PublicNames(At(header));
      CHECK_MESSAGE(!more.empty(), header);
      names.insert(names.end(), more.begin(), more.end());
    }
    return names;
  }

  const std::string& page() const { return At("docs/reference.md").text; }
  const std::map<std::string, std::string>& sections() const { return sections_; }

 private:
  const Source& At(const std::string& path) const {
    const auto found = sources_.find(path);
    REQUIRE_MESSAGE(found != sources_.end(), path);
    return found->second;
  }

  std::map<std::string, Source> sources_;
  std::map<std::string, std::string> sections_;  // By heading.
};

TEST_SUITE("The reference") {
  TEST_CASE("names all that a program can use") {
    const Reference reference;
    const std::set<std::string> anywhere = WordsInQuotes(reference.page());
    for (const PublicName& name : reference.Names()) {
      INFO(name.owner << " " << name.name);
      if (name.is_type) {
        CHECK(reference.sections().contains(name.name));
      } else if (name.owner.empty()) {
        CHECK(anywhere.contains(name.name));
      } else {
        const auto section = reference.sections().find(name.owner);
        REQUIRE(section != reference.sections().end());
        CHECK(WordsInQuotes(section->second).contains(name.name));
      }
    }
  }

  TEST_CASE("names no member that there is not") {
    const Reference reference;
    std::map<std::string, std::set<std::string>> members;
    for (const PublicName& name : reference.Names()) {
      if (name.is_type) members[name.name];
      if (!name.owner.empty()) members[name.owner].insert(name.name);
    }
    std::size_t checked = 0;
    for (const auto& section : reference.sections()) {
      const auto type = members.find(section.first);
      if (type == members.end()) continue;
      for (const std::string& name : NamesInTable(section.second)) {
        INFO(type->first << " " << name);
        CHECK(type->second.contains(name));
        ++checked;
      }
    }
    CHECK(checked > 60);
  }
}

}  // namespace
}  // namespace cambium::house
