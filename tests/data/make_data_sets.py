#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes data_sets/ beside this script: a few images in the forms of MNIST, CIFAR-10 and scikit-learn's digits.

The images are made up, but for the digits. data_sets.pth holds what torchvision's readers (MNIST), numpy (CIFAR-10)
and scikit-learn (the digits) read, and what torchvision's transforms make of images.
"""
import gzip
import os
import struct

import numpy as np
import torch
from sklearn.datasets import load_digits
from torchvision.datasets import mnist
from torchvision.transforms import functional

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "data_sets")
os.makedirs(FOLDER, exist_ok=True)
random = np.random.RandomState(0)
expected = {}


def put(name, content, packed=False):
    with open(os.path.join(FOLDER, name), "wb") as out:
        out.write(gzip.compress(content, mtime=0) if packed else content)
    return os.path.join(FOLDER, name)


def idx(array, code):
    return struct.pack(">BBBB", 0, 0, code, array.ndim) + struct.pack(">%dI" % array.ndim, *array.shape) + \
        array.astype(array.dtype.newbyteorder(">")).tobytes()


# MNIST
images = random.randint(0, 256, (5, 28, 28)).astype(np.uint8) * (random.rand(5, 28, 28) < 0.2).astype(np.uint8)
labels = np.array([5, 0, 4, 9, 1], np.uint8)
for array, name in ((images, "images-idx3-ubyte"), (labels, "labels-idx1-ubyte")):
    put(name, idx(array, 0x08))
    put(name + ".gz", idx(array, 0x08), packed=True)
expected["mnist.images"] = mnist.read_image_file(os.path.join(FOLDER, "images-idx3-ubyte")).unsqueeze(1)
expected["mnist.labels"] = mnist.read_label_file(os.path.join(FOLDER, "labels-idx1-ubyte"))
for code, dtype in ((0x09, np.int8), (0x0B, np.int16), (0x0C, np.int32), (0x0D, np.float32), (0x0E, np.float64)):
    name = np.dtype(dtype).name
    path = put(name + ".idx", idx((random.randn(2, 3) * 100).astype(dtype), code))
    expected["idx." + name] = mnist.read_sn3_pascalvincent_tensor(path, strict=False)

# CIFAR-10
for name, count in (("data_batch_1.bin", 2), ("data_batch_2.bin", 1)):
    records = random.randint(0, 256, (count, 3073)).astype(np.uint8)
    records[:, 0] %= 10
    records[:, 1:] //= 16  # to be smaller in the repository
    path = put(name, records.tobytes())
    read = np.fromfile(path, np.uint8).reshape(-1, 3073)
    expected["cifar10.%s.images" % name] = torch.from_numpy(read[:, 1:].reshape(-1, 3, 32, 32).copy())
    expected["cifar10.%s.labels" % name] = torch.from_numpy(read[:, 0].astype(np.int64))

# the digits
digits = load_digits()
some = [0, 1, 2, 1796]
rows = np.concatenate([digits.data[some], digits.target[some, None]], 1).astype(int)
plain = "".join(",".join(map(str, row)) + "\n" for row in rows).encode()
put("digits.csv", plain)
put("digits.csv.gz", plain, packed=True)
columns = ["index", "target"] + digits.feature_names[::-1]
named = np.concatenate([np.array(some)[:, None], rows[:, 64:], rows[:, 63::-1]], 1)
put("named_digits.csv", (",".join(columns) + "\r\n" + "".join(",".join(map(str, row)) + "\r\n" for row in named)).encode())
expected["digits.images"] = torch.from_numpy(digits.images[some].astype(np.uint8)).unsqueeze(1)
expected["digits.labels"] = torch.from_numpy(digits.target[some].astype(np.int64))

# transforms
pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)
image = np.stack([pixels, pixels[::-1], pixels.T], 2)  # height, width, channels
expected["image"] = torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1))).unsqueeze(0)
expected["to_float"] = functional.to_tensor(image).unsqueeze(0)
expected["normalized"] = functional.normalize(expected["to_float"], (0.485, 0.456, 0.406), (0.229, 0.224, 0.225))

torch.save({key: tensor.contiguous() for key, tensor in expected.items()}, os.path.join(HERE, "data_sets.pth"))
print(torch.__version__, {key: list(tensor.shape) for key, tensor in expected.items()})
