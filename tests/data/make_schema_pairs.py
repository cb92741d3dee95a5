#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes 200 random pairs of a struct and a checkpoint: schema_pairs.pth beside this script, whose dictionaries pair0,
pair1 ... are the checkpoints, and ../checkpoint/schema_pairs_0.cpp ... with structs, checkpoint types and options.

Whether a pair fits is said here too: by Python's regular expressions and dictionaries, from what LoadOptions promise.
Written with PyTorch 2.14; the same version writes the same bytes.
"""
import collections
import os
import random
import re

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
PAIRS = 200
FILES = 4
rng = random.Random(20240611)

TYPES = collections.OrderedDict([
    ("float32", "float"), ("float64", "double"), ("float16", "nn::float16"), ("bfloat16", "nn::bfloat16"),
    ("int64", "std::int64_t"), ("int32", "std::int32_t"), ("int16", "std::int16_t"), ("int8", "std::int8_t"),
    ("uint8", "std::uint8_t"), ("bool", "bool"), ("complex64", "nn::complex64"), ("complex128", "nn::complex128"),
])
FLOATING = {"float32", "float64", "float16", "bfloat16"}
COMPLEX = {"complex64", "complex128"}
# What tensors are views of: the file would be large with a record for each.
STORAGES = {name: torch.zeros(256, dtype=getattr(torch, name)) for name in TYPES}

Entry = collections.namedtuple("Entry", "key dtype shape since path")  # of a model
Tensor = collections.namedtuple("Tensor", "dtype shape")  # of a checkpoint


# A module: what its C++ is, its entries with keys seen from it, its modules' paths and versions.
Module = collections.namedtuple("Module", "cpp entries modules")


def leaf(*entries, version=1, cpp):
    return Module(cpp, [Entry(key, dtype, shape, since, "") for key, dtype, shape, since in entries], [("", version)])


def linear():
    i, o, bias = rng.randint(1, 5), rng.randint(1, 5), rng.random() < 0.7
    entries = [("weight", "float32", (o, i), 0)] + [("bias", "float32", (o,), 0)] * bias
    return leaf(*entries, cpp="nn::Linear<%d, %d%s>" % (i, o, "" if bias else ", nn::linear_options{.bias = false}"))


def batch_norm():
    n = rng.randint(1, 4)
    names = ["weight", "bias", "running_mean", "running_var"]
    return leaf(*[(name, "float32", (n,), 0) for name in names], ("num_batches_tracked", "int64", (), 2), version=2,
                cpp="nn::BatchNorm1d<%d>" % n)


def embedding():
    n, d = rng.randint(1, 6), rng.randint(1, 4)
    return leaf(("weight", "float32", (n, d), 0), cpp="nn::Embedding<%d, %d>" % (n, d))


def relu():
    return leaf(cpp="nn::ReLU")


def joined(name, path):
    return name + "." + path if path else name


def parent(cpp, leaves, children):
    """Leaves: entries of its own; children: names and modules."""
    entries = list(leaves)
    modules = [("", 1)]
    for name, child in children:
        entries += [e._replace(key=name + "." + e.key, path=joined(name, e.path)) for e in child.entries]
        modules += [(joined(name, path), version) for path, version in child.modules]
    return Module(cpp, entries, modules)


def sequential():
    children = [rng.choice([linear, batch_norm, relu, embedding])() for _ in range(rng.randint(1, 3))]
    return parent("nn::Sequential<%s>" % ", ".join(c.cpp for c in children), [],
                  [(str(i), c) for i, c in enumerate(children)])


def module_list():
    child, count = rng.choice([linear, batch_norm])(), rng.randint(1, 3)
    return parent("nn::ModuleList<%s, %d>" % (child.cpp, count), [], [(str(i), child) for i in range(count)])


def random_shape():
    return tuple(rng.randint(1, 4) for _ in range(rng.choice([0, 0, 1, 1, 2, 2, 3, 4])))


def struct(name, depth):
    """The C++ of a struct and those in it, and its module."""
    fields, parameters, buffers, children, before = [], [], [], [], ""
    for number in range(rng.randint(1, 3)):
        field = "%s%d" % (rng.choice(["fc", "block", "layer", "head", "x"]), number)
        kind = rng.random()
        if kind < 0.3:
            learned = rng.random() < 0.5
            dtype = rng.choice(sorted(FLOATING | COMPLEX) if learned else list(TYPES))
            shape = random_shape()
            (parameters if learned else buffers).append(Entry(field, dtype, shape, 0, ""))
            cpp = "nn::%s<%s>" % ("Parameter" if learned else "Buffer", ", ".join([TYPES[dtype], *map(str, shape)]))
        elif kind < 0.42 and depth < 2:
            text, child = struct(name + "_" + field, depth + 1)
            before += text
            children.append((field, child))
            cpp = child.cpp
        else:
            child = rng.choice([linear, batch_norm, embedding, sequential, module_list])()
            children.append((field, child))
            cpp = child.cpp
        fields.append("  %s %s;\n" % (cpp, field))
    if depth == 0 and rng.random() < 0.1:
        children += [("wte", leaf(("weight", "float32", (4, 2), 0), cpp="")),
                     ("lm_head", leaf(("weight", "float32", (4, 2), 0), cpp=""))]
        fields += ["  nn::Embedding<4, 2> wte;\n", '  nn::TiedLinear<"wte.weight", 2, 4> lm_head;\n']
    text = before + "struct %s {\n%s};\n" % (name, "".join(fields))
    return text, parent(name, parameters + buffers, children)


def regex(pattern):
    return re.compile("(.*?)".join(map(re.escape, pattern.split("*"))), re.DOTALL)


def renamed(rules, key):
    for old, new in rules:
        fits = regex(old).fullmatch(key)
        if fits:
            stars = iter(fits.groups())
            return re.sub(r"\*", lambda _: next(stars), new)
    return key


class Options:
    def __init__(self):
        self.allow = {name for name in ["missing", "unexpected", "shape", "dtype"] if rng.random() < 0.2}
        self.prefix, self.at, self.rename, self.filter = "", "", [], []
        self.flags = [name for name in ["map", "in_place"] if rng.random() < 0.1]

    def key(self, key):
        if key.startswith(self.prefix):
            key = key[len(self.prefix):]
        return renamed(self.rename, key)

    def path(self, path):
        if self.prefix.endswith(".") and path == self.prefix[:-1]:
            path = ""
        elif path.startswith(self.prefix):
            path = path[len(self.prefix):]
        keys = path + "." if path else ""
        new = renamed(self.rename, keys)
        if new == "" or new.endswith(".") and new != ".":
            return new[:-1]
        return path

    def cpp(self):
        parts = [".%s = nn::allow" % name for name in ["missing", "unexpected", "shape", "dtype"] if name in self.allow]
        if self.prefix:
            parts.append('.strip_prefix = "%s"' % self.prefix)
        parts.append('.at = "%s"' % self.at)
        if self.rename:
            parts.append(".rename = {%s}" % ", ".join('{"%s", "%s"}' % rule for rule in self.rename))
        if self.filter:
            parts.append(".filter = {%s}" % ", ".join('"%s"' % pattern for pattern in self.filter))
        parts += [".%s = true" % name for name in self.flags]
        return "{%s}" % ", ".join(parts)


def dtype_fits(found, wanted, allowed):
    both = [found in FLOATING and wanted in FLOATING, found in COMPLEX and wanted in COMPLEX]
    return found == wanted or any(both) or (allowed and (wanted in COMPLEX or found not in COMPLEX))


def fits(model, items, metadata, options):
    """What nn::check promises to say."""
    names = {}
    for key, value in items:
        if options.filter and not any(regex(p).fullmatch(key) for p in options.filter):
            continue
        name = options.key(key)
        if name in names:
            return False
        names[name] = value
    versions = {}
    for path, version in metadata:  # of two with one name the renamed one counts
        name = options.path(path)
        if version is not None and name != path:
            versions.setdefault(name, version)
    for path, version in metadata:
        name = options.path(path)
        if version is not None and name == path:
            versions.setdefault(name, version)
    loaded = left = 0
    for entry in model.entries:
        if entry.key not in names:
            if versions.get(entry.path, 0) < entry.since:
                continue
            if "missing" not in options.allow:
                return False
            left += 1
            continue
        value = names.pop(entry.key)
        if not isinstance(value, Tensor):
            return False
        if value.shape != entry.shape and not (entry.shape == () and value.shape == (1,)):
            if "shape" not in options.allow:
                return False
            left += 1
        elif not dtype_fits(value.dtype, entry.dtype, "dtype" in options.allow):
            return False
        else:
            loaded += 1
    return (not names or "unexpected" in options.allow) and (loaded > 0 or left == 0)


def mutate(items, metadata):
    """Changes one thing, which matters or does not."""
    place = rng.randrange(len(items)) if items else 0
    kind = rng.choice(["drop", "drop_counter", "add", "shape", "one", "dtype", "float", "other", "extra", "old",
                       "no_metadata", "unversioned"])
    if kind == "add":
        items.insert(place, (rng.choice(["spare.weight", "fc0.spare", "scale"]), Tensor("float32", random_shape())))
    elif kind == "extra":
        items.insert(place, ("epoch", rng.choice([5, "five", 0.5, None, [1, 2]])))
    elif kind == "no_metadata":
        metadata.clear()
    elif kind in ("old", "unversioned"):
        metadata[:] = [(path, (1 if kind == "old" else None) if version == 2 else version) for path, version in metadata]
        items[:] = [item for item in items if rng.random() < 0.3 or not item[0].endswith("num_batches_tracked")]
    elif kind == "drop_counter":
        items[:] = [item for item in items if not item[0].endswith("num_batches_tracked")]
    elif kind == "one":
        items[:] = [(k, t._replace(shape=(1,)) if isinstance(t, Tensor) and t.shape == () else t) for k, t in items]
    elif items and isinstance(items[place][1], Tensor):
        key, tensor = items[place]
        if kind == "drop":
            del items[place]
        elif kind == "shape":
            items[place] = (key, tensor._replace(shape=random_shape()))
        elif kind == "dtype":
            items[place] = (key, tensor._replace(dtype=rng.choice(list(TYPES))))
        elif kind == "float":
            items[:] = [(k, t._replace(dtype=rng.choice(sorted(FLOATING)))
                         if isinstance(t, Tensor) and t.dtype in FLOATING else t) for k, t in items]
        else:
            items[place] = (key, rng.choice([7, "text", 1.5, None, [3]]))


def rename_some(model, items, metadata, options):
    """Old names in the file, and the rules that lead back."""
    tops = sorted({key.split(".")[0] for key, _ in items if "." in key})
    if tops and rng.random() < 0.7:
        top = rng.choice(tops)
        options.rename.append(("old_%s.*" % top, top + ".*"))

        def old(name):
            return "old_" + name if name == top or name.startswith(top + ".") else name
        items[:] = [(old(key), value) for key, value in items]
        metadata[:] = [(old(path), version) for path, version in metadata]
    if rng.random() < 0.5:
        options.rename.append(("*.gamma", "*.weight"))
        items[:] = [(re.sub(r"\.weight$", ".gamma", key), value) for key, value in items]
    if rng.random() < 0.3:
        options.rename.append(rng.choice([("*.running_*", "*.running_*"), ("nobody.*", "*"), ("*tracked", "*tracked"),
                                          ("*.*.bias", "*.*.offset")]))


def make_pair(number):
    text, model = struct("Model%d" % number, 0)
    items = [(e.key, Tensor(e.dtype, e.shape)) for e in model.entries]
    metadata = list(model.modules)
    options = Options()
    if rng.random() < 0.8:
        mutate(items, metadata)
    if rng.random() < 0.4:
        rng.shuffle(items)
    if rng.random() < 0.3:
        rename_some(model, items, metadata, options)
    if rng.random() < 0.3:
        options.prefix = rng.choice(["module.", "net.model.", "m"])
        share = rng.choice([1, 1, 0.8])
        old = list(items)
        items[:] = [((options.prefix if rng.random() < share else "") + key, value) for key, value in items]
        if old and rng.random() < 0.1:
            items.append(rng.choice(old))  # two keys of one name, or twice the same
        if options.prefix.endswith("."):
            metadata[:] = [("", 1)] + [((options.prefix + path).rstrip("."), version) for path, version in metadata]
    if rng.random() < 0.25:
        tops = sorted({re.split(r"(?<=\.)", key)[0] for key, _ in items})
        if rng.random() < 0.2 and tops:
            tops.pop(rng.randrange(len(tops)))
        options.filter = [top + "*" if top.endswith(".") else top for top in tops][:8] or ["*"]
        items += [("optimizer.%d" % i, Tensor("float32", (i,))) for i in range(rng.randint(0, 2))]
    items = list(dict(items).items())
    options.at = "pair%d" % number + rng.choice(["", "", ".model", ".model.state"])
    return text, model, items, metadata, options


def literal(text):
    return '"%s"' % text


def type_name(value):
    return type(value).__name__


def checkpoint_cpp(number, items, metadata, options):
    def array(name, kind, rows):
        body = "".join("      {%s},\n" % row for row in rows)
        if not rows:
            return "  static constexpr std::array<nn::checkpoint_%s, 0> %s{};\n" % (kind, name)
        return "  static constexpr std::array<nn::checkpoint_%s, %d> %s{{\n%s  }};\n" % (kind, len(rows), name, body)
    tensors = ["%s, nn::dtype::%s, {%s}" % (literal(key), "boolean" if value.dtype == "bool" else value.dtype,
                                            ", ".join(map(str, value.shape)))
               for key, value in items if isinstance(value, Tensor)]
    others = ["%s, %s" % (literal(key), literal(type_name(value))) for key, value in items
              if not isinstance(value, Tensor)]
    modules = ["%s, %d" % (literal(path), version) for path, version in metadata if version is not None]
    out = "struct file%d {\n  static constexpr std::string_view at = %s;\n" % (number, literal(options.at))
    out += array("rows", "row", tensors)
    if others:
        out += array("others", "other", others)
    if modules:
        out += array("modules", "module", modules)
    return out + "};\nconstexpr nn::LoadOptions options%d%s;\n" % (number, options.cpp())


def tensor(value):
    if not isinstance(value, Tensor):
        return value
    count = 1
    for extent in value.shape:
        count *= extent
    return STORAGES[value.dtype][:count].view(value.shape)


def saved(items, metadata):
    result = collections.OrderedDict((key, tensor(value)) for key, value in items)
    if metadata:
        result._metadata = collections.OrderedDict((path, {} if version is None else {"version": version})
                                                   for path, version in metadata)
    return result


def main():
    file, sources, fitting = {}, [[] for _ in range(FILES)], 0
    for number in range(PAIRS):
        text, model, items, metadata, options = make_pair(number)
        expected = fits(model, items, metadata, options)
        fitting += expected
        value = saved(items, metadata)
        first, *rest = options.at.split(".", 1)
        file[first] = {rest[0]: value, "epoch": 1} if rest else value
        sources[number * FILES // PAIRS].append((number, text + checkpoint_cpp(number, items, metadata, options), expected))
    torch.save(file, os.path.join(HERE, "schema_pairs.pth"))
    for number, pairs in enumerate(sources):
        with open(os.path.join(HERE, "..", "checkpoint", "schema_pairs_%d.cpp" % number), "w") as out:
            out.write('// SPDX-License-Identifier: Apache-2.0\n// Written by tests/data/make_schema_pairs.py.\n'
                      '// clang-format off\n#include "checkpoint/schema_pairs.hpp"\n\n'
                      'namespace checkpoint_schema_pairs_%d_test {\n\nnamespace {\n\n' % number)
            out.write("\n".join(text for _, text, _ in pairs))
            out.write('\n}  // namespace\n\nTEST_CASE("what fits at compile time fits at run time, part %d", '
                      '"[checkpoint]") {\n' % number)
            for n, _, expected in pairs:
                out.write("  check_pair<Model%d, file%d, options%d>(%s);\n" % (n, n, n, str(expected).lower()))
            out.write("}\n\n}  // namespace checkpoint_schema_pairs_%d_test\n" % number)
    print("%d of %d pairs fit" % (fitting, PAIRS))


main()
