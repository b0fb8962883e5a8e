// Wrong expressions, each with what it is told and where.
// SPDX-License-Identifier: Apache-2.0
#include "doctest/doctest.h"
#include "tests/support/expressions.h"

namespace cambium {
namespace {

struct Wrong {
  const char* expression;
  const char* error;  // line:column: message
};

constexpr Wrong kTypes[] = {
    {"i AND b", "1:1: expected a truth value, found Int"},
    {"b OR s", "1:6: expected a truth value, found Text"},
    {"NOT d", "1:5: expected a truth value, found Decimal(2)"},
    {"b AND (i + 1)", "1:8: expected a truth value, found Int"},
    {"s + 1", "1:1: expected a number, found Text"},
    {"i * b", "1:5: expected a number, found Bool"},
    {"-s", "1:2: expected a number, found Text"},
    {"-day", "1:2: expected a number, found Date"},
    {"i / '2'", "1:5: expected a number, found Text"},
    {"i % e", "1:5: expected a number, found Mood"},
    {"j + 1", "1:1: expected a number, found Json"},
    {"at * 2", "1:1: expected a number, found Time"},
    {"2 / day", "1:5: expected a number, found Date"},
    {"1 - at", "1:5: expected a number, found Time"},
    {"at + 1.5", "1:6: expected Int seconds, found Decimal(1)"},
    {"at + at", "1:6: expected Int seconds, found Time"},
    {"at - day", "1:6: expected Int seconds or Time, found Date"},
    {"at - s", "1:6: expected Int seconds or Time, found Text"},
    {"day - f", "1:7: expected Int days or Date, found Float"},
    {"day + 'x'", "1:7: expected Int days, found Text"},
    {"at - 'noon'", "1:6: not of the form YYYY-MM-DD: noon"},
    {"s || 1", "1:6: expected Text, found Int; TEXT(…) makes it one"},
    {"e || s", "1:1: expected Text, found Mood; TEXT(…) makes it one"},
    {"i LIKE '7%'", "1:1: expected Text, found Int; TEXT(…) makes it one"},
    {"s ILIKE 7", "1:9: expected Text, found Int; TEXT(…) makes it one"},
};

constexpr Wrong kComparisons[] = {
    {"i = 'x'", "1:5: cannot compare Int with Text"},
    {"s < 1", "1:5: cannot compare Text with Int"},
    {"b = 1", "1:5: cannot compare Bool with Int"},
    {"b != 'true'", "1:6: cannot compare Bool with Text"},
    {"at = day", "1:6: cannot compare Time with Date"},
    {"s = y", "1:5: cannot compare Text with Bytes"},
    {"e = 2", "1:5: cannot compare Mood with Int"},
    {"e = s", "1:5: cannot compare Mood with Text"},
    {"j = i", "1:5: cannot compare Json with Int"},
    {"u IS s", "1:6: cannot compare Uuid with Text"},
    {"i IN (1, s, 2)", "1:10: cannot compare Int with Text"},
    {"day IN ('2024-02-29', 'x')", "1:23: not of the form YYYY-MM-DD: x"},
    {"i BETWEEN 1 AND 'x'", "1:17: cannot compare Int with Text"},
    {"day BETWEEN '2024-13-01' AND day", "1:13: no such month: 2024-13-01"},
    {"e = 'god'", "1:5: no member 'god' in Mood; did you mean 'good'?"},
    {"e IN ('good', 'better')", "1:15: no member 'better' in Mood"},
    {"u = '12'", "1:5: not a uuid: 12"},
    {"at > '2026-02-30'", "1:6: no such day: 2026-02-30"},
    {"at > '2026-02-03T25:00'", "1:6: no such time of day: 2026-02-03T25:00"},
    {"j = '{'", "1:5: expected the name of a JSON member: ''"},
    {"p = 1", "1:5: cannot compare (Int, Text) with Int"},
    {"p = (1, 2)", "1:5: cannot compare (Int, Text) with (Int, Int)"},
    {"p = (1, 'x', 2)", "1:5: expected (Int, Text), found (Int, Text, Int)"},
    {"p IN ((1, 'x'), 2)", "1:17: cannot compare (Int, Text) with Int"},
};

constexpr Wrong kChoices[] = {
    {"CASE WHEN i THEN 1 END", "1:11: expected a truth value, found Int"},
    {"CASE WHEN b THEN 1 ELSE 'x' END", "1:25: expected Int, found Text"},
    {"CASE WHEN b THEN 1 WHEN b THEN day END", "1:32: expected Int, found Date"},
    {"CASE WHEN b THEN e ELSE 'bod' END", "1:25: no member 'bod' in Mood; did you mean 'bad'?"},
    {"n ?? 'x'", "1:6: expected Int, found Text"},
    {"day ?? at", "1:8: expected Date, found Time"},
    {"nd ?? 'soon'", "1:7: not of the form YYYY-MM-DD: soon"},
    {"IF(i, 1, 2)", "1:4: expected a truth value, found Int"},
    {"IF(b, 1, s)", "1:10: expected Int, found Text"},
    {"COALESCE(n, b)", "1:13: expected Int, found Bool"},
    {"NULLIF(i, 'x')", "1:11: cannot compare Int with Text"},
    {"GREATEST(1, s)", "1:13: expected Int, found Text"},
    {"LEAST(at, day)", "1:11: expected Time, found Date"},
};

constexpr Wrong kCalls[] = {
    {"UPER(s)", "1:1: no function 'UPER'; did you mean 'UPPER'?"},
    {"1 + lenght(s)", "1:5: no function 'lenght'; did you mean 'LENGTH'?"},
    {"FOO()", "1:1: no function 'FOO'"},
    {"ABS()", "1:1: ABS(number) takes 1 argument, found 0"},
    {"ABS(1, 2)", "1:1: ABS(number) takes 1 argument, found 2"},
    {"i + SUBSTR(s)", "1:5: SUBSTR(text, from [, count]) takes 2 or 3 arguments, found 1"},
    {"SUBSTR(s, 1, 2, 3)", "1:1: SUBSTR(text, from [, count]) takes 2 or 3 arguments, found 4"},
    {"REPLACE(s, 'a')", "1:1: REPLACE(text, what, by) takes 3 arguments, found 2"},
    {"IF(b, 1)", "1:1: IF(condition, then, else) takes 3 arguments, found 2"},
    {"COALESCE()", "1:1: COALESCE(value, …) takes 1 or more arguments, found 0"},
    {"JSON_GET(j)", "1:1: JSON_GET(json, step, …) takes 2 or more arguments, found 1"},
    {"DECIMAL(i)", "1:1: DECIMAL(value, digits) takes 2 arguments, found 1"},
    {"ABS(s)", "1:5: expected a number, found Text"},
    {"ROUND(b)", "1:7: expected a number, found Bool"},
    {"ROUND(d, i)", "1:10: expected a number of digits that is written, -18 to 18"},
    {"ROUND(d, 19)", "1:10: expected a number of digits that is written, -18 to 18"},
    {"ROUND(d, 1.0)", "1:10: expected a number of digits that is written, -18 to 18"},
    {"FLOOR(at)", "1:7: expected a number, found Time"},
    {"LENGTH(i)", "1:8: expected Text, found Int; TEXT(…) makes it one"},
    {"UPPER(e)", "1:7: expected Text, found Mood; TEXT(…) makes it one"},
    {"SUBSTR(s, '1')", "1:11: expected Int, found Text"},
    {"SUBSTR(s, 1.5)", "1:11: expected Int, found Decimal(1)"},
    {"TRIM(7)", "1:6: expected Text, found Int; TEXT(…) makes it one"},
    {"YEAR(s)", "1:6: expected Time or Date, found Text"},
    {"YEAR(2026)", "1:6: expected Time or Date, found Int"},
    {"MONTH('May')", "1:7: not of the form YYYY-MM-DD: May"},
    {"HOUR(day)", "1:6: expected Time, found Date"},
    {"DATE_TRUNC('mnth', at)", "1:12: no unit 'mnth'; did you mean 'month'?"},
    {"DATE_TRUNC('decade', at)", "1:12: no unit 'decade'"},
    {"DATE_TRUNC(s, at)", "1:12: expected a unit that is written, as 'month'"},
    {"DATE_TRUNC('hour', day)", "1:20: expected Time, found Date"},
    {"DATE_TRUNC('day', i)", "1:19: expected Time or Date, found Int"},
    {"INT(at)", "1:5: expected a number, Bool, enum, Text or Json, found Time"},
    {"FLOAT(b)", "1:7: expected a number, Text or Json, found Bool"},
    {"DECIMAL(day, 2)", "1:9: expected a number, Text or Json, found Date"},
    {"DECIMAL(i, 19)", "1:12: expected a number of digits that is written, 0 to 18"},
    {"DECIMAL(i, -1)", "1:12: expected a number of digits that is written, 0 to 18"},
    {"DATE(i)", "1:6: expected Time, Date, Text or Json, found Int"},
    {"TIME(b)", "1:6: expected Time, Date, Text or Json, found Bool"},
    {"JSON_GET(s, 'a')", "1:10: expected Json, found Text"},
    {"JSON_GET(j, 1.5)", "1:13: expected Text or Int, found Decimal(1)"},
    {"JSON_GET('[', 0)", "1:10: not JSON: ''"},
};

// What cannot be known before the row is.
constexpr Wrong kValues[] = {
    {"most + 1", "1:1: Int overflows"},
    {"b AND 0 < least - 1", "1:11: Int overflows"},
    {"ABS(least)", "1:1: Int overflows"},
    {"d * most", "1:1: Decimal(2) overflows"},
    {"at + most", "1:1: Time overflows"},
    {"day - (least + 1)", "1:1: Date overflows"},
    {"i + INT(s)", "1:5: not an Int: Straße"},
    {"DECIMAL(s, 2)", "1:1: not a decimal: Straße"},
    {"DATE(s)", "1:1: not of the form YYYY-MM-DD: Straße"},
    {"TEXT(SUBSTR(s, 1, i - 8))", "1:6: SUBSTR has a negative count: -1"},
};

template <std::size_t kCount>
void CheckWrong(const Wrong (&wrongs)[kCount]) {
  for (const Wrong& wrong : wrongs) {
    INFO("expression: ", std::string(wrong.expression));
    CHECK(testing::Computed(wrong.expression) == std::string(wrong.error));
  }
}

TEST_SUITE("Wrong expressions") {
  TEST_CASE("by the types of operands") { CheckWrong(kTypes); }
  TEST_CASE("that compare what does not") { CheckWrong(kComparisons); }
  TEST_CASE("that choose among different types") { CheckWrong(kChoices); }
  TEST_CASE("that call functions wrongly") { CheckWrong(kCalls); }
  TEST_CASE("by the values of a row") { CheckWrong(kValues); }
}

}  // namespace
}  // namespace cambium
