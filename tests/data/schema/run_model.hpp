// Written by `nnstruct schema` from "run.pth": 9 tensors, fingerprint 0x6f61713a85ca5ba0.
#pragma once

#include <array>
#include <string_view>

#include <nnstruct/schema/checkpoint.hpp>

namespace trained::here {

struct model {
  static constexpr std::string_view at = "model_state_dict";
  static constexpr std::array<::nnstruct::checkpoint_row, 9> rows{{
      {"features.0.weight", ::nnstruct::dtype::float32, {2, 1, 3, 3}},
      {"features.0.bias", ::nnstruct::dtype::float32, {2}},
      {"features.1.weight", ::nnstruct::dtype::float32, {2}},
      {"features.1.bias", ::nnstruct::dtype::float32, {2}},
      {"features.1.running_mean", ::nnstruct::dtype::float32, {2}},
      {"features.1.running_var", ::nnstruct::dtype::float32, {2}},
      {"features.1.num_batches_tracked", ::nnstruct::dtype::int64},
      {"fc.weight", ::nnstruct::dtype::float32, {3, 2}},
      {"fc.bias", ::nnstruct::dtype::float32, {3}},
  }};
  static constexpr std::array<::nnstruct::checkpoint_module, 5> modules{{
      {"", 1},
      {"features", 1},
      {"features.0", 1},
      {"features.1", 2},
      {"fc", 1},
  }};
};

}  // namespace trained::here
