#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes other_formats/: files that people give for a checkpoint, and that are none. make_refused.py has what is said of each.

    python3 make_other_formats.py

Where a file is written by the library whose format it is, that library has to be there: torch 2.14, safetensors,
scikit-learn, joblib, skops, numpy, onnx, h5py, keras (on torch), tensorflow, coremltools, gguf, msgpack. The rest is written
byte by byte, after the description that is named beside it. All are as small as their library makes them; some hold times
and numbers of objects, which change from run to run.
"""
import io
import json
import os
import pickle
import shutil
import struct
import sys
import tempfile
import types
import warnings
import zipfile

os.environ["KERAS_BACKEND"] = "torch"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
warnings.simplefilter("ignore")

import gguf
import h5py
import joblib
import keras
import msgpack
import numpy as np
import onnx
import skops.io
import tensorflow as tf
import torch
import torch.distributed.checkpoint
from coremltools.models import datatypes, neural_network
from coremltools.models.utils import save_spec
from safetensors.torch import save as save_safetensors
from sklearn.linear_model import LinearRegression
from torch.package import PackageExporter

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "other_formats")
WEIGHTS = {"weight": torch.arange(6.).reshape(2, 3), "bias": torch.zeros(2)}


def path_of(name):
    return os.path.join(FOLDER, name)


def put(name, content):
    with open(path_of(name), "wb") as out:
        out.write(content)


def saved(value, **options):
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return buffer.getvalue()


def zipped(*entries, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as out:
        for name, content in entries:
            out.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, method)
    return buffer.getvalue()


def unpacked(checkpoint):
    with zipfile.ZipFile(io.BytesIO(checkpoint)) as archive:
        return {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}


def write_pytorch():
    checkpoint, legacy = saved(WEIGHTS), saved(WEIGHTS, _use_new_zipfile_serialization=False)
    files = unpacked(checkpoint)
    put("data.pkl", files["data.pkl"])
    put("checkpoint_in.zip", zipped(("read me.txt", b"x"), ("model.pth", checkpoint)))
    put("stored_checkpoint_in.zip", zipped(("run/model.bin", checkpoint), method=zipfile.ZIP_STORED))
    put("legacy_in.zip", zipped(("model.pth", legacy)))
    put("safetensors_in.zip", zipped(("model.safetensors", save_safetensors(WEIGHTS))))
    put("checkpoints_in.zip", zipped(*(("%d.pth" % i, checkpoint) for i in range(7))))
    put("no_folder.zip", zipped(*files.items()))
    put("two_folders.zip", zipped(*(("out/model/" + name, content) for name, content in files.items())))
    # https://github.com/pytorch/serve/tree/master/model-archiver
    manifest = {"createdOn": "01/01/2020 00:00:00",
                "model": {"modelName": "a", "serializedFile": "model.pt", "handler": "image_classifier"}}
    put("model.mar", zipped(("MAR-INF/MANIFEST.json", json.dumps(manifest).encode()), ("model.pt", checkpoint)))
    put("code_only.mar", zipped(("MAR-INF/MANIFEST.json", b"{}"), ("handler.py", b"x = 1")))

    shutil.rmtree(path_of("dcp"), ignore_errors=True)
    torch.distributed.checkpoint.save({"model": WEIGHTS, "epoch": 3}, checkpoint_id=path_of("dcp"), no_dist=True)
    # PyTorch 1.13 has its class in another module.
    old = types.ModuleType("torch.distributed._shard.checkpoint.metadata")
    sys.modules[old.__name__], shadowed = old, sys.modules.get(old.__name__)
    old.Metadata = type("Metadata", (), {"__module__": old.__name__})
    metadata = old.Metadata()
    metadata.state_dict_metadata = {}
    put("1.13.metadata", pickle.dumps(metadata))
    if shadowed is not None:
        sys.modules[old.__name__] = shadowed

    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "a")
        with PackageExporter(name) as package:
            package.extern("**")
            package.save_pickle("project.models", "net.pkl", torch.nn.Linear(3, 2))
        shutil.copy(name, path_of("package.pt"))
        name = os.path.join(folder, "a.pt2")
        torch.export.save(torch.export.export(torch.nn.Linear(3, 2), (torch.zeros(1, 3),)), name)
        shutil.copy(name, path_of("program.pt2"))
    # torch 2.5, torch/export/__init__.py: save().
    put("old_program.pt2", zipped(("serialized_exported_program.json", b"{}"), ("serialized_state_dict.pt", checkpoint),
                                  ("version", b"7.3")))
    # torch/export/pt2_archive/constants.py, as torch._inductor.aoti_compile_and_package writes it.
    put("compiled.pt2", zipped(("a/data/aotinductor/model/a.so", b"\x7fELF"), ("a/archive_format", b"pt2")))
    put("mobile.ptl", bytes(torch._C._save_jit_module_to_bytes(torch.jit.script(torch.nn.ReLU())._c, {})))
    # executorch, schema/program.fbs: the identifier of the flatbuffer; docs: pte-file-format.md: the extended header.
    put("program.pte", struct.pack("<I4s4sIQQ", 40, b"ET12", b"eh00", 24, 64, 0) + bytes(32))
    project = sys.modules["project"] = types.ModuleType("project")
    project.Net = type("Net", (), {"__module__": "project"})
    put("net.pkl", pickle.dumps(project.Net(), 4))


def write_numpy_and_sklearn():
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.zeros(2, np.float32)}
    np.save(path_of("array.npy"), arrays["a"])
    np.savez(path_of("arrays.npz"), **arrays)
    joblib.dump(arrays, path_of("arrays.joblib"))
    model = LinearRegression().fit(np.arange(8.).reshape(4, 2), np.arange(4.))
    for protocol in (0, 1, 2, 5):
        put("sklearn_%d.pkl" % protocol, pickle.dumps(model, protocol))
    put("sklearn_in_dict.pkl", pickle.dumps({"version": 1, "model": model}, 4))
    joblib.dump(model, path_of("sklearn.joblib"))
    joblib.dump(model, path_of("sklearn_compressed.joblib"), compress=3)
    skops.io.dump(model, path_of("sklearn.skops"), compression=zipfile.ZIP_DEFLATED)


def write_keras_and_tensorflow():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False, name="d")], name="s")
    with tempfile.TemporaryDirectory() as folder:
        model.save(os.path.join(folder, "a.keras"))
        with zipfile.ZipFile(os.path.join(folder, "a.keras")) as archive:  # stored, and mostly zeros
            put("model.keras", zipped(*((name, archive.read(name)) for name in archive.namelist())))
    with h5py.File(path_of("weights.h5"), "w", libver="latest") as out:
        out["w"] = np.zeros(2, np.float32)

    graph = tf.Graph()
    with graph.as_default():
        tf.matmul(tf.compat.v1.placeholder(tf.float32, [1, 3], name="x"), tf.zeros([3, 2]), name="y")
    put("frozen.pb", graph.as_graph_def().SerializeToString())
    with tempfile.TemporaryDirectory() as folder:
        with tf.compat.v1.Session(graph=graph) as session:
            builder = tf.compat.v1.saved_model.Builder(os.path.join(folder, "a"))
            builder.add_meta_graph_and_variables(session, ["serve"], strip_default_attrs=True)
            builder.save()
        shutil.copy(os.path.join(folder, "a", "saved_model.pb"), path_of("saved_model.pb"))
        tf.train.Checkpoint(v=tf.Variable([1.])).save(os.path.join(folder, "ck"))
        shutil.copy(os.path.join(folder, "ck-1.index"), path_of("tensorflow.index"))
        shutil.copy(os.path.join(folder, "checkpoint"), path_of("checkpoint"))
    function = tf.function(lambda x: x + 1., input_signature=[tf.TensorSpec([1], tf.float32)])
    put("model.tflite", tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()]).convert())


def write_others():
    tensor = onnx.numpy_helper.from_array(np.zeros((3, 2), np.float32), "w")
    info = onnx.helper.make_tensor_value_info
    graph = onnx.helper.make_graph([onnx.helper.make_node("MatMul", ["x", "w"], ["y"])], "g",
                                   [info("x", 1, [1, 3])], [info("y", 1, [1, 2])], [tensor])
    onnx.save(onnx.helper.make_model(graph, producer_name="pytorch", producer_version="2.14"), path_of("model.onnx"))
    onnx.save(onnx.helper.make_model(graph), path_of("no_producer.onnx"))

    builder = neural_network.NeuralNetworkBuilder([("x", datatypes.Array(3))], [("y", datatypes.Array(2))])
    builder.add_inner_product("fc", W=np.zeros((2, 3)), b=np.zeros(2), input_channels=3, output_channels=2, has_bias=True,
                              input_name="x", output_name="y")
    save_spec(builder.spec, path_of("model.mlmodel"))

    writer = gguf.GGUFWriter(path_of("model.gguf"), "llama")
    writer.add_tensor("w", np.zeros((2, 3), np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()

    # flax/serialization.py: an array is an extension of type 1, (shape, name of the dtype, bytes).
    def array(*shape):
        return msgpack.ExtType(1, msgpack.packb((shape, "float32", bytes(4 * int(np.prod(shape))))))
    put("flax.msgpack", msgpack.packb({"params": {"Dense_0": {"bias": array(2), "kernel": array(3, 2)}}}))
    put("train_state.msgpack", msgpack.packb({"step": 100000, "lr": 0.5, "opt_state": {"0": {}, "1": None},
                                              "params": {"kernel": array(300, 2)}}))
    # mxnet, src/ndarray/ndarray.cc: NDArray::Save of a list, and of one array.
    put("mxnet.params", struct.pack("<QQQIiIqiiI", 0x112, 0, 1, 0xF993FAC9, 0, 1, 2, 1, 0, 0) + bytes(8) +
        struct.pack("<QQ", 1, 5) + b"arg:w")
    # caffe, src/caffe/proto/caffe.proto: NetParameter {name = 1, layer = 100 {name = 1, type = 2, blobs = 7}}.
    layer = b"\x0a\x03fc1\x12\x0cInnerProduct\x3a\x0c\x2a\x04\0\0\0\0\x3a\x04\x0a\x02\1\1"
    put("net.caffemodel", b"\x0a\x05LeNet" + b"\xa2\x06" + bytes([len(layer)]) + layer)


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    write_pytorch()
    write_numpy_and_sklearn()
    write_keras_and_tensorflow()
    write_others()
    names = [os.path.relpath(os.path.join(folder, name), FOLDER) for folder, _, names in os.walk(FOLDER) for name in names]
    for name in sorted(names):
        print("%7d %s" % (os.path.getsize(path_of(name)), name))
