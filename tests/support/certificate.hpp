// SPDX-License-Identifier: Apache-2.0
/// \file
/// A certificate for 127.0.0.1 that nobody but itself has signed.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>

namespace nnstruct_test {

/// What a server needs to speak TLS, and the file that makes a client trust it.
class self_signed {
 public:
  /// \param path  of the file for the client
  explicit self_signed(const std::string& path) : context_(::SSL_CTX_new(::TLS_server_method()), &::SSL_CTX_free) {
    const std::unique_ptr<::EVP_PKEY, void (*)(::EVP_PKEY*)> key(new_key(), &::EVP_PKEY_free);
    const std::unique_ptr<::X509, void (*)(::X509*)> certificate(::X509_new(), &::X509_free);
    ::X509* const x = certificate.get();
    ::X509_set_version(x, 2);
    ::ASN1_INTEGER_set(::X509_get_serialNumber(x), 1);
    ::X509_gmtime_adj(::X509_getm_notBefore(x), -3600);
    ::X509_gmtime_adj(::X509_getm_notAfter(x), 3600);
    ::X509_set_pubkey(x, key.get());
    ::X509_NAME* const name = ::X509_get_subject_name(x);
    const auto* const text = reinterpret_cast<const unsigned char*>("nnstruct's tests");
    ::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
    ::X509_set_issuer_name(x, name);
    add(x, NID_subject_alt_name, "IP:127.0.0.1");
    add(x, NID_basic_constraints, "critical,CA:TRUE");
    if (::X509_sign(x, key.get(), ::EVP_sha256()) == 0 || ::SSL_CTX_use_certificate(context_.get(), x) != 1 ||
        ::SSL_CTX_use_PrivateKey(context_.get(), key.get()) != 1)
      throw std::runtime_error("libcrypto makes no certificate");
    std::FILE* const file = std::fopen(path.c_str(), "w");
    if (file == nullptr || ::PEM_write_X509(file, x) != 1 || std::fclose(file) != 0)
      throw std::runtime_error("cannot write " + path);
  }

  ::SSL_CTX* context() const { return context_.get(); }

 private:
  static ::EVP_PKEY* new_key() {
    ::EVP_PKEY* key = nullptr;
    ::EVP_PKEY_CTX* const maker = ::EVP_PKEY_CTX_new_id(EVP_PKEY_EC, nullptr);
    ::EVP_PKEY_keygen_init(maker);
    ::EVP_PKEY_CTX_set_ec_paramgen_curve_nid(maker, NID_X9_62_prime256v1);
    ::EVP_PKEY_keygen(maker, &key);
    ::EVP_PKEY_CTX_free(maker);
    return key;
  }
  static void add(::X509* x, int kind, const char* value) {
    ::X509_EXTENSION* const extension = ::X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    ::X509_add_ext(x, extension, -1);
    ::X509_EXTENSION_free(extension);
  }

  std::unique_ptr<::SSL_CTX, void (*)(::SSL_CTX*)> context_;
};

}  // namespace nnstruct_test
