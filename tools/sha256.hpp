// SPDX-License-Identifier: Apache-2.0
/// \file
/// SHA-256, by libcrypto.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

struct evp_md_ctx_st;

namespace nnstruct_command {

class sha256 {
 public:
  sha256();
  void add(const void* from, std::size_t bytes);
  /// In hexadecimal digits. Nothing can be added afterwards.
  std::string digest();

 private:
  struct release {
    void operator()(evp_md_ctx_st* context) const noexcept;
  };
  std::unique_ptr<evp_md_ctx_st, release> context_;
};

}  // namespace nnstruct_command
