// SPDX-License-Identifier: Apache-2.0
// Pickles that ask for something to be called. Every name of the first table came up in an attack, or in a bypass of a
// scanner; those of the second are what pickles of honest programs call.
#include <span>
#include <utility>

#include "hostile/files.hpp"
#include "support/zip_bytes.hpp"

namespace hostile {

namespace {

using enum nnstruct::format_problem;
using namespace std::string_literals;

struct name {
  std::string_view module;
  std::string_view attribute;
};
using namespace std::string_view_literals;

/// Refused wherever they stand.
constexpr name dangerous[] = {
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
    {"torch._tensor", "Tensor.__reduce_ex__"},
    {"tensorflow", "io.read_file"},
    {"keras.saving", "load_model"},
    {"joblib", "load"},
    {"cloudpickle.cloudpickle", "_make_function"},
    {"dill._dill", "_create_function"},
    {"collections", "OrderedDict.__reduce__"},
    {"_codecs", "decode"},
    {"codecs", "open"},
    {"", "system"},
    {"os.", "system"},
    {"torch._utils.os", "system"},
    {"torch._utils", "_rebuild_tensor_v2.__globals__"},
    {"builtins", "setattr"},
    {"builtins", "delattr"},
    {"builtins", "globals"},
    {"builtins", "vars"},
    {"builtins", "input"},
    {"builtins", "breakpoint"},
    {"builtins", "help"},
    {"builtins", "exit"},
    {"__builtin__", "apply"},
    {"__builtin__", "execfile"},
    {"__builtin__", "file"},
    {"__builtins__", "eval"},
    {"builtins", "object.__subclasses__"},
    {"builtins", "str.__class__"},
    {"io", "open"},
    {"_io", "FileIO"},
    {"pathlib", "Path.unlink"},
    {"pathlib", "PosixPath.write_text"},
    {"logging.handlers", "SocketHandler"},
    {"typing", "get_type_hints"},
    {"dataclasses", "make_dataclass"},
    {"functools", "update_wrapper"},
    {"operator", "call"},
    {"_operator", "attrgetter"},
    {"multiprocessing.util", "spawnv_passfds"},
    {"concurrent.futures", "ThreadPoolExecutor"},
    {"_posixsubprocess", "fork_exec"},
    {"_interpreters", "run_string"},
    {"pkgutil", "resolve_name"},
    {"inspect", "getattr_static"},
    {"gc", "get_objects"},
    {"threading", "Thread.run"},
    {"zipimport", "zipimporter.load_module"},
    {"distutils.file_util", "write_file"},
    {"cgitb", "lookup"},
    {"sqlite3", "connect"},
    {"ssl", "get_server_certificate"},
    {"linecache", "getlines"},
    {"fileinput", "input"},
    {"mmap", "mmap"},
    {"site", "execsitecustomize"},
    {"smtplib", "SMTP"},
    {"tarfile", "open"},
    {"glob", "glob"},
    {"cPickle", "loads"},
    {"popen2", "popen3"},
    {"urllib2", "urlopen"},
    {"new", "function"},
    {"types", "MethodType.__call__"},
    {"types", "LambdaType"},
    {"torch._utils", "_import_dotted_name"},
    {"torch.fx.graph_module", "reduce_graph_module"},
    {"torch.fx.graph_module", "_forward_from_src"},
    {"torch.package", "PackageImporter"},
    {"torch.multiprocessing.reductions", "rebuild_storage_filename"},
    {"torch.utils.benchmark", "Timer"},
    {"torch.utils.data.datapipes.utils.decoder", "basichandlers"},
    {"torch.jit.unsupported_tensor_ops", "execWrapper"},
    {"torch", "FloatStorage.from_file"},
    {"torch.storage", "UntypedStorage._new_shared_filename_cpu"},
    {"torch._C", "PyTorchFileReader"},
    {"torch._C", "_jit_set_texpr_fuser_enabled"},
    {"torch.onnx", "export"},
    {"numpy.testing._private.utils", "rundocs"},
    {"numpy.core.multiarray", "fromfile"},
    {"numpy", "ndarray.tofile"},
    {"numpy.ctypeslib", "load_library"},
    {"numpy.distutils.exec_command", "exec_command"},
    {"pandas", "read_pickle"},
    {"pandas.io.pickle", "read_pickle"},
    {"pandas.core.computation.eval", "eval"},
    {"requests", "get"},
    {"requests.api", "post"},
    {"aiohttp.client", "ClientSession"},
    {"yaml", "unsafe_load"},
    {"setuptools", "setup"},
    {"IPython", "embed"},
    {"transformers.dynamic_module_utils", "get_class_in_module"},
    {"torch.serialization", "os"},
    {"torch.serialization", "os.system"},
    {"torch.nn.modules.module", "functools.partial"},
    {"torch.nn.functional", "warnings.sys.modules"},
    {"random", "_os"},
    {"random", "_os.system"},
    {"collections", "_sys.modules"},
    {"torch.nn", "__builtins__"},
    {"torch.nn.Module", "__init_subclass__"},
    {"torch..nn", "Module"},
    {"torch.nn", "Module."},
    {"string", "Formatter.get_field"},
    {"typing", "ForwardRef._evaluate"},
    {"typing", "ForwardRef"},
    {"typing_extensions", "get_type_hints"},
    {"dataclasses", "dataclass"},
    {"torch.nn.attention._fa3", "dataclass"},
    {"torch.nn.attention._fa4", "_fa4_import_module"},
    {"torch.utils._pytree", "GetAttrKey.get"},
    {"sympy", "S"},
    {"sympy", "sin"},
    {"mpmath.libmp.backend", "exec_"},
    {"triton.runtime.build", "compile_module_from_src"},
    {"torch", "PyTorchFileWriter"},
    {"torch.distributed", "FileStore"},
    {"torch.distributed.checkpoint", "FileSystemReader"},
    {"safetensors.torch", "save_file"},
    {"numpy._core._methods", "_dump"},
    {"numpy.lib", "add_newdoc"},
    {"numpy.ma.mrecords", "fromtextfile"},
    {"networkx", "write_edgelist"},
    {"filelock", "FileLock"},
    {"PIL.Image", "open"},
    {"torchvision.datasets.folder", "default_loader"},
    // What cannot be imported: Python's importer of what is built in or frozen stops at a NUL.
    {"os\0x"sv, "system"},
    {"os\0"sv, "system"},
    {"runpy\0"sv, "run_path"},
    {"io\0"sv, "open"},
    {"m\0"sv, "x"},
    {"m", "x\0y"sv},
    {"__torch__\0"sv, "x"},
    {"__torch__.m\0"sv, "x"},
    {"os\r", "system"},
    {"\x1b[2J", "x"},
    {"os ", "system"},
    {"os", " system"},
    {"torch._utils\t", "_rebuild_tensor_v2"},
    {"torch nn", "Module"},
    {"torch/hub", "X"},
    {"torch\\hub", "X"},
    {"m\x7f", "X"},
    {"m\xc2\x85", "X"},
    {"m\xc2\xa0", "X"},
    {"m\xe2\x80\x8b", "X"},
    {"m\xe2\x81\xa0", "X"},
    {"m\xe3\x80\x80", "X"},
    {"\xef\xbb\xbfm", "X"},
    {"os..system", "x"},
    {"m:n", "X"},
    {"m;n", "X"},
    {"m()", "X"},
    // Functions of PyTorch, NumPy and their like that no model has.
    {"numpy.core", "_ufunc_reconstruct"},
    {"numpy._core", "_ufunc_reconstruct"},
    {"numpy.lib._format_impl", "read_array"},
    {"numpy.lib._format_impl", "open_memmap"},
    {"numpy.lib.format", "read_array"},
    {"numpy._core.numeric", "fromfile"},
    {"numpy._core.fromnumeric", "fromfile"},
    {"numpy.ma", "MaskedArray.dump"},
    {"numpy.matrixlib.defmatrix", "matrix.dump"},
    {"numpy", "test"},
    {"torch._precompile", "_make_inlined_forward"},
    {"torch._dynamo", "optimize"},
    {"torch._dynamo.aot_compile", "AOTCompilePickler._unpickle_module"},
    {"torch._dynamo.aot_compile_types", "_deserialize_triton_kernel"},
    {"torch._dynamo.convert_frame", "replay"},
    {"torch.autograd.profiler_util", "attrgetter"},
    {"torch.autograd.profiler_util", "EventList.export_chrome_trace"},
    {"torch.utils._get_clean_triton", "process_file"},
    {"torch._utils", "try_import"},
    {"torch._utils", "_type"},
    {"torch._utils", "_augment_memory_snapshot_stack_traces"},
    {"torch._utils", "_get_async_or_non_blocking"},
    {"torch._tensor", "_convert"},
    {"torch.distributed.flight_recorder.components.loader", "read_dump"},
    {"torch.distributed.checkpoint", "save"},
    {"torch.distributed.checkpoint.metadata", "dataclass"},
    {"torch.distributed.tensor._api", "distribute_module"},
    {"torch", "set_default_tensor_type"},
    {"torch", "compile"},
    {"torch", "CompilationUnit"},
    {"torch", "_preload_cuda_lib"},
    {"torch", "Module.forward"},
    {"torch.cuda._annotate_cuda_graph_trace", "save_trace"},
    {"torch.cuda.amp.common", "find_spec"},
    {"torch.testing._internal.jit_utils", "execWrapper"},
    {"torch.utils.data.datapipes.gen_pyi", "gen_from_template"},
    {"torch.utils.data.datapipes.iter.fileopener", "FileOpenerIterDataPipe"},
    {"torch.backends.xeon.run_cpu", "_CPUinfo"},
    {"torch.some.module", "function"},
    {"torchvision.datasets.mnist", "MNIST"},
    {"torchvision.models", "resnet18"},
    {"torchvision.models._api", "get_weight"},
    {"torchvision.models._api", "WeightsEnum.get_state_dict"},
    {"torchaudio", "info"},
    {"functorch", "make_fx"},
    {"torchgen.gen", "main"},
    {"caffe2.python.workspace", "run"},
    {"torch.ao.quantization.fx.convert", "GraphModule"},
    {"torch._utils", "ModuleType"},
    // Of other packages, by what the methods do or by name.
    {"transformers", "AutoModel.from_pretrained"},
    {"transformers", "pipeline"},
    {"transformers.modeling_utils", "load_state_dict"},
    {"timm", "create_model"},
    {"past.builtins", "execfile"},
    {"six", "_import_module"},
    {"jsonpickle", "decode"},
    {"attr._make", "_compile_and_eval"},
    {"decorator", "FunctionMaker.create"},
    {"gensim.utils", "unpickle"},
    {"mmcv", "Config.fromfile"},
    {"omegaconf", "OmegaConf.load"},
    {"pandas", "DataFrame.to_pickle"},
    {"pandas", "DataFrame.eval"},
    {"pandas", "DataFrame.query"},
    {"PIL.ImageMath", "unsafe_eval"},
    {"PIL.Image", "Image.save"},
    {"cv2", "imwrite"},
    {"tf_keras.models", "load_model"},
    {"fairseq.utils", "import_user_module"},
    {"detectron2.utils.env", "_import_file"},
    {"dask.threaded", "get"},
    {"some_package", "Class.from_pretrained"},
    {"some_package.io", "loads"},
};

/// Read where they are held, as models hold them, and refused where the pickle calls them.
constexpr name only_held[] = {
    {"torch", "trace"},
    {"torch.nn.functional", "relu"},
    {"torch.nn.init", "xavier_uniform_"},
    {"torch._C._nn", "gelu"},
    {"torch.nn.modules.module", "Module.apply"},
    {"torch.optim.lr_scheduler", "OneCycleLR._annealing_cos"},
    {"torch.utils.checkpoint", "checkpoint"},
    {"torch._dynamo.backends.debugging", "eager"},
    {"torchvision.ops.boxes", "nms"},
    {"numpy", "log1p"},
};

/// Read, as inert values.
constexpr name harmless[] = {
    {"builtins", "map"},
    {"builtins", "filter"},
    {"builtins", "type"},
    {"builtins", "object"},
    {"builtins", "print"},
    {"builtins", "iter"},
    {"__builtin__", "xrange"},
    {"builtins", "slice"},
    {"exceptions", "ValueError"},
    {"builtins", "StopIteration"},
    {"functools", "partial"},
    {"functools", "reduce"},
    {"operator", "itemgetter"},
    {"_operator", "getitem"},
    {"collections", "namedtuple"},
    {"collections", "deque"},
    {"datetime", "datetime"},
    {"decimal", "Decimal"},
    {"fractions", "Fraction"},
    {"pathlib", "PosixPath"},
    {"re", "_compile"},
    {"uuid", "UUID"},
    {"logging", "getLogger"},
    {"enum", "Enum"},
    {"types", "SimpleNamespace"},
    {"types", "MethodType"},
    {"typing", "Any"},
    {"random", "Random"},
    {"array", "array"},
    {"numpy.core.multiarray", "_reconstruct"},
    {"numpy.random._pickle", "__randomstate_ctor"},
    {"numpy.random", "__bit_generator_ctor"},
    {"torch", "Generator"},
    {"torch._C", "Generator"},
    {"numpy", "dtype"},
    {"numpy.ma.core", "_mareconstruct"},
    {"torch._utils", "_rebuild_tensor_v9"},
    {"torch.return_types", "max"},
    {"torch.autograd.grad_mode", "no_grad"},
    {"torch.amp.autocast_mode", "autocast"},
    {"torch.distributed.checkpoint.metadata", "Metadata"},
    {"torch.optim.adam", "Adam"},
    {"torch.nn.modules.some", "Layer"},
    {"torch.optim.lr_scheduler", "LambdaLR"},
    {"torch.distributed.tensor", "DTensor"},
    {"torch._dynamo.eval_frame", "OptimizedModule"},
    {"torchvision.models.vision_transformer", "VisionTransformer"},
    {"timm.models.vision_transformer", "Block"},
    {"transformers_modules.org--name.0123", "Config"},
    {"omegaconf.dictconfig", "DictConfig"},
    {"OS", "system"},
    {"__main__", "evil"},
    {"__main__", "Outer.<locals>.Net"},
    {"\xc3\xa9tat.\xe6\xa8\xa1\xe5\x9e\x8b", "\xc3\x89tat"},
    {"__main__", "Outer.Inner"},
    {"__mp_main__", "Net"},
    {"project.code.model", "Net"},
    {"project.logging", "Queue"},
    {"__torch__.os", "system"},
};

/// A call in each form that a pickle has for it.
struct form {
  const char* what;
  std::string (*opcodes)(const name&);
  bool calls = true;  ///< what is named, and does not hold it alone
};
std::string short_text(std::string_view t) {
  return "\x8c" + std::string(1, static_cast<char>(t.size())) + std::string(t);
}
std::string found_on_stack(const name& n) { return short_text(n.module) + short_text(n.attribute) + "\x93"; }
std::string command() { return text("true"); }
std::string bytes(const std::string& content) {
  return "B" + u32(static_cast<std::uint32_t>(content.size())) + content;
}
/// A file before PyTorch 1.6, without storages.
std::string stream_of(const std::string& objects) {
  return pickled("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") + pickled("M\xe9\x03") + pickled("}") +
         pickled(objects) + pickled("]");
}

const form forms[] = {
    {"reduce", [](const name& n) { return global(n.module, n.attribute) + tuple({command()}) + "R"; }},
    {"reduce_stack_global", [](const name& n) { return found_on_stack(n) + tuple({command()}) + "R"; }},
    {"inst",
     [](const name& n) {
       return "(" + command() + "i" + std::string(n.module) + "\n" + std::string(n.attribute) + "\n";
     }},
    {"obj", [](const name& n) { return "(" + global(n.module, n.attribute) + command() + "o"; }},
    {"newobj", [](const name& n) { return global(n.module, n.attribute) + tuple({command()}) + "\x81"; }},
    {"newobj_ex", [](const name& n) { return found_on_stack(n) + tuple({command()}) + "}\x92"; }},
    {"build", [](const name& n) { return global(n.module, n.attribute) + ")R}" + command() + "Nsb"; }},
    {"memoized",
     [](const name& n) { return global(n.module, n.attribute) + "q\x05" + "0h\x05" + tuple({command()}) + "R"; }},
    {"dropped", [](const name& n) { return global(n.module, n.attribute) + tuple({command()}) + "R0N"; }},
    {"never_called", [](const name& n) { return global(n.module, n.attribute) + "0N"; }, false},
    {"in_the_memo", [](const name& n) { return global(n.module, n.attribute) + "q\x07" + "0N"; }, false},
    {"in_a_list", [](const name& n) { return "]" + global(n.module, n.attribute) + "a"; }, false},
    {"as_a_state", [](const name& n) { return global("__main__", "Net") + ")\x81" + found_on_stack(n) + "b"; }, false},
    {"in_a_partial",
     [](const name& n) { return global("functools", "partial") + tuple({global(n.module, n.attribute)}) + "R"; },
     false},
    {"in_a_map",
     [](const name& n) {
       return global("builtins", "map") + tuple({global(n.module, n.attribute), "](" + command() + "e"}) + "R";
     },
     false},
    {"in_a_persistent_id",
     [](const name& n) {
       return tuple({text("storage"), global(n.module, n.attribute)}) + "Q0N";
     },
     false},
};

std::string concat_name(std::string_view form, std::string_view module, std::string_view attribute) {
  std::string out = std::string(form) + "/" + std::string(module) + "." + std::string(attribute);
  for (std::size_t i = form.size() + 1; i < out.size(); ++i)
    if (const auto c = static_cast<unsigned char>(out[i]); c <= ' ' || c == '/' || c == 0x7f)
      out.replace(i, 1, "%" + std::to_string(c));
  return out;
}

std::string attribute_of(const std::string& object, std::string_view attribute) {
  return global("builtins", "getattr") + tuple({object, text(attribute)}) + "R";
}

/// What getattr is given: a class in a class, a member of an enum, a method of an object of the file; and what payloads
/// give it.
void add_attributes(std::vector<file>& out) {
  const auto add = [&](const std::string& what, const std::string& opcodes, problems refused, std::string value = {}) {
    out.push_back({"calls/getattr/" + what, checkpoint(dictionary(opcodes)), std::move(refused), std::move(value)});
  };
  const auto get = global("builtins", "getattr");
  const auto object = global("__main__", "Net") + ")\x81";
  const auto made = [](const char* module, const char* function) {
    return global(module, function) + tuple({text("x")}) + "R";
  };
  const auto rebuilt_by = [](const std::string& function) {
    return global("torch._tensor", "_rebuild_from_type_v2") +
           tuple({function, global("torch.nn.parameter", "Parameter"), ")", "N"}) + "R";
  };
  const auto layer = global("torch.nn.modules.linear", "Linear") + ")\x81";
  add("method_of_layer", attribute_of(layer, "forward"), {},
      "{'w': <bound method Linear.forward of <torch.nn.modules.linear.Linear object>>}");
  add("member", attribute_of(global("__main__", "Color"), "RED"), {}, "{'w': __main__.Color.RED}");
  add("inner_class", attribute_of(attribute_of(global("__main__", "Outer"), "Inner"), "RED"), {},
      "{'w': __main__.Outer.Inner.RED}");
  add("made_of_inner_class", attribute_of(global("__main__", "Outer"), "Inner") + tuple({"K\1"}) + "R", {},
      "{'w': __main__.Outer.Inner(1)}");
  add("method", attribute_of(object, "run"), {}, "{'w': <bound method Net.run of <__main__.Net object>>}");
  add("method_of_list", attribute_of("]", "append"), {}, "{'w': <built-in method append of list object>}");
  add("method_of_tensor", attribute_of(tensor_words{}.pickle(), "relu"), {});
  add("method_of_logger", attribute_of(made("logging", "getLogger"), "info"), {}, "{'w': logging.getLogger('x').info}");
  add("torch_relu", attribute_of(global("torch._C", "_VariableFunctionsClass"), "relu"), {},
      "{'w': torch._C._VariableFunctionsClass.relu}");
  add("factory", attribute_of(global("zoneinfo", "ZoneInfo"), "_unpickle") + tuple({text("UTC"), "\x88"}) + "R", {});
  for (const auto& [what, opcodes] :
       {std::pair<const char*, std::string>("of_a_module", attribute_of(global("torch", "serialization"), "os")),
        {"load_of_a_module", attribute_of(global("torch", "serialization"), "load")},
        {"unknown_of_a_module", attribute_of(global("torchvision", "transforms"), "x")},
        {"dunder", attribute_of(global("__main__", "Color"), "__subclasses__")},
        {"dunder_of_object", attribute_of(object, "__class__")},
        {"dunder_of_text", attribute_of(text("x"), "__class__")},
        {"globals_of_function", attribute_of(global("torch._utils", "_rebuild_tensor_v2"), "__globals__")},
        {"method_of_path", attribute_of(made("pathlib", "PosixPath"), "unlink")},
        {"method_of_path_class", attribute_of(global("pathlib", "Path"), "unlink")},
        {"method_of_storage_class", attribute_of(global("torch", "FloatStorage"), "from_file")},
        {"method_of_storage", attribute_of(tensor_words{}.storage(), "_write_file")},
        {"of_what_a_function_gives", attribute_of(made("_operator", "getitem"), "unlink")},
        {"of_what_type_gives", attribute_of(made("builtins", "type"), "unlink")},
        {"of_what_a_method_gives", attribute_of(attribute_of(object, "make") + ")R", "unlink")},
        {"of_what_a_rebuild_gives", attribute_of(made("torch._utils", "_rebuild_wrapper_subclass"), "x")},
        {"of_what_any_function_rebuilds", attribute_of(rebuilt_by(global("__main__", "f")), "x")},
        {"of_what_import_gives", attribute_of(made("torch._utils", "try_import"), "getoutput")},
        {"of_what_a_collection_gives", attribute_of(made("collections", "namedtuple"), "x")},
        {"of_what_logging_gives", attribute_of(made("logging", "getLoggerClass"), "x")},
        {"of_what_pytorch_gives", attribute_of(made("torch.functional", "split"), "x")},
        {"method_of_array", attribute_of(made("numpy.core.multiarray", "_reconstruct"), "dump")},
        {"method_of_masked_array", attribute_of(made("numpy.ma", "MaskedArray"), "dump")},
        {"method_of_class_of_pytorch", attribute_of(global("torch.utils.data", "DataLoader"), "check")},
        {"call_of_method_of_tensor", attribute_of(tensor_words{}.pickle(), "relu") + ")R"},
        {"call_of_method_of_layer", attribute_of(layer, "apply") + tuple({text("x")}) + "R"},
        {"call_of_method_of_class", attribute_of(global("torch.nn.modules.linear", "Linear"), "apply") + ")R"},
        {"nul_in_a_name", attribute_of(global("__main__", "Color"), "a\0b"sv)},
        {"blank_in_a_name", attribute_of(object, "a b")},
        {"of_a_dotted_name", attribute_of(global("__main__", "Color"), "a.__globals__")},
        {"module_of_class", attribute_of(global("__main__", "Color"), "os")},
        {"without_a_name", get + tuple({object}) + "R"},
        {"with_a_default", get + tuple({object, text("x"), "N"}) + "R"},
        {"name_is_bytes", get + tuple({object, "C\1x"}) + "R"},
        {"uncalled_in_a_list", "]" + get + "a"},
        {"in_a_map", global("builtins", "map") + tuple({get, "]"}) + "R"},
        {"in_a_reduce", global("functools", "reduce") + tuple({get, "](" + object + text("x") + "e"}) + "R"},
        {"in_a_partial", global("functools", "partial") + tuple({get}) + "R"},
        {"as_a_state", object + get + "b"},
        {"as_a_class", get + ")\x81"},
        {"as_a_key", "}" + get + "Ns"},
        {"as_a_factory", global("collections", "defaultdict") + tuple({get}) + "R"},
        {"dropped", attribute_of(global("torch", "serialization"), "os") + "0N"}})
    add(what, opcodes, {unsafe_global});
  out.push_back({"calls/getattr/as_the_root", checkpoint(pickled(get)), {unsafe_global}});
}

}  // namespace

void add_calls(std::vector<file>& out) {
  const auto add = [&](const std::string& what, const std::string& opcodes, problems refused) {
    out.push_back({"calls/" + what, checkpoint(dictionary(opcodes)), std::move(refused)});
  };
  enum class taken { always, held, never };
  using enum taken;
  for (const auto& [rows, read] :
       {std::pair(std::span<const name>(dangerous), never), {only_held, held}, {harmless, always}})
    for (const name& n : rows)
      for (const form& f : forms) {
        const bool nameless = n.module.empty();  // is no global at all
        const bool refused = read == never || (read == held && f.calls);
        add(concat_name(f.what, nameless ? "nameless" : n.module, n.attribute), f.opcodes(n),
            !refused   ? problems{}
            : nameless ? problems{pickle}
                       : problems{unsafe_global});
      }
  add_attributes(out);
  // TorchScript's second pickle, which a load of the state_dict has no need of.
  for (const auto& [what, opcodes, refused] :
       {std::tuple("plain", ")"s, problems{}),
        {"evil", tuple({global("os", "system") + tuple({command()}) + "R"}), {unsafe_global}},
        {"evil_dropped", global("os", "system") + "0)", {unsafe_global}},
        {"inert", tuple({global("m", "f") + ")R"}), {}}})
    out.push_back({"calls/constants/"s + what,
                   nnstruct_test::zip_bytes({{"m/data.pkl", dictionary(tensor_words{}.pickle())},
                                             {"m/version", "3\n"},
                                             {"m/data/0", std::string(24, '\1')},
                                             {"m/constants.pkl", pickled(opcodes)}}),
                   refused});
  // The functions that are understood, with what they do not take.
  for (const char* encoding : {"rot13", "hex", "zlib", "idna", "utf-8", ""})
    add(std::string("encode_") + encoding, global("_codecs", "encode") + tuple({text("abc"), text(encoding)}) + "R",
        {pickle, unsafe_global});
  add("encode_nothing", global("_codecs", "encode") + ")R", {pickle, unsafe_global});
  add("encode_number", global("_codecs", "encode") + tuple({"K\5", text("latin1")}) + "R", {pickle, unsafe_global});
  // A storage of a plain pickle is a file of torch.save in it, and read as data too.
  const std::string load = global("torch.storage", "_load_from_bytes");
  // type(None) is a class as pickle writes it; with three arguments it makes one, whose parts are the file's.
  add("type_of_none", global("builtins", "type") + tuple({"N"}) + "R", {});
  add("type_of_three", global("builtins", "type") + tuple({text("X"), ")", "}"}) + "R", {unsafe_global});
  add("load_text", load + tuple({text("true")}) + "R", {storage});
  add("load_nothing", load + ")R", {});
  add("load_number", load + tuple({"K\5"}) + "R", {});
  add("load_zip", load + tuple({bytes(checkpoint(dictionary("N")))}) + "R", {unsafe_global});
  // Read as well where nothing asks for the storage; and not where something else calls it.
  const std::string evil = bytes(pickled(global("posix", "system") + tuple({command()}) + "R"));
  const std::string legacy_evil = bytes(stream_of(global("m", "f") + tuple({command()}) + "R"));
  for (const auto& [what, opcodes] :
       {std::pair("dropped", load + tuple({evil}) + "R0N"),
        {"legacy_dropped", load + tuple({legacy_evil}) + "R0N"},
        {"in_a_partial", global("functools", "partial") + tuple({load, evil}) + "R"},
        {"in_a_map", global("builtins", "map") + tuple({load, "](" + evil + "e"}) + "R"},
        {"in_a_reduce", global("functools", "reduce") + tuple({load, "](" + evil + "e"}) + "R"},
        {"in_a_state", global("m", "C") + ")\x81" + load + "b"},
        {"in_a_rebuild",
         global("torch._tensor", "_rebuild_from_type_v2") + tuple({load, "N", tuple({evil}), "N"}) + "R0N"},
        {"never_called", load + "0N"},
        {"of_what_a_call_gives", load + tuple({global("array", "array") + tuple({text("B"), evil}) + "R"}) + "R0N"},
        {"of_a_zip_dropped", load + tuple({bytes(checkpoint(dictionary("N")))}) + "R0N"}})
    add(std::string("load_") + what, opcodes, {unsafe_global});
  for (const name& n : {name{"posix", "system"}, {"builtins", "eval"}, {"torch._utils", "_rebuild_tensor_v2"}})
    add("load_that_calls_" + std::string(n.attribute),
        load + tuple({bytes(stream_of(global(n.module, n.attribute) + tuple({command()}) + "R"))}) + "R",
        {storage, unsafe_global, unsupported});
  // An array is no call of its class.
  const std::string array = global("numpy.core.multiarray", "_reconstruct");
  add("array_of_a_function", array + tuple({global("os", "system"), tuple({"K\0"}), text("b")}) + "R", {unsafe_global});
  add("array_of_nothing", array + ")R", {});
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
  add("result_of_a_call", global("collections", "OrderedDict") + ")R)R", {});
  add("call_of_a_persistent_id", tensor_words{}.storage() + ")R", {});
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
