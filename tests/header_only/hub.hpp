// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace with_libcurl {
std::string error_of_download();
}
namespace without_libcurl {
std::string error_of_download();
}
