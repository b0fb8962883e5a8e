// Filling from a snapshot, and keeping what comes meanwhile.
// SPDX-License-Identifier: Apache-2.0
#include "query/hydration.h"

#include <algorithm>
#include <utility>

#include "dataflow/status.h"
#include "query/entity_scan.h"
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

Hydration::Hydration(HydrationStart start, Graph& graph, const Schema& schema, Store& store,
                     std::vector<Hydration*>& all)
    : start_(std::move(start)),
      store_(store),
      all_(all),
      snapshot_(store.TakeSnapshot()),
      nursery_(Graph::Nursery{graph}),
      instance_(std::make_unique<LiveInstance>(start_.plan.plan)),
      version_(snapshot_.version()) {
  const Row& asked = start_.plan.asked;
  for (std::size_t i = 0; i < start_.inputs.size(); ++i) {
    const InputShape& input = start_.inputs[i];
    if (!input.asked.empty() && !start_.reads_asked) continue;
    Source& source = SourceOf(input, schema);
    if (input.asked.empty()) {
      source.takers.push_back({i, Row(), Row()});
    } else if (!HasNull(asked)) {  // A NULL asks for nothing.
      source.takers.push_back({i, input.asked.ValuesOf(asked), input.asked.BoundsOf(asked)});
    }
  }
  all_.push_back(this);
}

Hydration::~Hydration() { std::erase(all_, this); }

std::unique_ptr<LiveInstance> Hydration::TakeInstance() {
  std::erase(all_, this);
  return std::move(instance_);
}

auto Hydration::shelved() const -> std::vector<Shelved> {
  std::vector<Shelved> shelved;
  for (const Source& source : sources_) {
    if (source.asked != nullptr) shelved.push_back({source.table->id, source.asked});
  }
  return shelved;
}

auto Hydration::SourceOf(const InputShape& input, const Schema& schema) -> Source& {
  const std::shared_ptr<const Table> table = TableOf(schema, input.table);
  if (input.asked.empty()) return sources_.emplace_back(Source{table, {}, nullptr});
  const auto found = std::find_if(sources_.begin(), sources_.end(), [&](const Source& source) {
    return source.table == table && source.asked != nullptr &&
           source.asked->fields() == input.asked.fields;
  });
  if (found != sources_.end()) return *found;
  return sources_.emplace_back(
      Source{table, {}, std::make_shared<AskedRows>(input.asked.fields)});
}

// ---------- the snapshot ----------

absl::Status Hydration::Count() {
  for (const Source& source : sources_) {
    CAMBIUM_ASSIGN_OR_RETURN(
        const std::uint64_t count,
        CountEntities(store_, *source.table, UINT64_MAX, snapshot_.version()));
    total_ += count;
  }
  return absl::OkStatus();
}

template <typename Each>
absl::Status Hydration::Read(const std::shared_ptr<const Table>& table,
                             const std::vector<std::size_t>& fields,
                             const std::function<bool()>& goes_on, Each each) {
  EntityScan scan(store_, table, fields, snapshot_.version());
  std::vector<Row> rows;
  for (bool more = true; more; rows.clear()) {
    CAMBIUM_ASSIGN_OR_RETURN(more, scan.Next(start_.slice, rows));
    for (Row& row : rows) each(std::move(row));
    read_ += rows.size();
    if (!rows.empty() && !goes_on()) {
      return absl::CancelledError("live query was given up while it began");
    }
  }
  return absl::OkStatus();
}

absl::Status Hydration::ReadAsked(Source& source, const std::function<bool()>& goes_on) {
  const WholeRow whole(*source.table);
  Delta<Row> all;
  CAMBIUM_RETURN_IF_ERROR(Read(source.table, whole.fields(), goes_on, [&](const Row& row) {
    Row declared = whole.Declared(row);
    Give(source, declared, 1, asked_rows_);
    all.Add(std::move(declared), 1);
  }));
  source.asked->Fill(all);
  return absl::OkStatus();
}

absl::Status Hydration::Fill(const std::function<bool()>& goes_on) {
  absl::Status read;
  const ReadTable read_table = [&](TypeId id, const std::vector<std::size_t>& fields,
                                   Delta<Row>& out) {
    if (!read.ok()) return;
    const auto source = std::find_if(sources_.begin(), sources_.end(), [id](const Source& one) {
      return one.asked == nullptr && one.table->id == id;
    });
    read =
        Read(source->table, fields, goes_on, [&out](Row row) { out.Add(std::move(row), 1); });
    if (!read.ok()) out.Clear();  // Nothing is to be made of them.
  };
  const SelectPlan& plan = *start_.plan.plan;
  if (FollowsTime(plan)) instance_->clock.emplace(nursery_, start_.now);
  std::vector<ZSet<Row>> contents;
  const LiveClock* const clock = instance_->clock.has_value() ? &*instance_->clock : nullptr;
  instance_->query.nodes = Lower(plan, nursery_, clock, read_table, contents);
  CAMBIUM_RETURN_IF_ERROR(read);
  instance_->assembler.Load(contents);
  for (Source& source : sources_) {
    if (source.asked != nullptr) CAMBIUM_RETURN_IF_ERROR(ReadAsked(source, goes_on));
  }
  return absl::OkStatus();
}

void Hydration::Join(Graph& graph) {
  const std::size_t grown = graph.Join(nursery_);
  for (FlowNodes& flow : instance_->query.nodes.flows) flow.last += grown;
  Take();
}

// ---------- what comes behind it ----------

void Hydration::Give(const Source& source, const Row& whole, Weight weight,
                     std::vector<Fed>& to) const {
  for (const Taker& taker : source.takers) {
    const InputShape& input = start_.inputs[taker.input];
    const bool is_asked =
        source.asked == nullptr || (whole.Project(input.asked.fields) == taker.values &&
                                    input.asked.IsInRange(whole, taker.bounds));
    if (!is_asked) continue;
    to.push_back({taker.input, ReadFields(input.fields, whole, taker.bounds), weight});
  }
}

void Hydration::Take() {
  if (asked_fed_ < asked_rows_.size()) return;
  while (taken_.size() < start_.slice && !behind_.empty()) {
    taken_.push_back(std::move(behind_.front()));
    behind_.pop_front();
  }
}

void Hydration::Prepare() {
  const auto first = asked_rows_.begin() + static_cast<std::ptrdiff_t>(asked_fed_);
  const std::size_t most = std::min(start_.slice, asked_rows_.size() - asked_fed_);
  std::move(first, first + static_cast<std::ptrdiff_t>(most), std::back_inserter(prepared_));
  asked_fed_ += most;
  if (asked_fed_ == asked_rows_.size()) asked_rows_ = {};
  if (asked_rows_.empty()) asked_fed_ = 0;
  for (const Changed& changed : taken_) Follow(changed);
  taken_.clear();
}

bool Hydration::is_whole() const {
  return asked_rows_.empty() && taken_.empty() && prepared_.empty() && behind_.empty();
}

void Hydration::Feed(std::int64_t now) {
  std::vector<TableInput>& inputs = instance_->query.nodes.inputs;
  for (Fed& fed : prepared_) inputs[fed.input].Add(std::move(fed.row), fed.weight);
  prepared_.clear();
  if (instance_->clock.has_value()) instance_->clock->AdvanceTo(now);
  Take();
}

void Hydration::Follow(const Changed& changed) {
  for (const Source& source : sources_) {
    if (source.table->id != changed.table) continue;
    Delta<Row> delta;
    for (const auto& [row, weight] : {std::pair(&changed.change.before, Weight{-1}),
                                      std::pair(&changed.change.after, Weight{1})}) {
      if (!row->has_value()) continue;
      Give(source, **row, weight, prepared_);
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
