// Values for the parameters of a statement, and the places where it names them.
//
//     database.Execute("INSERT Issue { id: $id, title: $title }",
//                      Bind({{"id", 7}, {"title", "crash"}}));
//
// A query is planned with its parameters (query/plan.h). A mutation has them put in their
// places before it is planned: a value is typed by its field, as a literal there would be.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "query/parameters.h"

namespace cambium {

// What a program gives for a parameter; a default Value is NULL, a vector a list for IN or a
// tuple for START. A Time, Date, Uuid, Bytes, Json or Enum is given as a text, as in a
// statement.
using Argument =
    std::variant<std::int64_t, double, bool, std::string, Value, std::vector<Value>>;

Parameters Bind(std::initializer_list<std::pair<std::string, Argument>> arguments);

// A literal.
Expr ArgumentOf(const Value& value);

// The parameters that a statement names, each once, declared ones first.
std::vector<std::string> ParameterNames(const Statement& statement);

// INSERT, UPSERT, UPDATE, DELETE and TX.
bool IsMutation(const Statement& statement);

// Puts literals in the places of a mutation's parameters; other statements stay as they are.
// An error for a parameter that has no value.
absl::Status BindParameters(const Parameters& parameters, Statement& statement);

}  // namespace cambium
