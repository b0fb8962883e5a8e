// A reader of declarations: cuts a header into tokens, and these at `;` and braces.
// SPDX-License-Identifier: Apache-2.0
#include "tests/house/public_names.h"

#include <algorithm>
#include <string_view>

namespace cambium::house {
namespace {

struct Token {
  std::string text;
  std::size_t line;
};
using Tokens = std::vector<Token>;

bool IsWord(const Token& token) { return IsWordCharacter(token.text[0]); }

Tokens TokensOf(const Source& header) {
  Tokens tokens;
  std::size_t line_number = 0;
  for (const std::string_view line : SplitLines(header.code)) {
    ++line_number;
    if (line.starts_with("#")) continue;
    for (std::size_t i = 0; i < line.size();) {
      std::size_t end = i + 1;
      if (IsWordCharacter(line[i])) {
        while (end < line.size() && IsWordCharacter(line[end])) ++end;
      } else if (line.substr(i, 2) == "::") {
        end = i + 2;
      }
      if (line[i] != ' ') tokens.push_back({std::string(line.substr(i, end - i)), line_number});
      i = end;
    }
  }
  return tokens;
}

bool Has(const Tokens& declaration, std::string_view word) {
  return std::any_of(declaration.begin(), declaration.end(),
                     [word](const Token& token) { return token.text == word; });
}

auto Count(const Tokens& declaration, std::string_view word) {
  return std::count_if(declaration.begin(), declaration.end(),
                       [word](const Token& token) { return token.text == word; });
}

// Behind `template <…>`, if it begins so.
Tokens WithoutTemplate(const Tokens& declaration) {
  if (declaration.empty() || declaration[0].text != "template") return declaration;
  std::size_t depth = 0;
  for (std::size_t i = 1; i < declaration.size(); ++i) {
    if (declaration[i].text == "<") ++depth;
    if (declaration[i].text == ">" && --depth == 0) {
      return {declaration.begin() + static_cast<std::ptrdiff_t>(i) + 1, declaration.end()};
    }
  }
  return {};
}

class Reader {
 public:
  explicit Reader(const Source& header) : tokens_(TokensOf(header)) {}

  std::vector<PublicName> Read() {
    ReadScope("", true, false);
    return names_;
  }

 private:
  // Behind the brace that closes the one that was just read.
  void SkipBraces() {
    for (std::size_t depth = 1; depth > 0 && at_ < tokens_.size(); ++at_) {
      if (tokens_[at_].text == "{") ++depth;
      if (tokens_[at_].text == "}") --depth;
    }
  }

  // Until the brace that closes this scope: a namespace, or a class if `owner` is one.
  void ReadScope(const std::string& owner, bool is_public, bool is_enum) {
    Tokens declaration;
    while (at_ < tokens_.size()) {
      const Token token = tokens_[at_++];
      if (token.text == "}" || token.text == ";" || (is_enum && token.text == ",")) {
        Add(declaration, owner, is_public);
        declaration.clear();
        if (token.text == "}") return;
      } else if (token.text == ":" && declaration.size() == 1 &&
                 (declaration[0].text == "public" || declaration[0].text == "private" ||
                  declaration[0].text == "protected")) {
        is_public = declaration[0].text == "public";
        declaration.clear();
      } else if (token.text == "{") {
        OpenBrace(declaration, owner, is_public);
      } else {
        declaration.push_back(token);
      }
    }
  }

  void OpenBrace(Tokens& declaration, const std::string& owner, bool is_public) {
    const bool is_function = Has(declaration, "(");
    if (Count(declaration, "(") > Count(declaration, ")")) {
      SkipBraces();  // What an argument is without one.
      return;
    }
    if (Has(declaration, "namespace")) {
      if (Has(declaration, "internal")) {
        SkipBraces();
      } else {
        ReadScope("", true, false);
      }
    } else if (!is_function && (Has(declaration, "class") || Has(declaration, "struct") ||
                                Has(declaration, "enum"))) {
      OpenType(declaration, owner, is_public);
      return;  // What follows the brace until `;` declares a variable of the type.
    } else {
      SkipBraces();
      if (!is_function) return;  // The braces are the first value of a variable.
      Add(declaration, owner, is_public);
    }
    declaration.clear();
  }

  void OpenType(Tokens& declaration, const std::string& owner, bool is_public) {
    const bool is_enum = Has(declaration, "enum");
    bool members_are_public = is_enum;
    std::string name;
    std::size_t line = 0;
    for (std::size_t i = 0; i < declaration.size(); ++i) {
      const std::string& word = declaration[i].text;
      if (word == ":") break;
      if (word == "struct") members_are_public = true;
      if (IsWord(declaration[i]) && word != "final") {
        name = word;
        line = declaration[i].line;
      }
    }
    declaration.clear();
    if (!is_public) {
      SkipBraces();
      return;
    }
    names_.push_back({owner, name, line, owner.empty()});
    ReadScope(owner.empty() ? name : owner, members_are_public, is_enum);
  }

  // One declaration without what is in its braces.
  void Add(const Tokens& whole, const std::string& owner, bool is_public) {
    const Tokens declaration = WithoutTemplate(whole);
    if (!is_public || declaration.empty()) return;
    const bool is_using = declaration[0].text == "using";
    for (const char* word : {"friend", "operator", "static_assert", "~"}) {
      if (Has(declaration, word)) return;
    }
    if (!is_using && (declaration[0].text == "class" || declaration[0].text == "struct" ||
                      Has(declaration, "delete"))) {
      return;
    }
    const Token* name = nullptr;
    int angles = 0;
    for (std::size_t i = 0; i < declaration.size(); ++i) {
      const Token& token = declaration[i];
      if (token.text == "<") ++angles;
      if (token.text == ">") --angles;
      if (angles > 0) continue;
      if (token.text == "=" || (token.text == "(" && name != nullptr)) break;
      if (IsWord(token)) name = &token;
      if (token.text == "::" && i > 0 && i + 2 < declaration.size() &&
          declaration[i + 2].text == "(") {
        return;  // The body of a member that was declared before.
      }
    }
    if (is_using && !Has(declaration, "=")) return;
    if (name == nullptr || name->text == owner || name->text.ends_with('_')) return;
    if (name->text == "class" || name->text == "const") return;
    names_.push_back({owner, name->text, name->line, false});
  }

  const Tokens tokens_;
  std::size_t at_ = 0;
  std::vector<PublicName> names_;
};

}  // namespace

std::vector<PublicName> PublicNames(const Source& header) { return Reader(header).Read(); }

}  // namespace cambium::house
