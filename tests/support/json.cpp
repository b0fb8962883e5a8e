// A small JSON parser and printer.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/json.h"

#include <stdexcept>
#include <utility>

namespace cambium::testing {
namespace {

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Json Whole() {
    Json json = Value();
    if (at_ != text_.size()) Fail();
    return json;
  }

 private:
  [[noreturn]] void Fail() const {
    throw std::invalid_argument("no JSON at byte " + std::to_string(at_));
  }
  char Take() {
    if (at_ == text_.size()) Fail();
    return text_[at_++];
  }
  bool TakeIf(char c) {
    const bool is_next = at_ < text_.size() && text_[at_] == c;
    if (is_next) ++at_;
    return is_next;
  }
  void Expect(char c) {
    if (!TakeIf(c)) Fail();
  }

  Json Value() {
    if (TakeIf('[')) return Array();
    if (TakeIf('{')) return Object();
    if (TakeIf('"')) return Json::Text(Text());
    const std::size_t end = std::min(text_.find_first_of(",]}", at_), text_.size());
    const std::string scalar(text_.substr(at_, end - at_));
    const bool is_word = scalar == "null" || scalar == "true" || scalar == "false";
    const bool is_number =
        !scalar.empty() && scalar.find_first_not_of("0123456789.-+e") == std::string::npos;
    if (!is_word && !is_number) Fail();
    at_ = end;
    return Json::Scalar(scalar);
  }

  Json Array() {
    Json array = Json::Array();
    if (TakeIf(']')) return array;
    do {
      array.items.push_back(Value());
    } while (TakeIf(','));
    Expect(']');
    return array;
  }

  Json Object() {
    Json object = Json::Object();
    if (TakeIf('}')) return object;
    do {
      Expect('"');
      std::string name = Text();
      Expect(':');
      object.members.push_back({std::move(name), Value()});
    } while (TakeIf(','));
    Expect('}');
    return object;
  }

  std::string Text() {
    std::string text;
    for (char c = Take(); c != '"'; c = Take()) {
      if (static_cast<unsigned char>(c) < 0x20) Fail();
      text += c == '\\' ? Escaped() : c;
    }
    return text;
  }

  // The only code points that Cambium escapes by number are of one byte.
  char Escaped() {
    const char c = Take();
    if (c == 'n') return '\n';
    if (c == 't') return '\t';
    if (c == 'r') return '\r';
    if (c != 'u') return c;
    int code = 0;
    for (int i = 0; i < 4; ++i) {
      const std::size_t digit = std::string_view("0123456789abcdef").find(Take());
      if (digit == std::string_view::npos) Fail();
      code = code * 16 + static_cast<int>(digit);
    }
    if (code >= 0x80) Fail();
    return static_cast<char>(code);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Json* Json::Find(std::string_view name) {
  for (JsonMember& member : members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

const Json* Json::Find(std::string_view name) const {
  return const_cast<Json*>(this)->Find(name);
}

const Json& Json::At(std::string_view name) const {
  const Json* found = Find(name);
  if (found == nullptr) throw std::out_of_range("no member " + std::string(name));
  return *found;
}

bool Json::operator==(const Json& other) const {
  return kind == other.kind && text == other.text && items == other.items &&
         members == other.members;
}

std::optional<Json> ParseJson(std::string_view text) {
  try {
    return Parser(text).Whole();
  } catch (const std::invalid_argument&) {
    return std::nullopt;
  }
}

std::string JsonDump(const Json& json) {
  std::string out;
  switch (json.kind) {
    case Json::Kind::kScalar:
      return json.text;
    case Json::Kind::kText:
      return '"' + json.text + '"';
    case Json::Kind::kArray:
      for (const Json& item : json.items) out += (out.empty() ? "" : ",") + JsonDump(item);
      return "[" + out + "]";
    case Json::Kind::kObject:
      for (const auto& [name, value] : json.members) {
        out += (out.empty() ? "" : ",") + name + ":" + JsonDump(value);
      }
      return "{" + out + "}";
  }
  return out;
}

std::size_t PositionOfKey(const Json& list, const Json& key) {
  std::size_t position = 0;
  for (; position < list.items.size(); ++position) {
    const Json* found = list.items[position].Find("$k");
    if (found != nullptr && *found == key) break;
  }
  return position;
}

}  // namespace cambium::testing
