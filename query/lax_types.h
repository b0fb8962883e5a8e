// Values of LAX tables: of any type, and what they are where one type is needed.
//
// A field of a LAX table that is no key and no reference has the type kAny. If it is declared,
// the declared type is its wish: what fits it becomes a value of it, and what does not is kept
// as it is.
//
//     TABLE T LAX { id: Int = 1 KEY, n: Int = 2 }
//     INSERT T { id: 1, n: 'seven', color: 'red' }
//
//     n                  shown, grouped, ordered, counted, MIN, MAX: as it is
//     n < 8, n != 8      false where the types differ; = and IN are so by themselves
//     n + 1, ABS(n)      as NULL where the value is not of the wish
//     color || 'x'       an error: a field that nobody declares has no wish
//
// NULL < Bool < number < Date < Time < Uuid < Text < Bytes < Json, as values are ordered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "query/expression.h"

namespace cambium {

// An operand where one type is needed. Of a kAny with a wish the wish, else what it is.
void MakeWished(PlanExpr& expr);

// A typed comparison, one operand of which is a kAny: false where the types differ. ORDER BY
// and START compare by the order of values instead.
void CompareWithinType(PlanExpr& comparison);

// NULL, for a name that a LAX table does not know.
PlanExpr UnknownField(Span span);

}  // namespace cambium
