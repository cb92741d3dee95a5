// SPDX-License-Identifier: Apache-2.0
// Pickles that ask for something to be called. Every name here came up in an attack, or in a bypass of a scanner.
#include "hostile/files.hpp"

namespace hostile {

namespace {

using enum nnstruct::format_problem;

struct name {
  const char* module;
  const char* attribute;
};

constexpr name names[] = {
    {"os", "system"},
    {"posix", "system"},
    {"nt", "system"},
    {"os", "popen"},
    {"os", "execv"},
    {"os", "_wrap_close.close"},
    {"subprocess", "Popen"},
    {"subprocess", "check_output"},
    {"builtins", "eval"},
    {"__builtin__", "eval"},
    {"builtins", "exec"},
    {"builtins", "getattr"},
    {"builtins", "__import__"},
    {"builtins", "open"},
    {"builtins", "compile"},
    {"builtins", "map"},
    {"builtins", "type"},
    {"builtins", "object"},
    {"builtins", "print"},
    {"sys", "exit"},
    {"sys", "modules"},
    {"pip", "main"},
    {"pip._internal.cli.main", "main"},
    {"runpy", "_run_code"},
    {"runpy", "run_path"},
    {"timeit", "timeit"},
    {"bdb", "Bdb.run"},
    {"pdb", "run"},
    {"cProfile", "run"},
    {"profile", "Profile.run"},
    {"trace", "Trace.run"},
    {"code", "InteractiveInterpreter.runcode"},
    {"asyncio.unix_events", "_UnixSubprocessTransport._start"},
    {"logging", "FileHandler"},
    {"logging.config", "_resolve"},
    {"uuid", "_get_command_stdout"},
    {"imaplib", "IMAP4_stream"},
    {"_pyrepl.pager", "pipe_pager"},
    {"_pyrepl.commands", "command"},
    {"shutil", "rmtree"},
    {"webbrowser", "open"},
    {"socket", "create_connection"},
    {"urllib.request", "urlopen"},
    {"http.client", "HTTPSConnection"},
    {"ftplib", "FTP"},
    {"ctypes", "CDLL"},
    {"ctypes", "PyDLL"},
    {"importlib", "import_module"},
    {"operator", "attrgetter"},
    {"operator", "methodcaller"},
    {"functools", "partial"},
    {"functools", "reduce"},
    {"types", "FunctionType"},
    {"types", "CodeType"},
    {"marshal", "loads"},
    {"pickle", "loads"},
    {"_pickle", "Unpickler"},
    {"pickle", "load"},
    {"shelve", "open"},
    {"dbm", "open"},
    {"tempfile", "mktemp"},
    {"pty", "spawn"},
    {"commands", "getoutput"},
    {"doctest", "debug_script"},
    {"idlelib.pyshell", "ModifiedInterpreter.runcode"},
    {"lib2to3.pgen2.grammar", "Grammar.loads"},
    {"pydoc", "pipepager"},
    {"venv", "create"},
    {"ensurepip", "_run_pip"},
    {"test.support.script_helper", "assert_python_ok"},
    {"unittest.mock", "_importer"},
    {"numpy.testing._private.utils", "runstring"},
    {"numpy.f2py.crackfortran", "getlincoef"},
    {"numpy", "load"},
    {"numpy.core.multiarray", "_reconstruct"},
    {"torch", "load"},
    {"torch", "save"},
    {"torch.hub", "load"},
    {"torch.jit", "load"},
    {"torch.ops", "load_library"},
    {"torch.serialization", "load"},
    {"torch.utils.cpp_extension", "load_inline"},
    {"torch.utils.collect_env", "run"},
    {"torch.utils.bottleneck.__main__", "run_cprofile"},
    {"torch.utils._config_module", "ConfigModule.load_config"},
    {"torch.fx.experimental.symbolic_shapes", "ShapeEnv.evaluate_guards_expression"},
    {"torch._dynamo.guards", "GuardBuilder.get"},
    {"torch._inductor.codecache", "compile_file"},
    {"torch.distributed.rpc", "rpc_sync"},
    {"torch._utils", "_rebuild_device_tensor_from_numpy"},
    {"torch._utils", "_get_async_or_non_blocking"},
    {"torch._tensor", "Tensor.__reduce_ex__"},
    {"torch.storage", "_load_from_bytes"},
    {"tensorflow", "io.read_file"},
    {"keras.saving", "load_model"},
    {"joblib", "load"},
    {"cloudpickle.cloudpickle", "_make_function"},
    {"dill._dill", "_create_function"},
    {"copyreg", "__newobj__"},
    {"copy_reg", "_reconstructor"},
    {"collections", "namedtuple"},
    {"collections", "OrderedDict.__reduce__"},
    {"_codecs", "decode"},
    {"codecs", "open"},
    {"", "system"},
    {"os.", "system"},
    {"OS", "system"},
    {"torch._utils.os", "system"},
    {"torch._utils", "_rebuild_tensor_v2.__globals__"},
    {"torch._utils\t", "_rebuild_tensor_v2"},
    {"__main__", "evil"},
};

/// A call in each form that a pickle has for it.
struct form {
  const char* what;
  std::string (*opcodes)(const name&);
};
std::string short_text(std::string_view t) {
  return "\x8c" + std::string(1, static_cast<char>(t.size())) + std::string(t);
}
std::string found_on_stack(const name& n) { return short_text(n.module) + short_text(n.attribute) + "\x93"; }
std::string command() { return text("true"); }

const form forms[] = {
    {"reduce", [](const name& n) { return global(n.module, n.attribute) + tuple({command()}) + "R"; }},
    {"reduce_stack_global", [](const name& n) { return found_on_stack(n) + tuple({command()}) + "R"; }},
    {"inst", [](const name& n) { return "(" + command() + "i" + n.module + "\n" + n.attribute + "\n"; }},
    {"obj", [](const name& n) { return "(" + global(n.module, n.attribute) + command() + "o"; }},
    {"newobj", [](const name& n) { return global(n.module, n.attribute) + tuple({command()}) + "\x81"; }},
    {"newobj_ex", [](const name& n) { return found_on_stack(n) + tuple({command()}) + "}\x92"; }},
    {"build", [](const name& n) { return global(n.module, n.attribute) + ")R}" + command() + "Nsb"; }},
    {"memoized",
     [](const name& n) { return global(n.module, n.attribute) + "q\x05" + "0h\x05" + tuple({command()}) + "R"; }},
    {"dropped", [](const name& n) { return global(n.module, n.attribute) + tuple({command()}) + "R0N"; }},
};

}  // namespace

void add_calls(std::vector<file>& out) {
  const auto add = [&](const std::string& what, const std::string& opcodes, problems refused) {
    out.push_back({"calls/" + what, checkpoint(dictionary(opcodes)), std::move(refused)});
  };
  for (const name& n : names) {
    const bool nameless = *n.module == '\0';
    for (const form& f : forms) {
      // An object made by NEWOBJ is inert: it is a class's, and nothing of it runs; one of no module is no global at
      // all.
      const std::string form_name = f.what;
      const bool inert = (form_name == "newobj" || form_name == "newobj_ex") && !nameless;
      const std::string what = form_name + "/" + (nameless ? "nameless" : n.module) + "." + n.attribute;
      if (inert) add(what, f.opcodes(n), {});
      else add(what, f.opcodes(n), nameless ? problems{pickle} : problems{unsafe_global});
    }
  }
  // The functions that are understood, with what they do not take.
  for (const char* encoding : {"rot13", "hex", "zlib", "idna", "utf-8", ""})
    add(std::string("encode_") + encoding, global("_codecs", "encode") + tuple({text("abc"), text(encoding)}) + "R",
        {pickle, unsafe_global});
  add("encode_nothing", global("_codecs", "encode") + ")R", {pickle, unsafe_global});
  add("encode_number", global("_codecs", "encode") + tuple({"K\5", text("latin1")}) + "R", {pickle, unsafe_global});
  // What is called is no global.
  for (const auto& [what, callable] : {std::pair("none", "N"),
                                       {"number", "K\5"},
                                       {"list", "]"},
                                       {"dict", "}"},
                                       {"tuple", ")"},
                                       {"true", "\x88"},
                                       {"text", "X\1\0\0\0x"}})
    for (const char* opcode : {"R", "\x81"})
      add(std::string("call_of_") + what + (*opcode == 'R' ? "_reduce" : "_newobj"),
          (std::string_view(what) == "text" ? text("x") : std::string(callable)) + ")" + opcode, {pickle});
  for (const auto& [what, arguments] : {std::pair("list", "]"), {"dict", "}"}, {"none", "N"}, {"number", "K\1"}})
    add(std::string("arguments_in_") + what, global("collections", "OrderedDict") + arguments + "R", {pickle});
  add("result_of_a_call", global("collections", "OrderedDict") + ")R)R", {unsafe_global, pickle});
  add("call_of_a_persistent_id", tensor_words{}.storage() + ")R", {unsafe_global, pickle});
  // BUILD changes what it stands on.
  for (const auto& [what, target] :
       {std::pair("list", "]"), {"dict", "}"}, {"number", "K\1"}, {"none", "N"}, {"tuple", ")"}})
    add(std::string("build_on_") + what, std::string(target) + "}b", {pickle});
  add("build_on_a_global", global("torch", "FloatStorage") + "}b", {pickle});
  add("build_twice", global("collections", "OrderedDict") + ")R}b}b", {pickle});
  add("build_a_dict_class", global("collections", "OrderedDict") + "}b", {pickle});
  // The extension registry and buffers out of band.
  add("ext1", "\x82\x01", {pickle}), add("ext2", "\x83\x01" + std::string(1, '\0'), {pickle});
  add("ext4", "\x84" + u32(1), {pickle}), add("ext1_called", "\x82\x01)R", {pickle});
  add("next_buffer", "\x97", {pickle}), add("readonly_buffer", "\x97\x98", {pickle});
}

}  // namespace hostile
