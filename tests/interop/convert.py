#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""PyTorch reads what `nnstruct convert` writes of its files, and finds the same in it: objects, elements, strides, and
which tensors share memory. Whole models compute the same.

Usage: convert.py COMMAND DATA FOLDER    DATA is tests/data; FOLDER is made anew
"""
import os
import re
import shutil
import subprocess
import sys
import warnings

import torch

warnings.simplefilter("ignore")
COMMAND, DATA, FOLDER = sys.argv[1:]
VERSION = ".".join(re.match(r"(\d+)\.(\d+)", torch.__version__).groups())
# What nnstruct refuses by name, or PyTorch does not load.
LEFT_OUT = re.compile(r"quantized|meta_tensor|OneCycleLR|evil_|variants/|out_of_bounds|ckpt_|legacy/|\.(txt|json|safetensors)$")


def load(path):
    return torch.load(path, map_location="cpu", **({} if VERSION == "1.13" else {"weights_only": False}))


def untyped(tensor):
    return tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage().untyped()


def tensors_in(value, seen):
    """Each strided tensor in a value, in a fixed order."""
    if isinstance(value, torch.Tensor):
        parts = {torch.sparse_coo: ("_indices", "_values"), torch.sparse_csr: ("crow_indices", "col_indices", "values")}
        for part in parts.get(value.layout, ()):
            yield from tensors_in(getattr(value, part)(), seen)
        if value.layout == torch.strided:
            yield value
        yield from tensors_in(value.__dict__, seen)
    elif isinstance(value, dict):
        for item in value.values():
            yield from tensors_in(item, seen)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from tensors_in(item, seen)
    elif isinstance(value, torch.nn.Module) and id(value) not in seen:
        seen.add(id(value))
        yield from tensors_in(value.__dict__, seen)


def facts(value):
    """What must stay: text, and of each tensor type, shape, strides, offset, flags, bits, and its storage's number."""
    storages, out, kept = {}, [re.sub(" at 0x[0-9a-f]+", "", repr(value))], []
    for t in tensors_in(value, set()):
        memory = untyped(t)
        kept.append(memory)
        number = storages.setdefault(memory._cdata, len(storages)) if memory.nbytes() else None
        out.append((type(t), t.dtype, t.shape, t.stride(), t.storage_offset(), t.requires_grad, t.is_conj(), number,
                    bytes(untyped(t.detach().resolve_conj().contiguous().clone()).tolist())))
    return out


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    os.makedirs(FOLDER)
    root = os.path.join(DATA, "torch-" + VERSION)
    names = []
    for folder, _, files in os.walk(root):
        names += [os.path.relpath(os.path.join(folder, name), root) for name in files]
    done = 0
    for name in sorted(names):
        if LEFT_OUT.search(name):
            continue
        try:
            before = load(os.path.join(root, name))
        except Exception:
            continue  # classes of other tests' __main__
        for to in ("zip", "legacy"):
            path = os.path.join(FOLDER, "out.pth")
            result = subprocess.run([COMMAND, "convert", "--format", to, os.path.join(root, name), path],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            if result.returncode == 2 and to == "legacy" and b"UntypedStorage" in result.stderr:
                continue
            assert result.returncode == 0, (name, to, result.stderr)
            after = load(path)
            assert type(after) is type(before), (name, to)
            if not name.startswith("handmade/"):  # an old view is a storage of its own in PyTorch, and here a part of one
                assert facts(after) == facts(before), (name, to)
            if isinstance(before, torch.nn.Sequential) and name.startswith("mlp"):
                x = torch.randn(2, 8)
                assert torch.equal(before(x), after(x)), (name, to)
            done += 1
        if all(isinstance(v, torch.Tensor) and v.layout == torch.strided for v in before.values()) if isinstance(before, dict) else False:
            path = os.path.join(FOLDER, "out.safetensors")
            result = subprocess.run([COMMAND, "convert", os.path.join(root, name), path],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                from safetensors.torch import load_file
            except ImportError:
                continue
            if result.returncode == 0:
                after = load_file(path)
                for key, t in after.items():
                    assert t.dtype == before[key].dtype and t.shape == before[key].shape, (name, key)
                    assert facts(t.clone())[1][-1] == facts(before[key].detach().resolve_conj().contiguous().clone())[1][-1], (name, key)
                done += 1
    assert done > 100, done
    print("torch", VERSION, done, "converted files are read as the files they were made of")


if __name__ == "__main__":
    main()
