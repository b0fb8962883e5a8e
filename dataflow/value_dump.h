// Values as a person reads them in a failing test, a log or a debugger.
//
//     null   true   42   1.5f   1.50d   2026-11-21   2026-11-21T02:40:00Z
//     f81d4fae-7dec-11d0-a765-00a0c91e6bf6   'it\'s\n'   x'00ff'   json'{"a":1}'
//
// Law: values that are different, in type or otherwise, read differently. Not a format to
// parse; dataflow/value_format.h has those.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <string>

#include "dataflow/decimal.h"
#include "dataflow/value.h"

namespace cambium {

std::string DebugString(const ValueView& value);

std::ostream& operator<<(std::ostream& out, const ValueView& value);
std::ostream& operator<<(std::ostream& out, ValueType type);
std::ostream& operator<<(std::ostream& out, const Decimal& decimal);

}  // namespace cambium
