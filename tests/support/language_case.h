// Questions and their answers, in files that people write from the rules of the manual:
// tests/query/language/*.treeql.
//
//     -- Comments start with two dashes; an empty line ends an answer.
//     TABLE Artist { id: Int = 1 KEY, name: Text = 2 }      statements, as in the shell
//     INSERT Artist { id: 1, name: 'Ada' };
//
//     $ who=Ada                        a parameter of the next question, as -param has it
//     ? MANY Artist WHERE name = $who  a question, up to the line of its answer
//       { id }
//     = [{"id":1}]                     what Query() prints, with blanks and lines as one likes
//
//     INSERT Artist { id: 1 };         a statement may be refused too
//     ! its key is taken
//     ? MANY Artist { nome }
//     ! no such field                  refused; why is for the reader, not compared
//
// Steps run in the order of the file, so statements may stand between questions. Whoever runs
// a file skips nothing: each step is checked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/json.h"

namespace cambium::testing {

struct LanguageStep {
  std::string place;  // file:line
  std::string text;   // a statement, or a question
  bool is_question = false;
  bool is_refused = false;
  Json answer;                                    // of a question that is not refused
  std::map<std::string, std::string> parameters;  // by name, without $
};

// Throws std::invalid_argument, which names the line, for a text that is not of the form.
std::vector<LanguageStep> ReadLanguageCase(std::string_view name, std::string_view text);

// The names of the files, in order; each is read by ReadLanguageFile.
std::vector<std::string> LanguageFiles();
std::vector<LanguageStep> ReadLanguageFile(const std::string& name);

}  // namespace cambium::testing
