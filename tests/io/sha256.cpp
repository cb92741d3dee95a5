// SPDX-License-Identifier: Apache-2.0
#ifdef NNSTRUCT_WITH_HUB
#include <nnstruct/io/sha256.hpp>

#include <initializer_list>
#include <string>
#include "support/catch.hpp"

#include "support/sha256.hpp"

TEST_CASE("SHA-256, of pieces too", "[io]") {
  const auto of = [](std::initializer_list<std::string> pieces) {
    nnstruct::io::sha256 hash;
    for (const std::string& piece : pieces) hash.add(piece.data(), piece.size());
    return hash.digest();
  };
  // FIPS 180-2, appendix B, and its empty message.
  CHECK(of({"abc"}) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(of({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(of({std::string(500'000, 'a'), "", std::string(500'000, 'a')}) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  const std::string text(1000, 'x');
  CHECK(of({text.substr(0, 63), text.substr(63)}) == nnstruct_test::sha256_of(text.data(), text.size()));
}
#endif

namespace io_sha256_test {}  // namespace io_sha256_test
