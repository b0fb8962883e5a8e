// Reading a snapshot, and keeping what comes meanwhile.
// SPDX-License-Identifier: Apache-2.0
#include "query/hydration.h"

#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "query/whole_row.h"

namespace cambium {
namespace {

std::shared_ptr<const Table> TableOf(const Schema& schema, TypeId id) {
  const auto found = std::find_if(schema.tables().begin(), schema.tables().end(),
                                  [id](const auto& table) { return table->id == id; });
  return *found;
}

bool HasNull(const Row& row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (row[i].is_null()) return true;
  }
  return false;
}

}  // namespace

Hydration::Hydration(LivePlan plan, std::unique_ptr<LiveInstance> instance, bool reads_asked,
                     const Schema& schema, Store& store, std::size_t slice,
                     std::vector<Hydration*>& all)
    : plan_(std::move(plan)),
      instance_(std::move(instance)),
      reads_asked_(reads_asked),
      store_(store),
      slice_(std::max<std::size_t>(slice, 1)),
      all_(all),
      snapshot_(store.TakeSnapshot()),
      version_(snapshot_.version()) {
  for (TableInput& input : instance_->query.nodes.inputs) {
    if (!input.asked.empty() && !reads_asked) continue;
    Source& source = SourceOf(input, TableOf(schema, input.table));
    const AskedBy& by = input.asked;
    if (by.empty()) {
      source.takers.push_back({&input, Row(), Row()});
    } else if (!HasNull(plan_.asked)) {  // A NULL asks for nothing.
      source.takers.push_back({&input, by.ValuesOf(plan_.asked), by.BoundsOf(plan_.asked)});
    }
  }
  for (Source& source : sources_) {
    source.scan =
        std::make_unique<EntityScan>(store_, source.table,
                                     source.asked == nullptr ? source.takers[0].input->fields
                                                             : WholeRow(*source.table).fields(),
                                     version_);
  }
  all_.push_back(this);
}

Hydration::~Hydration() { std::erase(all_, this); }

std::unique_ptr<LiveInstance> Hydration::TakeInstance() {
  std::erase(all_, this);
  return std::move(instance_);
}

auto Hydration::SourceOf(TableInput& input, const std::shared_ptr<const Table>& table)
    -> Source& {
  if (!input.asked.empty()) {
    const auto found =
        std::find_if(sources_.begin(), sources_.end(), [&](const Source& source) {
          return source.table == table && source.asked != nullptr &&
                 source.asked->fields() == input.asked.fields;
        });
    if (found != sources_.end()) return *found;
    shelved_.push_back({input.table, std::make_shared<AskedRows>(input.asked.fields)});
  }
  sources_.push_back(
      {table, {}, input.asked.empty() ? nullptr : shelved_.back().rows, nullptr});
  return sources_.back();
}

absl::Status Hydration::Count() {
  for (const Source& source : sources_) {
    CAMBIUM_ASSIGN_OR_RETURN(
        const std::uint64_t count,
        CountEntities(store_, *source.table, UINT64_MAX, snapshot_.version()));
    total_ += count;
  }
  return absl::OkStatus();
}

absl::Status Hydration::Read() {
  std::vector<Row> rows;
  while (at_ < sources_.size() && rows.empty()) {
    Source& source = sources_[at_];
    CAMBIUM_ASSIGN_OR_RETURN(const bool more, source.scan->Next(slice_, rows));
    read_ += rows.size();
    if (source.asked == nullptr) {
      for (Row& row : rows) slice_rows_.push_back({source.takers[0].input, std::move(row), 1});
    } else {
      const WholeRow read(*source.table);
      Delta<Row> all;
      for (const Row& row : rows) {
        Row whole = read.Declared(row);
        Give(source, whole, 1);
        all.Add(std::move(whole), 1);
      }
      source.asked->Fill(all);
    }
    if (more) break;
    source.scan = nullptr;
    ++at_;
  }
  return absl::OkStatus();
}

void Hydration::Give(const Source& source, const Row& whole, Weight weight) {
  for (const Taker& taker : source.takers) {
    TableInput& input = *taker.input;
    const bool is_asked =
        source.asked == nullptr || (whole.Project(input.asked.fields) == taker.values &&
                                    input.asked.IsInRange(whole, taker.bounds));
    if (!is_asked) continue;
    slice_rows_.push_back({&input, ReadFields(input.fields, whole, taker.bounds), weight});
  }
}

bool Hydration::is_whole() const {
  return at_ == sources_.size() && slice_rows_.empty() && behind_.empty();
}

void Hydration::Feed() {
  if (slice_rows_.empty() && at_ == sources_.size()) {
    for (std::size_t fed = 0; fed < slice_ && !behind_.empty(); ++fed) {
      Follow(behind_.front());
      behind_.pop_front();
    }
  }
  for (Fed& fed : slice_rows_) fed.input->Add(std::move(fed.row), fed.weight);
  slice_rows_.clear();
}

void Hydration::Follow(const Changed& changed) {
  for (const Source& source : sources_) {
    if (source.table->id != changed.table) continue;
    Delta<Row> delta;
    for (const auto& [row, weight] : {std::pair(&changed.change.before, Weight{-1}),
                                      std::pair(&changed.change.after, Weight{1})}) {
      if (!row->has_value()) continue;
      Give(source, **row, weight);
      if (source.asked != nullptr) delta.Add(**row, weight);
    }
    if (source.asked != nullptr) source.asked->Fill(delta);
  }
}

bool Hydration::Reads(TypeId table) const {
  return std::any_of(sources_.begin(), sources_.end(),
                     [table](const Source& source) { return source.table->id == table; });
}

void Hydration::Stage(const Changes& changes) {
  is_staged_ = changes.rows > 0 || !changes.tables.empty();
  for (const auto& [type, table] : changes.tables) {
    if (!Reads(type)) continue;
    for (const auto& [subject, change] : table.entities) {
      if (change.before != change.after) staged_.push_back({type, change});
    }
  }
}

void Hydration::Commit(std::uint64_t version) {
  // What else was written it was not told of.
  if (version != version_ && !(is_staged_ && version == version_ + 1)) Spoil();
  version_ = version;
  for (Changed& changed : staged_) behind_.push_back(std::move(changed));
  Abandon();
}

void Hydration::Abandon() {
  staged_.clear();
  is_staged_ = false;
}

}  // namespace cambium
