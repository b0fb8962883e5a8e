// A program run beside the test, with its three streams in the test's hands.
//
//     testing::CoProcess cambium(path, {"-json"});
//     cambium.Write("DELETE A;\n");
//     CHECK(cambium.ReadLine() == "…");
//     CHECK(cambium.Finish().status == 1);
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

namespace cambium::testing {

class CoProcess {
 public:
  struct Result {
    std::string out;     // What ReadLine() had not taken yet.
    std::string errors;  // Short: it is read at the end.
    int status = -1;     // The exit status; -1 if a signal ended it.
  };

  CoProcess(const std::string& program, std::vector<std::string> arguments) {
    std::signal(SIGPIPE, SIG_IGN);  // A program that ended is no reason to end the test.
    int in[2];
    int out[2];
    int errors[2];
    if (::pipe(in) != 0 || ::pipe(out) != 0 || ::pipe(errors) != 0) return;
    process_ = ::fork();
    if (process_ == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      ::dup2(errors[1], STDERR_FILENO);
      for (const int end : {in[0], in[1], out[0], out[1], errors[0], errors[1]}) ::close(end);
      arguments.insert(arguments.begin(), program);
      std::vector<char*> pointers;
      for (std::string& argument : arguments) pointers.push_back(argument.data());
      pointers.push_back(nullptr);
      ::execv(program.c_str(), pointers.data());
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    ::close(errors[1]);
    in_ = in[1];
    out_ = out[0];
    errors_ = errors[0];
  }
  CoProcess(const CoProcess&) = delete;
  CoProcess& operator=(const CoProcess&) = delete;
  ~CoProcess() {
    if (process_ > 0) Finish();
  }

  void Write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t size = ::write(in_, text.data(), text.size());
      if (size <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(size));
    }
  }

  // The next line of its output without the line feed; "(nothing)" when none comes.
  std::string ReadLine() {
    while (ahead_.find('\n') == std::string::npos) {
      pollfd ready{out_, POLLIN, 0};
      if (::poll(&ready, 1, 20'000) <= 0 || !ReadSome(out_, ahead_)) return "(nothing)";
    }
    const std::size_t end = ahead_.find('\n');
    std::string line = ahead_.substr(0, end);
    ahead_.erase(0, end + 1);
    return line;
  }

  void Kill() { ::kill(process_, SIGKILL); }

  // Ends its input and waits for its end.
  Result Finish() {
    ::close(in_);
    Result result{std::move(ahead_), "", -1};
    while (ReadSome(out_, result.out)) continue;
    while (ReadSome(errors_, result.errors)) continue;
    ::close(out_);
    ::close(errors_);
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = 0;
    if (WIFEXITED(status)) result.status = WEXITSTATUS(status);
    return result;
  }

 private:
  static bool ReadSome(int file, std::string& text) {
    char buffer[4096];
    const ssize_t size = ::read(file, buffer, sizeof buffer);
    if (size > 0) text.append(buffer, static_cast<std::size_t>(size));
    return size > 0;
  }

  pid_t process_ = -1;
  int in_ = -1;
  int out_ = -1;
  int errors_ = -1;
  std::string ahead_;
};

}  // namespace cambium::testing
