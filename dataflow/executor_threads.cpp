// The executor over std::thread: the caller and its helpers take turns by number.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "dataflow/executor.h"

namespace cambium {
namespace {

class ThreadExecutor final : public Executor {
 public:
  explicit ThreadExecutor(std::size_t width) : width_(std::max<std::size_t>(width, 1)) {}
  ~ThreadExecutor() override {
    {
      const std::lock_guard lock(mutex_);
      ends_ = true;
    }
    work_.notify_all();
    for (std::thread& helper : helpers_) helper.join();
  }

  std::size_t width() const override { return width_; }

 protected:
  void Run(std::size_t count, const std::function<void(std::size_t)>& turn) override {
    std::unique_lock lock(mutex_);
    // A turn that divides its work again does it itself, and so does a second caller.
    if (turn_ != nullptr || width_ < 2) {
      lock.unlock();
      for (std::size_t i = 0; i < count; ++i) turn(i);
      return;
    }
    while (helpers_.size() + 1 < width_) helpers_.emplace_back([this] { Help(); });
    turn_ = &turn;
    next_ = 0;
    count_ = count;
    running_ = 0;
    work_.notify_all();
    TakeTurns(lock);
    done_.wait(lock, [this] { return running_ == 0; });
    turn_ = nullptr;
  }

 private:
  void Help() {
    std::unique_lock lock(mutex_);
    while (true) {
      work_.wait(lock, [this] { return ends_ || (turn_ != nullptr && next_ < count_); });
      if (ends_) return;
      TakeTurns(lock);
    }
  }
  // While there are any; with the lock, but for the turns.
  void TakeTurns(std::unique_lock<std::mutex>& lock) {
    while (next_ < count_) {
      const std::size_t mine = next_++;
      ++running_;
      lock.unlock();
      (*turn_)(mine);
      lock.lock();
      if (--running_ == 0) done_.notify_one();
    }
  }

  const std::size_t width_;
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable done_;
  std::vector<std::thread> helpers_;
  const std::function<void(std::size_t)>* turn_ = nullptr;
  std::size_t next_ = 0;
  std::size_t count_ = 0;
  std::size_t running_ = 0;
  bool ends_ = false;
};

}  // namespace

std::unique_ptr<Executor> MakeThreadExecutor(std::size_t width) {
  return std::make_unique<ThreadExecutor>(width);
}

#ifdef CAMBIUM_THREAD_EXECUTOR
Executor& DefaultExecutor() {
  // 0 if the machine does not say.
  static ThreadExecutor executor(std::thread::hardware_concurrency());
  return executor;
}
#endif

}  // namespace cambium
