// SPDX-License-Identifier: Apache-2.0
/// \file
/// The tables behind dangerous_names.hpp. docs/security.md says how they are kept.
#pragma once

#include <cstddef>
#include <string_view>

#include <nnstruct/config.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail {

/// Words with a blank between them, sorted by bytes.
template <std::size_t N> struct word_table {
  std::string_view rows[N];

  constexpr bool is_sorted() const noexcept {
    for (std::size_t i = 1; i < N; ++i)
      if (rows[i - 1] >= rows[i]) return false;
    return true;
  }
  constexpr bool has(std::string_view word) const noexcept {
    std::size_t begin = 0, end = N;
    while (begin < end) {
      const std::size_t middle = begin + (end - begin) / 2;
      if (rows[middle] == word) return true;
      if (rows[middle] < word) begin = middle + 1;
      else end = middle;
    }
    return false;
  }
};
constexpr std::size_t count_words(std::string_view text) noexcept {
  std::size_t out = 1;
  for (const char c : text) out += c == ' ';
  return out;
}
template <std::size_t N> constexpr word_table<N> words(std::string_view text) noexcept {
  word_table<N> out{};
  for (std::string_view& row : out.rows) {
    row = text.substr(0, text.find(' '));
    text.remove_prefix(row.size() == text.size() ? row.size() : row.size() + 1);
  }
  return out;
}

// A row with dots means a name in a module, and what is in that.

/// Modules and names that are dangerous, with all that is in them but data_names.
inline constexpr std::string_view dangerous_names_text =
    "BaseHTTPServer Bastion CGIHTTPServer ConfigParser Cookie Cython IPython PIL.Image.open PIL.ImageMath "
    "PIL.ImageShow SimpleHTTPServer SimpleXMLRPCServer SocketServer Tix Tkinter _aix_support _android_support "
    "_apple_support _ast _ast_unparse _asyncio _blake2 _bootsubprocess _bz2 _codecs _codecs_cn _codecs_hk "
    "_codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _colorize _compat_pickle _compression _contextvars _crypt _csv "
    "_ctypes _curses _curses_panel _dbm _elementtree _frozen_importlib _frozen_importlib_external _functools _gdbm "
    "_hashlib _hmac _imp _interpchannels _interpqueues _interpreters _io _ios_support _json _locale _lsprof _lzma "
    "_markupbase _md5 _msi _multibytecodec _multiprocessing _opcode _opcode_metadata _operator.attrgetter "
    "_operator.call _operator.methodcaller _osx_support _overlapped _pickle _posixshmem _posixsubprocess _py_abc "
    "_pyio _pylong _pyrepl _queue _remote_debugging _scproxy _sha1 _sha256 _sha3 _sha512 _signal _sitebuiltins "
    "_socket _sqlite3 _ssl _stat _string _strptime _suggestions _symtable _sysconfig _thread _threading_local "
    "_tkinter _tokenize _tracemalloc _types _uuid _warnings _winapi _winreg _wmi _xxinterpchannels "
    "_xxsubinterpreters _xxtestfuzz _zstd aifc aiofiles aiohttp annotationlib antigravity anydbm anyio apport "
    "argparse.FileType ast asynchat asyncio asyncore atexit attr._make._compile_and_eval "
    "attr._make._linecache_and_compile attr._make._script_to_globals attrs._make._compile_and_eval audioop base64 "
    "bdb bentoml better_exchook billiard binascii boto boto3 botocore bpython bsddb builtins bz2 cPickle cProfile "
    "celery cffi cgi cgitb chunk cloudpickle cma cmd code codecs codeop comet_ml commands compileall compiler "
    "compression.bz2 compression.gzip compression.lzma compression.zlib compression.zstd concurrent configparser "
    "contextlib contextvars cookielib copyreg crypt csv ctypes curses cython dask.base dask.compute dask.delayed "
    "dask.get dask.local dask.multiprocessing dask.threaded dask.utils dataclasses datasets.load dbhash dbm "
    "decorator detectron2.utils.env dill dis distlib distutils django dl docker doctest dumbdbm easy_install email "
    "encodings ensurepip execnet executing fabric fairseq.checkpoint_utils fairseq.file_utils fairseq.hub_utils "
    "faulthandler fcntl filecmp fileinput filelock flask fnmatch fsspec ftplib functools gc gcsfs gdbm genericpath "
    "gensim.utils getopt getpass gettext gevent glob gradio grp gzip h5py.File hashlib hmac hotshot html http "
    "httpcore httplib httpx huggingface_hub hydra._internal hydra.utils idlelib ihooks imageio imaplib imghdr imp "
    "importlib imputil inspect invoke io ipykernel ipython_genutils jinja2 joblib jsonpickle jupyter_client "
    "jupyter_core keras lib2to3 lightning.fabric.utilities.cloud_io lightning.pytorch.core.saving "
    "lightning_fabric.utilities.cloud_io lightning_utilities.core.imports linecache llvmlite locale logging lzma "
    "mailbox mailcap mako marshal matplotlib.pyplot mimetypes mlflow mmap mmcv.fileio mmcv.runner.checkpoint "
    "mmengine.fileio mmengine.runner.checkpoint modulefinder mpmath msilib msvcrt multiprocessing nbconvert nbformat "
    "neptune netrc networkx new nis nltk.app nltk.data nltk.downloader nltk.util nntplib nose notebook nt ntpath "
    "nturl2path nuitka numba.core.registry numba.core.serialize numba.pycc numexpr numpy.DataSource "
    "numpy._core._methods numpy._core._ufunc_reconstruct numpy._core.memmap numpy._core.multiarray.fromfile "
    "numpy._core.records.fromfile numpy.compat numpy.core._internal._ctypes numpy.core._methods "
    "numpy.core._ufunc_reconstruct numpy.core.memmap numpy.core.multiarray.fromfile numpy.core.records.fromfile "
    "numpy.ctypeslib numpy.distutils numpy.f2py numpy.fromfile numpy.fromregex numpy.genfromtxt numpy.info "
    "numpy.lib.DataSource numpy.lib._datasource numpy.lib._format_impl numpy.lib._iotools numpy.lib._npyio_impl "
    "numpy.lib._utils_impl numpy.lib.format numpy.lib.npyio numpy.lib.utils numpy.load numpy.loadtxt numpy.lookfor "
    "numpy.ma.mrecords numpy.memmap numpy.random._examples numpy.rec.fromfile numpy.save numpy.savetxt numpy.savez "
    "numpy.savez_compressed numpy.show_config numpy.show_runtime numpy.source numpy.test numpy.testing onnxruntime "
    "openai operator.attrgetter operator.call operator.methodcaller optparse os ossaudiodev paddle.load "
    "pandas.DataFrame.query pandas.compat pandas.core.computation pandas.core.frame.DataFrame.query pandas.eval "
    "pandas.io pandas.read_clipboard pandas.read_csv pandas.read_excel pandas.read_feather pandas.read_fwf "
    "pandas.read_gbq pandas.read_hdf pandas.read_html pandas.read_json pandas.read_orc pandas.read_parquet "
    "pandas.read_pickle pandas.read_sas pandas.read_spss pandas.read_sql pandas.read_sql_query pandas.read_sql_table "
    "pandas.read_stata pandas.read_table pandas.read_xml pandas.testing pandas.util paramiko past pathlib pdb "
    "pexpect pickle pickletools pip pipenv pipes pkg_resources pkgutil platform plistlib plumbum poetry popen2 "
    "poplib posix posixfile posixpath profile pstats psutil pty ptyprocess pudb pwd py_compile pyarrow.flight "
    "pyarrow.fs pyclbr pycparser pycurl pydantic.deprecated.parse pydantic.parse pydoc pydoc_data pyexpat pyreadline "
    "pyspark.cloudpickle pyspark.serializers pytest pytorch_lightning.core.saving "
    "pytorch_lightning.utilities.cloud_io pyximport queue quopri ray.cloudpickle ray.serialization readline redis "
    "requests requests_toolbelt resource rexec rlcompleter robotparser rpyc ruamel runpy safetensors sched scipy.io "
    "scipy.weave secrets select selectors setuptools sh shelve shlex shutil signal site six.moves skimage.io "
    "sklearn.datasets sklearn.externals smart_open smbclient smtpd smtplib sndhdr socket socketserver spacy.cli "
    "spacy.util spwd sqlalchemy sqlite3 ssl streamlit string subprocess subprocess32 sunau sympy symtable sys "
    "sysconfig syslog tabnanny tarfile telnetlib tempfile tensorflow termios test.libregrtest test.regrtest "
    "test.support test.test_support tf_keras this thread threading time timeit timm.create_model "
    "timm.models._factory timm.models._helpers timm.models._hub timm.models.create_model timm.models.factory "
    "timm.models.helpers timm.models.hub timm.models.registry tkFileDialog tkinter token tokenize tomllib "
    "torch.CompilationUnit torch._C torch._appdirs torch._classes torch._custom_op torch._custom_ops torch._dynamo "
    "torch._dynamo.bytecode_analysis torch._dynamo.bytecode_transformation torch._dynamo.codegen "
    "torch._dynamo.debug_utils torch._dynamo.guards torch._dynamo.package torch._dynamo.precompile_context "
    "torch._dynamo.replay_record torch._dynamo.repro.after_aot torch._dynamo.repro.aoti torch._dynamo.test_case "
    "torch._dynamo.test_minifier_common torch._dynamo.testing torch._dynamo.trace_rules torch._export "
    "torch._functorch torch._guards torch._higher_order_ops torch._import_dotted_name torch._inductor "
    "torch._jit_internal torch._library torch._load_global_deps torch._logging torch._native torch._numpy torch._ops "
    "torch._precompile torch._sources torch._strobelight torch._utils._augment_memory_snapshot_stack_traces "
    "torch._utils._import_dotted_name torch._utils._type torch._utils.try_import torch._utils_internal torch._vendor "
    "torch.autograd.profiler torch.autograd.profiler_legacy torch.autograd.profiler_util torch.backends.xeon "
    "torch.classes torch.compile torch.compiler torch.cuda._annotate_cuda_graph_trace torch.cuda._memory_viz "
    "torch.cuda._sanitizer torch.cuda._utils torch.cuda.graphs torch.cuda.memory torch.cuda.nccl torch.cuda.tunable "
    "torch.distributed torch.distributed.FileStore torch.distributed.HashStore torch.distributed.TCPStore "
    "torch.distributed._shard.checkpoint torch.distributed._tools torch.distributed.argparse_util "
    "torch.distributed.checkpoint.filesystem torch.distributed.checkpoint.format_utils "
    "torch.distributed.distributed_c10d torch.distributed.elastic torch.distributed.init_process_group "
    "torch.distributed.launch torch.distributed.launcher torch.distributed.nn "
    "torch.distributed.optim.zero_redundancy_optimizer torch.distributed.rendezvous torch.distributed.rpc "
    "torch.distributed.run torch.distributed.tensor.debug torch.export torch.from_file torch.fx torch.hub "
    "torch.import_ir_module torch.import_ir_module_from_buffer torch.jit torch.library torch.load torch.monitor "
    "torch.multiprocessing torch.nn.attention._fa3 torch.nn.attention._fa4 torch.nn.utils._deprecation_utils "
    "torch.numa torch.onnx torch.ops torch.package torch.parse_ir torch.parse_schema "
    "torch.prepare_multiprocessing_environment torch.profiler torch.save torch.serialization "
    "torch.set_default_tensor_type torch.testing torch.testing._internal.common_utils "
    "torch.utils._appending_byte_serializer torch.utils._config_module torch.utils._content_store "
    "torch.utils._cpp_embed_headers torch.utils._cpp_extension_versioner torch.utils._debug_mode torch.utils._freeze "
    "torch.utils._get_clean_triton torch.utils._import_utils torch.utils._pytree torch.utils._strobelight "
    "torch.utils._sympy torch.utils._triton torch.utils._zip torch.utils.backcompat torch.utils.benchmark "
    "torch.utils.bottleneck torch.utils.bundled_inputs torch.utils.collect_env torch.utils.cpp_backtrace "
    "torch.utils.cpp_extension torch.utils.data.datapipes torch.utils.data.datapipes.utils torch.utils.dlpack "
    "torch.utils.file_baton torch.utils.hipify torch.utils.jit torch.utils.model_dump torch.utils.model_zoo "
    "torch.utils.show_pickle torch.utils.tensorboard torch.utils.viz torch.xpu.memory torchaudio._extension "
    "torchaudio.load torchtext.utils torchvision._internally_replaced_utils torchvision.datasets "
    "torchvision.datasets.folder torchvision.datasets.utils torchvision.extension torchvision.io "
    "torchvision.models._api torchvision.models.get_model torchvision.models.get_weight tornado trace traceback "
    "tracemalloc transformers.dynamic_module_utils transformers.modeling_utils.load_state_dict transformers.pipeline "
    "transformers.pipelines transformers.utils.chat_template_utils transformers.utils.hub "
    "transformers.utils.import_utils triton tty turtle turtledemo twisted types typing.ForwardRef typing._eval_type "
    "typing.evaluate_forward_ref typing.get_type_hints typing_extensions ultralytics.YOLO uncompyle6 unittest urllib "
    "urllib2 urllib3 uu uuid uvicorn uvloop venv virtualenv wandb warnings wave webbrowser werkzeug wheel whichdb "
    "win32api win32com win32process winreg winsound wmi wsgiref xdis xdrlib xml xmlrpc xmlrpclib xmltodict yaml "
    "zipapp zipfile zipimport zlib zmq";
inline constexpr auto dangerous_names = words<count_words(dangerous_names_text)>(dangerous_names_text);

/// What is data in them: a name; with a dot at its end what is in it too.
inline constexpr std::string_view data_names_text =
    "Queue.Empty Queue.Full _codecs.encode _functools._lru_cache_wrapper _functools.cmp_to_key _functools.partial "
    "_functools.reduce _io.BytesIO _io.StringIO builtins.abs builtins.all builtins.any builtins.ascii "
    "builtins.basestring builtins.bin builtins.bool builtins.bytearray builtins.bytes builtins.callable builtins.chr "
    "builtins.classmethod builtins.cmp builtins.complex builtins.dict builtins.divmod builtins.enumerate "
    "builtins.filter builtins.float builtins.format builtins.frozenset builtins.hash builtins.hex builtins.id "
    "builtins.int builtins.isinstance builtins.issubclass builtins.iter builtins.len builtins.list builtins.long "
    "builtins.map builtins.max builtins.min builtins.next builtins.object builtins.oct builtins.ord builtins.pow "
    "builtins.print builtins.property builtins.range builtins.reduce builtins.repr builtins.reversed builtins.round "
    "builtins.set builtins.slice builtins.sorted builtins.staticmethod builtins.str builtins.sum builtins.tuple "
    "builtins.type builtins.unichr builtins.unicode builtins.xrange builtins.zip configparser.BasicInterpolation "
    "configparser.ConfigParser configparser.ConverterMapping configparser.ExtendedInterpolation "
    "configparser.Interpolation configparser.LegacyInterpolation configparser.RawConfigParser "
    "configparser.SectionProxy contextlib.nullcontext contextlib.suppress copyreg.__newobj__ copyreg.__newobj_ex__ "
    "copyreg._reconstructor dataclasses.Field dataclasses.FrozenInstanceError functools._lru_cache_wrapper "
    "functools.cached_property functools.cmp_to_key functools.lru_cache functools.partial functools.partialmethod "
    "functools.reduce http.HTTPStatus http.HTTPStatus. io.BytesIO io.StringIO logging.Filter logging.Formatter "
    "logging.LogRecord logging.Logger logging.Logger. logging.RootLogger logging.getLogger logging.getLogger. "
    "ntpath.basename ntpath.dirname ntpath.join ntpath.normpath ntpath.splitext optparse.Values pathlib.Path "
    "pathlib.PosixPath pathlib.PurePath pathlib.PurePosixPath pathlib.PureWindowsPath pathlib.WindowsPath "
    "pathlib._local.Path pathlib._local.PosixPath pathlib._local.PurePath pathlib._local.PurePosixPath "
    "pathlib._local.PureWindowsPath pathlib._local.WindowsPath posixpath.basename posixpath.dirname posixpath.join "
    "posixpath.normpath posixpath.splitext queue.Empty queue.Full signal.Handlers signal.Handlers. signal.Signals "
    "signal.Signals. string.Template time.struct_time torch._C.Generator torch._C.Size torch._C.TensorBase "
    "torch._C.TensorBase. torch._C._TensorBase torch._C._TensorBase. torch._C._VariableFunctions "
    "torch._C._VariableFunctions. torch._C._VariableFunctionsClass torch._C._VariableFunctionsClass. "
    "torch._C._distributed_c10d.ReduceOp torch._C._fft. torch._C._functions. torch._C._linalg. torch._C._nested. "
    "torch._C._nn. torch._C._sparse. torch._C._special. torch._C.device torch._C.dtype torch._C.layout "
    "torch._C.memory_format torch._dynamo.backends.debugging.eager torch._dynamo.convert_frame.CatchErrorsWrapper "
    "torch._dynamo.convert_frame.ConvertFrame torch._dynamo.convert_frame.ConvertFrameAssert "
    "torch._dynamo.convert_frame.ConvertFrameBox torch._dynamo.eval_frame.OptimizeContext "
    "torch._dynamo.eval_frame.OptimizedModule torch._dynamo.eval_frame.nothing torch._dynamo.hooks.Hooks "
    "torch._dynamo.repro.after_dynamo.WrapBackendDebug torch.distributed.DeviceMesh torch.distributed.ProcessGroup "
    "torch.distributed.ReduceOp torch.distributed._mesh_layout. torch.distributed._shard. "
    "torch.distributed._shard.checkpoint.metadata. torch.distributed._tensor. torch.distributed.algorithms. "
    "torch.distributed.checkpoint.filesystem._StorageInfo torch.distributed.checkpoint.metadata. "
    "torch.distributed.constants.default_pg_timeout torch.distributed.device_mesh. torch.distributed.fsdp. "
    "torch.distributed.optim. torch.distributed.optim.zero_redundancy_optimizer.ZeroRedundancyOptimizer "
    "torch.distributed.tensor. torch.fx.immutable_collections.immutable_dict "
    "torch.fx.immutable_collections.immutable_list torch.jit._pickle.build_boollist "
    "torch.jit._pickle.build_doublelist torch.jit._pickle.build_intlist torch.jit._pickle.build_tensorlist "
    "torch.jit._pickle.restore_type_tag torch.serialization._get_layout torch.testing._internal.two_tensor.TwoTensor "
    "torchvision.io.ImageReadMode torchvision.io.image.ImageReadMode traceback.FrameSummary traceback.StackSummary "
    "traceback.TracebackException types.BuiltinFunctionType types.BuiltinMethodType types.EllipsisType "
    "types.GenericAlias types.MappingProxyType types.MethodType types.NoneType types.NotImplementedType "
    "types.SimpleNamespace types.UnionType uuid.SafeUUID uuid.UUID";
inline constexpr auto data_names = words<count_words(data_names_text)>(data_names_text);

/// Modules of the first table whose names functions and classes have as well: `torch.trace`. All others of them are
/// modules wherever they are found.
inline constexpr std::string_view function_names_text =
    "code commands dis glob new pipes platform profile resource select signal site this time timeit token tokenize "
    "trace wave";
inline constexpr auto function_names = words<count_words(function_names_text)>(function_names_text);

/// Modules that no other package has a module of that name for.
inline constexpr std::string_view modules_anywhere_text =
    "ctypes importlib marshal nt os posix pty runpy shutil socket subprocess sys";
inline constexpr auto modules_anywhere = words<count_words(modules_anywhere_text)>(modules_anywhere_text);

/// Methods, of whatever class, and functions, in whatever module they are found, that touch files or run code.
inline constexpr std::string_view dangerous_methods_text =
    "CodeType CompilationUnit ExcelFile FileStore FileSystemReader FileSystemWriter ForwardRef FunctionType "
    "GetAttrKey GraphModule HDFStore HashStore JITFunction LambdaType ModuleType Popen ProcessPoolExecutor "
    "PyTorchFileReader PyTorchFileWriter TCPStore ThreadPoolExecutor _ModuleType _compile_and_eval _dump _eval_type "
    "_evaluate _fa3_import_module _fa4_import_module _file2dict _import_dotted_name _import_file _import_module "
    "_new_shared_fd_cpu _new_shared_filename_cpu _unpickle_module _write_file add_newdoc attrgetter cached_file "
    "check_call check_output dataclass default_loader delattr deserialize_compile_artifacts download download_url "
    "dump dumps eval eval_ evaluate_forward_ref exec execWrapper exec_ exec_module execfile export_chrome_trace "
    "export_memory_timeline export_stacks fetch_openml from_checkpoint from_file from_pretrained from_single_file "
    "from_url fromfile fromtextfile get_type_hints getattr getfullargspec globals hardlink_to hf_hub_download "
    "import_file import_from_string import_module import_modules_from_strings import_object import_string "
    "import_submodule import_user_module imread imsave imwrite lambda_eval load load_checkpoint load_file "
    "load_from_checkpoint load_hparams_from_yaml load_library load_model load_module load_npz "
    "load_state_dict_from_hub load_state_dict_from_url load_url load_weights load_yaml_with_base loads "
    "make_dataclass methodcaller open open_memmap parse_args parse_known_args process_file push_to_hub read_csv "
    "read_pickle rmdir rmtree run_command run_module run_path save save_file save_model save_npz save_pretrained "
    "savefig savez setattr signature snapshot_download symlink_to to_clipboard to_csv to_excel to_feather to_hdf "
    "to_html to_json to_latex to_markdown to_parquet to_pickle to_sql to_stata to_xml tofile torch_load "
    "torch_load_cpu try_import unlink unpickle unsafe_eval update_wrapper urlopen urlretrieve wraps write_bytes "
    "write_text";
inline constexpr auto dangerous_methods = words<count_words(dangerous_methods_text)>(dangerous_methods_text);

/// Packages whose functions are far too many to know the dangerous ones: of these the harmless ones are known. So it is
/// for what looks like a function by its name; classes are told by capital letters.
inline constexpr std::string_view guarded_packages_text =
    "caffe2 functorch numpy torch torchaudio torchdata torchgen torchtext torchvision";
inline constexpr auto guarded_packages = words<count_words(guarded_packages_text)>(guarded_packages_text);

/// Functions, and classes named as those, that pickles call in them; with torch._utils._rebuild_... and what
/// is in torch.return_types.
inline constexpr std::string_view called_functions_text =
    "numpy._core._internal._convert_to_stringdtype_kwargs numpy._core.multiarray._reconstruct "
    "numpy._core.multiarray.scalar numpy._core.numeric._frombuffer numpy.chararray "
    "numpy.core.multiarray._reconstruct numpy.core.multiarray.scalar numpy.core.numeric._frombuffer numpy.dtype "
    "numpy.errstate numpy.finfo numpy.iinfo numpy.lib._polynomial_impl.poly1d numpy.lib.polynomial.poly1d "
    "numpy.ma._mareconstruct numpy.ma.core._mareconstruct numpy.matrix numpy.ndarray numpy.poly1d "
    "numpy.random.__bit_generator_ctor numpy.random.__generator_ctor numpy.random.__randomstate_ctor "
    "numpy.random._pickle.__bit_generator_ctor numpy.random._pickle.__generator_ctor "
    "numpy.random._pickle.__randomstate_ctor numpy.rec.recarray numpy.recarray numpy.record numpy.vectorize "
    "torch._C.device torch._C.dtype torch._C.layout torch._C.memory_format torch._tensor._rebuild_from_type "
    "torch._tensor._rebuild_from_type_v2 torch.amp.autocast_mode.autocast torch.autocast "
    "torch.autograd.grad_mode.enable_grad torch.autograd.grad_mode.inference_mode torch.autograd.grad_mode.no_grad "
    "torch.autograd.grad_mode.set_grad_enabled torch.cpu.amp.autocast_mode.autocast "
    "torch.cuda.amp.autocast_mode.autocast torch.device torch.dtype torch.finfo torch.iinfo "
    "torch.jit._pickle.build_boollist torch.jit._pickle.build_doublelist torch.jit._pickle.build_intlist "
    "torch.jit._pickle.build_tensorlist torch.jit._pickle.restore_type_tag torch.layout torch.memory_format "
    "torch.no_grad torch.serialization._get_layout torch.storage._load_from_bytes torch.tensor._rebuild_from_type";
inline constexpr auto called_functions = words<count_words(called_functions_text)>(called_functions_text);

/// Modules in them whose functions models hold: called with whatever a file chooses they reckon with tensors, or call
/// what the file names too.
inline constexpr std::string_view function_modules_text =
    "numpy numpy._core._multiarray_umath numpy.core._multiarray_umath numpy.fft numpy.linalg torch torch._VF "
    "torch.fft torch.functional torch.linalg torch.nn.functional torch.nn.init torch.sparse torch.special "
    "torch.utils.checkpoint torch.utils.data._utils.collate torchaudio.functional torchaudio.functional.functional";
inline constexpr auto function_modules = words<count_words(function_modules_text)>(function_modules_text);

/// The same of all modules in these. Methods of their classes are harmless too.
inline constexpr std::string_view function_trees_text =
    "torch.ao.nn torch.ao.quantization.fake_quantize torch.ao.quantization.observer torch.ao.quantization.qconfig "
    "torch.distributions torch.nn.intrinsic torch.nn.modules torch.nn.parallel torch.nn.qat torch.nn.quantized "
    "torch.nn.utils torch.optim torch.quantization.fake_quantize torch.quantization.observer "
    "torch.quantization.qconfig torchvision.ops torchvision.transforms";
inline constexpr auto function_trees = words<count_words(function_trees_text)>(function_trees_text);

static_assert(dangerous_names.is_sorted() && data_names.is_sorted() && function_names.is_sorted() &&
              modules_anywhere.is_sorted() && dangerous_methods.is_sorted() && guarded_packages.is_sorted() &&
              called_functions.is_sorted() && function_modules.is_sorted() && function_trees.is_sorted());

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
