// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pickle/dangerous_names.hpp>

#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace format_pickle_dangerous_names_test {

using nnstruct::format::pickle::attribute_of;
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
  CHECK_FALSE(is_dangerous("torch.hubs", "Load"));
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
  CHECK_FALSE(is_dangerous("m", "function.method", attribute_of::known_object));
  CHECK(is_dangerous("m", "function.__globals__", attribute_of::known_object));
  CHECK(is_dangerous("m", "Class.from_file"));
  CHECK_FALSE(is_dangerous("m", "Class.__new__"));
  CHECK(is_dangerous("m", "Class.__new__.x"));
  CHECK(is_dangerous("pathlib", "Path.unlink"));
}

TEST_CASE("of PyTorch and NumPy those functions are data that files of weights name, and no others",
          "[pickle][names]") {
  struct row {
    const char *module, *name;
  };
  for (const auto& [module, name] : {row{"torch", "relu"},
                                     {"torch", "float8_e4m3fn"},
                                     {"torch", "device"},
                                     {"numpy", "dtype"},
                                     {"numpy", "add"},
                                     {"torch._utils", "_rebuild_tensor_v2"},
                                     {"torch._utils", "_rebuild_wrapper_subclass"},
                                     {"torch._tensor", "_rebuild_from_type_v2"},
                                     {"torch.storage", "_load_from_bytes"},
                                     {"torch.serialization", "_get_layout"},
                                     {"torch.nn.functional", "relu"},
                                     {"torch.nn.init", "xavier_uniform_"},
                                     {"torch._C._nn", "gelu"},
                                     {"torch._dynamo.eval_frame", "OptimizedModule"},
                                     {"torch._dynamo.backends.debugging", "eager"},
                                     {"torch.optim.sgd", "SGD"},
                                     {"torch.nn.modules.linear", "Linear"},
                                     {"torchvision.ops.misc", "FrozenBatchNorm2d"},
                                     {"torch.nn.utils.parametrizations", "_Orthogonal"},
                                     {"numpy.core.multiarray", "scalar"},
                                     {"numpy._core.multiarray", "_reconstruct"},
                                     {"numpy._core.numeric", "_frombuffer"},
                                     {"numpy.core.records", "recarray"},
                                     {"numpy.dtypes", "Float64DType"},
                                     {"numpy.random._pickle", "__randomstate_ctor"},
                                     {"numpy.random.mtrand", "RandomState"}}) {
    INFO(module << " " << name);
    CHECK_FALSE(is_dangerous(module, name));
  }
  for (const auto& [module, name] : {row{"numpy.core", "_ufunc_reconstruct"},
                                     {"numpy._core", "_ufunc_reconstruct"},
                                     {"torch._precompile", "_make_inlined_forward"},
                                     {"torch._precompile", "_PrecompileApi"},
                                     {"numpy.lib._format_impl", "read_array"},
                                     {"numpy.lib._format_impl", "open_memmap"},
                                     {"torch._dynamo.aot_compile_types", "_deserialize_triton_kernel"},
                                     {"torch._dynamo.aot_compile", "AOTCompiledModel.deserialize"},
                                     {"torch._dynamo.aot_compile", "AOTCompilePickler._unpickle_module"},
                                     {"torch.autograd.profiler_util", "attrgetter"},
                                     {"torch._utils", "try_import"},
                                     {"torch._utils", "_type"},
                                     {"torch.utils._get_clean_triton", "process_file"},
                                     {"torch._utils", "_augment_memory_snapshot_stack_traces"},
                                     {"torch.distributed.flight_recorder.components.loader", "read_dump"},
                                     {"torch", "set_default_tensor_type"},
                                     {"numpy.ma", "MaskedArray.dump"},
                                     {"torch.cuda._annotate_cuda_graph_trace", "save_trace"},
                                     {"torch.autograd.profiler_util", "EventList.export_chrome_trace"},
                                     {"torch.distributed.checkpoint", "save"},
                                     {"numpy._core.numeric", "fromfile"},
                                     {"torch.testing._internal.jit_utils", "execWrapper"},
                                     {"torch.utils.data.datapipes.gen_pyi", "gen_from_template"},
                                     {"torch", "compile"},
                                     {"numpy", "test"},
                                     {"transformers", "AutoConfig.from_pretrained"},
                                     {"transformers", "pipeline"},
                                     {"past.builtins", "execfile"},
                                     {"jsonpickle", "decode"},
                                     {"attr._make", "_compile_and_eval"},
                                     {"six", "_import_module"},
                                     {"decorator", "FunctionMaker.create"},
                                     {"gensim.utils", "unpickle"},
                                     {"mmengine", "Config.fromfile"},
                                     {"fairseq.utils", "import_user_module"},
                                     {"PIL.ImageMath", "unsafe_eval"},
                                     {"pandas", "DataFrame.to_pickle"}}) {
    INFO(module << " " << name);
    CHECK(is_dangerous(module, name));
  }
  // A method of an object that a class of theirs makes is what pickle writes of hooks and schedulers.
  CHECK(is_dangerous("torch.optim.lr_scheduler", "OneCycleLR._annealing_cos"));
  CHECK_FALSE(is_dangerous("torch.optim.lr_scheduler", "OneCycleLR._annealing_cos", attribute_of::object));
  CHECK(is_dangerous("numpy.ma.core", "MaskedArray.dump", attribute_of::object));
  CHECK(is_dangerous("torch._utils", "try_import.system", attribute_of::object));
}

TEST_CASE("what is no name is dangerous", "[pickle][names]") {
  for (const std::string_view module :
       {std::string_view("os\0x", 4), std::string_view("os\0", 3), std::string_view("\0os", 3),
        std::string_view("/tmp/m"), std::string_view("a/b"), std::string_view("a\\b")})
    CHECK(is_dangerous(module, "system"));
  CHECK_FALSE(is_dangerous("my-model", "Net"));
  CHECK(nnstruct::format::pickle::printable(std::string_view("os\0x.system", 11)) == "'os\\x00x.system'");
  CHECK(nnstruct::format::pickle::printable("os.system") == "os.system");
  for (const auto& [module, name] : {std::pair<const char*, const char*>(".", "x"),
                                     {"m.", "x"},
                                     {".m", "x"},
                                     {"m", ".x"},
                                     {"m", "x."},
                                     {"m..n", "x"}})
    CHECK(is_dangerous(module, name));
  CHECK_FALSE(is_dangerous(std::string(500, 'm'), std::string(500, 'x')));
  CHECK(is_dangerous(std::string(500, 'm'), std::string(600, 'x')));
  CHECK(is_dangerous(std::string(2'000'000, 'm'), "x"));
  std::string parts = "m";
  for (int i = 0; i < 62; ++i) parts += ".m";
  CHECK_FALSE(is_dangerous(parts, "X"));
  CHECK(is_dangerous(parts + ".m", "X"));
}

}  // namespace format_pickle_dangerous_names_test
