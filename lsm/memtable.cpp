// Pages of integers, chains of rows.
// SPDX-License-Identifier: Apache-2.0
#include "lsm/memtable.h"

#include <algorithm>
#include <bit>
#include <mutex>

namespace cambium {
namespace {

constexpr std::uint64_t kFirstCapacity = 2;
constexpr std::size_t kPageBytes = 24;  // Of a page in its tree, about.
constexpr std::size_t kTextBytes = 40;  // Of a text in its tree, about.
constexpr std::size_t kRunBytes = 512;
constexpr std::size_t kChainBytes = sizeof(void*);

std::uint64_t BitsBelow(std::uint64_t word) { return (std::uint64_t{1} << (word % 64)) - 1; }

}  // namespace

void Memtable::Apply(std::uint64_t version, std::span<const Write> writes) {
  const std::lock_guard lock(mutex_);
  const RunKey* key = nullptr;
  Run* run = nullptr;
  for (const Write& write : writes) {
    if (key == nullptr || write.run != *key) {
      std::unique_ptr<Run>& found = runs_[write.run];
      if (found == nullptr) {
        found = std::make_unique<Run>();
        index_bytes_ += kRunBytes;
      }
      run = found.get();
      key = &write.run;
    }
    const Entry** const place = Place(*run, write.run.has_integers(), write.subject);
    const bool is_again = *place != nullptr && (*place)->version == version;
    const Entry* const older = is_again ? (*place)->older : *place;
    *place = arena_.New<Entry>(version, older, CopyTo(arena_, write.value));
  }
  bytes_ = arena_.bytes() + index_bytes_;
  if (least_version_ == 0) least_version_ = version;
  greatest_version_ = version;
}

auto Memtable::Place(Run& run, bool integers, const Subject& subject) -> const Entry** {
  if (integers) {
    const auto [page, is_new] = run.pages.try_emplace(subject.word / 64);
    if (is_new) index_bytes_ += kPageBytes;
    return PlaceInPage(page->second, subject.word);
  }
  const auto found = run.texts.find(subject.bytes);
  if (found != run.texts.end()) return &found->second;
  index_bytes_ += kTextBytes;
  return &run.texts.emplace(arena_.Copy(subject.bytes), nullptr).first->second;
}

auto Memtable::PlaceInPage(Page*& page, std::uint64_t word) -> const Entry** {
  const std::uint64_t present = page == nullptr ? 0 : page->present;
  const auto rank = std::popcount(present & BitsBelow(word));
  const std::uint64_t bit = std::uint64_t{1} << (word % 64);
  if ((present & bit) != 0) return page->chains() + rank;
  const auto count = static_cast<std::uint64_t>(std::popcount(present));
  if (page == nullptr || count == page->capacity) {
    const std::uint64_t capacity =
        page == nullptr ? kFirstCapacity : std::min<std::uint64_t>(64, 2 * page->capacity);
    const auto larger =
        reinterpret_cast<Page*>(arena_.Allocate(sizeof(Page) + capacity * kChainBytes));
    *larger = {present, capacity};
    if (page != nullptr) std::copy_n(page->chains(), count, larger->chains());
    page = larger;
  }
  const Entry** const chains = page->chains();
  std::copy_backward(chains + rank, chains + count, chains + count + 1);
  page->present |= bit;
  chains[rank] = nullptr;
  return chains + rank;
}

auto Memtable::Chain(const Run& run, bool integers, const Subject& subject) -> const Entry* {
  if (!integers) {
    const auto found = run.texts.find(subject.bytes);
    return found == run.texts.end() ? nullptr : found->second;
  }
  const auto page = run.pages.find(subject.word / 64);
  if (page == run.pages.end()) return nullptr;
  const Page& found = *page->second;
  if ((found.present >> (subject.word % 64) & 1) == 0) return nullptr;
  return found.chains()[std::popcount(found.present & BitsBelow(subject.word))];
}

std::optional<RowFound> Memtable::Find(const RunKey& run, const Subject& subject,
                                       std::uint64_t version) const {
  const std::shared_lock lock(mutex_);
  const auto found = runs_.find(run);
  if (found == runs_.end()) return std::nullopt;
  const Entry* entry = Chain(*found->second, run.has_integers(), subject);
  while (entry != nullptr && entry->version > version) entry = entry->older;
  if (entry == nullptr) return std::nullopt;
  return RowFound{entry->version, entry->value.ToValue()};
}

template <typename Visit>
bool Memtable::VisitPage(std::uint64_t number, const Page& page, bool reverse, Visit visit) {
  for (int i = 0; i < std::popcount(page.present); ++i) __builtin_prefetch(page.chains()[i]);
  for (std::uint64_t rest = page.present; rest != 0;) {
    const int bit = reverse ? 63 - std::countl_zero(rest) : std::countr_zero(rest);
    rest &= ~(std::uint64_t{1} << bit);
    const std::uint64_t word = number * 64 + static_cast<unsigned>(bit);
    if (!visit(Subject{word, {}},
               page.chains()[std::popcount(page.present & BitsBelow(word))])) {
      return false;
    }
  }
  return true;
}

// Whole pages; the visitor leaves out what is before the place to begin.
template <typename Visit>
bool Memtable::VisitIntegers(const Run& run, const Reading& reading, Visit visit) {
  if (!reading.reverse) {
    auto page = reading.from == nullptr ? run.pages.begin()
                                        : run.pages.lower_bound(reading.from->word / 64);
    for (; page != run.pages.end(); ++page) {
      if (!VisitPage(page->first, *page->second, false, visit)) return false;
    }
    return true;
  }
  auto page = reading.from == nullptr ? run.pages.end()
                                      : run.pages.upper_bound(reading.from->word / 64);
  while (page != run.pages.begin()) {
    --page;
    if (!VisitPage(page->first, *page->second, true, visit)) return false;
  }
  return true;
}

template <typename Visit>
bool Memtable::VisitTexts(const Run& run, const Reading& reading, Visit visit) {
  if (!reading.reverse) {
    auto text = reading.from == nullptr ? run.texts.begin()
                                        : run.texts.lower_bound(reading.from->bytes);
    for (; text != run.texts.end(); ++text) {
      if (!visit(BytesSubject(text->first), text->second)) return false;
    }
    return true;
  }
  auto text =
      reading.from == nullptr ? run.texts.end() : run.texts.upper_bound(reading.from->bytes);
  while (text != run.texts.begin()) {
    --text;
    if (!visit(BytesSubject(text->first), text->second)) return false;
  }
  return true;
}

bool Memtable::Copy(const Reading& reading, std::size_t most, RowBatch& out) const {
  const std::shared_lock lock(mutex_);
  const auto found = runs_.find(reading.run);
  if (found == runs_.end()) return false;
  const auto is_before = [&](const Subject& subject) {
    if (reading.from == nullptr) return false;
    if (subject == *reading.from) return reading.after;
    return reading.reverse ? *reading.from < subject : subject < *reading.from;
  };
  const auto visit = [&](const Subject& subject, const Entry* entry) {
    if (is_before(subject)) return true;
    if (most == 0) return false;
    --most;
    while (entry != nullptr && entry->version > reading.version) entry = entry->older;
    for (; entry != nullptr; entry = entry->older) {
      out.Add(subject, entry->version, entry->value);
      if (reading.version != kAllVersions) break;
    }
    return true;
  };
  const Run& run = *found->second;
  return !(reading.run.has_integers() ? VisitIntegers(run, reading, visit)
                                      : VisitTexts(run, reading, visit));
}

std::vector<RunKey> Memtable::runs() const {
  const std::shared_lock lock(mutex_);
  std::vector<RunKey> keys;
  for (const auto& [key, run] : runs_) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace cambium
