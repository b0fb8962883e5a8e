// Syntax trees at random, of the whole grammar: what can be written, whether it means anything
// or not. Names are taken from the keywords as often as not.
//
// Trees that no text gives are not made: a field that is called `null`, since alone it is the
// literal; a nested MANY whose relation is called like what follows an operand.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/syntax.h"
#include "tests/support/random.h"

namespace cambium::testing {

Expr RandomExpr(Random& random);
Statement RandomStatement(Random& random);

}  // namespace cambium::testing
