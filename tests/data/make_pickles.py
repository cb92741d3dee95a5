#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/data/pickles: streams of CPython's pickler, and what its own unpickler says they hold.

    python3 make_pickles.py                 everything that needs only Python
    python3 make_pickles.py FIXTURES        also the data.pkl of real torch files, from FIXTURES/torch-2.14/...

X.txt beside X.pkl describes the content. It comes from pickle._Unpickler with the opcodes that would call something
replaced by ones that write down the call; stack, memo, numbers and texts are Python's own.
"""
import argparse
import collections
import io
import math
import os
import pickle
import struct
import sys
import zipfile

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pickles")
SIZES = (0, 1, 2, 999, 1000, 1001, 2000)


# ---------------------------------------------------------------------------------------------------------------
# The recording unpickler

class Global:
    def __init__(self, module, name):
        self.module, self.name = module, name


class PersistentId:
    def __init__(self, pid):
        self.pid = pid


class Items(list):
    """A set or frozenset, in the order of the stream."""

    def __init__(self, kind, items):
        super().__init__(items)
        self.kind = kind

    __hash__ = object.__hash__
    __eq__ = object.__eq__


class Call:
    def __init__(self, kind, func, args, kwargs=None):
        self.kind, self.func, self.args, self.kwargs = kind, func, args, kwargs
        self.state, self.items, self.pairs = [], [], []

    def append(self, item):
        self.items.append(item)

    def extend(self, items):
        self.items.extend(items)

    def __setitem__(self, key, value):
        self.pairs.append((key, value))


def called(func, args):
    """A call; of Python's own containers and of what older protocols call to make an object, what newer ones write."""
    module, name = (func.module, func.name) if type(func) is Global else ("", "")
    module = {"__builtin__": "builtins", "copy_reg": "copyreg"}.get(module, module)
    if module == "copyreg" and name == "_reconstructor":
        cls, base, state = args
        made = Call("instance", cls, () if base.name in ("object", "dict", "list") else (state,))
        made.items = list(state) if base.name == "list" else []
        made.pairs = list(state.items()) if base.name == "dict" else []
        return made
    if module == "copyreg" and name == "__newobj__":
        return Call("instance", args[0], args[1:])
    if module == "builtins" and name == "dict":
        return dict(*args)
    if module == "_codecs" and name == "encode" and args[1:] == ("latin1",):
        return args[0].encode("latin1")
    if module == "builtins" and name in ("bytes", "bytearray"):
        return {"bytes": bytes, "bytearray": bytearray}[name](*args)
    if module == "collections" and name in ("OrderedDict", "defaultdict"):
        fixed = 1 if name == "defaultdict" else 0
        made = Call("call", func, args[:fixed])
        for items in args[fixed:]:
            made.pairs = [tuple(pair) for pair in (items.items() if type(items) is dict else items)]
        return made
    return Call("call", func, args)


class Recorder(pickle._Unpickler):
    dispatch = dict(pickle._Unpickler.dispatch)

    def find_class(self, module, name):
        return Global(module, name)

    def persistent_load(self, pid):
        return PersistentId(pid)

    def _decode_string(self, value):
        try:
            return value.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return value

    def _instantiate(self, klass, args):
        self.append(called(klass, tuple(args)))

    def load_reduce(self):
        args = self.stack.pop()
        self.stack[-1] = called(self.stack[-1], args)

    def load_newobj(self):
        args = self.stack.pop()
        self.append(Call("instance", self.stack.pop(), args))

    def load_newobj_ex(self):
        kwargs, args = self.stack.pop(), self.stack.pop()
        self.append(Call("instance", self.stack.pop(), args, kwargs))

    def load_build(self):
        state = self.stack.pop()
        self.stack[-1].state.append(state)

    def load_empty_set(self):
        self.append(Items("set", []))

    def load_additems(self):
        items = self.pop_mark()
        self.stack[-1].extend(items)

    def load_frozenset(self):
        items = self.pop_mark()  # first: it exchanges the stack that append() appends to
        self.append(Items("frozenset", items))


for op, function in ((pickle.REDUCE, Recorder.load_reduce), (pickle.NEWOBJ, Recorder.load_newobj),
                     (pickle.NEWOBJ_EX, Recorder.load_newobj_ex), (pickle.BUILD, Recorder.load_build),
                     (pickle.EMPTY_SET, Recorder.load_empty_set), (pickle.ADDITEMS, Recorder.load_additems),
                     (pickle.FROZENSET, Recorder.load_frozenset)):
    Recorder.dispatch[op[0]] = function


def quoted(data):
    return '"' + "".join(chr(b) if 0x20 <= b < 0x7F and b not in b'"\\' else "\\x%02x" % b for b in data) + '"'


def describe(root):
    """One line for each value, what is inside of it indented below. Mutable objects are numbered when they first
    appear (#) and only referred to later (@), so that sharing and cycles show."""
    lines, numbers = [], {}

    def walk(v, depth):
        def put(text):
            lines.append(" " * depth + text)

        def number(name):
            if id(v) in numbers:
                put("%s @%d" % (name, numbers[id(v)]))
                return False
            numbers[id(v)] = len(numbers)
            put("%s #%d" % (name, numbers[id(v)]))
            return True

        def section(name, values):
            if values:
                lines.append(" " * (depth + 1) + name)
                for value in values:
                    walk(value, depth + 2)

        if v is None or v is True or v is False:
            put(str(v))
        elif type(v) is int:
            if -2**63 <= v < 2**63:
                put("int %d" % v)
            else:
                size = ((v if v >= 0 else ~v).bit_length() // 8) + 1
                put("bigint " + v.to_bytes(size, "little", signed=True).hex())
        elif type(v) is float:
            put("float " + struct.pack(">d", v).hex())
        elif type(v) is str:
            put("str " + quoted(v.encode("utf-8", "surrogatepass")))
        elif type(v) is bytes:
            put("bytes " + quoted(v))
        elif type(v) is bytearray:
            put("bytearray " + quoted(v))
        elif type(v) is Global:
            put("global %s %s" % (v.module, v.name))
        elif type(v) is PersistentId:
            put("persistent_id")
            walk(v.pid, depth + 1)
        elif type(v) is tuple or type(v) is Items and v.kind == "frozenset":
            put("tuple" if type(v) is tuple else "frozenset")
            for item in v:
                walk(item, depth + 1)
        elif type(v) in (list, Items):
            if number(v.kind if type(v) is Items else "list"):
                for item in v:
                    walk(item, depth + 1)
        elif type(v) is dict:
            if number("dict"):
                for key, value in v.items():
                    walk(key, depth + 1)
                    walk(value, depth + 1)
        elif type(v) is Call:
            if number(v.kind):
                walk(v.func, depth + 1)
                walk(v.args, depth + 1)
                section("kwargs", [v.kwargs] if v.kwargs is not None else [])
                section("state", v.state)
                section("items", v.items)
                section("pairs", [x for pair in v.pairs for x in pair])
        else:
            raise TypeError(type(v))

    walk(root, 0)
    return "\n".join(lines) + "\n"


def write(name, stream):
    path = os.path.join(HERE, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".pkl", "wb") as f:
        f.write(stream)
    with open(path + ".txt", "w") as f:
        f.write(describe(Recorder(io.BytesIO(stream)).load()))


# ---------------------------------------------------------------------------------------------------------------
# Objects

class Options:
    """Made with keyword arguments: NEWOBJ_EX."""

    def __new__(cls, *args, **kwargs):
        return super().__new__(cls)

    def __getnewargs_ex__(self):
        return (1, 2), {"kernel": 3, "bias": False}


class Rows(list):
    pass


class Table(dict):
    pass


class Handle:
    def __init__(self, pid):
        self.pid = pid


class HandlePickler(pickle.Pickler):
    def persistent_id(self, obj):
        return obj.pid if isinstance(obj, Handle) else None


INTS = [0, 1, -1, 10, 127, 128, 255, 256, 257, -255, -256, 32767, 32768, 65535, 65536, -65536, 2**31 - 1, 2**31, 2**31 + 1,
        -2**31, -2**31 - 1, 2**32 - 1, 2**32, -2**32, 2**39, -2**39, 2**40, 2**47 - 1, 2**63 - 1, -2**63, -2**63 + 1]
BIG_INTS = [2**63, -2**63 - 1, 2**64, -2**64, 2**71 - 1, 2**71, -2**71, -2**71 - 1, 0x1950a86a20f9469cfc6c,
            2**2031 - 1, 2**2039 - 1, 2**2039, -2**2039, -2**2039 - 1, 3**2000]
FLOATS = [0.0, -0.0, 1.0, -1.5, 0.1, 1e-5, math.pi, 1e100, 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324,
          math.inf, -math.inf, math.nan]
STRINGS = ["", "a", "fc1.weight", "tab\tnewline\nreturn\r", "quotes ' and \"", "back\\slash", "\\u0041", "\\x", "nul\0",
           "\x7f\x80\xff", "na\u00efve", "\u20ac", "\u2028", "\u65e5\u672c\u8a9e", "\U0001f600", "\ud800", "a\udfffb", "\U0010ffff",
           "x" * 255, "y" * 256, "\u00e9" * 200]
BYTES = [b"", b"a", b"\0\xff", bytes(range(256)), b"z" * 300]


def ordered(n):
    return collections.OrderedDict(("k%d" % i, i) for i in range(n))


def rich():
    shared, row = [1, 2], Rows([1, 2, 3])
    row.label = "row"
    table = Table(a=1, b=[shared])
    table.owner = None
    annotated = ordered(2)
    annotated._metadata = collections.OrderedDict([("", {"version": 1})])
    return {
        "constants": [None, True, False], "ints": INTS, "big_ints": BIG_INTS[:-1], "floats": FLOATS,
        "strings": STRINGS, "bytes": BYTES, "bytearrays": [bytearray(b) for b in BYTES], "complex": 1.5 - 2j,
        "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), ((), ((1,), ()))],
        "dicts": [{}, {1: 2}, {"a": 1, 2: None, (3, "x"): [], 1.5: {}, None: True}],
        "sets": [set(), {1}, set(range(5)), frozenset(), frozenset([7]), frozenset(range(3))],
        "shared": [shared, shared, (shared, {"again": shared})],
        "ordered": [ordered(0), ordered(1), ordered(3), annotated],
        "objects": [argparse.Namespace(lr=0.1, steps=[1, 2]), Options(), row, table, collections.deque([1, 2]),
                    collections.Counter("abca"), range(2, 9, 3)],
        "classes": [collections.OrderedDict, set, len],
        "long_lists": [list(range(n)) for n in (999, 1000, 1001, 2000)],
        "long_dicts": [{i: None for i in range(n)} for n in (1000, 1001)],
        "long_ordered": ordered(1001),
    }


def small():
    return {"w": (1, [2.5, "x"]), 3: collections.OrderedDict([("k", {4, 5})]), "b": b"\x01", "n": argparse.Namespace(a=None)}


def cycles():
    in_list, in_dict, inner = [1], {"k": 1}, []
    in_list.append(in_list)
    in_dict["self"] = in_dict
    in_tuple = (inner, 2)
    inner.append(in_tuple)
    instance = argparse.Namespace(name="me")
    instance.me = [instance]
    return [in_list, in_dict, in_tuple, instance]


def by_hand():
    """Opcodes that CPython 3 does not write, and unusual uses of those that it does."""
    text = lambda *lines: b"".join(line + b"\n" for line in lines)
    return {
        "protocol0_text": b"(lp0\n" + b"".join(x + b"a" for x in (
            text(b"I5"), text(b"I-7"), text(b"I00"), text(b"I01"), text(b"I9223372036854775807"),
            text(b"I9223372036854775808"), text(b"L12L"), text(b"L-3"), text(b"L-9223372036854775809L"), text(b"F1.5"),
            text(b"F-inf"), text(b"Fnan"), text(b"F1e-05"), text(b"F-0.0"), text(b"S''"), text(b"S'plain'"),
            text(b'S"it\'s"'), text(rb"S'\\ \' \" \a\b\f\n\r\t\v \x41 \101 \7z \q'"), text(rb"S'\xff\xfe'"), text(rb"S'\xc3\xa9'"),
            text(b"Vplain"), text(rb"V\u0041\u20ac\U0001f600 \\u0041 \n \ud800"), text(b"V\xe9"), b"V\\\n",
        )) + b".",
        "protocol0_structures": b"((I1\nI2\nt(I3\nl(S'k'\nI4\nd(t(l(dtp5\n.",
        "python2_strings": b"\x80\x02(U\x03abcT\x04\x00\x00\x00\xc3\xa9xyU\x02\xff\xfeT\x01\x00\x00\x00\x80U\x00t.",
        "inst_obj": b"(lp0\n(I1\nS'x'\nimodule\nClass\np1\na(cmodule\nOther\nI2\no}S'a'\nI1\nsbag1\na(imodule\nBare\na.",
        "stack": b"\x80\x02N0K\x01(K\x04K\x0512K\x030\x86.",
        "pop_takes_mark": b"\x80\x02K\x01(0K\x02\x86.",
        "memo_numbers": b"\x80\x02]r\xff\xff\xff\xff(X\x01\x00\x00\x00aq\x07X\x01\x00\x00\x00br\x00\x00\x01\x00h\x07j\x00\x00\x01\x00"
                        b"X\x01\x00\x00\x00cq\x07h\x07g65536\ne0j\xff\xff\xff\xff.",
        "memoize_counts": b"\x80\x04(]\x94\x8c\x01a\x94\x8c\x01b\x94h\x01h\x02t.",
        "grown_after_memo": b"\x80\x02]q\x00h\x00\x86q\x01h\x00K\x07a0.",
        "appends_to_objects": b"\x80\x02cm\nC\n)\x81(K\x01K\x02eK\x03a(K\x04K\x05uK\x06K\x07s}b.",
        "frames": b"\x80\x04\x95\x03\x00\x00\x00\x00\x00\x00\x00(K\x01\x95\x00\x00\x00\x00\x00\x00\x00\x00"
                  b"K\x02\x95\x02\x00\x00\x00\x00\x00\x00\x00t.",
        "wide_lengths": b"\x80\x05(\x8d\x02\x00\x00\x00\x00\x00\x00\x00\xc3\xa9\x8e\x01\x00\x00\x00\x00\x00\x00\x00\xff"
                        b"\x96\x01\x00\x00\x00\x00\x00\x00\x00zB\x01\x00\x00\x00y\x8b\x02\x00\x00\x00\x00\x80\x8a\x00"
                        b"\x8a\x0a\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x8b\x09\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xfft.",
        "legacy_module": b"\x80\x02(X\x06\x00\x00\x00moduleclib\nNet\nNNtQ)\x81}X\x01\x00\x00\x00aK\x01sb.",
        # Python 2 gives a dictionary its items as arguments; protocols 0 and 1 make objects by calls.
        "known_calls": b"\x80\x02(" + b"".join((
            b"ccollections\nOrderedDict\nq\x01](](U\x01aK\x01e](U\x01bK\x02eeq\x02\x85q\x03Rq\x04",
            b"0h\x02](U\x01cK\x03ea0h\x04",  # the list gets an item after the call, the dictionary does not
            b"h\x04}U\x09_metadata}sb",
            b"h\x01((K\x05K\x06tt\x85R", b"h\x01}(K\x05K\x06u\x85R", b"h\x01)R", b"h\x01]\x85R",
            b"ccollections\ndefaultdict\nq\x05c__builtin__\nlist\n](](K\x01]ee\x86R",
            b"h\x05c__builtin__\nlist\n\x85R", b"h\x05N}K\x01K\x02s\x86RK\x03K\x04s",
            b"ccollections\nCounter\n}(U\x01aK\x02u\x85R",  # stays a call: given pairs it would count them
            b"c__builtin__\ndict\n](](K\x01K\x02ee\x85R", b"cbuiltins\ndict\n)R", b"c__builtin__\ndict\n}K\x03K\x04s\x85R",
            b"ccopy_reg\n_reconstructor\nq\x06(cm\nO\nc__builtin__\nobject\nNtR}U\x01aK\x01sb",
            b"h\x06(cm\nD\nc__builtin__\ndict\n}K\x01K\x02stR}b", b"h\x06(cm\nL\nc__builtin__\nlist\n](K\x01K\x02etRN0",
            b"h\x06(cm\nT\nc__builtin__\ntuple\n(K\x01K\x02ttR", b"h\x06(cm\nI\nc__builtin__\nint\nK\x07tR",
            b"ccopy_reg\n__newobj__\n(cm\nN\nK\x01K\x02tR", b"ccopyreg\n__newobj__\ncm\nN\n\x85R",
            b"(](](U\x01xK\x09eeicollections\nOrderedDict\n", b"(h\x01](](U\x01yK\x08eeo",
        )) + b"t.",
        "several_runs": b"\x80\x02]q\x00(]q\x01(K\x01K\x02eh\x00K\x03a0K\x04h\x01(K\x05K\x06e0K\x07e.",
    }


def persistent(protocol):
    handles = [Handle("plain")] if protocol == 0 else [Handle(("storage", collections.OrderedDict, "0", "cpu", 4)), Handle(7)]
    out = io.BytesIO()
    HandlePickler(out, protocol).dump(handles + [{"again": handles[0]}])
    return out.getvalue()


# ---------------------------------------------------------------------------------------------------------------
# What the writer is compared with

def write_writer_cases():
    folder = os.path.join(HERE, "writer")
    os.makedirs(folder, exist_ok=True)

    def lines(name, rows):
        with open(os.path.join(folder, name), "w") as f:
            for row in rows:
                f.write(" ".join(row) + "\n")

    dumps = lambda v: pickle.dumps(v, protocol=2)
    twos = lambda v: v.to_bytes(((v if v >= 0 else ~v).bit_length() // 8) + 1, "little", signed=True).hex()
    lines("ints.txt", [(str(v), dumps(v).hex()) for v in INTS])
    lines("big_ints.txt", [(twos(v), dumps(v).hex()) for v in INTS + BIG_INTS])
    lines("floats.txt", [(struct.pack(">d", v).hex(), dumps(v).hex()) for v in FLOATS])
    lines("strings.txt", [("-" + v.encode("utf-8", "surrogatepass").hex(), dumps(v).hex()) for v in STRINGS])
    lines("tuples.txt", [(str(n), dumps(tuple(range(n))).hex()) for n in range(6)])
    for n in SIZES:
        for name, value in (("dict", dict(ordered(n))), ("ordered", ordered(n)), ("list", list(range(n))),
                            ("deque", collections.deque(range(n)))):
            with open(os.path.join(folder, "%s_%d.pkl" % (name, n)), "wb") as f:
                f.write(dumps(value))


TORCH = ("mlp_state_dict.pt", "checkpoint_adam.pth", "python_values.pt", "mlp_model.pth", "dtypes_v3.pt", "mlp_protocol4.pt")


def write_torch_cases(fixtures):
    for file in TORCH:
        with zipfile.ZipFile(os.path.join(fixtures, "torch-2.14", file)) as z:
            record = next(n for n in z.namelist() if n.endswith("/data.pkl"))
            write("torch/torch-2.14-" + file.split(".")[0], z.read(record))


def main():
    module = sys.modules["make_pickles"] = sys.modules["__main__"]
    for cls in (Options, Rows, Table):
        cls.__module__ = "make_pickles"
    assert module.Options is Options
    for protocol in range(6):
        write("rich_%d" % protocol, pickle.dumps(rich(), protocol))
        write("small_%d" % protocol, pickle.dumps(small(), protocol))
        write("cycles_%d" % protocol, pickle.dumps(cycles(), protocol))
        write("persistent_%d" % protocol, persistent(protocol))
    for name, stream in by_hand().items():
        write("hand_" + name, stream)
    write_writer_cases()
    if len(sys.argv) > 1:
        write_torch_cases(sys.argv[1])


if __name__ == "__main__":
    main()
