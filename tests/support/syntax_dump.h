// A syntax tree as text that shows all of it but the places: two trees have the same dump
// exactly when they are the same but for their spans.
//
// Every member of query/syntax.h is written, in braces of its own, so nothing that a printer
// leaves out can go unseen.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "query/syntax.h"

namespace cambium::testing {

std::string DumpOf(const Expr& expr);
std::string DumpOf(const Statement& statement);

}  // namespace cambium::testing
