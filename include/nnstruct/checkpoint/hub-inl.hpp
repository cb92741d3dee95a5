// SPDX-License-Identifier: Apache-2.0
/// \file
/// The definitions of hub.hpp: the cache and its names.
#pragma once

#include <pwd.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include <nnstruct/checkpoint/hub.hpp>
#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::hub {

namespace detail {

using nnstruct::detail::concat;

/// os.path.join(a, b)
NNSTRUCT_DECLARE std::string join(const std::string& folder, std::string_view name) {
  if (folder.empty() || name.starts_with('/')) return std::string(name);
  return concat({folder, folder.ends_with('/') ? "" : "/", name});
}

/// The home folder of a user, of the process's own if the name is empty.
NNSTRUCT_DECLARE std::optional<std::string> home_of(const std::string& user) {
  if (const char* const home = std::getenv("HOME"); user.empty() && home != nullptr) return home;
  std::vector<char> memory(1 << 14);
  struct ::passwd row {};
  struct ::passwd* found = nullptr;
  if (user.empty()) ::getpwuid_r(::getuid(), &row, memory.data(), memory.size(), &found);
  else ::getpwnam_r(user.c_str(), &row, memory.data(), memory.size(), &found);
  return found == nullptr ? std::nullopt : std::optional<std::string>(found->pw_dir);
}

/// os.path.expanduser: `~` and `~user` at the beginning.
NNSTRUCT_DECLARE std::string expand_user(const std::string& path) {
  if (!path.starts_with('~')) return path;
  const auto slash = std::min(path.find('/'), path.size());
  std::optional<std::string> home = home_of(path.substr(1, slash - 1));
  if (!home) return path;
  while (home->ends_with('/')) home->pop_back();
  *home += path.substr(slash);
  return home->empty() ? "/" : *home;
}

/// What set_dir was given.
struct chosen_dir {
  std::mutex mutex;
  std::string dir;
  bool is_set = false;
};
NNSTRUCT_DECLARE chosen_dir& chosen() {
  static chosen_dir one;
  return one;
}

NNSTRUCT_DECLARE std::string variable(const char* name, const std::string& otherwise) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : otherwise;
}

/// os.path.basename(urllib.parse.urlparse(url).path)
NNSTRUCT_DECLARE std::string name_in(std::string_view url) {
  const auto scheme = url.find("://");
  std::string_view path = scheme == url.npos ? url : url.substr(scheme + 3);
  path = path.substr(0, path.find_first_of("?#"));
  const auto slash = path.rfind('/');
  if (slash == path.npos) return "";  // the host alone
  path = path.substr(slash + 1);
  return std::string(path.substr(0, path.find(';')));
}

/// What stands between the first `-` that only such digits follow, and the `.` behind them.
NNSTRUCT_DECLARE std::string hash_in(std::string_view name) {
  for (auto dash = name.find('-'); dash != name.npos; dash = name.find('-', dash + 1)) {
    const auto end = std::min(name.find_first_not_of("0123456789abcdef", dash + 1), name.size());
    if (end < name.size() && name[end] == '.') return std::string(name.substr(dash + 1, end - dash - 1));
  }
  return "";
}

/// os.makedirs(folder, exist_ok=True)
NNSTRUCT_DECLARE void make_folders(const std::string& folder) {
  for (auto end = folder.find('/', 1);; end = folder.find('/', end + 1)) {
    const std::string part = folder.substr(0, end);
    if (::mkdir(part.c_str(), 0777) != 0 && errno != EEXIST) {
      const int number = errno;
      struct ::stat status {};
      if (::stat(part.c_str(), &status) != 0)  // a folder above may not be writable, and need not be
        throw IoError(concat({"cannot make the folder \"", part,
                              "\" for downloaded files: ", std::system_category().message(number),
                              "; choose another one by nn::hub::set_dir, or by TORCH_HOME in the environment"}),
                      part, number);
    }
    if (end == folder.npos) break;
  }
}

/// An address is printed, sent and kept: it has no characters that would be something else there.
NNSTRUCT_DECLARE void require_address(const std::string& url) {
  const auto odd = std::find_if(url.begin(), url.end(), [](unsigned char c) { return c <= ' ' || c == 0x7f; });
  if (odd != url.end())
    throw DownloadError(
        concat({"cannot download what is at ", url.substr(0, static_cast<std::size_t>(odd - url.begin())),
                "...: a blank or a control character follows, which no address has; write %20 and the "
                "like for it"}),
        url, 0);
  if (!url.starts_with("https://") && !url.starts_with("http://"))
    throw DownloadError(concat({"cannot download ", url, ": expected an address that begins with https:// or http://"}),
                        url, 0);
}

}  // namespace detail

NNSTRUCT_DEFINE std::string get_dir() {
  {
    const std::lock_guard lock(detail::chosen().mutex);
    if (detail::chosen().is_set) return detail::chosen().dir;
  }
  const std::string torch = detail::join(detail::variable("XDG_CACHE_HOME", "~/.cache"), "torch");
  return detail::join(detail::expand_user(detail::variable("TORCH_HOME", torch)), "hub");
}

NNSTRUCT_DEFINE void set_dir(const std::string& dir) {
  const std::lock_guard lock(detail::chosen().mutex);
  detail::chosen().dir = detail::expand_user(dir);
  detail::chosen().is_set = true;
}

inline namespace NNSTRUCT_HUB_ABI {

NNSTRUCT_DEFINE std::string file_from_url(const std::string& url, const download_options& options) {
  const std::string folder = options.model_dir.empty() ? detail::join(get_dir(), "checkpoints") : options.model_dir;
  const std::string name = options.file_name.empty() ? detail::name_in(url) : options.file_name;
  if (name.empty() || name == "." || name == ".." || name.find('/') != name.npos)
    throw DownloadError(
        detail::concat({"cannot download ", url, ": ",
                        name.empty() ? "the address ends without the name of a file" : name.c_str(),
                        name.empty() ? "" : " is no name for a file", "; give one by .file_name, without folders"}),
        url, 0);
  std::string path = detail::join(folder, name);
  if (struct ::stat status{}; ::stat(path.c_str(), &status) == 0) return path;

  detail::require_address(url);
  detail::make_folders(folder);
  if (options.progress) std::fputs(detail::concat({"Downloading: \"", url, "\" to ", path, '\n'}).c_str(), stderr);
  transport::download(url, path, options.check_hash ? detail::hash_in(name) : "", options, transport::if_there::keep);
  return path;
}

NNSTRUCT_DEFINE void download_url_to_file(const std::string& url, const std::string& dst, std::string_view hash_prefix,
                                          const download_options& options) {
  detail::require_address(url);
  transport::download(url, detail::expand_user(dst), std::string(hash_prefix), options, transport::if_there::replace);
}

NNSTRUCT_DEFINE StateDict load_state_dict_from_url(const std::string& url, const LoadOptions& load_options,
                                                   const download_options& options) {
  return load<StateDict>(url, load_options, options);
}

}  // namespace NNSTRUCT_HUB_ABI

}  // namespace nnstruct::inline NNSTRUCT_ABI::hub
