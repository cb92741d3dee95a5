// SPDX-License-Identifier: Apache-2.0
/// \file
/// Opens zip files that a test has in memory, and the real ones of tests/data.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/format/zip/reader.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace nnstruct_test {

using nnstruct::format_problem;
using nnstruct::FormatError;
namespace zip = nnstruct::format::zip;

inline zip::archive opened(std::string_view bytes, const nnstruct::limits& allowed = {}) {
  const temp_folder folder;  // the open file outlives its name
  put_content(folder / "test.zip", bytes);
  return zip::archive(nnstruct::io::input_file(folder / "test.zip"), allowed);
}

inline FormatError refusal_of(std::string_view bytes, const nnstruct::limits& allowed = {}) {
  return thrown_by<FormatError>([&] { opened(bytes, allowed); });
}

/// Files that torch.save wrote; the folder is the version.
inline std::vector<std::string> torch_files() {
  std::vector<std::string> out;
  for (const char* version : {"torch-1.13", "torch-2.14"})
    for (const char* name :
         {"mlp_state_dict.pt", "lenet_state_dict.pth", "many_keys.pt", "plain_dict.pt", "one_bn2d_model.pth"})
      out.push_back(std::string(NNSTRUCT_TEST_DATA) + "/" + version + "/" + name);
  return out;
}

using records = std::vector<std::pair<std::string, std::string>>;

/// Names and contents, in the directory's order.
inline records records_of(const zip::archive& archive) {
  records out;
  for (const auto& entry : archive.entries()) out.emplace_back(entry.name, archive.read(entry));
  return out;
}

/// A file whose bytes are changed in place, for tests that try thousands of changes.
class changing_file {
 public:
  explicit changing_file(std::string bytes) : bytes_(std::move(bytes)) {
    put_content(path(), bytes_);
    descriptor_ = ::open(path().c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) throw std::runtime_error("cannot open " + path());
  }
  ~changing_file() { ::close(descriptor_); }
  changing_file(const changing_file&) = delete;
  changing_file& operator=(const changing_file&) = delete;

  std::string path() const { return folder_ / "changing.zip"; }
  std::size_t size() const { return bytes_.size(); }
  void flip(std::size_t bit) {
    bytes_[bit / 8] = static_cast<char>(bytes_[bit / 8] ^ 1 << bit % 8);
    if (::pwrite(descriptor_, &bytes_[bit / 8], 1, static_cast<::off_t>(bit / 8)) != 1)
      throw std::runtime_error("cannot write " + path());
  }
  void truncate(std::size_t size) {
    if (::ftruncate(descriptor_, static_cast<::off_t>(size)) != 0)
      throw std::runtime_error("cannot truncate " + path());
  }

 private:
  temp_folder folder_;
  std::string bytes_;
  int descriptor_ = -1;
};

}  // namespace nnstruct_test
