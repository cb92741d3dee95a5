// SPDX-License-Identifier: Apache-2.0
/// \file
/// Catch2, version 2 or 3, and what the tests say about exceptions.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <optional>
#include <string>
#include <string_view>

namespace nnstruct_test {

/// Runs the function and gives back the exception it must throw, to be looked at.
template <class Exception, class Function> Exception thrown_by(Function&& function) {
  std::optional<Exception> caught;
  try {
    function();
  } catch (const Exception& error) { caught.emplace(error); }
  REQUIRE(caught.has_value());
  return *caught;
}

/// Versions 2 and 3 name their matchers differently; this prints as well.
inline bool contains(std::string_view text, std::string_view part) {
  const bool found = text.find(part) != std::string_view::npos;
  if (!found) UNSCOPED_INFO("\"" << std::string(part) << "\" is not in \"" << std::string(text) << "\"");
  return found;
}

}  // namespace nnstruct_test
