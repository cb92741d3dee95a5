// SPDX-License-Identifier: Apache-2.0
/// \file
/// A folder for one test's files, and those files' content.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace nnstruct_test {

/// Made under $TMPDIR (or /tmp), removed with all that is in it.
class temp_folder {
 public:
  temp_folder() {
    const char* root = std::getenv("TMPDIR");
    path_ = std::string(root != nullptr && *root != '\0' ? root : "/tmp") + "/nnstruct-test-XXXXXX";
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("cannot make " + path_);
  }
  ~temp_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  temp_folder(const temp_folder&) = delete;
  temp_folder& operator=(const temp_folder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

  /// Names of all that is in it, hidden ones too, sorted.
  std::vector<std::string> names() const {
    std::vector<std::string> out;
    for (const auto& found : std::filesystem::directory_iterator(path_))
      out.push_back(found.path().filename().string());
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  std::string path_;
};

inline std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void put_content(const std::string& path, std::string_view bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

/// While it lives, permissions count: root, as whom tests run in containers, may otherwise do everything.
class without_root {
 public:
  without_root() : was_root_(::geteuid() == 0 && ::seteuid(65534) == 0) {}
  ~without_root() {
    if (was_root_ && ::seteuid(0) != 0) std::abort();
  }
  without_root(const without_root&) = delete;
  without_root& operator=(const without_root&) = delete;

 private:
  bool was_root_;
};

}  // namespace nnstruct_test
