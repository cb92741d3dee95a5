#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/torch-2.14/python2: what PyTorch wrote under Python 2, in each of its containers. make_contents.py then
says what torch.load finds in them.

    python3 make_python2.py

No Python 2 is at hand: its pickler's ways are put into Python 3's. Text is str of bytes (SHORT_BINSTRING, BINSTRING), an
OrderedDict is called with a list of [key, value] lists, extents are of type long,
storages are on cuda:0 or the CPU, tensors are made by _rebuild_tensor or _rebuild_tensor_v2. Protocol 1 makes objects by
copy_reg._reconstructor, as torch.save(..., pickle_protocol=1) did.
"""
import collections
import io
import os
import pickle
import struct
import tarfile
import warnings
import zipfile

import torch

warnings.simplefilter("ignore")
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch-2.14", "python2")
MAGIC = pickle.dumps(0x1950A86A20F9469CFC6C, 2)


class Long(int):
    pass


class Python2Pickler(pickle._Pickler):
    """storages: {key: tensor of one dimension} of what was met. In a tar archive tensors are persistent ids themselves."""

    dispatch = dict(pickle._Pickler.dispatch)

    def __init__(self, out, protocol, rebuild, location, container):
        super().__init__(out, protocol, fix_imports=True)
        self.rebuild, self.location, self.container = rebuild, location, container
        self.storages, self.tensors, self.classes = {}, {}, set()

    def save_str(self, text):
        data = text.encode()
        if len(data) < 256:
            self.write(pickle.SHORT_BINSTRING + bytes([len(data)]) + data)
        else:
            self.write(pickle.BINSTRING + struct.pack("<i", len(data)) + data)
        self.memoize(text)

    def save_bytes(self, data):
        self.write(pickle.SHORT_BINSTRING + bytes([len(data)]) + data)
        self.memoize(data)

    def save_wide(self, number):
        if self.proto == 1:
            return self.write(b"L%dL\n" % number)
        data = pickle.encode_long(int(number))
        self.write(pickle.LONG1 + bytes([len(data)]) + data)

    dispatch[str], dispatch[bytes], dispatch[Long] = save_str, save_bytes, save_wide

    def key_of(self, storage):
        for key, known in self.storages.items():
            if known.data_ptr() == storage.data_ptr() and known.numel():
                return key
        self.storages[str(94000000 + 64 * len(self.storages))] = storage
        return self.key_of(storage)

    def persistent_id(self, v):
        if isinstance(v, type) and issubclass(v, torch.nn.Module) and v not in self.classes:
            self.classes.add(v)  # the second time it is a class like others
            if self.container == "stream":
                return ("module", v, None, None)
            if self.container == "tar":
                return (v, None, None)
        if self.container == "tar" and isinstance(v, torch.Tensor) and not isinstance(v, torch.nn.Parameter):
            key = 7000 + len(self.tensors)
            self.tensors[key] = v
            return key
        if isinstance(v, torch.storage.TypedStorage):
            flat = torch.tensor([], dtype=v.dtype).set_(v)
            id = ("storage", getattr(torch, v.pickle_storage_type()), self.key_of(flat), self.location, Long(v.size()))
            return id + (None,) if self.container == "stream" else id
        return None

    def reducer_override(self, v):
        if type(v) is collections.OrderedDict:
            attributes = dict(vars(v))
            return (type(v), ([[key, item] for key, item in v.items()],)) + ((attributes,) if attributes else ())
        if type(v) is torch.nn.Parameter:
            return torch._utils._rebuild_parameter, (v.data, v.requires_grad, collections.OrderedDict())
        if isinstance(v, torch.Tensor):
            view = (v.storage(), Long(v.storage_offset()), tuple(map(Long, v.shape)), tuple(map(Long, v.stride())))
            if self.rebuild is torch._utils._rebuild_tensor:
                return self.rebuild, view
            return self.rebuild, view + (v.requires_grad, collections.OrderedDict())
        return NotImplemented


def pickled(value, protocol=2, rebuild=torch._utils._rebuild_tensor_v2, location="cuda:0", container="stream"):
    out = io.BytesIO()
    pickler = Python2Pickler(out, protocol, rebuild, location, container)
    pickler.dump(value)
    return out.getvalue(), pickler


def raw(flat):
    return bytes(flat.untyped_storage().tolist())


def stream(value, protocol=2, **options):
    objects, pickler = pickled(value, protocol, **options)
    sizes = {"short": 2, "int": 4, "long": 4}
    info = collections.OrderedDict(protocol_version=1001, type_sizes=sizes, little_endian=True)
    keys = sorted(pickler.storages)
    storages = b"".join(struct.pack("<q", pickler.storages[key].numel()) + raw(pickler.storages[key]) for key in keys)
    small = [pickled(v, protocol)[0] for v in (1001, dict(info), keys)]
    return MAGIC + small[0] + small[1] + objects + small[2] + storages


def zipped(value, **options):
    objects, pickler = pickled(value, container="zip", **options)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        def put(name, data):
            info = zipfile.ZipInfo("archive/" + name, (1980, 1, 1, 0, 0, 0))
            info.external_attr = 0
            archive.writestr(info, data)
        put("data.pkl", objects)
        for key, flat in pickler.storages.items():
            put("data/" + key, raw(flat))
        put("version", b"3\n")
    return out.getvalue()


def tarred(value):
    """As PyTorch before 0.1.11: of a storage (key, location, class) and its elements, of a tensor (key, storage, class) and
    its numbers."""
    objects, pickler = pickled(value, container="tar")
    storages, tensors, numbers = b"", b"", {}
    for key, v in pickler.tensors.items():
        kind, pointer = v.storage().pickle_storage_type(), v.untyped_storage().data_ptr()
        if pointer not in numbers:
            numbers[pointer] = 100 + len(numbers)
            flat = torch.tensor([], dtype=v.dtype).set_(v.storage())
            storages += pickled((numbers[pointer], "cuda:0", getattr(torch, kind)))[0]
            storages += struct.pack("<q", flat.numel()) + raw(flat)
        tensors += pickled((key, numbers[pointer], getattr(torch, kind.replace("Storage", "Tensor"))))[0]
        tensors += struct.pack("<ii%dq" % (2 * v.dim() + 1), v.dim(), 0, *v.shape, *v.stride(), v.storage_offset())
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in (("storages", pickled(len(numbers))[0] + storages + pickled([])[0]),
                           ("tensors", pickled(len(pickler.tensors))[0] + tensors), ("pickle", objects)):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def values():
    """A checkpoint as the training scripts of those years wrote it, and a whole model."""
    generator = torch.Generator().manual_seed(2)
    numbers = lambda *shape, dtype=torch.float32: torch.randint(-999, 999, shape, generator=generator).to(dtype)
    base = numbers(24)
    weights = collections.OrderedDict([
        ("module.conv1.weight", numbers(2, 3, 2, 2)), ("module.bn1.running_mean", numbers(2)),
        ("module.bn1.num_batches_tracked", torch.tensor(7)), ("module.fc.weight", base[4:16].view(3, 4)),
        ("module.fc.bias", base[16:24:2]), ("module.t", numbers(2, 5).t())])
    weights._metadata = collections.OrderedDict([("", {"version": 1}), ("module", {"version": 1}),
                                                 ("module.bn1", {"version": 2})])
    checkpoint = {
        "epoch": Long(90), "arch": "resnet18", "best_prec1": 69.758, "big": Long(2 ** 70), "negative": Long(-3),
        "text": "na\u00efve", "long text": "x" * 300, "done": True, "shape": (Long(1), Long(2)),
        "state_dict": weights, "optimizer": {"state": {140000000: {"momentum_buffer": numbers(2, 3, 2, 2)}},
                                             "param_groups": [{"lr": 0.1, "params": [140000000], "nesterov": False}]},
        "ordered": collections.OrderedDict([("a", [1]), (Long(5), collections.OrderedDict())]),
        "counts": collections.Counter({"b": 2})}
    model = torch.nn.Sequential(collections.OrderedDict([
        ("conv1", torch.nn.Conv2d(3, 2, 2)), ("relu", torch.nn.ReLU()),
        ("features", torch.nn.Sequential(torch.nn.BatchNorm2d(2), torch.nn.Linear(2, 3)))]))
    kept = {"training", "_parameters", "_buffers", "_backward_hooks", "_forward_hooks", "_forward_pre_hooks", "_modules"}
    for module in model.modules():
        with torch.no_grad():
            for tensor in list(module._parameters.values()) + list(module._buffers.values()):
                tensor.copy_(numbers(*tensor.shape)) if tensor is not None else None
        for name in list(vars(module)):  # what those years knew
            value = vars(module)[name]
            if name.startswith("_") and name not in kept or name == "padding_mode":
                del module.__dict__[name]
            elif type(value) is dict:
                module.__dict__[name] = collections.OrderedDict(value)
    return weights, checkpoint, model


def main():
    weights, checkpoint, model = values()
    old = torch._utils._rebuild_tensor
    files = {"state_dict.legacy.pth": stream(weights), "state_dict_cpu.legacy.pth": stream(weights, rebuild=old, location="cpu"),
             "state_dict.tar.pth": tarred(weights), "state_dict.pth": zipped(weights),
             "state_dict_protocol1.legacy.pth": stream(weights, 1), "checkpoint.legacy.pth": stream(checkpoint, rebuild=old),
             "checkpoint_protocol1.legacy.pth": stream(checkpoint, 1), "checkpoint.pth": zipped(checkpoint),
             "checkpoint.tar.pth": tarred(checkpoint), "model.legacy.pth": stream(model), "model.tar.pth": tarred(model),
             "model.pth": zipped(model), "model_protocol1.legacy.pth": stream(model, 1)}
    os.makedirs(HERE, exist_ok=True)
    for name, content in files.items():
        with open(os.path.join(HERE, name), "wb") as file:
            file.write(content)
        torch.load(os.path.join(HERE, name), map_location="cpu", weights_only=False)


if __name__ == "__main__":
    main()
