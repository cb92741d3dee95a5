// SPDX-License-Identifier: Apache-2.0
/// \file
/// SHA-256, by OpenSSL's libcrypto; for sources that are built where that is found.
#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <memory>
#include <string>

#include <nnstruct/config.hpp>
#include <nnstruct/error.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::io {

/// SHA-256 of what is added piece by piece.
/// \throws Error  libcrypto refuses
class sha256 {
 public:
  sha256() : context_(::EVP_MD_CTX_new(), &::EVP_MD_CTX_free) {
    require(context_ != nullptr ? ::EVP_DigestInit_ex(context_.get(), ::EVP_sha256(), nullptr) : 0);
  }

  void add(const void* from, std::size_t bytes) { require(::EVP_DigestUpdate(context_.get(), from, bytes)); }

  /// In hexadecimal digits. Nothing can be added afterwards.
  std::string digest() {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned count = 0;
    require(::EVP_DigestFinal_ex(context_.get(), bytes, &count));
    std::string out;
    for (unsigned i = 0; i < count; ++i) {
      out += "0123456789abcdef"[bytes[i] >> 4];
      out += "0123456789abcdef"[bytes[i] & 15];
    }
    return out;
  }

 private:
  static void require(int result) {
    if (result != 1) throw Error("libcrypto cannot compute SHA-256; its own configuration may forbid it");
  }

  std::unique_ptr<::EVP_MD_CTX, void (*)(::EVP_MD_CTX*)> context_;
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::io
