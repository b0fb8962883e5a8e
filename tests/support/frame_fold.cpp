// Folding frames, and the laws of their operations.
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/frame_fold.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

namespace cambium::testing {
namespace {

std::string LabelOf(const Item& item) {
  return item.label.has_value() ? item.label->text : item.select[0].source[0].text;
}

std::size_t NumberOf(const Json& json) {
  Require(json.kind == Json::Kind::kScalar && !json.text.empty() &&
              json.text.find_first_not_of("0123456789") == std::string::npos,
          "not a position");
  return static_cast<std::size_t>(std::stoul(json.text));
}

Json& RowAt(Json& list, const Json& key) {
  const std::size_t position = PositionOfKey(list, key);
  if (position == list.items.size()) throw BrokenLaw("no row has the key " + JsonDump(key));
  return list.items[position];
}

}  // namespace

void Require(bool holds, std::string_view what) {
  if (!holds) throw BrokenLaw(std::string(what));
}

void RequireEqual(const Json& found, const Json& expected, std::string_view what) {
  if (found == expected) return;
  throw BrokenLaw(std::string(what) + JsonDump(found) + ", the oracle says " +
                  JsonDump(expected));
}

void FrameFold::Apply(const Json& frame) {
  if (frame.At("t").text == "open") {
    root_ = frame.At("data");
    version_ = frame.At("v").text;
    return;
  }
  Require(frame.At("t").text == "delta", "not a delta");
  Require(frame.At("from").text == version_, "frame does not start where the last one ended");
  Require(!frame.At("ops").items.empty(), "delta without operations");
  for (const Json& op : frame.At("ops").items) ApplyOp(op);
  version_ = frame.At("to").text;
}

void FrameFold::ApplyOp(const Json& op) {
  const std::string& letter = op.items.at(0).text;
  Json* place = &root_;  // A list, then a row of it, then a list of that, …
  const Select* select = &query_;
  const std::vector<Item>* block = &query_.items;
  for (const Json& step : op.items.at(1).items) {
    if (place->kind == Json::Kind::kArray) {
      place = &RowAt(*place, step);
      continue;
    }
    place = place->Find(step.text);
    Require(place != nullptr, "no list has the label " + step.text);
    for (const Item& item : *block) {
      if (item.select.empty() || LabelOf(item) != step.text) continue;
      select = &item.select[0];
      if (item.kind != ItemKind::kRecurse) block = &select->items;
      break;
    }
  }
  if (letter == "=") {
    for (const auto& [label, value] : op.items.at(2).members) {
      Json* member = place->Find(label);
      Require(member != nullptr, "no value has the label " + label);
      *member = value;
    }
    return;
  }
  Require(place->kind == Json::Kind::kArray, "not the path of a list");
  std::vector<Json>& rows = place->items;
  const Json& key = op.items.at(2);
  Json row = letter == "+" ? op.items.at(4) : RowAt(*place, key);
  if (letter == "+") {
    Require(PositionOfKey(*place, key) == rows.size(), "key is there already");
    Require(row.At("$k") == key, "a row came under the key of another");
  } else {
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(PositionOfKey(*place, key)));
  }
  if (letter == "-") return;
  Require(letter == "+" || letter == "^", "unknown operation " + letter);
  const std::size_t at = NumberOf(op.items.at(3));
  Require(at <= rows.size(), "position lies outside of its list");
  rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(at), std::move(row));
  Require(!select->limit.has_value() ||
              static_cast<std::int64_t>(rows.size()) <= select->limit->literal.AsInt(),
          "list has outgrown its LIMIT");
}

namespace {

// Walks both answers the way the operations must come, and takes them one by one.
class OpsChecker {
 public:
  explicit OpsChecker(const Json& ops) : ops_(ops.items) {}

  void Check(const Select& query, const Json& before, const Json& after) {
    CheckList(query, Json::Array(), before, after);
    if (next_ != ops_.size()) Fail("an operation too many", Json::Array());
  }

 private:
  [[noreturn]] void Fail(const std::string& what, const Json& path) const {
    throw BrokenLaw(what + ", in " + JsonDump(path) + ", before " +
                    (next_ < ops_.size() ? JsonDump(ops_[next_]) : "the end"));
  }

  // The following operations of this kind on this path.
  std::vector<Json> Take(const char* letter, const Json& path) {
    std::vector<Json> taken;
    while (next_ < ops_.size() && ops_[next_].items.at(0).text == letter &&
           ops_[next_].items.at(1) == path) {
      taken.push_back(ops_[next_++]);
    }
    return taken;
  }

  void CheckList(const Select& select, const Json& path, const Json& before,
                 const Json& after) {
    std::vector<Json> expected;  // keys
    for (std::size_t i = before.items.size(); i-- > 0;) {
      const Json& key = before.items[i].At("$k");
      if (PositionOfKey(after, key) == after.items.size()) expected.push_back(key);
    }
    std::vector<Json> erased;
    for (const Json& op : Take("-", path)) erased.push_back(op.items.at(2));
    if (erased != expected) Fail("erasures are not the rows that went, from behind", path);
    CheckMoves(path, before, after);
    std::size_t taken = 0;
    const std::vector<Json> inserted = Take("+", path);
    for (std::size_t i = 0; i < after.items.size(); ++i) {
      const Json& row = after.items[i];
      if (PositionOfKey(before, row.At("$k")) < before.items.size()) continue;
      if (taken == inserted.size()) Fail("no insertion of " + JsonDump(row), path);
      const Json& op = inserted[taken++];
      const bool as_expected = op.items.at(2) == row.At("$k") &&
                               op.items.at(3).text == std::to_string(i) &&
                               op.items.at(4) == row;
      if (!as_expected) Fail(JsonDump(op) + " does not insert " + JsonDump(row), path);
    }
    if (taken != inserted.size()) Fail("a row came that was there", path);
    for (const Json& row : after.items) {
      const std::size_t old = PositionOfKey(before, row.At("$k"));
      if (old < before.items.size()) CheckRow(select, path, before.items[old], row);
    }
  }

  void CheckRow(const Select& select, const Json& list, const Json& before, const Json& after) {
    Json path = list;
    path.items.push_back(after.At("$k"));
    std::set<std::string> lists;
    for (const Item& item : select.items) {
      if (!item.select.empty()) lists.insert(LabelOf(item));
    }
    Json changed = Json::Object();
    for (std::size_t i = 0; i < after.members.size(); ++i) {
      const auto& [label, value] = after.members[i];
      if (lists.contains(label) || value == before.members.at(i).value) continue;
      changed.members.push_back({label, value});
    }
    const std::vector<Json> sets = Take("=", path);
    const bool as_expected = changed.members.empty()
                                 ? sets.empty()
                                 : sets.size() == 1 && sets[0].items.at(2) == changed;
    if (!as_expected) Fail("values that changed are " + JsonDump(changed), path);
    for (const Item& item : select.items) {
      if (item.select.empty()) continue;
      path.items.push_back(Json::Text(LabelOf(item)));
      const bool repeats = item.kind == ItemKind::kRecurse;
      CheckList(repeats ? select : item.select[0], path, before.At(LabelOf(item)),
                after.At(LabelOf(item)));
      path.items.pop_back();
    }
  }

  // The rows that stay put are a longest run in order, with as many rows as possible
  // whose order key is what it was.
  void CheckMoves(const Json& path, const Json& before, const Json& after) {
    const std::vector<Json> moves = Take("^", path);
    struct Survivor {
      std::size_t old;
      bool steady;
      bool moved;
      std::pair<std::size_t, std::size_t> best;  // of runs that end here: length, steady rows
    };
    std::vector<Survivor> survivors;
    std::size_t named = 0;
    std::size_t standing = 0;
    std::pair<std::size_t, std::size_t> best{0, 0};
    for (const Json& row : after.items) {
      const std::size_t old = PositionOfKey(before, row.At("$k"));
      if (old == before.items.size()) continue;
      Survivor mine{old, before.items[old].note == row.note, false, {0, 0}};
      for (const Json& op : moves) mine.moved |= op.items.at(2) == row.At("$k");
      for (const Survivor& other : survivors) {
        if (other.old < mine.old) mine.best = std::max(mine.best, other.best);
      }
      mine.best.first += 1;
      mine.best.second += mine.steady ? 1 : 0;
      best = std::max(best, mine.best);
      named += mine.moved ? 1 : 0;
      standing += !mine.moved && mine.steady ? 1 : 0;
      survivors.push_back(mine);
    }
    if (named != moves.size()) Fail("a row moves twice or is not there", path);
    const std::size_t enough = survivors.size() - best.first;
    if (moves.size() != enough) {
      Fail(std::to_string(moves.size()) + " moves where " + std::to_string(enough) + " do",
           path);
    }
    if (standing != best.second) Fail("a row moved whose order key stayed", path);
  }

  const std::vector<Json>& ops_;
  std::size_t next_ = 0;
};

}  // namespace

void CheckOps(const Select& query, const Json& ops, const Json& before, const Json& after) {
  OpsChecker(ops).Check(query, before, after);
}

}  // namespace cambium::testing
