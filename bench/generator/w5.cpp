// W5: events whose users and items both follow Zipf's law, inserted and deleted one by one.
// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bench/generator/generator.h"
#include "bench/generator/random.h"
#include "bench/generator/zipf.h"

namespace cambium::bench {
namespace {

constexpr uint64_t kSeed = 0x5005;
constexpr int kScores = 1000;
constexpr uint64_t kInsertPercent = 60;

class EventStream {
 public:
  EventStream(int32_t users, int32_t items) : users_(users), items_(items) {}

  std::vector<W5Event> Events(int count) {
    live_.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) live_.push_back(NewEvent());
    return live_;
  }

  std::vector<W5Change> Changes(int count) {
    std::vector<W5Change> changes;
    changes.reserve(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
      const bool inserts = random_.Below(100) < kInsertPercent;
      changes.push_back(inserts ? W5Change{+1, Insert()} : W5Change{-1, Delete()});
    }
    return changes;
  }

 private:
  W5Event Insert() {
    live_.push_back(NewEvent());
    return live_.back();
  }

  W5Event Delete() {
    W5Event& place = live_[random_.Position(live_.size())];
    const W5Event event = place;
    place = live_.back();
    live_.pop_back();
    return event;
  }

  W5Event NewEvent() {
    const int32_t user = users_.Draw(random_);
    const int32_t item = items_.Draw(random_);
    return {next_id_++, user, item, random_.Int32Below(kScores)};
  }

  Random random_{kSeed};
  const Zipf users_;
  const Zipf items_;
  int32_t next_id_ = 0;
  // The events that exist, in the order that deletes have left them in.
  std::vector<W5Event> live_;
};

}  // namespace

W5Input GenerateW5(int scale) {
  const int shrink = scale > 10 ? 10 : 1;
  EventStream stream(100'000 / shrink, 10'000 / shrink);
  W5Input input;
  input.tables.events = stream.Events(1'000'000 / scale);
  input.transactions = stream.Changes(20'000 / scale);
  return input;
}

}  // namespace cambium::bench
