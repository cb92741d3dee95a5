// SPDX-License-Identifier: Apache-2.0
// Compiled with NNSTRUCT_WITH_HUB and without, in the namespace UNIT.
#include "hub.hpp"

#include <nnstruct/nnstruct.hpp>
namespace nn = nnstruct;

std::string UNIT::error_of_download() {
  try {
    // Nobody listens there.
    nn::hub::load<nn::models::lenet>("http://127.0.0.1:1/a.pth", nn::strict, {.model_dir = ".", .progress = false});
  } catch (const nn::DownloadError& error) { return error.what(); }
  return "";
}
