// Written by `nnstruct schema` from "empty.pth": 0 tensors, fingerprint 0xcbf29ce484222325.
#pragma once

#include <array>
#include <string_view>

#include <nnstruct/schema/checkpoint.hpp>

struct empty {
  static constexpr std::string_view at = "";
  static constexpr std::array<::nnstruct::checkpoint_row, 0> rows{};
  static constexpr std::array<::nnstruct::checkpoint_module, 1> modules{{
      {"", 1},
  }};
};
