// Exceptions of turns, and the inline executor.
// SPDX-License-Identifier: Apache-2.0
#include "dataflow/executor.h"

#include <exception>
#include <mutex>
#include <numeric>
#include <utility>
#include <vector>

namespace cambium {
namespace {

class InlineExecutor final : public Executor {
 public:
  InlineExecutor(std::size_t width, std::uint64_t seed) : width_(width), state_(seed) {}

  std::size_t width() const override { return width_; }

 protected:
  void Run(std::size_t count, const std::function<void(std::size_t)>& turn) override {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = count; state_ != 0 && i > 1; --i) {
      state_ = state_ * 6364136223846793005u + 1442695040888963407u;
      std::swap(order[i - 1], order[(state_ >> 33) % i]);
    }
    for (const std::size_t i : order) turn(i);
  }

 private:
  const std::size_t width_;
  std::uint64_t state_;  // Of the permutations; zero for none.
};

}  // namespace

void Executor::ForEach(std::size_t count, const std::function<void(std::size_t)>& turn) {
  if (count == 1) return turn(0);
  std::mutex mutex;
  std::size_t first = count;
  std::exception_ptr error;
  Run(count, [&](std::size_t i) {
    try {
      turn(i);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (i < first) {
        first = i;
        error = std::current_exception();
      }
    }
  });
  if (error != nullptr) std::rethrow_exception(error);
}

std::unique_ptr<Executor> MakeInlineExecutor(std::size_t width, std::uint64_t seed) {
  return std::make_unique<InlineExecutor>(width, seed);
}

}  // namespace cambium
