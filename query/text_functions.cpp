// LENGTH, UPPER, LOWER, SUBSTR, TRIM, REPLACE, CONCAT.
//
//     LENGTH(text)                 code points; of Bytes, bytes
//     SUBSTR(text, from, count)    code points from..from + count - 1, of which 1 is the first;
//                                  places in front of 1 count and have none
//     TRIM(text)                   without the blanks (U+0020) on both sides
//     REPLACE(text, what, by)      each `what`, from the front, not overlapping; '' is nowhere
//     CONCAT(a, …)                 what is not NULL, as TEXT(…) has it
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <string>

#include "dataflow/status.h"
#include "query/code_points.h"
#include "query/function.h"
#include "query/typing.h"
#include "query/unicode_case.h"

namespace cambium {
namespace {

absl::Status TypeText(PlanExpr& call) {
  for (const PlanExpr& arg : call.args) CAMBIUM_RETURN_IF_ERROR(ExpectText(arg));
  call.type = TypeOf(TypeKind::kText);
  return absl::OkStatus();
}

absl::Status TypeLength(PlanExpr& call) {
  if (call.args[0].type.storage() != TypeKind::kBytes) {
    CAMBIUM_RETURN_IF_ERROR(ExpectText(call.args[0]));
  }
  call.type = TypeOf(TypeKind::kInt);
  return absl::OkStatus();
}

Value Length(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  const std::string_view text = args[0].AsText();
  const bool is_text = args[0].type() == ValueType::kText;
  return Value::Int(static_cast<std::int64_t>(is_text ? CountCodePoints(text) : text.size()));
}

Value Upper(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  return Value::Text(ToUpper(args[0].AsText()));
}

Value Lower(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  return Value::Text(ToLower(args[0].AsText()));
}

absl::Status TypeSubstr(PlanExpr& call) {
  CAMBIUM_RETURN_IF_ERROR(ExpectText(call.args[0]));
  for (std::size_t i = 1; i < call.args.size(); ++i) {
    CAMBIUM_RETURN_IF_ERROR(ExpectKind(call.args[i], TypeKind::kInt, "Int"));
  }
  call.type = TypeOf(TypeKind::kText);
  return absl::OkStatus();
}

Value Substr(const PlanExpr& call, std::span<const ValueView> args, absl::Status& error) {
  const std::string_view text = args[0].AsText();
  std::int64_t from = args[1].AsInt();
  std::int64_t end = std::numeric_limits<std::int64_t>::max();  // Behind the last.
  if (args.size() == 3) {
    const std::int64_t count = args[2].AsInt();
    if (count < 0) {
      return Failure(call, "SUBSTR has a negative count: " + std::to_string(count), error);
    }
    if (__builtin_add_overflow(from, count, &end)) {
      end = std::numeric_limits<std::int64_t>::max();
    }
  }
  from = std::max<std::int64_t>(from, 1);
  if (end <= from) return Value::Text("");
  const std::string_view rest =
      text.substr(SkipCodePoints(text, static_cast<std::size_t>(from - 1)));
  return Value::Text(
      rest.substr(0, SkipCodePoints(rest, static_cast<std::size_t>(end - from))));
}

Value Trim(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  const std::string_view text = args[0].AsText();
  const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  return Value::Text(text.substr(begin, text.find_last_not_of(' ') + 1 - begin));
}

Value Replace(const PlanExpr&, std::span<const ValueView> args, absl::Status&) {
  std::string_view text = args[0].AsText();
  const std::string_view what = args[1].AsText();
  std::string out;
  for (std::size_t found = text.find(what); found != text.npos && !what.empty();
       found = text.find(what)) {
    out += text.substr(0, found);
    out += args[2].AsText();
    text.remove_prefix(found + what.size());
  }
  return Value::Text(out += text);
}

absl::Status TypeConcat(PlanExpr& call) {
  call.type = TypeOf(TypeKind::kText);
  return absl::OkStatus();
}

Value Concat(const PlanExpr& call, std::span<const ValueView> args, absl::Status&) {
  std::string text;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (!args[i].is_null()) text += PlainText(call.args[i].type, args[i]);
  }
  return Value::Text(text);
}

constexpr Function kFunctions[] = {
    {"LENGTH", "LENGTH(text)", 1, 1, TypeLength, Length},
    {"UPPER", "UPPER(text)", 1, 1, TypeText, Upper},
    {"LOWER", "LOWER(text)", 1, 1, TypeText, Lower},
    {"SUBSTR", "SUBSTR(text, from [, count])", 2, 3, TypeSubstr, Substr},
    {"TRIM", "TRIM(text)", 1, 1, TypeText, Trim},
    {"REPLACE", "REPLACE(text, what, by)", 3, 3, TypeText, Replace},
    {"CONCAT", "CONCAT(value, …)", 1, Function::kAnyNumber, TypeConcat, Concat, true},
};

}  // namespace

std::span<const Function> TextFunctions() { return kFunctions; }

}  // namespace cambium
