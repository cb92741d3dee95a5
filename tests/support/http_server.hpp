// SPDX-License-Identifier: Apache-2.0
/// \file
/// A little HTTP server on this machine: what it answers is the test's choice, and what it was asked is kept.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <csignal>
#include <functional>
#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace nnstruct_test {

struct http_request {
  std::string method, target;
  std::map<std::string, std::string> headers;  ///< names in small letters
};

/// Written as it is. `then_wait`: the connection stays open until the client or the server ends it.
struct http_answer {
  std::string bytes;
  bool then_wait = false;
};

/// "200 OK", "ETag: \"a\"\r\n", "content": with the content's length, unless the headers have one.
inline http_answer answer_of(const std::string& status, const std::string& headers, const std::string& content) {
  std::string head = "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + headers;
  if (headers.find("Content-Length:") == head.npos && headers.find("Transfer-Encoding:") == head.npos)
    head += "Content-Length: " + std::to_string(content.size()) + "\r\n";
  return {head + "\r\n" + content};
}

/// Serves from 127.0.0.1, one connection after the other, each in one request. It ends with its object.
class http_server {
 public:
  using handler = std::function<http_answer(const http_request&)>;

  /// \param tls  if given, it speaks https
  explicit http_server(handler answer, ::SSL_CTX* tls = nullptr) : answer_(std::move(answer)), tls_(tls) {
    std::signal(SIGPIPE, SIG_IGN);  // a client that goes away ends no test
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    ::socklen_t size = sizeof address;
    if (listener_ < 0 || ::bind(listener_, reinterpret_cast<::sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 8) != 0 || ::getsockname(listener_, reinterpret_cast<::sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("the test cannot listen on 127.0.0.1");
    port_ = ::ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~http_server() {
    stop_ = true;
    thread_.join();
    ::close(listener_);
  }
  http_server(const http_server&) = delete;
  http_server& operator=(const http_server&) = delete;

  std::string address() const {
    return (tls_ != nullptr ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_);
  }
  /// The log.
  std::vector<http_request> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  /// Whether there is something to read; not if the server is to end.
  bool readable(int descriptor) const {
    for (;;) {
      ::pollfd one{descriptor, POLLIN, 0};
      if (stop_) return false;
      if (::poll(&one, 1, 20) > 0) return true;
    }
  }

  void serve() {
    while (readable(listener_)) {
      const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection < 0) continue;
      ::SSL* const ssl = tls_ != nullptr ? ::SSL_new(tls_) : nullptr;
      if (ssl == nullptr || (::SSL_set_fd(ssl, connection) == 1 && ::SSL_accept(ssl) == 1)) talk(connection, ssl);
      ::SSL_free(ssl);
      ::close(connection);
    }
  }

  void talk(int connection, ::SSL* ssl) {
    std::string text;
    while (text.find("\r\n\r\n") == text.npos) {
      char piece[4096];
      if ((ssl == nullptr || ::SSL_pending(ssl) == 0) && !readable(connection)) return;
      const auto count = ssl != nullptr ? ::SSL_read(ssl, piece, sizeof piece)
                                        : static_cast<int>(::recv(connection, piece, sizeof piece, 0));
      if (count <= 0) return;
      text.append(piece, static_cast<std::size_t>(count));
    }
    const http_request request = parsed(text);
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
    }
    const http_answer answer = answer_(request);
    std::string_view left = answer.bytes;
    while (!left.empty()) {
      const auto count = ssl != nullptr ? ::SSL_write(ssl, left.data(), static_cast<int>(left.size()))
                                        : static_cast<int>(::send(connection, left.data(), left.size(), MSG_NOSIGNAL));
      if (count <= 0) return;
      left.remove_prefix(static_cast<std::size_t>(count));
    }
    if (answer.then_wait) readable(connection);
    if (ssl != nullptr) ::SSL_shutdown(ssl);
  }

  static http_request parsed(const std::string& text) {
    http_request out;
    const auto line_end = text.find("\r\n");
    const auto first = text.find(' '), second = text.find(' ', first + 1);
    out.method = text.substr(0, first);
    out.target = text.substr(first + 1, second - first - 1);
    for (auto at = line_end + 2; text.compare(at, 2, "\r\n") != 0;) {
      const auto end = text.find("\r\n", at), colon = text.find(": ", at);
      std::string name = text.substr(at, colon - at);
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      out.headers[name] = text.substr(colon + 2, end - colon - 2);
      at = end + 2;
    }
    return out;
  }

  handler answer_;
  ::SSL_CTX* tls_;
  int listener_;
  int port_ = 0;
  std::atomic<bool> stop_{false};
  mutable std::mutex mutex_;
  std::vector<http_request> requests_;
  std::thread thread_;
};

}  // namespace nnstruct_test
