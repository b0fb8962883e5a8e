// Writing and reading the text forms of values.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/value_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "dataflow/civil_date.h"
#include "dataflow/int128.h"
#include "dataflow/status.h"

namespace cambium {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;
constexpr int64_t kSecondsPerDay = 86'400;
constexpr int64_t kMicrosPerDay = kSecondsPerDay * kMicrosPerSecond;

absl::Status Refusal(std::string_view why, std::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat(ToAbsl(why), ToAbsl(text)));
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The decimal that the digits before and after the point spell, if it fits.
std::optional<Decimal> FromDigits(bool negative, std::string_view whole,
                                  std::string_view fraction) {
  if (fraction.size() > Decimal::kMaxScale) return std::nullopt;
  Int128 unscaled = 0;
  for (const std::string_view digits : {whole, fraction}) {
    for (const char digit : digits) {
      unscaled = unscaled * 10 + (digit - '0');
      if (unscaled > Int128{std::numeric_limits<int64_t>::max()} + 1) return std::nullopt;
    }
  }
  if (negative) unscaled = -unscaled;
  const auto narrow = static_cast<int64_t>(unscaled);
  if (narrow != unscaled) return std::nullopt;
  return Decimal{narrow, static_cast<uint8_t>(fraction.size())};
}

// Reads a text from left to right; each Take moves on only when it succeeds.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  bool Take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  // How many digits come next.
  size_t CountDigits() const {
    size_t count = 0;
    while (count < rest_.size() && IsDigit(rest_[count])) ++count;
    return count;
  }

  // A number of exactly `count` <= 18 digits.
  bool TakeDigits(size_t count, int64_t& number) {
    if (CountDigits() < count) return false;
    number = 0;
    for (const char digit : rest_.substr(0, count)) number = number * 10 + (digit - '0');
    rest_.remove_prefix(count);
    return true;
  }

 private:
  std::string_view rest_;
};

// YYYY, or a sign and four to seven digits, which is enough for every day that a value holds.
bool TakeYear(Scanner& scanner, int64_t& year) {
  const bool negative = scanner.Take('-');
  if (!negative && !scanner.Take('+')) return scanner.TakeDigits(4, year);
  const size_t count = scanner.CountDigits();
  if (count < 4 || count > 7 || !scanner.TakeDigits(count, year)) return false;
  if (negative) year = -year;
  return !negative || year != 0;
}

// The days of YYYY-MM-DD.
absl::StatusOr<int64_t> TakeDays(Scanner& scanner, std::string_view text) {
  int64_t year = 0;
  int64_t month = 0;
  int64_t day = 0;
  if (!TakeYear(scanner, year) || !scanner.Take('-') || !scanner.TakeDigits(2, month) ||
      !scanner.Take('-') || !scanner.TakeDigits(2, day)) {
    return Refusal("not of the form YYYY-MM-DD: ", text);
  }
  if (month < 1 || month > 12) return Refusal("no such month: ", text);
  const int whole_month = static_cast<int>(month);
  if (day < 1 || day > DaysOfMonth(year, whole_month)) return Refusal("no such day: ", text);
  return DaysFromCivil({.year = year, .month = whole_month, .day = static_cast<int>(day)});
}

// The microseconds of HH:MM[:SS[.ffffff]].
absl::StatusOr<int64_t> TakeClock(Scanner& scanner, std::string_view text) {
  int64_t hour = 0;
  int64_t minute = 0;
  int64_t second = 0;
  int64_t micros = 0;
  bool well_formed =
      scanner.TakeDigits(2, hour) && scanner.Take(':') && scanner.TakeDigits(2, minute);
  if (well_formed && scanner.Take(':')) {
    well_formed = scanner.TakeDigits(2, second);
    if (well_formed && scanner.Take('.')) {
      const size_t digits = scanner.CountDigits();
      well_formed = digits >= 1 && digits <= 6 && scanner.TakeDigits(digits, micros);
      for (size_t i = digits; i < 6; ++i) micros *= 10;
    }
  }
  if (!well_formed) return Refusal("time of day is not of the form HH:MM:SS.ffffff: ", text);
  if (hour > 23 || minute > 59 || second > 59) return Refusal("no such time of day: ", text);
  return ((hour * 60 + minute) * 60 + second) * kMicrosPerSecond + micros;
}

// How many microseconds local time is ahead of UTC.
absl::StatusOr<int64_t> TakeOffset(Scanner& scanner, std::string_view text) {
  if (scanner.done() || scanner.Take('Z')) return 0;
  const bool negative = scanner.Take('-');
  int64_t hour = 0;
  int64_t minute = 0;
  bool well_formed = (negative || scanner.Take('+')) && scanner.TakeDigits(2, hour);
  if (well_formed && !scanner.done()) {
    scanner.Take(':');
    well_formed = scanner.TakeDigits(2, minute);
  }
  if (!well_formed) return Refusal("offset is not Z or of the form +HH:MM: ", text);
  if (hour > 23 || minute > 59) return Refusal("no such offset: ", text);
  const int64_t micros = (hour * 60 + minute) * 60 * kMicrosPerSecond;
  return negative ? -micros : micros;
}

std::string FormatDays(int64_t days) {
  const CivilDate date = CivilFromDays(days);
  if (date.year >= 0 && date.year <= 9999) {
    return absl::StrFormat("%04d-%02d-%02d", date.year, date.month, date.day);
  }
  return absl::StrFormat("%c%04d-%02d-%02d", date.year < 0 ? '-' : '+', std::abs(date.year),
                         date.month, date.day);
}

constexpr std::string_view kHexDigits = "0123456789abcdef";

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Where the hyphens of a uuid stand: before these bytes.
bool HyphenBefore(size_t byte) { return byte == 4 || byte == 6 || byte == 8 || byte == 10; }

constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The value of each base64 digit, -1 for other bytes.
constexpr std::array<int8_t, 256> kBase64Values = [] {
  std::array<int8_t, 256> values{};
  values.fill(-1);
  for (size_t i = 0; i < kBase64Digits.size(); ++i) {
    values[static_cast<uint8_t>(kBase64Digits[i])] = static_cast<int8_t>(i);
  }
  return values;
}();

}  // namespace

std::string FormatFloat(double number) {
  std::array<char, 32> buffer;
  if (std::isnan(number)) return "nan";
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  return {buffer.data(), end};
}

absl::StatusOr<double> ParseFloat(std::string_view text) {
  std::string_view digits = text;
  // from_chars takes no plus sign.
  if (digits.starts_with('+') && !digits.starts_with("+-")) digits.remove_prefix(1);
  double number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  if (error == std::errc::result_out_of_range && stop == end) {
    return absl::OutOfRangeError(absl::StrCat("float is out of range: ", ToAbsl(text)));
  }
  if (error != std::errc() || stop != end || !std::isfinite(number)) {
    return Refusal("not a float: ", text);
  }
  return number;
}

absl::StatusOr<Decimal> ParseDecimal(std::string_view text) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  const std::string_view whole = rest.substr(0, rest.find('.'));
  std::string_view fraction = rest.substr(whole.size());
  if (!fraction.empty()) fraction.remove_prefix(1);
  if ((whole.empty() && fraction.empty()) || !std::ranges::all_of(whole, IsDigit) ||
      !std::ranges::all_of(fraction, IsDigit)) {
    return Refusal("not a decimal: ", text);
  }
  if (const auto all_digits = FromDigits(negative, whole, fraction)) return *all_digits;
  // Zeros at the end are no part of the value, so they are no reason to refuse it.
  fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
  if (const auto shortest = FromDigits(negative, whole, fraction)) return *shortest;
  return absl::OutOfRangeError(absl::StrCat("decimal does not fit exactly: ", ToAbsl(text)));
}

std::string FormatDate(int32_t days) { return FormatDays(days); }

absl::StatusOr<int32_t> ParseDate(std::string_view text) {
  Scanner scanner(text);
  CAMBIUM_ASSIGN_OR_RETURN(const int64_t days, TakeDays(scanner, text));
  if (!scanner.done()) return Refusal("not of the form YYYY-MM-DD: ", text);
  const auto narrow = static_cast<int32_t>(days);
  if (narrow != days) {
    return absl::OutOfRangeError(absl::StrCat("date is out of range: ", ToAbsl(text)));
  }
  return narrow;
}

std::string FormatTime(int64_t micros) {
  int64_t days = micros / kMicrosPerDay;
  int64_t clock = micros % kMicrosPerDay;
  if (clock < 0) {
    --days;
    clock += kMicrosPerDay;
  }
  const int64_t seconds = clock / kMicrosPerSecond;
  std::string text = FormatDays(days);
  absl::StrAppendFormat(&text, "T%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60,
                        seconds % 60);
  const int64_t fraction = clock % kMicrosPerSecond;
  if (fraction != 0) absl::StrAppendFormat(&text, ".%06d", fraction);
  return text += 'Z';
}

absl::StatusOr<int64_t> ParseTime(std::string_view text) {
  Scanner scanner(text);
  CAMBIUM_ASSIGN_OR_RETURN(const int64_t days, TakeDays(scanner, text));
  int64_t clock = 0;
  if (scanner.Take('T') || scanner.Take(' ')) {
    CAMBIUM_ASSIGN_OR_RETURN(const int64_t local, TakeClock(scanner, text));
    CAMBIUM_ASSIGN_OR_RETURN(const int64_t offset, TakeOffset(scanner, text));
    clock = local - offset;
  }
  if (!scanner.done()) return Refusal("not a time: ", text);
  const Int128 micros = Int128{days} * kMicrosPerDay + clock;
  const auto narrow = static_cast<int64_t>(micros);
  if (narrow != micros) {
    return absl::OutOfRangeError(absl::StrCat("time is out of range: ", ToAbsl(text)));
  }
  return narrow;
}

std::string FormatUuid(const UuidBytes& uuid) {
  std::string text;
  for (size_t i = 0; i < uuid.size(); ++i) {
    if (HyphenBefore(i)) text += '-';
    text += kHexDigits[uuid[i] >> 4];
    text += kHexDigits[uuid[i] & 0xF];
  }
  return text;
}

absl::StatusOr<UuidBytes> ParseUuid(std::string_view text) {
  constexpr size_t kSize = 36;
  if (text.size() != kSize) return Refusal("not a uuid: ", text);
  UuidBytes uuid;
  size_t at = 0;
  for (size_t i = 0; i < uuid.size(); ++i) {
    if (HyphenBefore(i) && text[at++] != '-') return Refusal("not a uuid: ", text);
    const int high = HexValue(text[at++]);
    const int low = HexValue(text[at++]);
    if (high < 0 || low < 0) return Refusal("not a uuid: ", text);
    uuid[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return uuid;
}

std::string FormatBase64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    // Three bytes, or as many as are left, make four digits.
    uint32_t group = 0;
    for (size_t k = i; k < i + 3; ++k) {
      group = group << 8 | (k < bytes.size() ? static_cast<uint8_t>(bytes[k]) : 0U);
    }
    for (int shift = 18; shift >= 0; shift -= 6) text += kBase64Digits[group >> shift & 63];
  }
  const size_t padding = (3 - bytes.size() % 3) % 3;
  text.replace(text.size() - padding, padding, padding, '=');
  return text;
}

absl::StatusOr<std::string> ParseBase64(std::string_view text) {
  if (text.size() % 4 != 0) return Refusal("not base64: ", text);
  size_t padding = 0;
  while (padding < 2 && text.size() > padding && text[text.size() - 1 - padding] == '=') {
    ++padding;
  }
  const std::string_view digits = text.substr(0, text.size() - padding);
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3);
  uint32_t pending = 0;
  int bits = 0;
  for (const char digit : digits) {
    const int8_t six_bits = kBase64Values[static_cast<uint8_t>(digit)];
    if (six_bits < 0) return Refusal("not base64: ", text);
    pending = (pending << 6 | static_cast<uint32_t>(six_bits)) & 0xFFF;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(pending >> bits & 0xFF);
    }
  }
  // What is left over is zero in the one form that Format writes.
  if ((pending & ((1U << bits) - 1)) != 0) return Refusal("not base64: ", text);
  return bytes;
}

}  // namespace cambium
