// Written by `nnstruct schema` from "hard.pth": 16 tensors, fingerprint 0xe17fad1f1933dbec.
// Another state_dict is in the file: --at "fc._extra_state"
#pragma once

#include <array>
#include <string_view>

#include <nnstruct/schema/checkpoint.hpp>

struct hard {
  static constexpr std::string_view at = "";
  static constexpr std::array<::nnstruct::checkpoint_row, 16> rows{{
      {"quote\"s", ::nnstruct::dtype::float32, {0}},
      {"back\\slash", ::nnstruct::dtype::float32, {1}},
      {"line\nend", ::nnstruct::dtype::float32, {2}},
      {"tab\011and\033[31m", ::nnstruct::dtype::float32, {3}},
      {"nul\000nul", ::nnstruct::dtype::float32, {4}},
      {"tri?\?/graph", ::nnstruct::dtype::float32, {5}},
      {"?\?\?\?", ::nnstruct::dtype::float32, {6}},
      {"\303\2510f", ::nnstruct::dtype::float32, {7}},
      {"\001234", ::nnstruct::dtype::float32, {8}},
      {"\351\207\215\343\201\277", ::nnstruct::dtype::float32, {9}},
      {"//", ::nnstruct::dtype::float32, {10}},
      {"*/", ::nnstruct::dtype::float32, {11}},
      {"R\"(x)\"", ::nnstruct::dtype::float32, {12}},
      {"%s%n", ::nnstruct::dtype::float32, {13}},
      {"", ::nnstruct::dtype::float32, {14}},
      {"a.b-c/d", ::nnstruct::dtype::float32, {15}},
  }};
  static constexpr std::array<::nnstruct::checkpoint_other, 3> others{{
      {"fc._extra_state", "dict"},
      {"none", "NoneType"},
      {"many", "list"},
  }};
};
