# SPDX-License-Identifier: Apache-2.0
"""torchvision's models through nnstruct and back.

    torchvision_models.py FOLDER TOOLS READERS

One after the other, since their files are large, each model gets torchvision's initial values from a seed and random
statistics, and is saved to FOLDER/torch.pth; the first of TOOLS (nnstruct_torchvision_models, a comma in between; the
others compute with other engines) compares the initial values with its own, loads the file, computes and saves it to
FOLDER/nnstruct.pth, and whole, as a model, to FOLDER/nnstruct_whole.pth; this PyTorch and those of READERS (other
interpreters, a comma in between) load these. It also reads what torch.save(model) wrote to FOLDER/torch_whole.pth.
Ends with the number of checks; any that fails ends it with an error.

    torchvision_models.py --reader

is how the other interpreters are run: reads lines "MODEL FOLDER", answers each with the number of checks it made.
"""

import os
import shutil
import subprocess
import sys
import zlib

import torch
import torch.nn as nn
import torchvision

MODELS = {"alexnet": (2, 3, 80, 96), "vgg11_bn": (2, 3, 64, 64), "vgg16": (1, 3, 64, 80), "resnet18": (2, 3, 64, 96),
          "resnet50": (2, 3, 64, 64), "resnet152": (1, 3, 64, 64)}
SEED = 0


class Checks:
    count = 0

    def __call__(self, claim, what):
        self.count += 1
        if not claim:
            sys.exit("interop: torch %s: %s" % (torch.__version__, what))


def bytes_of(tensor):
    return tensor.detach().contiguous().numpy().tobytes()


def model_of(name):
    return getattr(torchvision.models, name)()


def model_without_values(name):
    """The same, without the seconds that initial values take."""
    torch.Tensor.uniform_ = torch.Tensor.normal_ = lambda tensor, *arguments, **options: tensor
    try:
        return model_of(name)
    finally:
        del torch.Tensor.uniform_, torch.Tensor.normal_


def write(name, folder):
    torch.manual_seed(SEED)
    model = model_of(name)
    initial = [zlib.crc32(bytes_of(t)) for t in model.state_dict().values()]
    with torch.no_grad():
        for m in model.modules():
            if isinstance(m, nn.BatchNorm2d):
                m.weight.uniform_(0.5, 1.5)
                m.bias.normal_(0, 0.1)
                m.running_mean.normal_(0, 0.1)
                m.running_var.uniform_(0.5, 1.5)
                m.num_batches_tracked.fill_(7)
        x = torch.randn(*MODELS[name])
        y = model.eval()(x)
    torch.save(model.state_dict(), os.path.join(folder, "torch.pth"))
    # one of each format
    torch.save(model, os.path.join(folder, "torch_whole.pth"), _use_new_zipfile_serialization=name != "resnet18")
    torch.save({"seed": torch.tensor(SEED), "initial": torch.tensor(initial), "input": x},
               os.path.join(folder, "given.pth"))
    return y


def read(name, folder, check):
    """What nnstruct saved is what was saved before."""
    expected = torch.load(os.path.join(folder, "torch.pth"), weights_only=True)
    found = torch.load(os.path.join(folder, "nnstruct.pth"), weights_only=True)
    check(list(found) == list(expected), name + ": keys or their order differ")
    check(found._metadata == expected._metadata, name + ": _metadata differs")
    for key, tensor in expected.items():
        check(found[key].dtype == tensor.dtype and found[key].shape == tensor.shape and
              bytes_of(found[key]) == bytes_of(tensor), "%s: %s differs" % (name, key))
    del expected
    model = model_without_values(name)
    result = model.load_state_dict(found, strict=True)
    check(repr(result) == "<All keys matched successfully>", name + ": load_state_dict")
    del found
    path = os.path.join(folder, "nnstruct_whole.pth")
    whole = torch.load(path, weights_only=False)
    check(type(whole) is type(model), name + ": another class")
    check(all(vars(a).keys() == vars(b).keys() for a, b in zip(whole.modules(), model.modules())),
          name + ": the attributes of its modules")
    check(str(whole) == str(model), name + ": prints something else")
    x = torch.load(os.path.join(folder, "given.pth"), weights_only=True)["input"]
    with torch.no_grad():
        check(torch.equal(whole.eval()(x), model.eval()(x)), name + ": the whole model's outputs differ")
    if int(torch.__version__.split(".")[0]) < 2:
        return
    with open(os.path.join(folder, "nnstruct_whole.txt")) as text:
        check(text.read() == str(whole), name + ": nnstruct prints something else")
    del whole
    with torch.serialization.safe_globals(list({type(module) for module in model.modules()})):
        whole = torch.load(path, weights_only=True)
    check(type(whole) is type(model), name + ": weights_only=True")


def through_nnstruct(name, folder, tools, readers, check):
    y = write(name, folder)
    for i, tool in enumerate(tools):
        subprocess.run([tool, folder, name, "save" if i == 0 else "compute"], check=True)
        computed = os.path.join(folder, "computed.pth")
        ours = torch.load(computed, weights_only=True)["output"]
        check((ours - y).abs().max() <= 1e-4 * y.abs().max(), name + ": the outputs differ")
        os.remove(computed)
    for reader in readers:
        print(name, folder, file=reader.stdin, flush=True)
    read(name, folder, check)
    for reader in readers:
        answer = reader.stdout.readline()
        check(answer.strip().isdigit(), name + ": another version of PyTorch refuses the file")
        check.count += int(answer)
    for file in os.listdir(folder):
        os.remove(os.path.join(folder, file))


def main(folder, tools, readers):
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    check = Checks()
    readers = [subprocess.Popen([python, "-B", __file__, "--reader"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                universal_newlines=True) for python in readers]
    for name in MODELS:
        through_nnstruct(name, folder, tools, readers, check)
    for reader in readers:
        reader.stdin.close()
        check(reader.wait() == 0, "another version of PyTorch has failed")
    print("torch %s, torchvision %s: %d checks passed" % (torch.__version__, torchvision.__version__, check.count))


def serve():
    for line in sys.stdin:
        check = Checks()
        name, folder = line.rstrip("\n").split(" ", 1)
        read(name, folder, check)
        print(check.count, flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    if sys.argv[1:] == ["--reader"]:
        serve()
    elif len(sys.argv) == 4:
        main(sys.argv[1], *[[item for item in argument.split(",") if item] for argument in sys.argv[2:]])
    else:
        sys.exit(__doc__)
