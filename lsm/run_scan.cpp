// Merging cursors.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/run_scan.h"

#include <algorithm>

#include "dataflow/status.h"

namespace cambium {

RunScan::RunScan(std::shared_ptr<const StoreView> view, RunRange range)
    : view_(std::move(view)), range_(std::move(range)), cursors_(view_->Cursors(range_)) {}

absl::Status RunScan::Settle(std::size_t most) {
  if (is_settled_) return absl::OkStatus();
  for (const auto& cursor : cursors_) CAMBIUM_RETURN_IF_ERROR(cursor->Settle(most));
  std::erase_if(cursors_, [](const auto& cursor) { return !cursor->has_row(); });
  is_settled_ = true;
  return absl::OkStatus();
}

RunScan::Turn RunScan::NextTurn() const {
  Turn turn;
  for (std::size_t i = 1; i < cursors_.size(); ++i) {
    const Subject& subject = cursors_[i]->subject();
    const Subject& winner = cursors_[turn.winner]->subject();
    if (IsBefore(subject, winner)) {
      turn = {i, &winner, false};
    } else if (turn.limit == nullptr || IsBefore(subject, *turn.limit)) {
      turn.limit = &subject;
      turn.is_shared = subject == winner;
    }
  }
  return turn;
}

bool RunScan::IsLong(const Turn& turn) const {
  constexpr std::size_t kLong = 16;
  const RunCursor& cursor = *cursors_[turn.winner];
  const std::size_t last = cursor.at() + kLong;
  return last < cursor.rows().size() &&
         (turn.limit == nullptr || IsBefore(cursor.rows().subjects[last], *turn.limit));
}

absl::StatusOr<bool> RunScan::Next(std::size_t most, RowBatch& batch) {
  batch.Clear();
  while (batch.size() < most) {
    CAMBIUM_RETURN_IF_ERROR(Settle(most));
    if (cursors_.empty()) break;
    if (cursors_.size() == 2 && range_.run.has_integers()) {
      MergeTwo(most, batch);
      continue;
    }
    const Turn turn = NextTurn();
    if (range_.run.has_integers() && cursors_.size() > 1 && !IsLong(turn)) {
      MergeMany(most, batch);
      continue;
    }
    if (turn.is_shared) {
      TakeShared(turn, batch);
    } else {
      TakeAlone(turn, most - batch.size(), batch);
    }
  }
  return batch.size() > 0;
}

void RunScan::MergeTwo(std::size_t most, RowBatch& batch) {
  RunCursor& newer = *cursors_[0];
  RunCursor& older = *cursors_[1];
  for (const RunCursor* cursor : {&newer, &older}) {
    for (const auto& pin : cursor->rows().pins) batch.Pin(pin);
  }
  // In the order of the scan.
  const std::uint64_t flip = range_.reverse ? ~std::uint64_t{0} : 0;
  const RowBatch& left = newer.rows();
  const RowBatch& right = older.rows();
  std::size_t at = newer.at();
  std::size_t other = older.at();
  std::size_t room = most - batch.size();
  const auto take = [&](const RowBatch& rows, std::size_t i) {
    if (IsLeftOut(rows.values[i])) return;
    batch.Add(rows.subjects[i], rows.versions[i], rows.values[i]);
    --room;
  };
  while (room > 0 && at < left.size() && other < right.size()) {
    const std::uint64_t one = left.subjects[at].word ^ flip;
    const std::uint64_t two = right.subjects[other].word ^ flip;
    if (two < one) {
      take(right, other++);
      continue;
    }
    other += one == two ? 1 : 0;
    take(left, at++);
  }
  newer.Skip(at - newer.at());
  older.Skip(other - older.at());
  is_settled_ = newer.has_row() && older.has_row();
}

void RunScan::MergeMany(std::size_t most, RowBatch& batch) {
  const std::uint64_t flip = range_.reverse ? ~std::uint64_t{0} : 0;
  heads_.clear();
  for (const auto& cursor : cursors_) {
    for (const auto& pin : cursor->rows().pins) batch.Pin(pin);
    heads_.push_back({cursor->subject().word ^ flip, cursor->at(), &cursor->rows()});
  }
  std::size_t room = most - batch.size();
  while (room > 0 && is_settled_) {
    const Head* winner = &heads_[0];  // Of equal ones the first, which is the newest.
    for (const Head& head : heads_) {
      if (head.word < winner->word) winner = &head;
    }
    const StoredValue& value = winner->rows->values[winner->at];
    if (!IsLeftOut(value)) {
      batch.Add(winner->rows->subjects[winner->at], winner->rows->versions[winner->at], value);
      --room;
    }
    const std::uint64_t taken = winner->word;
    for (Head& head : heads_) {
      if (head.word != taken) continue;
      if (++head.at == head.rows->size()) {
        is_settled_ = false;
      } else {
        head.word = head.rows->subjects[head.at].word ^ flip;
      }
    }
  }
  for (std::size_t i = 0; i < heads_.size(); ++i) {
    cursors_[i]->Skip(heads_[i].at - cursors_[i]->at());
  }
}

void RunScan::TakeShared(const Turn& turn, RowBatch& batch) {
  // Stays where it is until its cursor is settled again.
  const Subject subject = cursors_[turn.winner]->subject();
  Copy(*cursors_[turn.winner], 1, batch);
  for (const auto& cursor : cursors_) {
    if (!(cursor->subject() == subject)) continue;
    cursor->Skip(1);
    is_settled_ = is_settled_ && cursor->has_row();
  }
}

void RunScan::TakeAlone(const Turn& turn, std::size_t most, RowBatch& batch) {
  RunCursor& cursor = *cursors_[turn.winner];
  const std::vector<Subject>& subjects = cursor.rows().subjects;
  std::size_t end = std::min(subjects.size(), cursor.at() + most);
  if (turn.limit != nullptr && !IsBefore(subjects[end - 1], *turn.limit)) {
    const auto begin = subjects.begin() + static_cast<std::ptrdiff_t>(cursor.at());
    const auto stop = std::partition_point(
        begin, subjects.begin() + static_cast<std::ptrdiff_t>(end),
        [&](const Subject& subject) { return IsBefore(subject, *turn.limit); });
    end = static_cast<std::size_t>(stop - subjects.begin());
  }
  const std::size_t count = end - cursor.at();
  if (batch.size() == 0 && count == subjects.size() && !LeavesOut(cursor, count)) {
    cursor.TakeRows(batch);
  } else {
    Copy(cursor, count, batch);
    cursor.Skip(count);
  }
  is_settled_ = cursor.has_row();
}

bool RunScan::IsLeftOut(const StoredValue& value) const {
  if (value.is_null()) return !keeps_deleted_;
  return !range_.values.is_all() && !range_.values.Has(value);
}

bool RunScan::LeavesOut(const RunCursor& cursor, std::size_t count) const {
  const auto from = cursor.rows().values.begin() + static_cast<std::ptrdiff_t>(cursor.at());
  return std::any_of(from, from + static_cast<std::ptrdiff_t>(count),
                     [this](const StoredValue& value) { return IsLeftOut(value); });
}

void RunScan::Copy(const RunCursor& cursor, std::size_t count, RowBatch& batch) const {
  const RowBatch& rows = cursor.rows();
  for (const auto& pin : rows.pins) batch.Pin(pin);
  if (range_.run.has_integers() && !LeavesOut(cursor, count)) {
    const auto from = static_cast<std::ptrdiff_t>(cursor.at());
    const auto to = from + static_cast<std::ptrdiff_t>(count);
    batch.subjects.insert(batch.subjects.end(), rows.subjects.begin() + from,
                          rows.subjects.begin() + to);
    batch.versions.insert(batch.versions.end(), rows.versions.begin() + from,
                          rows.versions.begin() + to);
    batch.values.insert(batch.values.end(), rows.values.begin() + from,
                        rows.values.begin() + to);
    return;
  }
  for (std::size_t i = cursor.at(); i < cursor.at() + count; ++i) {
    if (IsLeftOut(rows.values[i])) continue;
    const Subject& subject = rows.subjects[i];
    batch.Add({subject.word, batch.arena.Copy(subject.bytes)}, rows.versions[i],
              rows.values[i]);
  }
}

}  // namespace cambium
