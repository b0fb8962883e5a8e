// A reader of JSON that writes what it reads, and a scan over what it wrote.
// SPDX-License-Identifier: Apache-2.0
#include "query/json_document.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "dataflow/decimal.h"
#include "dataflow/status.h"
#include "dataflow/value_format.h"
#include "query/code_points.h"
#include "query/field_type.h"

namespace cambium {
namespace {

constexpr int kMaxDepth = 128;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  absl::StatusOr<std::string> Document() {
    CAMBIUM_ASSIGN_OR_RETURN(std::string json, Any(0));
    SkipBlanks();
    if (!rest_.empty()) return Refusal("text behind the JSON document");
    return json;
  }

  // Behind the quote that opens it; takes the one that closes it.
  absl::StatusOr<std::string> Contents() {
    std::string out;
    while (!rest_.empty() && rest_[0] != '"') {
      if (static_cast<unsigned char>(rest_[0]) < 0x20) {
        return Refusal("control character in a JSON text");
      }
      if (rest_[0] != '\\') {
        out += rest_[0];
        rest_.remove_prefix(1);
        continue;
      }
      CAMBIUM_RETURN_IF_ERROR(Escape(out));
    }
    if (!Take('"')) return Refusal("JSON text is not closed");
    return out;
  }

  bool Take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

 private:
  absl::Status Refusal(const std::string& why) const {
    return absl::InvalidArgumentError(why + ": '" + std::string(rest_.substr(0, 40)) + "'");
  }

  void SkipBlanks() {
    while (!rest_.empty() && std::string_view(" \t\n\r").find(rest_[0]) != rest_.npos) {
      rest_.remove_prefix(1);
    }
  }

  absl::StatusOr<std::string> Any(int depth) {
    if (depth > kMaxDepth) return Refusal("JSON is nested too deeply");
    SkipBlanks();
    if (Take('{')) return Object(depth);
    if (Take('[')) return Array(depth);
    if (Take('"')) {
      CAMBIUM_ASSIGN_OR_RETURN(const std::string contents, Contents());
      return JsonText(contents);
    }
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!rest_.starts_with(word)) continue;
      rest_.remove_prefix(word.size());
      return std::string(word);
    }
    return Number();
  }

  absl::StatusOr<std::string> Object(int depth) {
    std::vector<std::pair<std::string, std::string>> members;
    SkipBlanks();
    if (Take('}')) return std::string("{}");
    do {
      SkipBlanks();
      if (!Take('"')) return Refusal("expected the name of a JSON member");
      CAMBIUM_ASSIGN_OR_RETURN(std::string name, Contents());
      SkipBlanks();
      if (!Take(':')) return Refusal("expected ':' in a JSON object");
      CAMBIUM_ASSIGN_OR_RETURN(std::string json, Any(depth + 1));
      members.emplace_back(std::move(name), std::move(json));
      SkipBlanks();
    } while (Take(','));
    if (!Take('}')) return Refusal("expected ',' or '}' in a JSON object");
    std::stable_sort(members.begin(), members.end(), [](const auto& left, const auto& right) {
      return left.first < right.first;
    });
    std::string out;
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (i + 1 < members.size() && members[i].first == members[i + 1].first) continue;
      out += (out.empty() ? "{" : ",") + JsonText(members[i].first) + ":" + members[i].second;
    }
    return out + "}";
  }

  absl::StatusOr<std::string> Array(int depth) {
    SkipBlanks();
    if (Take(']')) return std::string("[]");
    std::string out;
    do {
      CAMBIUM_ASSIGN_OR_RETURN(const std::string json, Any(depth + 1));
      out += (out.empty() ? "[" : ",") + json;
      SkipBlanks();
    } while (Take(','));
    if (!Take(']')) return Refusal("expected ',' or ']' in a JSON array");
    return out + "]";
  }

  std::string_view TakeDigits(std::string_view text, std::size_t& at) {
    const std::size_t begin = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    return text.substr(begin, at - begin);
  }

  absl::StatusOr<std::string> Number() {
    std::size_t at = rest_.starts_with('-') ? 1 : 0;
    const std::string_view whole = TakeDigits(rest_, at);
    const bool leads_with_zero = whole.size() > 1 && whole[0] == '0';
    bool well_formed = !whole.empty() && !leads_with_zero;
    if (well_formed && at < rest_.size() && rest_[at] == '.') {
      ++at;
      well_formed = !TakeDigits(rest_, at).empty();
    }
    bool has_exponent = false;
    if (well_formed && at < rest_.size() && (rest_[at] == 'e' || rest_[at] == 'E')) {
      has_exponent = true;
      ++at;
      if (at < rest_.size() && (rest_[at] == '-' || rest_[at] == '+')) ++at;
      well_formed = !TakeDigits(rest_, at).empty();
    }
    if (!well_formed) return Refusal("not JSON");
    const std::string_view digits = rest_.substr(0, at);
    rest_.remove_prefix(at);
    if (!has_exponent) {
      const absl::StatusOr<Decimal> exact = ParseDecimal(digits);
      if (exact.ok()) return FormatDecimal(Normalize(*exact));
    }
    CAMBIUM_ASSIGN_OR_RETURN(const double nearest, ParseFloat(digits));
    // A double whose digits are a Decimal is written as one: 1.5e2 and 150 are one number.
    const std::string shortest = FormatFloat(nearest);
    const absl::StatusOr<Decimal> plain = ParseDecimal(WithoutExponent(shortest));
    return plain.ok() ? FormatDecimal(Normalize(*plain)) : shortest;
  }

  // "1.5e-07" as "0.00000015", if that is short; else as it is.
  static std::string WithoutExponent(const std::string& number) {
    const std::size_t e = number.find('e');
    if (e == number.npos) return number;
    int exponent = 0;
    for (std::size_t i = e + 2; i < number.size(); ++i) {
      exponent = exponent * 10 + (number[i] - '0');
    }
    if (exponent > 18) return number;
    const bool negative = number[0] == '-';
    std::string digits = number.substr(negative ? 1 : 0, e - (negative ? 1 : 0));
    const std::size_t point = std::min(digits.find('.'), digits.size());
    const std::size_t fraction = digits.size() - std::min(point + 1, digits.size());
    if (point < digits.size()) digits.erase(point, 1);
    const auto zeros = static_cast<std::size_t>(exponent);
    if (number[e + 1] == '-') {
      digits.insert(0, zeros, '0');
      digits.insert(point, ".");
    } else {
      if (zeros > fraction) digits.append(zeros - fraction, '0');
      digits.insert(point + zeros, ".");
    }
    return (negative ? "-" : "") + digits;
  }

  absl::Status Escape(std::string& out) {
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    const std::size_t letter = rest_.size() < 2 ? kLetters.npos : kLetters.find(rest_[1]);
    if (letter != kLetters.npos) {
      out += kMeant[letter];
      rest_.remove_prefix(2);
      return absl::OkStatus();
    }
    std::uint32_t point = 0;
    std::uint32_t low = 0;
    const std::string_view before = rest_;
    bool exists = TakeUnit(point) && (point < 0xDC00 || point > 0xDFFF);
    if (exists && point >= 0xD800 && point <= 0xDBFF) {
      exists = TakeUnit(low) && low >= 0xDC00 && low <= 0xDFFF;
      point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    }
    if (!exists) {
      rest_ = before;
      return Refusal("no such escape in a JSON text");
    }
    AppendCodePoint(point, out);
    return absl::OkStatus();
  }

  // \uXXXX
  bool TakeUnit(std::uint32_t& unit) {
    if (rest_.size() < 6 || rest_[0] != '\\' || rest_[1] != 'u') return false;
    unit = 0;
    for (const char c : rest_.substr(2, 4)) {
      const std::size_t digit = std::string_view("0123456789abcdefABCDEF").find(c);
      if (digit == std::string_view::npos) return false;
      unit = unit * 16 + static_cast<std::uint32_t>(digit > 15 ? digit - 6 : digit);
    }
    rest_.remove_prefix(6);
    return true;
  }

  std::string_view rest_;
};

// Takes the value at the front of canonical text.
std::string_view TakeValue(std::string_view& rest) {
  int depth = 0;
  bool in_text = false;
  std::size_t at = 0;
  for (; at < rest.size(); ++at) {
    const char c = rest[at];
    if (in_text) {
      if (c == '\\') ++at;
      in_text = c != '"';
      continue;
    }
    if (depth == 0 && (c == ',' || c == ':' || c == '}' || c == ']')) break;
    in_text = c == '"';
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
  }
  const std::string_view value = rest.substr(0, at);
  rest.remove_prefix(std::min(at, rest.size()));
  return value;
}

}  // namespace

absl::StatusOr<std::string> CanonicalJson(std::string_view text) {
  return Reader(text).Document();
}

std::optional<std::string_view> JsonMember(std::string_view json, std::string_view name) {
  if (!json.starts_with('{') || json == "{}") return std::nullopt;
  const std::string wanted = JsonText(name);
  while (json.starts_with('{') || json.starts_with(',')) {
    json.remove_prefix(1);
    const std::string_view found = TakeValue(json);
    if (!json.starts_with(':')) break;
    json.remove_prefix(1);
    const std::string_view value = TakeValue(json);
    if (found == wanted) return value;
  }
  return std::nullopt;
}

std::optional<std::string_view> JsonElement(std::string_view json, std::int64_t position) {
  if (!json.starts_with('[') || json == "[]" || position < 0) return std::nullopt;
  for (; json.starts_with('[') || json.starts_with(','); --position) {
    json.remove_prefix(1);
    const std::string_view value = TakeValue(json);
    if (position == 0) return value;
  }
  return std::nullopt;
}

std::optional<std::string> JsonContents(std::string_view json) {
  Reader reader(json);
  if (!reader.Take('"')) return std::nullopt;
  absl::StatusOr<std::string> contents = reader.Contents();
  if (!contents.ok()) return std::nullopt;
  return *std::move(contents);
}

}  // namespace cambium
