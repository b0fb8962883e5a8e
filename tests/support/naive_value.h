// Values as the manual has them, the slow and plain way: the oracle for TreeQL's values.
//
// Shares nothing with the code under test but the syntax tree. An Int or Decimal is a scaled
// integer of 128 bits that is checked to fit 64; a ratio is two such; whatever may be longer
// is compared as integers of any size (tests/support/big_integer.h).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
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

// What the data makes impossible: an overflow, a cast of what does not fit, a bad LIMIT.
struct NaiveError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class NaiveKind {
  kNull,  // As a type: not known, or of NULL alone.
  kBool,
  kInt,
  kDecimal,
  kRatio,  // AVG, and what is computed from it
  kFloat,
  kText,
  kBytes,
  kTime,
  kDate,
  kUuid,
  kJson,
  kEnum,
  kTuple,  // a composite key
  kList,   // LIST
};

inline bool IsNumber(NaiveKind kind) {
  return kind >= NaiveKind::kInt && kind <= NaiveKind::kFloat;
}
// Whether values of the two can be compared.
inline bool AreComparable(NaiveKind left, NaiveKind right) {
  return left == right || (IsNumber(left) && IsNumber(right));
}

using NaiveEnum = std::map<std::string, std::int64_t>;  // numbers by name

// What is known of values before there are any.
struct NaiveType {
  NaiveKind kind = NaiveKind::kNull;
  int scale = 0;  // kDecimal: digits after the point; kRatio: those that are printed
  std::shared_ptr<const NaiveEnum> names;  // kEnum
  std::vector<NaiveType> parts;            // kTuple: each; kList: one
  // Of a LAX table: values may be of any type, and the above is what is wished for.
  bool is_any = false;
};

struct NaiveValue {
  NaiveKind kind = NaiveKind::kNull;
  // kBool: 0 or 1; kInt; kDecimal: unscaled; kRatio: over `divisor`; kTime: microseconds and
  // kDate: days since 1970; kEnum: its number.
  Int128 number = 0;
  int scale = 0;
  std::string text;  // kText, kBytes, kUuid and kJson as printed; kEnum its name
  double real = 0;   // kFloat
  Int128 divisor = 1;
  std::vector<NaiveValue> parts;           // kTuple, kList
  std::shared_ptr<const NaiveEnum> names;  // kEnum

  bool is_null() const { return kind == NaiveKind::kNull; }
  bool is_number() const { return IsNumber(kind); }
};

NaiveValue NaiveBool(bool truth);
NaiveValue NaiveInt(Int128 number);
NaiveValue NaiveDecimal(Int128 unscaled, int scale);
NaiveValue NaiveFloat(double real);  // NULL when it is not finite
NaiveValue NaiveText(std::string text);
NaiveValue NaiveTuple(std::vector<NaiveValue> parts);

// A text as a value of this type, which is how times, dates, enums … are written; NULL of an
// unknown type is a text. Throws NaiveError when the text is none.
NaiveValue FromText(const std::string& text, const NaiveType& type);
NaiveType TypeOfValue(const NaiveValue& value);

// -1, 0 or 1; NULL is lowest. A text beside a value of another type is read as one.
int NaiveCompare(const NaiveValue& left, const NaiveValue& right);

// The order in which lists are, across types too: NULL < Bool < number < Date < Time < Uuid <
// Text < Bytes < Json.
int NaiveOrder(const NaiveValue& left, const NaiveValue& right);
inline bool operator<(const NaiveValue& left, const NaiveValue& right) {
  return NaiveOrder(left, right) < 0;
}

// As it is printed in a JSON answer, and as text.
Json NaiveJson(const NaiveValue& value);
std::string NaiveTextOf(const NaiveValue& value);

struct NaiveField : NaiveType {
  std::string name;
  bool nullable = false;
  bool is_unique = false;
  std::optional<NaiveValue> fallback;
  std::string target;  // the table that a reference leads to; its type is that of the key
  std::string back;
  OnDelete on_delete = OnDelete::kDangle;
};

using NaiveRow = std::vector<NaiveValue>;

// The value as one of this type; nothing if it does not fit exactly.
std::optional<NaiveValue> NaiveFit(const NaiveType& type, const NaiveValue& value);
std::optional<NaiveValue> NaiveFit(const NaiveField& field, const NaiveValue& value);
// The value where one of the type is needed that is wished for; else NULL.
NaiveValue NaiveWished(const NaiveType& type, const NaiveValue& value);

// What a literal stands for.
NaiveValue NaiveLiteral(const Value& value);

}  // namespace cambium::testing
