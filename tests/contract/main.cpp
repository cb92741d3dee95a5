// SPDX-License-Identifier: Apache-2.0
// The contract: what users' programs are built against, said by a program of several units, each of which holds all of
// the library if it is header-only. It is given a folder to write to.
#include <cstdio>
#include <exception>
#include <string>

#include "contract.hpp"
#include "expect.hpp"

std::string contract::folder;

static int failures = 0;

void contract::expect(bool holds, const char* what, const char* file, int line) {
  if (holds) return;
  std::printf("%s:%d: does not hold: %s\n", file, line, what);
  ++failures;
}

int main(int count, char** arguments) try {
  if (count != 2) {
    std::puts("usage: nnstruct_contract FOLDER_TO_WRITE_TO");
    return 2;
  }
  contract::folder = arguments[1];
  contract::files();
  contract::reports();
  contract::models();
  contract::values();
  contract::training();
#ifdef NNSTRUCT_TEST_TWO_ENGINES
  contract::two_engines();
#endif
  return failures == 0 ? 0 : 1;
} catch (const std::exception& error) {
  std::printf("not expected: %s\n", error.what());
  return 1;
}
