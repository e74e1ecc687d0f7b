// A plain socket for tests: sends exactly the bytes it is told, and reads answers off it. For tests only.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "http/server/message.h"

namespace massline::http {

class TestClient {
 public:
  struct Answer {
    int status = 0;  // 0: the connection ended without one
    Headers headers;
    std::string body;
  };

  explicit TestClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~TestClient() { ::close(socket_); }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  bool connected() const { return connected_; }

  /// False if the server has closed meanwhile.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  /// Reads one answer; `head` says that it has no body whatever its Content-Length.
  Answer read(bool head = false) {
    Answer answer;
    std::size_t end = 0;
    while ((end = input_.find("\r\n\r\n")) == std::string::npos)
      if (!receive()) return answer;
    const std::string text = input_.substr(0, end + 2);
    input_.erase(0, end + 4);
    answer.status = std::atoi(text.c_str() + 9);
    for (auto at = text.find("\r\n") + 2; at < text.size();) {
      const auto line_end = text.find("\r\n", at);
      const auto colon = text.find(": ", at);
      answer.headers.add(std::string_view(text).substr(at, colon - at),
                         std::string_view(text).substr(colon + 2, line_end - colon - 2));
      at = line_end + 2;
    }
    const auto length = std::strtoul(std::string(answer.headers.get("Content-Length")).c_str(), nullptr, 10);
    if (head) return answer;
    while (input_.size() < length)
      if (!receive()) break;
    answer.body = input_.substr(0, length);
    input_.erase(0, length);
    return answer;
  }

  /// What comes after the head of an answer that stays open, up to and with `end`; all that came, if it ends before.
  std::string read_until(std::string_view end) {
    std::size_t at = 0;
    while ((at = input_.find(end)) == std::string::npos)
      if (!receive()) return std::exchange(input_, {});
    std::string text = input_.substr(0, at + end.size());
    input_.erase(0, text.size());
    return text;
  }

  Answer ask(std::string_view bytes) {
    send(bytes);
    return read(bytes.starts_with("HEAD "));
  }
  Answer get(std::string_view target, std::string_view headers = {}) {
    std::string text = "GET ";
    text.append(target).append(" HTTP/1.1\r\nHost: test\r\n").append(headers).append("\r\n");
    return ask(text);
  }
  Answer post(std::string_view target, std::string_view body, std::string_view headers = {}) {
    std::string text = "POST ";
    text.append(target).append(" HTTP/1.1\r\nHost: test\r\nContent-Length: ");
    text.append(std::to_string(body.size())).append("\r\n").append(headers).append("\r\n").append(body);
    return ask(text);
  }

  /// True if the server has closed, or does within the time.
  bool is_closed(int wait_ms = 2000) {
    while (input_.empty()) {
      pollfd waiting{socket_, POLLIN, 0};
      if (::poll(&waiting, 1, wait_ms) <= 0) return false;
      if (!receive()) return true;
    }
    return false;
  }

 private:
  bool receive() {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, 10'000) <= 0) return false;
    char buffer[65536];
    const ssize_t count = ::recv(socket_, buffer, sizeof buffer, 0);
    if (count <= 0) return false;
    input_.append(buffer, static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  bool connected_ = false;
  std::string input_;
};

}  // namespace massline::http
