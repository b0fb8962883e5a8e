// The text forms of values: how TreeQL, JSON and CSV write them.
//
//     Float     1e+300        shortest that reads back; nan, inf and -inf are written, not read
//     Decimal   12.50         all digits of its scale
//     Date      2026-11-21    years past 9999 or before 0 with a sign: +12026-01-01
//     Time      2026-11-21T02:40:00Z         .000123 only when there are microseconds
//     Uuid      f81d4fae-7dec-11d0-a765-00a0c91e6bf6
//     Bytes     aGVsbG8=      base64, padded
//
// (FormatDecimal is in dataflow/decimal.h; Text and Json are their own form.)
//
// Law: Parse of Format gives the value back. Parsing is strict: the whole text must be of the
// form, and what does not exist or does not fit is an error, which ends in the text.
//
// Cost: O(length).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "dataflow/decimal.h"
#include "dataflow/value.h"

namespace cambium {

std::string FormatFloat(double number);
absl::StatusOr<double> ParseFloat(std::string_view text);

// [+-] digits [. digits], with at least one digit on either side. The scale is the number of
// digits after the point, less zeros at the end that do not fit. A value which does not fit
// exactly is an error.
absl::StatusOr<Decimal> ParseDecimal(std::string_view text);

// Days since 1970-01-01.
std::string FormatDate(int32_t days);
absl::StatusOr<int32_t> ParseDate(std::string_view text);

// Microseconds since 1970-01-01T00:00:00Z. Reads a date, then optionally a blank or T, HH:MM,
// :SS, .f of one to six digits, and Z or an offset +HH:MM, +HHMM or +HH. None means UTC.
std::string FormatTime(int64_t micros);
absl::StatusOr<int64_t> ParseTime(std::string_view text);

// Reads upper case too.
std::string FormatUuid(const UuidBytes& uuid);
absl::StatusOr<UuidBytes> ParseUuid(std::string_view text);

std::string FormatBase64(std::string_view bytes);
absl::StatusOr<std::string> ParseBase64(std::string_view text);

}  // namespace cambium
