// A record is parsed in the window, and anew when the window had to grow.
// SPDX-License-Identifier: Apache-2.0
#include "query/import/csv_reader.h"

#include <algorithm>
#include <utility>

#include "query/import/utf8.h"

namespace cambium {
namespace {

// Whether a byte ends or breaks an unquoted cell.
bool IsSpecial(char c) { return c == ',' || c == '\n' || c == '\r' || c == '"'; }

}  // namespace

CsvReader::Step CsvReader::Fail(const char* why) {
  why_ = why;
  return Step::kFail;
}

CsvReader::Step CsvReader::ParseQuoted(std::string_view text, std::size_t& at) {
  const std::size_t begin = at + 1;
  bool has_escapes = false;
  for (std::size_t from = begin;;) {
    const std::size_t quote = text.find('"', from);
    if (quote == std::string_view::npos) {
      return window_.at_end() ? Fail("a quote is not closed") : Step::kMore;
    }
    if (quote + 1 == text.size() && !window_.at_end()) return Step::kMore;
    if (quote + 1 == text.size() || text[quote + 1] != '"') {
      spans_.push_back({begin, quote, has_escapes});
      at = quote + 1;
      return Step::kCell;
    }
    has_escapes = true;
    from = quote + 2;
  }
}

CsvReader::Step CsvReader::ParsePlain(std::string_view text, std::size_t& at) {
  const std::size_t begin = at;
  while (at < text.size() && !IsSpecial(text[at])) ++at;
  if (at == text.size() && !window_.at_end()) return Step::kMore;
  if (at < text.size() && text[at] == '"') return Fail("a quote inside of an unquoted cell");
  spans_.push_back({begin, at, false});
  return Step::kCell;
}

CsvReader::Step CsvReader::ParseCell(std::string_view text, std::size_t& at) {
  if (at == text.size() && !window_.at_end()) return Step::kMore;
  const bool is_quoted = at < text.size() && text[at] == '"';
  const Step step = is_quoted ? ParseQuoted(text, at) : ParsePlain(text, at);
  if (step != Step::kCell) return step;
  if (at == text.size()) return window_.at_end() ? Step::kCell : Step::kMore;
  if (text[at] == ',' || LineEnd(text, at) > 0) return Step::kCell;
  if (text[at] == '\r' && at + 1 == text.size()) return Step::kMore;
  if (text[at] == '\r') return Fail("a carriage return without a line feed");
  return Fail("text behind a closing quote");
}

std::size_t CsvReader::LineEnd(std::string_view text, std::size_t at) const {
  if (at == text.size()) return 0;
  if (text[at] == '\n') return 1;
  if (text[at] != '\r') return 0;
  if (at + 1 == text.size()) return window_.at_end() ? 1 : 0;
  return text[at + 1] == '\n' ? 2 : 0;
}

absl::StatusOr<bool> CsvReader::Next() {
  window_.Take(std::exchange(pending_, 0));
  if (std::exchange(is_cut_, false)) window_.TakeRestOfLine();
  if (std::exchange(at_front_, false)) window_.TakeMark();
  for (;;) {
    absl::StatusOr<bool> read = ParseRecord();
    const bool is_empty_line = read.ok() && *read && raw_.empty();
    if (!is_empty_line) return read;
    window_.Take(std::exchange(pending_, 0));
  }
}

absl::StatusOr<bool> CsvReader::ParseRecord() {
  line_ = next_line_;
  cells_.clear();
  spans_.clear();
  std::size_t at = 0;
  for (;;) {
    const std::string_view text = window_.rest();
    Step step = ParseCell(text, at);
    if (step == Step::kMore) {
      if (!window_.Grow() && !window_.at_end()) {
        step = Fail("a record is longer than 64 MiB");
      } else {
        at = 0;
        spans_.clear();
        continue;
      }
    }
    if (step == Step::kFail) return SkipLine();
    if (at < text.size() && text[at] == ',') {
      ++at;
      continue;
    }
    const std::size_t line_end = LineEnd(text, at);
    if (at == 0 && line_end == 0) return false;  // Nothing is left.
    Finish(text, at, line_end);
    break;
  }
  if (!IsUtf8(raw_)) {
    cells_.clear();
    return absl::InvalidArgumentError("text is not UTF-8");
  }
  return true;
}

void CsvReader::Finish(std::string_view text, std::size_t end, std::size_t line_end) {
  raw_ = text.substr(0, end);
  pending_ = end + line_end;
  const std::string_view taken = text.substr(0, pending_);
  next_line_ += static_cast<std::size_t>(std::count(taken.begin(), taken.end(), '\n'));
  std::size_t room = 0;
  for (const Cell& cell : spans_) room += cell.has_escapes ? cell.end - cell.begin : 0;
  unescaped_.clear();
  unescaped_.reserve(room);  // So that no view of it moves.
  for (const Cell& cell : spans_) {
    const std::string_view written = text.substr(cell.begin, cell.end - cell.begin);
    if (!cell.has_escapes) {
      cells_.push_back(written);
      continue;
    }
    const std::size_t begin = unescaped_.size();
    for (std::size_t i = 0; i < written.size(); ++i) {
      unescaped_ += written[i];
      if (written[i] == '"') ++i;  // The second of two.
    }
    cells_.push_back(std::string_view(unescaped_).substr(begin));
  }
}

absl::Status CsvReader::SkipLine() {
  std::size_t end = window_.rest().find('\n');
  while (end == std::string_view::npos && window_.Grow()) end = window_.rest().find('\n');
  const std::string_view text = window_.rest();
  const bool has_end = end != std::string_view::npos;
  is_cut_ = !has_end && !window_.at_end();
  raw_ = text.substr(0, has_end ? end : text.size());
  pending_ = raw_.size() + (has_end ? 1 : 0);
  if (raw_.ends_with('\r')) raw_.remove_suffix(1);
  if (has_end || is_cut_) ++next_line_;
  return absl::InvalidArgumentError(why_);
}

}  // namespace cambium
