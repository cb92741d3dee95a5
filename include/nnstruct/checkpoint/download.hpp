// SPDX-License-Identifier: Apache-2.0
/// \file
/// Brings a file from an address, as torch.hub.download_url_to_file does.
/// https://pytorch.org/docs/stable/hub.html
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::hub {

/// How far a download is.
struct download_progress {
  std::string_view url;
  std::uint64_t done;   ///< bytes that are there, those of an earlier try too
  std::uint64_t total;  ///< bytes; 0: the server does not say
};

/// Anything that is called with a download_progress: \code
///   nn::hub::load<Net>(weights, nn::strict, {.on_progress = [&](const auto& p) { window.show(p.done, p.total); }});
/// \endcode
/// What it throws ends the download; what has arrived is kept.
class progress_callback {
 public:
  progress_callback() = default;
  template <std::invocable<const download_progress&> F>
    requires(!std::same_as<F, progress_callback>)
  progress_callback(F function)
      : function_(std::make_shared<F>(std::move(function))),
        call_([](void* f, const download_progress& progress) { (*static_cast<F*>(f))(progress); }) {}

  explicit operator bool() const noexcept { return call_ != nullptr; }
  void operator()(const download_progress& progress) const { call_(function_.get(), progress); }

 private:
  std::shared_ptr<void> function_;
  void (*call_)(void*, const download_progress&) = nullptr;
};

/// How to download, and where to.
struct download_options {
  std::string model_dir = {};          ///< the folder; empty: get_dir() + "/checkpoints"
  std::string file_name = {};          ///< empty: the last part of the address
  bool check_hash = true;              ///< compare SHA-256 with what the file's name says of it, if it does
  bool progress = true;                ///< `Downloading: ...` on stderr, and a bar if that is a terminal
  progress_callback on_progress = {};  ///< called in place of the bar
  std::uint64_t max_bytes = 0;         ///< a longer file is refused; 0: none is
  unsigned stalled_after = 60;         ///< seconds in which nothing arrives, after which it is given up; 0: never
};

inline namespace NNSTRUCT_HUB_ABI {

/// torch.hub.download_url_to_file(url, dst, hash_prefix): the file at an address, which is there whole and under its
/// name or not at all. `~` is the home folder.
///
/// It arrives in DST.partial. If the connection breaks, that is kept, and the next call, of another process too, asks
/// for the rest alone. It is put together only if the server says that the file is the same as before (ETag or
/// Last-Modified, and length) or, where it says nothing of that kind, if there is a hash that decides. Several
/// processes at a time wait for each other.
///
/// http and https, whose certificates are checked (against the system's authorities, or those in $SSL_CERT_FILE and
/// $SSL_CERT_DIR); ten redirections at most, none from https to http; by a proxy if $http_proxy, $https_proxy,
/// $all_proxy and $no_proxy say so.
///
/// \param hash_prefix  the first hexadecimal digits of the file's SHA-256; empty: any will do
/// \param options      model_dir, file_name and check_hash do not matter here
/// \throws DownloadError  no such address, no network, another hash or length; or built without libcurl (config.hpp)
/// \throws IoError        the folder is missing or may not be written to, the disk is full
NNSTRUCT_DECLARE void download_url_to_file(const std::string& url, const std::string& dst,
                                           std::string_view hash_prefix = {}, const download_options& options = {});

namespace transport {
enum class if_there : bool { replace, keep };
/// \param there  what is done if the file is there once this has waited for another process
NNSTRUCT_DECLARE void download(const std::string& url, const std::string& path, const std::string& hash_prefix,
                               const download_options& options, if_there there);
}  // namespace transport

}  // namespace NNSTRUCT_HUB_ABI

}  // namespace nnstruct::inline NNSTRUCT_ABI::hub
