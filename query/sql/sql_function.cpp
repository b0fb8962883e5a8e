// Functions of the language, where both databases have them or can spell them out.
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "dataflow/status.h"
#include "query/function.h"
#include "query/sql/sql_expression.h"
#include "query/unicode_case.h"

namespace cambium {
namespace {

constexpr const char* kMicrosPerDay = "86400000000";

bool IsDate(const PlanExpr& expr) { return expr.type.storage() == TypeKind::kDate; }

// Not below zero for times in front of 1970, either.
std::string FloorRemainder(const std::string& text, const std::string& divisor) {
  return "((" + text + " % " + divisor + " + " + divisor + ") % " + divisor + ")";
}

}  // namespace

absl::StatusOr<std::string> SqlExpressions::Call(const PlanExpr& call) {
  const std::string_view name = call.function->name;
  if (name == "INT") return AsInt(call);
  if (name == "DECIMAL") return AsDecimal(call);
  if (name == "ROUND") return RoundNumber(call);
  if (name == "FLOOR" || name == "CEIL") return Whole(call, name == "CEIL");
  if (name == "CONCAT") return Concat(call);
  if (name == "NULLIF") return NullIf(call);
  if (name == "GREATEST" || name == "LEAST") return Extreme(call, std::string(name));
  if (name == "YEAR" || name == "MONTH" || name == "DAY") {
    return Calendar(call, std::string(name));
  }
  if (name == "DATE_TRUNC") return Truncated(call);
  if (name == "JSON_GET") return JsonStep(call);
  const FieldType& type = call.args[0].type;
  if (name == "FLOAT") {
    if (type.kind == TypeKind::kRatio) return Refuse(call.span, "an average beside a Float");
    const bool is_exact = type.storage() == TypeKind::kInt ||
                          type.storage() == TypeKind::kDecimal ||
                          type.storage() == TypeKind::kFloat;
    return is_exact ? AsFloat(call.args[0])
                    : Refuse(call.span, "FLOAT(" + TypeText(type) + ")");
  }
  Texts args;
  for (const PlanExpr& arg : call.args) {
    CAMBIUM_ASSIGN_OR_RETURN(std::string text, Text(arg));
    args.push_back(std::move(text));
  }
  if (name == "TEXT") {
    if (type.storage() == TypeKind::kText) return args[0];
    CAMBIUM_ASSIGN_OR_RETURN(const std::string printed, Printed(type, "q.v", call.span));
    return "(SELECT " + printed + " FROM (SELECT " + args[0] + " AS v) AS q)";
  }
  const bool from_moment =
      type.storage() == TypeKind::kTime || type.storage() == TypeKind::kDate;
  if ((name == "TIME" || name == "DATE") && from_moment) {
    if (type.storage() == call.type.storage()) return args[0];
    return name == "TIME" ? "(" + args[0] + " * " + kMicrosPerDay + ")"
                          : FloorDivide(args[0], kMicrosPerDay);
  }
  if (name == "ABS") return "ABS(" + args[0] + ")";
  if (name == "LENGTH") {
    const bool is_bytes = type.storage() == TypeKind::kBytes;
    return (is_bytes && !is_sqlite() ? "OCTET_LENGTH(" : "LENGTH(") + args[0] + ")";
  }
  if (name == "SUBSTR") return Substring(call, args);
  if (name == "TRIM") return (is_sqlite() ? "TRIM(" : "BTRIM(") + args[0] + ")";
  if (name == "REPLACE") return "REPLACE(" + args[0] + ", " + args[1] + ", " + args[2] + ")";
  if (name == "HOUR") {
    return "(" + FloorRemainder(args[0], kMicrosPerDay) + " / 3600000000)";
  }
  return Refuse(call.span, std::string(name) + "(" + TypeText(type) + ")");
}

// SQLite counts places in front of 1 from the end, the others have none there.
absl::StatusOr<std::string> SqlExpressions::Substring(const PlanExpr& call, const Texts& args) {
  const bool is_checked = args.size() == 2 || (call.args[2].kind == ExprKind::kLiteral &&
                                               !call.args[2].literal.is_null() &&
                                               call.args[2].literal.AsInt() >= 0);
  if (!is_checked) {
    return Refuse(call.span, "SUBSTR with a count that is not written, which may be an error");
  }
  if (!is_sqlite()) {
    std::string text = "SUBSTR(" + args[0] + ", CAST(" + args[1] + " AS INT)";
    if (args.size() == 3) text += ", CAST(" + args[2] + " AS INT)";
    return text + ")";
  }
  const std::string from = "MAX(" + args[1] + ", 1)";
  if (args.size() == 2) return "SUBSTR(" + args[0] + ", " + from + ")";
  return "SUBSTR(" + args[0] + ", " + from + ", MAX(" + args[1] + " + " + args[2] + " - " +
         from + ", 0))";
}

absl::StatusOr<std::string> SqlExpressions::Concat(const PlanExpr& call) {
  std::string joined;
  for (const PlanExpr& arg : call.args) {
    if (arg.type.is_null()) continue;
    CAMBIUM_ASSIGN_OR_RETURN(std::string text, Text(arg));
    if (arg.type.storage() != TypeKind::kText) {
      CAMBIUM_ASSIGN_OR_RETURN(const std::string printed, Printed(arg.type, "q.v", arg.span));
      text = "(SELECT " + printed + " FROM (SELECT " + text + " AS v) AS q)";
    }
    joined += (joined.empty() ? "(" : " || ") + ("COALESCE(" + text + ", '')");
  }
  return joined.empty() ? "''" : joined + ")";
}

absl::StatusOr<std::string> SqlExpressions::NullIf(const PlanExpr& call) {
  if (call.type.kind == TypeKind::kRatio) {
    return Refuse(call.span, "NULLIF of an average");
  }
  CAMBIUM_ASSIGN_OR_RETURN(const auto sides, Comparable(call.args[0], call.args[1]));
  CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(call.args[0]));
  return "(CASE WHEN " + sides.first + " = " + sides.second + " THEN NULL ELSE " + text +
         " END)";
}

absl::StatusOr<std::string> SqlExpressions::Extreme(const PlanExpr& call,
                                                    const std::string& name) {
  const TypeKind kind = call.type.storage();
  if (kind == TypeKind::kJson || kind == TypeKind::kTuple || kind == TypeKind::kRatio) {
    return Refuse(call.span, name + "(" + TypeText(call.type) + ")");
  }
  std::string list;
  std::string values;
  for (const PlanExpr& arg : call.args) {
    CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(arg));
    list += (list.empty() ? "" : ", ") + ByBytes(call.type, text);
    values += (values.empty() ? "SELECT " : " UNION ALL SELECT ") + text + " AS v";
  }
  if (!is_sqlite()) return name + "(" + list + ")";
  return "(SELECT " + std::string(name == "LEAST" ? "MIN" : "MAX") + "(q.v) FROM (" + values +
         ") AS q)";
}

absl::StatusOr<std::string> SqlExpressions::Calendar(const PlanExpr& call,
                                                     const std::string& part) {
  CAMBIUM_ASSIGN_OR_RETURN(std::string text, Text(call.args[0]));
  const bool is_date = IsDate(call.args[0]);
  if (is_sqlite()) {
    const std::string format = part == "YEAR" ? "%Y" : part == "MONTH" ? "%m" : "%d";
    const std::string seconds =
        is_date ? "(" + text + " * 86400)" : FloorDivide(text, "1000000");
    return "CAST(STRFTIME('" + format + "', " + seconds + ", 'unixepoch') AS INTEGER)";
  }
  if (!is_date) text = FloorDivide(text, kMicrosPerDay);
  return "CAST(EXTRACT(" + part + " FROM DATE '1970-01-01' + CAST(" + text +
         " AS INT)) AS BIGINT)";
}

absl::StatusOr<std::string> SqlExpressions::Truncated(const PlanExpr& call) {
  const std::string unit = ToLower(call.args[0].literal.AsText());
  const PlanExpr& moment = call.args[1];
  CAMBIUM_ASSIGN_OR_RETURN(const std::string text, Text(moment));
  for (const auto& [name, micros] :
       {std::pair("hour", "3600000000"), {"minute", "60000000"}, {"second", "1000000"}}) {
    if (unit == name) return "(" + FloorDivide(text, micros) + " * " + micros + ")";
  }
  const std::string days = IsDate(moment) ? text : FloorDivide(text, kMicrosPerDay);
  std::string first = "q.d";
  if (unit == "week") {
    first = "q.d - " + FloorRemainder("(q.d - 4)", "7");  // 1970-01-05 was a Monday.
  } else if (unit != "day" && !is_sqlite()) {
    first = "CAST(DATE_TRUNC('" + unit +
            "', DATE '1970-01-01' + CAST(q.d AS INT)) AS DATE) - DATE '1970-01-01'";
  } else if (unit != "day") {
    const std::string seconds = "q.d * 86400, 'unixepoch'";
    std::string modifiers = unit == "year" ? ", 'start of year'" : ", 'start of month'";
    if (unit == "quarter") {
      modifiers += ", '-' || ((STRFTIME('%m', " + seconds + ") - 1) % 3) || ' months'";
    }
    first = "CAST(STRFTIME('%s', " + seconds + modifiers + ") AS INTEGER) / 86400";
  }
  const std::string whole = "(SELECT " + first + " FROM (SELECT " + days + " AS d) AS q)";
  return IsDate(moment) ? whole : "(" + whole + " * " + kMicrosPerDay + ")";
}

absl::StatusOr<std::string> SqlExpressions::JsonStep(const PlanExpr& call) {
  CAMBIUM_ASSIGN_OR_RETURN(std::string text, Text(call.args[0]));
  if (!is_sqlite()) text = "CAST(" + text + " AS JSON)";
  for (std::size_t i = 1; i < call.args.size(); ++i) {
    const PlanExpr& step = call.args[i];
    const bool is_written = step.kind == ExprKind::kLiteral && !step.literal.is_null();
    if (!is_written) return Refuse(step.span, "JSON_GET with a step that is not written");
    std::string written;
    if (step.literal.type() == ValueType::kInt) {
      if (step.literal.AsInt() < 0) return Refuse(step.span, "a negative step of JSON_GET");
      const std::string place = std::to_string(step.literal.AsInt());
      written = is_sqlite() ? SqlString("$[" + place + "]") : place;
    } else {
      const std::string name(step.literal.AsText());
      if (name.find_first_of("\"\\") != name.npos) {
        return Refuse(step.span, "a step of JSON_GET with a quote");
      }
      written = SqlString(is_sqlite() ? "$.\"" + name + "\"" : name);
    }
    text = "(" + text + " -> " + written + ")";
  }
  return "NULLIF(" + (is_sqlite() ? text : "CAST(" + text + " AS TEXT)") + ", 'null')";
}

}  // namespace cambium
