// A child process that reports numbers to its parent and may be killed at any moment.
//
//     ChildProcess child([](Pipe& to_parent) { to_parent.Write(1); … });
//     child.Read();              // waits for a number; none when the child is gone
//     child.Kill();
//
// The child is a copy of this process, which must have no other threads, no open store (a
// copy would hold its lock) and no file in use.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <optional>

#include "doctest/doctest.h"

namespace cambium::testing {

// The end of a pipe that the child has.
class Pipe {
 public:
  explicit Pipe(int end) : end_(end) {}
  void Write(uint64_t number) const {
    if (::write(end_, &number, sizeof number) != sizeof number) ::_exit(2);
  }
  [[noreturn]] void WaitForEver() const {
    for (;;) ::pause();
  }

 private:
  int end_;
};

class ChildProcess {
 public:
  // Runs `body`, whose end is the child's.
  template <typename Body>
  explicit ChildProcess(Body body) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    child_ = ::fork();
    REQUIRE(child_ >= 0);
    if (child_ == 0) {
      ::close(ends[0]);
      ::alarm(60);  // Should the parent crash.
      Pipe to_parent(ends[1]);
      body(to_parent);
      ::_exit(0);  // Without the destructors of what belongs to the parent.
    }
    ::close(ends[1]);
    from_child_ = ends[0];
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess() {
    Kill();
    ::close(from_child_);
  }

  // The next number that the child has written, before its death too.
  std::optional<uint64_t> Read() const {
    uint64_t number = 0;
    if (::read(from_child_, &number, sizeof number) != sizeof number) return std::nullopt;
    return number;
  }

  // With SIGKILL; returns when the child is gone.
  void Kill() {
    if (child_ < 0) return;
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
    child_ = -1;
  }

 private:
  pid_t child_ = -1;
  int from_child_ = -1;
};

}  // namespace cambium::testing
