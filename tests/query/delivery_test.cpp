// Turns are taken in the order of posting, by one at a time.
// SPDX-License-Identifier: Apache-2.0
#include "query/delivery.h"

#include <string>

#include "doctest/doctest.h"

namespace cambium {
namespace {

Frame FrameOf(std::int64_t subscription, std::uint64_t version,
              FrameKind kind = FrameKind::kDelta) {
  Frame frame;
  frame.kind = kind;
  frame.subscription = subscription;
  frame.to = version;
  frame.ops.resize(kind == FrameKind::kDelta ? 1 : 0);
  return frame;
}

// A delivery whose receivers write down what they get.
struct Fixture {
  Fixture() : delivery([this](std::int64_t id) { delivery.Post(Whole(id)); }) {}

  Frame Whole(std::int64_t id) const { return FrameOf(id, newest, FrameKind::kReset); }
  std::shared_ptr<SubscriptionStanding> Add(std::int64_t id, std::size_t max_queued = 9) {
    return AddWith(
        id, [](const Frame&) {}, max_queued);
  }
  template <typename Then>
  std::shared_ptr<SubscriptionStanding> AddWith(std::int64_t id, Then then,
                                                std::size_t max_queued = 9) {
    auto standing = std::make_shared<SubscriptionStanding>();
    standing->id = id;
    SubscribeOptions options;
    options.max_queued = max_queued;
    delivery.Add(
        standing,
        [this, then](const Frame& frame) {
          log += std::to_string(frame.subscription) + "@" + std::to_string(frame.to) +
                 (frame.kind == FrameKind::kReset ? "! " : " ");
          then(frame);
        },
        options);
    delivery.Post(FrameOf(id, 0, FrameKind::kOpen));
    return standing;
  }

  std::string log;
  std::uint64_t newest = 0;
  Delivery delivery;
};

TEST_SUITE("Delivery") {
  TEST_CASE("calls in the order of posting and drops what is for nobody") {
    Fixture fixture;
    fixture.Add(1);
    fixture.Add(2);
    for (std::uint64_t version = 1; version < 4; ++version) {
      for (const std::int64_t id : {1, 2, 3}) fixture.delivery.Post(FrameOf(id, version));
    }
    CHECK(fixture.log.empty());
    fixture.delivery.Run();
    CHECK(fixture.log == "1@0 2@0 1@1 2@1 1@2 2@2 1@3 2@3 ");
    fixture.delivery.Run();
    CHECK(fixture.log.ends_with("2@3 "));
  }

  TEST_CASE("a run within a callback leaves all to the one outside") {
    Fixture fixture;
    fixture.AddWith(1, [&fixture](const Frame& frame) {
      if (frame.to != 1) return;
      for (const std::int64_t id : {1, 2}) fixture.delivery.Post(FrameOf(id, 2));
      fixture.delivery.Run();
      fixture.log += "back ";
    });
    fixture.Add(2);
    for (const std::int64_t id : {1, 2}) fixture.delivery.Post(FrameOf(id, 1));
    fixture.delivery.Run();
    CHECK(fixture.log == "1@0 2@0 1@1 back 2@1 1@2 2@2 ");
  }

  TEST_CASE("who lags is served when all others have what came before") {
    Fixture fixture;
    fixture.Add(1, 1);
    fixture.Add(2);
    fixture.delivery.Run();
    for (fixture.newest = 1; fixture.newest < 3; ++fixture.newest) {
      for (const std::int64_t id : {1, 2}) {
        fixture.delivery.Post(FrameOf(id, fixture.newest));
      }
    }
    fixture.newest = 2;
    fixture.log.clear();
    fixture.delivery.Run();
    CHECK(fixture.log == "2@1 2@2 1@2! ");
    fixture.delivery.Post(FrameOf(1, 3));
    fixture.delivery.Run();
    CHECK(fixture.log == "2@1 2@2 1@2! 1@3 ");
  }

  TEST_CASE("who lags has no turn before the others whatever comes for him") {
    for (const FrameKind kind : {FrameKind::kReset, FrameKind::kError}) {
      Fixture fixture;
      fixture.Add(1, 1);
      fixture.Add(2);
      fixture.delivery.Run();
      fixture.log.clear();
      for (const std::uint64_t version : {1U, 2U}) {
        for (const std::int64_t id : {1, 2}) fixture.delivery.Post(FrameOf(id, version));
      }
      fixture.delivery.Post(FrameOf(1, 3, kind));
      fixture.delivery.Run();
      CHECK(fixture.log == (kind == FrameKind::kReset ? "2@1 2@2 1@3! " : "2@1 2@2 1@3 "));
    }
  }

  TEST_CASE("what waits for who is removed is dropped") {
    Fixture fixture;
    const auto one = fixture.Add(1);
    const auto lagging = fixture.Add(2, 0);
    fixture.delivery.Post(FrameOf(2, 1));
    CHECK(fixture.delivery.Remove(1));
    CHECK(fixture.delivery.Remove(2));
    CHECK_FALSE(fixture.delivery.Remove(1));
    fixture.delivery.Run();
    CHECK(fixture.log.empty());
    CHECK(one->state == SubscriptionState::kEnded);
  }

  TEST_CASE("nothing follows an error") {
    Fixture fixture;
    const auto standing = fixture.Add(1);
    Frame error = FrameOf(1, 7, FrameKind::kError);
    error.error = absl::InternalError("broken");
    fixture.delivery.Post(error);
    fixture.delivery.Run();
    fixture.delivery.Post(FrameOf(1, 8));
    fixture.delivery.Run();
    CHECK(fixture.log == "1@0 1@7 ");
    CHECK(standing->state == SubscriptionState::kFailed);
    CHECK(standing->failure.message() == "broken");
    CHECK_FALSE(fixture.delivery.Remove(1));
  }
}

}  // namespace
}  // namespace cambium
