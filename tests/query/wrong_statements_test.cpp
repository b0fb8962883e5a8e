// Wrong statements, each with what it is told and where.
// SPDX-License-Identifier: Apache-2.0
#include "doctest/doctest.h"
#include "tests/support/statements.h"

namespace cambium {
namespace {

struct Wrong {
  const char* statement;
  const char* error;  // line:column: message
};

constexpr Wrong kNoStatements[] = {
    {"", "1:1: expected a statement, found the end"},
    {";", "1:1: expected a statement, found ';'"},
    {"-- nothing", "1:1: expected a statement, found the end"},
    {"SELECT * FROM Issue", "1:1: expected a statement, found 'SELECT'"},
    {"issue", "1:1: expected a statement, found 'issue'"},
    {"'MANY' Issue { id }", "1:1: expected a statement, found 'MANY'"},
    {"LIVE", "1:5: expected a statement, found the end"},
    {"LIVE DELETE Issue", "1:6: expected a statement, found 'DELETE'"},
    {"DELETE Issue DELETE Issue", "1:14: expected the end of the statement, found 'DELETE'"},
    {"MANY Issue { id } MANY Issue { id }",
     "1:19: expected the end of the statement, found 'MANY'"},
    {"MANY Issue { id } }", "1:19: expected the end of the statement, found '}'"},
    {"MANY Issue { title = 'open }", "1:22: string is not closed"},
    {"MANY Issue { id } &", "1:19: unexpected character '&'"},
    {"MANY Issue { 1x }", "1:14: bad number"},
};

constexpr Wrong kQueries[] = {
    {"MANY Issue { RECURSE comments }",
     "1:22: RECURSE repeats its block, and 'comments' leads from Issue to Comment"},
    {"MANY Issue { RECURSE comment }",
     "1:22: no relation 'comment' on Issue; did you mean 'comments'?"},
    {"{ RECURSE Issue }", "1:3: there is no row here to RECURSE from"},
    {"MANY Issue GROUP BY open { open, RECURSE Issue }",
     "1:34: RECURSE repeats rows, and these are groups"},
    {"MANY Comment { id, ...issue { RECURSE Issue } }",
     "1:31: RECURSE repeats a block, and a spread is part of one; nest it"},
    {"MANY Issue { RECURSE Issue GROUP BY id }",
     "1:14: RECURSE leads to rows, and takes no GROUP BY and no HAVING"},
    {"MANY DISTINCT Issue { id, RECURSE Issue }",
     "1:27: MANY DISTINCT has values only, no lists or spreads"},
    {"MANY Issue { id, RECURSE Issue, RECURSE Issue }", "1:33: label is given twice: Issue"},
    {"MANY", "1:5: expected a table or a relation, found the end"},
    {"MANY Issue", "1:11: expected a clause or '{', found the end"},
    {"MANY Issue WHERE", "1:17: expected an expression, found the end"},
    {"MANY Issue {", "1:13: expected an expression, found the end"},
    {"MANY Issue { }", "1:14: expected an expression, found '}'"},
    {"MANY Issue { id title }", "1:17: expected '}', found 'title'"},
    {"MANY Issue { id,, title }", "1:17: expected an expression, found ','"},
    {"MANY Issue { a: }", "1:17: expected an expression, found '}'"},
    {"MANY Issue { id: MANY comments }", "1:32: expected a clause or '{', found '}'"},
    {"MANY Issue WHERE id = 1 WHERE id = 2 { id }", "1:25: clause is given twice: WHERE"},
    {"MANY Issue ORDER id { id }", "1:18: expected BY, found 'id'"},
    {"MANY Issue ORDER BY { id }", "1:21: expected an expression, found '{'"},
    {"MANY Issue ORDER BY id NULLS { id }", "1:30: expected FIRST or LAST, found '{'"},
    {"MANY Issue ORDER BY id LIMIT 1 ORDER BY id { id }", "1:32: clause is given twice: ORDER"},
    {"MANY Issue LIMIT -1 { id }", "1:18: expected a limit, found '-'"},
    {"MANY Issue LIMIT 1.5 { id }", "1:18: expected a limit, found '1.5'"},
    {"MANY Issue LIMIT 99999999999999999999 { id }",
     "1:18: number does not fit Int: 99999999999999999999"},
    {"MANY Issue LIMIT votes { id }", "1:18: expected a limit, found 'votes'"},
    {"MANY Issue WHERE id = = 1 { id }", "1:23: expected an expression, found '='"},
    {"MANY Issue WHERE (id = 1 { id }", "1:26: expected ')', found '{'"},
    {"MANY Issue WHERE id = 1) { id }", "1:24: expected a clause or '{', found ')'"},
    {"MANY Issue WHERE id IN 1 { id }", "1:24: expected '(', found '1'"},
    {"MANY Issue\nWHERE id = 1\n  AND titel = 'x'\n{ id }",
     "3:7: no field 'titel' on Issue; did you mean 'title'?"},
    {"MANY Issue {\n  id,\n  MANY comments {\n    tetx } }",
     "4:5: no field 'tetx' on Comment; did you mean 'text'?"},
    {"MANY issue { id }", "1:6: no table 'issue'; did you mean 'Issue'?"},
    {"MANY Issue WHERE id { id }", "1:18: expected a truth value, found Int"},
    {"MANY Issue WHERE title = 1 { id }", "1:26: cannot compare Text with Int"},
    {"MANY Issue WHERE due = 'tomorrow' { id }", "1:24: not of the form YYYY-MM-DD: tomorrow"},
    {"MANY Issue { n: title + 1 }", "1:17: expected a number, found Text"},
    {"MANY Issue { votes * 2 }", "1:14: an item that is not a path needs a label"},
    {"MANY Issue { id, title: id, title }", "1:29: label is given twice: title"},
    {"MANY Issue { comments }",
     "1:14: 'comments' is a relation to many rows, not a value; nest it: MANY comments { … }, "
     "or ask EXISTS"},
    {"MANY Comment { text.title }", "1:21: field is not a reference: text"},
    {"MANY Issue WHERE votes > 99999999999999999999 { id }",
     "1:26: number does not fit Int: 99999999999999999999"},
    {"MANY Issue WHERE votes > 0.1234567890123456789 { id }",
     "1:26: decimal does not fit exactly: 0.1234567890123456789"},
    {"MANY Issue WHERE votes > 1e999 { id }", "1:26: number is out of range: 1e999"},
};

constexpr Wrong kMutations[] = {
    {"INSERT", "1:7: expected the name of a table, found the end"},
    {"INSERT Issue", "1:13: expected '{', found the end"},
    {"INSERT Issue { }", "1:16: expected a field, found '}'"},
    {"INSERT Issue { id = 1 }", "1:19: expected ':', found '='"},
    {"INSERT Issue { id: 2, title: 'x' } { id: 3 }",
     "1:36: expected the end of the statement, found '{'"},
    {"INSERT Isue { id: 2 }", "1:8: no table 'Isue'; did you mean 'Issue'?"},
    {"INSERT Issue { id: 2, ttle: 'x' }",
     "1:23: no field 'ttle' on Issue; did you mean 'title'?"},
    {"INSERT Issue { id: 1, title: 'x' }", "1:8: key exists already in Issue: 1"},
    {"INSERT Issue { id: 2 }", "1:8: field is missing: title"},
    {"INSERT Issue {\n  id: 2,\n  title: 5 }", "3:10: title: not a value of type Text: 5"},
    {"INSERT Issue { id: 2, title: 'x', due: '2026-02-29' }",
     "1:40: due: no such day: 2026-02-29"},
    {"INSERT Issue { id: NULL, title: 'x' }", "1:20: field cannot be NULL: id"},
    {"INSERT Issue { id: id, title: 'x' }", "1:20: a new row has no fields to read"},
    {"INSERT Comment { id: 1, issue: 'one', text: 'x' }",
     "1:32: issue: not a value of type Int: 'one'"},
    {"UPDATE Issue", "1:13: expected SET, found the end"},
    {"UPDATE Issue SET", "1:17: expected a field, found the end"},
    {"UPDATE Issue SET votes", "1:23: expected '=', found the end"},
    {"UPDATE Issue SET votes + 1", "1:24: expected '=', found '+'"},
    {"UPDATE Issue SET votes = 1, votes = 2", "1:29: field is set twice: votes"},
    {"UPDATE Issue SET votes = NULL", "1:26: field cannot be NULL: votes"},
    {"UPDATE Issue SET title = id", "1:26: title: not a value of type Text: 1"},
    {"UPDATE Issue SET votes = 1 WHERE id = 1",
     "1:28: expected the end of the statement, found 'WHERE'"},
    {"UPDATE Issue WHERE vote = 1 SET votes = 2",
     "1:20: no field 'vote' on Issue; did you mean 'votes'?"},
    {"DELETE", "1:7: expected the name of a table, found the end"},
    {"DELETE FROM Issue", "1:13: expected the end of the statement, found 'Issue'"},
    {"DELETE Issue WHERE", "1:19: expected an expression, found the end"},
    {"DELETE Issue WHERE comments",
     "1:20: 'comments' is a relation to many rows, not a value; nest it: MANY comments { … }, "
     "or ask EXISTS"},
    {"DELETE Issue id = 1", "1:14: expected the end of the statement, found 'id'"},
};

constexpr Wrong kTables[] = {
    {"TABLE", "1:6: expected the name of a table, found the end"},
    {"TABLE T", "1:8: expected '{', found the end"},
    {"TABLE T { id }", "1:14: expected ':', found '}'"},
    {"TABLE T { id: Int }", "1:19: expected '=', found '}'"},
    {"TABLE T { id: Int = KEY }", "1:21: expected a field number, found 'KEY'"},
    {"TABLE T { id: Int = one KEY }", "1:21: expected a field number, found 'one'"},
    {"TABLE T { id: Int = 1 KEY", "1:26: expected the name of a field, found the end"},
    {"TABLE T { id: Int? = 1 KEY }", "1:11: a KEY field cannot be nullable: id"},
    {"TABLE T { id: Int = 1 }", "1:7: table has no KEY: T"},
    {"TABLE T { KEY () }", "1:16: expected a field, found ')'"},
    {"TABLE T { id: Int = 1, KEY (id), n: Int = 2, KEY (n) }", "1:46: table has two keys: T"},
    {"TABLE T { id: Int = 1 KEY, a: Intt = 2 }",
     "1:31: no type or table 'Intt'; did you mean 'Int'?"},
    {"TABLE T { id: Int = 1 KEY, a: Int = 1 }", "1:37: field number is taken by 'id': 1"},
    {"TABLE T { id: Int = 1 KEY, a: Int = 2 DEFAULT id }",
     "1:47: expected a literal, found 'id'"},
    {"TABLE T { id: Int = 1 KEY, a: Issue = 2 BACK title }",
     "1:46: Issue has a field or relation 'title' already"},
    {"TABLE T { id: Int = 1 KEY, a: Issue = 2 BACK comments }",
     "1:46: Issue has a field or relation 'comments' already"},
    {"TABLE Issue { id: Int = 1, title: Text = 2 KEY }",
     "1:7: the key of a table stays as it is: Issue"},
    {"TABLE Issue {\n  id: Int = 1 KEY,\n  title: Int = 2 }",
     "3:10: field 'title' cannot change its type from Text to Int; give a new field a number "
     "of "
     "its own"},
    {"TABLE Issue {\n  id: Int = 1 KEY,\n  due: Date = 5 }",
     "3:3: rows of Issue have no value of 'due': 1"},
    {"TABLE Issue {\n  id: Int = 1 KEY,\n  n: Int = 6 }",
     "3:3: rows of Issue have no value of 'n': 1"},
};

constexpr Wrong kDrops[] = {
    {"DROP TABLE Issue", "1:12: table Issue is referred to by Comment.issue"},
    {"DROP TABLE Isue", "1:12: no table 'Isue'; did you mean 'Issue'?"},
    {"DROP QUERY q", "1:12: no query 'q'"},
    {"TX { DELETE Issue; DROP TABLE Comment }",
     "1:31: a TX ends assertions alone; drop it outside: Comment"},
    {"TX { DELETE Issue; ASSERT a: EXISTS Issue }", "assertion does not hold: a"},
    {"QUERY q MANY Isue { id }", "1:14: no table 'Isue'; did you mean 'Issue'?"},
    {"FRAGMENT F ON Issue { id, titel }",
     "1:27: no field 'titel' on Issue; did you mean 'title'?"},
};

constexpr Wrong kNotBuilt[] = {
    {"VIEW v AS MANY Issue { id }", "1:1: VIEW is reserved for later"},
};

// Each is refused as expected, and none leaves a trace.
template <std::size_t kCount>
void CheckRefused(const Wrong (&wrongs)[kCount]) {
  const auto database = testing::OpenWith(
      {"TABLE Issue { id: Int = 1 KEY, title: Text = 2, open: Bool = 3 DEFAULT TRUE, "
       "votes: Int = 4 DEFAULT 0, due: Date? = 5 }",
       testing::kCommentTable, "INSERT Issue { id: 1, title: 'a', votes: 2 }"});
  for (const Wrong& wrong : wrongs) {
    INFO("statement: ", std::string(wrong.statement));
    CHECK(testing::Refusal(*database, wrong.statement) == std::string(wrong.error));
  }
  CHECK(database->version() == 3);
  CHECK(testing::Ask(*database, "MANY Issue { * }") ==
        R"([{"id":1,"title":"a","open":true,"votes":2,"due":null}])");
}

TEST_SUITE("Wrong statements") {
  TEST_CASE("that are none") { CheckRefused(kNoStatements); }
  TEST_CASE("that are queries") { CheckRefused(kQueries); }
  TEST_CASE("that are mutations") { CheckRefused(kMutations); }
  TEST_CASE("that are tables") { CheckRefused(kTables); }
  TEST_CASE("that drop or rest on what there is not") { CheckRefused(kDrops); }
  TEST_CASE("that are right and not built yet") { CheckRefused(kNotBuilt); }
}

}  // namespace
}  // namespace cambium
