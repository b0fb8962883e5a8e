// A program run on a terminal of its own, with the test as the person in front of it.
//
//     TerminalProcess cambium(path, {":memory:"});
//     cambium.Type("MANY T { id };\r");
//     CHECK(cambium.ReadUntil("cambium> ").find("(no rows)") != std::string::npos);
//     CHECK(cambium.Finish() == 0);
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cambium::testing {

class TerminalProcess {
 public:
  // `environment` are NAME=value pairs besides TERM.
  TerminalProcess(const std::string& program, std::vector<std::string> arguments,
                  std::vector<std::string> environment = {}) {
    winsize size{};
    size.ws_row = 50;
    size.ws_col = 200;
    process_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
    if (process_ != 0) return;
    ::setenv("TERM", "xterm", 1);
    ::setenv("LC_ALL", "C.UTF-8", 1);
    for (std::string& variable : environment) ::putenv(variable.data());
    arguments.insert(arguments.begin(), program);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    ::execv(program.c_str(), pointers.data());
    ::_exit(127);
  }
  TerminalProcess(const TerminalProcess&) = delete;
  TerminalProcess& operator=(const TerminalProcess&) = delete;
  ~TerminalProcess() {
    if (process_ > 0) {
      ::kill(process_, SIGKILL);
      ::waitpid(process_, nullptr, 0);
    }
    ::close(terminal_);
  }

  // Keys, as a terminal sends them: Enter is \r, Ctrl-C \x03. Waits until the program takes
  // them one by one: a key before that would be the terminal's own.
  void Type(std::string_view keys) {
    for (int tries = 0; tries < 20'000 && TakesLines(); ++tries) ::poll(nullptr, 0, 1);
    while (!keys.empty()) {
      const ssize_t size = ::write(terminal_, keys.data(), keys.size());
      if (size <= 0) return;
      keys.remove_prefix(static_cast<std::size_t>(size));
    }
  }

  // What appears up to and with `text`; all that has appeared when it does not come.
  std::string ReadUntil(std::string_view text) {
    for (;;) {
      const std::size_t found = ahead_.find(text);
      if (found != std::string::npos) {
        std::string read = ahead_.substr(0, found + text.size());
        ahead_.erase(0, found + text.size());
        return read;
      }
      if (!ReadSome()) return std::exchange(ahead_, "");
    }
  }

  // Waits for its end; its exit status, or -1 if a signal ended it, as it does when it says
  // nothing and does not end.
  int Finish() {
    while (ReadSome()) continue;
    if (!has_ended_) ::kill(process_, SIGKILL);
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  bool ReadSome() {
    char buffer[4096];
    pollfd ready{terminal_, POLLIN, 0};
    if (::poll(&ready, 1, 20'000) <= 0) return false;
    const ssize_t size = ::read(terminal_, buffer, sizeof buffer);
    has_ended_ = size <= 0;
    if (size > 0) ahead_.append(buffer, static_cast<std::size_t>(size));
    return size > 0;
  }

  bool TakesLines() const {
    termios settings{};
    return ::tcgetattr(terminal_, &settings) == 0 && (settings.c_lflag & ICANON) != 0;
  }

  pid_t process_ = -1;
  bool has_ended_ = false;
  int terminal_ = -1;
  std::string ahead_;
};

}  // namespace cambium::testing
