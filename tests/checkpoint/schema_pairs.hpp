// SPDX-License-Identifier: Apache-2.0
/// \file
/// What tests/data/make_schema_pairs.py's pairs are asked.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"

namespace nnstruct_test::schema_pairs {

namespace nn = nnstruct;

/// ok() of nn::check; two keys of one name are an exception.
template <class Model> bool check_says(const nn::LoadOptions& options) {
  try {
    return nn::check<Model>(NNSTRUCT_TEST_DATA "/schema_pairs.pth", options).ok();
  } catch (const nn::Error& error) {
    CHECK(std::string_view(error.what()).find("two keys") != std::string_view::npos);
    return false;
  }
}

/// \param expected  what Python says
template <class Model, class File, const nn::LoadOptions& Options> void check_pair(bool expected) {
  INFO(File::at);
  CHECK(nn::fits<Model, File, Options> == expected);
  CHECK(check_says<Model>(Options) == expected);
}

}  // namespace nnstruct_test::schema_pairs

namespace nn = nnstruct;
using nnstruct_test::schema_pairs::check_pair;
