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
    "BaseHTTPServer Bastion CGIHTTPServer ConfigParser Cookie Cython IPython PIL.Image.open PIL.ImageShow "
    "SimpleHTTPServer SimpleXMLRPCServer SocketServer Tix Tkinter _aix_support _android_support _apple_support "
    "_ast _ast_unparse _asyncio _blake2 _bootsubprocess _bz2 _codecs _codecs_cn _codecs_hk _codecs_iso2022 "
    "_codecs_jp _codecs_kr _codecs_tw _colorize _compat_pickle _compression _contextvars _crypt _csv _ctypes "
    "_curses _curses_panel _dbm _elementtree _frozen_importlib _frozen_importlib_external _functools _gdbm "
    "_hashlib _hmac _imp _interpchannels _interpqueues _interpreters _io _ios_support _json _locale _lsprof _lzma "
    "_markupbase _md5 _msi _multibytecodec _multiprocessing _opcode _opcode_metadata _operator.attrgetter "
    "_operator.call _operator.methodcaller _osx_support _overlapped _pickle _posixshmem _posixsubprocess _py_abc "
    "_pyio _pylong _pyrepl _queue _remote_debugging _scproxy _sha1 _sha256 _sha3 _sha512 _signal _sitebuiltins "
    "_socket _sqlite3 _ssl _stat _string _strptime _suggestions _symtable _sysconfig _thread _threading_local "
    "_tkinter _tokenize _tracemalloc _types _uuid _warnings _winapi _winreg _wmi _xxinterpchannels "
    "_xxsubinterpreters _xxtestfuzz _zstd aifc aiofiles aiohttp annotationlib antigravity anydbm anyio apport "
    "argparse.FileType ast asynchat asyncio asyncore atexit audioop base64 bdb bentoml billiard binascii boto "
    "boto3 botocore bpython bsddb builtins bz2 cPickle cProfile celery cffi cgi cgitb chunk cloudpickle cmd code "
    "codecs codeop commands compileall compiler compression.bz2 compression.gzip compression.lzma compression.zlib "
    "compression.zstd concurrent configparser contextlib contextvars cookielib copyreg crypt csv ctypes curses "
    "cython dask.utils dataclasses dbhash dbm dill dis distlib distutils django dl docker doctest dumbdbm "
    "easy_install email encodings ensurepip execnet fabric faulthandler fcntl filecmp fileinput filelock flask "
    "fnmatch fsspec ftplib functools gc gcsfs gdbm genericpath getopt getpass gettext gevent glob gradio grp gzip "
    "h5py.File hashlib hmac hotshot html http httpcore httplib httpx huggingface_hub hydra._internal hydra.utils "
    "idlelib ihooks imaplib imghdr imp importlib imputil inspect invoke io ipykernel ipython_genutils jinja2 "
    "joblib jupyter_client jupyter_core keras lib2to3 lightning_utilities.core.imports linecache llvmlite locale "
    "logging lzma mailbox mailcap mako marshal mimetypes mlflow mmap modulefinder mpmath msilib msvcrt "
    "multiprocessing nbconvert nbformat netrc networkx new nis nltk.app nltk.data nltk.downloader nltk.util "
    "nntplib nose notebook nt ntpath nturl2path numba.core.registry numba.core.serialize numba.pycc numexpr "
    "numpy.DataSource numpy._core._methods numpy._core.memmap numpy._core.multiarray.fromfile "
    "numpy._core.records.fromfile numpy.compat numpy.core._internal._ctypes numpy.core._methods numpy.core.memmap "
    "numpy.core.multiarray.fromfile numpy.core.records.fromfile numpy.ctypeslib numpy.distutils numpy.f2py "
    "numpy.fromfile numpy.fromregex numpy.genfromtxt numpy.info numpy.lib.DataSource numpy.lib._datasource "
    "numpy.lib._iotools numpy.lib._npyio_impl numpy.lib._utils_impl numpy.lib.format numpy.lib.npyio "
    "numpy.lib.utils numpy.load numpy.loadtxt numpy.lookfor numpy.ma.mrecords numpy.memmap numpy.rec.fromfile "
    "numpy.save numpy.savetxt numpy.savez numpy.savez_compressed numpy.show_config numpy.show_runtime numpy.source "
    "numpy.testing onnxruntime openai operator.attrgetter operator.call operator.methodcaller optparse os "
    "ossaudiodev pandas.compat pandas.core.computation pandas.eval pandas.io pandas.read_clipboard pandas.read_csv "
    "pandas.read_excel pandas.read_feather pandas.read_fwf pandas.read_gbq pandas.read_hdf pandas.read_html "
    "pandas.read_json pandas.read_orc pandas.read_parquet pandas.read_pickle pandas.read_sas pandas.read_spss "
    "pandas.read_sql pandas.read_sql_query pandas.read_sql_table pandas.read_stata pandas.read_table "
    "pandas.read_xml pandas.testing pandas.util paramiko pathlib pdb pexpect pickle pickletools pip pipenv pipes "
    "pkg_resources pkgutil platform plistlib plumbum poetry popen2 poplib posix posixfile posixpath profile pstats "
    "psutil pty ptyprocess pudb pwd py_compile pyarrow.flight pyarrow.fs pyclbr pycparser pycurl "
    "pydantic.deprecated.parse pydantic.parse pydoc pydoc_data pyexpat pyspark.cloudpickle pyspark.serializers "
    "pytest pyximport queue quopri ray.cloudpickle ray.serialization readline redis requests requests_toolbelt "
    "resource rexec rlcompleter robotparser rpyc ruamel runpy safetensors sched scipy.io scipy.weave secrets "
    "select selectors setuptools sh shelve shlex shutil signal site six.moves skimage.io sklearn.externals "
    "smart_open smbclient smtpd smtplib sndhdr socket socketserver spwd sqlalchemy sqlite3 ssl streamlit string "
    "subprocess subprocess32 sunau sympy symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile "
    "tensorflow termios test.libregrtest test.regrtest test.support test.test_support this thread threading time "
    "timeit timm.models.hub tkFileDialog tkinter token tokenize tomllib torch._C torch._appdirs torch._classes "
    "torch._custom_op torch._custom_ops torch._dynamo.bytecode_analysis torch._dynamo.bytecode_transformation "
    "torch._dynamo.codegen torch._dynamo.debug_utils torch._dynamo.guards torch._dynamo.package "
    "torch._dynamo.precompile_context torch._dynamo.replay_record torch._dynamo.repro.after_aot "
    "torch._dynamo.repro.aoti torch._dynamo.test_case torch._dynamo.test_minifier_common torch._dynamo.testing "
    "torch._dynamo.trace_rules torch._export torch._functorch torch._guards torch._import_dotted_name "
    "torch._inductor torch._jit_internal torch._load_global_deps torch._logging torch._numpy torch._ops "
    "torch._sources torch._utils._import_dotted_name torch._utils_internal torch._vendor torch.classes "
    "torch.cuda._memory_viz torch.cuda._sanitizer torch.cuda.memory torch.cuda.nccl torch.distributed.FileStore "
    "torch.distributed.HashStore torch.distributed.TCPStore torch.distributed._tools "
    "torch.distributed.argparse_util torch.distributed.checkpoint.filesystem "
    "torch.distributed.checkpoint.format_utils torch.distributed.distributed_c10d torch.distributed.elastic "
    "torch.distributed.init_process_group torch.distributed.launch torch.distributed.launcher torch.distributed.nn "
    "torch.distributed.rendezvous torch.distributed.rpc torch.distributed.run torch.export torch.from_file "
    "torch.fx torch.hub torch.import_ir_module torch.import_ir_module_from_buffer torch.jit torch.library "
    "torch.load torch.monitor torch.multiprocessing torch.nn.attention._fa3 torch.nn.attention._fa4 torch.onnx "
    "torch.ops torch.package torch.profiler torch.save torch.serialization torch.testing._internal.common_utils "
    "torch.utils._config_module torch.utils._content_store torch.utils._cpp_embed_headers "
    "torch.utils._cpp_extension_versioner torch.utils._freeze torch.utils._import_utils torch.utils._pytree "
    "torch.utils._sympy torch.utils._triton torch.utils._zip torch.utils.backcompat torch.utils.benchmark "
    "torch.utils.bottleneck torch.utils.bundled_inputs torch.utils.collect_env torch.utils.cpp_backtrace "
    "torch.utils.cpp_extension torch.utils.data.datapipes.utils torch.utils.dlpack torch.utils.file_baton "
    "torch.utils.hipify torch.utils.jit torch.utils.model_dump torch.utils.model_zoo torch.utils.show_pickle "
    "torch.utils.tensorboard torch.utils.viz torch.xpu.memory torchaudio._extension torchaudio.load "
    "torchtext.utils torchvision._internally_replaced_utils torchvision.datasets.folder torchvision.datasets.utils "
    "torchvision.extension torchvision.io tornado trace traceback tracemalloc transformers.dynamic_module_utils "
    "transformers.utils.hub transformers.utils.import_utils triton tty turtle turtledemo twisted types "
    "typing.ForwardRef typing._eval_type typing.evaluate_forward_ref typing.get_type_hints typing_extensions "
    "unittest urllib urllib2 urllib3 uu uuid uvicorn uvloop venv virtualenv warnings wave webbrowser werkzeug "
    "wheel whichdb win32api win32com win32process winreg winsound wmi wsgiref xdrlib xml xmlrpc xmlrpclib "
    "xmltodict yaml zipapp zipfile zipimport zlib zmq";
inline constexpr auto dangerous_names = words<count_words(dangerous_names_text)>(dangerous_names_text);

/// What is data in them: a name; with a dot at its end what is in it too.
inline constexpr std::string_view data_names_text =
    "Queue.Empty Queue.Full _codecs.encode _functools._lru_cache_wrapper _functools.cmp_to_key _functools.partial "
    "_functools.reduce _io.BytesIO _io.StringIO builtins.abs builtins.all builtins.any builtins.ascii "
    "builtins.basestring builtins.bin builtins.bool builtins.bytearray builtins.bytes builtins.callable "
    "builtins.chr builtins.classmethod builtins.cmp builtins.complex builtins.dict builtins.divmod "
    "builtins.enumerate builtins.filter builtins.float builtins.format builtins.frozenset builtins.hash "
    "builtins.hex builtins.id builtins.int builtins.isinstance builtins.issubclass builtins.iter builtins.len "
    "builtins.list builtins.long builtins.map builtins.max builtins.min builtins.next builtins.object builtins.oct "
    "builtins.ord builtins.pow builtins.print builtins.property builtins.range builtins.reduce builtins.repr "
    "builtins.reversed builtins.round builtins.set builtins.slice builtins.sorted builtins.staticmethod "
    "builtins.str builtins.sum builtins.tuple builtins.type builtins.unichr builtins.unicode builtins.xrange "
    "builtins.zip configparser.BasicInterpolation configparser.ConfigParser configparser.ConverterMapping "
    "configparser.ExtendedInterpolation configparser.Interpolation configparser.LegacyInterpolation "
    "configparser.RawConfigParser configparser.SectionProxy contextlib.nullcontext contextlib.suppress "
    "copyreg.__newobj__ copyreg.__newobj_ex__ copyreg._reconstructor dataclasses.Field "
    "dataclasses.FrozenInstanceError functools._lru_cache_wrapper functools.cached_property functools.cmp_to_key "
    "functools.lru_cache functools.partial functools.partialmethod functools.reduce http.HTTPStatus "
    "http.HTTPStatus. io.BytesIO io.StringIO logging.Filter logging.Formatter logging.LogRecord logging.Logger "
    "logging.Logger. logging.RootLogger logging.getLogger logging.getLogger. ntpath.basename ntpath.dirname "
    "ntpath.join ntpath.normpath ntpath.splitext optparse.Values pathlib.Path pathlib.PosixPath pathlib.PurePath "
    "pathlib.PurePosixPath pathlib.PureWindowsPath pathlib.WindowsPath pathlib._local.Path "
    "pathlib._local.PosixPath pathlib._local.PurePath pathlib._local.PurePosixPath pathlib._local.PureWindowsPath "
    "pathlib._local.WindowsPath posixpath.basename posixpath.dirname posixpath.join posixpath.normpath "
    "posixpath.splitext queue.Empty queue.Full signal.Handlers signal.Handlers. signal.Signals signal.Signals. "
    "string.Template time.struct_time torch._C.Generator torch._C.Size torch._C.TensorBase torch._C.TensorBase. "
    "torch._C._TensorBase torch._C._TensorBase. torch._C._VariableFunctions torch._C._VariableFunctions. "
    "torch._C._VariableFunctionsClass torch._C._VariableFunctionsClass. torch._C._distributed_c10d.ReduceOp "
    "torch._C._fft. torch._C._functions. torch._C._linalg. torch._C._nested. torch._C._nn. torch._C._sparse. "
    "torch._C._special. torch._C.device torch._C.dtype torch._C.layout torch._C.memory_format "
    "torch.fx.immutable_collections.immutable_dict torch.fx.immutable_collections.immutable_list "
    "torch.jit._pickle.build_boollist torch.jit._pickle.build_doublelist torch.jit._pickle.build_intlist "
    "torch.jit._pickle.build_tensorlist torch.jit._pickle.restore_type_tag torch.serialization._get_layout "
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
    "FileStore FileSystemReader FileSystemWriter ForwardRef GetAttrKey HashStore PyTorchFileReader "
    "PyTorchFileWriter TCPStore _dump _eval_type _evaluate _fa3_import_module _fa4_import_module "
    "_new_shared_fd_cpu _new_shared_filename_cpu _write_file add_newdoc dataclass default_loader eval_ "
    "evaluate_forward_ref exec_ from_file fromtextfile get_type_hints load_library load_state_dict_from_url "
    "make_dataclass open parse_args parse_known_args save_file tofile";
inline constexpr auto dangerous_methods = words<count_words(dangerous_methods_text)>(dangerous_methods_text);

static_assert(dangerous_names.is_sorted() && data_names.is_sorted() && function_names.is_sorted() &&
              modules_anywhere.is_sorted() && dangerous_methods.is_sorted());

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::pickle::detail
