// SPDX-License-Identifier: Apache-2.0
// Downloads from a server on this machine; what it was asked is compared too. Nothing here asks a network.
#ifdef NNSTRUCT_WITH_HUB
#include <sys/resource.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include <nnstruct/checkpoint/hub.hpp>
#include <nnstruct/models/lenet.hpp>
#include <nnstruct/module/state_dict.hpp>

#include "support/catch.hpp"
#include "support/certificate.hpp"
#include "support/http_server.hpp"
#include "support/hub.hpp"
#include "support/sha256.hpp"
#include "support/terminal.hpp"

using namespace nnstruct_test;
namespace nn = nnstruct;
using names = std::vector<std::string>;

namespace {

/// No proxy and no certificates but those of the test.
struct plain_environment {
  with_variable a{"http_proxy", std::nullopt}, b{"https_proxy", std::nullopt}, c{"HTTPS_PROXY", std::nullopt},
      d{"all_proxy", std::nullopt}, e{"ALL_PROXY", std::nullopt}, f{"no_proxy", std::nullopt},
      g{"NO_PROXY", std::nullopt}, h{"SSL_CERT_FILE", std::nullopt}, i{"SSL_CERT_DIR", std::nullopt};
};

std::string bytes_of(std::size_t count, unsigned seed) {
  std::string out(count, '\0');
  for (char& c : out) c = static_cast<char>((seed = seed * 1664525 + 1013904223) >> 24);
  return out;
}
const std::string content = bytes_of(3'000'000, 1);
// Written down, since every process of this room would compute it, under sanitizers in a second.
const std::string hash = "24aa893f1dc46a17f554b13330a3811df67fb5da7350d5b6bd419d408fe340a5";
const std::string name = "net-" + hash.substr(0, 8) + ".pth";

/// The bytes that a Range header asks for, of `bytes=N-`; 0 without.
std::size_t range_of(const http_request& request) {
  const auto found = request.headers.find("range");
  return found == request.headers.end() ? 0 : std::stoul(found->second.substr(6));
}
/// What a server that knows ranges answers.
http_answer part_of(const std::string& file, std::size_t first, const std::string& headers) {
  if (first == 0) return answer_of("200 OK", headers, file);
  const std::string range = "Content-Range: bytes " + std::to_string(first) + "-" + std::to_string(file.size() - 1) +
                            "/" + std::to_string(file.size()) + "\r\n";
  return answer_of("206 Partial Content", headers + range, file.substr(first));
}
/// Only the first so many bytes of the content, and then nothing more comes.
http_answer cut(http_answer answer, std::size_t bytes) {
  answer.bytes.resize(answer.bytes.find("\r\n\r\n") + 4 + bytes);
  return answer;
}

struct download_fixture {
  plain_environment environment;
  temp_folder folder;
  nn::hub::download_options options{.model_dir = folder.path(), .progress = false};

  std::string get(const http_server& server) { return nn::hub::file_from_url(server.address() + "/" + name, options); }
  std::string error_of(const http_server& server) {
    const auto error = thrown_by<nn::DownloadError>([&] { get(server); });
    CHECK(error.url() == server.address() + "/" + name);
    CHECK(contains(error.what(), "cannot download " + error.url() + " to " + (folder / name) + ": "));
    return error.what();
  }
  names partial_names() const { return {name + ".partial", name + ".partial.from"}; }
};

}  // namespace

TEST_CASE_METHOD(download_fixture, "a file is downloaded once, and has its name then", "[hub]") {
  const http_server server([](const http_request&) { return answer_of("200 OK", "", content); });
  const std::string path = get(server);
  CHECK(path == folder / name);
  CHECK(content_of(path) == content);
  CHECK(folder.names() == names{name});
  CHECK(get(server) == path);
  REQUIRE(server.requests().size() == 1);
  CHECK(server.requests()[0].method == "GET");
  CHECK(server.requests()[0].target == "/" + name);
  CHECK(server.requests()[0].headers.at("user-agent").starts_with("nnstruct/"));
  CHECK(server.requests()[0].headers.count("range") == 0);
}

TEST_CASE_METHOD(download_fixture, "models and state_dicts are downloaded", "[hub]") {
  const std::string file = content_of(NNSTRUCT_EXAMPLES_DATA "/digits/digits.pth");
  const http_server server([&](const http_request&) { return answer_of("200 OK", "", file); });
  options.model_dir = folder / "new/folders/";
  options.file_name = "digits-" + sha256_of(file.data(), file.size()) + ".pth";
  const auto net = nn::hub::load<nn::models::lenet>(server.address() + "/a?b=c", nn::strict, options);
  CHECK(nn::hub::load_state_dict_from_url(server.address() + "/a?b=c", nn::strict, options).size() == 10);
  CHECK(content_of(folder / "new/folders/" + options.file_name) == file);
  REQUIRE(server.requests().size() == 1);
  CHECK(server.requests()[0].target == "/a?b=c");
}

TEST_CASE_METHOD(download_fixture, "what is printed is PyTorch's", "[hub]") {
  std::string served = content;
  const http_server server([&](const http_request&) { return answer_of("200 OK", "", served); });
  const auto rows = hub_rows("texts");
  options.progress = true;
  for (const auto& row : rows) {
    if (row[0] == "left") {
      CHECK(folder.names() == names{row[1]});
      continue;
    }
    served = row[0] == "net.pth" ? content : "some bytes";
    std::string problem;
    std::string said = printed_by([&] {
      try {
        nn::hub::file_from_url(server.address() + "/" + row[0], options);
      } catch (const nn::DownloadError& error) { problem = error.what(); }
    });
    const auto line_end = row[1].find("\\n");
    std::string expected = row[1].substr(0, line_end) + "\n";
    for (const auto& [from, to] : {std::pair{"URL/", server.address() + "/"}, std::pair{"FOLDER", folder.path()}})
      expected.replace(expected.find(from), std::string_view(from).size(), to);
    CHECK(said == expected);
    if (const std::string torchs = row[1].substr(line_end + 2); torchs.empty()) CHECK(problem.empty());
    else CHECK(contains(problem, torchs));
  }
  options.progress = false;
  CHECK(printed_by([&] { nn::hub::file_from_url(server.address() + "/silent.pth", options); }).empty());
}

TEST_CASE_METHOD(download_fixture, "a terminal has the bar too", "[hub]") {
  if (!has_terminals()) {
    WARN("this machine has no pseudo-terminals (is /dev/pts mounted?): the bar itself is not looked at");
    return;
  }
  const http_server server([&](const http_request&) { return answer_of("200 OK", "", content); });
  options.progress = true;
  const with_variable ascii("LC_ALL", "C");
  const std::string drawn = drawn_by(60, [&] { get(server); });
  const std::string line = "Downloading: \"" + server.address() + "/" + name + "\" to " + (folder / name) + "\r\n";
  CHECK(drawn.starts_with(line + "\r\x1b[K  0%|  "));
  CHECK(contains(drawn, "  | 0.00/2.86M [00:00<?, ?B/s]\r"));
  const auto last = drawn.rfind('\r', drawn.size() - 3);
  CHECK(contains(drawn.substr(last), "\r\x1b[K100%|####"));
  CHECK(contains(drawn.substr(last), "#| 2.86M/2.86M [00:00<"));
  CHECK(drawn.ends_with("B/s]\r\n"));
  // Who is called in place of it draws nothing.
  std::filesystem::remove(folder / name);
  options.on_progress = [](const auto&) {};
  CHECK(drawn_by(60, [&] { get(server); }) == line);
}

TEST_CASE_METHOD(download_fixture, "a broken download is kept, and goes on where it broke", "[hub]") {
  const std::string validator = GENERATE("ETag: \"abc\"\r\n", "Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT\r\n", "");
  std::atomic<bool> whole{false};
  const http_server server([&](const http_request& request) {
    const auto answer = part_of(content, range_of(request), validator);
    return whole ? answer : cut(answer, 1'000'000);
  });
  const std::string what = error_of(server);
  CHECK(contains(what, "; 1000000 of 3000000 bytes are kept in " + (folder / (name + ".partial")) +
                           ": try again, and the rest is asked for"));
  CHECK(folder.names() == partial_names());
  CHECK(content_of(folder / (name + ".partial")) == content.substr(0, 1'000'000));
  error_of(server);  // and once more
  whole = true;
  CHECK(content_of(get(server)) == content);
  CHECK(folder.names() == names{name});

  const auto asked = server.requests();
  REQUIRE(asked.size() == 3);
  CHECK(asked[0].headers.count("range") == 0);
  CHECK(asked[1].headers.at("range") == "bytes=1000000-");
  CHECK(asked[2].headers.at("range") == "bytes=2000000-");
  const auto colon = validator.find(": ");
  CHECK(asked[2].headers.count("if-range") == (validator.empty() ? 0 : 1));
  if (!validator.empty()) CHECK(asked[2].headers.at("if-range") + "\r\n" == validator.substr(colon + 2));
}

TEST_CASE_METHOD(download_fixture, "without a name for the version, and without a hash, it begins anew", "[hub]") {
  std::atomic<bool> whole{false};
  const http_server server([&](const http_request& request) {
    const auto answer = part_of(content, range_of(request), "ETag: W/\"weak\"\r\n");
    return whole ? answer : cut(answer, 1'000'000);
  });
  options.check_hash = false;
  error_of(server);
  whole = true;
  CHECK(content_of(get(server)) == content);
  CHECK(server.requests()[1].headers.count("range") == 0);
}

TEST_CASE_METHOD(download_fixture, "a file that was there whole but for its name is asked for its last byte", "[hub]") {
  put_content(folder / (name + ".partial"), content);
  const http_server server(
      [&](const http_request& request) { return part_of(content, range_of(request), "ETag: \"abc\"\r\n"); });
  put_content(folder / (name + ".partial.from"), server.address() + "/" + name + "\n\"abc\"\n3000000\n");
  CHECK(content_of(get(server)) == content);
  REQUIRE(server.requests().size() == 1);
  CHECK(server.requests()[0].headers.at("range") == "bytes=2999999-");
}

TEST_CASE_METHOD(download_fixture, "a server that knows no ranges sends everything", "[hub]") {
  std::atomic<bool> whole{false};
  const http_server server([&](const http_request&) {
    const auto answer = answer_of("200 OK", "ETag: \"abc\"\r\n", content);
    return whole ? answer : cut(answer, 1'500'000);
  });
  error_of(server);
  whole = true;
  CHECK(content_of(get(server)) == content);
  CHECK(server.requests()[1].headers.at("range") == "bytes=1500000-");
}

TEST_CASE_METHOD(download_fixture, "a file that has changed meanwhile is not put behind the old one's bytes", "[hub]") {
  const std::string other = bytes_of(2'000'000, 7);
  const std::string kind = GENERATE("heeds If-Range", "does not", "length alone", "refuses the range");
  INFO(kind);
  std::atomic<bool> changed{false};
  const http_server server([&](const http_request& request) {
    if (!changed) return cut(part_of(content, 0, kind == "length alone" ? "" : "ETag: \"old\"\r\n"), 1'000'000);
    if (kind == "heeds If-Range") return part_of(other, 0, "ETag: \"new\"\r\n");
    if (kind == "length alone") return part_of(other, range_of(request), "");
    if (kind == "refuses the range" && range_of(request) != 0)
      return answer_of("416 Range Not Satisfiable", "Content-Range: bytes */2000000\r\n", "");
    return part_of(other, range_of(request), "ETag: \"new\"\r\n");
  });
  const std::string url = server.address() + "/any", path = folder / "any";
  const std::string digits = sha256_of(other.data(), other.size()).substr(0, 16);
  CHECK_THROWS_AS(nn::hub::download_url_to_file(url, path, digits, options), nn::DownloadError);
  changed = true;
  nn::hub::download_url_to_file(url, path, digits, options);
  CHECK(content_of(path) == other);
  CHECK(folder.names() == names{"any"});
  CHECK(server.requests()[1].headers.at("range") == "bytes=1000000-");
  CHECK(server.requests().size() == (kind == "heeds If-Range" ? 2 : 3));
}

TEST_CASE_METHOD(download_fixture, "bytes that are from elsewhere, or that nobody can place, do not count", "[hub]") {
  const http_server server(
      [&](const http_request& request) { return part_of(content, range_of(request), "ETag: \"abc\"\r\n"); });
  const std::string url = server.address() + "/" + name;
  for (const std::string& from :
       {std::string("http://127.0.0.1:1/" + name + "\n\"abc\"\n3000000\n"), url + "\n\"abc\"\n",
        url + "\n\"abc\"\n5x\n", url + "\n\"abc\"\n4\n", std::string(), std::string(100'000, '\n')}) {
    put_content(folder / (name + ".partial"), "other");
    put_content(folder / (name + ".partial.from"), from);
    const std::string path = get(server);
    CHECK(content_of(path) == content);
    CHECK(folder.names() == names{name});
    CHECK(server.requests().back().headers.count("range") == 0);
    std::filesystem::remove(path);
  }
}

TEST_CASE_METHOD(download_fixture, "of a file with another hash nothing is left", "[hub]") {
  const std::string other = bytes_of(2'000'000, 7);
  std::atomic<bool> right{false};
  const http_server server([&](const http_request&) { return answer_of("200 OK", "", right ? content : other); });
  const std::string what = error_of(server);
  CHECK(contains(what, "invalid hash value (expected \"" + hash.substr(0, 8) + "\", got \"" +
                           sha256_of(other.data(), other.size()) + "\"); nothing of it is kept. Try again;"));
  CHECK(folder.names().empty());
  right = true;
  CHECK(content_of(get(server)) == content);

  const http_server wrong([&](const http_request&) { return answer_of("200 OK", "", other); });
  std::filesystem::remove(folder / name);
  options.check_hash = false;
  CHECK(content_of(get(wrong)) == other);
}

TEST_CASE_METHOD(download_fixture, "what was put together wrongly is found by its hash", "[hub]") {
  put_content(folder / (name + ".partial"), bytes_of(1'000'000, 7));
  const http_server server([&](const http_request& request) { return part_of(content, range_of(request), ""); });
  put_content(folder / (name + ".partial.from"), server.address() + "/" + name + "\n\n3000000\n");
  CHECK(contains(error_of(server), "invalid hash value"));
  CHECK(folder.names().empty());
}

TEST_CASE_METHOD(download_fixture, "an old file stays until the new one is there", "[hub]") {
  std::atomic<bool> whole{false};
  const http_server server([&](const http_request&) {
    const auto answer = answer_of("200 OK", "", content);
    return whole ? answer : cut(answer, 10);
  });
  const std::string path = folder / "net.pth";
  put_content(path, "old");
  CHECK_THROWS_AS(nn::hub::download_url_to_file(server.address() + "/x", path, "", options), nn::DownloadError);
  CHECK(content_of(path) == "old");
  whole = true;
  const with_variable home("HOME", folder.path());
  nn::hub::download_url_to_file(server.address() + "/x", "~/net.pth", hash, options);
  CHECK(content_of(path) == content);
}

TEST_CASE_METHOD(download_fixture, "lengths: wrong, none, nothing", "[hub]") {
  std::string bytes;
  const http_server server([&](const http_request&) { return http_answer{bytes}; });
  const std::string url = server.address() + "/f", path = folder / "f";
  const auto get_it = [&] { nn::hub::download_url_to_file(url, path, "", options); };

  bytes = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nabc";
  const auto error = thrown_by<nn::DownloadError>(get_it);
  CHECK(contains(error.what(), "; 3 of 10 bytes are kept"));
  CHECK(contains(error.what(), "7 bytes remaining"));

  bytes = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcd";
  get_it();
  CHECK(content_of(path) == "abcd");
  bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
  get_it();
  CHECK(content_of(path) == "abcde");
  bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nd";
  CHECK_THROWS_AS(get_it(), nn::DownloadError);
  CHECK(content_of(path) == "abcde");
  bytes = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
  get_it();
  CHECK(content_of(path).empty());
  bytes = "no HTTP at all";
  CHECK_THROWS_AS(get_it(), nn::DownloadError);
  bytes = "";
  CHECK_THROWS_AS(get_it(), nn::DownloadError);
  CHECK(folder.names() == names{"f"});
}

TEST_CASE_METHOD(download_fixture, "answers that are no file", "[hub]") {
  std::string status, headers;
  const http_server server([&](const http_request&) { return answer_of(status, headers, "<html>"); });
  for (const std::string one : {"404 Not Found", "403 Forbidden", "500 Internal Server Error", "416 Odd"}) {
    status = one;
    const auto error = thrown_by<nn::DownloadError>([&] { get(server); });
    CHECK(error.status() == std::stol(one));
    CHECK(contains(error.what(), ": the server answers " + one + "; check the address"));
    CHECK(folder.names().empty());
  }
  for (const std::string one : {"204 No Content", "302 Found", "206 Partial Content"}) {
    status = one;
    CHECK(contains(error_of(server), "expected the file, found an answer of another kind, " + one));
    CHECK(folder.names().empty());
  }
}

TEST_CASE_METHOD(download_fixture, "redirections are followed, ten of them and to http alone", "[hub]") {
  std::string loop;
  const http_server server([&](const http_request& request) {
    const std::string to = request.target.substr(1);
    if (to == name) return answer_of("302 Found", "Location: /9\r\nETag: \"other\"\r\n", "elsewhere");
    if (to == "0") return answer_of("200 OK", "", content);
    if (to == "ftp") return answer_of("301 Moved", "Location: ftp://127.0.0.1/" + name + "\r\n", "");
    if (to == "file") return answer_of("301 Moved", "Location: file:///etc/passwd\r\n", "");
    return answer_of("307 Temporary Redirect",
                     "Location: /" + (to == "loop" ? to : std::to_string(std::stoi(to) - 1)) + "\r\n", "");
  });
  CHECK(content_of(get(server)) == content);
  CHECK(server.requests().size() == 11);
  const auto fails = [&](const std::string& target, const char* words) {
    const auto error = thrown_by<nn::DownloadError>(
        [&] { nn::hub::download_url_to_file(server.address() + target, folder / "f", "", options); });
    CHECK(contains(error.what(), words));
  };
  fails("/11", "the server redirects more than 10 times; check the address");
  fails("/loop", "the server redirects more than 10 times; check the address");
  fails("/ftp", "the server redirects to where this does not go");
  fails("/file", "expected https, or http if the address is http itself");
  CHECK(folder.names() == names{name});
}

TEST_CASE_METHOD(download_fixture, "a connection where nothing comes any more is given up", "[hub]") {
  const std::size_t arrived = GENERATE(std::size_t{0}, std::size_t{500'000});
  const http_server server([&](const http_request&) {
    auto answer = cut(answer_of("200 OK", "ETag: \"abc\"\r\n", content), arrived);
    if (arrived == 0) answer.bytes = "";
    answer.then_wait = true;
    return answer;
  });
  options.stalled_after = 1;
  const std::string what = error_of(server);
  CHECK(contains(what, "nothing has arrived for 1 seconds (.stalled_after); "));
  CHECK(contains(what, arrived == 0 ? "; try again" : "; 500000 of 3000000 bytes are kept in "));
  CHECK(folder.names() == (arrived == 0 ? names{} : partial_names()));
}

TEST_CASE_METHOD(download_fixture, "a longer file than is allowed is refused", "[hub]") {
  const bool chunked = GENERATE(true, false);
  const http_server server([&](const http_request&) {
    if (!chunked) return answer_of("200 OK", "", content);
    return http_answer{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + content};
  });
  options.max_bytes = content.size() - 1;
  CHECK(contains(error_of(server), chunked ? "the file has at least 3000000 bytes, and .max_bytes allows 2999999"
                                           : "the file has 3000000 bytes, and .max_bytes allows 2999999"));
  CHECK(folder.names().empty());
  options.max_bytes = content.size();
  CHECK(content_of(get(server)) == content);
}

TEST_CASE_METHOD(download_fixture, "progress is told, and whoever is told may end it", "[hub]") {
  const http_server server(
      [&](const http_request& request) { return part_of(content, range_of(request), "ETag: \"abc\"\r\n"); });
  std::uint64_t last = 0;
  options.on_progress = [&](const nn::hub::download_progress& p) {
    if (p.done > 2'000'000) throw std::runtime_error("enough");
    last = p.done;
  };
  CHECK_THROWS_WITH(get(server), "enough");
  CHECK(folder.names() == partial_names());
  std::uint64_t first = 0;
  options.on_progress = [&](const nn::hub::download_progress& p) {
    if (first == 0) first = p.done;
    CHECK(p.done > last);
    CHECK(p.total == content.size());
    CHECK(p.url == server.address() + "/" + name);
    last = p.done;
  };
  get(server);
  CHECK(first > 2'000'000);
  CHECK(last == content.size());
}

TEST_CASE_METHOD(download_fixture, "several at a time wait for one", "[hub]") {
  const http_server server([&](const http_request&) { return answer_of("200 OK", "", content); });
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { right += content_of(get(server)) == content; });
  for (std::thread& one : threads) one.join();
  CHECK(right == 4);
  CHECK(server.requests().size() == 1);
  CHECK(folder.names() == names{name});
}

TEST_CASE_METHOD(download_fixture, "a folder that may not be written to, and a full disk", "[hub]") {
  const http_server server([&](const http_request&) { return answer_of("200 OK", "", content); });
  {
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
    const without_root scope;
    const auto error = thrown_by<nn::IoError>([&] { get(server); });
    CHECK(error.error_number() == EACCES);
    CHECK(contains(error.what(), "cannot open \"" + (folder / name) +
                                     ".partial\": Permission denied; saving needs write "
                                     "permission on the folder " +
                                     folder.path()));
    CHECK(server.requests().empty());
  }
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  ::rlimit old{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  const ::rlimit small{1'000'000, old.rlim_max};
  std::signal(SIGXFSZ, SIG_IGN);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  const auto error = thrown_by<nn::IoError>([&] { get(server); });
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &old) == 0);
  CHECK(error.error_number() == EFBIG);
  CHECK(contains(error.what(), "cannot write \"" + (folder / name) + ".partial\": "));
  CHECK(folder.names() == partial_names());
  CHECK(content_of(get(server)) == content);
}

TEST_CASE_METHOD(download_fixture, "nobody there", "[hub]") {
  const auto error =
      thrown_by<nn::DownloadError>([&] { nn::hub::file_from_url("http://127.0.0.1:1/" + name, options); });
  CHECK(contains(error.what(),
                 "; check the network, and the proxy in http_proxy, https_proxy or all_proxy; or bring the "
                 "file there by other means"));
  CHECK(folder.names().empty());
}

TEST_CASE_METHOD(download_fixture, "a certificate is checked", "[hub]") {
  const self_signed identity(folder / "certificate.pem");
  const http_server plain([&](const http_request&) { return answer_of("200 OK", "", content); });
  const http_server server(
      [&](const http_request& request) {
        if (request.target == "/down") return answer_of("302 Found", "Location: " + plain.address() + "/\r\n", "");
        return answer_of("200 OK", "", content);
      },
      identity.context());
  CHECK(server.address().starts_with("https://"));
  const std::string what = error_of(server);
  CHECK(contains(what, "certificate"));
  CHECK(contains(what, "; the server is not known to be the one that it says."));
  CHECK(server.requests().empty());
  CHECK(folder.names() == names{"certificate.pem"});

  const with_variable trusted("SSL_CERT_FILE", folder / "certificate.pem");
  CHECK(content_of(get(server)) == content);
  CHECK(server.requests().size() == 1);
  // Somebody in between could otherwise answer from there on.
  const auto error = thrown_by<nn::DownloadError>(
      [&] { nn::hub::download_url_to_file(server.address() + "/down", folder / "f", "", options); });
  CHECK(contains(error.what(), "the server redirects to where this does not go"));
  CHECK(plain.requests().empty());
}

TEST_CASE_METHOD(download_fixture, "proxies are those of the environment", "[hub]") {
  const http_server proxy([&](const http_request&) { return answer_of("200 OK", "", content); });
  const with_variable set("http_proxy", proxy.address());
  nn::hub::file_from_url("http://nowhere.invalid/" + name, options);
  CHECK(content_of(folder / name) == content);
  REQUIRE(proxy.requests().size() == 1);
  CHECK(proxy.requests()[0].target == "http://nowhere.invalid/" + name);

  const with_variable secure("https_proxy", proxy.address());
  CHECK_THROWS_AS(nn::hub::file_from_url("https://nowhere.invalid/f", options), nn::DownloadError);
  REQUIRE(proxy.requests().size() == 2);
  CHECK(proxy.requests()[1].method == "CONNECT");
  CHECK(proxy.requests()[1].target == "nowhere.invalid:443");

  const http_server server([&](const http_request&) { return answer_of("200 OK", "", content); });
  const with_variable but("no_proxy", "127.0.0.1");
  nn::hub::download_url_to_file(server.address() + "/f", folder / "f", "", options);
  CHECK(proxy.requests().size() == 2);
  CHECK(server.requests().size() == 1);
}
#endif

namespace checkpoint_download_test {}  // namespace checkpoint_download_test
