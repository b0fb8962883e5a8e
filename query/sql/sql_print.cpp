// Values as they print: TEXT(…) and the members of JSON objects.
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "dataflow/status.h"
#include "query/sql/sql_expression.h"

namespace cambium {

std::string SqlExpressions::Day(const std::string& days) const {
  if (is_sqlite()) return "STRFTIME('%Y-%m-%d', " + days + " * 86400, 'unixepoch')";
  return "TO_CHAR(DATE '1970-01-01' + CAST(" + days + " AS INT), 'YYYY-MM-DD')";
}

std::string SqlExpressions::Seconds(const std::string& micros) const {
  const std::string seconds =
      "(" + micros + " - (" + micros + " % 1000000 + 1000000) % 1000000) / 1000000";
  if (is_sqlite()) return "STRFTIME('%Y-%m-%dT%H:%M:%S', " + seconds + ", 'unixepoch')";
  return "TO_CHAR(TIMESTAMP '1970-01-01' + (" + seconds +
         ") * INTERVAL '1 second', 'YYYY-MM-DD\"T\"HH24:MI:SS')";
}

std::string SqlExpressions::Moment(const std::string& micros) const {
  const std::string rest = "(" + micros + " % 1000000 + 1000000) % 1000000";
  const std::string digits =
      is_sqlite() ? "PRINTF('.%06d', " + rest + ")" : "TO_CHAR(" + rest + ", 'FM\".\"000000')";
  return "(" + Seconds(micros) + " || CASE WHEN " + micros + " % 1000000 <> 0 THEN " + digits +
         " ELSE '' END || 'Z')";
}

absl::StatusOr<std::string> SqlExpressions::Printed(const FieldType& type,
                                                    const std::string& text, Span span) const {
  switch (type.storage()) {
    case TypeKind::kText:
    case TypeKind::kUuid:
      return text;
    case TypeKind::kNull:
      return std::string("NULL");
    case TypeKind::kBool:
      return "CASE WHEN " + text + " THEN 'true' WHEN NOT " + text + " THEN 'false' END";
    case TypeKind::kInt:
      return "CAST(" + text + " AS TEXT)";
    case TypeKind::kDate:
      return Day(text);
    case TypeKind::kTime:
      return Moment(text);
    case TypeKind::kEnum: {
      std::string names = "CASE " + text;
      for (const TypeDetail::Member& member : type.detail->members) {
        names += " WHEN " + std::to_string(member.number) + " THEN " + SqlString(member.name);
      }
      return names + " END";
    }
    case TypeKind::kDecimal: {
      if (type.scale == 0) return "CAST(" + text + " AS TEXT)";
      if (!is_sqlite()) {
        return "CAST(" + text + " * 0." + std::string(type.scale - 1U, '0') + "1 AS TEXT)";
      }
      const std::string power = SqlPower(type.scale);
      return "CASE WHEN " + text + " IS NOT NULL THEN PRINTF('%s%d.%0" +
             std::to_string(type.scale) + "d', CASE WHEN " + text +
             " < 0 THEN '-' ELSE '' END, ABS(" + text + ") / " + power + ", ABS(" + text +
             ") % " + power + ") END";
    }
    default:
      return Refuse(span, "the text of a " + TypeText(type));
  }
}

absl::StatusOr<std::string> SqlExpressions::Json(const FieldType& type,
                                                 const std::vector<std::string>& columns,
                                                 Span span) {
  const std::string& text = columns[0];
  switch (type.storage()) {
    case TypeKind::kTuple: {
      std::string list;
      std::size_t at = 0;
      for (const FieldType& part : type.detail->parts) {
        const std::size_t size = SqlValues(part, Value()).size();
        const Texts own(columns.begin() + static_cast<std::ptrdiff_t>(at),
                        columns.begin() + static_cast<std::ptrdiff_t>(at + size));
        CAMBIUM_ASSIGN_OR_RETURN(const std::string json, Json(part, own, span));
        list += (list.empty() ? "" : ", ") + json;
        at += size;
      }
      const std::string chosen = "CASE WHEN " + text + " IS NOT NULL THEN ";
      return is_sqlite() ? "JSON(" + chosen + "JSON_ARRAY(" + list + ") END)"
                         : chosen + "JSON_BUILD_ARRAY(" + list + ") END";
    }
    case TypeKind::kInt:
      return text;
    case TypeKind::kJson:
      return is_sqlite() ? "JSON(" + text + ")" : "CAST(" + text + " AS JSON)";
    case TypeKind::kFloat:
      if (!is_sqlite()) return text;
      // Of as many digits as it takes to read back as the same number.
      return "JSON(CASE WHEN CAST(PRINTF('%.15g', " + text + ") AS REAL) = " + text +
             " THEN PRINTF('%.15g', " + text + ") WHEN " + text +
             " IS NOT NULL THEN PRINTF('%!.17g', " + text + ") END)";
    case TypeKind::kBytes:
      if (is_sqlite()) return Refuse(span, "Bytes in an answer, which are base64");
      return "REPLACE(ENCODE(" + text + ", 'base64'), CHR(10), '')";
    case TypeKind::kBool:
    case TypeKind::kDecimal: {
      CAMBIUM_ASSIGN_OR_RETURN(const std::string printed, Printed(type, text, span));
      return is_sqlite() ? "JSON(" + printed + ")" : "CAST(" + printed + " AS JSON)";
    }
    default:
      return Printed(type, text, span);
  }
}

}  // namespace cambium
