// SPDX-License-Identifier: Apache-2.0
#include "sha256.hpp"

#include <openssl/evp.h>

#include <nnstruct/error.hpp>

namespace nnstruct_command {

namespace {
void require(int result) {
  if (result != 1) throw nnstruct::Error("libcrypto cannot compute SHA-256; its own configuration may forbid it");
}
}  // namespace

void sha256::release::operator()(evp_md_ctx_st* context) const noexcept { EVP_MD_CTX_free(context); }

sha256::sha256() : context_(EVP_MD_CTX_new()) {
  require(context_ != nullptr ? EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) : 0);
}

void sha256::add(const void* from, std::size_t bytes) { require(EVP_DigestUpdate(context_.get(), from, bytes)); }

std::string sha256::digest() {
  unsigned char bytes[EVP_MAX_MD_SIZE];
  unsigned count = 0;
  require(EVP_DigestFinal_ex(context_.get(), bytes, &count));
  std::string out;
  for (unsigned i = 0; i < count; ++i) (out += "0123456789abcdef"[bytes[i] >> 4]) += "0123456789abcdef"[bytes[i] & 15];
  return out;
}

}  // namespace nnstruct_command
