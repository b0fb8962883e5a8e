// Texts that are no statements of the grammar, each with what it is told and where.
//
// What is wrong with names and types of statements is in wrong_statements_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

struct Wrong {
  const char* statement;
  const char* error;  // line:column: message
};

constexpr Wrong kSelects[] = {
    {"MANY A { b{3,2} { c } }", "1:11: the least number of hops is above the greatest"},
    {"MANY A { MANY b{1,} { c } }", "1:19: expected a number of hops, found '}'"},
    {"MANY A { MANY b{,2} { c } }", "1:17: expected an expression, found ','"},
    {"MANY A { MANY b{1,2,3} { c } }", "1:20: expected '}', found ','"},
    {"MANY A { MANY b{99999999999999999999} { c } }",
     "1:17: number does not fit Int: 99999999999999999999"},
    {"MANY A { MANY b+* { c } }", "1:17: expected a clause or '{', found '*'"},
    {"MANY A { MANY b.+ { c } }", "1:17: expected a name, found '+'"},
    {"MANY A.. { c }", "1:8: expected a name, found '.'"},
    {"MANY A AS { b }", "1:11: expected an alias, found '{'"},
    {"MANY A AS b AS c { d }", "1:13: clause is given twice: AS"},
    {"MANY A ON { b }", "1:11: expected an expression, found '{'"},
    {"MANY A ON b ON c { d }", "1:13: clause is given twice: ON"},
    {"MANY A GROUP b { c }", "1:14: expected BY, found 'b'"},
    {"MANY A GROUP BY { c }", "1:17: expected an expression, found '{'"},
    {"MANY A GROUP BY b GROUP BY c { d }", "1:19: clause is given twice: GROUP"},
    {"MANY A GROUP BY b: { c }", "1:20: expected an expression, found '{'"},
    {"MANY A HAVING { b }", "1:15: expected an expression, found '{'"},
    {"MANY A HAVING b HAVING c { d }", "1:17: clause is given twice: HAVING"},
    {"MANY A ORDER BY b ASC DESC { c }", "1:23: expected a clause or '{', found 'DESC'"},
    {"MANY A ORDER BY b NULLS LOW { c }", "1:25: expected FIRST or LAST, found 'LOW'"},
    {"MANY A ORDER BY b,, c { d }", "1:19: expected an expression, found ','"},
    {"MANY A START (1) { b }", "1:14: expected AFTER or AT, found '('"},
    {"MANY A START AFTER { b }", "1:20: expected '(', found '{'"},
    {"MANY A START AT (1, ) { b }", "1:21: expected an expression, found ')'"},
    {"MANY A START AT (1 { b }", "1:20: expected ')', found '{'"},
    {"MANY A START AFTER $p START AFTER $q { b }", "1:23: clause is given twice: START"},
    {"MANY A LIMIT { b }", "1:14: expected a limit, found '{'"},
    {"MANY A LIMIT $ { b }", "1:14: unexpected character '$'"},
    {"MANY A LIMIT 1 OFFSET { b }", "1:23: expected an offset, found '{'"},
    {"MANY A OFFSET -1 { b }", "1:15: expected an offset, found '-'"},
    {"MANY A OFFSET 1 OFFSET 2 { b }", "1:17: clause is given twice: OFFSET"},
    {"MANY A LIMIT (1) { b }", "1:14: expected a limit, found '('"},
    {"MANY DISTINCT { }", "1:17: expected an expression, found '}'"},
    {"ONE", "1:4: expected a table or a relation, found the end"},
    {"ONE { a }", "1:5: expected a table or a relation, found '{'"},
    {"MANY 'A' { b }", "1:6: expected a table or a relation, found 'A'"},
    {"MANY A { ... }", "1:14: expected a name, found '}'"},
    {"MANY A { ...'b' }", "1:13: expected a name, found 'b'"},
    {"MANY A { ...b.c, d }", "1:16: expected '{', found ','"},
    {"MANY A { ...b { } }", "1:17: expected an expression, found '}'"},
    {"MANY A { RECURSE b DEPTH }", "1:26: expected a depth, found '}'"},
    {"MANY A { RECURSE b DEPTH -1 }", "1:26: expected a depth, found '-'"},
    {"MANY A { RECURSE b DEPTH $n }", "1:26: expected a depth, found '$n'"},
    {"MANY A { RECURSE b { c } }", "1:20: expected '}', found '{'"},
    {"MANY A { RECURSE b WHERE DEPTH 2 }", "1:32: expected '}', found '2'"},
    {"MANY A { x: MANY b }", "1:20: expected a clause or '{', found '}'"},
    {"MANY A { x: ONE b, c }", "1:18: expected a clause or '{', found ','"},
    {"MANY A { b WHERE c }", "1:20: expected a clause or '{', found '}'"},
    {"MANY A { x: y: z }", "1:14: expected '}', found ':'"},
    {"MANY A { *: b }", "1:11: expected '}', found ':'"},
    {"MANY A { b AS c }", "1:17: expected a clause or '{', found '}'"},
};

constexpr Wrong kExpressions[] = {
    {"MANY A WHERE EVERY(b) { c }", "1:21: expected HAVE, found ')'"},
    {"MANY A WHERE EVERY(b WHERE c) { d }", "1:29: expected HAVE, found ')'"},
    {"MANY A WHERE EVERY(HAVE c) { d }", "1:25: expected HAVE, found 'c'"},
    {"MANY A WHERE EVERY(b HAVE) { d }", "1:26: expected an expression, found ')'"},
    {"MANY A WHERE EVERY(b HAVE c { d }", "1:29: expected ')', found '{'"},
    {"MANY A WHERE EXISTS () { b }", "1:22: expected a name, found ')'"},
    {"MANY A WHERE EXISTS (b WHERE) { c }", "1:29: expected an expression, found ')'"},
    {"MANY A WHERE EXISTS (b c) { d }", "1:24: expected a clause or ')', found 'c'"},
    {"MANY A WHERE EXISTS (b LIMIT 1 LIMIT 2) { c }", "1:32: clause is given twice: LIMIT"},
    {"MANY A WHERE EXISTS b. { c }", "1:24: expected a name, found '{'"},
    {"MANY A { x: CASE WHEN b THEN 1 }", "1:32: expected END, found '}'"},
    {"MANY A { x: CASE WHEN b THEN 1 ELSE 2 }", "1:39: expected END, found '}'"},
    {"MANY A { x: CASE WHEN b 1 END }", "1:25: expected THEN, found '1'"},
    {"MANY A { x: CASE WHEN THEN 1 END }", "1:28: expected THEN, found '1'"},
    {"MANY A { x: CASE WHEN b THEN END }", "1:34: expected END, found '}'"},
    {"MANY A { x: CASE b WHEN 1 THEN 2 END }", "1:18: expected '}', found 'b'"},
    {"MANY A { x: CASE WHEN b THEN 1 ELSE 2 WHEN c THEN 3 END }",
     "1:39: expected END, found 'WHEN'"},
    {"MANY A { x: COUNT }, y }", "1:20: expected the end of the statement, found ','"},
    {"MANY A { x: COUNT(*) OF }", "1:22: expected '}', found 'OF'"},
    {"MANY A { x: COUNT(* b) }", "1:19: expected an expression, found '*'"},
    {"MANY A { x: COUNT() }", "1:19: expected an expression, found ')'"},
    {"MANY A { x: SUM(*) }", "1:17: expected an expression, found '*'"},
    {"MANY A { x: SUM() OF b }", "1:17: expected an expression, found ')'"},
    {"MANY A { x: SUM(b, c) }", "1:18: expected ')', found ','"},
    {"MANY A { x: AVG(b) OF (c }", "1:26: expected a clause or ')', found '}'"},
    {"MANY A { x: MIN(b) OF (c WHERE) }", "1:31: expected an expression, found ')'"},
    {"MANY A { x: LIST(DISTINCT) OF b c }", "1:33: expected '}', found 'c'"},
    {"MANY A { x: COUNT DISTINCT (b }", "1:31: expected a clause or ')', found '}'"},
    {"MANY A { x: SUM b }", "1:17: expected '}', found 'b'"},
    {"MANY A { x: b+ + }", "1:18: expected an expression, found '}'"},
    {"MANY A WHERE b IN { c }", "1:19: expected '(', found '{'"},
    {"MANY A WHERE b IN (MANY c) { d }", "1:26: expected a clause or '{', found ')'"},
    {"MANY A WHERE b IN (MANY c { d }, 1) { e }", "1:32: expected ')', found ','"},
    {"MANY A WHERE b NOT { c }", "1:16: expected a clause or '{', found 'NOT'"},
    {"MANY A WHERE b NOT = 1 { c }", "1:16: expected a clause or '{', found 'NOT'"},
    {"MANY A WHERE b BETWEEN 1 { c }", "1:26: expected AND, found '{'"},
    {"MANY A WHERE b BETWEEN 1 OR 2 { c }", "1:26: expected AND, found 'OR'"},
    {"MANY A WHERE b LIKE { c }", "1:21: expected an expression, found '{'"},
    {"MANY A WHERE b IS { c }", "1:19: expected an expression, found '{'"},
    {"MANY A WHERE b IS NOT { c }", "1:23: expected an expression, found '{'"},
    {"MANY A WHERE b ?? { c }", "1:19: expected an expression, found '{'"},
    {"MANY A WHERE b || || c { d }", "1:19: expected an expression, found '||'"},
    {"MANY A WHERE (1, 2 { b }", "1:20: expected ')', found '{'"},
    {"MANY A WHERE () { b }", "1:15: expected an expression, found ')'"},
    {"MANY A WHERE f(1,) { b }", "1:18: expected an expression, found ')'"},
    {"MANY A WHERE f(1 2) { b }", "1:18: expected ')', found '2'"},
    {"MANY A WHERE b = $1 { c }", "1:18: unexpected character '$'"},
    {"MANY A WHERE b == 1 { c }", "1:17: expected an expression, found '='"},
    {"MANY A WHERE b := 1 { c }", "1:16: expected a clause or '{', found ':'"},
};

constexpr Wrong kDeclarations[] = {
    {"ENUM { a = 1 }", "1:6: expected the name of an enum, found '{'"},
    {"ENUM E ( a = 1 )", "1:8: expected '{', found '('"},
    {"ENUM E { a = 1 b = 2 }", "1:16: expected '}', found 'b'"},
    {"ENUM E { a = b }", "1:14: expected a number, found 'b'"},
    {"ENUM E { a: 1 }", "1:11: expected '=', found ':'"},
    {"FRAGMENT ON A { b }", "1:13: expected ON, found 'A'"},
    {"FRAGMENT F ON { b }", "1:15: expected the name of a table, found '{'"},
    {"FRAGMENT F ON A", "1:16: expected '{', found the end"},
    {"FRAGMENT F ON A { }", "1:19: expected an expression, found '}'"},
    {"VIEW v AS MANY A { b }", "1:1: VIEW is reserved for later"},
    {"TABLE A STRICT LAX { b: Int = 1 }", "1:16: expected '{', found 'LAX'"},
    {"TABLE A { b: Int = 1 ON DELETE }", "1:32: expected RESTRICT, CASCADE or NULL, found '}'"},
    {"TABLE A { b: Int = 1 ON DELETE DROP }",
     "1:32: expected RESTRICT, CASCADE or NULL, found 'DROP'"},
    {"TABLE A { b: Int = 1 BACK }", "1:27: expected the name of a relation, found '}'"},
    {"TABLE A { b: Decimal() = 1 }", "1:22: expected a number of digits, found ')'"},
    {"TABLE A { b: Decimal(2 = 1 }", "1:24: expected ')', found '='"},
    {"TABLE A { b: Int? ? = 1 }", "1:19: expected '=', found '?'"},
    {"TABLE A { b: Int = 1 DEFAULT }", "1:30: expected a literal, found '}'"},
    {"TABLE A { b: Int = 1 DEFAULT NOW() }", "1:30: expected a literal, found 'NOW'"},
    {"TABLE A { b: Int = 1, KEY b }", "1:27: expected ':', found 'b'"},
    {"TABLE A { b: Int = 1, KEY (b, ) }", "1:31: expected a field, found ')'"},
    {"TABLE A { b: Int = 1, MANY c VIA d }", "1:30: expected ':', found 'VIA'"},
    {"TABLE A { b: Int = 1, MANY c: D }", "1:33: expected VIA, found '}'"},
    {"TABLE A { b: Int = 1, MANY c: D VIA }", "1:37: expected a name, found '}'"},
    {"TABLE A { b: Int = 1, RESERVED }", "1:32: expected a field number or a name, found '}'"},
    {"TABLE A { b: Int = 1, RESERVED c }",
     "1:32: expected a field number or a name, found 'c'"},
    {"TABLE A { b: Int = 1,, c: Int = 2 }", "1:22: expected the name of a field, found ','"},
};

constexpr Wrong kMutations[] = {
    {"UPSERT A", "1:9: expected '{', found the end"},
    {"UPSERT A { b }", "1:14: expected ':', found '}'"},
    {"UPSERT A { b: }", "1:15: expected an expression, found '}'"},
    {"UPSERT A { b: 1 c: 2 }", "1:17: expected '}', found 'c'"},
    {"INSERT A { b: (1, }", "1:19: expected an expression, found '}'"},
    {"UPDATE A SET b = (1, 2", "1:23: expected ')', found the end"},
    {"UPDATE A WHERE SET b = 1", "1:20: expected SET, found 'b'"},
    {"UPDATE A SET b == 1", "1:17: expected an expression, found '='"},
    {"TX", "1:3: expected '{', found the end"},
    {"TX { MANY A { b } }", "1:6: expected a mutation, found 'MANY'"},
    {"TX { DELETE A, DELETE B }", "1:14: expected '}', found ','"},
    {"TX { DELETE A; ; DELETE B }", "1:16: expected a mutation, found ';'"},
    {"TX { TABLE A { b: Int = 1 KEY } }", "1:6: expected a mutation, found 'TABLE'"},
    {"TX { DELETE A", "1:14: expected '}', found the end"},
    {"PREVIEW", "1:8: expected TX, found the end"},
    {"PREVIEW MANY A { b }", "1:9: expected TX, found 'MANY'"},
    {"PREVIEW TX { }", "1:14: expected a mutation, found '}'"},
    {"ASSERT", "1:7: expected the name of an assertion, found the end"},
    {"ASSERT a", "1:9: expected ':', found the end"},
    {"ASSERT a EXISTS A", "1:10: expected ':', found 'EXISTS'"},
    {"ASSERT a:", "1:10: expected an expression, found the end"},
    {"DROP", "1:5: expected ASSERT, TABLE or QUERY, found the end"},
    {"DROP A", "1:6: expected ASSERT, TABLE or QUERY, found 'A'"},
    {"DROP TABLE", "1:11: expected a name, found the end"},
    {"DROP INDEX a", "1:6: expected ASSERT, TABLE or QUERY, found 'INDEX'"},
};

constexpr Wrong kQueries[] = {
    {"QUERY { MANY A { b } }", "1:7: expected the name of a query, found '{'"},
    {"QUERY q( MANY A { b }", "1:10: expected a parameter, found 'MANY'"},
    {"QUERY q() MANY A { b }", "1:9: expected a parameter, found ')'"},
    {"QUERY q($a) MANY A { b }", "1:11: expected ':', found ')'"},
    {"QUERY q($a: ) MANY A { b }", "1:13: expected a type, found ')'"},
    {"QUERY q($a: Int = ) MANY A { b }", "1:19: expected a literal, found ')'"},
    {"QUERY q($a: Int = $b) MANY A { b }", "1:19: expected a literal, found '$b'"},
    {"QUERY q(a: Int) MANY A { b }", "1:9: expected a parameter, found 'a'"},
    {"QUERY q($a: Decimal(x)) MANY A { b }", "1:21: expected a number of digits, found 'x'"},
    {"QUERY q DELETE A", "1:9: expected a statement, found 'DELETE'"},
    {"EXPLAIN", "1:8: expected a statement, found the end"},
    {"EXPLAIN DELETE A", "1:9: expected a statement, found 'DELETE'"},
    {"EXPLAIN TABLE A { b: Int = 1 KEY }", "1:9: expected a statement, found 'TABLE'"},
    {"LIVE { }", "1:8: expected an expression, found '}'"},
    {"{ MANY A { b } c: COUNT A }", "1:16: expected '}', found 'c'"},
    {"{ a: MANY A { b }", "1:18: expected '}', found the end"},
};

template <std::size_t kCount>
void CheckRefused(const Wrong (&wrongs)[kCount]) {
  for (const Wrong& wrong : wrongs) {
    CHECK_MESSAGE(testing::ErrorLine(ParseStatement(wrong.statement).status(),
                                     wrong.statement) == std::string(wrong.error),
                  wrong.statement);
  }
}

TEST_SUITE("Wrong syntax") {
  TEST_CASE("of selects") { CheckRefused(kSelects); }
  TEST_CASE("of expressions") { CheckRefused(kExpressions); }
  TEST_CASE("of queries") { CheckRefused(kQueries); }
  TEST_CASE("of declarations") { CheckRefused(kDeclarations); }
  TEST_CASE("of mutations") { CheckRefused(kMutations); }
}

}  // namespace
}  // namespace cambium
