#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes refused.txt, the table of the files that the library refuses, and those of them that are in refused/. Those in
other_formats/ are written by make_other_formats.py.

    python3 make_refused.py PYTHON_1_13 PYTHON_2_14    interpreters that have PyTorch of these versions

A line is FILE, the kind of FormatError, a part of its message, and what torch.load makes of the file in either version:
`loads`, or how its error begins. Where PyTorch loads what the library refuses, the library is stricter, and the text
says why. weights_only is False, but for files that would execute something. The verdict on a .safetensors is that of its
own library, 0.8.0, under the newer PyTorch; the older one does not come with it.
The files are made byte by byte, so that they are the same in each run. w is arange(6.).reshape(2, 3).
"""
import io
import json
import os
import re
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SIX = struct.pack("<6f", *range(6))
HEX = bytes.fromhex


# ---------------------------------------------------------------- pickles
def text(s):
    data = s.encode("utf-8", "surrogatepass")
    return b"X" + struct.pack("<I", len(data)) + data


def name(module, member):
    return b"c%s\n%s\n" % (module.encode(), member.encode())


def number(n):
    return b"J" + struct.pack("<i", n)


def numbers(ns):
    return b"(" + b"".join(map(number, ns)) + b"t"


def pickled(body):
    return b"\x80\x02" + body + b"."


ORDERED = name("collections", "OrderedDict") + b")R"


def storage(key="0", numel=6, kind="FloatStorage", more=b""):
    return b"(" + text("storage") + name("torch", kind) + text(key) + text("cpu") + number(numel) + more + b"tQ"


def tensor(offset=0, shape=(2, 3), strides=(3, 1), memory=None, more=b""):
    made = storage() if memory is None else memory
    return (name("torch._utils", "_rebuild_tensor_v2") + b"(" + made + number(offset) + numbers(shape) + numbers(strides) +
            b"\x89" + ORDERED + more + b"tR")


def dict_of(**items):
    return b"}(" + b"".join(text(key) + value for key, value in items.items()) + b"u"


# -------------------------------------------------------------------- zip
def entry(record, data, flags=0, method=0, stored=None, crc=None, size=None, local=None, extra=b"", behind=b""):
    """(bytes of the entry, function of its offset that gives its directory header)"""
    packed = data if stored is None else stored
    crc = zlib.crc32(data) if crc is None else crc
    size = len(data) if size is None else size
    words = struct.pack("<HHHHHIII", 20, flags, method, 0, 33, crc, len(packed), size)
    inner = (local or record).encode()
    body = b"PK\3\4" + words + struct.pack("<HH", len(inner), len(extra)) + inner + extra + packed + behind
    central = lambda at: (b"PK\1\2\x14\0" + words + struct.pack("<HHHHHII", len(record), 0, 0, 0, 0, 0, at) + record.encode())
    return body, central


def zip_of(*parts, comment=b"", behind=b"", offset=None):
    """Of entries, bytes that no entry has, and (entry, offset) of entries that are in the directory alone."""
    out, directory, count = b"", b"", 0
    for part in parts:
        if isinstance(part, bytes):
            out += part
            continue
        body, central = part
        if isinstance(central, int):
            directory += body[1](central)
        else:
            directory += central(len(out))
            out += body
        count += 1
    at = len(out) if offset is None else offset
    return (out + directory + struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(directory), at, len(comment)) +
            comment + behind)


def checkpoint(body=None, data=SIX, version=b"3\n", **more):
    return [entry("m/data.pkl", pickled(dict_of(w=tensor()) if body is None else body)), entry("m/data/0", data, **more),
            entry("m/version", version)]


def zipped(body, data=SIX):
    return zip_of(*checkpoint(body, data))


# ------------------------------------------------------- legacy, tar, safetensors
LEGACY = (pickled(b"\x8a\x0a" + HEX("6cfc9c46f9206aa85019")), pickled(b"M\xe9\x03"), pickled(
    dict_of(protocol_version=b"M\xe9\x03", little_endian=b"\x88", type_sizes=b"}")))


def legacy(body=None, keys=("7",), storages=None, version=LEGACY[1], system=LEGACY[2]):
    w = dict_of(w=tensor(memory=storage("7", more=b"N")))
    listed = pickled(b"](" + b"".join(map(text, keys)) + b"e")
    data = struct.pack("<q", 6) + SIX if storages is None else storages
    return LEGACY[0] + version + system + pickled(w if body is None else body) + listed + data


def tar(members, end=1024):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:", format=tarfile.USTAR_FORMAT) as archive:
        for member, data in members:
            info = tarfile.TarInfo(member)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def tar_members(numel=6, offset=0, shape=(2, 3), count=1):
    one = pickled(number(1))
    storages = pickled(number(count)) + pickled(number(111) + text("cpu") + name("torch", "FloatStorage") + b"\x87")
    storages += struct.pack("<q", numel) + SIX + pickled(b"]")
    tensors = one + pickled(number(222) + number(111) + name("torch", "FloatTensor") + b"\x87")
    tensors += struct.pack("<ii5q", 2, 0, *shape, 3, 1, offset)
    return [("storages", storages), ("tensors", tensors), ("pickle", pickled(ORDERED + text("w") + text("222") + b"Qs"))]


def safetensors(header, data=SIX, length=None):
    head = header.encode()
    head += b" " * (-len(head) % 8)
    return struct.pack("<Q", len(head) if length is None else length) + head + data


def facts(begin=0, end=24, shape="[2,3]", dtype="F32"):
    return '{"dtype":"%s","shape":%s,"data_offsets":[%d,%d]}' % (dtype, shape, begin, end)


# ------------------------------------------------------------------ the cases
GOOD = checkpoint()
PLAIN = zip_of(*GOOD)
FOUR = b"abcd"
LOCAL_NAME = entry("m/data/0", SIX, local="m/data/1")
UNTYPED = (name("torch._utils", "_rebuild_tensor_v3") + b"((" + text("storage") + name("torch.storage", "UntypedStorage") +
           text("0") + text("cpu") + number(2) + b"tQ" + number(0) + numbers((1,)) + numbers((1,)) + b"\x89" + ORDERED +
           name("torch", "uint16") + b"tR")
HUGE = 3037000500  # its square does not fit 63 bits

CASES = {
    # Where a file begins and ends.
    "bytes_before.pt": (FOUR + PLAIN, "format", "this is no checkpoint"),
    "bytes_before_that_look_like_zip.pt": (zip_of(b"PK\3\4" + FOUR, *GOOD), "zip", "expected the first entry at byte 0"),
    "two_archives.pt": (PLAIN + PLAIN, "format", "this is a row of several files of torch.save"),
    "archive_behind_another.pt": (zip_of(entry("a.txt", FOUR)) + PLAIN, "zip", "does not end where the end records begin"),
    "bytes_behind.pt": (PLAIN + FOUR, "zip", "something was appended"),
    "bytes_behind_and_comment.pt": (zip_of(*GOOD, comment=b"ab", behind=FOUR), "zip", "something was appended"),
    "hole_between_entries.pt": (zip_of(GOOD[0], b"\0" * 64, *GOOD[1:]), "zip", "64 bytes after it belong to no entry"),
    # Entries.
    "entry_twice.pt": (zip_of(*GOOD, entry("m/data/0", SIX[::-1])), "zip", "two entries have this name"),
    "entry_in_two_cases.pt": (zip_of(entry("m/data.pkl", pickled(dict_of(w=tensor()))), entry("m/DATA/0", SIX), GOOD[2]),
                              "storage", "the file has no record data/0"),
    "two_entries_one_payload.pt": (zip_of(*GOOD, (entry("m/data/1", SIX), len(GOOD[0][0]))), "zip", "local header"),
    "local_name_differs.pt": (zip_of(GOOD[0], LOCAL_NAME, GOOD[2]), "zip", "give different names"),
    "checksum_wrong.pt": (zip_of(*checkpoint(crc=1)), "checksum", "expected 0x00000001"),
    "deflated_longer.pt": (zip_of(*checkpoint(stored=zlib.compress(SIX + FOUR)[2:-4], method=8)), "zip",
                           "hold more than its size says"),
    "deflated_shorter.pt": (zip_of(*checkpoint(stored=zlib.compress(SIX[4:])[2:-4], method=8, crc=zlib.crc32(SIX))), "zip",
                            "do not hold as much as its size says"),
    "encrypted.pt": (zip_of(*checkpoint(flags=1)), "unsupported", "it is encrypted"),
    "bzip2.pt": (zip_of(*checkpoint(method=12)), "unsupported", "it is compressed by method 12"),
    "control_character_in_name.pt": (zip_of(*GOOD, entry("m/a\x1b[31m", b"")), "zip", "control characters"),
    "storage_short.pt": (zip_of(*checkpoint(data=SIX[:-4])), "storage", "has 20 bytes, expected 6 elements of 4 bytes"),
    "storage_long.pt": (zip_of(*checkpoint(data=SIX + FOUR)), "storage", "has 28 bytes, expected 6 elements of 4 bytes"),
    "byteorder_upper_case.pt": (zip_of(*GOOD, entry("m/byteorder", b"LITTLE")), "format", "the byte order"),
    "version_missing.pt": (zip_of(*GOOD[:2]), "format", "the file has no record version"),
    "version_0.pt": (zip_of(*checkpoint(version=b"0\n")), "unsupported", "expected a version from 1 to 10"),
    "storage_under_another_root.pt": (zip_of(GOOD[0], entry("n/data/0", SIX), GOOD[2]), "storage", "the file has no record data/0"),
    "first_record_under_another_root.pt": (zip_of(entry("n/a", b""), *GOOD), "format",
                                           'has its data.pkl as "m/data.pkl", and not as FOLDER/data.pkl in the one folder'),
    "big_endian_untyped.pt": (zip_of(*checkpoint(dict_of(w=UNTYPED), b"\0\1"), entry("m/byteorder", b"big")), "unsupported",
                              "has no type in a big-endian file"),
    # Objects.
    "outside_object.pt": (zipped(dict_of(a=text("vocabulary") + b"Q")), "unsupported",
                          "a persistent id names neither a tensor nor a storage"),
    "outside_tuple.pt": (zipped(dict_of(w=tensor(), a=b"(" + text("vocabulary") + b"K\1tQ")), "unsupported",
                         "a persistent id names neither a tensor nor a storage"),
    "tensor_by_its_class.pt": (zipped(dict_of(w=name("torch", "FloatTensor") + b")\x81(" + storage() + number(0) +
                                              numbers((2, 3)) + numbers((3, 1)) + b"tb")), "unsupported",
                               "a torch.FloatTensor is made as any object"),
    "parameter_by_its_class.pt": (zipped(dict_of(a=b"](" + name("torch.nn.parameter", "Parameter") + b")\x81}b" + b"e")),
                                  "unsupported", "a torch.nn.parameter.Parameter is made as any object"),
    "key_twice.pt": (zipped(b"}(" + text("a") + b"K\1" + text("a") + b"K\2u"), "pickle", "comes twice; the file has two meanings"),
    "bytes_behind_the_pickle.pt": (zip_of(entry("m/data.pkl", pickled(b"K\1") + FOUR), GOOD[2]), "pickle", "STOP"),
    "two_dtypes_of_one_storage.pt": (zipped(dict_of(w=tensor(), i=tensor(memory=storage(kind="IntStorage")))), "storage",
                                     "is used with two dtypes"),
    # Names of what payloads call, wherever they stand. PyTorch is asked for its weights alone.
    "getattr_of_a_module.pt": (zipped(name("__builtin__", "getattr") + name("torch.nn", "functional") + text("warnings") + b"\x86R"),
                               "unsafe_global", 'names torch.nn.functional, which models are not known to hold'),
    "getattr_given_away.pt": (zipped(name("functools", "partial") + name("__builtin__", "getattr") + b"\x85R"), "unsafe_global",
                              "gives the function getattr to something else"),
    "evil_in_partial.pt": (zipped(name("functools", "partial") + name("os", "system") + text("true") + b"\x86R"),
                           "unsafe_global", "the pickle names os.system"),
    "evil_uncalled.pt": (zipped(name("os", "system") + b"0}"), "unsafe_global", "the pickle names os.system"),
    "evil_instance.pt": (zipped(name("subprocess", "Popen") + b")\x81"), "unsafe_global", "the pickle names subprocess.Popen"),
    "evil_in_a_module.pt": (zipped(name("torch.serialization", "os")), "unsafe_global", "the pickle names torch.serialization.os"),
    "evil_in_system_information.pt": (legacy(system=pickled(name("os", "system") + text("true") + b"\x85R0}")), "unsafe_global",
                                      "the pickle names os.system"),
    "evil_in_keys.pt": (legacy().replace(pickled(b"](" + text("7") + b"e"), pickled(name("os", "system") + b"0](" + text("7") + b"e")),
                        "unsafe_global", "the pickle names os.system"),
    "call_in_system_information.pt": (legacy(system=pickled(ORDERED)), "unsafe_global",
                                      "the pickle calls collections.OrderedDict, where torch.save writes plain values alone"),
    # Tensors.
    "quantized_4_bits.pt": (zipped(dict_of(w=name("torch._utils", "_rebuild_qtensor") + b"(" +
                                           storage(kind="QUInt4x2Storage", numel=24) + number(0) + numbers((6,)) + numbers((1,)) +
                                           name("torch", "per_tensor_affine") + b"G" + struct.pack(">d", 1) + b"K\0\x87\x89" +
                                           ORDERED + b"tR")), "unsupported", "it is quantized"),
    "beyond_storage.pt": (zipped(dict_of(w=tensor(offset=1))), "storage", "it reaches beyond its storage of 6 elements"),
    "negative_extent.pt": (zipped(dict_of(w=tensor(shape=(-2, 3)))), "tensor", "negative"),
    "negative_stride.pt": (zipped(dict_of(w=tensor(offset=5, strides=(-3, -1)))), "tensor", "negative"),
    "rank_differs.pt": (zipped(dict_of(w=tensor(strides=(1,)))), "tensor", "2 extents and 1 strides"),
    "empty_of_huge_extents.pt": (zipped(dict_of(w=name("torch._utils", "_rebuild_tensor_v2") + b"(" + storage() + b"K\0(K\0" +
                                                (b"\x8a\x05" + struct.pack("<q", HUGE)[:5]) * 3 + b"t" + numbers((0, 0, 0, 0)) +
                                                b"\x89" + ORDERED + b"tR")), "tensor", "does not fit 64 bits"),
    "unknown_view.pt": (zipped(dict_of(w=tensor(more=dict_of(twisted=b"\x88")))), "unsupported", "a kind that is not read"),
    # The older formats.
    "legacy_bytes_behind.pt": (legacy() + FOUR, "storage", "4 bytes stand behind the last storage"),
    "legacy_storage_missing.pt": (legacy(keys=(), storages=b""), "storage", "storage 7 is not in the file"),
    "legacy_storage_unknown.pt": (legacy(keys=("7", "8"), storages=2 * (struct.pack("<q", 6) + SIX)), "storage",
                                  "storage 8 belongs to no tensor"),
    "legacy_storage_twice.pt": (legacy(keys=("7", "7"), storages=2 * (struct.pack("<q", 6) + SIX)), "storage", "comes twice"),
    "legacy_storage_longer.pt": (legacy(storages=struct.pack("<q", 7) + SIX + FOUR), "storage", "has 7 elements, expected 6"),
    "legacy_storage_cut.pt": (legacy()[:-1], "storage", "it is cut short"),
    "legacy_id_of_zip.pt": (legacy(dict_of(w=tensor(memory=storage("7")))), "storage", "storage"),
    "legacy_version.pt": (legacy(version=pickled(b"M\xea\x03")), "unsupported", "expected the protocol version 1001"),
    "tar_bytes_behind.pt": (tar(tar_members()) + FOUR, "format", "something stands behind the end of the tar archive"),
    "tar_member_twice.pt": (tar(tar_members() + tar_members()[2:]), "format", "two members pickle"),
    "tar_beyond_storage.pt": (tar(tar_members(offset=1)), "storage", "it reaches beyond its storage of 6 elements"),
    "tar_storage_cut.pt": (tar(tar_members(numel=1 << 20)), "storage", "it is cut short"),
    "tar_checksum.pt": (tar(tar_members()).replace(b"0000644", b"0000600", 1), "format", "no checkpoint"),
    # safetensors.
    "key_twice.safetensors": (safetensors('{"w":%s,"w":%s}' % (facts(), facts())), "safetensors", 'the key "w" comes twice'),
    "key_twice_escaped.safetensors": (safetensors('{"w":%s,"\\u0077":%s}' % (facts(), facts())), "safetensors", "comes twice"),
    "fact_twice.safetensors": (safetensors('{"w":{"dtype":"F32",%s}' % facts()[1:]), "safetensors", "says something twice"),
    "metadata_twice.safetensors": (safetensors('{"__metadata__":{},"__metadata__":{"a":"b"},"w":%s}' % facts()), "safetensors",
                                   "__metadata__ comes twice"),
    "metadata_key_twice.safetensors": (safetensors('{"__metadata__":{"a":"1","a":"2"},"w":%s}' % facts()), "safetensors",
                                       'the key "a" of __metadata__ comes twice'),
    "metadata_number.safetensors": (safetensors('{"__metadata__":{"a":1},"w":%s}' % facts()), "safetensors", "expected"),
    "unknown_fact.safetensors": (safetensors('{"w":{"scale":1,%s}' % facts()[1:]), "safetensors", "found scale"),
    "four_bits.safetensors": (safetensors('{"w":%s}' % facts(0, 24, "[48]", "F4")), "unsupported", "has elements of F4"),
    "overlap.safetensors": (safetensors('{"a":%s,"b":%s}' % (facts(0, 16, "[4]"), facts(8, 24, "[4]"))), "safetensors",
                            "tensors overlap"),
    "hole.safetensors": (safetensors('{"a":%s,"b":%s}' % (facts(0, 8, "[2]"), facts(16, 24, "[2]"))), "safetensors",
                         "bytes between them belong to none"),
    "bytes_behind.safetensors": (safetensors('{"w":%s}' % facts(), SIX + FOUR), "safetensors", "4 bytes behind the last tensor"),
    "cut.safetensors": (safetensors('{"w":%s}' % facts(), SIX[:-1]), "safetensors", "not all in the file"),
    "header_cut.safetensors": (safetensors('{"w":%s}' % facts())[:40], "safetensors", "it is cut short"),
    "header_long.safetensors": (safetensors('{"w":%s}' % facts(), length=1 << 40), "format", "no checkpoint"),
    "blank_before.safetensors": (safetensors(' {"w":%s}' % facts()), "format", "no checkpoint"),
    "behind_json.safetensors": (safetensors('{"w":%s}}' % facts()), "safetensors", "behind the end of the JSON text"),
    "no_utf8.safetensors": (safetensors('{"w?":%s}' % facts()).replace(b"?", b"\xff"), "safetensors", "no UTF-8"),
    "lone_surrogate.safetensors": (safetensors('{"\\ud800":%s}' % facts()), "safetensors", "surrogate"),
    "extents_huge.safetensors": (safetensors('{"w":%s}' % facts(0, 0, "[0,%d,%d]" % (1 << 62, 1 << 62)), b""), "safetensors",
                                 "does not fit 64 bits"),
}
FIXTURES = {
    "handmade/zip_out_of_bounds.pt": ("storage", "it reaches beyond its storage of 6 elements"),
    "meta_tensor.pt": ("unsupported", "it is on the meta device"),
    "meta_tensor.legacy.pt": ("unsupported", "it is on the meta device"),
    "quantized.pt": ("unsupported", "it is quantized"),
    "quantized.legacy.pt": ("unsupported", "it is quantized"),
    "variants/empty.pt": ("format", "the file is empty"),
    "variants/text.pt": ("format", "a page of HTML"),
    "variants/evil_getattr.pt": ("unsafe_global", "the pickle names __builtin__.eval"),
    "variants/evil_os_system.pt": ("unsafe_global", "the pickle names posix.system"),
    "variants/short_storage.pt": ("storage", "has 20 bytes, expected 6 elements of 4 bytes"),
    "variants/long_storage.pt": ("storage", "has 28 bytes, expected 6 elements of 4 bytes"),
    "variants/no_data_pkl.pt": ("format", "it has no record data.pkl"),
    "variants/no_root.pt": ("format", 'has its data.pkl as "data.pkl", and not as FOLDER/data.pkl in the one folder'),
    "variants/no_storage.pt": ("storage", "the file has no record data/0"),
    "variants/no_version.pt": ("format", "the file has no record version"),
    "variants/version_11.pt": ("unsupported", 'expected a version from 1 to 10, found "11"'),
    "variants/trailing10.pt": ("zip", "something was appended"),
    "variants/truncated_1.pt": ("zip", "the file is truncated"),
    "variants/truncated_half.pt": ("zip", "the file is truncated"),
}

ONE_FILE = "make one file of it: python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER out.pth"
AS_TENSORS = "and torch.save its arrays as a dict of tensors (torch.from_numpy"
SKLEARN = ("this is a plain pickle of scikit-learn (sklearn.linear_model._base.LinearRegression): load it in Python with "
           "joblib.load, " + AS_TENSORS)
ONNX = "this is an ONNX model: torch.save the state_dict of the PyTorch model that it was made from"
PACK = "pack the folder with data.pkl anew, from the folder above: zip -r0 model.pth FOLDER"
UNPACK = '": unpack it, and give the path of that file'
OTHER_FORMATS = {
    "data.pkl": "this is a part of an unpacked .pth, as data.pkl is, and the numbers of its tensors are in the files beside it: "
                "give the .pth itself, or pack the folder that it is in, from the one above: zip -r0 model.pth FOLDER",
    "checkpoint_in.zip": 'this is a zip file that holds the checkpoint "model.pth' + UNPACK,
    "stored_checkpoint_in.zip": 'this is a zip file that holds the checkpoint "run/model.bin' + UNPACK,
    "legacy_in.zip": 'this is a zip file that holds the checkpoint "model.pth' + UNPACK,
    "safetensors_in.zip": 'this is a zip file that holds the checkpoint "model.safetensors' + UNPACK,
    "checkpoints_in.zip": 'this is a zip file that holds 7 checkpoints, "0.pth", "1.pth", "2.pth", "3.pth", "4.pth" and more: '
                          "unpack it, and give the path of one of them",
    "no_folder.zip": 'this is a zip file that has its data.pkl as "data.pkl", and not as FOLDER/data.pkl in the one folder that '
                     "all entries are in: unpack it, and " + PACK,
    "two_folders.zip": 'this is a zip file that has its data.pkl as "out/model/data.pkl", and not as FOLDER/data.pkl',
    "model.mar": 'this is a model archive of TorchServe (.mar), a zip file that holds the checkpoint "model.pt' + UNPACK,
    "code_only.mar": "this is a model archive of TorchServe (.mar), and none of the files in it is a checkpoint",
    "dcp/.metadata": "this is the .metadata of a distributed checkpoint of PyTorch, which is the folder that it is in: " + ONE_FILE,
    "dcp/__0_0.distcp": "this is a row of several files of torch.save, as a part (.distcp) of a distributed checkpoint of PyTorch "
                        "is, which is the folder that it is in: " + ONE_FILE,
    "1.13.metadata": "with the PyTorch that wrote it, 1.13, torch.distributed._shard.checkpoint.load_state_dict reads it",
    "package.pt": "this is a package of torch.package: in Python, model = torch.package.PackageImporter(FILE).load_pickle("
                  '"project.models", "net.pkl"), and torch.save(model.state_dict(), "out.pth")',
    "program.pt2": "this is an exported program of PyTorch (.pt2): in Python, torch.save(torch.export.load(FILE).state_dict, "
                   '"out.pth")',
    "old_program.pt2": "this is an exported program of an older PyTorch (.pt2): with the PyTorch that wrote it, "
                       'torch.save(torch.export.load(FILE).state_dict, "out.pth")',
    "compiled.pt2": "this is a model that PyTorch compiled for one machine (.pt2)",
    "mobile.ptl": "this is a model of PyTorch's mobile flatbuffer format",
    "program.pte": "this is a program of ExecuTorch (.pte): torch.save the state_dict of the PyTorch model",
    "net.pkl": "this is a plain pickle of project.Net, not written by torch.save: load it in Python, and torch.save its "
               "state_dict",
    "array.npy": 'this is an array of NumPy: in Python, torch.save({"name": torch.from_numpy(numpy.load(FILE))}, "out.pth")',
    "arrays.npz": "this is an .npz of NumPy: in Python, torch.save({k: torch.from_numpy(v) for k, v in "
                  'numpy.load(FILE).items()}, "out.pth")',
    "arrays.joblib": "this is a plain pickle, not written by torch.save: in Python, load it with joblib.load, " + AS_TENSORS,
    "sklearn_0.pkl": SKLEARN,
    "sklearn_1.pkl": SKLEARN,
    "sklearn_2.pkl": SKLEARN,
    "sklearn_5.pkl": SKLEARN,
    "sklearn_in_dict.pkl": SKLEARN,
    "sklearn.joblib": SKLEARN,
    "sklearn_compressed.joblib": "this is a pickle that joblib compressed: load it in Python with joblib.load, " + AS_TENSORS,
    "sklearn.skops": "this is a model of scikit-learn that skops wrote: load it in Python with skops.io.load, " + AS_TENSORS,
    "model.keras": "this is a model of Keras (.keras): in Python, model = keras.models.load_model(FILE), and torch.save({w.path: "
                   'torch.tensor(w.numpy()) for w in model.weights}, "out.pth")',
    "weights.h5": "this is an HDF5 file, as Keras writes: read its arrays in Python with h5py",
    "frozen.pb": "this is a graph of TensorFlow: get the checkpoint that it was frozen from",
    "saved_model.pb": "this is a saved_model.pb of TensorFlow: in Python, read the variables of its folder with "
                      'tf.train.load_checkpoint(FOLDER + "/variables/variables")',
    "checkpoint": "this is the text that names the newest of TensorFlow's checkpoints in its folder: in Python, read that with "
                  "tf.train.load_checkpoint(FOLDER)",
    "tensorflow.index": "this is the index of a checkpoint of TensorFlow: in Python, read it with "
                        "tf.train.load_checkpoint(PREFIX), which is its path without .index",
    "model.tflite": "this is a model of TensorFlow Lite: get the model that it was made from",
    "model.onnx": ONNX,
    "no_producer.onnx": ONNX,
    "model.mlmodel": "this is a model of Core ML: torch.save the state_dict of the PyTorch model",
    "model.gguf": "this is a GGUF file of llama.cpp: get the checkpoint that it was made from",
    "flax.msgpack": "this is a model of Flax (MessagePack): in Python, read its arrays with flax.serialization.msgpack_restore",
    "train_state.msgpack": "this is a model of Flax (MessagePack)",
    "mxnet.params": "this is a file of arrays of MXNet (.params): in Python, read them with mxnet.nd.load",
    "net.caffemodel": "this is a model of Caffe: read its layers' blobs in Python",
}

# Run by the two interpreters: {file: verdict}.
VERDICTS = r"""
import json, re, sys, warnings
warnings.simplefilter("ignore")
import torch
out = {}
for path in sys.argv[1:]:
    evil = "evil_" in path
    try:
        if path.endswith(".safetensors"):
            if torch.__version__.startswith("1.13"):
                out[path] = "-"
                continue
            from safetensors.torch import load_file
            load_file(path)
        elif torch.__version__.startswith("1.13") and not evil:
            torch.load(path)
        else:
            torch.load(path, weights_only=evil)
        out[path] = "loads"
    except Exception as error:
        text = (str(error).split("\n")[0] or "-").split(". This is an internal")[0].replace(path, "FILE")
        out[path] = "%s: %s" % (type(error).__name__, re.sub("\x1b\\[\\d*m", "", text)[:120])
print(json.dumps(out))
"""


def main():
    rows = {}
    os.makedirs(os.path.join(HERE, "refused"), exist_ok=True)
    for case, (data, problem, part) in CASES.items():
        rows["refused/" + case] = (problem, part)
        with open(os.path.join(HERE, "refused", case), "wb") as file:
            file.write(data)
    for fixture, row in FIXTURES.items():
        for folder in [""] if fixture.startswith("torch-") else ["torch-1.13/", "torch-2.14/"]:
            rows[folder + fixture] = row
    for other, part in OTHER_FORMATS.items():
        rows["other_formats/" + other] = ("format", part)
    paths = {os.path.join(HERE, name): name for name in rows}
    verdicts = []
    for python in sys.argv[1:3]:
        run = subprocess.run([python, "-c", VERDICTS, *paths], stdout=subprocess.PIPE, check=True)
        verdicts.append({paths[path]: verdict for path, verdict in json.loads(run.stdout).items()})
    with open(os.path.join(HERE, "refused.txt"), "w", newline="\n", encoding="utf-8") as out:
        for name, (problem, part) in rows.items():
            out.write("\t".join([name, problem, part, *(v[name] for v in verdicts)]) + "\n")
    for v in verdicts:
        print(len(v), "files,", sum(verdict == "loads" for verdict in v.values()), "of which PyTorch loads")


if __name__ == "__main__":
    main()
