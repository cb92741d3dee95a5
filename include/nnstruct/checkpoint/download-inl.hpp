// SPDX-License-Identifier: Apache-2.0
/// \file
/// What download.hpp says, by libcurl where NNSTRUCT_WITH_HUB says that it is there.
#pragma once

#include <nnstruct/checkpoint/download.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>

#ifdef NNSTRUCT_WITH_HUB
#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <optional>

#include <nnstruct/checkpoint/download_bar.hpp>
#include <nnstruct/io/partial_file.hpp>
#include <nnstruct/io/sha256.hpp>
#include <nnstruct/version.hpp>
#endif

namespace nnstruct::inline NNSTRUCT_ABI::hub::inline NNSTRUCT_HUB_ABI::transport {

using nnstruct::detail::concat;

#ifndef NNSTRUCT_WITH_HUB

NNSTRUCT_DEFINE void download(const std::string& url, const std::string& path, const std::string&,
                              const download_options&, if_there) {
  throw DownloadError(
      concat({"cannot download ", url, " to ", path,
              ": this program was built without libcurl; install Debian's libcurl4-openssl-dev and "
              "libssl-dev and configure nnstruct with -DNNSTRUCT_HUB=ON (without CMake: "
              "-DNNSTRUCT_WITH_HUB, and link -lcurl -lcrypto), or bring the file there by other means"}),
      url, 0);
}

#else

/// The head of a server's answer.
struct answer {
  long status = 0;
  std::string line;  ///< "404 Not Found"
  std::string etag, modified;
  std::optional<std::uint64_t> length;        ///< Content-Length
  std::optional<std::uint64_t> first, total;  ///< Content-Range: bytes FIRST-last/TOTAL

  /// The name of this version of the file, as If-Range takes it: no weak ETag.
  const std::string& validator() const { return etag.starts_with('"') ? etag : modified; }
};

inline std::optional<std::uint64_t> number_at(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc() && end != text.data() ? std::optional(number) : std::nullopt;
}

inline bool is_header(std::string_view name, std::string_view wanted) {
  return std::equal(name.begin(), name.end(), wanted.begin(), wanted.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

/// A line of it. Each answer of a row of redirections begins anew.
inline void add_line(answer& head, std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  if (line.starts_with("HTTP/")) {
    head = {};
    head.line = line.substr(std::min(line.find(' ') + 1, line.size()));
    head.status = static_cast<long>(number_at(head.line).value_or(0));
    return;
  }
  const auto colon = line.find(':');
  if (colon == line.npos) return;
  const std::string_view name = line.substr(0, colon);
  std::string_view value = line.substr(colon + 1);
  while (value.starts_with(' ') || value.starts_with('\t')) value.remove_prefix(1);
  if (is_header(name, "etag")) head.etag = value;
  else if (is_header(name, "last-modified")) head.modified = value;
  else if (is_header(name, "content-length")) head.length = number_at(value);
  else if (is_header(name, "content-range") && value.starts_with("bytes ")) {
    head.first = number_at(value.substr(6));
    const auto slash = value.find('/');
    if (slash != value.npos) head.total = number_at(value.substr(slash + 1));
  }
}

/// While it lives, to write where nobody reads any more is an error and no signal that ends the process: TLS does write
/// so, and libcurl's own remedy is not for programs with several threads.
class without_sigpipe {
 public:
  without_sigpipe() {
    ::sigset_t pending;
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    was_pending_ = ::sigpending(&pending) == 0 && ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &old_);
  }
  ~without_sigpipe() {
    const ::timespec now{};
    while (!was_pending_ && ::sigtimedwait(&pipe_, nullptr, &now) == SIGPIPE) {}
    ::pthread_sigmask(SIG_SETMASK, &old_, nullptr);
  }
  without_sigpipe(const without_sigpipe&) = delete;
  without_sigpipe& operator=(const without_sigpipe&) = delete;

 private:
  ::sigset_t pipe_, old_;
  bool was_pending_;
};

/// One file on its way.
class transfer {
 public:
  transfer(const std::string& url, const std::string& path, const std::string& hash_prefix,
           const download_options& options)
      : url_(url), path_(path), hash_prefix_(hash_prefix), options_(options), part_(path) {}

  const io::partial_file& part() const { return part_; }
  void run();

 private:
  using handle = std::unique_ptr<::CURL, void (*)(::CURL*)>;

  bool can_resume() const;
  void prepare(::CURL* curl) const;
  ::CURLcode ask(std::optional<std::uint64_t> from);
  void begin();
  void require_allowed(std::uint64_t bytes);
  void add(const char* from, std::size_t bytes);
  void finish();
  [[noreturn]] void fail(const std::string& what, const std::string& advice) const;
  [[noreturn]] void fail(::CURLcode code) const;
  std::string what_is_kept() const;

  /// libcurl's callbacks: no exception may pass through it.
  template <class Step> std::size_t guarded(std::size_t bytes, Step step) noexcept {
    try {
      step();
      return problem_ != nullptr || again_ ? bytes + 1 : bytes;
    } catch (...) {
      problem_ = std::current_exception();
      return bytes + 1;  // anything but `bytes` ends the transfer
    }
  }
  static std::size_t on_head(char* from, std::size_t one, std::size_t count, void* self) {
    auto& me = *static_cast<transfer*>(self);
    return me.guarded(one * count, [&] { add_line(me.head_, {from, one * count}); });
  }
  static std::size_t on_body(char* from, std::size_t one, std::size_t count, void* self) {
    auto& me = *static_cast<transfer*>(self);
    return me.guarded(one * count, [&] { me.add(from, one * count); });
  }

  const std::string& url_;
  const std::string& path_;
  const std::string& hash_prefix_;
  const download_options& options_;
  io::partial_file part_;
  answer head_;
  std::optional<std::uint64_t> from_;  ///< asked for the bytes behind these
  std::uint64_t total_ = 0;            ///< of the whole file, 0: unknown
  std::optional<io::sha256> hash_;
  std::optional<detail::download_bar> bar_;
  bool begun_ = false;  ///< the answer's body
  bool again_ = false;  ///< what came is no continuation
  std::exception_ptr problem_;
  char words_[CURL_ERROR_SIZE] = "";  ///< libcurl's own about an error
};

/// Whether what comes can be told to be of the same file, or a hash tells in the end.
inline bool transfer::can_resume() const {
  const io::file_origin& origin = part_.origin();
  return part_.size() != 0 && origin.url == url_ && (origin.length == 0 || part_.size() <= origin.length) &&
         (!origin.validator.empty() || (!hash_prefix_.empty() && origin.length != 0));
}

inline void transfer::prepare(::CURL* curl) const {
  const auto set = [&](auto option, auto value) {
    if (const ::CURLcode code = ::curl_easy_setopt(curl, option, value); code != CURLE_OK)
      fail(concat({"libcurl does not know what is needed: ", ::curl_easy_strerror(code)}), "; use another libcurl");
  };
  set(CURLOPT_URL, url_.c_str());
  const std::string name =
      concat({"nnstruct/", NNSTRUCT_VERSION_MAJOR, '.', NNSTRUCT_VERSION_MINOR, '.', NNSTRUCT_VERSION_PATCH});
  set(CURLOPT_USERAGENT, name.c_str());
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_FAILONERROR, 1L);
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, 10L);
  set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_BUFFERSIZE, 256L << 10);
  set(CURLOPT_CONNECTTIMEOUT, static_cast<long>(options_.stalled_after));
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stalled_after));
  const bool secure = url_.starts_with("https:");
#if LIBCURL_VERSION_NUM >= 0x075500
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, secure ? "https" : "http,https");
#else
  set(CURLOPT_PROTOCOLS, static_cast<long>(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  set(CURLOPT_REDIR_PROTOCOLS, static_cast<long>(secure ? CURLPROTO_HTTPS : CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  // As Python does, by OpenSSL.
  if (const char* const file = std::getenv("SSL_CERT_FILE"); file != nullptr) set(CURLOPT_CAINFO, file);
  if (const char* const folder = std::getenv("SSL_CERT_DIR"); folder != nullptr) set(CURLOPT_CAPATH, folder);
}

inline ::CURLcode transfer::ask(std::optional<std::uint64_t> from) {
  static const ::CURLcode ready = ::curl_global_init(CURL_GLOBAL_DEFAULT);  // never ended: others may use libcurl too
  const handle curl(ready == CURLE_OK ? ::curl_easy_init() : nullptr, &::curl_easy_cleanup);
  if (curl == nullptr) fail("libcurl does not start", "; is there enough memory?");
  prepare(curl.get());
  from_ = from;
  head_ = {};
  begun_ = again_ = false;

  const auto free_list = [](::curl_slist* list) { ::curl_slist_free_all(list); };
  std::unique_ptr<::curl_slist, decltype(free_list)> lines(nullptr, free_list);
  if (from) {
    ::curl_easy_setopt(curl.get(), CURLOPT_RANGE, (std::to_string(*from) + "-").c_str());
    if (!part_.origin().validator.empty())
      lines.reset(::curl_slist_append(nullptr, ("If-Range: " + part_.origin().validator).c_str()));
    ::curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, lines.get());
  }
  ::curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, &on_head);
  ::curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, this);
  ::curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &on_body);
  ::curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, this);
  ::curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, words_);
  const without_sigpipe scope;
  const ::CURLcode code = ::curl_easy_perform(curl.get());
  if (problem_ != nullptr) std::rethrow_exception(problem_);
  return code;
}

inline void transfer::run() {
  std::optional<std::uint64_t> from;
  // Never a request for nothing at all, which servers refuse: of a file that is there whole, the last byte once more.
  if (can_resume()) from = part_.origin().length == part_.size() ? part_.size() - 1 : part_.size();
  ::CURLcode code = ask(from);
  if (from && (again_ || head_.status == 416)) code = ask(std::nullopt);
  bar_.reset();
  if (code != CURLE_OK) fail(code);
  if (!begun_) begin();  // an empty file
  finish();
}

/// The first bytes of the file are about to come.
inline void transfer::begin() {
  begun_ = true;
  if (head_.status == 206 && from_) {
    const io::file_origin& known = part_.origin();
    again_ = head_.first != *from_ || head_.validator() != known.validator ||
             (known.length != 0 && head_.total != known.length);
    if (again_) return;
    total_ = head_.total.value_or(0);
    part_.cut(*from_);
  } else if (head_.status == 200) {
    total_ = head_.length.value_or(0);
    part_.begin({url_, head_.validator(), total_});
  } else {
    fail(concat({"expected the file, found an answer of another kind, ", head_.line}), "; check the address");
  }
  require_allowed(total_);
  if (!hash_prefix_.empty()) {
    hash_.emplace();
    std::unique_ptr<char[]> piece(new char[1 << 18]);
    for (std::uint64_t at = 0; at < part_.size();) {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(1 << 18, part_.size() - at));
      part_.read(at, piece.get(), count);
      hash_->add(piece.get(), count);
      at += count;
    }
  }
  if (options_.progress && !options_.on_progress && ::isatty(STDERR_FILENO) == 1) bar_.emplace(part_.size(), total_);
}

inline void transfer::require_allowed(std::uint64_t bytes) {
  if (options_.max_bytes == 0 || bytes <= options_.max_bytes) return;
  part_.remove();
  fail(concat({"the file has ", total_ != 0 ? "" : "at least ", bytes, " bytes, and .max_bytes allows ",
               options_.max_bytes}),
       "; allow more if that is right");
}

inline void transfer::add(const char* from, std::size_t bytes) {
  if (!begun_) begin();
  if (again_) return;
  require_allowed(part_.size() + bytes);
  part_.write(from, bytes);
  if (hash_) hash_->add(from, bytes);
  if (options_.on_progress) options_.on_progress({url_, part_.size(), total_});
  else if (bar_) bar_->show(part_.size());
}

inline void transfer::finish() {
  if (total_ != 0 && part_.size() != total_)
    fail(concat({"expected ", total_, " bytes, found ", part_.size()}), what_is_kept());
  if (hash_) {
    const std::string digest = hash_->digest();
    if (!digest.starts_with(hash_prefix_)) {
      part_.remove();
      fail(concat({"invalid hash value (expected \"", hash_prefix_, "\", got \"", digest, "\")"}),
           "; nothing of it is kept. Try again; if it stays so, the file at this address is another one, or, if the "
           "digits in its name are no SHA-256, set .check_hash = false");
    }
  }
  part_.commit();
}

inline std::string transfer::what_is_kept() const {
  if (part_.size() == 0) return "; try again";
  return concat({"; ", part_.size(), total_ != 0 ? concat({" of ", total_}) : std::string(), " bytes are kept in ",
                 part_.path(), ": try again, and the rest is asked for"});
}

inline void transfer::fail(const std::string& what, const std::string& advice) const {
  throw DownloadError(concat({"cannot download ", url_, " to ", path_, ": ", what, advice}), url_, head_.status);
}

inline void transfer::fail(::CURLcode code) const {
  const std::string words = *words_ != '\0' ? words_ : ::curl_easy_strerror(code);
  switch (code) {
    case CURLE_HTTP_RETURNED_ERROR:
      fail(concat({"the server answers ", head_.line}),
           head_.status == 404 ? "; check the address" : "; check the address, or try again later");
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
      fail(words,
           "; check the network, and the proxy in http_proxy, https_proxy or all_proxy; or bring the file there "
           "by other means");
    case CURLE_PEER_FAILED_VERIFICATION:
      fail(words,
           "; the server is not known to be the one that it says. If its authority is one of your own, name the "
           "file of its certificate in SSL_CERT_FILE");
    case CURLE_TOO_MANY_REDIRECTS: fail("the server redirects more than 10 times", "; check the address");
    case CURLE_UNSUPPORTED_PROTOCOL:
      fail(concat({"the server redirects to where this does not go: ", words}),
           "; expected https, or http if the address is http itself; check the address");
    case CURLE_OPERATION_TIMEDOUT:
      fail(concat({"nothing has arrived for ", options_.stalled_after, " seconds (.stalled_after)"}), what_is_kept());
    default: fail(words, what_is_kept());
  }
}

NNSTRUCT_DEFINE void download(const std::string& url, const std::string& path, const std::string& hash_prefix,
                              const download_options& options, if_there there) {
  transfer one(url, path, hash_prefix, options);
  // It may have waited for another process that has done the work.
  if (struct ::stat status{}; there == if_there::keep && ::stat(path.c_str(), &status) == 0) return;
  one.run();
}

#endif

}  // namespace nnstruct::inline NNSTRUCT_ABI::hub::inline NNSTRUCT_HUB_ABI::transport
