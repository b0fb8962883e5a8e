// One level of JSON is parsed here; what stands below is skipped by its brackets.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/json_lines_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "dataflow/status.h"
#include "query/import/utf8.h"
#include "query/json_document.h"

namespace cambium {
namespace {

absl::Status Refusal(const std::string& why, std::string_view at) {
  if (at.empty()) return absl::InvalidArgumentError(why + ", found the end of the line");
  return absl::InvalidArgumentError(why + ", found '" + std::string(at.substr(0, 20)) + "'");
}

void SkipBlanks(std::string_view& rest) {
  const std::size_t begin = std::min(rest.find_first_not_of(" \t\r"), rest.size());
  rest.remove_prefix(begin);
}

bool Take(std::string_view& rest, char wanted) {
  if (!rest.starts_with(wanted)) return false;
  rest.remove_prefix(1);
  return true;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The length of the text that begins with a quote, both quotes included; 0 if it has no end.
std::size_t TextSize(std::string_view rest) {
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '\\') {
      ++i;
    } else if (rest[i] == '"') {
      return i + 1;
    }
  }
  return 0;
}

// The length of what a bracket opens; 0 if it has no end. Which bracket closes which is for
// those to look at who want the document.
std::size_t NestedSize(std::string_view rest) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const char c = rest[i];
    if (c == '"') {
      const std::size_t size = TextSize(rest.substr(i));
      if (size == 0) return 0;
      i += size - 1;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth == 0) return i + 1;
    }
  }
  return 0;
}

// The length of a number by JSON's grammar; 0 if there is none.
std::size_t NumberSize(std::string_view rest) {
  std::size_t at = rest.starts_with('-') ? 1 : 0;
  const auto digits = [&rest, &at] {
    const std::size_t begin = at;
    while (at < rest.size() && IsDigit(rest[at])) ++at;
    return at - begin;
  };
  const bool starts_with_zero = at < rest.size() && rest[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (starts_with_zero && whole > 1)) return 0;
  if (at < rest.size() && rest[at] == '.') {
    ++at;
    if (digits() == 0) return 0;
  }
  if (at < rest.size() && (rest[at] == 'e' || rest[at] == 'E')) {
    ++at;
    if (at < rest.size() && (rest[at] == '+' || rest[at] == '-')) ++at;
    if (digits() == 0) return 0;
  }
  return at;
}

// The contents of a text with its quotes. Plain ones are views of it.
absl::StatusOr<std::string_view> Contents(std::string_view written, std::string& holder) {
  const std::string_view inside = written.substr(1, written.size() - 2);
  const bool is_plain = std::none_of(inside.begin(), inside.end(), [](char c) {
    return c == '\\' || static_cast<unsigned char>(c) < 0x20;
  });
  if (is_plain) return inside;
  CAMBIUM_ASSIGN_OR_RETURN(const std::string canonical, CanonicalJson(written));
  const std::optional<std::string> contents = JsonContents(canonical);
  if (!contents.has_value()) return Refusal("expected a text", written);
  holder = *contents;
  return std::string_view(holder);
}

// The length of the value in front, and its kind; 0 if there is none.
std::pair<std::size_t, JsonKind> Measure(std::string_view rest) {
  if (rest.starts_with("null")) return {4, JsonKind::kNull};
  if (rest.starts_with("true")) return {4, JsonKind::kBool};
  if (rest.starts_with("false")) return {5, JsonKind::kBool};
  if (rest.starts_with('"')) return {TextSize(rest), JsonKind::kText};
  if (rest.starts_with('{') || rest.starts_with('['))
    return {NestedSize(rest), JsonKind::kNested};
  return {NumberSize(rest), JsonKind::kNumber};
}

}  // namespace

absl::StatusOr<JsonItem> ReadJsonItem(std::string_view written, std::string& holder) {
  const auto [size, kind] = Measure(written);
  if (size == 0 || size != written.size()) return Refusal("expected a value", written);
  JsonItem item;
  item.kind = kind;
  item.written = item.text = written;
  if (kind == JsonKind::kText) {
    CAMBIUM_ASSIGN_OR_RETURN(item.text, Contents(written, holder));
  }
  return item;
}

absl::StatusOr<std::string_view> JsonLinesReader::TakeText(std::string_view& rest) {
  const std::size_t size = TextSize(rest);
  if (size == 0) return Refusal("a text is not closed", rest);
  const std::string_view written = rest.substr(0, size);
  rest.remove_prefix(size);
  std::string holder;
  CAMBIUM_ASSIGN_OR_RETURN(const std::string_view contents, Contents(written, holder));
  const bool is_held = contents.data() == holder.data();
  return is_held ? std::string_view(unescaped_.emplace_back(std::move(holder))) : contents;
}

absl::Status JsonLinesReader::TakeValue(std::string_view& rest, JsonItem& item) {
  const auto [size, kind] = Measure(rest);
  if (size == 0) return Refusal("expected a value", rest);
  item.kind = kind;
  item.written = item.text = rest.substr(0, size);
  if (kind == JsonKind::kText) {
    CAMBIUM_ASSIGN_OR_RETURN(item.text, TakeText(rest));
    return absl::OkStatus();
  }
  rest.remove_prefix(size);
  return absl::OkStatus();
}

absl::Status JsonLinesReader::ParseObject() {
  std::string_view rest = raw_;
  SkipBlanks(rest);
  if (!Take(rest, '{')) return Refusal("expected an object", rest);
  SkipBlanks(rest);
  if (!rest.starts_with('}')) {
    for (;;) {
      SkipBlanks(rest);
      if (!rest.starts_with('"')) return Refusal("expected the name of a member", rest);
      JsonItem item;
      CAMBIUM_ASSIGN_OR_RETURN(item.name, TakeText(rest));
      SkipBlanks(rest);
      if (!Take(rest, ':')) return Refusal("expected ':'", rest);
      SkipBlanks(rest);
      CAMBIUM_RETURN_IF_ERROR(TakeValue(rest, item));
      items_.push_back(item);
      SkipBlanks(rest);
      if (!Take(rest, ',')) break;
    }
  }
  if (!Take(rest, '}')) return Refusal("expected ',' or '}'", rest);
  SkipBlanks(rest);
  if (!rest.empty()) return Refusal("expected the end of the line", rest);
  return absl::OkStatus();
}

absl::StatusOr<bool> JsonLinesReader::TakeLine() {
  window_.Take(std::exchange(pending_, 0));
  if (std::exchange(is_cut_, false)) window_.TakeRestOfLine();
  if (line_ == 0) window_.TakeMark();
  ++line_;
  raw_ = {};
  std::size_t searched = 0;
  std::size_t end = window_.rest().find('\n');
  while (end == std::string_view::npos) {
    searched = window_.rest().size();
    if (!window_.Grow()) break;
    end = window_.rest().find('\n', searched);
  }
  const std::string_view text = window_.rest();
  if (text.empty()) return false;
  const bool has_end = end != std::string_view::npos;
  raw_ = text.substr(0, has_end ? end : text.size());
  pending_ = raw_.size() + (has_end ? 1 : 0);
  if (raw_.ends_with('\r')) raw_.remove_suffix(1);
  is_cut_ = !has_end && !window_.at_end();
  if (is_cut_) return absl::InvalidArgumentError("a line is longer than 64 MiB");
  return true;
}

absl::StatusOr<bool> JsonLinesReader::Next() {
  for (;;) {
    items_.clear();
    unescaped_.clear();
    CAMBIUM_ASSIGN_OR_RETURN(const bool has_line, TakeLine());
    if (!has_line) return false;
    if (raw_.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    absl::Status parsed =
        IsUtf8(raw_) ? ParseObject() : absl::InvalidArgumentError("text is not UTF-8");
    if (parsed.ok()) return true;
    items_.clear();
    return parsed;
  }
}

}  // namespace cambium
