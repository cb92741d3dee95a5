// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pickle/dangerous_names.hpp>

#include <set>
#include <sstream>
#include <string>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_pickle_dangerous_names_test {

using nnstruct::format::pickle::is_dangerous;
using nnstruct::format::pickle::is_getattr;

TEST_CASE("every module of Python's own library is dangerous, or known to be data", "[pickle][names]") {
  // What is data in them is in tests/hostile/calls.cpp and tests/data/calls.txt; here is that nothing was forgotten.
  const std::set<std::string> data = {
      "UserDict", "UserList", "UserString", "StringIO", "cStringIO", "__future__", "_abc", "_bisect", "_collections",
      "_collections_abc", "_datetime", "_decimal", "_heapq", "_operator", "_pydecimal", "_random", "_sre",
      "_statistics", "_struct", "_typing", "_weakref", "_weakrefset", "_zoneinfo", "abc", "argparse", "array", "bisect",
      "calendar", "cmath", "collections", "colorsys", "copy", "datetime", "decimal", "difflib", "enum", "errno",
      "exceptions", "fractions", "graphlib", "heapq", "ipaddress", "itertools", "json", "keyword", "math", "numbers",
      "opcode", "operator", "pprint", "random", "re", "reprlib", "sre_compile", "sre_constants", "sre_parse", "stat",
      "statistics", "stringprep", "struct", "test", "textwrap", "typing", "unicodedata", "weakref", "zoneinfo",
      // Of Python 2: constants, windows and texts.
      "Dialog", "DocXMLRPCServer", "FileDialog", "HTMLParser", "Queue", "ScrolledText", "SimpleDialog", "Tkconstants",
      "Tkdnd", "_abcoll", "dummy_thread", "htmlentitydefs", "markupbase", "repr", "tkColorChooser", "tkCommonDialog",
      "tkFont", "tkMessageBox", "tkSimpleDialog", "ttk", "urlparse"};
  std::istringstream modules(nnstruct_test::content_of(NNSTRUCT_TEST_DATA "/python_modules.txt"));
  std::size_t count = 0;
  for (std::string module; modules >> module; ++count) {
    INFO(module);
    CHECK(is_dangerous(module, "some_function") == !data.contains(module));
  }
  CHECK(count > 350);
}

TEST_CASE("what is in a dangerous module is dangerous too, and what only begins so is not", "[pickle][names]") {
  CHECK(is_dangerous("os", "system"));
  CHECK(is_dangerous("os.path", "join"));
  CHECK(is_dangerous("torch.hub", "load"));
  CHECK(is_dangerous("torch", "hub.load"));
  CHECK(is_dangerous("torch", "load"));
  CHECK_FALSE(is_dangerous("torch", "loaded"));
  CHECK_FALSE(is_dangerous("oslo", "System"));
  CHECK_FALSE(is_dangerous("torch.hubs", "loaded"));
  CHECK(is_dangerous("torch.jit._pickle", "Unpickler"));
  CHECK_FALSE(is_dangerous("torch.jit._pickle", "build_intlist"));
  CHECK(is_dangerous("torch._C", "import_ir_module"));
  CHECK_FALSE(is_dangerous("torch._C._nn", "gelu"));
  CHECK(is_dangerous("torch._C._nn", "gelu.__self__"));
}

TEST_CASE("names are those of Python 3", "[pickle][names]") {
  CHECK(is_dangerous("__builtin__", "eval"));
  CHECK_FALSE(is_dangerous("__builtin__", "xrange"));
  CHECK_FALSE(is_dangerous("copy_reg", "_reconstructor"));
  CHECK(is_dangerous("copy_reg", "add_extension"));
  CHECK(is_getattr("__builtin__", "getattr"));
  CHECK(is_getattr("builtins", "getattr"));
  CHECK_FALSE(is_getattr("torch", "getattr"));
}

TEST_CASE("a method is asked of an object or of a class, and of nothing that may be a module", "[pickle][names]") {
  CHECK_FALSE(is_dangerous("m", "Class.method"));
  CHECK_FALSE(is_dangerous("m", "_Class.method"));
  CHECK_FALSE(is_dangerous("m", "\xc3\x89tat.method"));  // of another alphabet
  CHECK(is_dangerous("m", "module.method"));
  CHECK_FALSE(is_dangerous("m", "function.method", true));
  CHECK(is_dangerous("m", "function.__globals__", true));
  CHECK(is_dangerous("m", "Class.from_file"));
  CHECK_FALSE(is_dangerous("m", "Class.__new__"));
  CHECK(is_dangerous("m", "Class.__new__.x"));
  CHECK(is_dangerous("pathlib", "Path.unlink"));
}

TEST_CASE("what is no name is dangerous", "[pickle][names]") {
  for (const auto& [module, name] : {std::pair<const char*, const char*>(".", "x"),
                                     {"m.", "x"},
                                     {".m", "x"},
                                     {"m", ".x"},
                                     {"m", "x."},
                                     {"m..n", "x"}})
    CHECK(is_dangerous(module, name));
  using namespace std::string_view_literals;
  for (const std::string_view name :
       {"x\0"sv, "\0x"sv, "x y"sv, "x\n"sv, "x\r"sv, "x/y"sv, "x\\y"sv, "x:y"sv, "x'"sv, "\x7f"sv, "x\xc2\xa0"sv,
        "x\xe2\x80\xa8"sv, "x\xed\xb0\x80"sv, "\xef\xbb\xbfx"sv}) {
    CHECK(is_dangerous(name, "x"));
    CHECK(is_dangerous("m", name));
    CHECK(is_dangerous("__torch__", name));
  }
  for (const std::string_view name :
       {"x-y"sv, "<lambda>"sv, "\xc3\xa9"sv, "\xe6\xa8\xa1"sv, "\xe2\x84\x95"sv, "\xf0\x9d\x95\x8f"sv})
    CHECK_FALSE(is_dangerous("m", name));
  CHECK_FALSE(is_dangerous(std::string(500, 'm'), std::string(500, 'x')));
  CHECK(is_dangerous(std::string(500, 'm'), std::string(600, 'x')));
  CHECK(is_dangerous(std::string(2'000'000, 'm'), "x"));
  std::string parts = "m";
  for (int i = 0; i < 62; ++i) parts += ".m";
  CHECK_FALSE(is_dangerous(parts, "X"));
  CHECK(is_dangerous(parts + ".m", "X"));
}

TEST_CASE("of PyTorch and NumPy the functions are known that models have", "[pickle][names]") {
  using nnstruct::format::pickle::is_unknown_function;
  struct row {
    const char *module, *name;
    bool held, called;  // may be
  };
  for (const auto& [module, name, held, called] : {row{"torch._utils", "_rebuild_tensor_v2", true, true},
                                                   {"torch._utils", "_rebuild_tensor_v2.x", false, false},
                                                   {"torch._utils", "_rebuild", false, false},
                                                   {"torch._utils", "_anything", false, false},
                                                   {"numpy.core.multiarray", "scalar", true, true},
                                                   {"torch.return_types", "max", true, true},
                                                   {"torch.return_types", "max.x", false, false},
                                                   {"torch.nn.functional", "relu", true, false},
                                                   {"torch.nn.functional", "_relu", false, false},
                                                   {"torch.nn.functional.x", "relu", false, false},
                                                   {"torch.nn.modules.x.y", "relu", true, false},
                                                   {"torch.nn.modulesx", "relu", false, false},
                                                   {"torch.optim.sgd", "SGD.step", true, false},
                                                   {"torch._C._nn", "gelu", true, false},
                                                   {"torch", "add", true, false},
                                                   {"torch", "_add", false, false},
                                                   {"torch", "Tensor.add", true, false},
                                                   {"torch", "Size", true, true},
                                                   {"torch.anything", "Class", true, true},
                                                   {"torch.anything", "Class.Inner", true, true},
                                                   {"torch.anything", "Class.method", false, false},
                                                   {"torchx", "function", true, true},
                                                   {"m", "function", true, true}}) {
    INFO(module << '.' << name);
    CHECK(is_unknown_function(module, name, false) == !held);
    CHECK(is_unknown_function(module, name, true) == !called);
  }
  CHECK(is_unknown_function("torch." + std::string(2000, 'm'), "x", false));
}

}  // namespace format_pickle_dangerous_names_test
