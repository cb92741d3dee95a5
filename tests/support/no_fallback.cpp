// SPDX-License-Identifier: Apache-2.0
// Linked into a test program, this makes it fail if oneDNN has refused any call of a test.
#include <nnstruct/engine/onednn.hpp>

#include <cstdio>
#include <cstdlib>

namespace {
struct no_fallback {
  ~no_fallback() {
    const auto refused = nnstruct::engine::onednn::fallbacks();
    if (refused == 0) return;
    std::fprintf(stderr, "oneDNN has refused %llu calls, which the reference engine did\n",
                 static_cast<unsigned long long>(refused));
    std::_Exit(1);
  }
} const at_the_end;
}  // namespace
