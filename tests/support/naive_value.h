// Values and expressions as the manual has them, computed the slow and plain way: the
// oracle for TreeQL's expressions.
//
// Shares nothing with the code under test but the syntax tree. A number is a scaled
// integer of 128 bits; domains of tests are small enough that nothing overflows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "dataflow/int128.h"
#include "query/syntax.h"
#include "tests/support/json.h"

namespace cambium::testing {

// What a statement says cannot be done for a reason other than the data: the script that
// has it proves nothing. Shrinking makes such scripts; generators must not.
struct InvalidScript : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

enum class NaiveKind { kNull, kBool, kNumber, kText, kTime };

struct NaiveValue {
  NaiveKind kind = NaiveKind::kNull;
  Int128 number = 0;  // kBool: 0 or 1; kTime: microseconds since 1970; kNumber: unscaled
  int scale = 0;      // kNumber: digits after the point
  std::string text;   // kText

  bool is_null() const { return kind == NaiveKind::kNull; }
};

NaiveValue NaiveBool(bool truth);
NaiveValue NaiveNumber(Int128 unscaled, int scale);
NaiveValue NaiveText(std::string text);
// Throws InvalidScript when the text is no time.
NaiveValue NaiveTime(const std::string& text);

// -1, 0 or 1; NULL is lowest.
int NaiveCompare(const NaiveValue& left, const NaiveValue& right);
inline bool operator<(const NaiveValue& left, const NaiveValue& right) {
  return NaiveCompare(left, right) < 0;
}

Json NaiveJson(const NaiveValue& value);

struct NaiveField {
  std::string name;
  NaiveKind kind = NaiveKind::kNull;  // of a reference that of the key it holds
  int scale = 0;
  bool nullable = false;
  std::optional<NaiveValue> fallback;
  std::string target;  // the table that a reference leads to
  std::string back;
};

using NaiveRow = std::vector<NaiveValue>;

// The value as one of this field; nothing if it does not fit.
std::optional<NaiveValue> NaiveFit(const NaiveField& field, const NaiveValue& value);

// Throws InvalidScript when the expression names what is no field.
void CheckNames(const Expr& expr, const std::vector<NaiveField>& fields);

NaiveValue NaiveEvaluate(const Expr& expr, const std::vector<NaiveField>& fields,
                         const NaiveRow& row);

}  // namespace cambium::testing
