// Questions of many shapes over issues, comments and persons, and random changes of these: for
// tests that compare two ways to keep the same queries live.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "query/parameters.h"
#include "tests/support/random.h"

namespace cambium::testing {

// Those above the line are templates, those below share with equal ones only.
inline constexpr std::string_view kQuestions[] = {
    "MANY Issue WHERE open = $b ORDER BY votes DESC LIMIT 2 { id, title, votes, MANY comments "
    "ORDER BY id DESC LIMIT 2 { text, stars } }",
    "MANY Comment WHERE issue = $n { id, text, stars, issue { title, votes } }",
    "MANY Comment WHERE issue.id = $n AND stars > 1 { id, stars }",
    "ONE Issue WHERE id = $n { title, n: COUNT comments, top: ONE comments ORDER BY stars DESC "
    "{ stars } }",
    "MANY Comment WHERE stars = $n GROUP BY issue { issue, n: COUNT(*), MANY ROWS { id } }",
    "MANY Comment WHERE issue = $n GROUP BY stars ORDER BY stars DESC LIMIT 2 { stars, "
    "n: COUNT(*), MANY ROWS ORDER BY text { id, text } }",
    "MANY DISTINCT Comment WHERE issue = $n { stars }",
    // Overflows from three votes on.
    "MANY Issue WHERE votes = $n { id, x: votes * 3074457345618258603 }",
    "MANY Issue WHERE open = $b { id, x: votes * 3074457345618258603 }",
    "MANY Issue WHERE open = $b AND votes = $n { id, title }",
    "MANY Issue AS i WHERE i.votes = $n AND 1 = 1 AND i.votes = 2 { id }",
    "MANY Comment WHERE stars = $n AND issue = $n ORDER BY id DESC LIMIT $n { id }",
    "MANY Issue WHERE open = $b AND title != 'b' START AT ($n) LIMIT 2 { id }",
    "MANY Issue WHERE votes >= $n { id, votes }",
    "MANY Issue WHERE votes > $n AND votes <= $n + 1 AND open = $b { id, title, n: COUNT "
    "comments }",
    "MANY Comment WHERE $n > stars ORDER BY stars DESC LIMIT 2 { id, issue { title } }",
    "MANY Comment WHERE issue = $n AND stars < $n AND stars >= 1 { id, stars }",
    "MANY Issue WHERE votes <= $n AND $n <= votes { title }",
    "MANY Issue WHERE votes > $n GROUP BY open { open, n: COUNT(*), MANY ROWS { id } }",
    "MANY DISTINCT Comment WHERE stars <= $n { issue }",
    "MANY Issue WHERE votes < $n { id, x: votes * 4611686018427387904 }",
    // ----------
    "MANY Issue WHERE EXISTS (comments WHERE stars = $n) { id }",
    "{ all: MANY Issue WHERE votes = $n { id }, n: COUNT Comment }",
    "MANY Issue WHERE votes >= 2 AND id != $n { id, votes }",
    "MANY Issue.comments WHERE stars = $n { id }",
    "MANY Person WHERE team = $n { id, MANY reports { id }, below: RECURSE reports }",
};

inline constexpr std::string_view kPersonTable =
    "TABLE Person { id: Int = 1 KEY, team: Int = 2, boss: Person? = 3 BACK reports }";

struct Bound {
  std::int64_t n = 0;
  bool b = false;
  bool is_null = false;
  Parameters Read() const {
    Parameters parameters;
    parameters["n"] = *ReadParameter(is_null ? "NULL" : std::to_string(n));
    parameters["b"] = *ReadParameter(b ? "TRUE" : "FALSE");
    return parameters;
  }
};

inline std::string Small(Random& random) { return std::to_string(random.Between(0, 3)); }

inline std::string AChange(Random& random) {
  const std::string id = std::to_string(random.Between(1, 5));
  const std::string open = random.OneIn(2) ? "TRUE" : "FALSE";
  switch (random.Below(8)) {
    case 0:
      return "DELETE Issue WHERE id = " + id;
    case 1:
      return "DELETE Comment WHERE id = " + id;
    case 2:
      return "UPDATE Comment WHERE id = " + id + " SET stars = " + Small(random);
    case 3:
      return "UPDATE Issue WHERE id = " + id + " SET open = " + open;
    case 4:
      return "UPDATE Issue WHERE votes = 1 SET votes = " + Small(random);
    case 5:
      return "UPSERT Person { id: " + id + ", team: " + Small(random) +
             ", boss: " + std::to_string(random.Between(1, 5)) + " }";
    case 6:
      return "UPSERT Issue { id: " + id + ", title: '" + std::string(1, "ab"[random.Below(2)]) +
             "', votes: " + Small(random) + ", open: " + open + " }";
    default:
      return "UPSERT Comment { id: " + id + ", issue: " + std::to_string(random.Between(1, 5)) +
             ", text: 'c', stars: " + (random.OneIn(5) ? "NULL" : Small(random)) + " }";
  }
}

inline Bound SomeBound(Random& random) {
  return {random.Between(0, 3), random.OneIn(2), random.OneIn(12)};
}

}  // namespace cambium::testing
