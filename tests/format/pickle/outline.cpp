// SPDX-License-Identifier: Apache-2.0
// The globals that the first bytes of a pickle name are those that the whole parser finds; the pickles are Python's.
#include <nnstruct/format/pickle/outline.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/pickle/parser.hpp>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_pickle_outline_test {

using namespace nnstruct_test;
namespace pickle = nnstruct::format::pickle;

TEST_CASE("the outline of a pickle has the globals of the whole", "[pickle]") {
  std::vector<std::string> paths;
  for (const char* folder : {"/other_formats", "/pickles"})
    for (const auto& found : std::filesystem::recursive_directory_iterator(NNSTRUCT_TEST_DATA + std::string(folder)))
      if (found.path().extension() == ".pkl") paths.push_back(found.path().string());
  std::size_t globals = 0, persistent = 0;
  for (const std::string& path : paths) {
    const std::string bytes = content_of(path);
    std::vector<std::string> expected;
    bool outside = false;
    try {
      const pickle::document whole = pickle::parse(bytes, {path, {}, {}}, {});
      for (const pickle::global_name& name : whole.globals())
        expected.push_back(nnstruct::format::concat({name.module, ".", name.name}));
      outside = !whole.persistent_ids().empty();
    } catch (const nnstruct::FormatError&) { continue; }
    INFO(path);
    const pickle::outline found = pickle::outline_of(bytes);
    CHECK(found.sound);
    CHECK(found.size == bytes.size());
    CHECK(found.globals == expected);
    CHECK(found.persistent_ids == outside);
    globals += expected.size();
    persistent += outside ? 1 : 0;
    // Of a part of it, it has a part of them.
    const std::size_t step = std::max<std::size_t>(7, bytes.size() / 100 | 1);
    for (std::size_t size = 0; size < bytes.size(); size += step) {
      const pickle::outline part = pickle::outline_of(std::string_view(bytes).substr(0, size));
      CHECK((part.size == 0 && part.globals.size() <= expected.size() &&
             std::equal(part.globals.begin(), part.globals.end(), expected.begin())));
    }
  }
  CHECK(globals > 50);
  CHECK(persistent > 0);
}

TEST_CASE("what is no pickle is no sound outline", "[pickle]") {
  for (const char* text : {"(c) 2020 somebody\nall rights reserved\n.", "cos\nsystem call\n."})
    CHECK_FALSE(pickle::outline_of(text).sound);
  CHECK(pickle::outline_of("").sound);
  CHECK(pickle::outline_of("cos\nsystem\n.").globals == std::vector<std::string>{"os.system"});
}

}  // namespace format_pickle_outline_test
