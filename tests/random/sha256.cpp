// SPDX-License-Identifier: Apache-2.0
// The tests' own SHA-256, on the standard's examples.
#include "support/sha256.hpp"

#include <string>

#include "support/catch.hpp"

namespace random_sha256_test {

using nnstruct_test::sha256_of;

TEST_CASE("SHA-256 of the standard's examples") {
  CHECK(sha256_of("", 0) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_of("abc", 3) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const std::string two_blocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  CHECK(sha256_of(two_blocks.data(), 56) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  nnstruct_test::sha256 pieces;
  const std::string thousand(1000, 'a');
  for (int i = 0; i < 1000; ++i) pieces.add(thousand.data(), thousand.size());
  CHECK(pieces.hex() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace random_sha256_test
