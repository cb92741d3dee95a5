// SPDX-License-Identifier: Apache-2.0
// Two units of one program, one with libcurl and one without: each does as it was built.
#include <iostream>

#include "hub.hpp"

int main() {
  const std::string without = without_libcurl::error_of_download(), with = with_libcurl::error_of_download();
  std::cout << without << '\n' << with << '\n';
  const std::string begin = "cannot download http://127.0.0.1:1/a.pth to ./a.pth: ";
  return without.starts_with(begin +
                             "this program was built without libcurl; install Debian's libcurl4-openssl-dev and "
                             "libssl-dev and configure nnstruct with -DNNSTRUCT_HUB=ON (without CMake: "
                             "-DNNSTRUCT_WITH_HUB, and link -lcurl -lcrypto), ") &&
                 with.starts_with(begin) && with.find("; check the network, and the proxy in ") != with.npos
             ? 0
             : 1;
}
